//! A result as a table.

use ormlab_lab::report::ResultTable;
use yew::prelude::*;

use crate::words;

#[derive(Properties, PartialEq)]
pub(crate) struct TableProps {
    pub table: ResultTable,
}

#[component]
pub(crate) fn Table(props: &TableProps) -> Html {
    let table = &props.table;
    let numeric: Vec<bool> =
        table.columns.iter().map(|column| is_number(column.type_name.as_deref())).collect();
    let more = table.total_rows.saturating_sub(table.rows.len());
    html! {
        <div class="rows scroll" tabindex="0" role="region" aria-label="Result table">
            <table>
                <thead><tr>{ for table.columns.iter().zip(&numeric).map(|(column, number)| html! {
                    <th scope="col" class={classes!(number.then_some("number"))} title={column.type_name.clone()}>{ &column.name }</th>
                }) }</tr></thead>
                <tbody>{ for table.rows.iter().map(|row| html! {
                    <tr>{ for row.iter().zip(&numeric).map(|(value, number)| cell(value, *number)) }</tr>
                }) }</tbody>
            </table>
            if more > 0 { <p class="more-rows">{ format!("and {} more", words::count(more, "row")) }</p> }
        </div>
    }
}

fn cell(value: &str, number: bool) -> Html {
    let null = value == "None";
    html! { <td class={classes!(number.then_some("number"), null.then_some("null"))} title={value.to_owned()}>{ value }</td> }
}

fn is_number(type_name: Option<&str>) -> bool {
    matches!(type_name, Some("int" | "float" | "Decimal" | "bool"))
}

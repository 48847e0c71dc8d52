//! Oracle by oracledb, for reading what it would be sent: FROM DUAL, FETCH FIRST, VARCHAR2, RETURNING … INTO.

use super::{Concatenation, Dialect, DialectTraits, ParamStyle, Quoting, reserved};
use crate::compiler::{
    BinaryParts, Compiler, Context, DdlCompiler, ExpandOperator, numeric_name, quoted,
    standard_type_name,
};
use crate::default::{Computed, Sequence};
use crate::error::{Error, Result};
use crate::expr::{Expr, Function, Operator};
use crate::select::{ForUpdate, SelectTail};
use crate::types::{NumericOptions, SqlType, StringOptions};
use crate::value::Value;

/// Oracle Database, of the newest version.
#[derive(Clone, Copy, Debug, Default)]
pub struct OracleDialect;

const TRAITS: DialectTraits = DialectTraits {
    sequences_optional: false,
    supports_comments: true,
    postfetch_lastrowid: false,
    supports_default_metavalue: true,
    supports_empty_insert: false,
    cte_follows_insert: true,
    supports_native_decimal: true,
    max_identifier_length: 128,
    div_is_floordiv: false,
    alias_word: " ",
    from_nothing: " FROM DUAL",
    recursive_with: "WITH ",
    except: "MINUS",
    wraps_table_functions: true,
    aggregates_within_group: true,
    returning_into: true,
    ..DialectTraits::STANDARD
};

const QUOTING: Quoting = Quoting {
    reserved_words: reserved::ORACLE,
    illegal_initials: &['_', '$'],
    ..Quoting::STANDARD
};

impl Dialect for OracleDialect {
    fn name(&self) -> &'static str {
        "oracle"
    }

    fn driver(&self) -> &'static str {
        "oracledb"
    }

    fn traits(&self) -> &DialectTraits {
        &TRAITS
    }

    fn param_style(&self) -> ParamStyle {
        ParamStyle::Named
    }

    fn quoting(&self) -> &Quoting {
        &QUOTING
    }

    fn as_dialect(&self) -> &dyn Dialect {
        self
    }

    fn boolean_text(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    fn concat_with(&self) -> Concatenation {
        Concatenation { open: "", separator: " || ", close: "" }
    }

    fn orders_by_label(&self) -> bool {
        false
    }

    fn orders_by_text(&self) -> bool {
        true
    }

    /// Reserved words and names that begin as no name may are quoted as parameters, too.
    fn named_parameter(&self, name: &str) -> String {
        if self.quoting().requires_parameter_quotes(name) {
            format!(":\"{name}\"")
        } else {
            format!(":{name}")
        }
    }

    fn binary(&self, sql: &mut Compiler<'_>, parts: &BinaryParts<'_>, ctx: Context) -> Result<()> {
        let call = |sql: &mut Compiler<'_>, name: &str, after: &str| {
            sql.write(name);
            sql.write("(");
            sql.infix(parts, ", ", ctx)?;
            sql.write(after);
            Ok(())
        };
        match parts.operator {
            Operator::Mod => call(sql, "mod", ")"),
            Operator::Match => call(sql, "CONTAINS ", ")"),
            Operator::IsDistinctFrom => call(sql, "DECODE", ", 0, 1) = 1"),
            Operator::IsNotDistinctFrom => call(sql, "DECODE", ", 0, 1) = 0"),
            Operator::RegexpMatch => call(sql, "REGEXP_LIKE", &flags(parts, self)),
            Operator::NotRegexpMatch => call(sql, "NOT REGEXP_LIKE", &flags(parts, self)),
            Operator::RegexpReplace => call(sql, "REGEXP_REPLACE", &flags(parts, self)),
            Operator::BitwiseXor => call(sql, "BITXOR", ")"),
            Operator::BitwiseOr => call(sql, "BITOR", ")"),
            Operator::BitwiseAnd => call(sql, "BITAND", ")"),
            Operator::BitwiseRshift => Err(cannot("bitwise_rshift")),
            Operator::BitwiseLshift => Err(cannot("bitwise_lshift")),
            Operator::JsonGetItem | Operator::JsonPathGetItem => {
                Err(Error::not_implemented("JSON access of the oracle dialect"))
            }
            _ => sql.standard_binary(parts, ctx),
        }
    }

    fn function(&self, sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
        let name = function.name.to_ascii_lowercase();
        let renamed = match name.as_str() {
            "now" => {
                sql.write("CURRENT_TIMESTAMP");
                return Ok(());
            }
            "aggregate_strings" => return aggregate_strings(sql, function, ctx),
            "char_length" => "LENGTH",
            "pow" => "POWER",
            "uid" if function.arguments.is_empty() => {
                sql.write(&function.name);
                return Ok(());
            }
            _ => return sql.standard_function(function, ctx),
        };
        sql.write(renamed);
        sql.ordered_arguments(function, ctx)
    }

    /// A text without a length must have one in a CAST.
    fn cast(
        &self,
        sql: &mut Compiler<'_>,
        operand: &Expr,
        to: &SqlType,
        ctx: Context,
    ) -> Result<()> {
        let sized = |options: &StringOptions| StringOptions {
            length: options.length.or(Some(4000)),
            ..options.clone()
        };
        match to {
            SqlType::String(options) => {
                sql.standard_cast(operand, &SqlType::String(sized(options)), ctx)
            }
            SqlType::Unicode(options) => {
                sql.standard_cast(operand, &SqlType::Unicode(sized(options)), ctx)
            }
            other => sql.standard_cast(operand, other, ctx),
        }
    }

    fn empty_set(&self, types: &[SqlType], operator: ExpandOperator) -> Result<String> {
        super::standard_empty_set(types, operator, "SELECT 1 FROM DUAL WHERE 1!=1")
    }

    fn limit(&self, sql: &mut Compiler<'_>, tail: &SelectTail, ctx: Context) -> Result<()> {
        let ctx = Context { literal_execute: true, ..ctx };
        if tail.fetch.is_some() {
            return sql.fetch(tail, ctx);
        }
        if let Some(offset) = &tail.offset {
            sql.write("\n OFFSET ");
            sql.expr(offset, ctx)?;
            sql.write(" ROWS");
        }
        if let Some(limit) = &tail.limit {
            sql.write("\n FETCH FIRST ");
            sql.expr(limit, ctx)?;
            sql.write(" ROWS ONLY");
        }
        Ok(())
    }

    fn for_update(&self, sql: &mut Compiler<'_>, clause: &ForUpdate, ctx: Context) -> Result<()> {
        sql.write(" FOR UPDATE");
        if !clause.of.is_empty() {
            sql.write(" OF ");
            sql.comma_list(&clause.of, ctx)?;
        }
        if clause.nowait {
            sql.write(" NOWAIT");
        }
        if clause.skip_locked {
            sql.write(" SKIP LOCKED");
        }
        Ok(())
    }

    fn next_value(&self, sequence: &Sequence) -> Result<String> {
        let name = self.quoting().quote(&sequence.0.name);
        Ok(match &sequence.0.schema {
            Some(schema) => format!("{}.{name}.nextval", self.quoting().quote(schema)),
            None => format!("{name}.nextval"),
        })
    }

    fn type_name(&self, sql_type: &SqlType) -> Result<String> {
        Ok(match sql_type {
            SqlType::DateTime { .. } => "DATE".to_owned(),
            SqlType::Float(options) => float(options)?,
            SqlType::Double(options) => numeric_name("DOUBLE PRECISION", options),
            SqlType::String(options) | SqlType::Unicode(options) => varchar("VARCHAR2", options),
            SqlType::Standard { name: "VARCHAR", base } => match &**base {
                SqlType::String(options) => varchar("VARCHAR", options),
                _ => "VARCHAR".to_owned(),
            },
            SqlType::Text(_) | SqlType::UnicodeText(_) => "CLOB".to_owned(),
            SqlType::Interval => "INTERVAL DAY TO SECOND".to_owned(),
            SqlType::BigInteger => "NUMBER(19)".to_owned(),
            SqlType::Boolean { .. } => "BOOLEAN".to_owned(),
            SqlType::LargeBinary { .. } => "BLOB".to_owned(),
            SqlType::Enum(enum_type) => format!("VARCHAR2({} CHAR)", enum_type.column_length()),
            SqlType::Standard { name: "TIMESTAMP", base } => match &**base {
                SqlType::DateTime { timezone: true } => "TIMESTAMP WITH TIME ZONE".to_owned(),
                _ => "TIMESTAMP".to_owned(),
            },
            other => standard_type_name(other, self)?,
        })
    }

    fn computed(&self, ddl: &DdlCompiler<'_>, computed: &Computed) -> Result<String> {
        if computed.persisted == Some(true) {
            return Err(Error::compile(
                "Oracle Database computed columns do not support 'stored' persistence; set the \
                 'persisted' flag to None or False for Oracle Database support.",
            ));
        }
        let kind = if computed.persisted == Some(false) { " VIRTUAL" } else { "" };
        Ok(format!("GENERATED ALWAYS AS ({}){kind}", ddl.expression(&computed.sqltext)?))
    }
}

fn aggregate_strings(sql: &mut Compiler<'_>, function: &Function, ctx: Context) -> Result<()> {
    let unordered = Function { order_by: Vec::new(), ..function.clone() };
    sql.aggregate_strings("LISTAGG", &unordered, ctx)?;
    sql.order_within_group(function, ctx)
}

fn cannot(what: &str) -> Error {
    Error::compile(format!("Cannot compile {what} in oracle"))
}

/// What closes a call of a function of regular expressions.
fn flags(parts: &BinaryParts<'_>, dialect: &OracleDialect) -> String {
    match parts.modifier("flags") {
        Some(Value::Str(flags)) => format!(", {})", quoted(flags, dialect)),
        _ => ")".to_owned(),
    }
}

fn varchar(name: &str, options: &StringOptions) -> String {
    match options.length {
        Some(length) => format!("{name}({length} CHAR)"),
        None => name.to_owned(),
    }
}

fn float(options: &NumericOptions) -> Result<String> {
    let Some(precision) = options.precision else { return Ok("FLOAT".to_owned()) };
    let binary = (f64::from(precision) / std::f64::consts::LOG10_2) as u32;
    Err(Error::argument(format!(
        "Oracle Database FLOAT types use 'binary precision', which does not convert cleanly from \
         decimal 'precision'.  Please specify this type with a separate Oracle Database variant, \
         such as Float(precision={precision}).with_variant(oracle.FLOAT(binary_precision={binary}\
         ), 'oracle'), so that the Oracle Database specific 'binary_precision' may be specified \
         accurately."
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_sorted() {
        assert!(reserved::ORACLE.is_sorted());
        assert_eq!(OracleDialect.named_parameter("level"), ":\"level\"");
        assert_eq!(OracleDialect.named_parameter("x_1"), ":x_1");
    }
}

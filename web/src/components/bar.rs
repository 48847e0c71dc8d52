//! A horizontal bar, drawn as SVG so that the page needs no inline style.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct BarProps {
    pub value: f64,
    /// The value that fills the whole width.
    pub most: f64,
    #[prop_or_default]
    pub class: Classes,
}

/// The figure beside it says the value, so it is hidden from screen readers.
#[component]
pub(crate) fn Bar(props: &BarProps) -> Html {
    html! {
        <svg class={classes!("bar", props.class.clone())} aria-hidden="true">
            <rect class="track" width="100%" height="100%" rx="4" />
            <rect class="fill" width={format!("{:.2}%", share(props.value, props.most))} height="100%" rx="4" />
        </svg>
    }
}

/// Percent of the whole; what is there at all stays visible.
fn share(value: f64, most: f64) -> f64 {
    if value <= 0.0 || most <= 0.0 {
        return 0.0;
    }
    (value / most * 100.0).clamp(1.5, 100.0)
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn the_largest_fills_the_bar_and_the_smallest_is_seen() {
        for (value, most, expected) in [
            (5.0, 5.0, 100.0),
            (1.0, 1000.0, 1.5),
            (0.0, 5.0, 0.0),
            (0.0, 0.0, 0.0),
            (1.0, 2.0, 50.0),
        ] {
            assert_eq!(share(value, most), expected, "{value} of {most}");
        }
    }
}

//! The page's few icons, drawn on a 16-unit grid in the colour of the text.

use yew::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Play,
    Stop,
    Chevron,
    Link,
    Sliders,
    Warning,
    Error,
    Check,
    Differs,
    Sun,
    Moon,
    Auto,
    Close,
    Info,
}

#[derive(Properties, PartialEq)]
pub(crate) struct IconProps {
    pub shape: Shape,
}

/// Decoration only: the words beside it say the same.
#[component]
pub(crate) fn Icon(props: &IconProps) -> Html {
    html! {
        <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d={path(props.shape)} fill={if matches!(props.shape, Shape::Play | Shape::Stop) { "currentColor" } else { "none" }} />
        </svg>
    }
}

fn path(shape: Shape) -> &'static str {
    match shape {
        Shape::Play => "M5 3.2v9.6L12.6 8z",
        Shape::Stop => "M4.5 4.5h7v7h-7z",
        Shape::Chevron => "M4.5 6.5 8 10l3.5-3.5",
        Shape::Link => {
            "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9a2.6 2.6 0 0 0 3.7 3.7l.9-.9"
        }
        Shape::Sliders => "M2.5 5h5M11 5h2.5M9.2 3.2v3.6M2.5 11H5M8.5 11h5M6.7 9.2v3.6",
        Shape::Warning => "M8 2.4 14.2 13H1.8zM8 6.6v2.9M8 11.3v.1",
        Shape::Error => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 5v3.4M8 10.9v.1",
        Shape::Check => "M3.2 8.6 6.4 11.6 12.8 4.6",
        Shape::Sun => {
            "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.4v1.2M8 13.4v1.2M1.4 8h1.2M13.4 8h1.2M3.3 3.3l.9.9M11.8 11.8l.9.9M3.3 12.7l.9-.9M11.8 4.2l.9-.9"
        }
        Shape::Moon => "M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z",
        Shape::Auto => {
            "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 2.2v11.6M8 5.2h3.9M8 8h5.4M8 10.8h3.9"
        }
        Shape::Info => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.4v3.6M8 4.9v.1",
        Shape::Close => "M4 4l8 8M12 4l-8 8",
        Shape::Differs => "M3 6h10M3 10h10M10.6 3 5.4 13",
    }
}

//! The JavaScript API over the lab: conversions only.

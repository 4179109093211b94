//! The screens.

mod theme;
mod widgets;

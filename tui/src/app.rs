//! The screens.

mod clipboard;
mod editor;
mod input;
mod job_control;
mod terminal;
mod theme;
mod widgets;

//! The screens.
//!
//! [`terminal`] takes the terminal over and gives it back, [`input`] tells what happens on it,
//! [`job`] stops the process as a shell's job, [`editor`] and [`clipboard`] are what stands beside
//! the screens.

mod clipboard;
mod editor;
mod input;
mod job;
mod terminal;

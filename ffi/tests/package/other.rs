//! A Rust static library as others make them, with all of Rust's runtime in sight.

use std::panic::catch_unwind;

/// Panics with the number, and returns it once that is caught.
#[unsafe(no_mangle)]
pub extern "C" fn other_catches(number: i32) -> i32 {
    let caught = catch_unwind(|| std::panic::panic_any(number)).unwrap_err();
    *caught.downcast::<i32>().unwrap()
}

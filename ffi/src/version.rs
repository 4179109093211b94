//! Which Billfold this is.

use std::ffi::c_char;

/// The version of the ABI: grows when a program made for the one before would no longer run.
pub const BILLFOLD_ABI_VERSION: i32 = 0;
/// The version of the library as a number: major × 1000000 + minor × 1000 + patch.
pub const BILLFOLD_VERSION_NUMBER: i32 = 1000;

/// The version of the ABI that the library has, to be compared with BILLFOLD_ABI_VERSION, that of
/// the header. A program that is linked needs not ask: the version is in the shared library's name.
/// One that loads the library itself asks before any other call, and makes none if they differ.
#[unsafe(no_mangle)]
pub extern "C" fn billfold_abi_version() -> i32 {
    BILLFOLD_ABI_VERSION
}

/// The version of the library as a number, to be compared with BILLFOLD_VERSION_NUMBER, that of
/// the header.
#[unsafe(no_mangle)]
pub extern "C" fn billfold_version_number() -> i32 {
    BILLFOLD_VERSION_NUMBER
}

/// The version of the library as text: 0.1.0. It lives for ever.
#[unsafe(no_mangle)]
pub extern "C" fn billfold_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_says_what_the_text_says() {
        let parts: Vec<i32> =
            env!("CARGO_PKG_VERSION").split('.').map(|part| part.parse().unwrap()).collect();
        let [major, minor, patch] = parts[..] else { panic!("{parts:?}") };
        assert_eq!(BILLFOLD_VERSION_NUMBER, major * 1_000_000 + minor * 1000 + patch);
    }
}

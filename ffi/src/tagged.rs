//! Structs that say how large the caller believes them to be.
//!
//! They begin with `struct_size` and only ever grow at their end. A caller made for an older
//! Billfold gives a shorter one: what it lacks is zero, and zero means absent. A caller made for
//! a newer one gives a longer one, which is taken if what we do not know in it is zero.

use std::{mem, ptr};

use billfold_core::{Error, Result};

/// The size, and what every such struct has behind it.
const SMALLEST: usize = size_of::<[u64; 2]>();

/// More than any version of any struct will ever have: what says so was never initialised.
const LARGEST: usize = 16 * 1024;

/// A struct of the ABI that says its own size.
///
/// # Safety
///
/// `repr(C)`, with a first field `struct_size: usize`; all zeros are a value of it.
pub(crate) unsafe trait Tagged: Copy + 'static {}

/// Implements [`Tagged`] for structs that fulfil its conditions.
macro_rules! tagged {
    ($($name:ident),+ $(,)?) => {
        $(
            const _: () = assert!(std::mem::offset_of!($name, struct_size) == 0);
            // SAFETY: it is `repr(C)` and begins with its size, of numbers and pointers alone.
            unsafe impl $crate::tagged::Tagged for $name {}
        )+
    };
}
pub(crate) use tagged;

/// The size that a struct says it has, if that can be.
///
/// # Safety
///
/// `given` points to a struct that begins with its size.
unsafe fn size_of_given<T: Tagged>(given: *const T, name: &str) -> Result<usize> {
    // SAFETY: the struct begins with its size.
    let size = unsafe { ptr::read_unaligned(given.cast::<usize>()) };
    if size < SMALLEST {
        let reason = "is smaller than any version of the struct: initialise it with BILLFOLD_INIT";
        return Err(Error::invalid(format!("{name}.struct_size"), "struct_size", reason));
    }
    if !size.is_multiple_of(align_of::<T>()) {
        let reason = "is no struct's size: initialise it with BILLFOLD_INIT";
        return Err(Error::invalid(format!("{name}.struct_size"), "struct_size", reason));
    }
    if size > LARGEST {
        let reason = "is larger than any struct: initialise it with BILLFOLD_INIT";
        return Err(Error::invalid(format!("{name}.struct_size"), "struct_size", reason));
    }
    Ok(size)
}

/// The caller's struct, whichever version of it; all zeros if there is none.
///
/// # Safety
///
/// `given` is NULL or points to as many bytes as its `struct_size` says.
pub(crate) unsafe fn read<T: Tagged>(given: *const T, name: &str) -> Result<T> {
    // SAFETY: all zeros are a value of it.
    let mut known: T = unsafe { mem::zeroed() };
    if given.is_null() {
        return Ok(known);
    }
    // SAFETY: it begins with its size.
    let size = unsafe { size_of_given(given, name)? };
    let shared = size.min(size_of::<T>());
    // SAFETY: both have at least so many bytes.
    unsafe {
        ptr::copy_nonoverlapping(given.cast::<u8>(), (&raw mut known).cast::<u8>(), shared);
    }
    for at in shared..size {
        // SAFETY: the caller's struct is so long.
        if unsafe { *given.cast::<u8>().add(at) } != 0 {
            let reason = "has a field set that this version of Billfold does not know";
            return Err(Error::invalid(format!("{name}.struct_size"), "struct_size", reason));
        }
    }
    Ok(known)
}

/// Fills the caller's struct, whichever version of it, and leaves its size as it is.
///
/// # Safety
///
/// `out` is NULL or points to as many bytes as its `struct_size` says.
pub(crate) unsafe fn fill<T: Tagged>(value: &T, out: *mut T, name: &str) -> Result<()> {
    if out.is_null() {
        return Err(Error::invalid(name, "null_pointer", "is NULL"));
    }
    // SAFETY: it begins with its size.
    let size = unsafe { size_of_given(out, name)? };
    let head = size_of::<usize>();
    let shared = size.min(size_of::<T>());
    // SAFETY: both have at least so many bytes, and both begin with the size, which is skipped.
    unsafe {
        let from = ptr::from_ref(value).cast::<u8>().add(head);
        ptr::copy_nonoverlapping(from, out.cast::<u8>().add(head), shared.saturating_sub(head));
        ptr::write_bytes(out.cast::<u8>().add(shared), 0, size.saturating_sub(shared));
    }
    Ok(())
}

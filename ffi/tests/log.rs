//! Whose the user data of a log hook is.

#![expect(unsafe_code, reason = "the exports are C's")]

use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use billfold::{
    BILLFOLD_LOG_INFO, BILLFOLD_OK, BILLFOLD_VALIDATION, billfold_log_callback,
    billfold_log_set_hook, billfold_status,
};

/// How often its destructor took it back.
type UserData = AtomicUsize;

unsafe extern "C" fn hear(_: *mut c_void, _: i32, _: *const c_char, _: *const c_char) {}

unsafe extern "C" fn take_back(user_data: *mut c_void) {
    // SAFETY: it is one of those below.
    unsafe { &*user_data.cast::<UserData>() }.fetch_add(1, Ordering::SeqCst);
}

fn set(callback: billfold_log_callback, data: &'static UserData, level: i32) -> billfold_status {
    let data = ptr::from_ref(data).cast_mut().cast();
    // SAFETY: the callback takes any messages, the data stays for ever.
    unsafe { billfold_log_set_hook(callback, data, Some(take_back), level, ptr::null_mut()) }
}

#[test]
fn user_data_goes_back_once_unless_the_call_failed() {
    static DATA: [UserData; 4] = [const { AtomicUsize::new(0) }; 4];
    let [first, second, refused, unheard] = &DATA;
    assert_eq!(set(Some(hear), first, BILLFOLD_LOG_INFO), BILLFOLD_OK);
    assert_eq!(set(Some(hear), second, BILLFOLD_LOG_INFO), BILLFOLD_OK);
    assert_eq!(set(Some(hear), refused, 99), BILLFOLD_VALIDATION);
    assert_eq!(set(None, unheard, BILLFOLD_LOG_INFO), BILLFOLD_OK);
    let taken_back = DATA.each_ref().map(|data| data.load(Ordering::SeqCst));
    assert_eq!(taken_back, [1, 1, 0, 1]);
}

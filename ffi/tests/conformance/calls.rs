//! Every struct's offsets and every function as a call, made from the headers.
//! `UPDATE_EXPECT=1 cargo test -p billfold-ffi --test header` writes this file anew.

use std::mem::offset_of;

use billfold::*;

use crate::runner::{Call, Layout, Word};

pub(crate) const LAYOUTS: &[Layout] = &[
    Layout {
        name: "billfold_error_info",
        size: size_of::<billfold_error_info>(),
        fields: &[
            ("struct_size", offset_of!(billfold_error_info, struct_size)),
            ("has", offset_of!(billfold_error_info, has)),
            ("status", offset_of!(billfold_error_info, status)),
            ("retryable", offset_of!(billfold_error_info, retryable)),
            ("kind", offset_of!(billfold_error_info, kind)),
            ("code", offset_of!(billfold_error_info, code)),
            ("message", offset_of!(billfold_error_info, message)),
            ("field", offset_of!(billfold_error_info, field)),
            ("reason", offset_of!(billfold_error_info, reason)),
            ("field_count", offset_of!(billfold_error_info, field_count)),
            ("current_status", offset_of!(billfold_error_info, current_status)),
            ("existing_id", offset_of!(billfold_error_info, existing_id)),
            ("current_version", offset_of!(billfold_error_info, current_version)),
            ("storage_code", offset_of!(billfold_error_info, storage_code)),
            ("reserved", offset_of!(billfold_error_info, reserved)),
        ],
    },
    Layout {
        name: "billfold_field_error",
        size: size_of::<billfold_field_error>(),
        fields: &[
            ("struct_size", offset_of!(billfold_field_error, struct_size)),
            ("has", offset_of!(billfold_field_error, has)),
            ("field", offset_of!(billfold_field_error, field)),
            ("reason", offset_of!(billfold_field_error, reason)),
            ("column", offset_of!(billfold_field_error, column)),
        ],
    },
    Layout {
        name: "billfold_page_info",
        size: size_of::<billfold_page_info>(),
        fields: &[
            ("struct_size", offset_of!(billfold_page_info, struct_size)),
            ("has", offset_of!(billfold_page_info, has)),
            ("count", offset_of!(billfold_page_info, count)),
            ("total", offset_of!(billfold_page_info, total)),
            ("page", offset_of!(billfold_page_info, page)),
            ("limit", offset_of!(billfold_page_info, limit)),
            ("next_cursor", offset_of!(billfold_page_info, next_cursor)),
            ("is_list", offset_of!(billfold_page_info, is_list)),
            ("replayed", offset_of!(billfold_page_info, replayed)),
        ],
    },
    Layout {
        name: "billfold_open_options",
        size: size_of::<billfold_open_options>(),
        fields: &[
            ("struct_size", offset_of!(billfold_open_options, struct_size)),
            ("has", offset_of!(billfold_open_options, has)),
            ("mode", offset_of!(billfold_open_options, mode)),
            ("durability", offset_of!(billfold_open_options, durability)),
            ("patience_milliseconds", offset_of!(billfold_open_options, patience_milliseconds)),
            ("lease_milliseconds", offset_of!(billfold_open_options, lease_milliseconds)),
            ("clock", offset_of!(billfold_open_options, clock)),
            ("reserved", offset_of!(billfold_open_options, reserved)),
            ("time", offset_of!(billfold_open_options, time)),
        ],
    },
    Layout {
        name: "billfold_store_info",
        size: size_of::<billfold_store_info>(),
        fields: &[
            ("struct_size", offset_of!(billfold_store_info, struct_size)),
            ("has", offset_of!(billfold_store_info, has)),
            ("path", offset_of!(billfold_store_info, path)),
            ("read_only", offset_of!(billfold_store_info, read_only)),
            ("reserved", offset_of!(billfold_store_info, reserved)),
        ],
    },
    Layout {
        name: "billfold_new_payment",
        size: size_of::<billfold_new_payment>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_payment, struct_size)),
            ("has", offset_of!(billfold_new_payment, has)),
            ("json", offset_of!(billfold_new_payment, json)),
            ("amount_minor", offset_of!(billfold_new_payment, amount_minor)),
            ("amount", offset_of!(billfold_new_payment, amount)),
            ("currency", offset_of!(billfold_new_payment, currency)),
            ("id", offset_of!(billfold_new_payment, id)),
            ("client_id", offset_of!(billfold_new_payment, client_id)),
            ("customer_id", offset_of!(billfold_new_payment, customer_id)),
            ("customer_name", offset_of!(billfold_new_payment, customer_name)),
            ("customer_email", offset_of!(billfold_new_payment, customer_email)),
            ("description", offset_of!(billfold_new_payment, description)),
            ("success_url", offset_of!(billfold_new_payment, success_url)),
            ("cancel_url", offset_of!(billfold_new_payment, cancel_url)),
            ("metadata", offset_of!(billfold_new_payment, metadata)),
            ("mcc", offset_of!(billfold_new_payment, mcc)),
            ("expires_in", offset_of!(billfold_new_payment, expires_in)),
        ],
    },
    Layout {
        name: "billfold_list_options",
        size: size_of::<billfold_list_options>(),
        fields: &[
            ("struct_size", offset_of!(billfold_list_options, struct_size)),
            ("has", offset_of!(billfold_list_options, has)),
            ("filter", offset_of!(billfold_list_options, filter)),
            ("page", offset_of!(billfold_list_options, page)),
            ("limit", offset_of!(billfold_list_options, limit)),
            ("cursor", offset_of!(billfold_list_options, cursor)),
            ("known_total", offset_of!(billfold_list_options, known_total)),
        ],
    },
    Layout {
        name: "billfold_payment_changes",
        size: size_of::<billfold_payment_changes>(),
        fields: &[
            ("struct_size", offset_of!(billfold_payment_changes, struct_size)),
            ("has", offset_of!(billfold_payment_changes, has)),
            ("json", offset_of!(billfold_payment_changes, json)),
            ("description", offset_of!(billfold_payment_changes, description)),
            ("success_url", offset_of!(billfold_payment_changes, success_url)),
            ("cancel_url", offset_of!(billfold_payment_changes, cancel_url)),
            ("metadata", offset_of!(billfold_payment_changes, metadata)),
        ],
    },
    Layout {
        name: "billfold_payment",
        size: size_of::<billfold_payment>(),
        fields: &[
            ("struct_size", offset_of!(billfold_payment, struct_size)),
            ("has", offset_of!(billfold_payment, has)),
            ("id", offset_of!(billfold_payment, id)),
            ("status", offset_of!(billfold_payment, status)),
            ("mcc", offset_of!(billfold_payment, mcc)),
            ("amount_minor", offset_of!(billfold_payment, amount_minor)),
            ("currency", offset_of!(billfold_payment, currency)),
            ("description", offset_of!(billfold_payment, description)),
            ("metadata", offset_of!(billfold_payment, metadata)),
            ("payment_link", offset_of!(billfold_payment, payment_link)),
            ("payment_method", offset_of!(billfold_payment, payment_method)),
            ("customer_id", offset_of!(billfold_payment, customer_id)),
            ("customer_name", offset_of!(billfold_payment, customer_name)),
            ("customer_email", offset_of!(billfold_payment, customer_email)),
            ("success_url", offset_of!(billfold_payment, success_url)),
            ("cancel_url", offset_of!(billfold_payment, cancel_url)),
            ("client_id", offset_of!(billfold_payment, client_id)),
            ("created_at", offset_of!(billfold_payment, created_at)),
            ("updated_at", offset_of!(billfold_payment, updated_at)),
            ("expires_at", offset_of!(billfold_payment, expires_at)),
            ("completed_at", offset_of!(billfold_payment, completed_at)),
            ("orchestrator_id", offset_of!(billfold_payment, orchestrator_id)),
            ("payer_total_minor", offset_of!(billfold_payment, payer_total_minor)),
            ("recipient_net_minor", offset_of!(billfold_payment, recipient_net_minor)),
            ("fee_line_count", offset_of!(billfold_payment, fee_line_count)),
            ("failure_code", offset_of!(billfold_payment, failure_code)),
            ("failure_message", offset_of!(billfold_payment, failure_message)),
            ("late_payment_at", offset_of!(billfold_payment, late_payment_at)),
            ("late_payment_method", offset_of!(billfold_payment, late_payment_method)),
            ("version", offset_of!(billfold_payment, version)),
        ],
    },
    Layout {
        name: "billfold_fee_line",
        size: size_of::<billfold_fee_line>(),
        fields: &[
            ("struct_size", offset_of!(billfold_fee_line, struct_size)),
            ("has", offset_of!(billfold_fee_line, has)),
            ("fee_id", offset_of!(billfold_fee_line, fee_id)),
            ("fee_bearer", offset_of!(billfold_fee_line, fee_bearer)),
            ("bps", offset_of!(billfold_fee_line, bps)),
            ("amount_minor", offset_of!(billfold_fee_line, amount_minor)),
        ],
    },
];

pub(crate) const CALLS: &[(&str, Call)] = &[
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_debug_live", |_| Word { number: billfold_debug_live() as i64 }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_debug_fail", |words| unsafe { Word { number: billfold_debug_fail(words[0].pointer.cast(), words[1].number as i32, words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_abi_version", |_| Word { number: billfold_abi_version() as i64 }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_version_number", |_| Word { number: billfold_version_number() as i64 }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_version", |_| Word { pointer: billfold_version().cast_mut().cast() }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_status_name", |words| unsafe { Word { pointer: billfold_status_name(words[0].number as i32).cast_mut().cast() } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_error_message", |words| unsafe { Word { pointer: billfold_error_message(words[0].pointer.cast()).cast_mut().cast() } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_error_describe", |words| unsafe { Word { number: billfold_error_describe(words[0].pointer.cast(), words[1].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_error_field", |words| unsafe { Word { number: billfold_error_field(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_error_json", |words| unsafe { Word { number: billfold_error_json(words[0].pointer.cast(), words[1].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_error_free", |words| unsafe { billfold_error_free(words[0].pointer.cast()); Word { number: 0 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_count", |words| unsafe { Word { number: billfold_page_count(words[0].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_describe", |words| unsafe { Word { number: billfold_page_describe(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_json", |words| unsafe { Word { number: billfold_page_json(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_record_json", |words| unsafe { Word { number: billfold_page_record_json(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_free", |words| unsafe { billfold_page_free(words[0].pointer.cast()); Word { number: 0 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_open", |words| unsafe { Word { number: billfold_store_open(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_close", |words| unsafe { Word { number: billfold_store_close(words[0].pointer.cast(), words[1].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_free", |words| unsafe { billfold_store_free(words[0].pointer.cast()); Word { number: 0 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_describe", |words| unsafe { Word { number: billfold_store_describe(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_now", |words| unsafe { Word { number: billfold_store_now(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_set_time", |words| unsafe { Word { number: billfold_store_set_time(words[0].pointer.cast(), words[1].number, words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_scoped", |words| unsafe { Word { number: billfold_store_scoped(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_scoped_client", |words| unsafe { Word { number: billfold_store_scoped_client(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_once", |words| unsafe { Word { number: billfold_store_once(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_dry_run", |words| unsafe { Word { number: billfold_store_dry_run(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_if_version", |words| unsafe { Word { number: billfold_store_if_version(words[0].pointer.cast(), words[1].number, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_operated_by", |words| unsafe { Word { number: billfold_store_operated_by(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_begin", |words| unsafe { Word { number: billfold_store_begin(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_commit", |words| unsafe { Word { number: billfold_store_commit(words[0].pointer.cast(), words[1].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_rollback", |words| unsafe { Word { number: billfold_store_rollback(words[0].pointer.cast(), words[1].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_payment_create", |words| unsafe { Word { number: billfold_payment_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_payment_get", |words| unsafe { Word { number: billfold_payment_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_payment_list", |words| unsafe { Word { number: billfold_payment_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_payment_update", |words| unsafe { Word { number: billfold_payment_update(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_payment_complete", |words| unsafe { Word { number: billfold_payment_complete(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_payment_fail", |words| unsafe { Word { number: billfold_payment_fail(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].number as usize, words[7].pointer.cast(), words[8].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_payment_expire", |words| unsafe { Word { number: billfold_payment_expire(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_payment_record_late", |words| unsafe { Word { number: billfold_payment_record_late(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_payment", |words| unsafe { Word { number: billfold_page_payment(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_payment_fee_line", |words| unsafe { Word { number: billfold_page_payment_fee_line(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
];

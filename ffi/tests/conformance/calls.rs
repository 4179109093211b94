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
            ("start_cursor", offset_of!(billfold_page_info, start_cursor)),
            ("uncounted", offset_of!(billfold_page_info, uncounted)),
            ("reserved", offset_of!(billfold_page_info, reserved)),
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
        name: "billfold_progress",
        size: size_of::<billfold_progress>(),
        fields: &[
            ("struct_size", offset_of!(billfold_progress, struct_size)),
            ("has", offset_of!(billfold_progress, has)),
            ("step", offset_of!(billfold_progress, step)),
            ("done", offset_of!(billfold_progress, done)),
            ("total", offset_of!(billfold_progress, total)),
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
        name: "billfold_text_view",
        size: size_of::<billfold_text_view>(),
        fields: &[
            ("struct_size", offset_of!(billfold_text_view, struct_size)),
            ("has", offset_of!(billfold_text_view, has)),
            ("text", offset_of!(billfold_text_view, text)),
        ],
    },
    Layout {
        name: "billfold_new_api_key",
        size: size_of::<billfold_new_api_key>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_api_key, struct_size)),
            ("has", offset_of!(billfold_new_api_key, has)),
            ("json", offset_of!(billfold_new_api_key, json)),
            ("name", offset_of!(billfold_new_api_key, name)),
            ("client_id", offset_of!(billfold_new_api_key, client_id)),
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
            ("before", offset_of!(billfold_list_options, before)),
            ("starting_at", offset_of!(billfold_list_options, starting_at)),
            ("last", offset_of!(billfold_list_options, last)),
            ("uncounted", offset_of!(billfold_list_options, uncounted)),
        ],
    },
    Layout {
        name: "billfold_api_key",
        size: size_of::<billfold_api_key>(),
        fields: &[
            ("struct_size", offset_of!(billfold_api_key, struct_size)),
            ("has", offset_of!(billfold_api_key, has)),
            ("id", offset_of!(billfold_api_key, id)),
            ("client_id", offset_of!(billfold_api_key, client_id)),
            ("name", offset_of!(billfold_api_key, name)),
            ("status", offset_of!(billfold_api_key, status)),
            ("reserved", offset_of!(billfold_api_key, reserved)),
            ("key_hint", offset_of!(billfold_api_key, key_hint)),
            ("created_at", offset_of!(billfold_api_key, created_at)),
            ("revoked_at", offset_of!(billfold_api_key, revoked_at)),
            ("version", offset_of!(billfold_api_key, version)),
            ("key", offset_of!(billfold_api_key, key)),
        ],
    },
    Layout {
        name: "billfold_new_branding",
        size: size_of::<billfold_new_branding>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_branding, struct_size)),
            ("has", offset_of!(billfold_new_branding, has)),
            ("json", offset_of!(billfold_new_branding, json)),
            ("display_name", offset_of!(billfold_new_branding, display_name)),
            ("primary_color", offset_of!(billfold_new_branding, primary_color)),
            ("secondary_color", offset_of!(billfold_new_branding, secondary_color)),
            ("accent_color", offset_of!(billfold_new_branding, accent_color)),
            ("background_color", offset_of!(billfold_new_branding, background_color)),
            ("text_color", offset_of!(billfold_new_branding, text_color)),
            ("logo_url", offset_of!(billfold_new_branding, logo_url)),
            ("terms_url", offset_of!(billfold_new_branding, terms_url)),
            ("privacy_url", offset_of!(billfold_new_branding, privacy_url)),
        ],
    },
    Layout {
        name: "billfold_branding",
        size: size_of::<billfold_branding>(),
        fields: &[
            ("struct_size", offset_of!(billfold_branding, struct_size)),
            ("has", offset_of!(billfold_branding, has)),
            ("orchestrator_id", offset_of!(billfold_branding, orchestrator_id)),
            ("client_id", offset_of!(billfold_branding, client_id)),
            ("display_name", offset_of!(billfold_branding, display_name)),
            ("primary_color", offset_of!(billfold_branding, primary_color)),
            ("secondary_color", offset_of!(billfold_branding, secondary_color)),
            ("accent_color", offset_of!(billfold_branding, accent_color)),
            ("background_color", offset_of!(billfold_branding, background_color)),
            ("text_color", offset_of!(billfold_branding, text_color)),
            ("logo_url", offset_of!(billfold_branding, logo_url)),
            ("terms_url", offset_of!(billfold_branding, terms_url)),
            ("privacy_url", offset_of!(billfold_branding, privacy_url)),
            ("created_at", offset_of!(billfold_branding, created_at)),
            ("updated_at", offset_of!(billfold_branding, updated_at)),
            ("version", offset_of!(billfold_branding, version)),
        ],
    },
    Layout {
        name: "billfold_branding_target",
        size: size_of::<billfold_branding_target>(),
        fields: &[
            ("struct_size", offset_of!(billfold_branding_target, struct_size)),
            ("has", offset_of!(billfold_branding_target, has)),
            ("orchestrator_id", offset_of!(billfold_branding_target, orchestrator_id)),
            ("client_id", offset_of!(billfold_branding_target, client_id)),
        ],
    },
    Layout {
        name: "billfold_resolved_branding",
        size: size_of::<billfold_resolved_branding>(),
        fields: &[
            ("struct_size", offset_of!(billfold_resolved_branding, struct_size)),
            ("has", offset_of!(billfold_resolved_branding, has)),
            ("source", offset_of!(billfold_resolved_branding, source)),
            ("reserved", offset_of!(billfold_resolved_branding, reserved)),
            ("orchestrator_id", offset_of!(billfold_resolved_branding, orchestrator_id)),
            ("display_name", offset_of!(billfold_resolved_branding, display_name)),
            ("primary_color", offset_of!(billfold_resolved_branding, primary_color)),
            ("secondary_color", offset_of!(billfold_resolved_branding, secondary_color)),
            ("accent_color", offset_of!(billfold_resolved_branding, accent_color)),
            ("background_color", offset_of!(billfold_resolved_branding, background_color)),
            ("text_color", offset_of!(billfold_resolved_branding, text_color)),
            ("logo_url", offset_of!(billfold_resolved_branding, logo_url)),
            ("terms_url", offset_of!(billfold_resolved_branding, terms_url)),
            ("privacy_url", offset_of!(billfold_resolved_branding, privacy_url)),
        ],
    },
    Layout {
        name: "billfold_new_client",
        size: size_of::<billfold_new_client>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_client, struct_size)),
            ("has", offset_of!(billfold_new_client, has)),
            ("json", offset_of!(billfold_new_client, json)),
            ("name", offset_of!(billfold_new_client, name)),
            ("client_id", offset_of!(billfold_new_client, client_id)),
        ],
    },
    Layout {
        name: "billfold_client_changes",
        size: size_of::<billfold_client_changes>(),
        fields: &[
            ("struct_size", offset_of!(billfold_client_changes, struct_size)),
            ("has", offset_of!(billfold_client_changes, has)),
            ("json", offset_of!(billfold_client_changes, json)),
            ("name", offset_of!(billfold_client_changes, name)),
            ("status", offset_of!(billfold_client_changes, status)),
            ("reserved", offset_of!(billfold_client_changes, reserved)),
        ],
    },
    Layout {
        name: "billfold_client",
        size: size_of::<billfold_client>(),
        fields: &[
            ("struct_size", offset_of!(billfold_client, struct_size)),
            ("has", offset_of!(billfold_client, has)),
            ("client_id", offset_of!(billfold_client, client_id)),
            ("name", offset_of!(billfold_client, name)),
            ("status", offset_of!(billfold_client, status)),
            ("reserved", offset_of!(billfold_client, reserved)),
            ("created_at", offset_of!(billfold_client, created_at)),
            ("updated_at", offset_of!(billfold_client, updated_at)),
            ("version", offset_of!(billfold_client, version)),
            ("client_secret", offset_of!(billfold_client, client_secret)),
        ],
    },
    Layout {
        name: "billfold_client_link",
        size: size_of::<billfold_client_link>(),
        fields: &[
            ("struct_size", offset_of!(billfold_client_link, struct_size)),
            ("has", offset_of!(billfold_client_link, has)),
            ("id", offset_of!(billfold_client_link, id)),
            ("orchestrator_id", offset_of!(billfold_client_link, orchestrator_id)),
            ("client_id", offset_of!(billfold_client_link, client_id)),
            ("status", offset_of!(billfold_client_link, status)),
            ("already_linked", offset_of!(billfold_client_link, already_linked)),
            ("linked_at", offset_of!(billfold_client_link, linked_at)),
            ("unlinked_at", offset_of!(billfold_client_link, unlinked_at)),
            ("version", offset_of!(billfold_client_link, version)),
        ],
    },
    Layout {
        name: "billfold_linked_client",
        size: size_of::<billfold_linked_client>(),
        fields: &[
            ("struct_size", offset_of!(billfold_linked_client, struct_size)),
            ("has", offset_of!(billfold_linked_client, has)),
            ("client_id", offset_of!(billfold_linked_client, client_id)),
            ("name", offset_of!(billfold_linked_client, name)),
            ("status", offset_of!(billfold_linked_client, status)),
            ("reserved", offset_of!(billfold_linked_client, reserved)),
            ("linked_at", offset_of!(billfold_linked_client, linked_at)),
        ],
    },
    Layout {
        name: "billfold_new_fee",
        size: size_of::<billfold_new_fee>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_fee, struct_size)),
            ("has", offset_of!(billfold_new_fee, has)),
            ("json", offset_of!(billfold_new_fee, json)),
            ("orchestrator_id", offset_of!(billfold_new_fee, orchestrator_id)),
            ("client_id", offset_of!(billfold_new_fee, client_id)),
            ("bps", offset_of!(billfold_new_fee, bps)),
            ("fee_bearer", offset_of!(billfold_new_fee, fee_bearer)),
            ("reserved", offset_of!(billfold_new_fee, reserved)),
            ("cap_minor", offset_of!(billfold_new_fee, cap_minor)),
            ("cap", offset_of!(billfold_new_fee, cap)),
            ("cap_currency", offset_of!(billfold_new_fee, cap_currency)),
        ],
    },
    Layout {
        name: "billfold_fee_changes",
        size: size_of::<billfold_fee_changes>(),
        fields: &[
            ("struct_size", offset_of!(billfold_fee_changes, struct_size)),
            ("has", offset_of!(billfold_fee_changes, has)),
            ("json", offset_of!(billfold_fee_changes, json)),
            ("bps", offset_of!(billfold_fee_changes, bps)),
            ("cap_minor", offset_of!(billfold_fee_changes, cap_minor)),
            ("cap", offset_of!(billfold_fee_changes, cap)),
            ("cap_currency", offset_of!(billfold_fee_changes, cap_currency)),
        ],
    },
    Layout {
        name: "billfold_fee",
        size: size_of::<billfold_fee>(),
        fields: &[
            ("struct_size", offset_of!(billfold_fee, struct_size)),
            ("has", offset_of!(billfold_fee, has)),
            ("id", offset_of!(billfold_fee, id)),
            ("orchestrator_id", offset_of!(billfold_fee, orchestrator_id)),
            ("client_id", offset_of!(billfold_fee, client_id)),
            ("fee_bearer", offset_of!(billfold_fee, fee_bearer)),
            ("bps", offset_of!(billfold_fee, bps)),
            ("cap_minor", offset_of!(billfold_fee, cap_minor)),
            ("cap_currency", offset_of!(billfold_fee, cap_currency)),
            ("status", offset_of!(billfold_fee, status)),
            ("reserved", offset_of!(billfold_fee, reserved)),
            ("created_at", offset_of!(billfold_fee, created_at)),
            ("updated_at", offset_of!(billfold_fee, updated_at)),
            ("version", offset_of!(billfold_fee, version)),
        ],
    },
    Layout {
        name: "billfold_fee_plan",
        size: size_of::<billfold_fee_plan>(),
        fields: &[
            ("struct_size", offset_of!(billfold_fee_plan, struct_size)),
            ("has", offset_of!(billfold_fee_plan, has)),
            ("orchestrator_id", offset_of!(billfold_fee_plan, orchestrator_id)),
            ("payer_total_minor", offset_of!(billfold_fee_plan, payer_total_minor)),
            ("recipient_net_minor", offset_of!(billfold_fee_plan, recipient_net_minor)),
            ("currency", offset_of!(billfold_fee_plan, currency)),
            ("fee_line_count", offset_of!(billfold_fee_plan, fee_line_count)),
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
    Layout {
        name: "billfold_new_link_intent",
        size: size_of::<billfold_new_link_intent>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_link_intent, struct_size)),
            ("has", offset_of!(billfold_new_link_intent, has)),
            ("json", offset_of!(billfold_new_link_intent, json)),
            ("client_id_name", offset_of!(billfold_new_link_intent, client_id_name)),
            ("orchestrator_id", offset_of!(billfold_new_link_intent, orchestrator_id)),
            ("expires_in", offset_of!(billfold_new_link_intent, expires_in)),
        ],
    },
    Layout {
        name: "billfold_link_intent",
        size: size_of::<billfold_link_intent>(),
        fields: &[
            ("struct_size", offset_of!(billfold_link_intent, struct_size)),
            ("has", offset_of!(billfold_link_intent, has)),
            ("id", offset_of!(billfold_link_intent, id)),
            ("orchestrator_id", offset_of!(billfold_link_intent, orchestrator_id)),
            ("client_id_name", offset_of!(billfold_link_intent, client_id_name)),
            ("status", offset_of!(billfold_link_intent, status)),
            ("reserved", offset_of!(billfold_link_intent, reserved)),
            ("token_hint", offset_of!(billfold_link_intent, token_hint)),
            ("client_id", offset_of!(billfold_link_intent, client_id)),
            ("created_at", offset_of!(billfold_link_intent, created_at)),
            ("expires_at", offset_of!(billfold_link_intent, expires_at)),
            ("used_at", offset_of!(billfold_link_intent, used_at)),
            ("revoked_at", offset_of!(billfold_link_intent, revoked_at)),
            ("version", offset_of!(billfold_link_intent, version)),
            ("url", offset_of!(billfold_link_intent, url)),
        ],
    },
    Layout {
        name: "billfold_redemption",
        size: size_of::<billfold_redemption>(),
        fields: &[
            ("struct_size", offset_of!(billfold_redemption, struct_size)),
            ("has", offset_of!(billfold_redemption, has)),
            ("client_id", offset_of!(billfold_redemption, client_id)),
            ("name", offset_of!(billfold_redemption, name)),
            ("status", offset_of!(billfold_redemption, status)),
            ("link_status", offset_of!(billfold_redemption, link_status)),
            ("created_at", offset_of!(billfold_redemption, created_at)),
            ("updated_at", offset_of!(billfold_redemption, updated_at)),
            ("version", offset_of!(billfold_redemption, version)),
            ("client_secret", offset_of!(billfold_redemption, client_secret)),
            ("link_id", offset_of!(billfold_redemption, link_id)),
            ("orchestrator_id", offset_of!(billfold_redemption, orchestrator_id)),
            ("linked_at", offset_of!(billfold_redemption, linked_at)),
            ("unlinked_at", offset_of!(billfold_redemption, unlinked_at)),
            ("link_version", offset_of!(billfold_redemption, link_version)),
        ],
    },
    Layout {
        name: "billfold_new_orchestrator",
        size: size_of::<billfold_new_orchestrator>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_orchestrator, struct_size)),
            ("has", offset_of!(billfold_new_orchestrator, has)),
            ("json", offset_of!(billfold_new_orchestrator, json)),
            ("name", offset_of!(billfold_new_orchestrator, name)),
        ],
    },
    Layout {
        name: "billfold_orchestrator",
        size: size_of::<billfold_orchestrator>(),
        fields: &[
            ("struct_size", offset_of!(billfold_orchestrator, struct_size)),
            ("has", offset_of!(billfold_orchestrator, has)),
            ("id", offset_of!(billfold_orchestrator, id)),
            ("name", offset_of!(billfold_orchestrator, name)),
            ("status", offset_of!(billfold_orchestrator, status)),
            ("reserved", offset_of!(billfold_orchestrator, reserved)),
            ("key_hint", offset_of!(billfold_orchestrator, key_hint)),
            ("created_at", offset_of!(billfold_orchestrator, created_at)),
            ("updated_at", offset_of!(billfold_orchestrator, updated_at)),
            ("version", offset_of!(billfold_orchestrator, version)),
            ("key", offset_of!(billfold_orchestrator, key)),
        ],
    },
    Layout {
        name: "billfold_new_customer",
        size: size_of::<billfold_new_customer>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_customer, struct_size)),
            ("has", offset_of!(billfold_new_customer, has)),
            ("json", offset_of!(billfold_new_customer, json)),
            ("id", offset_of!(billfold_new_customer, id)),
            ("client_id", offset_of!(billfold_new_customer, client_id)),
            ("name", offset_of!(billfold_new_customer, name)),
            ("email", offset_of!(billfold_new_customer, email)),
        ],
    },
    Layout {
        name: "billfold_customer_changes",
        size: size_of::<billfold_customer_changes>(),
        fields: &[
            ("struct_size", offset_of!(billfold_customer_changes, struct_size)),
            ("has", offset_of!(billfold_customer_changes, has)),
            ("json", offset_of!(billfold_customer_changes, json)),
            ("name", offset_of!(billfold_customer_changes, name)),
            ("email", offset_of!(billfold_customer_changes, email)),
        ],
    },
    Layout {
        name: "billfold_customer",
        size: size_of::<billfold_customer>(),
        fields: &[
            ("struct_size", offset_of!(billfold_customer, struct_size)),
            ("has", offset_of!(billfold_customer, has)),
            ("id", offset_of!(billfold_customer, id)),
            ("client_id", offset_of!(billfold_customer, client_id)),
            ("name", offset_of!(billfold_customer, name)),
            ("email", offset_of!(billfold_customer, email)),
            ("created_at", offset_of!(billfold_customer, created_at)),
            ("updated_at", offset_of!(billfold_customer, updated_at)),
            ("erased_at", offset_of!(billfold_customer, erased_at)),
            ("version", offset_of!(billfold_customer, version)),
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
        name: "billfold_new_biller",
        size: size_of::<billfold_new_biller>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_biller, struct_size)),
            ("has", offset_of!(billfold_new_biller, has)),
            ("json", offset_of!(billfold_new_biller, json)),
            ("id", offset_of!(billfold_new_biller, id)),
            ("name", offset_of!(billfold_new_biller, name)),
            ("active", offset_of!(billfold_new_biller, active)),
            ("reserved", offset_of!(billfold_new_biller, reserved)),
        ],
    },
    Layout {
        name: "billfold_biller",
        size: size_of::<billfold_biller>(),
        fields: &[
            ("struct_size", offset_of!(billfold_biller, struct_size)),
            ("has", offset_of!(billfold_biller, has)),
            ("id", offset_of!(billfold_biller, id)),
            ("name", offset_of!(billfold_biller, name)),
            ("active", offset_of!(billfold_biller, active)),
            ("reserved", offset_of!(billfold_biller, reserved)),
            ("created_at", offset_of!(billfold_biller, created_at)),
            ("updated_at", offset_of!(billfold_biller, updated_at)),
            ("version", offset_of!(billfold_biller, version)),
        ],
    },
    Layout {
        name: "billfold_new_request_to_link",
        size: size_of::<billfold_new_request_to_link>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_request_to_link, struct_size)),
            ("has", offset_of!(billfold_new_request_to_link, has)),
            ("json", offset_of!(billfold_new_request_to_link, json)),
            ("id", offset_of!(billfold_new_request_to_link, id)),
            ("client_id", offset_of!(billfold_new_request_to_link, client_id)),
            ("client_user_id", offset_of!(billfold_new_request_to_link, client_user_id)),
            ("biller_id", offset_of!(billfold_new_request_to_link, biller_id)),
            ("metadata", offset_of!(billfold_new_request_to_link, metadata)),
            ("expires_in", offset_of!(billfold_new_request_to_link, expires_in)),
            ("never_expires", offset_of!(billfold_new_request_to_link, never_expires)),
            ("reserved", offset_of!(billfold_new_request_to_link, reserved)),
        ],
    },
    Layout {
        name: "billfold_request_to_link_changes",
        size: size_of::<billfold_request_to_link_changes>(),
        fields: &[
            ("struct_size", offset_of!(billfold_request_to_link_changes, struct_size)),
            ("has", offset_of!(billfold_request_to_link_changes, has)),
            ("json", offset_of!(billfold_request_to_link_changes, json)),
            ("status", offset_of!(billfold_request_to_link_changes, status)),
            ("reserved", offset_of!(billfold_request_to_link_changes, reserved)),
            ("biller_id", offset_of!(billfold_request_to_link_changes, biller_id)),
            ("link_token_id", offset_of!(billfold_request_to_link_changes, link_token_id)),
        ],
    },
    Layout {
        name: "billfold_request_to_link",
        size: size_of::<billfold_request_to_link>(),
        fields: &[
            ("struct_size", offset_of!(billfold_request_to_link, struct_size)),
            ("has", offset_of!(billfold_request_to_link, has)),
            ("id", offset_of!(billfold_request_to_link, id)),
            ("client_id", offset_of!(billfold_request_to_link, client_id)),
            ("client_user_id", offset_of!(billfold_request_to_link, client_user_id)),
            ("biller_id", offset_of!(billfold_request_to_link, biller_id)),
            ("status", offset_of!(billfold_request_to_link, status)),
            ("session_status", offset_of!(billfold_request_to_link, session_status)),
            ("link_token_id", offset_of!(billfold_request_to_link, link_token_id)),
            ("session_url", offset_of!(billfold_request_to_link, session_url)),
            ("metadata", offset_of!(billfold_request_to_link, metadata)),
            ("created_at", offset_of!(billfold_request_to_link, created_at)),
            ("updated_at", offset_of!(billfold_request_to_link, updated_at)),
            ("expires_at", offset_of!(billfold_request_to_link, expires_at)),
            ("cancel_reason", offset_of!(billfold_request_to_link, cancel_reason)),
            ("completed_at", offset_of!(billfold_request_to_link, completed_at)),
            ("version", offset_of!(billfold_request_to_link, version)),
            ("session_expires_at", offset_of!(billfold_request_to_link, session_expires_at)),
        ],
    },
    Layout {
        name: "billfold_link_session",
        size: size_of::<billfold_link_session>(),
        fields: &[
            ("struct_size", offset_of!(billfold_link_session, struct_size)),
            ("has", offset_of!(billfold_link_session, has)),
            ("link_token", offset_of!(billfold_link_session, link_token)),
            ("session_url", offset_of!(billfold_link_session, session_url)),
            ("expires_at", offset_of!(billfold_link_session, expires_at)),
        ],
    },
    Layout {
        name: "billfold_delivery_claim",
        size: size_of::<billfold_delivery_claim>(),
        fields: &[
            ("struct_size", offset_of!(billfold_delivery_claim, struct_size)),
            ("has", offset_of!(billfold_delivery_claim, has)),
            ("delivery_id", offset_of!(billfold_delivery_claim, delivery_id)),
            ("attempt", offset_of!(billfold_delivery_claim, attempt)),
            ("endpoint_id", offset_of!(billfold_delivery_claim, endpoint_id)),
            ("event_type", offset_of!(billfold_delivery_claim, event_type)),
            ("url", offset_of!(billfold_delivery_claim, url)),
            ("header_count", offset_of!(billfold_delivery_claim, header_count)),
            ("body", offset_of!(billfold_delivery_claim, body)),
            ("lease_ends_at", offset_of!(billfold_delivery_claim, lease_ends_at)),
        ],
    },
    Layout {
        name: "billfold_header",
        size: size_of::<billfold_header>(),
        fields: &[
            ("struct_size", offset_of!(billfold_header, struct_size)),
            ("has", offset_of!(billfold_header, has)),
            ("name", offset_of!(billfold_header, name)),
            ("value", offset_of!(billfold_header, value)),
        ],
    },
    Layout {
        name: "billfold_attempt_report",
        size: size_of::<billfold_attempt_report>(),
        fields: &[
            ("struct_size", offset_of!(billfold_attempt_report, struct_size)),
            ("has", offset_of!(billfold_attempt_report, has)),
            ("attempt", offset_of!(billfold_attempt_report, attempt)),
            ("status", offset_of!(billfold_attempt_report, status)),
            ("reserved", offset_of!(billfold_attempt_report, reserved)),
            ("retry_after", offset_of!(billfold_attempt_report, retry_after)),
            ("error", offset_of!(billfold_attempt_report, error)),
            ("duration_milliseconds", offset_of!(billfold_attempt_report, duration_milliseconds)),
        ],
    },
    Layout {
        name: "billfold_delivery",
        size: size_of::<billfold_delivery>(),
        fields: &[
            ("struct_size", offset_of!(billfold_delivery, struct_size)),
            ("has", offset_of!(billfold_delivery, has)),
            ("id", offset_of!(billfold_delivery, id)),
            ("endpoint_id", offset_of!(billfold_delivery, endpoint_id)),
            ("event_id", offset_of!(billfold_delivery, event_id)),
            ("event_seq", offset_of!(billfold_delivery, event_seq)),
            ("event_type", offset_of!(billfold_delivery, event_type)),
            ("object", offset_of!(billfold_delivery, object)),
            ("object_id", offset_of!(billfold_delivery, object_id)),
            ("status", offset_of!(billfold_delivery, status)),
            ("last_status_code", offset_of!(billfold_delivery, last_status_code)),
            ("attempts", offset_of!(billfold_delivery, attempts)),
            ("answered_failures", offset_of!(billfold_delivery, answered_failures)),
            ("next_attempt_at", offset_of!(billfold_delivery, next_attempt_at)),
            ("claimed_until", offset_of!(billfold_delivery, claimed_until)),
            ("last_error", offset_of!(billfold_delivery, last_error)),
            ("created_at", offset_of!(billfold_delivery, created_at)),
            ("updated_at", offset_of!(billfold_delivery, updated_at)),
            ("delivered_at", offset_of!(billfold_delivery, delivered_at)),
            ("attempt_count", offset_of!(billfold_delivery, attempt_count)),
        ],
    },
    Layout {
        name: "billfold_delivery_attempt",
        size: size_of::<billfold_delivery_attempt>(),
        fields: &[
            ("struct_size", offset_of!(billfold_delivery_attempt, struct_size)),
            ("has", offset_of!(billfold_delivery_attempt, has)),
            ("number", offset_of!(billfold_delivery_attempt, number)),
            ("outcome", offset_of!(billfold_delivery_attempt, outcome)),
            ("status_code", offset_of!(billfold_delivery_attempt, status_code)),
            ("started_at", offset_of!(billfold_delivery_attempt, started_at)),
            ("error", offset_of!(billfold_delivery_attempt, error)),
            ("duration_milliseconds", offset_of!(billfold_delivery_attempt, duration_milliseconds)),
        ],
    },
    Layout {
        name: "billfold_deliveries_due",
        size: size_of::<billfold_deliveries_due>(),
        fields: &[
            ("struct_size", offset_of!(billfold_deliveries_due, struct_size)),
            ("has", offset_of!(billfold_deliveries_due, has)),
            ("due", offset_of!(billfold_deliveries_due, due)),
            ("pending", offset_of!(billfold_deliveries_due, pending)),
            ("next_due_at", offset_of!(billfold_deliveries_due, next_due_at)),
        ],
    },
    Layout {
        name: "billfold_new_webhook_endpoint",
        size: size_of::<billfold_new_webhook_endpoint>(),
        fields: &[
            ("struct_size", offset_of!(billfold_new_webhook_endpoint, struct_size)),
            ("has", offset_of!(billfold_new_webhook_endpoint, has)),
            ("json", offset_of!(billfold_new_webhook_endpoint, json)),
            ("url", offset_of!(billfold_new_webhook_endpoint, url)),
            ("description", offset_of!(billfold_new_webhook_endpoint, description)),
            ("event_types", offset_of!(billfold_new_webhook_endpoint, event_types)),
            ("event_types_count", offset_of!(billfold_new_webhook_endpoint, event_types_count)),
            ("secret", offset_of!(billfold_new_webhook_endpoint, secret)),
        ],
    },
    Layout {
        name: "billfold_webhook_endpoint_changes",
        size: size_of::<billfold_webhook_endpoint_changes>(),
        fields: &[
            ("struct_size", offset_of!(billfold_webhook_endpoint_changes, struct_size)),
            ("has", offset_of!(billfold_webhook_endpoint_changes, has)),
            ("json", offset_of!(billfold_webhook_endpoint_changes, json)),
            ("url", offset_of!(billfold_webhook_endpoint_changes, url)),
            ("description", offset_of!(billfold_webhook_endpoint_changes, description)),
            ("event_types", offset_of!(billfold_webhook_endpoint_changes, event_types)),
            ("event_types_count", offset_of!(billfold_webhook_endpoint_changes, event_types_count)),
            ("status", offset_of!(billfold_webhook_endpoint_changes, status)),
            ("reserved", offset_of!(billfold_webhook_endpoint_changes, reserved)),
        ],
    },
    Layout {
        name: "billfold_webhook_endpoint",
        size: size_of::<billfold_webhook_endpoint>(),
        fields: &[
            ("struct_size", offset_of!(billfold_webhook_endpoint, struct_size)),
            ("has", offset_of!(billfold_webhook_endpoint, has)),
            ("id", offset_of!(billfold_webhook_endpoint, id)),
            ("url", offset_of!(billfold_webhook_endpoint, url)),
            ("description", offset_of!(billfold_webhook_endpoint, description)),
            ("event_types", offset_of!(billfold_webhook_endpoint, event_types)),
            ("event_types_count", offset_of!(billfold_webhook_endpoint, event_types_count)),
            ("status", offset_of!(billfold_webhook_endpoint, status)),
            ("reserved", offset_of!(billfold_webhook_endpoint, reserved)),
            ("unanswered", offset_of!(billfold_webhook_endpoint, unanswered)),
            ("retry_at", offset_of!(billfold_webhook_endpoint, retry_at)),
            ("pending", offset_of!(billfold_webhook_endpoint, pending)),
            ("abandoned", offset_of!(billfold_webhook_endpoint, abandoned)),
            ("created_at", offset_of!(billfold_webhook_endpoint, created_at)),
            ("updated_at", offset_of!(billfold_webhook_endpoint, updated_at)),
            ("version", offset_of!(billfold_webhook_endpoint, version)),
            ("secret", offset_of!(billfold_webhook_endpoint, secret)),
        ],
    },
    Layout {
        name: "billfold_backup",
        size: size_of::<billfold_backup>(),
        fields: &[
            ("struct_size", offset_of!(billfold_backup, struct_size)),
            ("has", offset_of!(billfold_backup, has)),
            ("path", offset_of!(billfold_backup, path)),
            ("bytes", offset_of!(billfold_backup, bytes)),
            ("at", offset_of!(billfold_backup, at)),
            ("event_count", offset_of!(billfold_backup, event_count)),
            ("event_hash", offset_of!(billfold_backup, event_hash)),
        ],
    },
    Layout {
        name: "billfold_check_report",
        size: size_of::<billfold_check_report>(),
        fields: &[
            ("struct_size", offset_of!(billfold_check_report, struct_size)),
            ("has", offset_of!(billfold_check_report, has)),
            ("at", offset_of!(billfold_check_report, at)),
            ("sound", offset_of!(billfold_check_report, sound)),
            ("reserved", offset_of!(billfold_check_report, reserved)),
            ("check_count", offset_of!(billfold_check_report, check_count)),
            ("first_fault", offset_of!(billfold_check_report, first_fault)),
        ],
    },
    Layout {
        name: "billfold_check",
        size: size_of::<billfold_check>(),
        fields: &[
            ("struct_size", offset_of!(billfold_check, struct_size)),
            ("has", offset_of!(billfold_check, has)),
            ("name", offset_of!(billfold_check, name)),
            ("outcome", offset_of!(billfold_check, outcome)),
            ("reserved", offset_of!(billfold_check, reserved)),
            ("examined", offset_of!(billfold_check, examined)),
            ("faults", offset_of!(billfold_check, faults)),
            ("faults_count", offset_of!(billfold_check, faults_count)),
            ("more_faults", offset_of!(billfold_check, more_faults)),
            ("note", offset_of!(billfold_check, note)),
        ],
    },
    Layout {
        name: "billfold_compaction",
        size: size_of::<billfold_compaction>(),
        fields: &[
            ("struct_size", offset_of!(billfold_compaction, struct_size)),
            ("has", offset_of!(billfold_compaction, has)),
            ("bytes_before", offset_of!(billfold_compaction, bytes_before)),
            ("bytes_after", offset_of!(billfold_compaction, bytes_after)),
            ("finished", offset_of!(billfold_compaction, finished)),
            ("reserved", offset_of!(billfold_compaction, reserved)),
        ],
    },
    Layout {
        name: "billfold_event",
        size: size_of::<billfold_event>(),
        fields: &[
            ("struct_size", offset_of!(billfold_event, struct_size)),
            ("has", offset_of!(billfold_event, has)),
            ("seq", offset_of!(billfold_event, seq)),
            ("id", offset_of!(billfold_event, id)),
            ("event_type", offset_of!(billfold_event, event_type)),
            ("object", offset_of!(billfold_event, object)),
            ("object_id", offset_of!(billfold_event, object_id)),
            ("object_version", offset_of!(billfold_event, object_version)),
            ("previous_status", offset_of!(billfold_event, previous_status)),
            ("actor", offset_of!(billfold_event, actor)),
            ("at", offset_of!(billfold_event, at)),
            ("data", offset_of!(billfold_event, data)),
        ],
    },
    Layout {
        name: "billfold_log_head",
        size: size_of::<billfold_log_head>(),
        fields: &[
            ("struct_size", offset_of!(billfold_log_head, struct_size)),
            ("has", offset_of!(billfold_log_head, has)),
            ("count", offset_of!(billfold_log_head, count)),
            ("hash", offset_of!(billfold_log_head, hash)),
        ],
    },
    Layout {
        name: "billfold_verification",
        size: size_of::<billfold_verification>(),
        fields: &[
            ("struct_size", offset_of!(billfold_verification, struct_size)),
            ("has", offset_of!(billfold_verification, has)),
            ("intact", offset_of!(billfold_verification, intact)),
            ("reserved", offset_of!(billfold_verification, reserved)),
            ("verified", offset_of!(billfold_verification, verified)),
            ("head_count", offset_of!(billfold_verification, head_count)),
            ("head_hash", offset_of!(billfold_verification, head_hash)),
            ("fault_seq", offset_of!(billfold_verification, fault_seq)),
            ("fault_reason", offset_of!(billfold_verification, fault_reason)),
        ],
    },
    Layout {
        name: "billfold_settings_changes",
        size: size_of::<billfold_settings_changes>(),
        fields: &[
            ("struct_size", offset_of!(billfold_settings_changes, struct_size)),
            ("has", offset_of!(billfold_settings_changes, has)),
            ("json", offset_of!(billfold_settings_changes, json)),
            ("payment_base_url", offset_of!(billfold_settings_changes, payment_base_url)),
            ("onboarding_base_url", offset_of!(billfold_settings_changes, onboarding_base_url)),
            ("session_base_url", offset_of!(billfold_settings_changes, session_base_url)),
            ("currencies", offset_of!(billfold_settings_changes, currencies)),
            ("currencies_count", offset_of!(billfold_settings_changes, currencies_count)),
            ("url_schemes", offset_of!(billfold_settings_changes, url_schemes)),
            ("url_schemes_count", offset_of!(billfold_settings_changes, url_schemes_count)),
            ("payment_lifetime_seconds", offset_of!(billfold_settings_changes, payment_lifetime_seconds)),
            ("link_intent_lifetime_seconds", offset_of!(billfold_settings_changes, link_intent_lifetime_seconds)),
            ("request_to_link_lifetime_seconds", offset_of!(billfold_settings_changes, request_to_link_lifetime_seconds)),
            ("link_session_lifetime_seconds", offset_of!(billfold_settings_changes, link_session_lifetime_seconds)),
            ("clock_jump_seconds", offset_of!(billfold_settings_changes, clock_jump_seconds)),
            ("idempotency_retention_seconds", offset_of!(billfold_settings_changes, idempotency_retention_seconds)),
            ("card_number_guard", offset_of!(billfold_settings_changes, card_number_guard)),
            ("reserved", offset_of!(billfold_settings_changes, reserved)),
        ],
    },
    Layout {
        name: "billfold_settings",
        size: size_of::<billfold_settings>(),
        fields: &[
            ("struct_size", offset_of!(billfold_settings, struct_size)),
            ("has", offset_of!(billfold_settings, has)),
            ("payment_base_url", offset_of!(billfold_settings, payment_base_url)),
            ("onboarding_base_url", offset_of!(billfold_settings, onboarding_base_url)),
            ("session_base_url", offset_of!(billfold_settings, session_base_url)),
            ("currencies", offset_of!(billfold_settings, currencies)),
            ("currencies_count", offset_of!(billfold_settings, currencies_count)),
            ("url_schemes", offset_of!(billfold_settings, url_schemes)),
            ("url_schemes_count", offset_of!(billfold_settings, url_schemes_count)),
            ("payment_lifetime_seconds", offset_of!(billfold_settings, payment_lifetime_seconds)),
            ("link_intent_lifetime_seconds", offset_of!(billfold_settings, link_intent_lifetime_seconds)),
            ("request_to_link_lifetime_seconds", offset_of!(billfold_settings, request_to_link_lifetime_seconds)),
            ("link_session_lifetime_seconds", offset_of!(billfold_settings, link_session_lifetime_seconds)),
            ("clock_jump_seconds", offset_of!(billfold_settings, clock_jump_seconds)),
            ("idempotency_retention_seconds", offset_of!(billfold_settings, idempotency_retention_seconds)),
            ("card_number_guard", offset_of!(billfold_settings, card_number_guard)),
            ("reserved", offset_of!(billfold_settings, reserved)),
            ("version", offset_of!(billfold_settings, version)),
        ],
    },
    Layout {
        name: "billfold_stats_options",
        size: size_of::<billfold_stats_options>(),
        fields: &[
            ("struct_size", offset_of!(billfold_stats_options, struct_size)),
            ("has", offset_of!(billfold_stats_options, has)),
            ("client_id", offset_of!(billfold_stats_options, client_id)),
            ("orchestrator_id", offset_of!(billfold_stats_options, orchestrator_id)),
            ("currency", offset_of!(billfold_stats_options, currency)),
            ("since", offset_of!(billfold_stats_options, since)),
            ("until", offset_of!(billfold_stats_options, until)),
        ],
    },
    Layout {
        name: "billfold_stats",
        size: size_of::<billfold_stats>(),
        fields: &[
            ("struct_size", offset_of!(billfold_stats, struct_size)),
            ("has", offset_of!(billfold_stats, has)),
            ("at", offset_of!(billfold_stats, at)),
            ("takings_since", offset_of!(billfold_stats, takings_since)),
            ("takings_until", offset_of!(billfold_stats, takings_until)),
            ("line_count", offset_of!(billfold_stats, line_count)),
            ("requests_to_link", offset_of!(billfold_stats, requests_to_link)),
            ("link_intents", offset_of!(billfold_stats, link_intents)),
            ("clients", offset_of!(billfold_stats, clients)),
            ("orchestrators", offset_of!(billfold_stats, orchestrators)),
            ("customers", offset_of!(billfold_stats, customers)),
            ("events", offset_of!(billfold_stats, events)),
            ("payments_overdue", offset_of!(billfold_stats, payments_overdue)),
            ("requests_to_link_overdue", offset_of!(billfold_stats, requests_to_link_overdue)),
            ("link_intents_expiring", offset_of!(billfold_stats, link_intents_expiring)),
            ("webhook_endpoints_disabled", offset_of!(billfold_stats, webhook_endpoints_disabled)),
            ("webhook_endpoints_unanswered", offset_of!(billfold_stats, webhook_endpoints_unanswered)),
            ("deliveries_abandoned", offset_of!(billfold_stats, deliveries_abandoned)),
            ("clock_jumped_to", offset_of!(billfold_stats, clock_jumped_to)),
        ],
    },
    Layout {
        name: "billfold_stats_line",
        size: size_of::<billfold_stats_line>(),
        fields: &[
            ("struct_size", offset_of!(billfold_stats_line, struct_size)),
            ("has", offset_of!(billfold_stats_line, has)),
            ("table", offset_of!(billfold_stats_line, table)),
            ("status", offset_of!(billfold_stats_line, status)),
            ("currency", offset_of!(billfold_stats_line, currency)),
            ("day", offset_of!(billfold_stats_line, day)),
            ("count", offset_of!(billfold_stats_line, count)),
            ("sum_minor", offset_of!(billfold_stats_line, sum_minor)),
        ],
    },
    Layout {
        name: "billfold_sweep",
        size: size_of::<billfold_sweep>(),
        fields: &[
            ("struct_size", offset_of!(billfold_sweep, struct_size)),
            ("has", offset_of!(billfold_sweep, has)),
            ("payments_expired", offset_of!(billfold_sweep, payments_expired)),
            ("requests_to_link_expired", offset_of!(billfold_sweep, requests_to_link_expired)),
            ("idempotency_keys_forgotten", offset_of!(billfold_sweep, idempotency_keys_forgotten)),
            ("clock_jumped", offset_of!(billfold_sweep, clock_jumped)),
            ("reserved", offset_of!(billfold_sweep, reserved)),
        ],
    },
    Layout {
        name: "billfold_takings_options",
        size: size_of::<billfold_takings_options>(),
        fields: &[
            ("struct_size", offset_of!(billfold_takings_options, struct_size)),
            ("has", offset_of!(billfold_takings_options, has)),
            ("client_id", offset_of!(billfold_takings_options, client_id)),
            ("orchestrator_id", offset_of!(billfold_takings_options, orchestrator_id)),
            ("currency", offset_of!(billfold_takings_options, currency)),
            ("since", offset_of!(billfold_takings_options, since)),
            ("until", offset_of!(billfold_takings_options, until)),
        ],
    },
    Layout {
        name: "billfold_takings",
        size: size_of::<billfold_takings>(),
        fields: &[
            ("struct_size", offset_of!(billfold_takings, struct_size)),
            ("has", offset_of!(billfold_takings, has)),
            ("at", offset_of!(billfold_takings, at)),
            ("since", offset_of!(billfold_takings, since)),
            ("until", offset_of!(billfold_takings, until)),
            ("hour_count", offset_of!(billfold_takings, hour_count)),
        ],
    },
    Layout {
        name: "billfold_takings_hour",
        size: size_of::<billfold_takings_hour>(),
        fields: &[
            ("struct_size", offset_of!(billfold_takings_hour, struct_size)),
            ("has", offset_of!(billfold_takings_hour, has)),
            ("hour", offset_of!(billfold_takings_hour, hour)),
            ("currency", offset_of!(billfold_takings_hour, currency)),
            ("count", offset_of!(billfold_takings_hour, count)),
            ("sum_minor", offset_of!(billfold_takings_hour, sum_minor)),
        ],
    },
    Layout {
        name: "billfold_export_options",
        size: size_of::<billfold_export_options>(),
        fields: &[
            ("struct_size", offset_of!(billfold_export_options, struct_size)),
            ("has", offset_of!(billfold_export_options, has)),
            ("kind", offset_of!(billfold_export_options, kind)),
            ("filter", offset_of!(billfold_export_options, filter)),
        ],
    },
    Layout {
        name: "billfold_import_options",
        size: size_of::<billfold_import_options>(),
        fields: &[
            ("struct_size", offset_of!(billfold_import_options, struct_size)),
            ("has", offset_of!(billfold_import_options, has)),
            ("kind", offset_of!(billfold_import_options, kind)),
            ("orchestrator_id", offset_of!(billfold_import_options, orchestrator_id)),
            ("secrets_path", offset_of!(billfold_import_options, secrets_path)),
            ("retry", offset_of!(billfold_import_options, retry)),
            ("reserved", offset_of!(billfold_import_options, reserved)),
        ],
    },
    Layout {
        name: "billfold_export_report",
        size: size_of::<billfold_export_report>(),
        fields: &[
            ("struct_size", offset_of!(billfold_export_report, struct_size)),
            ("has", offset_of!(billfold_export_report, has)),
            ("records", offset_of!(billfold_export_report, records)),
            ("kind_count", offset_of!(billfold_export_report, kind_count)),
        ],
    },
    Layout {
        name: "billfold_export_kind",
        size: size_of::<billfold_export_kind>(),
        fields: &[
            ("struct_size", offset_of!(billfold_export_kind, struct_size)),
            ("has", offset_of!(billfold_export_kind, has)),
            ("kind", offset_of!(billfold_export_kind, kind)),
            ("records", offset_of!(billfold_export_kind, records)),
        ],
    },
    Layout {
        name: "billfold_import_report",
        size: size_of::<billfold_import_report>(),
        fields: &[
            ("struct_size", offset_of!(billfold_import_report, struct_size)),
            ("has", offset_of!(billfold_import_report, has)),
            ("source_hash", offset_of!(billfold_import_report, source_hash)),
            ("lines", offset_of!(billfold_import_report, lines)),
            ("lines_done_before", offset_of!(billfold_import_report, lines_done_before)),
            ("created", offset_of!(billfold_import_report, created)),
            ("updated", offset_of!(billfold_import_report, updated)),
            ("unchanged", offset_of!(billfold_import_report, unchanged)),
            ("refused", offset_of!(billfold_import_report, refused)),
            ("refusal_count", offset_of!(billfold_import_report, refusal_count)),
            ("changed", offset_of!(billfold_import_report, changed)),
            ("reserved", offset_of!(billfold_import_report, reserved)),
        ],
    },
    Layout {
        name: "billfold_import_refusal",
        size: size_of::<billfold_import_refusal>(),
        fields: &[
            ("struct_size", offset_of!(billfold_import_refusal, struct_size)),
            ("has", offset_of!(billfold_import_refusal, has)),
            ("line", offset_of!(billfold_import_refusal, line)),
            ("status", offset_of!(billfold_import_refusal, status)),
            ("reserved", offset_of!(billfold_import_refusal, reserved)),
            ("code", offset_of!(billfold_import_refusal, code)),
            ("message", offset_of!(billfold_import_refusal, message)),
            ("field", offset_of!(billfold_import_refusal, field)),
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
    ("billfold_store_close", |words| unsafe { Word { number: billfold_store_close(words[0].pointer.cast(), words[1].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_free", |words| unsafe { billfold_store_free(words[0].pointer.cast()); Word { number: 0 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_describe", |words| unsafe { Word { number: billfold_store_describe(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_progress", |words| unsafe { Word { number: billfold_store_progress(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_now", |words| unsafe { Word { number: billfold_store_now(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_set_time", |words| unsafe { Word { number: billfold_store_set_time(words[0].pointer.cast(), words[1].number, words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_has_file", |words| unsafe { Word { number: billfold_store_has_file(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].number as usize, words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
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
    ("billfold_store_interruptible", |words| unsafe { Word { number: billfold_store_interruptible(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_interrupt", |words| unsafe { Word { number: billfold_store_interrupt(words[0].pointer.cast(), words[1].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_open", |words| unsafe { Word { number: billfold_store_open(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_filter_quote", |words| unsafe { Word { number: billfold_filter_quote(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_text", |words| unsafe { Word { number: billfold_page_text(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_currency_decimals", |words| unsafe { Word { number: billfold_currency_decimals(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_amount_format", |words| unsafe { Word { number: billfold_amount_format(words[0].pointer.cast(), words[1].number as usize, words[2].number, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_amount_parse", |words| unsafe { Word { number: billfold_amount_parse(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].number as usize, words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_api_key_create", |words| unsafe { Word { number: billfold_api_key_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_api_key_get", |words| unsafe { Word { number: billfold_api_key_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_api_key_list", |words| unsafe { Word { number: billfold_api_key_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_api_key_revoke", |words| unsafe { Word { number: billfold_api_key_revoke(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_api_key", |words| unsafe { Word { number: billfold_page_api_key(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_branding_put", |words| unsafe { Word { number: billfold_branding_put(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast(), words[7].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_branding_get", |words| unsafe { Word { number: billfold_branding_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_branding_delete", |words| unsafe { Word { number: billfold_branding_delete(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_branding_list", |words| unsafe { Word { number: billfold_branding_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_branding_resolve", |words| unsafe { Word { number: billfold_branding_resolve(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_branding", |words| unsafe { Word { number: billfold_page_branding(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_branding_target", |words| unsafe { Word { number: billfold_page_branding_target(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_resolved_branding", |words| unsafe { Word { number: billfold_page_resolved_branding(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_create", |words| unsafe { Word { number: billfold_client_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_get", |words| unsafe { Word { number: billfold_client_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_list", |words| unsafe { Word { number: billfold_client_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_update", |words| unsafe { Word { number: billfold_client_update(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_rotate_secret", |words| unsafe { Word { number: billfold_client_rotate_secret(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_revoke", |words| unsafe { Word { number: billfold_client_revoke(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_client", |words| unsafe { Word { number: billfold_page_client(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_link_create", |words| unsafe { Word { number: billfold_client_link_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_link_create_json", |words| unsafe { Word { number: billfold_client_link_create_json(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_link_revoke", |words| unsafe { Word { number: billfold_client_link_revoke(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_client_link_get", |words| unsafe { Word { number: billfold_client_link_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_linked_client_list", |words| unsafe { Word { number: billfold_linked_client_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_client_link", |words| unsafe { Word { number: billfold_page_client_link(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_linked_client", |words| unsafe { Word { number: billfold_page_linked_client(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_fee_create", |words| unsafe { Word { number: billfold_fee_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_fee_get", |words| unsafe { Word { number: billfold_fee_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_fee_list", |words| unsafe { Word { number: billfold_fee_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].number as i32, words[6].pointer.cast(), words[7].pointer.cast(), words[8].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_fee_update", |words| unsafe { Word { number: billfold_fee_update(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_fee_disable", |words| unsafe { Word { number: billfold_fee_disable(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_fee_enable", |words| unsafe { Word { number: billfold_fee_enable(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_fee_preview", |words| unsafe { Word { number: billfold_fee_preview(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].number, words[6].pointer.cast(), words[7].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_fee", |words| unsafe { Word { number: billfold_page_fee(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_fee_plan", |words| unsafe { Word { number: billfold_page_fee_plan(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_fee_plan_fee_line", |words| unsafe { Word { number: billfold_page_fee_plan_fee_line(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_link_intent_create", |words| unsafe { Word { number: billfold_link_intent_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_link_intent_get", |words| unsafe { Word { number: billfold_link_intent_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_link_intent_find", |words| unsafe { Word { number: billfold_link_intent_find(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_link_intent_list", |words| unsafe { Word { number: billfold_link_intent_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_link_intent_redeem", |words| unsafe { Word { number: billfold_link_intent_redeem(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_link_intent_revoke", |words| unsafe { Word { number: billfold_link_intent_revoke(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_link_intent", |words| unsafe { Word { number: billfold_page_link_intent(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_redemption", |words| unsafe { Word { number: billfold_page_redemption(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_orchestrator_create", |words| unsafe { Word { number: billfold_orchestrator_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_orchestrator_get", |words| unsafe { Word { number: billfold_orchestrator_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_orchestrator_list", |words| unsafe { Word { number: billfold_orchestrator_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_orchestrator_rotate_key", |words| unsafe { Word { number: billfold_orchestrator_rotate_key(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_orchestrator_disable", |words| unsafe { Word { number: billfold_orchestrator_disable(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_orchestrator_enable", |words| unsafe { Word { number: billfold_orchestrator_enable(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_orchestrator", |words| unsafe { Word { number: billfold_page_orchestrator(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_customer_create", |words| unsafe { Word { number: billfold_customer_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_customer_get", |words| unsafe { Word { number: billfold_customer_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_customer_list", |words| unsafe { Word { number: billfold_customer_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_customer_update", |words| unsafe { Word { number: billfold_customer_update(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_customer_erase", |words| unsafe { Word { number: billfold_customer_erase(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].number as i32, words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_customer", |words| unsafe { Word { number: billfold_page_customer(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
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
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_biller_put", |words| unsafe { Word { number: billfold_biller_put(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_biller_get", |words| unsafe { Word { number: billfold_biller_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_biller_list", |words| unsafe { Word { number: billfold_biller_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_biller", |words| unsafe { Word { number: billfold_page_biller(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_request_to_link_create", |words| unsafe { Word { number: billfold_request_to_link_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_request_to_link_get", |words| unsafe { Word { number: billfold_request_to_link_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_request_to_link_list", |words| unsafe { Word { number: billfold_request_to_link_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_request_to_link_set_status", |words| unsafe { Word { number: billfold_request_to_link_set_status(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_request_to_link_cancel", |words| unsafe { Word { number: billfold_request_to_link_cancel(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_request_to_link_cancel_json", |words| unsafe { Word { number: billfold_request_to_link_cancel_json(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].number as usize, words[5].pointer.cast(), words[6].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_request_to_link_proceed", |words| unsafe { Word { number: billfold_request_to_link_proceed(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_link_session_find", |words| unsafe { Word { number: billfold_link_session_find(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_link_session_complete", |words| unsafe { Word { number: billfold_link_session_complete(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_request_to_link", |words| unsafe { Word { number: billfold_page_request_to_link(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_link_session", |words| unsafe { Word { number: billfold_page_link_session(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_claim_due", |words| unsafe { Word { number: billfold_delivery_claim_due(words[0].pointer.cast(), words[1].number, words[2].number, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_claim_one", |words| unsafe { Word { number: billfold_delivery_claim_one(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].number, words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_delivery_claim", |words| unsafe { Word { number: billfold_page_delivery_claim(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_delivery_claim_header", |words| unsafe { Word { number: billfold_page_delivery_claim_header(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_get", |words| unsafe { Word { number: billfold_delivery_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_list", |words| unsafe { Word { number: billfold_delivery_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_due", |words| unsafe { Word { number: billfold_delivery_due(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_report", |words| unsafe { Word { number: billfold_delivery_report(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_replay", |words| unsafe { Word { number: billfold_delivery_replay(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_replay_matching", |words| unsafe { Word { number: billfold_delivery_replay_matching(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_delivery_end_waits", |words| unsafe { Word { number: billfold_delivery_end_waits(words[0].pointer.cast(), words[1].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_delivery", |words| unsafe { Word { number: billfold_page_delivery(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_delivery_attempt", |words| unsafe { Word { number: billfold_page_delivery_attempt(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_deliveries_due", |words| unsafe { Word { number: billfold_page_deliveries_due(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_webhook_endpoint_create", |words| unsafe { Word { number: billfold_webhook_endpoint_create(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_webhook_endpoint_get", |words| unsafe { Word { number: billfold_webhook_endpoint_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_webhook_endpoint_list", |words| unsafe { Word { number: billfold_webhook_endpoint_list(words[0].pointer.cast(), words[1].number as i32, words[2].pointer.cast(), words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_webhook_endpoint_update", |words| unsafe { Word { number: billfold_webhook_endpoint_update(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_webhook_endpoint_rotate_secret", |words| unsafe { Word { number: billfold_webhook_endpoint_rotate_secret(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_webhook_endpoint_secret", |words| unsafe { Word { number: billfold_webhook_endpoint_secret(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_webhook_endpoint_remove", |words| unsafe { Word { number: billfold_webhook_endpoint_remove(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_webhook_endpoint_test", |words| unsafe { Word { number: billfold_webhook_endpoint_test(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_webhook_endpoint", |words| unsafe { Word { number: billfold_page_webhook_endpoint(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_verify_signature", |words| unsafe { Word { number: billfold_verify_signature(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].number as usize, words[4].pointer.cast(), words[5].number as usize, words[6].pointer.cast(), words[7].number as usize, words[8].pointer.cast(), words[9].number as usize, words[10].number, words[11].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_backup", |words| unsafe { Word { number: billfold_store_backup(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_check", |words| unsafe { Word { number: billfold_store_check(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_compact", |words| unsafe { Word { number: billfold_store_compact(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_backup", |words| unsafe { Word { number: billfold_page_backup(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_check_report", |words| unsafe { Word { number: billfold_page_check_report(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_check_report_check", |words| unsafe { Word { number: billfold_page_check_report_check(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_compaction", |words| unsafe { Word { number: billfold_page_compaction(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_changes_since", |words| unsafe { Word { number: billfold_changes_since(words[0].pointer.cast(), words[1].number, words[2].number, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_event_list", |words| unsafe { Word { number: billfold_event_list(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_event_history", |words| unsafe { Word { number: billfold_event_history(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_event_log_head", |words| unsafe { Word { number: billfold_event_log_head(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_event_verify", |words| unsafe { Word { number: billfold_event_verify(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].number, words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_event", |words| unsafe { Word { number: billfold_page_event(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_log_head", |words| unsafe { Word { number: billfold_page_log_head(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_verification", |words| unsafe { Word { number: billfold_page_verification(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_settings_get", |words| unsafe { Word { number: billfold_settings_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_settings_update", |words| unsafe { Word { number: billfold_settings_update(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_settings", |words| unsafe { Word { number: billfold_page_settings(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_stats_get", |words| unsafe { Word { number: billfold_stats_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_stats", |words| unsafe { Word { number: billfold_page_stats(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_stats_line", |words| unsafe { Word { number: billfold_page_stats_line(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_sweep", |words| unsafe { Word { number: billfold_store_sweep(words[0].pointer.cast(), words[1].number as i32, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_sweep", |words| unsafe { Word { number: billfold_page_sweep(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_takings_get", |words| unsafe { Word { number: billfold_takings_get(words[0].pointer.cast(), words[1].pointer.cast(), words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_takings", |words| unsafe { Word { number: billfold_page_takings(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_takings_hour", |words| unsafe { Word { number: billfold_page_takings_hour(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_export", |words| unsafe { Word { number: billfold_store_export(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_store_import", |words| unsafe { Word { number: billfold_store_import(words[0].pointer.cast(), words[1].pointer.cast(), words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast(), words[5].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_export_report", |words| unsafe { Word { number: billfold_page_export_report(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_export_report_kind", |words| unsafe { Word { number: billfold_page_export_report_kind(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_import_report", |words| unsafe { Word { number: billfold_page_import_report(words[0].pointer.cast(), words[1].number as usize, words[2].pointer.cast(), words[3].pointer.cast()) as i64 } }),
    // SAFETY: the words are what the function's parameters are declared to be.
    ("billfold_page_import_report_refusal", |words| unsafe { Word { number: billfold_page_import_report_refusal(words[0].pointer.cast(), words[1].number as usize, words[2].number as usize, words[3].pointer.cast(), words[4].pointer.cast()) as i64 } }),
];

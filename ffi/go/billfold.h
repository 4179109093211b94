/*
 * Billfold: an embedded, offline-first store for payments, client links and requests to link.
 *
 * This file is generated from the sources of the library. It needs C99 or C++11.
 *
 *     billfold_store *store = NULL;
 *     billfold_page *page = NULL;
 *     billfold_error *error = NULL;
 *     billfold_payment payment = BILLFOLD_INIT(billfold_payment);
 *     billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
 *
 *     input.amount_minor = 50000;
 *     input.currency = billfold_text("USD");
 *     if (billfold_store_open("shop.db", BILLFOLD_NTS, NULL, &store, &error) != BILLFOLD_OK ||
 *         billfold_payment_create(store, &input, &page, &error) != BILLFOLD_OK ||
 *         billfold_page_payment(page, 0, &payment, &error) != BILLFOLD_OK) {
 *         fprintf(stderr, "%s\n", billfold_error_message(error));
 *     } else {
 *         printf("%s\n", payment.payment_link.ptr);
 *     }
 *     billfold_error_free(error);
 *     billfold_page_free(page);
 *     billfold_store_free(store);
 *
 * The rules
 * ---------
 *
 * Calls. Whatever can fail returns a billfold_status, BILLFOLD_OK or why it failed, and takes last
 * where to put a billfold_error that says more; NULL there if it is of no interest. On success
 * that is set to NULL. What a failed call would have made is set to NULL too. What stood in either
 * place before is overwritten, not freed. Act on the status, and where that is too coarse on the
 * error's code; the message is for people.
 *
 * A call that failed has changed nothing, but for BILLFOLD_OUTCOME_UNKNOWN, and for the few long
 * ones that say so. A change that succeeded is durable when the call returns, unless the store was
 * opened with another durability or the handle works in a transaction or a dry run.
 *
 * Besides the statuses that a function's text names, any call on a store can return
 * BILLFOLD_VALIDATION (a pointer is NULL, a text is not UTF-8 or has a NUL inside, a struct_size
 * is wrong), BILLFOLD_AUTHENTICATION (the credential of a scoped handle has been revoked),
 * BILLFOLD_FORBIDDEN, BILLFOLD_BUSY and BILLFOLD_READ_ONLY (changes), BILLFOLD_STORAGE,
 * BILLFOLD_CORRUPT, BILLFOLD_INTERRUPTED, BILLFOLD_CLOSED, BILLFOLD_FORKED, BILLFOLD_PANIC and
 * BILLFOLD_INTERNAL; any change also BILLFOLD_OUTCOME_UNKNOWN.
 *
 * Texts are UTF-8, paths too, on every system. The caller's come as pointer and length, or with
 * BILLFOLD_NTS as length if a NUL ends them; NULL is an absent text, "" is a text that is empty.
 * Billfold's are never NULL and always end in a NUL.
 *
 * Ownership. Stores, pages and errors that a call gives are the caller's, to be freed once each,
 * in any order, with the function of that name; NULL is fine. Texts in them are lent: they live as
 * long as the page, error or store they were read from. What the caller gives is copied before the
 * call returns. Nothing is ever given to free().
 *
 * Structs begin with their size, which BILLFOLD_INIT sets, and all else is zero: begin every one
 * with it, those that Billfold fills too. They grow at their end only, so that a program runs with
 * a newer library than it was made for, and with an older one as long as it sets nothing that one
 * does not know. A number that this header has no name for, as status, enum or bit of `has`, comes
 * from a newer library: take it as unknown, not as an error.
 *
 * In a struct that Billfold fills, `has` tells which of the optional fields are there. In one that
 * the caller fills, a field is given if it is not zero or NULL; `has` is for giving a zero or a
 * NULL where that means something, such as to clear a field. What a field or bit that means nothing
 * is set to is refused. Inputs can be given as JSON instead, and errors name their fields by the
 * path there, whichever way they came: `customer.email` for customer_email, `amount` for
 * amount_minor.
 *
 * Amounts are whole numbers of the currency's minor unit, with its ISO 4217 code beside them: 50050
 * and USD for 500.50, as which billfold_amount_format writes them and billfold_amount_parse reads
 * them. Times are whole seconds since the Unix epoch, in UTC. Both stand as text in a record's JSON,
 * which billfold_page_record_json gives: "500.5", "2026-04-01T10:00:00Z".
 *
 * Lists come page by page. Set `limit` in billfold_list_options for the first, and for each next
 * one `cursor` to the next_cursor that billfold_page_describe tells of the page before, until there
 * is none; free a page only when the call with its cursor has returned. The other way, set `last`
 * for the end of the list, and for each page before `before` to the start_cursor.
 *
 * Changes, whoever made them, are asked for with billfold_changes_since, as often as suits the
 * program. Nothing calls back but the log hook.
 *
 * Threads. Stores may be used from any number of threads at once, pages and errors read from any
 * number of them; only freeing is for one thread alone, when no other uses the object any more.
 * After fork() a child must open the store anew: whatever reads or changes the store answers
 * BILLFOLD_FORKED through the parent's handles, which the child may free.
 *
 * Records of the caller's choice are found by their ids, texts as they stand in the record. Lists
 * are narrowed by a text of the filter language, which the README describes.
 */

#ifndef BILLFOLD_H
#define BILLFOLD_H

#include <stddef.h>
#include <stdint.h>

/* The length of a text that a NUL ends. */
#define BILLFOLD_NTS SIZE_MAX

/*
 * A struct that knows its size, with all else zero:
 *     billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
 */
#ifdef __cplusplus
template <typename Struct> inline Struct billfold_init() {
  Struct made = Struct();
  made.struct_size = sizeof(Struct);
  return made;
}
#define BILLFOLD_INIT(type) (billfold_init<type>())
#else
#define BILLFOLD_INIT(type) {.struct_size = sizeof(type)}
#endif

/**
 * In billfold_list_options: known_total is given, even if it is 0.
 */
#define BILLFOLD_LIST_HAS_KNOWN_TOTAL 1

/**
 * Nothing is told.
 */
#define BILLFOLD_LOG_OFF 0

/**
 * Something failed that nobody can put right: a damaged file, an unknown outcome, a panic.
 */
#define BILLFOLD_LOG_ERROR 1

/**
 * Something to look at: patience exhausted, a lease lapsed, a clock that is not believed.
 */
#define BILLFOLD_LOG_WARN 2

/**
 * What happens to stores: opened, brought up to date, swept, closed.
 */
#define BILLFOLD_LOG_INFO 3

/**
 * The version of the ABI: grows when a program made for the one before would no longer run.
 */
#define BILLFOLD_ABI_VERSION 0

/**
 * The version of the library as a number: major * 1000000 + minor * 1000 + patch.
 */
#define BILLFOLD_VERSION_NUMBER 1000

/**
 * In billfold_error_info: current_version is there.
 */
#define BILLFOLD_ERROR_HAS_CURRENT_VERSION 1

/**
 * In billfold_error_info: current_status is there.
 */
#define BILLFOLD_ERROR_HAS_CURRENT_STATUS 2

/**
 * In billfold_error_info: existing_id is there.
 */
#define BILLFOLD_ERROR_HAS_EXISTING_ID 4

/**
 * In billfold_error_info: storage_code is there.
 */
#define BILLFOLD_ERROR_HAS_STORAGE_CODE 8

/**
 * In billfold_error_info: field and reason are there.
 */
#define BILLFOLD_ERROR_HAS_FIELD 16

/**
 * In billfold_field_error: column is there.
 */
#define BILLFOLD_FIELD_ERROR_HAS_COLUMN 1

/**
 * In billfold_page_info: page is there.
 */
#define BILLFOLD_PAGE_HAS_PAGE 1

/**
 * In billfold_page_info: next_cursor is there, and so are further records.
 */
#define BILLFOLD_PAGE_HAS_NEXT_CURSOR 2

/**
 * In billfold_page_info: start_cursor is there.
 */
#define BILLFOLD_PAGE_HAS_START_CURSOR 4

/**
 * In billfold_store_info: path is there.
 */
#define BILLFOLD_STORE_HAS_PATH 1

/**
 * Opens the store in the file, which is created if there is none.
 */
#define BILLFOLD_OPEN 0

/**
 * Creates a new store in the file, which must not exist.
 */
#define BILLFOLD_OPEN_CREATE 1

/**
 * Opens the store in the file, which must exist.
 */
#define BILLFOLD_OPEN_EXISTING 2

/**
 * Opens the store in the file, which must exist, to read only.
 */
#define BILLFOLD_OPEN_READ_ONLY 3

/**
 * Opens a new store in memory, gone with its last handle; the path must be absent. While a begun
 * transaction is open, even reads through other handles wait for its end, or answer
 * BILLFOLD_BUSY.
 */
#define BILLFOLD_OPEN_IN_MEMORY 4

/**
 * A change is safe from a power cut before the call returns.
 */
#define BILLFOLD_DURABILITY_FULL 0

/**
 * A change is safe from a power cut soon after the call returned. Faster, but power loss may
 * take the last changes with it; a crash of the process alone takes nothing.
 */
#define BILLFOLD_DURABILITY_MAY_LOSE_LAST_COMMITS_ON_POWER_LOSS 1

/**
 * The time is the system's.
 */
#define BILLFOLD_CLOCK_SYSTEM 0

/**
 * The time stands still at `time` until billfold_store_set_time; for tests, and for devices
 * whose time comes from elsewhere.
 */
#define BILLFOLD_CLOCK_MANUAL 1

/**
 * In billfold_open_options: patience_milliseconds is given, even if it is 0.
 */
#define BILLFOLD_OPEN_HAS_PATIENCE 1

/**
 * In billfold_open_options: lease_milliseconds is given, even if it is 0.
 */
#define BILLFOLD_OPEN_HAS_LEASE 2

/**
 * The API key is good, unless its client has been revoked.
 */
#define BILLFOLD_API_KEY_ACTIVE 1

/**
 * The API key is refused, for good.
 */
#define BILLFOLD_API_KEY_REVOKED 2

/**
 * In billfold_api_key: client_id is there.
 */
#define BILLFOLD_API_KEY_HAS_CLIENT_ID 1

/**
 * In billfold_api_key: name is there.
 */
#define BILLFOLD_API_KEY_HAS_NAME 2

/**
 * In billfold_api_key: revoked_at is there.
 */
#define BILLFOLD_API_KEY_HAS_REVOKED_AT 4

/**
 * In billfold_api_key: key is there.
 */
#define BILLFOLD_API_KEY_HAS_KEY 8

/**
 * The values are of the branding for this very client.
 */
#define BILLFOLD_BRANDING_SOURCE_CLIENT 1

/**
 * The values are of the orchestrator's own branding.
 */
#define BILLFOLD_BRANDING_SOURCE_ORCHESTRATOR 2

/**
 * There is no branding, and none of the values.
 */
#define BILLFOLD_BRANDING_SOURCE_DEFAULT 3

/**
 * In billfold_branding: client_id is there.
 */
#define BILLFOLD_BRANDING_HAS_CLIENT_ID 1

/**
 * In billfold_branding: display_name is there.
 */
#define BILLFOLD_BRANDING_HAS_DISPLAY_NAME 2

/**
 * In billfold_branding: primary_color is there.
 */
#define BILLFOLD_BRANDING_HAS_PRIMARY_COLOR 4

/**
 * In billfold_branding: secondary_color is there.
 */
#define BILLFOLD_BRANDING_HAS_SECONDARY_COLOR 8

/**
 * In billfold_branding: accent_color is there.
 */
#define BILLFOLD_BRANDING_HAS_ACCENT_COLOR 16

/**
 * In billfold_branding: background_color is there.
 */
#define BILLFOLD_BRANDING_HAS_BACKGROUND_COLOR 32

/**
 * In billfold_branding: text_color is there.
 */
#define BILLFOLD_BRANDING_HAS_TEXT_COLOR 64

/**
 * In billfold_branding: logo_url is there.
 */
#define BILLFOLD_BRANDING_HAS_LOGO_URL 128

/**
 * In billfold_branding: terms_url is there.
 */
#define BILLFOLD_BRANDING_HAS_TERMS_URL 256

/**
 * In billfold_branding: privacy_url is there.
 */
#define BILLFOLD_BRANDING_HAS_PRIVACY_URL 512

/**
 * In billfold_branding_target: client_id is there.
 */
#define BILLFOLD_BRANDING_TARGET_HAS_CLIENT_ID 1

/**
 * In billfold_resolved_branding: orchestrator_id is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_ORCHESTRATOR_ID 1

/**
 * In billfold_resolved_branding: display_name is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_DISPLAY_NAME 2

/**
 * In billfold_resolved_branding: primary_color is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_PRIMARY_COLOR 4

/**
 * In billfold_resolved_branding: secondary_color is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_SECONDARY_COLOR 8

/**
 * In billfold_resolved_branding: accent_color is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_ACCENT_COLOR 16

/**
 * In billfold_resolved_branding: background_color is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_BACKGROUND_COLOR 32

/**
 * In billfold_resolved_branding: text_color is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_TEXT_COLOR 64

/**
 * In billfold_resolved_branding: logo_url is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_LOGO_URL 128

/**
 * In billfold_resolved_branding: terms_url is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_TERMS_URL 256

/**
 * In billfold_resolved_branding: privacy_url is there.
 */
#define BILLFOLD_RESOLVED_BRANDING_HAS_PRIVACY_URL 512

/**
 * The client may do everything that is a client's.
 */
#define BILLFOLD_CLIENT_ACTIVE 1

/**
 * The client may read, but create nothing; its link stays.
 */
#define BILLFOLD_CLIENT_INACTIVE 2

/**
 * The client may do nothing, for good: its secret and its API keys are refused.
 */
#define BILLFOLD_CLIENT_REVOKED 3

/**
 * In billfold_client: client_secret is there.
 */
#define BILLFOLD_CLIENT_HAS_CLIENT_SECRET 1

/**
 * The client link is in force.
 */
#define BILLFOLD_CLIENT_LINK_ACTIVE 1

/**
 * The client link has ended; it is kept for the history.
 */
#define BILLFOLD_CLIENT_LINK_REVOKED 2

/**
 * In billfold_client_link: unlinked_at is there.
 */
#define BILLFOLD_CLIENT_LINK_HAS_UNLINKED_AT 1

/**
 * In billfold_client_link: already_linked is there.
 */
#define BILLFOLD_CLIENT_LINK_HAS_ALREADY_LINKED 2

/**
 * The payer bears the fee: it comes on top of the amount.
 */
#define BILLFOLD_FEE_BEARER_PAYER 1

/**
 * The recipient bears the fee: it goes off the amount.
 */
#define BILLFOLD_FEE_BEARER_RECIPIENT 2

/**
 * The fee applies to new payments.
 */
#define BILLFOLD_FEE_ACTIVE 1

/**
 * The fee does not apply, as if it were not there; it can be enabled again.
 */
#define BILLFOLD_FEE_DISABLED 2

/**
 * In billfold_fee: client_id is there.
 */
#define BILLFOLD_FEE_HAS_CLIENT_ID 1

/**
 * In billfold_fee: there is a cap: cap_minor and cap_currency.
 */
#define BILLFOLD_FEE_HAS_CAP 2

/**
 * In billfold_new_fee: bps is given, even if it is 0.
 */
#define BILLFOLD_NEW_FEE_HAS_BPS 1

/**
 * In billfold_fee_changes: bps is given, even if it is 0.
 */
#define BILLFOLD_FEE_CHANGES_HAS_BPS 1

/**
 * In billfold_fee_changes: cap_minor, cap and cap_currency are given, even if they are absent,
 * which takes the cap away.
 */
#define BILLFOLD_FEE_CHANGES_HAS_CAP 2

/**
 * The link intent can be redeemed.
 */
#define BILLFOLD_LINK_INTENT_OPEN 1

/**
 * The link intent has been redeemed.
 */
#define BILLFOLD_LINK_INTENT_USED 2

/**
 * The link intent's time has passed.
 */
#define BILLFOLD_LINK_INTENT_EXPIRED 3

/**
 * The link intent was taken back.
 */
#define BILLFOLD_LINK_INTENT_REVOKED 4

/**
 * In billfold_link_intent: client_id is there.
 */
#define BILLFOLD_LINK_INTENT_HAS_CLIENT_ID 1

/**
 * In billfold_link_intent: used_at is there.
 */
#define BILLFOLD_LINK_INTENT_HAS_USED_AT 2

/**
 * In billfold_link_intent: revoked_at is there.
 */
#define BILLFOLD_LINK_INTENT_HAS_REVOKED_AT 4

/**
 * In billfold_link_intent: url is there.
 */
#define BILLFOLD_LINK_INTENT_HAS_URL 8

/**
 * In billfold_redemption: client_secret is there.
 */
#define BILLFOLD_REDEMPTION_HAS_CLIENT_SECRET 1

/**
 * In billfold_redemption: unlinked_at is there.
 */
#define BILLFOLD_REDEMPTION_HAS_UNLINKED_AT 2

/**
 * The orchestrator's key is good.
 */
#define BILLFOLD_ORCHESTRATOR_ACTIVE 1

/**
 * The orchestrator's key is refused; its links, fees and branding stay as they are.
 */
#define BILLFOLD_ORCHESTRATOR_DISABLED 2

/**
 * In billfold_orchestrator: key is there.
 */
#define BILLFOLD_ORCHESTRATOR_HAS_KEY 1

/**
 * In billfold_customer: client_id is there.
 */
#define BILLFOLD_CUSTOMER_HAS_CLIENT_ID 1

/**
 * In billfold_customer: name is there.
 */
#define BILLFOLD_CUSTOMER_HAS_NAME 2

/**
 * In billfold_customer: email is there.
 */
#define BILLFOLD_CUSTOMER_HAS_EMAIL 4

/**
 * In billfold_customer: erased_at is there.
 */
#define BILLFOLD_CUSTOMER_HAS_ERASED_AT 8

/**
 * In billfold_customer_changes: name is given, even if it is NULL, which clears it.
 */
#define BILLFOLD_CUSTOMER_CHANGES_HAS_NAME 1

/**
 * In billfold_customer_changes: email is given, even if it is NULL, which clears it.
 */
#define BILLFOLD_CUSTOMER_CHANGES_HAS_EMAIL 2

/**
 * In billfold_payment_changes: description is given, even if it is NULL, which clears it.
 */
#define BILLFOLD_PAYMENT_CHANGES_HAS_DESCRIPTION 1

/**
 * In billfold_payment_changes: success_url is given, even if it is NULL, which clears it.
 */
#define BILLFOLD_PAYMENT_CHANGES_HAS_SUCCESS_URL 2

/**
 * In billfold_payment_changes: cancel_url is given, even if it is NULL, which clears it.
 */
#define BILLFOLD_PAYMENT_CHANGES_HAS_CANCEL_URL 4

/**
 * The payment waits for its money.
 */
#define BILLFOLD_PAYMENT_PENDING 1

/**
 * The money came in time.
 */
#define BILLFOLD_PAYMENT_COMPLETED 2

/**
 * The payment's time has passed; money that came later is noted on it.
 */
#define BILLFOLD_PAYMENT_EXPIRED 3

/**
 * The payment failed.
 */
#define BILLFOLD_PAYMENT_FAILED 4

/**
 * In billfold_payment: description is there.
 */
#define BILLFOLD_PAYMENT_HAS_DESCRIPTION 1

/**
 * In billfold_payment: completed_at is there.
 */
#define BILLFOLD_PAYMENT_HAS_COMPLETED_AT 2

/**
 * In billfold_payment: payment_method is there.
 */
#define BILLFOLD_PAYMENT_HAS_PAYMENT_METHOD 4

/**
 * In billfold_payment: customer_id is there.
 */
#define BILLFOLD_PAYMENT_HAS_CUSTOMER 8

/**
 * In billfold_payment: customer_name is there.
 */
#define BILLFOLD_PAYMENT_HAS_CUSTOMER_NAME 16

/**
 * In billfold_payment: customer_email is there.
 */
#define BILLFOLD_PAYMENT_HAS_CUSTOMER_EMAIL 32

/**
 * In billfold_payment: success_url is there.
 */
#define BILLFOLD_PAYMENT_HAS_SUCCESS_URL 64

/**
 * In billfold_payment: cancel_url is there.
 */
#define BILLFOLD_PAYMENT_HAS_CANCEL_URL 128

/**
 * In billfold_payment: client_id is there.
 */
#define BILLFOLD_PAYMENT_HAS_CLIENT_ID 256

/**
 * In billfold_payment: mcc is there.
 */
#define BILLFOLD_PAYMENT_HAS_MCC 512

/**
 * In billfold_payment: there is a fee plan: orchestrator_id, payer_total_minor,
 * recipient_net_minor, and fee_line_count lines.
 */
#define BILLFOLD_PAYMENT_HAS_FEE_PLAN 1024

/**
 * In billfold_payment: failure_code is there.
 */
#define BILLFOLD_PAYMENT_HAS_FAILURE 2048

/**
 * In billfold_payment: failure_message is there.
 */
#define BILLFOLD_PAYMENT_HAS_FAILURE_MESSAGE 4096

/**
 * In billfold_payment: late_payment_at is there.
 */
#define BILLFOLD_PAYMENT_HAS_LATE_PAYMENT 8192

/**
 * In billfold_payment: late_payment_method is there.
 */
#define BILLFOLD_PAYMENT_HAS_LATE_PAYMENT_METHOD 16384

/**
 * In billfold_new_biller: active is given, even if it is 0.
 */
#define BILLFOLD_NEW_BILLER_HAS_ACTIVE 1

/**
 * The user has not begun.
 */
#define BILLFOLD_REQUEST_TO_LINK_PENDING 1

/**
 * The user has been sent to a link session.
 */
#define BILLFOLD_REQUEST_TO_LINK_IN_PROGRESS 2

/**
 * The account is linked. Final.
 */
#define BILLFOLD_REQUEST_TO_LINK_COMPLETED 3

/**
 * The request was called off. Final.
 */
#define BILLFOLD_REQUEST_TO_LINK_CANCELLED 4

/**
 * The account was not linked in time. Final.
 */
#define BILLFOLD_REQUEST_TO_LINK_EXPIRED 5

/**
 * The link session can be completed.
 */
#define BILLFOLD_LINK_SESSION_OPEN 1

/**
 * The link session was completed, and with it the request to link.
 */
#define BILLFOLD_LINK_SESSION_USED 2

/**
 * The link session's time has passed; the request to link can proceed again.
 */
#define BILLFOLD_LINK_SESSION_EXPIRED 3

/**
 * Another link session has taken its place, or the request to link has ended otherwise.
 */
#define BILLFOLD_LINK_SESSION_REVOKED 4

/**
 * In billfold_request_to_link: biller_id is there.
 */
#define BILLFOLD_REQUEST_TO_LINK_HAS_BILLER_ID 1

/**
 * In billfold_request_to_link: link_token_id is there.
 */
#define BILLFOLD_REQUEST_TO_LINK_HAS_LINK_TOKEN_ID 2

/**
 * In billfold_request_to_link: session_url is there.
 */
#define BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_URL 4

/**
 * In billfold_request_to_link: expires_at is there.
 */
#define BILLFOLD_REQUEST_TO_LINK_HAS_EXPIRES_AT 8

/**
 * In billfold_request_to_link: cancel_reason is there.
 */
#define BILLFOLD_REQUEST_TO_LINK_HAS_CANCEL_REASON 16

/**
 * In billfold_request_to_link: completed_at is there.
 */
#define BILLFOLD_REQUEST_TO_LINK_HAS_COMPLETED_AT 32

/**
 * In billfold_request_to_link: session_status is there.
 */
#define BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_STATUS 64

/**
 * In billfold_request_to_link: session_expires_at is there.
 */
#define BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_EXPIRES_AT 128

/**
 * In billfold_link_session: link_token is there.
 */
#define BILLFOLD_LINK_SESSION_HAS_LINK_TOKEN 1

/**
 * In billfold_link_session: session_url is there.
 */
#define BILLFOLD_LINK_SESSION_HAS_SESSION_URL 2

/**
 * In billfold_deliveries_due: next_due_at is there.
 */
#define BILLFOLD_DELIVERIES_DUE_HAS_NEXT_DUE_AT 1

/**
 * In billfold_webhook_endpoint_changes: description is given, even if it is NULL, which clears
 * it.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_DESCRIPTION 1

/**
 * In billfold_webhook_endpoint_changes: event_types is given, even if there are none, which means
 * every type.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_EVENT_TYPES 2

/**
 * The webhook endpoint is told of events.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE 1

/**
 * The webhook endpoint is told of none; what was queued before waits.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_DISABLED 2

/**
 * The webhook endpoint was removed, for good; only its deliveries still tell of it.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_DELETED 3

/**
 * The delivery is to be sent, or sent again.
 */
#define BILLFOLD_DELIVERY_PENDING 1

/**
 * The delivery's receiver took it.
 */
#define BILLFOLD_DELIVERY_DELIVERED 2

/**
 * The delivery was given up; it can be replayed.
 */
#define BILLFOLD_DELIVERY_ABANDONED 3

/**
 * Nothing came of the attempt yet: whoever claimed it is sending.
 */
#define BILLFOLD_ATTEMPT_UNDER_WAY 1

/**
 * The attempt had an HTTP answer, of any status.
 */
#define BILLFOLD_ATTEMPT_ANSWERED 2

/**
 * The attempt had no HTTP answer.
 */
#define BILLFOLD_ATTEMPT_UNANSWERED 3

/**
 * No report of the attempt came before its lease ended; it may have arrived or not.
 */
#define BILLFOLD_ATTEMPT_LAPSED 4

/**
 * In billfold_webhook_endpoint: description is there.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_HAS_DESCRIPTION 1

/**
 * In billfold_webhook_endpoint: event_types is there.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_HAS_EVENT_TYPES 2

/**
 * In billfold_webhook_endpoint: retry_at is there.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_HAS_RETRY_AT 4

/**
 * In billfold_webhook_endpoint: secret is there.
 */
#define BILLFOLD_WEBHOOK_ENDPOINT_HAS_SECRET 8

/**
 * In billfold_delivery: event_id, event_seq, object and object_id are there: it is no test.
 */
#define BILLFOLD_DELIVERY_HAS_EVENT 1

/**
 * In billfold_delivery: next_attempt_at is there.
 */
#define BILLFOLD_DELIVERY_HAS_NEXT_ATTEMPT_AT 2

/**
 * In billfold_delivery: claimed_until is there.
 */
#define BILLFOLD_DELIVERY_HAS_CLAIMED_UNTIL 4

/**
 * In billfold_delivery: last_status_code is there.
 */
#define BILLFOLD_DELIVERY_HAS_LAST_STATUS_CODE 8

/**
 * In billfold_delivery: last_error is there.
 */
#define BILLFOLD_DELIVERY_HAS_LAST_ERROR 16

/**
 * In billfold_delivery: delivered_at is there.
 */
#define BILLFOLD_DELIVERY_HAS_DELIVERED_AT 32

/**
 * In billfold_delivery_attempt: status_code is there.
 */
#define BILLFOLD_DELIVERY_ATTEMPT_HAS_STATUS_CODE 1

/**
 * In billfold_delivery_attempt: error is there.
 */
#define BILLFOLD_DELIVERY_ATTEMPT_HAS_ERROR 2

/**
 * In billfold_delivery_attempt: duration_milliseconds is there.
 */
#define BILLFOLD_DELIVERY_ATTEMPT_HAS_DURATION_MILLISECONDS 4

/**
 * Nothing is wrong.
 */
#define BILLFOLD_CHECK_OK 1

/**
 * Something is wrong.
 */
#define BILLFOLD_CHECK_FAULTS 2

/**
 * It could not be checked here; the note says why.
 */
#define BILLFOLD_CHECK_LEFT_OUT 3

/**
 * In billfold_check_report: first_fault is there.
 */
#define BILLFOLD_CHECK_REPORT_HAS_FIRST_FAULT 1

/**
 * In billfold_check: note is there.
 */
#define BILLFOLD_CHECK_HAS_NOTE 1

/**
 * In billfold_event: previous_status is there.
 */
#define BILLFOLD_EVENT_HAS_PREVIOUS_STATUS 1

/**
 * In billfold_verification: fault_seq and fault_reason are there.
 */
#define BILLFOLD_VERIFICATION_HAS_FAULT 1

/**
 * In billfold_settings: request_to_link_lifetime_seconds is there.
 */
#define BILLFOLD_SETTINGS_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS 1

/**
 * In billfold_settings_changes: request_to_link_lifetime_seconds is given, even if it is 0, which
 * means never.
 */
#define BILLFOLD_SETTINGS_CHANGES_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS 1

/**
 * In billfold_settings_changes: card_number_guard is given, even if it is 0, which turns it off.
 */
#define BILLFOLD_SETTINGS_CHANGES_HAS_CARD_NUMBER_GUARD 2

/**
 * In billfold_stats: requests_to_link is there.
 */
#define BILLFOLD_STATS_HAS_REQUESTS_TO_LINK 1

/**
 * In billfold_stats: link_intents is there.
 */
#define BILLFOLD_STATS_HAS_LINK_INTENTS 2

/**
 * In billfold_stats: clients is there.
 */
#define BILLFOLD_STATS_HAS_CLIENTS 4

/**
 * In billfold_stats: orchestrators is there.
 */
#define BILLFOLD_STATS_HAS_ORCHESTRATORS 8

/**
 * In billfold_stats: customers is there.
 */
#define BILLFOLD_STATS_HAS_CUSTOMERS 16

/**
 * In billfold_stats: events is there.
 */
#define BILLFOLD_STATS_HAS_EVENTS 32

/**
 * In billfold_stats: requests_to_link_overdue is there.
 */
#define BILLFOLD_STATS_HAS_REQUESTS_TO_LINK_OVERDUE 64

/**
 * In billfold_stats: link_intents_expiring is there.
 */
#define BILLFOLD_STATS_HAS_LINK_INTENTS_EXPIRING 128

/**
 * In billfold_stats: webhook_endpoints_disabled is there.
 */
#define BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_DISABLED 256

/**
 * In billfold_stats: webhook_endpoints_unanswered is there.
 */
#define BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_UNANSWERED 512

/**
 * In billfold_stats: deliveries_abandoned is there.
 */
#define BILLFOLD_STATS_HAS_DELIVERIES_ABANDONED 1024

/**
 * In billfold_stats: clock_jumped_to is there.
 */
#define BILLFOLD_STATS_HAS_CLOCK_JUMPED_TO 2048

/**
 * A line of payments by status and currency.
 */
#define BILLFOLD_STATS_PAYMENTS 1

/**
 * A line of payments that were paid after they had expired, by currency; they are among the
 * expired.
 */
#define BILLFOLD_STATS_LATE_PAYMENTS 2

/**
 * A line of what was completed on each day in UTC, by currency; days without any are left out.
 */
#define BILLFOLD_STATS_TAKINGS 3

/**
 * A line of requests to link by status.
 */
#define BILLFOLD_STATS_REQUESTS_TO_LINK 4

/**
 * A line of link intents by status.
 */
#define BILLFOLD_STATS_LINK_INTENTS 5

/**
 * A line of clients by status.
 */
#define BILLFOLD_STATS_CLIENTS 6

/**
 * A line of orchestrators by status.
 */
#define BILLFOLD_STATS_ORCHESTRATORS 7

/**
 * In billfold_stats_line: status is there.
 */
#define BILLFOLD_STATS_LINE_HAS_STATUS 1

/**
 * In billfold_stats_line: currency and sum_minor are there.
 */
#define BILLFOLD_STATS_LINE_HAS_SUM 2

/**
 * In billfold_stats_line: day is there.
 */
#define BILLFOLD_STATS_LINE_HAS_DAY 4

/**
 * In billfold_import_refusal: field is there.
 */
#define BILLFOLD_IMPORT_REFUSAL_HAS_FIELD 1

/**
 * Why a call failed. It is the caller's: free it once with billfold_error_free. It belongs to no
 * store and may be read from any thread.
 */
typedef struct billfold_error billfold_error;

/**
 * Records that a call answered with: those of a list, or just one. It never changes, and may be
 * read from any number of threads at once. It is the caller's: free it once with
 * billfold_page_free; no order among pages and stores is needed.
 */
typedef struct billfold_page billfold_page;

/**
 * An open store, or a handle derived from one: of a narrower scope, of an idempotency key, of a
 * transaction. All of them take the same calls. A handle may be used from any number of threads
 * at once. It is the caller's: free it once with billfold_store_free, when no call is inside;
 * no order among handles is needed. The file is closed with the last of them.
 */
typedef struct billfold_store billfold_store;

/**
 * What a call came to: BILLFOLD_OK, or why it failed. Numbers are fixed and never reused.
 */
typedef int32_t billfold_status;

/**
 * Takes a message: with the user data, the level BILLFOLD_LOG_ERROR to BILLFOLD_LOG_INFO, the
 * part of Billfold that it comes from, such as `billfold::store`, and the message itself, both
 * lent for the time of the call. It is called from any thread, from several at once, when the call
 * that the message is about has let go of every lock, so it may call Billfold itself, or free what
 * it drops; it must not leave otherwise than by returning.
 */
typedef void (*billfold_log_callback)(void *user_data,
                                      int32_t level,
                                      const char *target,
                                      const char *message);

/**
 * Takes the user data back, once, when no call of the callback is under way any more: in the
 * thread that set the next hook, or in the one whose message was the last.
 */
typedef void (*billfold_log_destructor)(void *user_data);

/**
 * A text in UTF-8.
 *
 * Of a text that Billfold gives, `ptr` is never NULL and `ptr[len]` is NUL; it lives as long as
 * what it was read from: a page, an error, a store. Of a text that the caller gives, `ptr` NULL
 * means that it is absent, and `len` may be BILLFOLD_NTS if it ends in a NUL; it is copied
 * before the call returns.
 */
typedef struct {
  /**
   * The bytes.
   */
  const char *ptr;
  /**
   * How many there are, without the NUL.
   */
  size_t len;
} billfold_str;

/**
 * What an error says. Its texts live as long as the error.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_ERROR_HAS_....
   */
  uint64_t has;
  /**
   * The status that the call returned.
   */
  int32_t status;
  /**
   * 1 if the same call may succeed later without a change, else 0.
   */
  int32_t retryable;
  /**
   * The status in words: validation, not_found, ....
   */
  billfold_str kind;
  /**
   * The fine reason, stable across versions: invalid_transition, intent_used, ....
   */
  billfold_str code;
  /**
   * What happened, for a person, with every bad field. Not to be parsed.
   */
  billfold_str message;
  /**
   * The first bad field: a dotted path such as customer.email. Optional.
   */
  billfold_str field;
  /**
   * What is wrong with the first bad field, for a person. Optional.
   */
  billfold_str reason;
  /**
   * How many bad fields there are; see billfold_error_field.
   */
  size_t field_count;
  /**
   * The status that the record is in, where that is in the way. Optional.
   */
  billfold_str current_status;
  /**
   * The id of the record that is in the way. Optional.
   */
  billfold_str existing_id;
  /**
   * The version that the record has, where the caller stated another. Optional.
   */
  int64_t current_version;
  /**
   * SQLite's extended result code, where SQLite refused. Optional.
   */
  int32_t storage_code;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_error_info;

/**
 * One bad field of an input. Its texts live as long as the error.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_FIELD_ERROR_HAS_....
   */
  uint64_t has;
  /**
   * Where it stands in the input: a dotted path such as customer.email.
   */
  billfold_str field;
  /**
   * What is wrong with it, for a person.
   */
  billfold_str reason;
  /**
   * Where in the field's text the mistake stands, in characters from 1. Optional.
   */
  int64_t column;
} billfold_field_error;

/**
 * What a page is of. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_PAGE_HAS_....
   */
  uint64_t has;
  /**
   * How many records the page holds.
   */
  size_t count;
  /**
   * How many records the whole list has; at the least, if uncounted.
   */
  int64_t total;
  /**
   * The number of this page from 1, unless it was asked for by a cursor or as the last.
   * Optional.
   */
  int64_t page;
  /**
   * How many records a page holds at most.
   */
  int64_t limit;
  /**
   * What to ask for the next page with, as cursor in billfold_list_options. Optional: absent on
   * the last.
   */
  billfold_str next_cursor;
  /**
   * 1 if the page is of a list, 0 if it holds the one record that a call answered with, or none
   * where there was none to answer with.
   */
  int32_t is_list;
  /**
   * 1 if an idempotency key found the change done before; secrets are then absent. Else 0.
   */
  int32_t replayed;
  /**
   * The page's first record, to ask for the page before it with, as before in
   * billfold_list_options, or for this one anew, as starting_at. Optional: of a page of a list,
   * unless it is empty or all there is.
   */
  billfold_str start_cursor;
  /**
   * 1 if the total was not counted, as uncounted in billfold_list_options allows: it is then how
   * many records there are at the least, and null in JSON. Else 0.
   */
  int32_t uncounted;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_page_info;

/**
 * What a store is. Its text lives as long as the handle.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_STORE_HAS_....
   */
  uint64_t has;
  /**
   * The file's path, links resolved. Optional: absent of a store in memory.
   */
  billfold_str path;
  /**
   * 1 if every change will be refused with BILLFOLD_READ_ONLY, else 0.
   */
  int32_t read_only;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_store_info;

/**
 * How far long work is. Its text lives for ever.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * What is being done: copy, event_log, export, import, ...; empty if there was no long work
   * yet.
   */
  billfold_str step;
  /**
   * How much of it is done: pages, rows, events, records or lines.
   */
  uint64_t done;
  /**
   * How much there is to do; 0 where that is not known.
   */
  uint64_t total;
} billfold_progress;

/**
 * How to open a store. NULL in its place, or all zeros, is what most want.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as zero: BILLFOLD_OPEN_HAS_....
   */
  uint64_t has;
  /**
   * BILLFOLD_OPEN, ....
   */
  int32_t mode;
  /**
   * BILLFOLD_DURABILITY_FULL, ....
   */
  int32_t durability;
  /**
   * How long a call waits for the writer before it gives up with BILLFOLD_BUSY; absent, ten
   * seconds.
   */
  int64_t patience_milliseconds;
  /**
   * How long a begun transaction may hold the writer before it is rolled back by itself;
   * absent, thirty seconds.
   */
  int64_t lease_milliseconds;
  /**
   * BILLFOLD_CLOCK_SYSTEM or BILLFOLD_CLOCK_MANUAL.
   */
  int32_t clock;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * The time of a manual clock, in Unix seconds.
   */
  int64_t time;
} billfold_open_options;

/**
 * A text of its own. It lives as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The text.
   */
  billfold_str text;
} billfold_text_view;

/**
 * What a new API key is made of; all of it is optional.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * What it is for, 1 to 100 characters.
   */
  billfold_str name;
  /**
   * Whose payments it opens. Absent: through a client's own handle that client's, through the
   * owner's those of no client.
   */
  billfold_str client_id;
} billfold_new_api_key;

/**
 * Which part of a list is wanted. NULL in its place, or all zeros: the first twenty records,
 * newest first.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as zero: BILLFOLD_LIST_HAS_....
   */
  uint64_t has;
  /**
   * Which records, in the filter language: `status:pending amount:100..500 created:24h`. A
   * value from elsewhere goes through billfold_filter_quote first. Absent: all of them. The few
   * lists that have no filter say so, and refuse one.
   */
  billfold_str filter;
  /**
   * The number of the page, from 1. It excludes cursor, before, starting_at and last.
   */
  int64_t page;
  /**
   * How many records a page holds, 1 to 100; 0: 20.
   */
  int64_t limit;
  /**
   * The next_cursor of the page before, with the same filter; its cost does not grow with depth.
   * It excludes page, before, starting_at and last.
   */
  billfold_str cursor;
  /**
   * The list's total, if the caller knows it from an earlier page and it need not be counted
   * anew.
   */
  int64_t known_total;
  /**
   * The start_cursor of the page after, with the same filter: the page before that one, in the
   * list's order; fewer records than the limit are those with which the list begins. Its cost
   * does not grow with depth. It excludes page, cursor, starting_at and last.
   */
  billfold_str before;
  /**
   * A start_cursor, with the same filter: the page that starts with that record, or, if the list
   * has it no longer, with the first one after its place. Its cost does not grow with depth. It
   * excludes page, cursor, before and last.
   */
  billfold_str starting_at;
  /**
   * Not 0: the page that ends with the list's last record; its cost does not grow with depth. It
   * excludes page, cursor, before and starting_at.
   */
  int32_t last;
  /**
   * Not 0: the page does not wait for a total that only counting row by row would give; uncounted
   * in billfold_page_info says whether it has none. For who shows the page first, and asks for
   * the total after it.
   */
  int32_t uncounted;
} billfold_list_options;

/**
 * What is known of an API key, which opens payments and customers. Its texts live as long as the
 * page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_API_KEY_HAS_....
   */
  uint64_t has;
  /**
   * Names the API key, and is not the key: `apk_` and 32 hexadecimal digits.
   */
  billfold_str id;
  /**
   * Whose payments it opens. Optional: absent, those of no client.
   */
  billfold_str client_id;
  /**
   * What it is for. Optional.
   */
  billfold_str name;
  /**
   * Whether it is good: BILLFOLD_API_KEY_ACTIVE, ....
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * Its last four characters.
   */
  billfold_str key_hint;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it was revoked, in Unix seconds. Optional.
   */
  int64_t revoked_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
  /**
   * The key, `key_...`, for billfold_store_scoped. Optional: shown by the call that made it, and
   * never again.
   */
  billfold_str key;
} billfold_api_key;

/**
 * What a new branding is made of; all of it is optional.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * Under which name the payment is shown, 1 to 100 characters.
   */
  billfold_str display_name;
  /**
   * The main colour: #1a2b3c or #abc.
   */
  billfold_str primary_color;
  /**
   * The second colour.
   */
  billfold_str secondary_color;
  /**
   * The colour of what must catch the eye.
   */
  billfold_str accent_color;
  /**
   * The colour behind everything.
   */
  billfold_str background_color;
  /**
   * The colour of text.
   */
  billfold_str text_color;
  /**
   * Where the logo is: a URL, or a path from a single slash.
   */
  billfold_str logo_url;
  /**
   * Where the terms of service are: a URL or a path.
   */
  billfold_str terms_url;
  /**
   * Where the privacy notice is: a URL or a path.
   */
  billfold_str privacy_url;
} billfold_new_branding;

/**
 * A branding of an orchestrator, or of one of its clients: how payments look. What is absent is
 * left to whoever shows the payment. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_BRANDING_HAS_....
   */
  uint64_t has;
  /**
   * Whose branding it is.
   */
  billfold_str orchestrator_id;
  /**
   * The client it is for. Optional: absent, it is for every client without a branding of its
   * own.
   */
  billfold_str client_id;
  /**
   * Under which name the payment is shown. Optional.
   */
  billfold_str display_name;
  /**
   * The main colour: #1a2b3c or #abc. Optional.
   */
  billfold_str primary_color;
  /**
   * The second colour. Optional.
   */
  billfold_str secondary_color;
  /**
   * The colour of what must catch the eye. Optional.
   */
  billfold_str accent_color;
  /**
   * The colour behind everything. Optional.
   */
  billfold_str background_color;
  /**
   * The colour of text. Optional.
   */
  billfold_str text_color;
  /**
   * Where the logo is: a URL, or a path from a single slash. Optional.
   */
  billfold_str logo_url;
  /**
   * Where the terms of service are: a URL or a path. Optional.
   */
  billfold_str terms_url;
  /**
   * Where the privacy notice is: a URL or a path. Optional.
   */
  billfold_str privacy_url;
  /**
   * When it was first put, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
} billfold_branding;

/**
 * What a branding was of: an orchestrator, or one of its clients. Its texts live as long as the
 * page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_BRANDING_TARGET_HAS_....
   */
  uint64_t has;
  /**
   * Whose branding it was.
   */
  billfold_str orchestrator_id;
  /**
   * The client it was for. Optional: absent, it was for every client without a branding of its
   * own.
   */
  billfold_str client_id;
} billfold_branding_target;

/**
 * How a client's payments look now. What is absent is left to whoever shows the payment. Its
 * texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_RESOLVED_BRANDING_HAS_....
   */
  uint64_t has;
  /**
   * Where the values come from: BILLFOLD_BRANDING_SOURCE_CLIENT, ....
   */
  int32_t source;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * The orchestrator that the client is linked to. Optional: absent if it is not linked.
   */
  billfold_str orchestrator_id;
  /**
   * Under which name the payment is shown. Optional.
   */
  billfold_str display_name;
  /**
   * The main colour: #1a2b3c or #abc. Optional.
   */
  billfold_str primary_color;
  /**
   * The second colour. Optional.
   */
  billfold_str secondary_color;
  /**
   * The colour of what must catch the eye. Optional.
   */
  billfold_str accent_color;
  /**
   * The colour behind everything. Optional.
   */
  billfold_str background_color;
  /**
   * The colour of text. Optional.
   */
  billfold_str text_color;
  /**
   * Where the logo is: a URL, or a path from a single slash. Optional.
   */
  billfold_str logo_url;
  /**
   * Where the terms of service are: a URL or a path. Optional.
   */
  billfold_str terms_url;
  /**
   * Where the privacy notice is: a URL or a path. Optional.
   */
  billfold_str privacy_url;
} billfold_resolved_branding;

/**
 * What a new client is made of. The name is required.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * 1 to 100 characters.
   */
  billfold_str name;
  /**
   * An id of the caller's choice, 1 to 64 characters of `[A-Za-z0-9_-]`; otherwise one is
   * minted.
   */
  billfold_str client_id;
} billfold_new_client;

/**
 * What to change of a client. What is absent stays as it is.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * 1 to 100 characters.
   */
  billfold_str name;
  /**
   * BILLFOLD_CLIENT_ACTIVE or BILLFOLD_CLIENT_INACTIVE; billfold_client_revoke revokes. The
   * owner's to change.
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_client_changes;

/**
 * A client: a platform that owns payments and requests to link. Its texts live as long as the
 * page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_CLIENT_HAS_....
   */
  uint64_t has;
  /**
   * Names the client: `cli_...`, or what its creator chose.
   */
  billfold_str client_id;
  /**
   * 1 to 100 characters.
   */
  billfold_str name;
  /**
   * What it may do: BILLFOLD_CLIENT_ACTIVE, ....
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
  /**
   * Its secret, `sec_...`, for billfold_store_scoped_client. Optional: shown by the call that
   * made it, and never again.
   */
  billfold_str client_secret;
} billfold_client;

/**
 * A client link: that an orchestrator's fees and branding apply to a client. Its texts live as
 * long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_CLIENT_LINK_HAS_....
   */
  uint64_t has;
  /**
   * Names the client link: `lnk_` and 32 hexadecimal digits.
   */
  billfold_str id;
  /**
   * Whose fees and branding apply.
   */
  billfold_str orchestrator_id;
  /**
   * To whom they apply.
   */
  billfold_str client_id;
  /**
   * Whether it is in force: BILLFOLD_CLIENT_LINK_ACTIVE, ....
   */
  int32_t status;
  /**
   * 1 if the same orchestrator had linked the client before, so that nothing was to be done,
   * else 0. Optional: there in the answer of billfold_client_link_create.
   */
  int32_t already_linked;
  /**
   * When it was made, in Unix seconds.
   */
  int64_t linked_at;
  /**
   * When it ended, in Unix seconds. Optional.
   */
  int64_t unlinked_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
} billfold_client_link;

/**
 * A client as the orchestrator that is linked to it lists it. Its texts live as long as the
 * page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The client.
   */
  billfold_str client_id;
  /**
   * Its name.
   */
  billfold_str name;
  /**
   * What it may do: BILLFOLD_CLIENT_ACTIVE, ....
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * When it was linked, in Unix seconds.
   */
  int64_t linked_at;
} billfold_linked_client;

/**
 * What a new fee is made of. Rate and bearer are required.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as zero: BILLFOLD_NEW_FEE_HAS_....
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * Whose fee it is. The owner must say; an orchestrator's own handle need not.
   */
  billfold_str orchestrator_id;
  /**
   * The client it is for, linked to the orchestrator. Absent: the default for all of them.
   */
  billfold_str client_id;
  /**
   * The rate in basis points, hundredths of a per cent: 0 to 10000.
   */
  int64_t bps;
  /**
   * Who bears it: BILLFOLD_FEE_BEARER_PAYER or BILLFOLD_FEE_BEARER_RECIPIENT.
   */
  int32_t fee_bearer;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * The most it comes to on one payment, in minor units of cap_currency. It excludes cap; with
   * neither there is no cap.
   */
  int64_t cap_minor;
  /**
   * The most it comes to on one payment, in major units, as text: 5.00. It excludes cap_minor.
   */
  billfold_str cap;
  /**
   * The currency of the cap: USD.
   */
  billfold_str cap_currency;
} billfold_new_fee;

/**
 * What to change of a fee. What is absent stays as it is.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as zero or NULL: BILLFOLD_FEE_CHANGES_HAS_....
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * The rate in basis points, hundredths of a per cent: 0 to 10000.
   */
  int64_t bps;
  /**
   * The most it comes to on one payment, in minor units of cap_currency. It excludes cap.
   */
  int64_t cap_minor;
  /**
   * The most it comes to on one payment, in major units, as text: 5.00. It excludes cap_minor.
   */
  billfold_str cap;
  /**
   * The currency of the cap: USD.
   */
  billfold_str cap_currency;
} billfold_fee_changes;

/**
 * A fee of an orchestrator. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_FEE_HAS_....
   */
  uint64_t has;
  /**
   * Names the fee: `fee_` and 32 hexadecimal digits.
   */
  billfold_str id;
  /**
   * Whose fee it is.
   */
  billfold_str orchestrator_id;
  /**
   * The client it is for. Optional: absent, it is the default, for every client without a fee
   * of its own.
   */
  billfold_str client_id;
  /**
   * Who bears it: BILLFOLD_FEE_BEARER_PAYER or BILLFOLD_FEE_BEARER_RECIPIENT.
   */
  int32_t fee_bearer;
  /**
   * The rate in basis points, hundredths of a per cent: 0 to 10000.
   */
  int32_t bps;
  /**
   * The most it comes to on one payment, in minor units of cap_currency. Optional.
   */
  int64_t cap_minor;
  /**
   * The currency of the cap: USD; payments in another one are refused. Optional, with
   * cap_minor.
   */
  billfold_str cap_currency;
  /**
   * Whether it applies: BILLFOLD_FEE_ACTIVE, ....
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
} billfold_fee;

/**
 * What the fees of a linked client come to on one payment. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The orchestrator that the client is linked to, which earns the fees.
   */
  billfold_str orchestrator_id;
  /**
   * What the payer pays in all: the amount and the payer's fees, in minor units.
   */
  int64_t payer_total_minor;
  /**
   * What the recipient gets: the amount without the recipient's fees, in minor units.
   */
  int64_t recipient_net_minor;
  /**
   * The currency of every amount here: USD.
   */
  billfold_str currency;
  /**
   * How many fees apply, 0 to 2; see billfold_page_fee_plan_fee_line.
   */
  size_t fee_line_count;
} billfold_fee_plan;

/**
 * One fee of a fee plan. Its text lives as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The fee that applied.
   */
  billfold_str fee_id;
  /**
   * Who bears it: BILLFOLD_FEE_BEARER_PAYER or BILLFOLD_FEE_BEARER_RECIPIENT.
   */
  int32_t fee_bearer;
  /**
   * Its rate at the time in basis points, hundredths of a per cent: 0 to 10000.
   */
  int32_t bps;
  /**
   * What it comes to after its cap, in minor units.
   */
  int64_t amount_minor;
} billfold_fee_line;

/**
 * What a new link intent is made of. The name is required.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as JSON, the body that the service of that record takes, in place of all the
   * other fields.
   */
  billfold_str json;
  /**
   * The name that the client will have, 1 to 100 characters.
   */
  billfold_str client_id_name;
  /**
   * Who invites. The owner must say; an orchestrator's own handle need not.
   */
  billfold_str orchestrator_id;
  /**
   * Seconds until it expires, 1 to 6048000; otherwise the store's setting.
   */
  int64_t expires_in;
} billfold_new_link_intent;

/**
 * A link intent: a single-use invitation to make a client and link it. Its texts live as long
 * as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_LINK_INTENT_HAS_....
   */
  uint64_t has;
  /**
   * Names the link intent: `int_` and 32 hexadecimal digits.
   */
  billfold_str id;
  /**
   * Who invites.
   */
  billfold_str orchestrator_id;
  /**
   * The name that the client will have.
   */
  billfold_str client_id_name;
  /**
   * Where it stands now: BILLFOLD_LINK_INTENT_OPEN, ....
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * The last four characters of its token.
   */
  billfold_str token_hint;
  /**
   * The client that it made. Optional.
   */
  billfold_str client_id;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * From when on it is expired, unless used or taken back before, in Unix seconds.
   */
  int64_t expires_at;
  /**
   * When it was redeemed, in Unix seconds. Optional.
   */
  int64_t used_at;
  /**
   * When it was taken back, in Unix seconds. Optional.
   */
  int64_t revoked_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
  /**
   * What to hand to the recipient: a URL with the token, as secret as that. Optional: shown by
   * the call that made it, and never again.
   */
  billfold_str url;
} billfold_link_intent;

/**
 * What redeeming a link intent made: a client, its secret, and its link. Its texts live as long
 * as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_REDEMPTION_HAS_....
   */
  uint64_t has;
  /**
   * Names the new client: `cli_...`.
   */
  billfold_str client_id;
  /**
   * Its name, from the link intent.
   */
  billfold_str name;
  /**
   * What it may do: BILLFOLD_CLIENT_ACTIVE, ....
   */
  int32_t status;
  /**
   * Whether its link is in force: BILLFOLD_CLIENT_LINK_ACTIVE, ....
   */
  int32_t link_status;
  /**
   * When the client was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When the client last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * The client's version: grows by one with each change.
   */
  int64_t version;
  /**
   * Its secret, `sec_...`, for billfold_store_scoped_client. Optional: shown by the call that
   * made it, and never again.
   */
  billfold_str client_secret;
  /**
   * Names the client link: `lnk_` and 32 hexadecimal digits.
   */
  billfold_str link_id;
  /**
   * The orchestrator that invited, whose fees and branding apply.
   */
  billfold_str orchestrator_id;
  /**
   * When the client was linked, in Unix seconds.
   */
  int64_t linked_at;
  /**
   * When that link ended, in Unix seconds. Optional: there only where a repeat finds it ended.
   */
  int64_t unlinked_at;
  /**
   * The client link's version: grows by one with each change.
   */
  int64_t link_version;
} billfold_redemption;

/**
 * What a new orchestrator is made of.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * 1 to 100 characters. Required.
   */
  billfold_str name;
} billfold_new_orchestrator;

/**
 * An orchestrator: who links clients, earns fees on their payments and lends them its branding.
 * Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_ORCHESTRATOR_HAS_....
   */
  uint64_t has;
  /**
   * Names the orchestrator: `org_` and 32 hexadecimal digits.
   */
  billfold_str id;
  /**
   * 1 to 100 characters.
   */
  billfold_str name;
  /**
   * Whether its key is good: BILLFOLD_ORCHESTRATOR_ACTIVE, ....
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * The last four characters of its key.
   */
  billfold_str key_hint;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
  /**
   * Its key, `orc_...`, for billfold_store_scoped. Optional: shown by the call that made it, and
   * never again.
   */
  billfold_str key;
} billfold_orchestrator;

/**
 * What a new customer is made of. A name or an e-mail address is required, or both.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * A UUID of the caller's choice; otherwise one is minted.
   */
  billfold_str id;
  /**
   * Whose customer it is. The owner may say; an API key's client goes without saying.
   */
  billfold_str client_id;
  /**
   * 1 to 100 characters.
   */
  billfold_str name;
  /**
   * The shape of an address, at most 254 bytes.
   */
  billfold_str email;
} billfold_new_customer;

/**
 * What to change of a customer. What is absent stays as it is; one of the two must be left.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as NULL: BILLFOLD_CUSTOMER_CHANGES_HAS_....
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * 1 to 100 characters.
   */
  billfold_str name;
  /**
   * The shape of an address, at most 254 bytes.
   */
  billfold_str email;
} billfold_customer_changes;

/**
 * A customer: someone who pays. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_CUSTOMER_HAS_....
   */
  uint64_t has;
  /**
   * Names the customer: a UUID.
   */
  billfold_str id;
  /**
   * Whose customer it is. Optional: absent, it is the store's own.
   */
  billfold_str client_id;
  /**
   * The customer's name, 1 to 100 characters. Optional; gone once they are erased.
   */
  billfold_str name;
  /**
   * The customer's e-mail address. Optional; gone once they are erased.
   */
  billfold_str email;
  /**
   * When the record was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * When name and e-mail address were erased, in Unix seconds. Optional.
   */
  int64_t erased_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
} billfold_customer;

/**
 * What a new payment is made of. Amount and currency are required, all else is optional.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as JSON, the body that the service of that record takes, in place of all the
   * other fields.
   */
  billfold_str json;
  /**
   * The amount in minor units: 50000 for 500.00 USD. It excludes amount.
   */
  int64_t amount_minor;
  /**
   * The amount in major units, as text: 500.00. It excludes amount_minor.
   */
  billfold_str amount;
  /**
   * The currency: USD. A new store takes USD, EUR, GBP and CAD; billfold_settings_update says
   * which others.
   */
  billfold_str currency;
  /**
   * A UUID of the caller's choice; otherwise one is minted.
   */
  billfold_str id;
  /**
   * Whose payment it is. The owner may say, an orchestrator must; a client's need not.
   */
  billfold_str client_id;
  /**
   * A customer who is known. It excludes name and e-mail.
   */
  billfold_str customer_id;
  /**
   * The name of a new customer, at most 100 characters.
   */
  billfold_str customer_name;
  /**
   * The e-mail address of a new customer.
   */
  billfold_str customer_email;
  /**
   * What it is for, at most 500 characters.
   */
  billfold_str description;
  /**
   * Where the customer goes after paying: an absolute URL.
   */
  billfold_str success_url;
  /**
   * Where the customer goes after giving up: an absolute URL.
   */
  billfold_str cancel_url;
  /**
   * The caller's own data: a JSON object of at most 50 keys and 16 KiB.
   */
  billfold_str metadata;
  /**
   * The merchant category code, 1 to 9999.
   */
  int64_t mcc;
  /**
   * Seconds until it expires, 1 to 6048000; otherwise the store's setting.
   */
  int64_t expires_in;
} billfold_new_payment;

/**
 * What to change of a pending payment. What is absent stays as it is.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as NULL: BILLFOLD_PAYMENT_CHANGES_HAS_....
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * What it is for, at most 500 characters.
   */
  billfold_str description;
  /**
   * Where the customer goes after paying: an absolute URL.
   */
  billfold_str success_url;
  /**
   * Where the customer goes after giving up: an absolute URL.
   */
  billfold_str cancel_url;
  /**
   * The caller's own data, whole: a JSON object.
   */
  billfold_str metadata;
} billfold_payment_changes;

/**
 * A payment. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_PAYMENT_HAS_....
   */
  uint64_t has;
  /**
   * Names the payment: a UUID.
   */
  billfold_str id;
  /**
   * Where it stands now: BILLFOLD_PAYMENT_PENDING, ....
   */
  int32_t status;
  /**
   * The merchant category code, 1 to 9999. Optional.
   */
  int32_t mcc;
  /**
   * The amount in minor units: 50000 for 500.00 USD.
   */
  int64_t amount_minor;
  /**
   * The currency of all its amounts: USD.
   */
  billfold_str currency;
  /**
   * What it is for. Optional.
   */
  billfold_str description;
  /**
   * The caller's own data: a JSON object.
   */
  billfold_str metadata;
  /**
   * Where the customer pays: a URL.
   */
  billfold_str payment_link;
  /**
   * How it was paid: a JSON object with a type. Optional.
   */
  billfold_str payment_method;
  /**
   * Who pays. Optional.
   */
  billfold_str customer_id;
  /**
   * The customer's name. Optional; gone once they are erased.
   */
  billfold_str customer_name;
  /**
   * The customer's e-mail address. Optional; gone once they are erased.
   */
  billfold_str customer_email;
  /**
   * Where the customer goes after paying: a URL. Optional.
   */
  billfold_str success_url;
  /**
   * Where the customer goes after giving up: a URL. Optional.
   */
  billfold_str cancel_url;
  /**
   * Whose payment it is. Optional: absent, it is the store's own.
   */
  billfold_str client_id;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * From when on it is expired, unless completed or failed before, in Unix seconds.
   */
  int64_t expires_at;
  /**
   * When it was completed, in Unix seconds. Optional.
   */
  int64_t completed_at;
  /**
   * The orchestrator whose link was in force on creation. Optional, with the fee plan.
   */
  billfold_str orchestrator_id;
  /**
   * What the payer pays in all, in minor units. Optional, with the fee plan.
   */
  int64_t payer_total_minor;
  /**
   * What the recipient gets, in minor units. Optional, with the fee plan.
   */
  int64_t recipient_net_minor;
  /**
   * How many fee lines the plan has; see billfold_page_payment_fee_line.
   */
  size_t fee_line_count;
  /**
   * Why it failed, for programs. Optional.
   */
  billfold_str failure_code;
  /**
   * Why it failed, for people. Optional.
   */
  billfold_str failure_message;
  /**
   * When money that came after it had expired was recorded, in Unix seconds. Optional.
   */
  int64_t late_payment_at;
  /**
   * How that money was paid: a JSON object with a type. Optional.
   */
  billfold_str late_payment_method;
  /**
   * Grows by one with each change.
   */
  int64_t version;
} billfold_payment;

/**
 * A biller to create or to change. The name is required.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as zero: BILLFOLD_NEW_BILLER_HAS_....
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * Which one, 1 to 64 characters of `[A-Za-z0-9_-]`. Absent: a new one, whose id is minted.
   */
  billfold_str id;
  /**
   * 1 to 100 characters.
   */
  billfold_str name;
  /**
   * 1 if it is offered for new requests to link, 0 if not. Absent: a new biller is, a known one
   * stays what it is.
   */
  int32_t active;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_new_biller;

/**
 * A biller: whom users link their accounts with. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * Names it: `bil_...`, or what its creator chose.
   */
  billfold_str id;
  /**
   * 1 to 100 characters.
   */
  billfold_str name;
  /**
   * 1 if it is offered for new requests to link, else 0; the store itself refuses none.
   */
  int32_t active;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
} billfold_biller;

/**
 * What a new request to link is made of. The user is required, all else is optional.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as JSON, the body that the service of that record takes, in place of all the
   * other fields.
   */
  billfold_str json;
  /**
   * An id of the caller's choice, 1 to 64 characters of `[A-Za-z0-9_-]`; otherwise one is
   * minted.
   */
  billfold_str id;
  /**
   * Whose request it is. The owner must say; a client's need not.
   */
  billfold_str client_id;
  /**
   * The client's own name for the user: 1 to 255 characters.
   */
  billfold_str client_user_id;
  /**
   * Whom to link with; need not be known, and can be set later.
   */
  billfold_str biller_id;
  /**
   * The caller's own data: a JSON object of at most 50 keys and 16 KiB.
   */
  billfold_str metadata;
  /**
   * Seconds until it expires, 1 to 315360000; otherwise the store's setting.
   */
  int64_t expires_in;
  /**
   * 1 if it never expires, else 0. It excludes expires_in.
   */
  int32_t never_expires;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_new_request_to_link;

/**
 * A status to set, and what to set beside it. The status is required; what is absent stays.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as JSON, the body that the service of that record takes, in place of all the
   * other fields.
   */
  billfold_str json;
  /**
   * Any but BILLFOLD_REQUEST_TO_LINK_EXPIRED.
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * A biller in place of the present one.
   */
  billfold_str biller_id;
  /**
   * A link token in place of the present one: 1 to 255 characters.
   */
  billfold_str link_token_id;
} billfold_request_to_link_changes;

/**
 * A request to link: that a user link an account with a biller. Its texts live as long as the
 * page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_REQUEST_TO_LINK_HAS_....
   */
  uint64_t has;
  /**
   * Names it: `rtl_...`, or what its creator chose.
   */
  billfold_str id;
  /**
   * The client that created it.
   */
  billfold_str client_id;
  /**
   * The client's own name for the user.
   */
  billfold_str client_user_id;
  /**
   * Whom to link with. Optional.
   */
  billfold_str biller_id;
  /**
   * How far it has come by now: BILLFOLD_REQUEST_TO_LINK_PENDING, ....
   */
  int32_t status;
  /**
   * What the link session by whose token the request was found is good for by now:
   * BILLFOLD_LINK_SESSION_OPEN, .... Optional: there in the answer of billfold_link_session_find.
   */
  int32_t session_status;
  /**
   * The token of the newest link session, or what a caller set in its place; it opens the
   * session, so keep it out of logs. Optional.
   */
  billfold_str link_token_id;
  /**
   * Where the user links the account: a URL that holds the token. Optional: absent once its
   * session is revoked.
   */
  billfold_str session_url;
  /**
   * The caller's own data: a JSON object.
   */
  billfold_str metadata;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * From when on it is expired unless it is final by then, in Unix seconds. Optional: absent,
   * it never expires.
   */
  int64_t expires_at;
  /**
   * Why it was cancelled. Optional.
   */
  billfold_str cancel_reason;
  /**
   * When it was completed, in Unix seconds. Optional.
   */
  int64_t completed_at;
  /**
   * Grows by one with each change.
   */
  int64_t version;
  /**
   * From when on the token of the session by which the request was found is refused, in Unix
   * seconds. Optional, with session_status.
   */
  int64_t session_expires_at;
} billfold_request_to_link;

/**
 * A link session to send a user to. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_LINK_SESSION_HAS_....
   */
  uint64_t has;
  /**
   * Completes the session, once: `lt_...`. Optional: absent in a replay and in a dry run.
   */
  billfold_str link_token;
  /**
   * Where the user links the account: a URL that holds the token. Optional, with the token.
   */
  billfold_str session_url;
  /**
   * From when on the token is refused, in Unix seconds. The request itself may go on.
   */
  int64_t expires_at;
} billfold_link_session;

/**
 * A delivery to be sent: POST the body to the URL with these headers, follow no redirects, and
 * report what came of it with billfold_delivery_report before the lease ends. Its texts live as
 * long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The delivery; report it.
   */
  billfold_str delivery_id;
  /**
   * The attempt's number; report it too.
   */
  int64_t attempt;
  /**
   * The endpoint.
   */
  billfold_str endpoint_id;
  /**
   * The type of the event, or webhook_endpoint.test.
   */
  billfold_str event_type;
  /**
   * Where to send it.
   */
  billfold_str url;
  /**
   * How many headers to send with it; see billfold_page_delivery_claim_header.
   */
  size_t header_count;
  /**
   * The body, JSON: exactly these bytes are signed.
   */
  billfold_str body;
  /**
   * When the lease ends, in Unix seconds: from then on it is due again.
   */
  int64_t lease_ends_at;
} billfold_delivery_claim;

/**
 * A header of an HTTP request. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * Its name, in small letters: content-type, user-agent, webhook-id, webhook-timestamp,
   * webhook-signature.
   */
  billfold_str name;
  /**
   * Its value.
   */
  billfold_str value;
} billfold_header;

/**
 * What came of an attempt: an HTTP answer, or none. Either status or error is required.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The attempt's number, as its claim has it.
   */
  int64_t attempt;
  /**
   * The HTTP status of the answer, 100 to 999; 200 to 299 is success. Redirects are not to be
   * followed. An answer with any other number is none of HTTP: report it as an error. It
   * excludes error.
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * The answer's Retry-After header as it came, seconds or a date; what is neither is ignored,
   * also if it is no text at all.
   */
  billfold_str retry_after;
  /**
   * Why there was no answer, for a person. Of a URL in it the host alone is kept, and no more
   * than 200 characters in all; what is not UTF-8 in it is replaced. It excludes status and
   * retry_after.
   */
  billfold_str error;
  /**
   * How long the attempt took; 0: that is not known.
   */
  int64_t duration_milliseconds;
} billfold_attempt_report;

/**
 * A delivery: one event on its way to one webhook endpoint. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_DELIVERY_HAS_....
   */
  uint64_t has;
  /**
   * Names it: `dlv_...`.
   */
  billfold_str id;
  /**
   * Where it goes.
   */
  billfold_str endpoint_id;
  /**
   * The event that it tells of, and its webhook-id. Optional: absent of a test.
   */
  billfold_str event_id;
  /**
   * The event's place in the log. Optional, with the event.
   */
  int64_t event_seq;
  /**
   * The type of the event, or webhook_endpoint.test.
   */
  billfold_str event_type;
  /**
   * What sort of record the event is about. Optional, with the event.
   */
  billfold_str object;
  /**
   * Which record. Optional, with the event.
   */
  billfold_str object_id;
  /**
   * Where it stands: BILLFOLD_DELIVERY_PENDING, ....
   */
  int32_t status;
  /**
   * The HTTP status of the last attempt that has ended. Optional.
   */
  int32_t last_status_code;
  /**
   * How often it was claimed.
   */
  int64_t attempts;
  /**
   * How many answers refused it since it was made or replayed; with the tenth it is given up.
   */
  int64_t answered_failures;
  /**
   * When it is tried next, in Unix seconds. Optional: there while it is pending and its
   * endpoint active.
   */
  int64_t next_attempt_at;
  /**
   * Until when someone who claimed it may report, in Unix seconds. Optional.
   */
  int64_t claimed_until;
  /**
   * Why the last attempt that has ended had no answer. Optional.
   */
  billfold_str last_error;
  /**
   * When it was made, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * When its receiver took it, in Unix seconds. Optional.
   */
  int64_t delivered_at;
  /**
   * How many attempts can be read; see billfold_page_delivery_attempt. 0 unless
   * billfold_delivery_get answered with it.
   */
  size_t attempt_count;
} billfold_delivery;

/**
 * One attempt to deliver. Its text lives as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_DELIVERY_ATTEMPT_HAS_....
   */
  uint64_t has;
  /**
   * The attempt's number, from 1.
   */
  int64_t number;
  /**
   * What came of it: BILLFOLD_ATTEMPT_UNDER_WAY, ....
   */
  int32_t outcome;
  /**
   * The HTTP status of the answer. Optional.
   */
  int32_t status_code;
  /**
   * When it was claimed, in Unix seconds.
   */
  int64_t started_at;
  /**
   * Why there was no answer. Optional.
   */
  billfold_str error;
  /**
   * How long it took, as its sender says. Optional.
   */
  int64_t duration_milliseconds;
} billfold_delivery_attempt;

/**
 * How much there is to send.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_DELIVERIES_DUE_HAS_....
   */
  uint64_t has;
  /**
   * How many deliveries could be claimed now.
   */
  int64_t due;
  /**
   * How many are pending: due or not yet, claimed by someone, or of an endpoint that is
   * disabled.
   */
  int64_t pending;
  /**
   * When the next one can be claimed, unless another is made before, in Unix seconds; now or
   * earlier if one can be already. Optional: absent if nothing is on its way.
   */
  int64_t next_due_at;
} billfold_deliveries_due;

/**
 * What a new webhook endpoint is made of. The URL is required, all else is optional.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * Where deliveries go: an absolute http or https URL without credentials.
   */
  billfold_str url;
  /**
   * What it is for, at most 500 characters.
   */
  billfold_str description;
  /**
   * Which events it is told: exact types such as payment.completed, or all of an object:
   * `payment.*`. Absent: every type.
   */
  const billfold_str *event_types;
  /**
   * How many texts event_types points to, at most 100.
   */
  size_t event_types_count;
  /**
   * A secret that its receiver has already: `whsec_` and the base64 of 24 to 64 bytes;
   * otherwise one is made.
   */
  billfold_str secret;
} billfold_new_webhook_endpoint;

/**
 * What to change of a webhook endpoint. What is absent stays as it is.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as NULL: BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_....
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * Where deliveries go: an absolute http or https URL without credentials.
   */
  billfold_str url;
  /**
   * What it is for, at most 500 characters.
   */
  billfold_str description;
  /**
   * Which events it is told, all of them: payment.completed, `payment.*`, ....
   */
  const billfold_str *event_types;
  /**
   * How many texts event_types points to, at most 100.
   */
  size_t event_types_count;
  /**
   * BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE or BILLFOLD_WEBHOOK_ENDPOINT_DISABLED;
   * billfold_webhook_endpoint_remove deletes.
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_webhook_endpoint_changes;

/**
 * A webhook endpoint: who is told of which events. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_WEBHOOK_ENDPOINT_HAS_....
   */
  uint64_t has;
  /**
   * Names it: `whe_...`.
   */
  billfold_str id;
  /**
   * Where deliveries go.
   */
  billfold_str url;
  /**
   * What it is for. Optional.
   */
  billfold_str description;
  /**
   * Which events it is told: payment.completed, `payment.*`, .... Optional: absent, every type.
   */
  const billfold_str *event_types;
  /**
   * How many texts event_types points to.
   */
  size_t event_types_count;
  /**
   * Whether it is told of them: BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE, ....
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * How often in a row it was found not to answer; 0: it answers.
   */
  int64_t unanswered;
  /**
   * When it is tried again, in Unix seconds. Optional: there while it does not answer.
   */
  int64_t retry_at;
  /**
   * How many deliveries are on their way to it.
   */
  int64_t pending;
  /**
   * How many deliveries to it were given up.
   */
  int64_t abandoned;
  /**
   * When it was created, in Unix seconds.
   */
  int64_t created_at;
  /**
   * When it last changed, in Unix seconds.
   */
  int64_t updated_at;
  /**
   * Grows by one with each change, not with each attempt.
   */
  int64_t version;
  /**
   * Its secret: `whsec_...`. Optional: shown by the call that made it; ask for it later with
   * billfold_webhook_endpoint_secret.
   */
  billfold_str secret;
} billfold_webhook_endpoint;

/**
 * A backup. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The new file's path.
   */
  billfold_str path;
  /**
   * How large it is, in bytes.
   */
  uint64_t bytes;
  /**
   * The moment whose state it holds, in Unix seconds.
   */
  int64_t at;
  /**
   * How many events its log has.
   */
  int64_t event_count;
  /**
   * The hash of its log's last event, in 64 hexadecimal digits: billfold_event_verify proves by
   * both that the backup is whole.
   */
  billfold_str event_hash;
} billfold_backup;

/**
 * What a check of the whole store has found. Its text lives as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_CHECK_REPORT_HAS_....
   */
  uint64_t has;
  /**
   * When it was begun, in Unix seconds.
   */
  int64_t at;
  /**
   * 1 if no check found a fault, else 0.
   */
  int32_t sound;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * How many checks were done; see billfold_page_check_report_check.
   */
  size_t check_count;
  /**
   * The first fault of all, for a person. Optional.
   */
  billfold_str first_fault;
} billfold_check_report;

/**
 * One check and what came of it. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_CHECK_HAS_....
   */
  uint64_t has;
  /**
   * What was checked: storage, counters, ....
   */
  billfold_str name;
  /**
   * What came of it: BILLFOLD_CHECK_OK, ....
   */
  int32_t outcome;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * How many records, rows or events were looked at.
   */
  uint64_t examined;
  /**
   * The first faults, for a person, at most a hundred; there is nothing personal in them.
   */
  const billfold_str *faults;
  /**
   * How many faults stand there.
   */
  size_t faults_count;
  /**
   * How many faults there are beyond those.
   */
  uint64_t more_faults;
  /**
   * What else there is to know, for a person. Optional.
   */
  billfold_str note;
} billfold_check;

/**
 * What a compaction has done.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * How large the file was, in bytes, its write-ahead log not counted.
   */
  uint64_t bytes_before;
  /**
   * How large it is; of a dry run, about how large it would be.
   */
  uint64_t bytes_after;
  /**
   * 1 if the file has been cut to that size; 0 if readers were still at work on the old one,
   * and the next commit that finds none cuts it.
   */
  int32_t finished;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_compaction;

/**
 * One entry of the event log. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_EVENT_HAS_....
   */
  uint64_t has;
  /**
   * Its place in the log, from 1, without a gap.
   */
  int64_t seq;
  /**
   * Names the event: `evt_...`.
   */
  billfold_str id;
  /**
   * What happened: payment.completed, ....
   */
  billfold_str event_type;
  /**
   * What sort of record it happened to: payment, ....
   */
  billfold_str object;
  /**
   * Which record.
   */
  billfold_str object_id;
  /**
   * The record's version after it.
   */
  int64_t object_version;
  /**
   * The record's status before it, as JSON has it. Optional: absent unless it changed.
   */
  billfold_str previous_status;
  /**
   * Who did it: owner, `client:cli_...`, ..., or an operator's name.
   */
  billfold_str actor;
  /**
   * When, in Unix seconds.
   */
  int64_t at;
  /**
   * The record after it: a JSON object without a customer's name and e-mail, and without
   * secrets.
   */
  billfold_str data;
} billfold_event;

/**
 * The newest state of a log; keep it elsewhere to prove later that nothing was cut off or
 * rewritten. Its text lives as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * How many events there are: the last one's place.
   */
  int64_t count;
  /**
   * The last event's hash: 64 hexadecimal digits.
   */
  billfold_str hash;
} billfold_log_head;

/**
 * What going through the log has found. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_VERIFICATION_HAS_....
   */
  uint64_t has;
  /**
   * 1 if every event is there, in order, as it was written; else 0.
   */
  int32_t intact;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * How many events were good.
   */
  int64_t verified;
  /**
   * How many events there are, as the file notes.
   */
  int64_t head_count;
  /**
   * The last event's hash, as the file notes: 64 hexadecimal digits.
   */
  billfold_str head_hash;
  /**
   * The place of the first fault. Optional.
   */
  int64_t fault_seq;
  /**
   * What is wrong there, for a person. Optional.
   */
  billfold_str fault_reason;
} billfold_verification;

/**
 * Which settings to change. What is absent stays as it is.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * What is given as zero: BILLFOLD_SETTINGS_CHANGES_HAS_....
   */
  uint64_t has;
  /**
   * The whole input as a JSON object, in place of all the other fields.
   */
  billfold_str json;
  /**
   * Where payment links lead: an absolute http or https URL, or the presets `sandbox` and
   * `production`.
   */
  billfold_str payment_base_url;
  /**
   * Where onboarding URLs lead: an absolute http or https URL, or the same presets.
   */
  billfold_str onboarding_base_url;
  /**
   * Where session URLs lead: an absolute http or https URL.
   */
  billfold_str session_base_url;
  /**
   * The currencies that payments may be in, all of them side by side: ISO 4217 codes.
   */
  const billfold_str *currencies;
  /**
   * How many currencies there are.
   */
  size_t currencies_count;
  /**
   * The schemes that success, cancel and branding URLs may have, all of them side by side, in
   * lower case.
   */
  const billfold_str *url_schemes;
  /**
   * How many schemes there are.
   */
  size_t url_schemes_count;
  /**
   * Seconds until a payment expires: 1 to 6048000.
   */
  int64_t payment_lifetime_seconds;
  /**
   * Seconds until a link intent expires: 1 to 6048000.
   */
  int64_t link_intent_lifetime_seconds;
  /**
   * Seconds until a request to link expires: 1 to 315360000; never if it is given as 0.
   */
  int64_t request_to_link_lifetime_seconds;
  /**
   * Seconds until a link session expires: 1 to 6048000.
   */
  int64_t link_session_lifetime_seconds;
  /**
   * How far ahead a clock may jump and be believed, in seconds: 60 to 315360000.
   */
  int64_t clock_jump_seconds;
  /**
   * Seconds for which an idempotency key is remembered at the least: 86400 to 315360000.
   */
  int64_t idempotency_retention_seconds;
  /**
   * Whether card numbers are refused in free text: 1; or 0, if it is given.
   */
  int32_t card_number_guard;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_settings_changes;

/**
 * What a store goes by; kept in the file, the same for every process that opens it. Its texts
 * live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_SETTINGS_HAS_....
   */
  uint64_t has;
  /**
   * Where payment links lead: they are `{payment_base_url}/payments/{id}/collection`.
   */
  billfold_str payment_base_url;
  /**
   * Where onboarding URLs lead: they are `{onboarding_base_url}/onboarding/{token}`.
   */
  billfold_str onboarding_base_url;
  /**
   * Where session URLs lead: they are `{session_base_url}/session/{token}`.
   */
  billfold_str session_base_url;
  /**
   * The currencies that payments may be in, side by side: USD, ....
   */
  const billfold_str *currencies;
  /**
   * How many currencies there are.
   */
  size_t currencies_count;
  /**
   * The schemes that success, cancel and branding URLs may have, side by side: https, ....
   */
  const billfold_str *url_schemes;
  /**
   * How many schemes there are.
   */
  size_t url_schemes_count;
  /**
   * Seconds until a payment expires, unless its creator says.
   */
  int64_t payment_lifetime_seconds;
  /**
   * Seconds until a link intent expires, unless its creator says.
   */
  int64_t link_intent_lifetime_seconds;
  /**
   * Seconds until a request to link expires, unless its creator says. Optional: absent, never.
   */
  int64_t request_to_link_lifetime_seconds;
  /**
   * Seconds until a link session expires.
   */
  int64_t link_session_lifetime_seconds;
  /**
   * A clock that is further ahead than this, in seconds, is not believed until someone
   * confirms it.
   */
  int64_t clock_jump_seconds;
  /**
   * Seconds for which an idempotency key is remembered at the least.
   */
  int64_t idempotency_retention_seconds;
  /**
   * 1 if card numbers are refused in free text, else 0.
   */
  int32_t card_number_guard;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * Grows by one with each change.
   */
  int64_t version;
} billfold_settings;

/**
 * Which statistics are wanted. NULL in its place, or all zeros: all that the caller sees, with
 * the takings of the last thirty days.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * Only what is of this client.
   */
  billfold_str client_id;
  /**
   * Only what is of this orchestrator: payments whose fee plan names it, its link intents, the
   * clients that are linked to it.
   */
  billfold_str orchestrator_id;
  /**
   * Only payments in this currency.
   */
  billfold_str currency;
  /**
   * The first day of the takings, in UTC: 2026-04-01. Absent: thirty days back.
   */
  billfold_str since;
  /**
   * The last day of the takings. Absent: today. At most 3660 days in all.
   */
  billfold_str until;
} billfold_stats_options;

/**
 * How much there is of everything, at one moment. What the caller's scope or the options leave
 * out is absent, which is not nought. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_STATS_HAS_....
   */
  uint64_t has;
  /**
   * The moment, in Unix seconds.
   */
  int64_t at;
  /**
   * The first day of the takings, in UTC: 2026-04-01.
   */
  billfold_str takings_since;
  /**
   * The last day of the takings.
   */
  billfold_str takings_until;
  /**
   * How many lines the tables have in all; see billfold_page_stats_line.
   */
  size_t line_count;
  /**
   * How many requests to link there are. Optional.
   */
  int64_t requests_to_link;
  /**
   * How many link intents there are. Optional.
   */
  int64_t link_intents;
  /**
   * How many clients there are; of an orchestrator, those that are linked to it now. Optional.
   */
  int64_t clients;
  /**
   * How many orchestrators there are. Optional.
   */
  int64_t orchestrators;
  /**
   * How many customers there are, those who were erased included. Optional.
   */
  int64_t customers;
  /**
   * How many events the log has. Optional.
   */
  int64_t events;
  /**
   * What needs an operator: payments that are expired and not yet swept.
   */
  int64_t payments_overdue;
  /**
   * Requests to link that are expired and not yet swept. Optional.
   */
  int64_t requests_to_link_overdue;
  /**
   * Open link intents that expire within 24 hours. Optional.
   */
  int64_t link_intents_expiring;
  /**
   * Webhook endpoints that were disabled: they are told of nothing new. Optional.
   */
  int64_t webhook_endpoints_disabled;
  /**
   * Active webhook endpoints whose last attempt had no answer. Optional.
   */
  int64_t webhook_endpoints_unanswered;
  /**
   * Deliveries that were given up; they can be replayed. Optional.
   */
  int64_t deliveries_abandoned;
  /**
   * The clock, in Unix seconds, if it is too far ahead to be believed; see
   * billfold_store_sweep. Optional.
   */
  int64_t clock_jumped_to;
} billfold_stats;

/**
 * A line of one of the tables, which follow one another in the order of their numbers. Its texts
 * live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_STATS_LINE_HAS_....
   */
  uint64_t has;
  /**
   * Which table it is of: BILLFOLD_STATS_PAYMENTS, ....
   */
  int32_t table;
  /**
   * The status of what is counted, in the numbers of its kind: BILLFOLD_PAYMENT_PENDING,
   * BILLFOLD_CLIENT_ACTIVE, .... Optional.
   */
  int32_t status;
  /**
   * The currency of what is counted. Optional: of payments and takings.
   */
  billfold_str currency;
  /**
   * The day in UTC: 2026-04-01. Optional: of takings.
   */
  billfold_str day;
  /**
   * How many.
   */
  int64_t count;
  /**
   * What they come to, in minor units. Optional, with the currency.
   */
  int64_t sum_minor;
} billfold_stats_line;

/**
 * What a sweep has done.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * Payments that are now expired for good.
   */
  uint64_t payments_expired;
  /**
   * Requests to link that are now expired for good.
   */
  uint64_t requests_to_link_expired;
  /**
   * Idempotency keys that were old enough to be forgotten.
   */
  uint64_t idempotency_keys_forgotten;
  /**
   * 1 if nothing was swept because the clock has jumped too far ahead to be believed, else 0.
   */
  int32_t clock_jumped;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_sweep;

/**
 * Which takings by the hour are wanted. NULL in its place, or all zeros: all that the caller sees
 * of the last twenty-four hours, the present one included.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * Only what is of this client.
   */
  billfold_str client_id;
  /**
   * Only payments whose fee plan names this orchestrator.
   */
  billfold_str orchestrator_id;
  /**
   * Only payments in this currency.
   */
  billfold_str currency;
  /**
   * A second of the first hour, in Unix seconds; 0: twenty-three hours before the last.
   */
  int64_t since;
  /**
   * A second of the last hour, in Unix seconds; 0: now. At most 744 hours in all.
   */
  int64_t until;
} billfold_takings_options;

/**
 * What was completed in each hour of some, at one moment.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The moment, in Unix seconds.
   */
  int64_t at;
  /**
   * The first second of the first hour, in Unix seconds.
   */
  int64_t since;
  /**
   * The first second of the last hour, in Unix seconds.
   */
  int64_t until;
  /**
   * How many lines there are; see billfold_page_takings_hour.
   */
  size_t hour_count;
} billfold_takings;

/**
 * What was completed in one hour in one currency. Its text lives as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The first second of the hour, in Unix seconds.
   */
  int64_t hour;
  /**
   * The currency.
   */
  billfold_str currency;
  /**
   * How many payments.
   */
  int64_t count;
  /**
   * What they come to, in minor units.
   */
  int64_t sum_minor;
} billfold_takings_hour;

/**
 * What to export. NULL in its place, or all zeros: everything.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * Only the records of this kind: payment, request_to_link, ....
   */
  billfold_str kind;
  /**
   * Only those that this text of the filter language describes; goes with kind.
   */
  billfold_str filter;
} billfold_export_options;

/**
 * How an import is to be read. NULL in its place, or all zeros: lines of an export.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * Every line is a request's body of this kind, without anything around it: payment, ....
   */
  billfold_str kind;
  /**
   * The orchestrator that such bodies are for.
   */
  billfold_str orchestrator_id;
  /**
   * The path of a file to which the secrets of what bodies create are added, before they are
   * committed. Absent: link intents are refused, and clients and orchestrators are to be given
   * new secrets.
   */
  billfold_str secrets_path;
  /**
   * 1 to try again the lines that an import of the same bytes refused before, else 0.
   */
  int32_t retry;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_import_options;

/**
 * What an export held.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * How many records in all.
   */
  uint64_t records;
  /**
   * How many kinds there were; see billfold_page_export_report_kind.
   */
  size_t kind_count;
} billfold_export_report;

/**
 * How many records of a kind an export held. Its text lives as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * The kind: payment, request_to_link, ....
   */
  billfold_str kind;
  /**
   * How many records.
   */
  uint64_t records;
} billfold_export_kind;

/**
 * What an import came to. Its text lives as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Always 0.
   */
  uint64_t has;
  /**
   * Names the input: the SHA-256 of its bytes, and of how they are read, in hexadecimal.
   */
  billfold_str source_hash;
  /**
   * How many lines it has.
   */
  uint64_t lines;
  /**
   * How many of them had been done before.
   */
  uint64_t lines_done_before;
  /**
   * Lines whose record is new, whenever they were done.
   */
  uint64_t created;
  /**
   * Lines whose record was there and was changed.
   */
  uint64_t updated;
  /**
   * Lines whose record was there as the line says.
   */
  uint64_t unchanged;
  /**
   * Lines that were left out as bad.
   */
  uint64_t refused;
  /**
   * How many of those can be read; see billfold_page_import_report_refusal.
   */
  size_t refusal_count;
  /**
   * 1 if this very call changed the store, or of a dry run would have; else 0.
   */
  int32_t changed;
  /**
   * Always 0.
   */
  int32_t reserved;
} billfold_import_report;

/**
 * A line that an import left out. Its texts live as long as the page.
 */
typedef struct {
  /**
   * The size of this struct; see BILLFOLD_INIT.
   */
  size_t struct_size;
  /**
   * Which optional fields are there: BILLFOLD_IMPORT_REFUSAL_HAS_....
   */
  uint64_t has;
  /**
   * Which line, from 1.
   */
  uint64_t line;
  /**
   * Why: BILLFOLD_VALIDATION, BILLFOLD_CONFLICT, ....
   */
  int32_t status;
  /**
   * Always 0.
   */
  int32_t reserved;
  /**
   * The fine reason.
   */
  billfold_str code;
  /**
   * Why, for a person, with every bad field.
   */
  billfold_str message;
  /**
   * The first bad field: a dotted path. Optional.
   */
  billfold_str field;
} billfold_import_refusal;

/**
 * The call did what it was to do.
 */
#define BILLFOLD_OK 0

/**
 * An input is malformed or breaks a rule; the error names each bad field. Of a body that is no
 * JSON, the message has line and column.
 */
#define BILLFOLD_VALIDATION 1000

/**
 * A credential is malformed, wrong, revoked or disabled.
 */
#define BILLFOLD_AUTHENTICATION 2000

/**
 * The credential is good, but this operation is outside its scope.
 */
#define BILLFOLD_FORBIDDEN 2001

/**
 * There is no such record in the caller's scope.
 */
#define BILLFOLD_NOT_FOUND 3000

/**
 * The record's present state does not allow the operation.
 */
#define BILLFOLD_CONFLICT 4000

/**
 * What the operation would use has passed its time.
 */
#define BILLFOLD_EXPIRED 4001

/**
 * The idempotency key was used before with another input.
 */
#define BILLFOLD_IDEMPOTENCY_MISMATCH 4002

/**
 * The writer did not become free in time; nothing was changed.
 */
#define BILLFOLD_BUSY 5000

/**
 * The file or its disk failed; nothing was changed.
 */
#define BILLFOLD_STORAGE 6000

/**
 * The disk failed while the change was being made durable: it may or may not be there.
 */
#define BILLFOLD_OUTCOME_UNKNOWN 6001

/**
 * The file is damaged, or is not a Billfold store; it is left as it is.
 */
#define BILLFOLD_CORRUPT 6002

/**
 * The file was written by a newer Billfold than this one.
 */
#define BILLFOLD_SCHEMA_TOO_NEW 6003

/**
 * The store was opened read-only, or stands on a medium that is.
 */
#define BILLFOLD_READ_ONLY 6004

/**
 * The call was broken off before it finished; nothing was changed.
 */
#define BILLFOLD_INTERRUPTED 7000

/**
 * The operation is not available here.
 */
#define BILLFOLD_UNSUPPORTED 8000

/**
 * The store was closed.
 */
#define BILLFOLD_CLOSED 8001

/**
 * The process was forked after the store was opened; open it again in the child.
 */
#define BILLFOLD_FORKED 8002

/**
 * A panic was caught at the border of the library. The handle that it came through, those derived
 * from it and it from answer this from now on: free them, which rolls back what was begun, and
 * open the store anew.
 */
#define BILLFOLD_PANIC 9000

/**
 * A mistake in Billfold itself.
 */
#define BILLFOLD_INTERNAL 9001

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * How many stores, pages and errors there are in this process that have not been freed. For a
 * host's tests: after one that frees all it was given, it is what it was before.
 */
int64_t billfold_debug_live(void);

/**
 * Fails with an error of this status, of the code `debug`; with BILLFOLD_PANIC by a panic inside
 * the library, which leaves the store as any panic would. For a host's tests: what it does about
 * a disk that fails or a mistake of ours is otherwise hard to see.
 *
 * Statuses: the one asked for; BILLFOLD_VALIDATION if it is none or BILLFOLD_OK;
 * BILLFOLD_PANIC.
 */
billfold_status billfold_debug_fail(const billfold_store *store,
                                    billfold_status status,
                                    billfold_error **err);

/**
 * Has the callback told what Billfold has to say to a log, from this level on, for all stores of
 * the process; in place of the one before, whose user data goes to its destructor when no call
 * of it is under way. A callback of NULL: nobody is told any more. Messages hold no names,
 * amounts, tokens or keys, but may hold the paths of stores.
 *
 * The user data is the hook's once the call has succeeded, also with a callback of NULL, which
 * gives it back at once; `destructor` may be NULL. When this returns, a call of the callback
 * before may still be under way in another thread: only its destructor says that none is.
 *
 * Statuses: BILLFOLD_VALIDATION for the level; BILLFOLD_UNSUPPORTED: logger_taken in a Rust
 * program that links this library as a crate and has a logger of its own.
 */
billfold_status billfold_log_set_hook(billfold_log_callback callback,
                                      void *user_data,
                                      billfold_log_destructor destructor,
                                      int32_t level,
                                      billfold_error **err);

/**
 * The version of the ABI that the library has, to be compared with BILLFOLD_ABI_VERSION, that of
 * the header. A program that is linked needs not ask: the version is in the shared library's name.
 * One that loads the library itself asks before any other call, and makes none if they differ.
 */
int32_t billfold_abi_version(void);

/**
 * The version of the library as a number, to be compared with BILLFOLD_VERSION_NUMBER, that of
 * the header.
 */
int32_t billfold_version_number(void);

/**
 * The version of the library as text: 0.1.0. It lives for ever.
 */
const char *billfold_version(void);

/**
 * The name of a status: ok, validation, not_found, ...; unknown for a number that is none. It
 * lives for ever.
 */
const char *billfold_status_name(billfold_status status);

/**
 * What happened, for a person; an empty text for NULL. It lives as long as the error.
 */
const char *billfold_error_message(const billfold_error *error);

/**
 * Fills `info` with what an error says.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL or struct_size is wrong. This call gives no
 * error of its own.
 */
billfold_status billfold_error_describe(const billfold_error *error,
                                        billfold_error_info *info);

/**
 * Fills `field` with the bad field at `index`, from 0 to field_count - 1.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, or there is no such
 * field. This call gives no error of its own.
 */
billfold_status billfold_error_field(const billfold_error *error,
                                     size_t index,
                                     billfold_field_error *field);

/**
 * Sets `json` to the error as a JSON object, as other interfaces of Billfold print it:
 * `{"kind", "code", "message", "fields", ..., "retryable"}`. It lives as long as the error.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL. This call gives no error of its own.
 */
billfold_status billfold_error_json(const billfold_error *error,
                                    billfold_str *json);

/**
 * Frees an error. NULL is fine.
 */
void billfold_error_free(billfold_error *error);

/**
 * How many records a page holds; 0 for NULL.
 */
size_t billfold_page_count(const billfold_page *page);

/**
 * Fills `info` with what a page is of: its count, the list's total, the next page's cursor.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL or struct_size is wrong.
 */
billfold_status billfold_page_describe(const billfold_page *page,
                                       billfold_page_info *info,
                                       billfold_error **err);

/**
 * Sets `json` to all of a page as JSON: of a list `{"items", "total", "page", "limit"}`, with
 * "next_cursor" in place of "page" if it was asked for by cursor; else the one record, with
 * `"replayed": true` at its end if it is one; or null if there is none. A total that was not counted
 * is null. It lives as long as the page.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL.
 */
billfold_status billfold_page_json(const billfold_page *page,
                                   billfold_str *json,
                                   billfold_error **err);

/**
 * Sets `json` to the record at `index`, from 0, as JSON. It lives as long as the page.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL or there is no such record.
 */
billfold_status billfold_page_record_json(const billfold_page *page,
                                          size_t index,
                                          billfold_str *json,
                                          billfold_error **err);

/**
 * Frees a page, and with it every text that was read from it. NULL is fine.
 */
void billfold_page_free(billfold_page *page);

/**
 * Closes the store for this handle, those derived from it or it from, and those of whoever else
 * opened the same file in this process in the same way: whatever is under way ends first, and
 * from then on all that reads or changes the store answers BILLFOLD_CLOSED. The handles are still
 * to be freed. There is no need to call it: freeing the last handle closes the file too.
 *
 * Statuses: BILLFOLD_BUSY if a begun transaction does not end in time, the store then stays
 * open; BILLFOLD_CLOSED if it was closed before; BILLFOLD_FORKED.
 */
billfold_status billfold_store_close(const billfold_store *store,
                                     billfold_error **err);

/**
 * Frees a handle; no call may be inside it. NULL is fine. A begun transaction that was not
 * committed is rolled back with the last handle that works in it: billfold_store_rollback ends it
 * at once, whatever was derived from its handle.
 */
void billfold_store_free(billfold_store *store);

/**
 * Fills `info` with what a store is.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL or struct_size is wrong.
 */
billfold_status billfold_store_describe(const billfold_store *store,
                                        billfold_store_info *info,
                                        billfold_error **err);

/**
 * Fills `progress` with how far the newest long work through this handle is, a backup, a check,
 * an export or an import: to be asked from another thread while that call is under way. To break
 * it off, call billfold_store_interrupt.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL or struct_size is wrong.
 */
billfold_status billfold_store_progress(const billfold_store *store,
                                        billfold_progress *progress,
                                        billfold_error **err);

/**
 * Sets `time` to the effective time in Unix seconds: the later of the clock and the highest
 * time that the store has seen.
 *
 * Statuses: BILLFOLD_CORRUPT, BILLFOLD_STORAGE, BILLFOLD_CLOSED, BILLFOLD_FORKED,
 * BILLFOLD_INTERRUPTED.
 */
billfold_status billfold_store_now(const billfold_store *store,
                                   int64_t *time,
                                   billfold_error **err);

/**
 * Sets the clock of a store opened with BILLFOLD_CLOCK_MANUAL, forward or back, in Unix seconds
 * from 0 to 253402300799, the year 9999; beyond them, to the nearer one. The clock is that of one
 * billfold_store_open and the handles derived from it: a file that is opened twice so has two.
 *
 * Statuses: BILLFOLD_UNSUPPORTED: system_clock if the store has the system's clock.
 */
billfold_status billfold_store_set_time(const billfold_store *store,
                                        int64_t time,
                                        billfold_error **err);

/**
 * Sets `is_own` to 1 if `file` is the store at `store_path`, or a file that such a store
 * keeps beside itself, by whatever name, else to 0: whoever else writes there does away with it.
 * Neither need exist.
 *
 * Statuses: BILLFOLD_VALIDATION.
 */
billfold_status billfold_store_has_file(const char *store_path,
                                        size_t store_path_len,
                                        const char *file,
                                        size_t file_len,
                                        int32_t *is_own,
                                        billfold_error **err);

/**
 * Derives a handle that may do what the holder of this key may: an orchestrator's key `orc_...`
 * or an API key `key_...`.
 *
 * Statuses: BILLFOLD_AUTHENTICATION if it is malformed, wrong, revoked, or its holder disabled.
 */
billfold_status billfold_store_scoped(const billfold_store *store,
                                      const char *key,
                                      size_t key_len,
                                      billfold_store **derived,
                                      billfold_error **err);

/**
 * Derives a handle that may do what this client may, whose id and secret prove it.
 *
 * Statuses: BILLFOLD_AUTHENTICATION if they are malformed, wrong, or the client is revoked.
 */
billfold_status billfold_store_scoped_client(const billfold_store *store,
                                             const char *client_id,
                                             size_t client_id_len,
                                             const char *client_secret,
                                             size_t client_secret_len,
                                             billfold_store **derived,
                                             billfold_error **err);

/**
 * Derives a handle whose changes are done once for this key of 1 to 255 bytes, however often
 * they are repeated: a repeat with the same input answers with the records as they stand now,
 * `replayed`, without their secrets. A key counts for each operation and each credential apart: one
 * handle may create a payment and complete it.
 *
 * Statuses: BILLFOLD_VALIDATION for the key. Its calls may also answer
 * BILLFOLD_IDEMPOTENCY_MISMATCH if the key was used before with another input.
 */
billfold_status billfold_store_once(const billfold_store *store,
                                    const char *idempotency_key,
                                    size_t idempotency_key_len,
                                    billfold_store **derived,
                                    billfold_error **err);

/**
 * Derives a handle whose changes are checked and answered in full, then taken back.
 */
billfold_status billfold_store_dry_run(const billfold_store *store,
                                       billfold_store **derived,
                                       billfold_error **err);

/**
 * Derives a handle whose changes are refused with BILLFOLD_CONFLICT, version_changed, unless the
 * record that they change is at this version.
 */
billfold_status billfold_store_if_version(const billfold_store *store,
                                          int64_t version,
                                          billfold_store **derived,
                                          billfold_error **err);

/**
 * Derives a handle that writes this person's name into the event log, in place of `owner`.
 *
 * Statuses: BILLFOLD_VALIDATION if the name is empty, longer than 100 characters, or reads like
 * one of the log's own actors.
 */
billfold_status billfold_store_operated_by(const billfold_store *store,
                                           const char *name,
                                           size_t name_len,
                                           billfold_store **derived,
                                           billfold_error **err);

/**
 * Begins a transaction and derives the handle that works in it: end it with
 * billfold_store_commit or billfold_store_rollback. It holds the writer, so it has a lease, after
 * which it is rolled back by itself; changes through other handles wait for its end.
 *
 * Statuses: BILLFOLD_BUSY if the writer does not become free in time; BILLFOLD_CONFLICT:
 * transaction_open if this handle works in a transaction already; BILLFOLD_READ_ONLY.
 */
billfold_status billfold_store_begin(const billfold_store *store,
                                     billfold_store **derived,
                                     billfold_error **err);

/**
 * Makes durable, at once, all that was done through a handle of billfold_store_begin.
 *
 * Statuses: BILLFOLD_CONFLICT: no_transaction, transaction_ended; BILLFOLD_BUSY: lease_lapsed if
 * it took too long and was rolled back; BILLFOLD_OUTCOME_UNKNOWN.
 */
billfold_status billfold_store_commit(const billfold_store *store,
                                      billfold_error **err);

/**
 * Takes back all that was done through a handle of billfold_store_begin.
 *
 * Statuses: BILLFOLD_CONFLICT: no_transaction, transaction_ended; BILLFOLD_BUSY: lease_lapsed.
 */
billfold_status billfold_store_rollback(const billfold_store *store,
                                        billfold_error **err);

/**
 * Derives a handle whose calls billfold_store_interrupt can break off, and those of the handles
 * derived from it. Make one for each piece of work that may have to be given up.
 */
billfold_status billfold_store_interruptible(const billfold_store *store,
                                             billfold_store **derived,
                                             billfold_error **err);

/**
 * Breaks off the calls under way through a handle of billfold_store_interruptible and those
 * derived from it: they answer BILLFOLD_INTERRUPTED and have changed nothing, unless they were
 * already being made durable, when they answer what came of it. So does every later call: the
 * handle is of no more use. From any thread.
 *
 * Statuses: BILLFOLD_UNSUPPORTED: not_interruptible of any other handle.
 */
billfold_status billfold_store_interrupt(const billfold_store *store,
                                         billfold_error **err);

/**
 * Opens the store in the file at `path`, UTF-8 on every system, and sets `store` to it, a handle
 * that may do everything. Opening a file twice in a process is fine: both share what is inside if
 * they were opened in the same way. `options` may be NULL.
 *
 * A path is a path: `:memory:` and `file:...` name files like others.
 *
 * Statuses: BILLFOLD_CORRUPT if the file is no Billfold store or damaged, it is left as it is;
 * BILLFOLD_SCHEMA_TOO_NEW; BILLFOLD_READ_ONLY if it cannot be written, or is to be read only
 * and too old; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: file_exists; BILLFOLD_STORAGE for a
 * directory, a symbolic link, no permission, a network file system, a disk that fails;
 * BILLFOLD_BUSY if another process is bringing the file up to date; BILLFOLD_UNSUPPORTED:
 * foreign_sqlite if the SQLite that runs is not the one inside Billfold; BILLFOLD_VALIDATION.
 */
billfold_status billfold_store_open(const char *path,
                                    size_t path_len,
                                    const billfold_open_options *options,
                                    billfold_store **store,
                                    billfold_error **err);

/**
 * Answers with a text, such as one that a user typed, as a value that a filter reads as itself:
 * as it is, or in quotes; billfold_page_text. So `customer:` and the answer make a term that
 * means nothing else, whatever the text holds. Leave the term out if the text is empty: a list
 * refuses a term without a value.
 *
 * Statuses: BILLFOLD_VALIDATION.
 */
billfold_status billfold_filter_quote(const char *text,
                                      size_t text_len,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Fills `view` with the text at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than texts.
 */
billfold_status billfold_page_text(const billfold_page *page,
                                   size_t index,
                                   billfold_text_view *view,
                                   billfold_error **err);

/**
 * Sets `decimals` to how many decimals amounts in this currency have: 2 of USD, 0 of JPY, 3 of
 * KWD. So an amount of 50050 in minor units of USD is 500.50: its last two digits are decimals.
 *
 * Statuses: BILLFOLD_VALIDATION if it is no ISO 4217 currency.
 */
billfold_status billfold_currency_decimals(const char *currency,
                                           size_t currency_len,
                                           int32_t *decimals,
                                           billfold_error **err);

/**
 * Answers with an amount as people read it, with all the decimals of its currency: 500.50 of 50050
 * minor units of USD, 500 of 500 of JPY; billfold_page_text. It takes a sum or a negative amount
 * too. billfold_amount_parse reads it again.
 *
 * Statuses: BILLFOLD_VALIDATION if it is no ISO 4217 currency.
 */
billfold_status billfold_amount_format(const char *currency,
                                       size_t currency_len,
                                       int64_t amount_minor,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Sets `amount_minor` to the minor units of an amount in major units, which is read as amounts in
 * inputs are: 50050 of 500.50 or 500.5 of USD, 500 of 500 or 500.0 of JPY. It takes zero, a sum or a
 * negative amount too, so that whatever billfold_amount_format or a record's JSON writes is read
 * again, exactly.
 *
 * Statuses: BILLFOLD_VALIDATION if it is no ISO 4217 currency, if the amount is no plain decimal
 * number or has more decimals than the currency, and with the code amount_too_large if it is more
 * than 64 bits hold.
 */
billfold_status billfold_amount_parse(const char *currency,
                                      size_t currency_len,
                                      const char *amount,
                                      size_t amount_len,
                                      int64_t *amount_minor,
                                      billfold_error **err);

/**
 * Creates an API key, which is shown this once. Answers with it: billfold_page_api_key.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND for the client;
 * BILLFOLD_CONFLICT: client_inactive, client_revoked; BILLFOLD_FORBIDDEN to others than the
 * owner and the client.
 */
billfold_status billfold_api_key_create(const billfold_store *store,
                                        const billfold_new_api_key *input,
                                        billfold_page **page,
                                        billfold_error **err);

/**
 * Answers with what is known of the API key of this id: billfold_page_api_key.
 *
 * Statuses: BILLFOLD_NOT_FOUND, to a client also for another's; BILLFOLD_FORBIDDEN to
 * orchestrators and API keys.
 */
billfold_status billfold_api_key_get(const billfold_store *store,
                                     const char *id,
                                     size_t id_len,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Answers with a page of the API keys of a client, newest first: billfold_page_api_key. Without
 * `client_id`: through a client's own handle that client's, through the owner's all there are.
 * `options` may be NULL; this list has no filter.
 *
 * Statuses: BILLFOLD_VALIDATION for the page or its cursor; BILLFOLD_NOT_FOUND for the client;
 * BILLFOLD_FORBIDDEN to others than the owner and the client.
 */
billfold_status billfold_api_key_list(const billfold_store *store,
                                      const char *client_id,
                                      size_t client_id_len,
                                      const billfold_list_options *options,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Revokes an API key for good; the handles that it opened are worth nothing from then on.
 * Answers with it: billfold_page_api_key.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition if it is revoked,
 * version_changed; BILLFOLD_FORBIDDEN to orchestrators and API keys.
 */
billfold_status billfold_api_key_revoke(const billfold_store *store,
                                        const char *id,
                                        size_t id_len,
                                        billfold_page **page,
                                        billfold_error **err);

/**
 * Fills `view` with the API key at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than API keys.
 */
billfold_status billfold_page_api_key(const billfold_page *page,
                                      size_t index,
                                      billfold_api_key *view,
                                      billfold_error **err);

/**
 * Puts the branding of an orchestrator, or of the client of `client_id` linked to it if that is
 * not NULL, in place of the one before, if any: what the input leaves out is gone. The owner
 * names the orchestrator by `orchestrator_id`; NULL means the caller's own. Answers with the
 * branding: billfold_page_branding.
 *
 * A branding that is not there yet counts as version 0 to billfold_store_if_version.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND for the orchestrator,
 * or a client that is not linked to it; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN
 * to clients and API keys, and for another orchestrator's.
 */
billfold_status billfold_branding_put(const billfold_store *store,
                                      const char *orchestrator_id,
                                      size_t orchestrator_id_len,
                                      const char *client_id,
                                      size_t client_id_len,
                                      const billfold_new_branding *input,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Answers with the branding that was put for an orchestrator, or for the client of `client_id`
 * if that is not NULL: billfold_page_branding. The owner names the orchestrator by
 * `orchestrator_id`; NULL means the caller's own. For what a client's payments look like see
 * billfold_branding_resolve.
 *
 * Statuses: BILLFOLD_VALIDATION for the ids; BILLFOLD_NOT_FOUND if none was put for just this;
 * BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
 */
billfold_status billfold_branding_get(const billfold_store *store,
                                      const char *orchestrator_id,
                                      size_t orchestrator_id_len,
                                      const char *client_id,
                                      size_t client_id_len,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Deletes the branding of an orchestrator, or of the client of `client_id` if that is not NULL,
 * linked or not. The owner names the orchestrator by `orchestrator_id`; NULL means the caller's
 * own. Answers with what it was of: billfold_page_branding_target.
 *
 * Statuses: BILLFOLD_VALIDATION for the ids; BILLFOLD_NOT_FOUND if none was put for just this;
 * BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN to clients and API keys, and for
 * another orchestrator's.
 */
billfold_status billfold_branding_delete(const billfold_store *store,
                                         const char *orchestrator_id,
                                         size_t orchestrator_id_len,
                                         const char *client_id,
                                         size_t client_id_len,
                                         billfold_page **page,
                                         billfold_error **err);

/**
 * Answers with a page of an orchestrator's brandings, its own and those for its clients, newest
 * first: billfold_page_branding. The owner names it by `orchestrator_id`; NULL means the
 * caller's own. `options` may be NULL; this list has no filter.
 *
 * Statuses: BILLFOLD_VALIDATION for the id, the page or its cursor; BILLFOLD_NOT_FOUND for the
 * orchestrator; BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
 */
billfold_status billfold_branding_list(const billfold_store *store,
                                       const char *orchestrator_id,
                                       size_t orchestrator_id_len,
                                       const billfold_list_options *options,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Answers with how a client's payments look now: the branding for this client, else its
 * orchestrator's own, else none; each taken whole. A client that is not linked has none.
 * billfold_page_resolved_branding reads it.
 *
 * Statuses: BILLFOLD_VALIDATION for the id; BILLFOLD_NOT_FOUND for the client, to an
 * orchestrator also if it is not linked to it; BILLFOLD_FORBIDDEN to clients and API keys for
 * another client.
 */
billfold_status billfold_branding_resolve(const billfold_store *store,
                                          const char *client_id,
                                          size_t client_id_len,
                                          billfold_page **page,
                                          billfold_error **err);

/**
 * Fills `view` with the branding at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than brandings.
 */
billfold_status billfold_page_branding(const billfold_page *page,
                                       size_t index,
                                       billfold_branding *view,
                                       billfold_error **err);

/**
 * Fills `view` with the branding target at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than branding targets.
 */
billfold_status billfold_page_branding_target(const billfold_page *page,
                                              size_t index,
                                              billfold_branding_target *view,
                                              billfold_error **err);

/**
 * Fills `view` with the resolved branding at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than resolved brandings.
 */
billfold_status billfold_page_resolved_branding(const billfold_page *page,
                                                size_t index,
                                                billfold_resolved_branding *view,
                                                billfold_error **err);

/**
 * Creates a client, active, and its secret, which is shown this once. Answers with the client
 * and its secret: billfold_page_client.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_CONFLICT: id_exists;
 * BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_client_create(const billfold_store *store,
                                       const billfold_new_client *input,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Answers with the client of this id: billfold_page_client. An orchestrator sees the clients
 * that are linked to it, a client itself.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also outside the caller's scope; BILLFOLD_FORBIDDEN to API keys.
 */
billfold_status billfold_client_get(const billfold_store *store,
                                    const char *id,
                                    size_t id_len,
                                    billfold_page **page,
                                    billfold_error **err);

/**
 * Answers with a page of all clients, newest first unless the filter sorts them:
 * billfold_page_client. `options` may be NULL. For those that are linked to an orchestrator see
 * billfold_linked_client_list.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN
 * unless it is the owner's handle.
 */
billfold_status billfold_client_list(const billfold_store *store,
                                     const billfold_list_options *options,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Renames a client, or makes it active or inactive. A client may rename itself. Answers with the
 * client: billfold_page_client.
 *
 * Statuses: BILLFOLD_VALIDATION; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition of a
 * revoked client, version_changed; BILLFOLD_FORBIDDEN where it is not the caller's to change.
 */
billfold_status billfold_client_update(const billfold_store *store,
                                       const char *id,
                                       size_t id_len,
                                       const billfold_client_changes *changes,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Gives a client a new secret, shown this once; the old one and the handles that it opened are
 * good for nothing from then on. Answers with the client and its secret: billfold_page_client.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition of a revoked client,
 * version_changed; BILLFOLD_FORBIDDEN to others than the owner and the client.
 */
billfold_status billfold_client_rotate_secret(const billfold_store *store,
                                              const char *id,
                                              size_t id_len,
                                              billfold_page **page,
                                              billfold_error **err);

/**
 * Revokes a client for good, and its active link with it. Answers with the client:
 * billfold_page_client.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition if it is revoked,
 * version_changed; BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_client_revoke(const billfold_store *store,
                                       const char *id,
                                       size_t id_len,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Fills `view` with the client at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than clients.
 */
billfold_status billfold_page_client(const billfold_page *page,
                                     size_t index,
                                     billfold_client *view,
                                     billfold_error **err);

/**
 * Links a client to an orchestrator, which the owner names by `orchestrator_id`; NULL means the
 * caller's own. Doing so again changes nothing, and already_linked says so. Answers with the
 * link: billfold_page_client_link; its JSON is `{"link", "already_linked"}`.
 *
 * Statuses: BILLFOLD_VALIDATION for the ids; BILLFOLD_NOT_FOUND for the orchestrator or the
 * client; BILLFOLD_CONFLICT: linked_elsewhere, which does not say where, client_revoked;
 * BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
 */
billfold_status billfold_client_link_create(const billfold_store *store,
                                            const char *orchestrator_id,
                                            size_t orchestrator_id_len,
                                            const char *client_id,
                                            size_t client_id_len,
                                            billfold_page **page,
                                            billfold_error **err);

/**
 * Links a client to an orchestrator as billfold_client_link_create does, given the whole input as
 * JSON, the body that the service of that record takes: `{"clientId": "..."}`, with orchestratorId
 * beside it where the owner names one. Answers with the link: billfold_page_client_link.
 *
 * Statuses: those of billfold_client_link_create; BILLFOLD_VALIDATION with every bad field of the
 * body.
 */
billfold_status billfold_client_link_create_json(const billfold_store *store,
                                                 const char *json,
                                                 size_t json_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

/**
 * Ends the link between an orchestrator, which the owner names by `orchestrator_id`, NULL
 * meaning the caller's own, and a client. The client goes on working without the orchestrator's
 * fees and branding, and anyone may link it again. Answers with the link:
 * billfold_page_client_link.
 *
 * Statuses: BILLFOLD_VALIDATION for the ids; BILLFOLD_NOT_FOUND if the client is not linked to
 * this orchestrator; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN to clients and API
 * keys, and for another orchestrator's.
 */
billfold_status billfold_client_link_revoke(const billfold_store *store,
                                            const char *orchestrator_id,
                                            size_t orchestrator_id_len,
                                            const char *client_id,
                                            size_t client_id_len,
                                            billfold_page **page,
                                            billfold_error **err);

/**
 * Answers with a client's link in force, billfold_page_client_link, or with a page of no records
 * if the client is not linked to any orchestrator: see billfold_page_count.
 *
 * Statuses: BILLFOLD_VALIDATION for the id; BILLFOLD_NOT_FOUND for the client, to an
 * orchestrator also if it is not linked to it; BILLFOLD_FORBIDDEN to clients and API keys for
 * another client.
 */
billfold_status billfold_client_link_get(const billfold_store *store,
                                         const char *client_id,
                                         size_t client_id_len,
                                         billfold_page **page,
                                         billfold_error **err);

/**
 * Answers with a page of the clients that are linked to an orchestrator, newest link first:
 * billfold_page_linked_client. The owner names it by `orchestrator_id`; NULL means the caller's
 * own. `options` may be NULL; this list has no filter.
 *
 * Statuses: BILLFOLD_VALIDATION for the id, the page or its cursor; BILLFOLD_NOT_FOUND for the
 * orchestrator; BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
 */
billfold_status billfold_linked_client_list(const billfold_store *store,
                                            const char *orchestrator_id,
                                            size_t orchestrator_id_len,
                                            const billfold_list_options *options,
                                            billfold_page **page,
                                            billfold_error **err);

/**
 * Fills `view` with the client link at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than client links.
 */
billfold_status billfold_page_client_link(const billfold_page *page,
                                          size_t index,
                                          billfold_client_link *view,
                                          billfold_error **err);

/**
 * Fills `view` with the linked client at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than linked clients.
 */
billfold_status billfold_page_linked_client(const billfold_page *page,
                                            size_t index,
                                            billfold_linked_client *view,
                                            billfold_error **err);

/**
 * Creates a fee; it applies to payments created from now on. Answers with the fee:
 * billfold_page_fee.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field, the currency of the cap must be one of the
 * store's; BILLFOLD_NOT_FOUND for the orchestrator, or a client that is not linked to it;
 * BILLFOLD_CONFLICT: fee_exists with its id, if the orchestrator has a fee for this client, or a
 * default, and this bearer, disabled or not; BILLFOLD_FORBIDDEN to clients and API keys, and for
 * another orchestrator's.
 */
billfold_status billfold_fee_create(const billfold_store *store,
                                    const billfold_new_fee *input,
                                    billfold_page **page,
                                    billfold_error **err);

/**
 * Answers with the fee of this id: billfold_page_fee.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_FORBIDDEN to clients
 * and API keys.
 */
billfold_status billfold_fee_get(const billfold_store *store,
                                 const char *id,
                                 size_t id_len,
                                 billfold_page **page,
                                 billfold_error **err);

/**
 * Answers with a page of an orchestrator's fees, newest first: billfold_page_fee. The owner
 * names the orchestrator by `orchestrator_id`; NULL means the caller's own. Only those for the
 * client of `client_id`, unless it is NULL; only those of this status, BILLFOLD_FEE_ACTIVE, ...,
 * unless it is 0. `options` may be NULL; this list has no other filter.
 *
 * Statuses: BILLFOLD_VALIDATION for the ids, the status, the page or its cursor;
 * BILLFOLD_NOT_FOUND for the orchestrator; BILLFOLD_FORBIDDEN to clients and API keys, and for
 * another orchestrator's.
 */
billfold_status billfold_fee_list(const billfold_store *store,
                                  const char *orchestrator_id,
                                  size_t orchestrator_id_len,
                                  const char *client_id,
                                  size_t client_id_len,
                                  int32_t status,
                                  const billfold_list_options *options,
                                  billfold_page **page,
                                  billfold_error **err);

/**
 * Changes a fee's rate or cap for the payments created from now on. Answers with the fee:
 * billfold_page_fee.
 *
 * Statuses: BILLFOLD_VALIDATION; BILLFOLD_NOT_FOUND, also for another orchestrator's;
 * BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN to clients and API keys.
 */
billfold_status billfold_fee_update(const billfold_store *store,
                                    const char *id,
                                    size_t id_len,
                                    const billfold_fee_changes *changes,
                                    billfold_page **page,
                                    billfold_error **err);

/**
 * Disables a fee: payments created from now on go without it, as if it were not there. For a
 * client's own fee that means the orchestrator's default. Answers with the fee:
 * billfold_page_fee.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_CONFLICT:
 * version_changed; BILLFOLD_FORBIDDEN to clients and API keys.
 */
billfold_status billfold_fee_disable(const billfold_store *store,
                                     const char *id,
                                     size_t id_len,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Enables a fee that was disabled. Answers with the fee: billfold_page_fee.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_CONFLICT:
 * version_changed; BILLFOLD_FORBIDDEN to clients and API keys.
 */
billfold_status billfold_fee_enable(const billfold_store *store,
                                    const char *id,
                                    size_t id_len,
                                    billfold_page **page,
                                    billfold_error **err);

/**
 * Works out the fee plan that a payment of this client would get if it were created now, of
 * `amount_minor` minor units of `currency`; nothing is written. Answers with the plan,
 * billfold_page_fee_plan, or with a page of no records if the client is not linked to any
 * orchestrator: see billfold_page_count.
 *
 * Statuses: BILLFOLD_VALIDATION, also the codes currency_disabled, fee_cap_currency,
 * fee_exceeds_amount, amount_too_large, with which the payment would be refused;
 * BILLFOLD_NOT_FOUND for the client, to an orchestrator also if it is not linked to it;
 * BILLFOLD_FORBIDDEN to clients and API keys for another client.
 */
billfold_status billfold_fee_preview(const billfold_store *store,
                                     const char *client_id,
                                     size_t client_id_len,
                                     const char *currency,
                                     size_t currency_len,
                                     int64_t amount_minor,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Fills `view` with the fee at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than fees.
 */
billfold_status billfold_page_fee(const billfold_page *page,
                                  size_t index,
                                  billfold_fee *view,
                                  billfold_error **err);

/**
 * Fills `view` with the fee plan at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than fee plans.
 */
billfold_status billfold_page_fee_plan(const billfold_page *page,
                                       size_t index,
                                       billfold_fee_plan *view,
                                       billfold_error **err);

/**
 * Fills `view` with a line of a fee plan: the plan at `index` of a page, the line at `line`,
 * both from 0, the payer's before the recipient's.
 *
 * Statuses: those of billfold_page_fee_plan; BILLFOLD_VALIDATION also if there is no such line.
 */
billfold_status billfold_page_fee_plan_fee_line(const billfold_page *page,
                                                size_t index,
                                                size_t line,
                                                billfold_fee_line *view,
                                                billfold_error **err);

/**
 * Creates a link intent, open, and the URL to hand to the recipient, which is shown this once.
 * Answers with the intent and its URL: billfold_page_link_intent.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND for the orchestrator;
 * BILLFOLD_FORBIDDEN to clients and API keys, and for another orchestrator's.
 */
billfold_status billfold_link_intent_create(const billfold_store *store,
                                            const billfold_new_link_intent *input,
                                            billfold_page **page,
                                            billfold_error **err);

/**
 * Answers with the link intent of this id: billfold_page_link_intent.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_FORBIDDEN to clients
 * and API keys.
 */
billfold_status billfold_link_intent_get(const billfold_store *store,
                                         const char *id,
                                         size_t id_len,
                                         billfold_page **page,
                                         billfold_error **err);

/**
 * Answers with the link intent of this token or whole URL, open, used, expired or taken back, for
 * the page that the URL leads to; nothing is used up: billfold_page_link_intent. The token is the
 * authority, whichever handle it comes through.
 *
 * Statuses: BILLFOLD_NOT_FOUND if there is no intent of this token.
 */
billfold_status billfold_link_intent_find(const billfold_store *store,
                                          const char *token_or_url,
                                          size_t token_or_url_len,
                                          billfold_page **page,
                                          billfold_error **err);

/**
 * Answers with a page of an orchestrator's own link intents, or for the owner of all of them,
 * newest first unless the filter sorts them: billfold_page_link_intent. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN to
 * clients and API keys.
 */
billfold_status billfold_link_intent_list(const billfold_store *store,
                                          const billfold_list_options *options,
                                          billfold_page **page,
                                          billfold_error **err);

/**
 * Redeems a link intent, given its token or the whole URL: makes a client under the chosen
 * name, links it to the orchestrator that invited, and uses the intent up, all at once. The token
 * is the authority, whichever handle it comes through. Answers with what was made, the client's
 * secret shown this once: billfold_page_redemption.
 *
 * Statuses: BILLFOLD_NOT_FOUND if there is no intent of this token; BILLFOLD_CONFLICT:
 * intent_used, intent_revoked; BILLFOLD_EXPIRED: intent_expired.
 */
billfold_status billfold_link_intent_redeem(const billfold_store *store,
                                            const char *token_or_url,
                                            size_t token_or_url_len,
                                            billfold_page **page,
                                            billfold_error **err);

/**
 * Takes back a link intent that is open or expired. Answers with the intent:
 * billfold_page_link_intent.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also for another orchestrator's; BILLFOLD_CONFLICT: intent_used,
 * intent_revoked, version_changed; BILLFOLD_FORBIDDEN to clients and API keys.
 */
billfold_status billfold_link_intent_revoke(const billfold_store *store,
                                            const char *id,
                                            size_t id_len,
                                            billfold_page **page,
                                            billfold_error **err);

/**
 * Fills `view` with the link intent at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than link intents.
 */
billfold_status billfold_page_link_intent(const billfold_page *page,
                                          size_t index,
                                          billfold_link_intent *view,
                                          billfold_error **err);

/**
 * Fills `view` with the redemption at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than redemptions.
 */
billfold_status billfold_page_redemption(const billfold_page *page,
                                         size_t index,
                                         billfold_redemption *view,
                                         billfold_error **err);

/**
 * Creates an orchestrator, active, and its key, which is shown this once. Answers with the
 * orchestrator and its key: billfold_page_orchestrator.
 *
 * Statuses: BILLFOLD_VALIDATION for the name; BILLFOLD_FORBIDDEN unless it is the owner's
 * handle.
 */
billfold_status billfold_orchestrator_create(const billfold_store *store,
                                             const billfold_new_orchestrator *input,
                                             billfold_page **page,
                                             billfold_error **err);

/**
 * Answers with the orchestrator of this id: billfold_page_orchestrator.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_FORBIDDEN to others than the owner and the orchestrator
 * itself.
 */
billfold_status billfold_orchestrator_get(const billfold_store *store,
                                          const char *id,
                                          size_t id_len,
                                          billfold_page **page,
                                          billfold_error **err);

/**
 * Answers with a page of all orchestrators, newest first unless the filter sorts them:
 * billfold_page_orchestrator. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN
 * unless it is the owner's handle.
 */
billfold_status billfold_orchestrator_list(const billfold_store *store,
                                           const billfold_list_options *options,
                                           billfold_page **page,
                                           billfold_error **err);

/**
 * Gives an orchestrator a new key, shown this once; the old one and the handles that it opened
 * are good for nothing from then on. Answers with the orchestrator and its key:
 * billfold_page_orchestrator.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
 * is the owner's handle.
 */
billfold_status billfold_orchestrator_rotate_key(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

/**
 * Disables an orchestrator: its key is refused until it is enabled again. What it has, links,
 * fees and branding, stays and goes on applying. Disabling it again changes nothing. Answers
 * with the orchestrator: billfold_page_orchestrator.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
 * is the owner's handle.
 */
billfold_status billfold_orchestrator_disable(const billfold_store *store,
                                              const char *id,
                                              size_t id_len,
                                              billfold_page **page,
                                              billfold_error **err);

/**
 * Enables an orchestrator that was disabled; one that is active stays as it is. Answers with the
 * orchestrator: billfold_page_orchestrator.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
 * is the owner's handle.
 */
billfold_status billfold_orchestrator_enable(const billfold_store *store,
                                             const char *id,
                                             size_t id_len,
                                             billfold_page **page,
                                             billfold_error **err);

/**
 * Fills `view` with the orchestrator at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than orchestrators.
 */
billfold_status billfold_page_orchestrator(const billfold_page *page,
                                           size_t index,
                                           billfold_orchestrator *view,
                                           billfold_error **err);

/**
 * Creates a customer. Payments make their own; this is for keeping one's customers first.
 * Answers with the customer: billfold_page_customer.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND for the client;
 * BILLFOLD_CONFLICT: id_exists, client_inactive, client_revoked; BILLFOLD_FORBIDDEN to clients
 * and orchestrators, and for another client than the API key's.
 */
billfold_status billfold_customer_create(const billfold_store *store,
                                         const billfold_new_customer *input,
                                         billfold_page **page,
                                         billfold_error **err);

/**
 * Answers with the customer of this id: billfold_page_customer.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also outside the caller's scope; BILLFOLD_FORBIDDEN to clients
 * and orchestrators.
 */
billfold_status billfold_customer_get(const billfold_store *store,
                                      const char *id,
                                      size_t id_len,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Answers with a page of the customers that the caller sees, newest first unless the filter
 * sorts them: billfold_page_customer. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN to
 * clients and orchestrators.
 */
billfold_status billfold_customer_list(const billfold_store *store,
                                       const billfold_list_options *options,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Changes a customer's name or e-mail address, also as their payments show it. Answers with the
 * customer: billfold_page_customer.
 *
 * Statuses: BILLFOLD_VALIDATION; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: customer_erased,
 * version_changed; BILLFOLD_FORBIDDEN to clients and orchestrators.
 */
billfold_status billfold_customer_update(const billfold_store *store,
                                         const char *id,
                                         size_t id_len,
                                         const billfold_customer_changes *changes,
                                         billfold_page **page,
                                         billfold_error **err);

/**
 * Erases a customer's name and e-mail address for good, those of before too: from the record,
 * the words that search finds, the file's pages and its write-ahead log. Payments and their
 * amounts stay. `force` 1 goes ahead while a payment of theirs is pending, 0 does not. A backup
 * from before keeps what it has. It takes as long as there are customers: erase many at once in
 * a transaction of billfold_store_begin. Answers with the customer: billfold_page_customer.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: customer_erased, payments_pending unless it is
 * forced, version_changed; BILLFOLD_FORBIDDEN to clients and orchestrators.
 */
billfold_status billfold_customer_erase(const billfold_store *store,
                                        const char *id,
                                        size_t id_len,
                                        int32_t force,
                                        billfold_page **page,
                                        billfold_error **err);

/**
 * Fills `view` with the customer at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than customers.
 */
billfold_status billfold_page_customer(const billfold_page *page,
                                       size_t index,
                                       billfold_customer *view,
                                       billfold_error **err);

/**
 * Creates a payment, pending. If its client is linked to an orchestrator, that one's fees are
 * resolved and kept with it. Answers with the payment: billfold_page_payment.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field, also the codes currency_disabled,
 * card_number_refused, fee_cap_currency, fee_exceeds_amount; BILLFOLD_NOT_FOUND for the client
 * or the customer; BILLFOLD_CONFLICT: id_exists, client_inactive, customer_erased;
 * BILLFOLD_FORBIDDEN for another client than the credential's.
 */
billfold_status billfold_payment_create(const billfold_store *store,
                                        const billfold_new_payment *input,
                                        billfold_page **page,
                                        billfold_error **err);

/**
 * Answers with the payment of this id: billfold_page_payment.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also outside the caller's scope.
 */
billfold_status billfold_payment_get(const billfold_store *store,
                                     const char *id,
                                     size_t id_len,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Answers with a page of the payments that the caller sees, newest first unless the filter
 * sorts them: billfold_page_payment. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor.
 */
billfold_status billfold_payment_list(const billfold_store *store,
                                      const billfold_list_options *options,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Changes description, URLs or metadata of a pending payment. Answers with the payment:
 * billfold_page_payment.
 *
 * Statuses: BILLFOLD_VALIDATION; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition
 * unless it is pending, version_changed; BILLFOLD_FORBIDDEN to orchestrators.
 */
billfold_status billfold_payment_update(const billfold_store *store,
                                        const char *id,
                                        size_t id_len,
                                        const billfold_payment_changes *changes,
                                        billfold_page **page,
                                        billfold_error **err);

/**
 * Completes a pending payment: its money came in time. `payment_method` says how: a JSON object
 * with a type, such as `{"type": "cash"}`; it may be NULL. The same completion again answers
 * with the payment as it is: billfold_page_payment.
 *
 * Statuses: BILLFOLD_VALIDATION for the payment method; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
 * invalid_transition if it is expired, failed, or completed otherwise, version_changed;
 * BILLFOLD_FORBIDDEN to orchestrators.
 */
billfold_status billfold_payment_complete(const billfold_store *store,
                                          const char *id,
                                          size_t id_len,
                                          const char *payment_method,
                                          size_t payment_method_len,
                                          billfold_page **page,
                                          billfold_error **err);

/**
 * Fails a pending payment for the reason `code`, 1 to 64 characters of `[A-Za-z0-9_-]`, and in
 * words `message`, at most 500 characters, which may be NULL. The same failure again answers
 * with the payment as it is: billfold_page_payment.
 *
 * Statuses: BILLFOLD_VALIDATION for code or message; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
 * invalid_transition, version_changed; BILLFOLD_FORBIDDEN to orchestrators.
 */
billfold_status billfold_payment_fail(const billfold_store *store,
                                      const char *id,
                                      size_t id_len,
                                      const char *code,
                                      size_t code_len,
                                      const char *message,
                                      size_t message_len,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Expires a payment: one whose time has passed for good, a pending one before its time. Expiring
 * it again answers with the payment as it is: billfold_page_payment.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition if it is completed or
 * failed, version_changed; BILLFOLD_FORBIDDEN to orchestrators.
 */
billfold_status billfold_payment_expire(const billfold_store *store,
                                        const char *id,
                                        size_t id_len,
                                        billfold_page **page,
                                        billfold_error **err);

/**
 * Notes that money came after a payment had expired, and how, as for billfold_payment_complete.
 * The payment stays expired; the money is on it. Answers with the payment:
 * billfold_page_payment.
 *
 * Statuses: BILLFOLD_VALIDATION for the payment method; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
 * invalid_transition unless it is expired, late_payment_recorded, clock_jumped while the clock
 * by which it would be expired is not believed, version_changed; BILLFOLD_FORBIDDEN to
 * orchestrators.
 */
billfold_status billfold_payment_record_late(const billfold_store *store,
                                             const char *id,
                                             size_t id_len,
                                             const char *payment_method,
                                             size_t payment_method_len,
                                             billfold_page **page,
                                             billfold_error **err);

/**
 * Fills `view` with the payment at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than payments.
 */
billfold_status billfold_page_payment(const billfold_page *page,
                                      size_t index,
                                      billfold_payment *view,
                                      billfold_error **err);

/**
 * Fills `view` with a line of a payment's fee plan: the payment at `index` of a page, the line
 * at `line`, both from 0.
 *
 * Statuses: those of billfold_page_payment; BILLFOLD_VALIDATION also if there is no such line.
 */
billfold_status billfold_page_payment_fee_line(const billfold_page *page,
                                               size_t index,
                                               size_t line,
                                               billfold_fee_line *view,
                                               billfold_error **err);

/**
 * Creates a biller, or changes the one of this id; nothing happens if it is so already. Through
 * a handle of billfold_store_if_version, version 0 stands for one that is not there yet. Answers
 * with the biller: billfold_page_biller.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_CONFLICT: version_changed;
 * BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_biller_put(const billfold_store *store,
                                    const billfold_new_biller *input,
                                    billfold_page **page,
                                    billfold_error **err);

/**
 * Answers with the biller of this id: billfold_page_biller.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_biller_get(const billfold_store *store,
                                    const char *id,
                                    size_t id_len,
                                    billfold_page **page,
                                    billfold_error **err);

/**
 * Answers with a page of the billers, newest first unless the filter sorts them:
 * billfold_page_biller. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN unless
 * it is the owner's handle.
 */
billfold_status billfold_biller_list(const billfold_store *store,
                                     const billfold_list_options *options,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Fills `view` with the biller at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than billers.
 */
billfold_status billfold_page_biller(const billfold_page *page,
                                     size_t index,
                                     billfold_biller *view,
                                     billfold_error **err);

/**
 * Creates a request to link, pending. Answers with it: billfold_page_request_to_link.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field, also the code card_number_refused;
 * BILLFOLD_NOT_FOUND for the client; BILLFOLD_CONFLICT: id_exists, client_inactive,
 * client_revoked; BILLFOLD_FORBIDDEN to others than the owner and a client, and for another
 * client than the credential's.
 */
billfold_status billfold_request_to_link_create(const billfold_store *store,
                                                const billfold_new_request_to_link *input,
                                                billfold_page **page,
                                                billfold_error **err);

/**
 * Answers with the request to link of this id: billfold_page_request_to_link.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also for another client's; BILLFOLD_FORBIDDEN to others than the
 * owner and a client.
 */
billfold_status billfold_request_to_link_get(const billfold_store *store,
                                             const char *id,
                                             size_t id_len,
                                             billfold_page **page,
                                             billfold_error **err);

/**
 * Answers with a page of the requests to link that the caller sees, newest first unless the
 * filter sorts them: billfold_page_request_to_link. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN to
 * others than the owner and a client.
 */
billfold_status billfold_request_to_link_list(const billfold_store *store,
                                              const billfold_list_options *options,
                                              billfold_page **page,
                                              billfold_error **err);

/**
 * Sets the status of a request to link, and its biller and link token if they are given. Back to
 * pending, its link session is revoked and the token dropped; completed, the session is used up;
 * cancelled, it is revoked. A token that is not the session's own takes its place: the session is
 * revoked. Nothing happens if all is so already. Answers with the request:
 * billfold_page_request_to_link.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field, also for expired, which only time sets;
 * BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition with the current status,
 * version_changed; BILLFOLD_FORBIDDEN to others than the owner and a client.
 */
billfold_status billfold_request_to_link_set_status(const billfold_store *store,
                                                    const char *id,
                                                    size_t id_len,
                                                    const billfold_request_to_link_changes *changes,
                                                    billfold_page **page,
                                                    billfold_error **err);

/**
 * Cancels a request to link that is pending or in progress, and revokes its link session.
 * `reason` says why, at most 500 characters; it may be NULL. The same cancellation again answers
 * with the request as it is: billfold_page_request_to_link.
 *
 * Statuses: BILLFOLD_VALIDATION for the reason, also the code card_number_refused;
 * BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition with the current status, also if it was
 * cancelled for another reason, version_changed; BILLFOLD_FORBIDDEN to others than the owner and a
 * client.
 */
billfold_status billfold_request_to_link_cancel(const billfold_store *store,
                                                const char *id,
                                                size_t id_len,
                                                const char *reason,
                                                size_t reason_len,
                                                billfold_page **page,
                                                billfold_error **err);

/**
 * Cancels a request to link as billfold_request_to_link_cancel does, given the whole input as JSON,
 * the body that the service of that record takes: `{"reason": "..."}`, in which the reason is
 * optional. Answers with the request: billfold_page_request_to_link.
 *
 * Statuses: those of billfold_request_to_link_cancel; BILLFOLD_VALIDATION with every bad field of
 * the body.
 */
billfold_status billfold_request_to_link_cancel_json(const billfold_store *store,
                                                     const char *id,
                                                     size_t id_len,
                                                     const char *json,
                                                     size_t json_len,
                                                     billfold_page **page,
                                                     billfold_error **err);

/**
 * Opens a link session for a request to link that is pending or in progress, which is in progress
 * from now on. The session before it is revoked. Answers with the session, whose token is shown
 * this once: billfold_page_link_session.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: invalid_transition with the current status,
 * version_changed; BILLFOLD_FORBIDDEN to others than the owner and a client.
 */
billfold_status billfold_request_to_link_proceed(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

/**
 * Answers with the request to link of a link session, found by the session's token or its whole
 * URL, and in session_status what has become of the session, for the page that the URL leads to;
 * nothing is completed: billfold_page_request_to_link. Its link_token_id and session_url are those
 * of its newest session, which may be another one.
 *
 * Statuses: BILLFOLD_NOT_FOUND if no session of the caller's has this token; BILLFOLD_FORBIDDEN to
 * others than the owner and a client.
 */
billfold_status billfold_link_session_find(const billfold_store *store,
                                           const char *link_token,
                                           size_t link_token_len,
                                           billfold_page **page,
                                           billfold_error **err);

/**
 * Completes a link session by its token, or its whole URL, and with it the request to link. Works once. Answers
 * with the request: billfold_page_request_to_link.
 *
 * Statuses: BILLFOLD_NOT_FOUND if no session of the caller's has this token; BILLFOLD_CONFLICT:
 * session_used, session_revoked, invalid_transition if the request has expired, all with the
 * request's current status, version_changed; BILLFOLD_EXPIRED: session_expired, the request can
 * proceed again; BILLFOLD_FORBIDDEN to others than the owner and a client.
 */
billfold_status billfold_link_session_complete(const billfold_store *store,
                                               const char *link_token,
                                               size_t link_token_len,
                                               billfold_page **page,
                                               billfold_error **err);

/**
 * Fills `view` with the request to link at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than requests to link.
 */
billfold_status billfold_page_request_to_link(const billfold_page *page,
                                              size_t index,
                                              billfold_request_to_link *view,
                                              billfold_error **err);

/**
 * Fills `view` with the link session at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than link sessions.
 */
billfold_status billfold_page_link_session(const billfold_page *page,
                                           size_t index,
                                           billfold_link_session *view,
                                           billfold_error **err);

/**
 * Claims deliveries that are due, at most `limit` of them, 1 to 100, to be sent by the caller
 * alone and reported within `lease_seconds`, 1 to 3600: give a few more than the sending of all
 * of them can take. All endpoints have their turn, whatever is queued for each. Answers with the
 * claims: billfold_page_delivery_claim.
 *
 * Made in a transaction of billfold_store_begin, claims hold once it is committed: send them
 * after that. To know whether it is worth the call, ask billfold_delivery_due, which writes
 * nothing.
 *
 * Statuses: BILLFOLD_VALIDATION for the limit or the lease; BILLFOLD_UNSUPPORTED in a dry run,
 * whose claims would be nobody's to send; BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_delivery_claim_due(const billfold_store *store,
                                            int64_t limit,
                                            int64_t lease_seconds,
                                            billfold_page **page,
                                            billfold_error **err);

/**
 * Claims the delivery of this id, before its time if need be, and even if its endpoint is being
 * left alone: for tests, and for whoever wants it sent now. `lease_seconds` as for
 * billfold_delivery_claim_due. Answers with the claim: billfold_page_delivery_claim.
 *
 * Statuses: BILLFOLD_VALIDATION for the lease; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
 * delivery_claimed while someone else has it, invalid_transition unless it is pending,
 * endpoint_disabled; BILLFOLD_UNSUPPORTED in a dry run; BILLFOLD_FORBIDDEN unless it is the
 * owner's handle.
 */
billfold_status billfold_delivery_claim_one(const billfold_store *store,
                                            const char *id,
                                            size_t id_len,
                                            int64_t lease_seconds,
                                            billfold_page **page,
                                            billfold_error **err);

/**
 * Fills `view` with the claim at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than claims.
 */
billfold_status billfold_page_delivery_claim(const billfold_page *page,
                                             size_t index,
                                             billfold_delivery_claim *view,
                                             billfold_error **err);

/**
 * Fills `view` with a header to send: of the claim at `index` of a page, the header at `header`,
 * both from 0.
 *
 * Statuses: those of billfold_page_delivery_claim; BILLFOLD_VALIDATION also if there is no such
 * header.
 */
billfold_status billfold_page_delivery_claim_header(const billfold_page *page,
                                                    size_t index,
                                                    size_t header,
                                                    billfold_header *view,
                                                    billfold_error **err);

/**
 * Answers with the delivery of this id and its attempts: billfold_page_delivery,
 * billfold_page_delivery_attempt.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_delivery_get(const billfold_store *store,
                                      const char *id,
                                      size_t id_len,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Answers with a page of the deliveries, newest first unless the filter sorts them:
 * billfold_page_delivery. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN unless
 * it is the owner's handle.
 */
billfold_status billfold_delivery_list(const billfold_store *store,
                                       const billfold_list_options *options,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Answers with how many deliveries could be claimed now, how many are on their way, and when the
 * next one is due, which is what a sender needs to know before it sleeps:
 * billfold_page_deliveries_due.
 *
 * Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_delivery_due(const billfold_store *store,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Records what came of an attempt of the delivery of this id, which was claimed. Answers with the
 * delivery as it then stands, delivered, due again later, or abandoned: billfold_page_delivery.
 *
 * A success counts even if the lease had ended. Reporting an attempt again, or one of a delivery
 * that has arrived meanwhile, changes nothing.
 *
 * Statuses: BILLFOLD_VALIDATION for the report; BILLFOLD_NOT_FOUND for the delivery or the
 * attempt; BILLFOLD_CONFLICT: claim_lapsed for a failure whose lease had ended, if the delivery
 * is another's to send by now; BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_delivery_report(const billfold_store *store,
                                         const char *id,
                                         size_t id_len,
                                         const billfold_attempt_report *report,
                                         billfold_page **page,
                                         billfold_error **err);

/**
 * Queues a delivery again, whatever came of it before: due at once, its failures counted anew. It
 * keeps its webhook-id. Whoever has claimed it may still report. Answers with the delivery:
 * billfold_page_delivery.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: endpoint_deleted; BILLFOLD_FORBIDDEN unless it
 * is the owner's handle.
 */
billfold_status billfold_delivery_replay(const billfold_store *store,
                                         const char *id,
                                         size_t id_len,
                                         billfold_page **page,
                                         billfold_error **err);

/**
 * Queues again, as billfold_delivery_replay does, all deliveries that the filter holds, in the
 * filter language: `status:abandoned created:24h`. An empty one holds them all, but for those of
 * endpoints that were removed. Sets `replayed` to how many. It works in short transactions, so
 * that others need not wait.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter; BILLFOLD_UNSUPPORTED through a handle of
 * billfold_store_once or billfold_store_if_version, which guard one record; BILLFOLD_FORBIDDEN
 * unless it is the owner's handle. What was queued before an error stays queued.
 */
billfold_status billfold_delivery_replay_matching(const billfold_store *store,
                                                  const char *filter,
                                                  size_t filter_len,
                                                  int64_t *replayed,
                                                  billfold_error **err);

/**
 * Ends the waits of all endpoints that gave no answer, and of what was not answered: for an
 * operator who knows that the network is back. Each endpoint is tried with one delivery, as
 * after any wait. What an answer refused keeps its own time.
 *
 * Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_delivery_end_waits(const billfold_store *store,
                                            billfold_error **err);

/**
 * Fills `view` with the delivery at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than deliveries.
 */
billfold_status billfold_page_delivery(const billfold_page *page,
                                       size_t index,
                                       billfold_delivery *view,
                                       billfold_error **err);

/**
 * Fills `view` with an attempt to make a delivery: the delivery at `index` of a page, the attempt
 * at `attempt`, both from 0, the first attempt first.
 *
 * Statuses: those of billfold_page_delivery; BILLFOLD_VALIDATION also if there is no such
 * attempt.
 */
billfold_status billfold_page_delivery_attempt(const billfold_page *page,
                                               size_t index,
                                               size_t attempt,
                                               billfold_delivery_attempt *view,
                                               billfold_error **err);

/**
 * Fills `view` with how much there is to send, from a page at `index` 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than what is due.
 */
billfold_status billfold_page_deliveries_due(const billfold_page *page,
                                             size_t index,
                                             billfold_deliveries_due *view,
                                             billfold_error **err);

/**
 * Creates a webhook endpoint, active, and its secret. It is told of what happens from now on.
 * Answers with the endpoint and its secret: billfold_page_webhook_endpoint.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_FORBIDDEN unless it is the owner's
 * handle.
 */
billfold_status billfold_webhook_endpoint_create(const billfold_store *store,
                                                 const billfold_new_webhook_endpoint *input,
                                                 billfold_page **page,
                                                 billfold_error **err);

/**
 * Answers with the webhook endpoint of this id: billfold_page_webhook_endpoint.
 *
 * Statuses: BILLFOLD_NOT_FOUND, also once it was removed; BILLFOLD_FORBIDDEN unless it is the
 * owner's handle.
 */
billfold_status billfold_webhook_endpoint_get(const billfold_store *store,
                                              const char *id,
                                              size_t id_len,
                                              billfold_page **page,
                                              billfold_error **err);

/**
 * Answers with a page of the webhook endpoints, newest first unless the filter sorts them, without
 * those that were removed: billfold_page_webhook_endpoint. `status` narrows it to
 * BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE or BILLFOLD_WEBHOOK_ENDPOINT_DISABLED, 0 does not. `options` may
 * be NULL; its filter's terms are `id`, `status`, `answering` (yes or no: whether it was found to
 * answer when last tried), `created`, words of the URL or the description, and `sort:created`.
 *
 * Statuses: BILLFOLD_VALIDATION for the status, the filter, the page or its cursor;
 * BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_webhook_endpoint_list(const billfold_store *store,
                                               int32_t status,
                                               const billfold_list_options *options,
                                               billfold_page **page,
                                               billfold_error **err);

/**
 * Changes a webhook endpoint, or disables or enables it. Once it is enabled, or has another URL,
 * it is tried again at once, whatever came before. Answers with the endpoint:
 * billfold_page_webhook_endpoint.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT:
 * version_changed; BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_webhook_endpoint_update(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 const billfold_webhook_endpoint_changes *changes,
                                                 billfold_page **page,
                                                 billfold_error **err);

/**
 * Gives a webhook endpoint a new secret. Both sign for a day, so that its receiver has time to
 * take the new one; then the old one is good for nothing. Answers with the endpoint and its
 * secret: billfold_page_webhook_endpoint.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
 * is the owner's handle.
 */
billfold_status billfold_webhook_endpoint_rotate_secret(const billfold_store *store,
                                                        const char *id,
                                                        size_t id_len,
                                                        billfold_page **page,
                                                        billfold_error **err);

/**
 * Answers with the secret by which a webhook endpoint's deliveries are signed: billfold_page_text.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_webhook_endpoint_secret(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

/**
 * Removes a webhook endpoint for good: what was pending is abandoned, its secrets are gone from
 * the file. Its deliveries can still be looked at. Answers with the endpoint:
 * billfold_page_webhook_endpoint.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: version_changed; BILLFOLD_FORBIDDEN unless it
 * is the owner's handle.
 */
billfold_status billfold_webhook_endpoint_remove(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

/**
 * Queues a test for a webhook endpoint: a delivery of the type webhook_endpoint.test that tells
 * of no event. It is signed and tried like any other. Answers with the delivery:
 * billfold_page_delivery.
 *
 * Statuses: BILLFOLD_NOT_FOUND; BILLFOLD_CONFLICT: endpoint_disabled; BILLFOLD_FORBIDDEN unless it
 * is the owner's handle.
 */
billfold_status billfold_webhook_endpoint_test(const billfold_store *store,
                                               const char *id,
                                               size_t id_len,
                                               billfold_page **page,
                                               billfold_error **err);

/**
 * Fills `view` with the webhook endpoint at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than webhook endpoints.
 */
billfold_status billfold_page_webhook_endpoint(const billfold_page *page,
                                               size_t index,
                                               billfold_webhook_endpoint *view,
                                               billfold_error **err);

/**
 * Whether a webhook was sent by the holder of the secret, and recently: for receivers, who need
 * no store. BILLFOLD_OK says that it was.
 *
 * `id`, `timestamp` and `signature` are the headers webhook-id, webhook-timestamp and
 * webhook-signature as they came, `body` the body's bytes before anything has read them, which
 * may be any bytes, and `now` the receiver's time in Unix seconds, from which the signature's may
 * be 300 away. One good signature among several is enough. Keep the ids of some days: the same id
 * again is the same event again.
 *
 * Statuses: BILLFOLD_VALIDATION for a malformed secret, webhook-id, webhook-timestamp or
 * webhook-signature, named as a field; BILLFOLD_AUTHENTICATION: timestamp_too_old,
 * timestamp_too_new, signature_mismatch.
 */
billfold_status billfold_verify_signature(const char *secret,
                                          size_t secret_len,
                                          const char *id,
                                          size_t id_len,
                                          const char *timestamp,
                                          size_t timestamp_len,
                                          const char *signature,
                                          size_t signature_len,
                                          const char *body,
                                          size_t body_len,
                                          int64_t now,
                                          billfold_error **err);

/**
 * Copies the store into a new file, while others go on reading and writing. The copy holds
 * everything that was acknowledged before the call, in one state, and opens by itself; it is gone
 * through before it gets its name. Answers with it: billfold_page_backup. How far it is,
 * billfold_store_progress tells.
 *
 * Statuses: BILLFOLD_CONFLICT: file_exists, for a backup replaces nothing, log_in_the_way if
 * another database's log stands there, transaction_open; BILLFOLD_NOT_FOUND: there is no such
 * folder; BILLFOLD_STORAGE for a symbolic link, a directory, no permission, disk_full;
 * BILLFOLD_CORRUPT: the store is not sound, see billfold_store_check; BILLFOLD_FORBIDDEN unless
 * it is the owner's handle; BILLFOLD_INTERRUPTED.
 */
billfold_status billfold_store_backup(const billfold_store *store,
                                      const char *path,
                                      size_t path_len,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Goes through everything in the store and says what is wrong: pages, keys, counters, the event
 * log, every record's own rules. Finding a fault is no failure of the call: the answer says
 * `sound` 0. Answers with the report: billfold_page_check_report. How far it is,
 * billfold_store_progress tells.
 *
 * Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle; BILLFOLD_CONFLICT:
 * transaction_open; BILLFOLD_INTERRUPTED.
 */
billfold_status billfold_store_check(const billfold_store *store,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Writes the file anew, without the room that nothing uses any more; nobody else can write
 * meanwhile. Answers with what it came to: billfold_page_compaction.
 *
 * Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle; BILLFOLD_CONFLICT:
 * transaction_open; BILLFOLD_STORAGE: disk_full; BILLFOLD_BUSY.
 */
billfold_status billfold_store_compact(const billfold_store *store,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Fills `view` with the backup at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than backups.
 */
billfold_status billfold_page_backup(const billfold_page *page,
                                     size_t index,
                                     billfold_backup *view,
                                     billfold_error **err);

/**
 * Fills `view` with the check report at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than check reports.
 */
billfold_status billfold_page_check_report(const billfold_page *page,
                                           size_t index,
                                           billfold_check_report *view,
                                           billfold_error **err);

/**
 * Fills `view` with a check of a report: the report at `index` of a page, the check at `check`,
 * both from 0.
 *
 * Statuses: those of billfold_page_check_report; BILLFOLD_VALIDATION also if there is no such
 * check.
 */
billfold_status billfold_page_check_report_check(const billfold_page *page,
                                                 size_t index,
                                                 size_t check,
                                                 billfold_check *view,
                                                 billfold_error **err);

/**
 * Fills `view` with the compaction at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than compactions.
 */
billfold_status billfold_page_compaction(const billfold_page *page,
                                         size_t index,
                                         billfold_compaction *view,
                                         billfold_error **err);

/**
 * Answers with the events after the place `after` in the log, oldest first, at most `limit` of
 * them, 1 to 1000: billfold_page_event. That is how a program learns what changed, whoever
 * changed it, in this process or another: start at 0, or at the count of
 * billfold_event_log_head, and go on with the last event's seq.
 *
 * Statuses: BILLFOLD_VALIDATION for `after` below 0 or the limit; BILLFOLD_FORBIDDEN unless it is
 * the owner's handle.
 */
billfold_status billfold_changes_since(const billfold_store *store,
                                       int64_t after,
                                       int64_t limit,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Answers with a page of the log, newest event first unless the filter sorts them:
 * billfold_page_event. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the filter, the page or its cursor; BILLFOLD_FORBIDDEN unless
 * it is the owner's handle.
 */
billfold_status billfold_event_list(const billfold_store *store,
                                    const billfold_list_options *options,
                                    billfold_page **page,
                                    billfold_error **err);

/**
 * Answers with everything that happened to the record of this id, oldest first:
 * billfold_page_event.
 *
 * Statuses: BILLFOLD_NOT_FOUND if nothing is known of such a record; BILLFOLD_FORBIDDEN unless it
 * is the owner's handle.
 */
billfold_status billfold_event_history(const billfold_store *store,
                                       const char *object_id,
                                       size_t object_id_len,
                                       billfold_page **page,
                                       billfold_error **err);

/**
 * Answers with the newest state of the log: billfold_page_log_head. Keep it outside the file, and
 * hand it to billfold_event_verify later.
 *
 * Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_event_log_head(const billfold_store *store,
                                        billfold_page **page,
                                        billfold_error **err);

/**
 * Goes through the whole log and answers with what it found: billfold_page_verification. A broken
 * log is no error but an answer. `hash` and `count` are a head that was noted elsewhere, which
 * the log must still hold; NULL and 0 if there is none. The chain of hashes is not keyed: who
 * rewrites the whole log is found out only by such a head.
 *
 * Statuses: BILLFOLD_VALIDATION for the head; BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_event_verify(const billfold_store *store,
                                      const char *hash,
                                      size_t hash_len,
                                      int64_t count,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Fills `view` with the event at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than events.
 */
billfold_status billfold_page_event(const billfold_page *page,
                                    size_t index,
                                    billfold_event *view,
                                    billfold_error **err);

/**
 * Fills `view` with the log's head, from a page at `index` 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than log heads.
 */
billfold_status billfold_page_log_head(const billfold_page *page,
                                       size_t index,
                                       billfold_log_head *view,
                                       billfold_error **err);

/**
 * Fills `view` with what going through the log has found, from a page at `index` 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than verifications.
 */
billfold_status billfold_page_verification(const billfold_page *page,
                                           size_t index,
                                           billfold_verification *view,
                                           billfold_error **err);

/**
 * Answers with the settings that the store goes by: billfold_page_settings.
 *
 * Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_settings_get(const billfold_store *store,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Changes settings, for every process that has the file open, from now on. Records that were
 * made before keep the times they were given. Answers with all the settings:
 * billfold_page_settings.
 *
 * Statuses: BILLFOLD_VALIDATION with every bad field; BILLFOLD_CONFLICT: version_changed;
 * BILLFOLD_FORBIDDEN unless it is the owner's handle.
 */
billfold_status billfold_settings_update(const billfold_store *store,
                                         const billfold_settings_changes *changes,
                                         billfold_page **page,
                                         billfold_error **err);

/**
 * Fills `view` with the settings at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than settings.
 */
billfold_status billfold_page_settings(const billfold_page *page,
                                       size_t index,
                                       billfold_settings *view,
                                       billfold_error **err);

/**
 * Answers with how much there is of everything that the caller sees, at this moment:
 * billfold_page_stats, and its tables line by line, billfold_page_stats_line. It costs the same
 * however many payments there are. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the options, also if the days run backwards or are more than
 * 3660; BILLFOLD_NOT_FOUND for the client or the orchestrator; BILLFOLD_FORBIDDEN for others than
 * the credential's own; BILLFOLD_UNSUPPORTED: sum_too_large if a sum is more than an int64_t
 * holds.
 */
billfold_status billfold_stats_get(const billfold_store *store,
                                   const billfold_stats_options *options,
                                   billfold_page **page,
                                   billfold_error **err);

/**
 * Fills `view` with the statistics, from a page at `index` 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than statistics.
 */
billfold_status billfold_page_stats(const billfold_page *page,
                                    size_t index,
                                    billfold_stats *view,
                                    billfold_error **err);

/**
 * Fills `view` with a line of the statistics' tables, from a page at `index` 0: the line at
 * `line`, from 0.
 *
 * Statuses: those of billfold_page_stats; BILLFOLD_VALIDATION also if there is no such line.
 */
billfold_status billfold_page_stats_line(const billfold_page *page,
                                         size_t index,
                                         size_t line,
                                         billfold_stats_line *view,
                                         billfold_error **err);

/**
 * Makes overdue payments and requests to link expired for good, with their events, each exactly
 * once whoever else is sweeping; and forgets old idempotency keys. It works in short
 * transactions, so that others need not wait. Answers with what it has done: billfold_page_sweep.
 *
 * If the clock has jumped ahead by more than the store's settings believe, nothing is swept and
 * the answer says so; with `force` 1 the caller confirms that the clock is right, with 0 not.
 *
 * Statuses: BILLFOLD_FORBIDDEN unless it is the owner's handle. What was swept before an error
 * stays swept.
 */
billfold_status billfold_store_sweep(const billfold_store *store,
                                     int32_t force,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Fills `view` with what a sweep has done, from a page at `index` 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than sweeps.
 */
billfold_status billfold_page_sweep(const billfold_page *page,
                                    size_t index,
                                    billfold_sweep *view,
                                    billfold_error **err);

/**
 * Answers with what was completed in each hour in UTC, of all that the caller sees:
 * billfold_page_takings, and line by line, billfold_page_takings_hour. It reads what was
 * completed in those hours, and nothing else. `options` may be NULL.
 *
 * Statuses: BILLFOLD_VALIDATION for the options, also if the hours run backwards or are more than
 * 744; BILLFOLD_NOT_FOUND for the client or the orchestrator; BILLFOLD_FORBIDDEN for others than
 * the credential's own; BILLFOLD_UNSUPPORTED: sum_too_large if a sum is more than an int64_t
 * holds.
 */
billfold_status billfold_takings_get(const billfold_store *store,
                                     const billfold_takings_options *options,
                                     billfold_page **page,
                                     billfold_error **err);

/**
 * Fills `view` with the takings, from a page at `index` 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than takings.
 */
billfold_status billfold_page_takings(const billfold_page *page,
                                      size_t index,
                                      billfold_takings *view,
                                      billfold_error **err);

/**
 * Fills `view` with what was completed in one hour in one currency, from a page at `index` 0: the
 * line at `hour`, from 0, the earliest first. Hours without any are left out.
 *
 * Statuses: those of billfold_page_takings; BILLFOLD_VALIDATION also if there is no such line.
 */
billfold_status billfold_page_takings_hour(const billfold_page *page,
                                           size_t index,
                                           size_t hour,
                                           billfold_takings_hour *view,
                                           billfold_error **err);

/**
 * Writes every record into a new file, in lines of JSON that billfold_store_import takes;
 * credentials stay behind. The file is there whole or not at all, and readable by its owner only.
 * `options` may be NULL. Answers with what it held: billfold_page_export_report. How far it is,
 * billfold_store_progress tells.
 *
 * Statuses: BILLFOLD_CONFLICT: file_exists, for an export replaces nothing; BILLFOLD_NOT_FOUND:
 * there is no such folder; BILLFOLD_STORAGE for a symbolic link, a directory, no permission,
 * disk_full; BILLFOLD_VALIDATION for kind or filter; BILLFOLD_FORBIDDEN unless it is the owner's
 * handle; BILLFOLD_INTERRUPTED.
 */
billfold_status billfold_store_export(const billfold_store *store,
                                      const char *path,
                                      size_t path_len,
                                      const billfold_export_options *options,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Imports lines of JSON from a file: records of an export, which are put back as they were, and
 * bodies of requests, which create. Bad lines are left out and told in the answer:
 * billfold_page_import_report. An input is known by its bytes: cut off, its import goes on where
 * it stopped; done, it changes nothing however often it is repeated. `options` may be NULL. How
 * far it is, billfold_store_progress tells.
 *
 * Statuses: BILLFOLD_NOT_FOUND: there is no such file; BILLFOLD_STORAGE: input_unreadable,
 * output_failed or secrets_unwritten for the file of secrets; BILLFOLD_VALIDATION for the
 * options, or a handle of billfold_store_once or billfold_store_if_version; BILLFOLD_UNSUPPORTED:
 * export_format, the export of a newer Billfold; BILLFOLD_CONFLICT: transaction_open;
 * BILLFOLD_FORBIDDEN unless it is the owner's handle; BILLFOLD_INTERRUPTED. What was committed
 * before stays, and the same import goes on from there.
 */
billfold_status billfold_store_import(const billfold_store *store,
                                      const char *path,
                                      size_t path_len,
                                      const billfold_import_options *options,
                                      billfold_page **page,
                                      billfold_error **err);

/**
 * Fills `view` with the export report at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than export reports.
 */
billfold_status billfold_page_export_report(const billfold_page *page,
                                            size_t index,
                                            billfold_export_report *view,
                                            billfold_error **err);

/**
 * Fills `view` with how many records of a kind an export held: the report at `index` of a page,
 * the kind at `kind`, both from 0.
 *
 * Statuses: those of billfold_page_export_report; BILLFOLD_VALIDATION also if there is no such
 * kind.
 */
billfold_status billfold_page_export_report_kind(const billfold_page *page,
                                                 size_t index,
                                                 size_t kind,
                                                 billfold_export_kind *view,
                                                 billfold_error **err);

/**
 * Fills `view` with the import report at `index` of a page, from 0.
 *
 * Statuses: BILLFOLD_VALIDATION if a pointer is NULL, struct_size is wrong, there is no such
 * record, or the page holds others than import reports.
 */
billfold_status billfold_page_import_report(const billfold_page *page,
                                            size_t index,
                                            billfold_import_report *view,
                                            billfold_error **err);

/**
 * Fills `view` with a line that an import left out: the report at `index` of a page, the line at
 * `refusal`, both from 0.
 *
 * Statuses: those of billfold_page_import_report; BILLFOLD_VALIDATION also if there is no such
 * refusal.
 */
billfold_status billfold_page_import_report_refusal(const billfold_page *page,
                                                    size_t index,
                                                    size_t refusal,
                                                    billfold_import_refusal *view,
                                                    billfold_error **err);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

/* A text that a NUL ends, as the structs have texts. It is not copied. */
static inline billfold_str billfold_text(const char *text) {
  billfold_str made;
  made.ptr = text;
  made.len = text ? BILLFOLD_NTS : 0;
  return made;
}

#endif /* BILLFOLD_H */

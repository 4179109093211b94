#define BILLFOLD_NTS 18446744073709551615

#define BILLFOLD_LIST_HAS_KNOWN_TOTAL 1

#define BILLFOLD_LOG_OFF 0

#define BILLFOLD_LOG_ERROR 1

#define BILLFOLD_LOG_WARN 2

#define BILLFOLD_LOG_INFO 3

#define BILLFOLD_ABI_VERSION 0

#define BILLFOLD_VERSION_NUMBER 1000

#define BILLFOLD_ERROR_HAS_CURRENT_VERSION 1

#define BILLFOLD_ERROR_HAS_CURRENT_STATUS 2

#define BILLFOLD_ERROR_HAS_EXISTING_ID 4

#define BILLFOLD_ERROR_HAS_STORAGE_CODE 8

#define BILLFOLD_ERROR_HAS_FIELD 16

#define BILLFOLD_FIELD_ERROR_HAS_COLUMN 1

#define BILLFOLD_PAGE_HAS_PAGE 1

#define BILLFOLD_PAGE_HAS_NEXT_CURSOR 2

#define BILLFOLD_PAGE_HAS_START_CURSOR 4

#define BILLFOLD_STORE_HAS_PATH 1

#define BILLFOLD_OPEN 0

#define BILLFOLD_OPEN_CREATE 1

#define BILLFOLD_OPEN_EXISTING 2

#define BILLFOLD_OPEN_READ_ONLY 3

#define BILLFOLD_OPEN_IN_MEMORY 4

#define BILLFOLD_DURABILITY_FULL 0

#define BILLFOLD_DURABILITY_MAY_LOSE_LAST_COMMITS_ON_POWER_LOSS 1

#define BILLFOLD_CLOCK_SYSTEM 0

#define BILLFOLD_CLOCK_MANUAL 1

#define BILLFOLD_OPEN_HAS_PATIENCE 1

#define BILLFOLD_OPEN_HAS_LEASE 2

#define BILLFOLD_API_KEY_ACTIVE 1

#define BILLFOLD_API_KEY_REVOKED 2

#define BILLFOLD_API_KEY_HAS_CLIENT_ID 1

#define BILLFOLD_API_KEY_HAS_NAME 2

#define BILLFOLD_API_KEY_HAS_REVOKED_AT 4

#define BILLFOLD_API_KEY_HAS_KEY 8

#define BILLFOLD_BRANDING_SOURCE_CLIENT 1

#define BILLFOLD_BRANDING_SOURCE_ORCHESTRATOR 2

#define BILLFOLD_BRANDING_SOURCE_DEFAULT 3

#define BILLFOLD_BRANDING_HAS_CLIENT_ID 1

#define BILLFOLD_BRANDING_HAS_DISPLAY_NAME 2

#define BILLFOLD_BRANDING_HAS_PRIMARY_COLOR 4

#define BILLFOLD_BRANDING_HAS_SECONDARY_COLOR 8

#define BILLFOLD_BRANDING_HAS_ACCENT_COLOR 16

#define BILLFOLD_BRANDING_HAS_BACKGROUND_COLOR 32

#define BILLFOLD_BRANDING_HAS_TEXT_COLOR 64

#define BILLFOLD_BRANDING_HAS_LOGO_URL 128

#define BILLFOLD_BRANDING_HAS_TERMS_URL 256

#define BILLFOLD_BRANDING_HAS_PRIVACY_URL 512

#define BILLFOLD_BRANDING_TARGET_HAS_CLIENT_ID 1

#define BILLFOLD_RESOLVED_BRANDING_HAS_ORCHESTRATOR_ID 1

#define BILLFOLD_RESOLVED_BRANDING_HAS_DISPLAY_NAME 2

#define BILLFOLD_RESOLVED_BRANDING_HAS_PRIMARY_COLOR 4

#define BILLFOLD_RESOLVED_BRANDING_HAS_SECONDARY_COLOR 8

#define BILLFOLD_RESOLVED_BRANDING_HAS_ACCENT_COLOR 16

#define BILLFOLD_RESOLVED_BRANDING_HAS_BACKGROUND_COLOR 32

#define BILLFOLD_RESOLVED_BRANDING_HAS_TEXT_COLOR 64

#define BILLFOLD_RESOLVED_BRANDING_HAS_LOGO_URL 128

#define BILLFOLD_RESOLVED_BRANDING_HAS_TERMS_URL 256

#define BILLFOLD_RESOLVED_BRANDING_HAS_PRIVACY_URL 512

#define BILLFOLD_CLIENT_ACTIVE 1

#define BILLFOLD_CLIENT_INACTIVE 2

#define BILLFOLD_CLIENT_REVOKED 3

#define BILLFOLD_CLIENT_HAS_CLIENT_SECRET 1

#define BILLFOLD_CLIENT_LINK_ACTIVE 1

#define BILLFOLD_CLIENT_LINK_REVOKED 2

#define BILLFOLD_CLIENT_LINK_HAS_UNLINKED_AT 1

#define BILLFOLD_CLIENT_LINK_HAS_ALREADY_LINKED 2

#define BILLFOLD_FEE_BEARER_PAYER 1

#define BILLFOLD_FEE_BEARER_RECIPIENT 2

#define BILLFOLD_FEE_ACTIVE 1

#define BILLFOLD_FEE_DISABLED 2

#define BILLFOLD_FEE_HAS_CLIENT_ID 1

#define BILLFOLD_FEE_HAS_CAP 2

#define BILLFOLD_NEW_FEE_HAS_BPS 1

#define BILLFOLD_FEE_CHANGES_HAS_BPS 1

#define BILLFOLD_FEE_CHANGES_HAS_CAP 2

#define BILLFOLD_LINK_INTENT_OPEN 1

#define BILLFOLD_LINK_INTENT_USED 2

#define BILLFOLD_LINK_INTENT_EXPIRED 3

#define BILLFOLD_LINK_INTENT_REVOKED 4

#define BILLFOLD_LINK_INTENT_HAS_CLIENT_ID 1

#define BILLFOLD_LINK_INTENT_HAS_USED_AT 2

#define BILLFOLD_LINK_INTENT_HAS_REVOKED_AT 4

#define BILLFOLD_LINK_INTENT_HAS_URL 8

#define BILLFOLD_REDEMPTION_HAS_CLIENT_SECRET 1

#define BILLFOLD_REDEMPTION_HAS_UNLINKED_AT 2

#define BILLFOLD_ORCHESTRATOR_ACTIVE 1

#define BILLFOLD_ORCHESTRATOR_DISABLED 2

#define BILLFOLD_ORCHESTRATOR_HAS_KEY 1

#define BILLFOLD_CUSTOMER_HAS_CLIENT_ID 1

#define BILLFOLD_CUSTOMER_HAS_NAME 2

#define BILLFOLD_CUSTOMER_HAS_EMAIL 4

#define BILLFOLD_CUSTOMER_HAS_ERASED_AT 8

#define BILLFOLD_CUSTOMER_CHANGES_HAS_NAME 1

#define BILLFOLD_CUSTOMER_CHANGES_HAS_EMAIL 2

#define BILLFOLD_PAYMENT_CHANGES_HAS_DESCRIPTION 1

#define BILLFOLD_PAYMENT_CHANGES_HAS_SUCCESS_URL 2

#define BILLFOLD_PAYMENT_CHANGES_HAS_CANCEL_URL 4

#define BILLFOLD_PAYMENT_PENDING 1

#define BILLFOLD_PAYMENT_COMPLETED 2

#define BILLFOLD_PAYMENT_EXPIRED 3

#define BILLFOLD_PAYMENT_FAILED 4

#define BILLFOLD_PAYMENT_HAS_DESCRIPTION 1

#define BILLFOLD_PAYMENT_HAS_COMPLETED_AT 2

#define BILLFOLD_PAYMENT_HAS_PAYMENT_METHOD 4

#define BILLFOLD_PAYMENT_HAS_CUSTOMER 8

#define BILLFOLD_PAYMENT_HAS_CUSTOMER_NAME 16

#define BILLFOLD_PAYMENT_HAS_CUSTOMER_EMAIL 32

#define BILLFOLD_PAYMENT_HAS_SUCCESS_URL 64

#define BILLFOLD_PAYMENT_HAS_CANCEL_URL 128

#define BILLFOLD_PAYMENT_HAS_CLIENT_ID 256

#define BILLFOLD_PAYMENT_HAS_MCC 512

#define BILLFOLD_PAYMENT_HAS_FEE_PLAN 1024

#define BILLFOLD_PAYMENT_HAS_FAILURE 2048

#define BILLFOLD_PAYMENT_HAS_FAILURE_MESSAGE 4096

#define BILLFOLD_PAYMENT_HAS_LATE_PAYMENT 8192

#define BILLFOLD_PAYMENT_HAS_LATE_PAYMENT_METHOD 16384

#define BILLFOLD_NEW_BILLER_HAS_ACTIVE 1

#define BILLFOLD_REQUEST_TO_LINK_PENDING 1

#define BILLFOLD_REQUEST_TO_LINK_IN_PROGRESS 2

#define BILLFOLD_REQUEST_TO_LINK_COMPLETED 3

#define BILLFOLD_REQUEST_TO_LINK_CANCELLED 4

#define BILLFOLD_REQUEST_TO_LINK_EXPIRED 5

#define BILLFOLD_LINK_SESSION_OPEN 1

#define BILLFOLD_LINK_SESSION_USED 2

#define BILLFOLD_LINK_SESSION_EXPIRED 3

#define BILLFOLD_LINK_SESSION_REVOKED 4

#define BILLFOLD_REQUEST_TO_LINK_HAS_BILLER_ID 1

#define BILLFOLD_REQUEST_TO_LINK_HAS_LINK_TOKEN_ID 2

#define BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_URL 4

#define BILLFOLD_REQUEST_TO_LINK_HAS_EXPIRES_AT 8

#define BILLFOLD_REQUEST_TO_LINK_HAS_CANCEL_REASON 16

#define BILLFOLD_REQUEST_TO_LINK_HAS_COMPLETED_AT 32

#define BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_STATUS 64

#define BILLFOLD_REQUEST_TO_LINK_HAS_SESSION_EXPIRES_AT 128

#define BILLFOLD_LINK_SESSION_HAS_LINK_TOKEN 1

#define BILLFOLD_LINK_SESSION_HAS_SESSION_URL 2

#define BILLFOLD_DELIVERIES_DUE_HAS_NEXT_DUE_AT 1

#define BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_DESCRIPTION 1

#define BILLFOLD_WEBHOOK_ENDPOINT_CHANGES_HAS_EVENT_TYPES 2

#define BILLFOLD_WEBHOOK_ENDPOINT_ACTIVE 1

#define BILLFOLD_WEBHOOK_ENDPOINT_DISABLED 2

#define BILLFOLD_WEBHOOK_ENDPOINT_DELETED 3

#define BILLFOLD_DELIVERY_PENDING 1

#define BILLFOLD_DELIVERY_DELIVERED 2

#define BILLFOLD_DELIVERY_ABANDONED 3

#define BILLFOLD_ATTEMPT_UNDER_WAY 1

#define BILLFOLD_ATTEMPT_ANSWERED 2

#define BILLFOLD_ATTEMPT_UNANSWERED 3

#define BILLFOLD_ATTEMPT_LAPSED 4

#define BILLFOLD_WEBHOOK_ENDPOINT_HAS_DESCRIPTION 1

#define BILLFOLD_WEBHOOK_ENDPOINT_HAS_EVENT_TYPES 2

#define BILLFOLD_WEBHOOK_ENDPOINT_HAS_RETRY_AT 4

#define BILLFOLD_WEBHOOK_ENDPOINT_HAS_SECRET 8

#define BILLFOLD_DELIVERY_HAS_EVENT 1

#define BILLFOLD_DELIVERY_HAS_NEXT_ATTEMPT_AT 2

#define BILLFOLD_DELIVERY_HAS_CLAIMED_UNTIL 4

#define BILLFOLD_DELIVERY_HAS_LAST_STATUS_CODE 8

#define BILLFOLD_DELIVERY_HAS_LAST_ERROR 16

#define BILLFOLD_DELIVERY_HAS_DELIVERED_AT 32

#define BILLFOLD_DELIVERY_ATTEMPT_HAS_STATUS_CODE 1

#define BILLFOLD_DELIVERY_ATTEMPT_HAS_ERROR 2

#define BILLFOLD_DELIVERY_ATTEMPT_HAS_DURATION_MILLISECONDS 4

#define BILLFOLD_CHECK_OK 1

#define BILLFOLD_CHECK_FAULTS 2

#define BILLFOLD_CHECK_LEFT_OUT 3

#define BILLFOLD_CHECK_REPORT_HAS_FIRST_FAULT 1

#define BILLFOLD_CHECK_HAS_NOTE 1

#define BILLFOLD_EVENT_HAS_PREVIOUS_STATUS 1

#define BILLFOLD_VERIFICATION_HAS_FAULT 1

#define BILLFOLD_SETTINGS_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS 1

#define BILLFOLD_SETTINGS_CHANGES_HAS_REQUEST_TO_LINK_LIFETIME_SECONDS 1

#define BILLFOLD_SETTINGS_CHANGES_HAS_CARD_NUMBER_GUARD 2

#define BILLFOLD_STATS_HAS_REQUESTS_TO_LINK 1

#define BILLFOLD_STATS_HAS_LINK_INTENTS 2

#define BILLFOLD_STATS_HAS_CLIENTS 4

#define BILLFOLD_STATS_HAS_ORCHESTRATORS 8

#define BILLFOLD_STATS_HAS_CUSTOMERS 16

#define BILLFOLD_STATS_HAS_EVENTS 32

#define BILLFOLD_STATS_HAS_REQUESTS_TO_LINK_OVERDUE 64

#define BILLFOLD_STATS_HAS_LINK_INTENTS_EXPIRING 128

#define BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_DISABLED 256

#define BILLFOLD_STATS_HAS_WEBHOOK_ENDPOINTS_UNANSWERED 512

#define BILLFOLD_STATS_HAS_DELIVERIES_ABANDONED 1024

#define BILLFOLD_STATS_HAS_CLOCK_JUMPED_TO 2048

#define BILLFOLD_STATS_PAYMENTS 1

#define BILLFOLD_STATS_LATE_PAYMENTS 2

#define BILLFOLD_STATS_TAKINGS 3

#define BILLFOLD_STATS_REQUESTS_TO_LINK 4

#define BILLFOLD_STATS_LINK_INTENTS 5

#define BILLFOLD_STATS_CLIENTS 6

#define BILLFOLD_STATS_ORCHESTRATORS 7

#define BILLFOLD_STATS_LINE_HAS_STATUS 1

#define BILLFOLD_STATS_LINE_HAS_SUM 2

#define BILLFOLD_STATS_LINE_HAS_DAY 4

#define BILLFOLD_IMPORT_REFUSAL_HAS_FIELD 1

typedef struct billfold_error billfold_error;

typedef struct billfold_page billfold_page;

typedef struct billfold_store billfold_store;

typedef int32_t billfold_status;

typedef void (*billfold_log_callback)(void *user_data,
                                      int32_t level,
                                      const char *target,
                                      const char *message);

typedef void (*billfold_log_destructor)(void *user_data);

typedef struct {
  const char *ptr;
  size_t len;
} billfold_str;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int32_t status;
  int32_t retryable;
  billfold_str kind;
  billfold_str code;
  billfold_str message;
  billfold_str field;
  billfold_str reason;
  size_t field_count;
  billfold_str current_status;
  billfold_str existing_id;
  int64_t current_version;
  int32_t storage_code;
  int32_t reserved;
} billfold_error_info;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str field;
  billfold_str reason;
  int64_t column;
} billfold_field_error;

typedef struct {
  size_t struct_size;
  uint64_t has;
  size_t count;
  int64_t total;
  int64_t page;
  int64_t limit;
  billfold_str next_cursor;
  int32_t is_list;
  int32_t replayed;
  billfold_str start_cursor;
  int32_t uncounted;
  int32_t reserved;
} billfold_page_info;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str path;
  int32_t read_only;
  int32_t reserved;
} billfold_store_info;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str step;
  uint64_t done;
  uint64_t total;
} billfold_progress;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int32_t mode;
  int32_t durability;
  int64_t patience_milliseconds;
  int64_t lease_milliseconds;
  int32_t clock;
  int32_t reserved;
  int64_t time;
} billfold_open_options;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str text;
} billfold_text_view;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str name;
  billfold_str client_id;
} billfold_new_api_key;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str filter;
  int64_t page;
  int64_t limit;
  billfold_str cursor;
  int64_t known_total;
  billfold_str before;
  billfold_str starting_at;
  int32_t last;
  int32_t uncounted;
} billfold_list_options;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str client_id;
  billfold_str name;
  int32_t status;
  int32_t reserved;
  billfold_str key_hint;
  int64_t created_at;
  int64_t revoked_at;
  int64_t version;
  billfold_str key;
} billfold_api_key;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str display_name;
  billfold_str primary_color;
  billfold_str secondary_color;
  billfold_str accent_color;
  billfold_str background_color;
  billfold_str text_color;
  billfold_str logo_url;
  billfold_str terms_url;
  billfold_str privacy_url;
} billfold_new_branding;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str orchestrator_id;
  billfold_str client_id;
  billfold_str display_name;
  billfold_str primary_color;
  billfold_str secondary_color;
  billfold_str accent_color;
  billfold_str background_color;
  billfold_str text_color;
  billfold_str logo_url;
  billfold_str terms_url;
  billfold_str privacy_url;
  int64_t created_at;
  int64_t updated_at;
  int64_t version;
} billfold_branding;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str orchestrator_id;
  billfold_str client_id;
} billfold_branding_target;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int32_t source;
  int32_t reserved;
  billfold_str orchestrator_id;
  billfold_str display_name;
  billfold_str primary_color;
  billfold_str secondary_color;
  billfold_str accent_color;
  billfold_str background_color;
  billfold_str text_color;
  billfold_str logo_url;
  billfold_str terms_url;
  billfold_str privacy_url;
} billfold_resolved_branding;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str name;
  billfold_str client_id;
} billfold_new_client;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str name;
  int32_t status;
  int32_t reserved;
} billfold_client_changes;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str client_id;
  billfold_str name;
  int32_t status;
  int32_t reserved;
  int64_t created_at;
  int64_t updated_at;
  int64_t version;
  billfold_str client_secret;
} billfold_client;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str orchestrator_id;
  billfold_str client_id;
  int32_t status;
  int32_t already_linked;
  int64_t linked_at;
  int64_t unlinked_at;
  int64_t version;
} billfold_client_link;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str client_id;
  billfold_str name;
  int32_t status;
  int32_t reserved;
  int64_t linked_at;
} billfold_linked_client;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str orchestrator_id;
  billfold_str client_id;
  int64_t bps;
  int32_t fee_bearer;
  int32_t reserved;
  int64_t cap_minor;
  billfold_str cap;
  billfold_str cap_currency;
} billfold_new_fee;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  int64_t bps;
  int64_t cap_minor;
  billfold_str cap;
  billfold_str cap_currency;
} billfold_fee_changes;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str orchestrator_id;
  billfold_str client_id;
  int32_t fee_bearer;
  int32_t bps;
  int64_t cap_minor;
  billfold_str cap_currency;
  int32_t status;
  int32_t reserved;
  int64_t created_at;
  int64_t updated_at;
  int64_t version;
} billfold_fee;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str orchestrator_id;
  int64_t payer_total_minor;
  int64_t recipient_net_minor;
  billfold_str currency;
  size_t fee_line_count;
} billfold_fee_plan;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str fee_id;
  int32_t fee_bearer;
  int32_t bps;
  int64_t amount_minor;
} billfold_fee_line;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str client_id_name;
  billfold_str orchestrator_id;
  int64_t expires_in;
} billfold_new_link_intent;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str orchestrator_id;
  billfold_str client_id_name;
  int32_t status;
  int32_t reserved;
  billfold_str token_hint;
  billfold_str client_id;
  int64_t created_at;
  int64_t expires_at;
  int64_t used_at;
  int64_t revoked_at;
  int64_t version;
  billfold_str url;
} billfold_link_intent;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str client_id;
  billfold_str name;
  int32_t status;
  int32_t link_status;
  int64_t created_at;
  int64_t updated_at;
  int64_t version;
  billfold_str client_secret;
  billfold_str link_id;
  billfold_str orchestrator_id;
  int64_t linked_at;
  int64_t unlinked_at;
  int64_t link_version;
} billfold_redemption;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str name;
} billfold_new_orchestrator;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str name;
  int32_t status;
  int32_t reserved;
  billfold_str key_hint;
  int64_t created_at;
  int64_t updated_at;
  int64_t version;
  billfold_str key;
} billfold_orchestrator;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str id;
  billfold_str client_id;
  billfold_str name;
  billfold_str email;
} billfold_new_customer;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str name;
  billfold_str email;
} billfold_customer_changes;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str client_id;
  billfold_str name;
  billfold_str email;
  int64_t created_at;
  int64_t updated_at;
  int64_t erased_at;
  int64_t version;
} billfold_customer;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  int64_t amount_minor;
  billfold_str amount;
  billfold_str currency;
  billfold_str id;
  billfold_str client_id;
  billfold_str customer_id;
  billfold_str customer_name;
  billfold_str customer_email;
  billfold_str description;
  billfold_str success_url;
  billfold_str cancel_url;
  billfold_str metadata;
  int64_t mcc;
  int64_t expires_in;
} billfold_new_payment;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str description;
  billfold_str success_url;
  billfold_str cancel_url;
  billfold_str metadata;
} billfold_payment_changes;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  int32_t status;
  int32_t mcc;
  int64_t amount_minor;
  billfold_str currency;
  billfold_str description;
  billfold_str metadata;
  billfold_str payment_link;
  billfold_str payment_method;
  billfold_str customer_id;
  billfold_str customer_name;
  billfold_str customer_email;
  billfold_str success_url;
  billfold_str cancel_url;
  billfold_str client_id;
  int64_t created_at;
  int64_t updated_at;
  int64_t expires_at;
  int64_t completed_at;
  billfold_str orchestrator_id;
  int64_t payer_total_minor;
  int64_t recipient_net_minor;
  size_t fee_line_count;
  billfold_str failure_code;
  billfold_str failure_message;
  int64_t late_payment_at;
  billfold_str late_payment_method;
  int64_t version;
} billfold_payment;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str id;
  billfold_str name;
  int32_t active;
  int32_t reserved;
} billfold_new_biller;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str name;
  int32_t active;
  int32_t reserved;
  int64_t created_at;
  int64_t updated_at;
  int64_t version;
} billfold_biller;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str id;
  billfold_str client_id;
  billfold_str client_user_id;
  billfold_str biller_id;
  billfold_str metadata;
  int64_t expires_in;
  int32_t never_expires;
  int32_t reserved;
} billfold_new_request_to_link;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  int32_t status;
  int32_t reserved;
  billfold_str biller_id;
  billfold_str link_token_id;
} billfold_request_to_link_changes;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str client_id;
  billfold_str client_user_id;
  billfold_str biller_id;
  int32_t status;
  int32_t session_status;
  billfold_str link_token_id;
  billfold_str session_url;
  billfold_str metadata;
  int64_t created_at;
  int64_t updated_at;
  int64_t expires_at;
  billfold_str cancel_reason;
  int64_t completed_at;
  int64_t version;
  int64_t session_expires_at;
} billfold_request_to_link;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str link_token;
  billfold_str session_url;
  int64_t expires_at;
} billfold_link_session;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str delivery_id;
  int64_t attempt;
  billfold_str endpoint_id;
  billfold_str event_type;
  billfold_str url;
  size_t header_count;
  billfold_str body;
  int64_t lease_ends_at;
} billfold_delivery_claim;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str name;
  billfold_str value;
} billfold_header;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t attempt;
  int32_t status;
  int32_t reserved;
  billfold_str retry_after;
  billfold_str error;
  int64_t duration_milliseconds;
} billfold_attempt_report;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str endpoint_id;
  billfold_str event_id;
  int64_t event_seq;
  billfold_str event_type;
  billfold_str object;
  billfold_str object_id;
  int32_t status;
  int32_t last_status_code;
  int64_t attempts;
  int64_t answered_failures;
  int64_t next_attempt_at;
  int64_t claimed_until;
  billfold_str last_error;
  int64_t created_at;
  int64_t updated_at;
  int64_t delivered_at;
  size_t attempt_count;
} billfold_delivery;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t number;
  int32_t outcome;
  int32_t status_code;
  int64_t started_at;
  billfold_str error;
  int64_t duration_milliseconds;
} billfold_delivery_attempt;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t due;
  int64_t pending;
  int64_t next_due_at;
} billfold_deliveries_due;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str url;
  billfold_str description;
  const billfold_str *event_types;
  size_t event_types_count;
  billfold_str secret;
} billfold_new_webhook_endpoint;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str url;
  billfold_str description;
  const billfold_str *event_types;
  size_t event_types_count;
  int32_t status;
  int32_t reserved;
} billfold_webhook_endpoint_changes;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str id;
  billfold_str url;
  billfold_str description;
  const billfold_str *event_types;
  size_t event_types_count;
  int32_t status;
  int32_t reserved;
  int64_t unanswered;
  int64_t retry_at;
  int64_t pending;
  int64_t abandoned;
  int64_t created_at;
  int64_t updated_at;
  int64_t version;
  billfold_str secret;
} billfold_webhook_endpoint;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str path;
  uint64_t bytes;
  int64_t at;
  int64_t event_count;
  billfold_str event_hash;
} billfold_backup;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t at;
  int32_t sound;
  int32_t reserved;
  size_t check_count;
  billfold_str first_fault;
} billfold_check_report;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str name;
  int32_t outcome;
  int32_t reserved;
  uint64_t examined;
  const billfold_str *faults;
  size_t faults_count;
  uint64_t more_faults;
  billfold_str note;
} billfold_check;

typedef struct {
  size_t struct_size;
  uint64_t has;
  uint64_t bytes_before;
  uint64_t bytes_after;
  int32_t finished;
  int32_t reserved;
} billfold_compaction;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t seq;
  billfold_str id;
  billfold_str event_type;
  billfold_str object;
  billfold_str object_id;
  int64_t object_version;
  billfold_str previous_status;
  billfold_str actor;
  int64_t at;
  billfold_str data;
} billfold_event;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t count;
  billfold_str hash;
} billfold_log_head;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int32_t intact;
  int32_t reserved;
  int64_t verified;
  int64_t head_count;
  billfold_str head_hash;
  int64_t fault_seq;
  billfold_str fault_reason;
} billfold_verification;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str json;
  billfold_str payment_base_url;
  billfold_str onboarding_base_url;
  billfold_str session_base_url;
  const billfold_str *currencies;
  size_t currencies_count;
  const billfold_str *url_schemes;
  size_t url_schemes_count;
  int64_t payment_lifetime_seconds;
  int64_t link_intent_lifetime_seconds;
  int64_t request_to_link_lifetime_seconds;
  int64_t link_session_lifetime_seconds;
  int64_t clock_jump_seconds;
  int64_t idempotency_retention_seconds;
  int32_t card_number_guard;
  int32_t reserved;
} billfold_settings_changes;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str payment_base_url;
  billfold_str onboarding_base_url;
  billfold_str session_base_url;
  const billfold_str *currencies;
  size_t currencies_count;
  const billfold_str *url_schemes;
  size_t url_schemes_count;
  int64_t payment_lifetime_seconds;
  int64_t link_intent_lifetime_seconds;
  int64_t request_to_link_lifetime_seconds;
  int64_t link_session_lifetime_seconds;
  int64_t clock_jump_seconds;
  int64_t idempotency_retention_seconds;
  int32_t card_number_guard;
  int32_t reserved;
  int64_t version;
} billfold_settings;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str client_id;
  billfold_str orchestrator_id;
  billfold_str currency;
  billfold_str since;
  billfold_str until;
} billfold_stats_options;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t at;
  billfold_str takings_since;
  billfold_str takings_until;
  size_t line_count;
  int64_t requests_to_link;
  int64_t link_intents;
  int64_t clients;
  int64_t orchestrators;
  int64_t customers;
  int64_t events;
  int64_t payments_overdue;
  int64_t requests_to_link_overdue;
  int64_t link_intents_expiring;
  int64_t webhook_endpoints_disabled;
  int64_t webhook_endpoints_unanswered;
  int64_t deliveries_abandoned;
  int64_t clock_jumped_to;
} billfold_stats;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int32_t table;
  int32_t status;
  billfold_str currency;
  billfold_str day;
  int64_t count;
  int64_t sum_minor;
} billfold_stats_line;

typedef struct {
  size_t struct_size;
  uint64_t has;
  uint64_t payments_expired;
  uint64_t requests_to_link_expired;
  uint64_t idempotency_keys_forgotten;
  int32_t clock_jumped;
  int32_t reserved;
} billfold_sweep;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str client_id;
  billfold_str orchestrator_id;
  billfold_str currency;
  int64_t since;
  int64_t until;
} billfold_takings_options;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t at;
  int64_t since;
  int64_t until;
  size_t hour_count;
} billfold_takings;

typedef struct {
  size_t struct_size;
  uint64_t has;
  int64_t hour;
  billfold_str currency;
  int64_t count;
  int64_t sum_minor;
} billfold_takings_hour;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str kind;
  billfold_str filter;
} billfold_export_options;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str kind;
  billfold_str orchestrator_id;
  billfold_str secrets_path;
  int32_t retry;
  int32_t reserved;
} billfold_import_options;

typedef struct {
  size_t struct_size;
  uint64_t has;
  uint64_t records;
  size_t kind_count;
} billfold_export_report;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str kind;
  uint64_t records;
} billfold_export_kind;

typedef struct {
  size_t struct_size;
  uint64_t has;
  billfold_str source_hash;
  uint64_t lines;
  uint64_t lines_done_before;
  uint64_t created;
  uint64_t updated;
  uint64_t unchanged;
  uint64_t refused;
  size_t refusal_count;
  int32_t changed;
  int32_t reserved;
} billfold_import_report;

typedef struct {
  size_t struct_size;
  uint64_t has;
  uint64_t line;
  int32_t status;
  int32_t reserved;
  billfold_str code;
  billfold_str message;
  billfold_str field;
} billfold_import_refusal;

#define BILLFOLD_OK 0

#define BILLFOLD_VALIDATION 1000

#define BILLFOLD_AUTHENTICATION 2000

#define BILLFOLD_FORBIDDEN 2001

#define BILLFOLD_NOT_FOUND 3000

#define BILLFOLD_CONFLICT 4000

#define BILLFOLD_EXPIRED 4001

#define BILLFOLD_IDEMPOTENCY_MISMATCH 4002

#define BILLFOLD_BUSY 5000

#define BILLFOLD_STORAGE 6000

#define BILLFOLD_OUTCOME_UNKNOWN 6001

#define BILLFOLD_CORRUPT 6002

#define BILLFOLD_SCHEMA_TOO_NEW 6003

#define BILLFOLD_READ_ONLY 6004

#define BILLFOLD_INTERRUPTED 7000

#define BILLFOLD_UNSUPPORTED 8000

#define BILLFOLD_CLOSED 8001

#define BILLFOLD_FORKED 8002

#define BILLFOLD_PANIC 9000

#define BILLFOLD_INTERNAL 9001

int64_t billfold_debug_live(void);

billfold_status billfold_debug_fail(const billfold_store *store,
                                    billfold_status status,
                                    billfold_error **err);

billfold_status billfold_log_set_hook(billfold_log_callback callback,
                                      void *user_data,
                                      billfold_log_destructor destructor,
                                      int32_t level,
                                      billfold_error **err);

int32_t billfold_abi_version(void);

int32_t billfold_version_number(void);

const char *billfold_version(void);

const char *billfold_status_name(billfold_status status);

const char *billfold_error_message(const billfold_error *error);

billfold_status billfold_error_describe(const billfold_error *error,
                                        billfold_error_info *info);

billfold_status billfold_error_field(const billfold_error *error,
                                     size_t index,
                                     billfold_field_error *field);

billfold_status billfold_error_json(const billfold_error *error,
                                    billfold_str *json);

void billfold_error_free(billfold_error *error);

size_t billfold_page_count(const billfold_page *page);

billfold_status billfold_page_describe(const billfold_page *page,
                                       billfold_page_info *info,
                                       billfold_error **err);

billfold_status billfold_page_json(const billfold_page *page,
                                   billfold_str *json,
                                   billfold_error **err);

billfold_status billfold_page_record_json(const billfold_page *page,
                                          size_t index,
                                          billfold_str *json,
                                          billfold_error **err);

void billfold_page_free(billfold_page *page);

billfold_status billfold_store_close(const billfold_store *store,
                                     billfold_error **err);

void billfold_store_free(billfold_store *store);

billfold_status billfold_store_describe(const billfold_store *store,
                                        billfold_store_info *info,
                                        billfold_error **err);

billfold_status billfold_store_progress(const billfold_store *store,
                                        billfold_progress *progress,
                                        billfold_error **err);

billfold_status billfold_store_now(const billfold_store *store,
                                   int64_t *time,
                                   billfold_error **err);

billfold_status billfold_store_set_time(const billfold_store *store,
                                        int64_t time,
                                        billfold_error **err);

billfold_status billfold_store_has_file(const char *store_path,
                                        size_t store_path_len,
                                        const char *file,
                                        size_t file_len,
                                        int32_t *is_own,
                                        billfold_error **err);

billfold_status billfold_store_scoped(const billfold_store *store,
                                      const char *key,
                                      size_t key_len,
                                      billfold_store **derived,
                                      billfold_error **err);

billfold_status billfold_store_scoped_client(const billfold_store *store,
                                             const char *client_id,
                                             size_t client_id_len,
                                             const char *client_secret,
                                             size_t client_secret_len,
                                             billfold_store **derived,
                                             billfold_error **err);

billfold_status billfold_store_once(const billfold_store *store,
                                    const char *idempotency_key,
                                    size_t idempotency_key_len,
                                    billfold_store **derived,
                                    billfold_error **err);

billfold_status billfold_store_dry_run(const billfold_store *store,
                                       billfold_store **derived,
                                       billfold_error **err);

billfold_status billfold_store_if_version(const billfold_store *store,
                                          int64_t version,
                                          billfold_store **derived,
                                          billfold_error **err);

billfold_status billfold_store_operated_by(const billfold_store *store,
                                           const char *name,
                                           size_t name_len,
                                           billfold_store **derived,
                                           billfold_error **err);

billfold_status billfold_store_begin(const billfold_store *store,
                                     billfold_store **derived,
                                     billfold_error **err);

billfold_status billfold_store_commit(const billfold_store *store,
                                      billfold_error **err);

billfold_status billfold_store_rollback(const billfold_store *store,
                                        billfold_error **err);

billfold_status billfold_store_interruptible(const billfold_store *store,
                                             billfold_store **derived,
                                             billfold_error **err);

billfold_status billfold_store_interrupt(const billfold_store *store,
                                         billfold_error **err);

billfold_status billfold_store_open(const char *path,
                                    size_t path_len,
                                    const billfold_open_options *options,
                                    billfold_store **store,
                                    billfold_error **err);

billfold_status billfold_filter_quote(const char *text,
                                      size_t text_len,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_page_text(const billfold_page *page,
                                   size_t index,
                                   billfold_text_view *view,
                                   billfold_error **err);

billfold_status billfold_currency_decimals(const char *currency,
                                           size_t currency_len,
                                           int32_t *decimals,
                                           billfold_error **err);

billfold_status billfold_amount_format(const char *currency,
                                       size_t currency_len,
                                       int64_t amount_minor,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_amount_parse(const char *currency,
                                      size_t currency_len,
                                      const char *amount,
                                      size_t amount_len,
                                      int64_t *amount_minor,
                                      billfold_error **err);

billfold_status billfold_api_key_create(const billfold_store *store,
                                        const billfold_new_api_key *input,
                                        billfold_page **page,
                                        billfold_error **err);

billfold_status billfold_api_key_get(const billfold_store *store,
                                     const char *id,
                                     size_t id_len,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_api_key_list(const billfold_store *store,
                                      const char *client_id,
                                      size_t client_id_len,
                                      const billfold_list_options *options,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_api_key_revoke(const billfold_store *store,
                                        const char *id,
                                        size_t id_len,
                                        billfold_page **page,
                                        billfold_error **err);

billfold_status billfold_page_api_key(const billfold_page *page,
                                      size_t index,
                                      billfold_api_key *view,
                                      billfold_error **err);

billfold_status billfold_branding_put(const billfold_store *store,
                                      const char *orchestrator_id,
                                      size_t orchestrator_id_len,
                                      const char *client_id,
                                      size_t client_id_len,
                                      const billfold_new_branding *input,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_branding_get(const billfold_store *store,
                                      const char *orchestrator_id,
                                      size_t orchestrator_id_len,
                                      const char *client_id,
                                      size_t client_id_len,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_branding_delete(const billfold_store *store,
                                         const char *orchestrator_id,
                                         size_t orchestrator_id_len,
                                         const char *client_id,
                                         size_t client_id_len,
                                         billfold_page **page,
                                         billfold_error **err);

billfold_status billfold_branding_list(const billfold_store *store,
                                       const char *orchestrator_id,
                                       size_t orchestrator_id_len,
                                       const billfold_list_options *options,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_branding_resolve(const billfold_store *store,
                                          const char *client_id,
                                          size_t client_id_len,
                                          billfold_page **page,
                                          billfold_error **err);

billfold_status billfold_page_branding(const billfold_page *page,
                                       size_t index,
                                       billfold_branding *view,
                                       billfold_error **err);

billfold_status billfold_page_branding_target(const billfold_page *page,
                                              size_t index,
                                              billfold_branding_target *view,
                                              billfold_error **err);

billfold_status billfold_page_resolved_branding(const billfold_page *page,
                                                size_t index,
                                                billfold_resolved_branding *view,
                                                billfold_error **err);

billfold_status billfold_client_create(const billfold_store *store,
                                       const billfold_new_client *input,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_client_get(const billfold_store *store,
                                    const char *id,
                                    size_t id_len,
                                    billfold_page **page,
                                    billfold_error **err);

billfold_status billfold_client_list(const billfold_store *store,
                                     const billfold_list_options *options,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_client_update(const billfold_store *store,
                                       const char *id,
                                       size_t id_len,
                                       const billfold_client_changes *changes,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_client_rotate_secret(const billfold_store *store,
                                              const char *id,
                                              size_t id_len,
                                              billfold_page **page,
                                              billfold_error **err);

billfold_status billfold_client_revoke(const billfold_store *store,
                                       const char *id,
                                       size_t id_len,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_page_client(const billfold_page *page,
                                     size_t index,
                                     billfold_client *view,
                                     billfold_error **err);

billfold_status billfold_client_link_create(const billfold_store *store,
                                            const char *orchestrator_id,
                                            size_t orchestrator_id_len,
                                            const char *client_id,
                                            size_t client_id_len,
                                            billfold_page **page,
                                            billfold_error **err);

billfold_status billfold_client_link_create_json(const billfold_store *store,
                                                 const char *json,
                                                 size_t json_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

billfold_status billfold_client_link_revoke(const billfold_store *store,
                                            const char *orchestrator_id,
                                            size_t orchestrator_id_len,
                                            const char *client_id,
                                            size_t client_id_len,
                                            billfold_page **page,
                                            billfold_error **err);

billfold_status billfold_client_link_get(const billfold_store *store,
                                         const char *client_id,
                                         size_t client_id_len,
                                         billfold_page **page,
                                         billfold_error **err);

billfold_status billfold_linked_client_list(const billfold_store *store,
                                            const char *orchestrator_id,
                                            size_t orchestrator_id_len,
                                            const billfold_list_options *options,
                                            billfold_page **page,
                                            billfold_error **err);

billfold_status billfold_page_client_link(const billfold_page *page,
                                          size_t index,
                                          billfold_client_link *view,
                                          billfold_error **err);

billfold_status billfold_page_linked_client(const billfold_page *page,
                                            size_t index,
                                            billfold_linked_client *view,
                                            billfold_error **err);

billfold_status billfold_fee_create(const billfold_store *store,
                                    const billfold_new_fee *input,
                                    billfold_page **page,
                                    billfold_error **err);

billfold_status billfold_fee_get(const billfold_store *store,
                                 const char *id,
                                 size_t id_len,
                                 billfold_page **page,
                                 billfold_error **err);

billfold_status billfold_fee_list(const billfold_store *store,
                                  const char *orchestrator_id,
                                  size_t orchestrator_id_len,
                                  const char *client_id,
                                  size_t client_id_len,
                                  int32_t status,
                                  const billfold_list_options *options,
                                  billfold_page **page,
                                  billfold_error **err);

billfold_status billfold_fee_update(const billfold_store *store,
                                    const char *id,
                                    size_t id_len,
                                    const billfold_fee_changes *changes,
                                    billfold_page **page,
                                    billfold_error **err);

billfold_status billfold_fee_disable(const billfold_store *store,
                                     const char *id,
                                     size_t id_len,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_fee_enable(const billfold_store *store,
                                    const char *id,
                                    size_t id_len,
                                    billfold_page **page,
                                    billfold_error **err);

billfold_status billfold_fee_preview(const billfold_store *store,
                                     const char *client_id,
                                     size_t client_id_len,
                                     const char *currency,
                                     size_t currency_len,
                                     int64_t amount_minor,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_page_fee(const billfold_page *page,
                                  size_t index,
                                  billfold_fee *view,
                                  billfold_error **err);

billfold_status billfold_page_fee_plan(const billfold_page *page,
                                       size_t index,
                                       billfold_fee_plan *view,
                                       billfold_error **err);

billfold_status billfold_page_fee_plan_fee_line(const billfold_page *page,
                                                size_t index,
                                                size_t line,
                                                billfold_fee_line *view,
                                                billfold_error **err);

billfold_status billfold_link_intent_create(const billfold_store *store,
                                            const billfold_new_link_intent *input,
                                            billfold_page **page,
                                            billfold_error **err);

billfold_status billfold_link_intent_get(const billfold_store *store,
                                         const char *id,
                                         size_t id_len,
                                         billfold_page **page,
                                         billfold_error **err);

billfold_status billfold_link_intent_find(const billfold_store *store,
                                          const char *token_or_url,
                                          size_t token_or_url_len,
                                          billfold_page **page,
                                          billfold_error **err);

billfold_status billfold_link_intent_list(const billfold_store *store,
                                          const billfold_list_options *options,
                                          billfold_page **page,
                                          billfold_error **err);

billfold_status billfold_link_intent_redeem(const billfold_store *store,
                                            const char *token_or_url,
                                            size_t token_or_url_len,
                                            billfold_page **page,
                                            billfold_error **err);

billfold_status billfold_link_intent_revoke(const billfold_store *store,
                                            const char *id,
                                            size_t id_len,
                                            billfold_page **page,
                                            billfold_error **err);

billfold_status billfold_page_link_intent(const billfold_page *page,
                                          size_t index,
                                          billfold_link_intent *view,
                                          billfold_error **err);

billfold_status billfold_page_redemption(const billfold_page *page,
                                         size_t index,
                                         billfold_redemption *view,
                                         billfold_error **err);

billfold_status billfold_orchestrator_create(const billfold_store *store,
                                             const billfold_new_orchestrator *input,
                                             billfold_page **page,
                                             billfold_error **err);

billfold_status billfold_orchestrator_get(const billfold_store *store,
                                          const char *id,
                                          size_t id_len,
                                          billfold_page **page,
                                          billfold_error **err);

billfold_status billfold_orchestrator_list(const billfold_store *store,
                                           const billfold_list_options *options,
                                           billfold_page **page,
                                           billfold_error **err);

billfold_status billfold_orchestrator_rotate_key(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

billfold_status billfold_orchestrator_disable(const billfold_store *store,
                                              const char *id,
                                              size_t id_len,
                                              billfold_page **page,
                                              billfold_error **err);

billfold_status billfold_orchestrator_enable(const billfold_store *store,
                                             const char *id,
                                             size_t id_len,
                                             billfold_page **page,
                                             billfold_error **err);

billfold_status billfold_page_orchestrator(const billfold_page *page,
                                           size_t index,
                                           billfold_orchestrator *view,
                                           billfold_error **err);

billfold_status billfold_customer_create(const billfold_store *store,
                                         const billfold_new_customer *input,
                                         billfold_page **page,
                                         billfold_error **err);

billfold_status billfold_customer_get(const billfold_store *store,
                                      const char *id,
                                      size_t id_len,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_customer_list(const billfold_store *store,
                                       const billfold_list_options *options,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_customer_update(const billfold_store *store,
                                         const char *id,
                                         size_t id_len,
                                         const billfold_customer_changes *changes,
                                         billfold_page **page,
                                         billfold_error **err);

billfold_status billfold_customer_erase(const billfold_store *store,
                                        const char *id,
                                        size_t id_len,
                                        int32_t force,
                                        billfold_page **page,
                                        billfold_error **err);

billfold_status billfold_page_customer(const billfold_page *page,
                                       size_t index,
                                       billfold_customer *view,
                                       billfold_error **err);

billfold_status billfold_payment_create(const billfold_store *store,
                                        const billfold_new_payment *input,
                                        billfold_page **page,
                                        billfold_error **err);

billfold_status billfold_payment_get(const billfold_store *store,
                                     const char *id,
                                     size_t id_len,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_payment_list(const billfold_store *store,
                                      const billfold_list_options *options,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_payment_update(const billfold_store *store,
                                        const char *id,
                                        size_t id_len,
                                        const billfold_payment_changes *changes,
                                        billfold_page **page,
                                        billfold_error **err);

billfold_status billfold_payment_complete(const billfold_store *store,
                                          const char *id,
                                          size_t id_len,
                                          const char *payment_method,
                                          size_t payment_method_len,
                                          billfold_page **page,
                                          billfold_error **err);

billfold_status billfold_payment_fail(const billfold_store *store,
                                      const char *id,
                                      size_t id_len,
                                      const char *code,
                                      size_t code_len,
                                      const char *message,
                                      size_t message_len,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_payment_expire(const billfold_store *store,
                                        const char *id,
                                        size_t id_len,
                                        billfold_page **page,
                                        billfold_error **err);

billfold_status billfold_payment_record_late(const billfold_store *store,
                                             const char *id,
                                             size_t id_len,
                                             const char *payment_method,
                                             size_t payment_method_len,
                                             billfold_page **page,
                                             billfold_error **err);

billfold_status billfold_page_payment(const billfold_page *page,
                                      size_t index,
                                      billfold_payment *view,
                                      billfold_error **err);

billfold_status billfold_page_payment_fee_line(const billfold_page *page,
                                               size_t index,
                                               size_t line,
                                               billfold_fee_line *view,
                                               billfold_error **err);

billfold_status billfold_biller_put(const billfold_store *store,
                                    const billfold_new_biller *input,
                                    billfold_page **page,
                                    billfold_error **err);

billfold_status billfold_biller_get(const billfold_store *store,
                                    const char *id,
                                    size_t id_len,
                                    billfold_page **page,
                                    billfold_error **err);

billfold_status billfold_biller_list(const billfold_store *store,
                                     const billfold_list_options *options,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_page_biller(const billfold_page *page,
                                     size_t index,
                                     billfold_biller *view,
                                     billfold_error **err);

billfold_status billfold_request_to_link_create(const billfold_store *store,
                                                const billfold_new_request_to_link *input,
                                                billfold_page **page,
                                                billfold_error **err);

billfold_status billfold_request_to_link_get(const billfold_store *store,
                                             const char *id,
                                             size_t id_len,
                                             billfold_page **page,
                                             billfold_error **err);

billfold_status billfold_request_to_link_list(const billfold_store *store,
                                              const billfold_list_options *options,
                                              billfold_page **page,
                                              billfold_error **err);

billfold_status billfold_request_to_link_set_status(const billfold_store *store,
                                                    const char *id,
                                                    size_t id_len,
                                                    const billfold_request_to_link_changes *changes,
                                                    billfold_page **page,
                                                    billfold_error **err);

billfold_status billfold_request_to_link_cancel(const billfold_store *store,
                                                const char *id,
                                                size_t id_len,
                                                const char *reason,
                                                size_t reason_len,
                                                billfold_page **page,
                                                billfold_error **err);

billfold_status billfold_request_to_link_cancel_json(const billfold_store *store,
                                                     const char *id,
                                                     size_t id_len,
                                                     const char *json,
                                                     size_t json_len,
                                                     billfold_page **page,
                                                     billfold_error **err);

billfold_status billfold_request_to_link_proceed(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

billfold_status billfold_link_session_find(const billfold_store *store,
                                           const char *link_token,
                                           size_t link_token_len,
                                           billfold_page **page,
                                           billfold_error **err);

billfold_status billfold_link_session_complete(const billfold_store *store,
                                               const char *link_token,
                                               size_t link_token_len,
                                               billfold_page **page,
                                               billfold_error **err);

billfold_status billfold_page_request_to_link(const billfold_page *page,
                                              size_t index,
                                              billfold_request_to_link *view,
                                              billfold_error **err);

billfold_status billfold_page_link_session(const billfold_page *page,
                                           size_t index,
                                           billfold_link_session *view,
                                           billfold_error **err);

billfold_status billfold_delivery_claim_due(const billfold_store *store,
                                            int64_t limit,
                                            int64_t lease_seconds,
                                            billfold_page **page,
                                            billfold_error **err);

billfold_status billfold_delivery_claim_one(const billfold_store *store,
                                            const char *id,
                                            size_t id_len,
                                            int64_t lease_seconds,
                                            billfold_page **page,
                                            billfold_error **err);

billfold_status billfold_page_delivery_claim(const billfold_page *page,
                                             size_t index,
                                             billfold_delivery_claim *view,
                                             billfold_error **err);

billfold_status billfold_page_delivery_claim_header(const billfold_page *page,
                                                    size_t index,
                                                    size_t header,
                                                    billfold_header *view,
                                                    billfold_error **err);

billfold_status billfold_delivery_get(const billfold_store *store,
                                      const char *id,
                                      size_t id_len,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_delivery_list(const billfold_store *store,
                                       const billfold_list_options *options,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_delivery_due(const billfold_store *store,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_delivery_report(const billfold_store *store,
                                         const char *id,
                                         size_t id_len,
                                         const billfold_attempt_report *report,
                                         billfold_page **page,
                                         billfold_error **err);

billfold_status billfold_delivery_replay(const billfold_store *store,
                                         const char *id,
                                         size_t id_len,
                                         billfold_page **page,
                                         billfold_error **err);

billfold_status billfold_delivery_replay_matching(const billfold_store *store,
                                                  const char *filter,
                                                  size_t filter_len,
                                                  int64_t *replayed,
                                                  billfold_error **err);

billfold_status billfold_delivery_end_waits(const billfold_store *store,
                                            billfold_error **err);

billfold_status billfold_page_delivery(const billfold_page *page,
                                       size_t index,
                                       billfold_delivery *view,
                                       billfold_error **err);

billfold_status billfold_page_delivery_attempt(const billfold_page *page,
                                               size_t index,
                                               size_t attempt,
                                               billfold_delivery_attempt *view,
                                               billfold_error **err);

billfold_status billfold_page_deliveries_due(const billfold_page *page,
                                             size_t index,
                                             billfold_deliveries_due *view,
                                             billfold_error **err);

billfold_status billfold_webhook_endpoint_create(const billfold_store *store,
                                                 const billfold_new_webhook_endpoint *input,
                                                 billfold_page **page,
                                                 billfold_error **err);

billfold_status billfold_webhook_endpoint_get(const billfold_store *store,
                                              const char *id,
                                              size_t id_len,
                                              billfold_page **page,
                                              billfold_error **err);

billfold_status billfold_webhook_endpoint_list(const billfold_store *store,
                                               int32_t status,
                                               const billfold_list_options *options,
                                               billfold_page **page,
                                               billfold_error **err);

billfold_status billfold_webhook_endpoint_update(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 const billfold_webhook_endpoint_changes *changes,
                                                 billfold_page **page,
                                                 billfold_error **err);

billfold_status billfold_webhook_endpoint_rotate_secret(const billfold_store *store,
                                                        const char *id,
                                                        size_t id_len,
                                                        billfold_page **page,
                                                        billfold_error **err);

billfold_status billfold_webhook_endpoint_secret(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

billfold_status billfold_webhook_endpoint_remove(const billfold_store *store,
                                                 const char *id,
                                                 size_t id_len,
                                                 billfold_page **page,
                                                 billfold_error **err);

billfold_status billfold_webhook_endpoint_test(const billfold_store *store,
                                               const char *id,
                                               size_t id_len,
                                               billfold_page **page,
                                               billfold_error **err);

billfold_status billfold_page_webhook_endpoint(const billfold_page *page,
                                               size_t index,
                                               billfold_webhook_endpoint *view,
                                               billfold_error **err);

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

billfold_status billfold_store_backup(const billfold_store *store,
                                      const char *path,
                                      size_t path_len,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_store_check(const billfold_store *store,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_store_compact(const billfold_store *store,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_page_backup(const billfold_page *page,
                                     size_t index,
                                     billfold_backup *view,
                                     billfold_error **err);

billfold_status billfold_page_check_report(const billfold_page *page,
                                           size_t index,
                                           billfold_check_report *view,
                                           billfold_error **err);

billfold_status billfold_page_check_report_check(const billfold_page *page,
                                                 size_t index,
                                                 size_t check,
                                                 billfold_check *view,
                                                 billfold_error **err);

billfold_status billfold_page_compaction(const billfold_page *page,
                                         size_t index,
                                         billfold_compaction *view,
                                         billfold_error **err);

billfold_status billfold_changes_since(const billfold_store *store,
                                       int64_t after,
                                       int64_t limit,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_event_list(const billfold_store *store,
                                    const billfold_list_options *options,
                                    billfold_page **page,
                                    billfold_error **err);

billfold_status billfold_event_history(const billfold_store *store,
                                       const char *object_id,
                                       size_t object_id_len,
                                       billfold_page **page,
                                       billfold_error **err);

billfold_status billfold_event_log_head(const billfold_store *store,
                                        billfold_page **page,
                                        billfold_error **err);

billfold_status billfold_event_verify(const billfold_store *store,
                                      const char *hash,
                                      size_t hash_len,
                                      int64_t count,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_page_event(const billfold_page *page,
                                    size_t index,
                                    billfold_event *view,
                                    billfold_error **err);

billfold_status billfold_page_log_head(const billfold_page *page,
                                       size_t index,
                                       billfold_log_head *view,
                                       billfold_error **err);

billfold_status billfold_page_verification(const billfold_page *page,
                                           size_t index,
                                           billfold_verification *view,
                                           billfold_error **err);

billfold_status billfold_settings_get(const billfold_store *store,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_settings_update(const billfold_store *store,
                                         const billfold_settings_changes *changes,
                                         billfold_page **page,
                                         billfold_error **err);

billfold_status billfold_page_settings(const billfold_page *page,
                                       size_t index,
                                       billfold_settings *view,
                                       billfold_error **err);

billfold_status billfold_stats_get(const billfold_store *store,
                                   const billfold_stats_options *options,
                                   billfold_page **page,
                                   billfold_error **err);

billfold_status billfold_page_stats(const billfold_page *page,
                                    size_t index,
                                    billfold_stats *view,
                                    billfold_error **err);

billfold_status billfold_page_stats_line(const billfold_page *page,
                                         size_t index,
                                         size_t line,
                                         billfold_stats_line *view,
                                         billfold_error **err);

billfold_status billfold_store_sweep(const billfold_store *store,
                                     int32_t force,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_page_sweep(const billfold_page *page,
                                    size_t index,
                                    billfold_sweep *view,
                                    billfold_error **err);

billfold_status billfold_takings_get(const billfold_store *store,
                                     const billfold_takings_options *options,
                                     billfold_page **page,
                                     billfold_error **err);

billfold_status billfold_page_takings(const billfold_page *page,
                                      size_t index,
                                      billfold_takings *view,
                                      billfold_error **err);

billfold_status billfold_page_takings_hour(const billfold_page *page,
                                           size_t index,
                                           size_t hour,
                                           billfold_takings_hour *view,
                                           billfold_error **err);

billfold_status billfold_store_export(const billfold_store *store,
                                      const char *path,
                                      size_t path_len,
                                      const billfold_export_options *options,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_store_import(const billfold_store *store,
                                      const char *path,
                                      size_t path_len,
                                      const billfold_import_options *options,
                                      billfold_page **page,
                                      billfold_error **err);

billfold_status billfold_page_export_report(const billfold_page *page,
                                            size_t index,
                                            billfold_export_report *view,
                                            billfold_error **err);

billfold_status billfold_page_export_report_kind(const billfold_page *page,
                                                 size_t index,
                                                 size_t kind,
                                                 billfold_export_kind *view,
                                                 billfold_error **err);

billfold_status billfold_page_import_report(const billfold_page *page,
                                            size_t index,
                                            billfold_import_report *view,
                                            billfold_error **err);

billfold_status billfold_page_import_report_refusal(const billfold_page *page,
                                                    size_t index,
                                                    size_t refusal,
                                                    billfold_import_refusal *view,
                                                    billfold_error **err);

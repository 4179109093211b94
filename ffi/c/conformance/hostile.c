/*
 * Calls every function as nobody should: with each pointer NULL in turn, with texts that are none,
 * with structs of all sizes, with numbers that mean nothing. Nothing may crash or stay behind, and
 * what fails must say so.
 */

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tables.h"

static int faults = 0;

static void fault(const char *function, const char *parameter, const char *what) {
  fprintf(stderr, "%s, %s: %s\n", function, parameter, what);
  faults++;
}

static billfold_store *store;
static billfold_page *page;

static void open_store(void) {
  billfold_open_options options = BILLFOLD_INIT(billfold_open_options);
  billfold_new_payment input = BILLFOLD_INIT(billfold_new_payment);
  billfold_page_free(page);
  billfold_store_free(store);
  options.mode = BILLFOLD_OPEN_IN_MEMORY;
  options.has = BILLFOLD_OPEN_HAS_PATIENCE;
  input.amount_minor = 1;
  input.currency = billfold_text("USD");
  if (billfold_store_open(NULL, BILLFOLD_NTS, &options, &store, NULL) != BILLFOLD_OK ||
      billfold_payment_create(store, &input, &page, NULL) != BILLFOLD_OK) {
    fputs("no store\n", stderr);
    exit(2);
  }
}

/* A call with parameters that are all right in themselves, until one is spoilt. */
struct call {
  const struct function *function;
  union word words[MOST_PARAMETERS];
  union word given[MOST_PARAMETERS];
  billfold_str texts[MOST_PARAMETERS];
  unsigned char *structs[MOST_PARAMETERS];
  billfold_error *error;
};

static const struct structure *structure_of(const char *name) {
  const struct structure *each = structures;
  while (strcmp(each->name, name) != 0) each++;
  return each;
}

enum { BEYOND = 64 };

static void *handle_of(const struct parameter *of) {
  if (strcmp(of->of, "billfold_store") == 0) return store;
  if (strcmp(of->of, "billfold_page") == 0) return page;
  return NULL; /* an error: there is none to be had but by failing */
}

static void prepare(struct call *call, const struct function *function) {
  int at;
  memset(call, 0, sizeof *call);
  call->function = function;
  for (at = 0; function->parameters[at].name; at++) {
    const struct parameter *of = &function->parameters[at];
    union word *word = &call->words[at];
    switch (of->kind) {
      case TAKES_HANDLE:
        word->pointer = handle_of(of);
        break;
      case TAKES_TEXT:
        word->pointer = (void *)"x";
        break;
      case TAKES_LENGTH:
        word->number = 1;
        break;
      case TAKES_INPUT:
      case GIVES_VIEW:
        call->structs[at] = malloc(structure_of(of->of)->size + BEYOND);
        memset(call->structs[at], 0, structure_of(of->of)->size + BEYOND);
        structure_of(of->of)->init(call->structs[at]);
        word->pointer = call->structs[at];
        break;
      case GIVES_HANDLE:
      case GIVES_I32:
      case GIVES_I64:
      case GIVES_SIZE:
        word->pointer = &call->given[at];
        break;
      case GIVES_TEXT:
        word->pointer = &call->texts[at];
        break;
      case GIVES_ERROR:
        word->pointer = &call->error;
        break;
      case TAKES_FREED: /* NULL */
      case TAKES_NUMBER:
      case TAKES_DOUBLE:
        break;
    }
  }
}

static void release(const char *of, void *handle) {
  if (strcmp(of, "billfold_store") == 0) billfold_store_free(handle);
  if (strcmp(of, "billfold_page") == 0) billfold_page_free(handle);
}

/* Makes the call and checks what is so of every one. */
static int64_t make(struct call *call, const char *spoilt) {
  const struct function *function = call->function;
  const struct parameter *of;
  union word result;
  bool failed;
  int at;
  result.number = 0;
  function->call(call->words, &result);
  failed = function->returns == RETURNS_STATUS && result.number != BILLFOLD_OK;
  if (result.number == BILLFOLD_PANIC && failed) fault(function->name, spoilt, "panicked");
  if (result.number == BILLFOLD_INTERNAL && failed) fault(function->name, spoilt, "internal");
  for (at = 0, of = function->parameters; of[at].name; at++) {
    if (of[at].kind == GIVES_HANDLE && failed && call->given[at].pointer) {
      fault(function->name, spoilt, "failed, and made something");
    }
    if (of[at].kind == GIVES_ERROR && call->words[at].pointer && failed != (call->error != NULL)) {
      fault(function->name, spoilt, "status and error disagree");
    }
  }
  return result.number;
}

static void end(struct call *call) {
  int64_t now;
  int at;
  for (at = 0; call->function->parameters[at].name; at++) {
    const struct parameter *of = &call->function->parameters[at];
    if (of->kind == GIVES_HANDLE) release(of->of, call->given[at].pointer);
    free(call->structs[at]);
  }
  billfold_error_free(call->error);
  /* What closes the store, or holds its writer, must not be in the way of the next. */
  if (billfold_store_now(store, &now, NULL) != BILLFOLD_OK) open_store();
}

/* Whether the error is of this code, and of this field. */
static bool says(const struct call *call, const char *code, const char *field) {
  billfold_error_info info = BILLFOLD_INIT(billfold_error_info);
  if (billfold_error_describe(call->error, &info) != BILLFOLD_OK) return false;
  return info.status == BILLFOLD_VALIDATION && strcmp(info.code.ptr, code) == 0 &&
         (!field || strcmp(info.field.ptr, field) == 0);
}

static bool is_pointer(enum parameter_kind kind) {
  return kind != TAKES_NUMBER && kind != TAKES_DOUBLE && kind != TAKES_LENGTH;
}

static void each_pointer_null(const struct function *function) {
  struct call call;
  int at;
  for (at = 0; function->parameters[at].name; at++) {
    const struct parameter *of = &function->parameters[at];
    bool on_store = strcmp(function->parameters[0].of ? function->parameters[0].of : "",
                           "billfold_store") == 0;
    bool must_be_given = of->kind == TAKES_HANDLE || of->kind == GIVES_HANDLE ||
                         (of->kind >= GIVES_VIEW && of->kind != GIVES_ERROR && on_store);
    bool has_error = false;
    int other;
    if (!is_pointer(of->kind)) continue;
    for (other = 0; function->parameters[other].name; other++) {
      if (function->parameters[other].kind == GIVES_ERROR && other != at) has_error = true;
    }
    prepare(&call, function);
    call.words[at].pointer = NULL;
    if (of->kind == TAKES_TEXT) call.words[at + 1].number = 0;
    make(&call, of->name);
    if (has_error && must_be_given && !says(&call, "null_pointer", of->name)) {
      fault(function->name, of->name, "is NULL, and that is not what the error says");
    }
    end(&call);
    if (of->kind != TAKES_TEXT) continue;
    prepare(&call, function);
    call.words[at].pointer = NULL;
    call.words[at + 1].number = 5;
    if (make(&call, of->name) == BILLFOLD_OK) fault(function->name, of->name, "NULL of length 5");
    end(&call);
  }
}

static void everything_null(const struct function *function) {
  struct call call;
  union word none[MOST_PARAMETERS];
  memset(none, 0, sizeof none);
  prepare(&call, function);
  memcpy(call.words, none, sizeof none);
  make(&call, "all");
  end(&call);
}

static const struct {
  const char *bytes;
  size_t length;
  const char *code;
} bad_texts[] = {{"\xff", 1, "utf8"},
                 {"a\xc3", 2, "utf8"},
                 {"\xed\xa0\x80", 3, "utf8"}, /* half a pair */
                 {"a\0b", 3, "nul"},
                 {"a", (size_t)1 << 63, "length"}};

static void each_text_bad(const struct function *function) {
  struct call call;
  int at;
  size_t bad;
  bool first = true;
  for (at = 0; function->parameters[at].name; at++) {
    const struct parameter *of = &function->parameters[at];
    if (of->kind != TAKES_TEXT) continue;
    for (bad = 0; bad < sizeof bad_texts / sizeof *bad_texts; bad++) {
      prepare(&call, function);
      call.words[at].pointer = (void *)bad_texts[bad].bytes;
      call.words[at + 1].number = (int64_t)bad_texts[bad].length;
      if (make(&call, of->name) == BILLFOLD_OK) fault(function->name, of->name, "took a bad text");
      if (first && !says(&call, bad_texts[bad].code, of->name)) {
        fault(function->name, of->name, bad_texts[bad].code);
      }
      end(&call);
    }
    first = false;
  }
}

static void each_number_odd(const struct function *function) {
  static const int64_t odd[] = {-1, 1, 99, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
  struct call call;
  int at;
  size_t which;
  for (at = 0; function->parameters[at].name; at++) {
    if (function->parameters[at].kind != TAKES_NUMBER) continue;
    for (which = 0; which < sizeof odd / sizeof *odd; which++) {
      /* A panic that is asked for is no fault. */
      if (strcmp(function->name, "billfold_debug_fail") == 0) continue;
      prepare(&call, function);
      call.words[at].number = odd[which];
      make(&call, function->parameters[at].name);
      end(&call);
    }
  }
}

/* Sizes of a struct that is given or filled. */
static void each_size(const struct function *function, int at) {
  const struct parameter *of = &function->parameters[at];
  size_t whole = structure_of(of->of)->size;
  const size_t sizes[] = {0, 1, 8, 15, 16, whole - 8, whole, whole + BEYOND, SIZE_MAX};
  size_t which, beyond;
  struct call call;
  for (which = 0; which < sizeof sizes / sizeof *sizes; which++) {
    size_t size = sizes[which];
    bool bad = size < 16 || size == SIZE_MAX;
    int64_t status;
    prepare(&call, function);
    memcpy(call.structs[at], &size, sizeof size);
    if (of->kind == GIVES_VIEW) memset(call.structs[at] + 8, 0x5a, whole + BEYOND - 8);
    status = make(&call, of->name);
    if (bad && status == BILLFOLD_OK) fault(function->name, of->name, "took a bad struct_size");
    for (beyond = size; !bad && of->kind == GIVES_VIEW && beyond < whole + BEYOND; beyond++) {
      if (call.structs[at][beyond] != 0x5a) {
        fault(function->name, of->name, "wrote behind the struct");
        break;
      }
    }
    for (beyond = whole; status == BILLFOLD_OK && of->kind == GIVES_VIEW && beyond < size; beyond++) {
      if (!bad && call.structs[at][beyond] != 0) {
        fault(function->name, of->name, "left what it does not know");
        break;
      }
    }
    end(&call);
  }
}

/* A struct with something behind it that nobody knows. */
static void a_tail(const struct function *function, int at) {
  size_t whole = structure_of(function->parameters[at].of)->size, size = whole + BEYOND;
  struct call call;
  prepare(&call, function);
  memcpy(call.structs[at], &size, sizeof size);
  call.structs[at][size - 1] = 1;
  if (make(&call, "tail") == BILLFOLD_OK) fault(function->name, "tail", "was overlooked");
  end(&call);
}

static void spoil_field(struct call *call, int at, const struct field *field, int how) {
  unsigned char *to = call->structs[at] + field->offset;
  static const int32_t narrow[] = {-1, 99, INT32_MIN};
  static const int64_t wide[] = {-1, INT64_MAX, INT64_MIN};
  billfold_str text;
  size_t count = 5;
  switch (field->kind) {
    case IS_I32:
      memcpy(to, &narrow[how], sizeof narrow[how]);
      break;
    case IS_I64:
    case IS_U64:
      memcpy(to, &wide[how], sizeof wide[how]);
      break;
    case IS_TEXT:
      text.ptr = how == 2 ? NULL : bad_texts[how * 3].bytes;
      text.len = how == 2 ? 5 : bad_texts[how * 3].length;
      memcpy(to, &text, sizeof text);
      break;
    case IS_TEXTS:
      memcpy(call->structs[at] + field->count_offset, &count, sizeof count); /* of NULL */
      break;
    case IS_SIZE: /* a count, or the struct's size, which others see to */
    case IS_DOUBLE:
      break;
  }
}

static void each_field_bad(const struct function *function, int at) {
  const struct field *field = structure_of(function->parameters[at].of)->fields;
  struct call call;
  int how;
  for (; field->name; field++) {
    for (how = 0; how < 3; how++) {
      int64_t status;
      prepare(&call, function);
      spoil_field(&call, at, field, how);
      status = make(&call, field->name);
      if ((field->kind == IS_TEXT || field->kind == IS_TEXTS) && status != BILLFOLD_VALIDATION) {
        fault(function->name, field->name, "a bad text was not refused");
      }
      end(&call);
    }
  }
}

static void versions(void) {
  char text[64];
  int number = BILLFOLD_VERSION_NUMBER;
  snprintf(text, sizeof text, "%d.%d.%d", number / 1000000, number / 1000 % 1000, number % 1000);
  if (strcmp(billfold_version(), text) != 0) fault("billfold_version", "text", billfold_version());
  if (billfold_version_number() != number) fault("billfold_version_number", "", "is another");
  if (billfold_abi_version() != BILLFOLD_ABI_VERSION) fault("billfold_abi_version", "", "is another");
}

static void take_message(void *user_data, int32_t level, const char *target, const char *message) {
  (void)user_data, (void)level, (void)target, (void)message;
}

/* The one function that takes callbacks, which the tables do not have. */
static void hooks(void) {
  int data = 0;
  if (billfold_log_set_hook(NULL, NULL, NULL, BILLFOLD_LOG_OFF, NULL) != BILLFOLD_OK ||
      billfold_log_set_hook(NULL, &data, NULL, BILLFOLD_LOG_INFO, NULL) != BILLFOLD_OK ||
      billfold_log_set_hook(take_message, NULL, NULL, 99, NULL) != BILLFOLD_VALIDATION ||
      billfold_log_set_hook(take_message, NULL, NULL, BILLFOLD_LOG_INFO, NULL) != BILLFOLD_OK ||
      billfold_log_set_hook(take_message, NULL, NULL, -1, NULL) != BILLFOLD_VALIDATION ||
      billfold_log_set_hook(NULL, NULL, NULL, BILLFOLD_LOG_OFF, NULL) != BILLFOLD_OK) {
    fault("billfold_log_set_hook", "all", "answers otherwise");
  }
}

int main(void) {
  const struct function *function;
  int at;
  versions();
  hooks();
  open_store();
  for (function = functions; function->name; function++) {
    each_pointer_null(function);
    everything_null(function);
    each_text_bad(function);
    each_number_odd(function);
    for (at = 0; function->parameters[at].name; at++) {
      enum parameter_kind kind = function->parameters[at].kind;
      if (kind != TAKES_INPUT && kind != GIVES_VIEW) continue;
      each_size(function, at);
      if (kind == TAKES_INPUT) a_tail(function, at);
      if (kind == TAKES_INPUT) each_field_bad(function, at);
    }
  }
  billfold_page_free(page);
  billfold_store_free(store);
  if (billfold_debug_live() != 0) fault("billfold_debug_live", "", "something stayed behind");
  return faults == 0 ? 0 : 1;
}

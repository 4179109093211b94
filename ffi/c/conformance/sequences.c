/*
 * Calls in sequences that nobody thought of: bytes choose the functions, their parameters, and what
 * is freed when. Whatever comes of it, nothing may crash, panic or stay behind, a failed call must
 * have made nothing, and what a page holds must be readable.
 *
 *     sequences FIRST COUNT    tries so many sequences of bytes, made from the numbers from FIRST on
 *
 * Built with -DFUZZER, it is a fuzz target for libFuzzer instead. What it strives for is told by
 * counters of our own: which function came to which end, after which other had succeeded.
 */

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tables.h"

enum { MOST_HANDLES = 8, MOST_TEXTS = 48, MOST_CALLS = 400 };

/* Bytes that choose; when there are no more, all choices are 0. */
static const uint8_t *bytes;
static size_t bytes_left;

static unsigned choose(unsigned below) {
  unsigned chosen = 0, large = below > 16;
  for (; bytes_left > 0 && below > 1; bytes_left--) {
    chosen = chosen * 256 + *bytes++;
    if (large == 0) {
      bytes_left--;
      return chosen % below;
    }
    large--;
  }
  return 0;
}

static void fault(const char *function, const char *what) {
  fprintf(stderr, "%s: %s\n", function, what);
  abort();
}

static void *some(void *memory) {
  if (!memory) fault("malloc", "no memory");
  return memory;
}

/* ---- what there is to choose from ---- */

struct pool {
  const char *of;
  void *handles[MOST_HANDLES];
  unsigned count;
};

static struct pool pools[] = {
    {"billfold_store", {NULL}, 0}, {"billfold_page", {NULL}, 0}, {"billfold_error", {NULL}, 0}};

/* Texts that records showed, such as ids and keys, with where they stood. */
static struct {
  const struct structure *of;
  const char *field;
  char *text;
} learned[MOST_TEXTS];
static unsigned learned_count;

/* What a text of this name may well be. */
static const struct {
  const char *name, *text;
} good_texts[] = {
    {"currency", "USD"},
    {"cap_currency", "USD"},
    {"name", "Ana"},
    {"customer_name", "Ana"},
    {"client_id_name", "Kiosk"},
    {"display_name", "Acme"},
    {"primary_color", "#112233"},
    {"secondary_color", "#112233"},
    {"accent_color", "#112233"},
    {"background_color", "#ffffff"},
    {"text_color", "#000000"},
    {"email", "ana@example.com"},
    {"customer_email", "ana@example.com"},
    {"description", "chairs"},
    {"url", "https://shop.example/hook"},
    {"token_or_url", "https://shop.example/hook"},
    {"metadata", "{\"order\": 1}"},
    {"payment_method", "{\"type\": \"cash\"}"},
    {"code", "declined"},
    {"filter", "created:24h"},
    {"event_types", "payment.*"},
    {"key", "order-1"},
    {"client_user_id", "user-1"},
    {"biller_id", "power"},
};

static const char *const wild_texts[] = {
    "", "x", "500.00", "cli_A", "{}", "[", "{\"amount\": \"1.00\", \"currency\": \"USD\"}",
    "status:pending amount:1..5 ana", "2026-04-01T10:00:00Z", "\xc3\x28",
};

static struct pool *pool_of(const char *name) {
  struct pool *pool = pools;
  while (strcmp(pool->of, name) != 0) pool++;
  return pool;
}

static void release(const char *of, void *handle) {
  if (strcmp(of, "billfold_store") == 0) billfold_store_free(handle);
  if (strcmp(of, "billfold_page") == 0) billfold_page_free(handle);
  if (strcmp(of, "billfold_error") == 0) billfold_error_free(handle);
}

static void remember(const char *of, void *handle) {
  struct pool *pool = pool_of(of);
  unsigned at = pool->count;
  if (at == MOST_HANDLES) {
    at = choose(MOST_HANDLES);
    release(of, pool->handles[at]);
  } else {
    pool->count++;
  }
  pool->handles[at] = handle;
}

static bool ends_with(const char *text, const char *end) {
  size_t length = strlen(text), of_end = strlen(end);
  return length >= of_end && strcmp(text + length - of_end, end) == 0;
}

static void learn(const struct structure *of, const char *field, const char *text) {
  unsigned at = learned_count;
  bool names = ends_with(field, "id") || ends_with(field, "key") || ends_with(field, "secret") ||
               strcmp(field, "url") == 0 || ends_with(field, "token") || ends_with(field, "cursor");
  if (!*text || !names) return;
  if (at == MOST_TEXTS) {
    at = choose(MOST_TEXTS);
    free(learned[at].text);
  } else {
    learned_count++;
  }
  learned[at].of = of;
  learned[at].field = field;
  learned[at].text = some(malloc(strlen(text) + 1));
  strcpy(learned[at].text, text);
}

/* Whether what was learned may be meant by this name in this function: the id of a payment by `id`
 * in billfold_payment_get, by `payment_id` elsewhere. */
static bool is_meant(unsigned at, const char *function, const char *name) {
  const char *noun = learned[at].of->name + strlen("billfold_"), *field = learned[at].field;
  if (ends_with(field, "id") && strcmp(name, "id") == 0) {
    return strncmp(function + strlen("billfold_"), noun, strlen(noun)) == 0 &&
           (strcmp(field, "id") == 0 || strncmp(field, noun, strlen(noun)) == 0);
  }
  if (strcmp(field, "id") == 0 && ends_with(name, "_id")) {
    return strncmp(name, noun, strlen(noun)) == 0;
  }
  return strcmp(field, name) == 0 || (strcmp(name, "token_or_url") == 0 && strcmp(field, "url") == 0);
}

static const char *some_text(const char *function, const char *name) {
  unsigned start = choose(MOST_TEXTS), at;
  size_t good;
  if (choose(16) == 0) return wild_texts[choose(sizeof wild_texts / sizeof *wild_texts)];
  for (at = 0; at < learned_count; at++) {
    unsigned each = (start + at) % learned_count;
    if (is_meant(each, function, name)) return learned[each].text;
  }
  for (good = 0; good < sizeof good_texts / sizeof *good_texts; good++) {
    if (strcmp(good_texts[good].name, name) == 0) return good_texts[good].text;
  }
  return NULL;
}

static billfold_str some_str(const char *function, const char *name) {
  billfold_str text = billfold_text(choose(8) == 0 ? NULL : some_text(function, name));
  if (text.ptr && choose(2)) text.len = strlen(text.ptr);
  return text;
}

static int64_t some_number(const char *name) {
  static const int64_t wild[] = {-1, 20, 1775037600, 1775041200, INT32_MAX, INT64_MAX, INT64_MIN};
  if (choose(16) == 0) return wild[choose(sizeof wild / sizeof *wild)];
  if (ends_with(name, "amount_minor")) return 1 + choose(50);
  if (strcmp(name, "time") == 0) return 1775037600 + 600 * choose(12);
  if (strcmp(name, "bps") == 0) return choose(200);
  return choose(2) * choose(4);
}

/* ---- one call ---- */

struct call {
  const struct function *function;
  union word words[MOST_PARAMETERS];
  union word given[MOST_PARAMETERS];
  billfold_str texts[MOST_PARAMETERS];
  unsigned char *structs[MOST_PARAMETERS];
  billfold_str lists[MOST_PARAMETERS][3];
};

static const struct structure *structure_of(const char *name) {
  const struct structure *each = structures;
  while (strcmp(each->name, name) != 0) each++;
  return each;
}

/* Whether a field is to be given: most need not be, and too many are never right together. */
static bool is_given(const char *name) {
  static const char *const needed[] = {"currency", "amount_minor",   "name", "url",
                                       "bps",      "client_id_name", "filter", "display_name",
                                       "fee_bearer", "orchestrator_id", "client_user_id",
                                       "biller_id", "event_types", "struct_size"};
  size_t at;
  for (at = 0; at < sizeof needed / sizeof *needed; at++) {
    if (strcmp(needed[at], name) == 0) return choose(16) != 0;
  }
  return choose(8) == 0;
}

static void fill_struct(struct call *call, int at, const struct structure *of) {
  const char *function = call->function->name;
  const struct field *field;
  unsigned char *memory = call->structs[at] = some(calloc(1, of->size));
  of->init(memory);
  for (field = of->fields + 1; field->name; field++) {
    int64_t number;
    int32_t narrow;
    billfold_str text;
    const billfold_str *list = call->lists[at];
    size_t count = choose(4);
    if (!is_given(field->name)) continue;
    switch (field->kind) {
      case IS_I32:
        narrow = strcmp(field->name, "reserved") == 0 ? choose(99) == 98 : (int32_t)choose(3);
        memcpy(memory + field->offset, &narrow, sizeof narrow);
        break;
      case IS_U64: /* bits of `has` */
        number = choose(256);
        memcpy(memory + field->offset, &number, sizeof number);
        break;
      case IS_I64:
        number = some_number(field->name);
        memcpy(memory + field->offset, &number, sizeof number);
        break;
      case IS_TEXT:
        text = some_str(function, field->name);
        memcpy(memory + field->offset, &text, sizeof text);
        break;
      case IS_TEXTS:
        call->lists[at][0] = call->lists[at][1] = call->lists[at][2] =
            some_str(function, field->name);
        memcpy(memory + field->offset, &list, sizeof list);
        memcpy(memory + field->count_offset, &count, sizeof count);
        break;
      case IS_SIZE: /* counts go with their texts */
      case IS_DOUBLE:
        break;
    }
  }
}

static void prepare(struct call *call, int at) {
  const struct parameter *of = &call->function->parameters[at];
  union word *word = &call->words[at];
  struct pool *pool;
  billfold_str text;
  unsigned chosen;
  switch (of->kind) {
    case TAKES_HANDLE:
      pool = pool_of(of->of);
      if (pool->count > 0) word->pointer = pool->handles[choose(pool->count)];
      break;
    case TAKES_FREED:
      pool = pool_of(of->of);
      if (pool->count == 0) break;
      chosen = choose(pool->count);
      word->pointer = pool->handles[chosen];
      pool->handles[chosen] = pool->handles[--pool->count];
      break;
    case TAKES_TEXT:
      text = some_str(call->function->name, of->name);
      word[0].pointer = (void *)text.ptr;
      word[1].number = (int64_t)text.len;
      break;
    case TAKES_LENGTH:
      break;
    case TAKES_NUMBER:
      word->number = some_number(of->name);
      break;
    case TAKES_DOUBLE:
      word->real = (double)choose(256);
      break;
    case TAKES_INPUT:
      if (choose(16) == 0) break;
      fill_struct(call, at, structure_of(of->of));
      word->pointer = call->structs[at];
      break;
    case GIVES_VIEW:
      call->structs[at] = some(calloc(1, structure_of(of->of)->size));
      structure_of(of->of)->init(call->structs[at]);
      word->pointer = call->structs[at];
      break;
    case GIVES_TEXT:
      word->pointer = &call->texts[at];
      break;
    default:
      memset(&call->given[at], 0x5a, sizeof call->given[at]);
      word->pointer = &call->given[at];
      break;
  }
}

/* Reads what a view shows, and remembers the texts by which records name each other. */
static void read_view(const struct structure *of, const unsigned char *view) {
  const struct field *field;
  size_t index, count;
  billfold_str text;
  const billfold_str *texts;
  for (field = of->fields; field->name; field++) {
    if (field->kind == IS_TEXT) {
      memcpy(&text, view + field->offset, sizeof text);
      if (strlen(text.ptr) != text.len) fault(of->name, field->name);
      if (choose(4) != 0) learn(of, field->name, text.ptr);
    } else if (field->kind == IS_TEXTS) {
      memcpy(&texts, view + field->offset, sizeof texts);
      memcpy(&count, view + field->count_offset, sizeof count);
      for (index = 0; index < count; index++) {
        if (strlen(texts[index].ptr) != texts[index].len) fault(of->name, field->name);
      }
    }
  }
}

/* Shows a page's records by the accessors that fit. */
static void read_page(billfold_page *page) {
  const struct function *each;
  size_t index, count = billfold_page_count(page);
  billfold_str json;
  if (billfold_page_json(page, &json, NULL) != BILLFOLD_OK) fault("billfold_page_json", "failed");
  for (each = functions; each->name; each++) {
    const struct parameter *of = each->parameters;
    if (!of[0].name || !of[1].name || !of[2].name || of[1].kind != TAKES_NUMBER) continue;
    if (strcmp(of[0].name, "page") != 0 || of[2].kind != GIVES_VIEW) continue;
    for (index = 0; index < count; index++) {
      const struct structure *shown = structure_of(of[2].of);
      union word words[4], result;
      unsigned char *view = some(calloc(1, shown->size));
      shown->init(view);
      memset(words, 0, sizeof words);
      words[0].pointer = page;
      words[1].number = (int64_t)index;
      words[2].pointer = view;
      each->call(words, &result);
      if (result.number == BILLFOLD_OK) read_view(shown, view);
      free(view);
    }
  }
}

static void take_given(struct call *call, bool failed) {
  const struct parameter *of = call->function->parameters;
  int at;
  for (at = 0; of[at].name; at++) {
    void *handle = call->given[at].pointer;
    if (of[at].kind == GIVES_HANDLE) {
      if ((handle == NULL) != failed) fault(call->function->name, "made and status disagree");
      if (handle && strcmp(of[at].of, "billfold_page") == 0) read_page(handle);
      if (handle) remember(of[at].of, handle);
    } else if (of[at].kind == GIVES_ERROR) {
      if ((handle != NULL) != failed) fault(call->function->name, "error and status disagree");
      if (handle) remember("billfold_error", handle);
    } else if (of[at].kind == GIVES_VIEW && !failed) {
      read_view(structure_of(of[at].of), call->structs[at]);
    }
  }
}

/* Opening goes to files and waits, and a panic that is asked for is no fault. What ends a store is
 * done more seldom, so that more is done before. */
static bool is_left_out(const char *name) {
  if (strcmp(name, "billfold_store_open") == 0 || strcmp(name, "billfold_debug_fail") == 0) return true;
  return (strcmp(name, "billfold_store_close") == 0 || strcmp(name, "billfold_store_begin") == 0 ||
          strcmp(name, "billfold_store_interrupt") == 0) &&
         choose(4) != 0;
}

/* What is of no more use, or in the way of others, is freed, so that others come to be used. */
static void give_way(billfold_status status, void *handle) {
  struct pool *stores = pool_of("billfold_store");
  unsigned at = 0;
  bool of_no_use = status == BILLFOLD_CLOSED || status == BILLFOLD_INTERRUPTED ||
                   status == BILLFOLD_AUTHENTICATION || status == BILLFOLD_FORBIDDEN;
  if (!(of_no_use ? choose(2) : status == BILLFOLD_BUSY) || stores->count == 0) return;
  if (of_no_use) {
    while (at < stores->count && stores->handles[at] != handle) at++;
  } else {
    at = stores->count - 1;
  }
  if (at == stores->count) return;
  billfold_store_free(stores->handles[at]);
  stores->handles[at] = stores->handles[--stores->count];
}

#ifdef FUZZER
static uint8_t reached[1 << 16] __attribute__((section("__libfuzzer_extra_counters")));

static void tell(const struct call *call, int64_t status) {
  static unsigned before;
  unsigned function = (unsigned)(call->function - functions), place = function;
  billfold_error_info info = BILLFOLD_INIT(billfold_error_info);
  const char *letter;
  struct pool *errors = pool_of("billfold_error");
  if (status == BILLFOLD_OK) {
    place += 400 + 200 * before;
    before = function;
  } else if (errors->count > 0 && billfold_error_describe(errors->handles[errors->count - 1],
                                                          &info) == BILLFOLD_OK) {
    for (letter = info.code.ptr; *letter; letter++) place = place * 31 + (unsigned char)*letter;
  }
  reached[place % sizeof reached] = 1;
}
#else
static void tell(const struct call *call, int64_t status) { (void)call, (void)status; }
#endif

static void make_call(void) {
  struct call call;
  union word result;
  unsigned count = 0;
  int at;
  memset(&call, 0, sizeof call);
  while (functions[count].name) count++;
  call.function = &functions[choose(count)];
  if (is_left_out(call.function->name)) return;
  for (at = 0; call.function->parameters[at].name; at++) prepare(&call, at);
  result.number = 0;
  call.function->call(call.words, &result);
  if (call.function->returns == RETURNS_STATUS) {
    if (result.number == BILLFOLD_PANIC) fault(call.function->name, "panicked");
    if (result.number == BILLFOLD_INTERNAL) fault(call.function->name, "internal");
    if (result.number == BILLFOLD_CORRUPT) fault(call.function->name, "corrupt");
    take_given(&call, result.number != BILLFOLD_OK);
    tell(&call, result.number);
    give_way((billfold_status)result.number, call.words[0].pointer);
  }
  for (at = 0; at < MOST_PARAMETERS; at++) free(call.structs[at]);
}

static void open_store(void) {
  billfold_open_options options = BILLFOLD_INIT(billfold_open_options);
  billfold_store *store = NULL;
  options.mode = BILLFOLD_OPEN_IN_MEMORY;
  options.has = BILLFOLD_OPEN_HAS_PATIENCE; /* of none: nobody would come to end a wait */
  options.clock = BILLFOLD_CLOCK_MANUAL;
  options.time = 1775037600;
  if (billfold_store_open(NULL, 0, &options, &store, NULL) != BILLFOLD_OK) {
    fault("billfold_store_open", "failed");
  }
  remember("billfold_store", store);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  unsigned at;
  int calls = 0;
  bytes = data;
  bytes_left = size;
  while (bytes_left > 0 && calls++ < MOST_CALLS) {
    if (pool_of("billfold_store")->count == 0) open_store();
    make_call();
  }
  bytes_left = 0;
  for (at = 0; at < sizeof pools / sizeof *pools; at++) {
    while (pools[at].count > 0) release(pools[at].of, pools[at].handles[--pools[at].count]);
  }
  while (learned_count > 0) free(learned[--learned_count].text);
  if (billfold_debug_live() != 0) fault("billfold_debug_live", "something stayed behind");
  return 0;
}

#ifndef FUZZER
int main(int count, char **arguments) {
  uint64_t number, last;
  if (count != 3) return 2;
  number = strtoull(arguments[1], NULL, 10);
  for (last = number + strtoull(arguments[2], NULL, 10); number < last; number++) {
    uint8_t made[8192];
    size_t at;
    uint64_t state = number * UINT64_C(0x9e3779b97f4a7c15) + 1;
    for (at = 0; at < sizeof made; at++) {
      state ^= state << 13, state ^= state >> 7, state ^= state << 17;
      made[at] = (uint8_t)(state >> 32);
    }
    /* To be told where it was if it does not come back. */
    fprintf(stderr, "%" PRIu64 "\r", number);
    LLVMFuzzerTestOneInput(made, sizeof made);
  }
  return 0;
}
#endif

/*
 * Executes conformance steps through the C ABI and tells what each call answered with, one line of
 * JSON a step. It judges nothing. What it knows of the functions and structs it knows from tables,
 * so that it needs no change when there is a new one. README.md beside the steps has the form of
 * both steps and lines.
 *
 *     runner FOLDER FILE...
 */

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cJSON.h>

#include "tables.h"

/* Something that a step gave a name: a handle, or a text. */
struct kept {
  struct kept *next;
  char *name;
  const char *of; /* the handle's type; NULL: it is a text */
  void *handle;
  char *text;
};

/* Memory lent to a call. */
struct block {
  struct block *next;
  size_t size;
};

/* One execution of one file. */
static struct {
  char folder[4096];
  bool counted; /* texts go with their length, else with a NUL */
  struct kept *kept;
} run;

static struct block *lent;
static bool called[sizeof functions / sizeof *functions];

static void die(const char *format, ...) {
  va_list values;
  va_start(values, format);
  fputs("runner: ", stderr);
  vfprintf(stderr, format, values);
  fputc('\n', stderr);
  va_end(values);
  exit(2);
}

static void *some(void *memory) {
  if (!memory) die("no memory");
  return memory;
}

static char *copy(const char *text) {
  size_t size = strlen(text) + 1;
  return memcpy(some(malloc(size)), text, size);
}

/* Memory that ends where its content ends, so that reading beyond it is seen. */
static void *lend(size_t size) {
  struct block *block = some(calloc(1, sizeof *block + size));
  block->size = size;
  block->next = lent;
  lent = block;
  return block + 1;
}

/* A call must have copied what it was lent: nothing of that is left when it has returned. */
static void take_back(void) {
  while (lent) {
    struct block *block = lent;
    lent = block->next;
    memset(block + 1, 0xa5, block->size);
    free(block);
  }
}

/* ---- what stands in the tables ---- */

static const struct function *function_of(const char *name) {
  const struct function *each;
  for (each = functions; each->name; each++) {
    if (strcmp(each->name, name) == 0) return each;
  }
  die("there is no function %s", name);
  return NULL;
}

static const struct structure *structure_of(const char *name) {
  const struct structure *each;
  for (each = structures; each->name; each++) {
    if (strcmp(each->name, name) == 0) return each;
  }
  die("there is no struct %s", name);
  return NULL;
}

static const struct field *field_of(const struct structure *of, const char *name) {
  const struct field *each;
  for (each = of->fields; each->name; each++) {
    if (strcmp(each->name, name) == 0) return each;
  }
  return NULL;
}

static uint64_t constant_of(const char *name) {
  const struct constant *each;
  for (each = constants; each->name; each++) {
    if (strcmp(each->name, name) == 0) return each->value;
  }
  die("there is no constant %s", name);
  return 0;
}

static union word invoke(const struct function *function, const union word *words) {
  union word result;
  result.number = 0;
  called[function - functions] = true;
  function->call(words, &result);
  return result;
}

/* As invoke, for a call that shows something that is there. */
static union word must(const char *name, union word *words) {
  const struct function *function = function_of(name);
  union word result = invoke(function, words);
  if (function->returns == RETURNS_STATUS && result.number != BILLFOLD_OK) {
    die("%s answered %" PRId64, name, result.number);
  }
  return result;
}

/* ---- what steps name ---- */

static struct kept *find_kept(const char *name, size_t length) {
  struct kept *each;
  for (each = run.kept; each; each = each->next) {
    if (strlen(each->name) == length && strncmp(each->name, name, length) == 0) return each;
  }
  return NULL;
}

static struct kept *keep(const char *name) {
  struct kept *made = find_kept(name, strlen(name));
  if (made && made->of) die("%s is kept already", name);
  if (made) {
    free(made->text);
    made->text = NULL;
    return made;
  }
  made = some(calloc(1, sizeof *made));
  made->name = copy(name);
  made->next = run.kept;
  run.kept = made;
  return made;
}

static void forget(const struct kept *gone) {
  struct kept **at = &run.kept;
  while (*at != gone) at = &(*at)->next;
  *at = gone->next;
  free(gone->name);
  free(gone->text);
  free((void *)gone);
}

static struct kept *handle_named(const char *name, const char *of) {
  struct kept *found = find_kept(name, strlen(name));
  if (!found || !found->of || strcmp(found->of, of) != 0) die("%s is no %s", name, of);
  return found;
}

static bool is_of_a_name(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
}

/* The text with each $name replaced by what was kept under it. */
static char *expand(const char *text) {
  size_t length = 0;
  char *made = copy("");
  while (*text) {
    const char *piece = text++;
    size_t size = 1;
    if (*piece == '$' && is_of_a_name(*text)) {
      const struct kept *found;
      while (is_of_a_name(*text)) text++;
      found = find_kept(piece + 1, (size_t)(text - piece) - 1);
      if (!found || !found->text) die("nothing is kept under %.*s", (int)(text - piece), piece);
      piece = found->text;
      size = strlen(piece);
    }
    made = some(realloc(made, length + size + 1));
    memcpy(made + length, piece, size);
    length += size;
    made[length] = '\0';
  }
  return made;
}

static const cJSON *member(const cJSON *object, const char *name) {
  return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *text_in(const cJSON *object, const char *name) {
  return cJSON_GetStringValue(member(object, name));
}

static bool is_null(const cJSON *value) { return cJSON_IsNull(value); }

/* A number, a constant's name, several of them, or a kept text of digits. */
static int64_t number_of(const cJSON *value) {
  int64_t number = 0;
  if (!value) return 0;
  if (cJSON_IsNumber(value)) return (int64_t)value->valuedouble;
  if (cJSON_IsBool(value)) return cJSON_IsTrue(value);
  if (cJSON_IsString(value)) {
    char *text = expand(value->valuestring);
    if (text[0] == '-' || (text[0] >= '0' && text[0] <= '9')) {
      number = strtoll(text, NULL, 10);
    } else {
      number = (int64_t)constant_of(text);
    }
    free(text);
  } else if (cJSON_IsArray(value)) {
    const cJSON *each;
    cJSON_ArrayForEach(each, value) number |= number_of(each);
  } else {
    die("%s is no number", value->string ? value->string : "something");
  }
  return number;
}

/* The bytes that a text of hexadecimal digits stands for; how many goes to `size`. */
static unsigned char *bytes_of(const char *digits, size_t *size) {
  size_t at;
  unsigned char *bytes;
  *size = strlen(digits) / 2;
  bytes = some(calloc(1, *size + 1));
  for (at = 0; at < *size; at++) {
    char pair[3] = {digits[2 * at], digits[2 * at + 1], '\0'};
    bytes[at] = (unsigned char)strtoul(pair, NULL, 16);
  }
  return bytes;
}

static billfold_str text_of(const cJSON *value) {
  billfold_str text = {NULL, run.counted ? 0 : BILLFOLD_NTS};
  char *copied;
  if (!value || is_null(value)) return text;
  if (cJSON_IsObject(value) && text_in(value, "bytes")) {
    unsigned char *bytes = bytes_of(text_in(value, "bytes"), &text.len);
    text.ptr = memcpy(lend(text.len), bytes, text.len);
    free(bytes);
    return text;
  }
  if (!cJSON_IsString(value)) die("%s is no text", value->string ? value->string : "something");
  copied = expand(value->valuestring);
  if (run.counted) text.len = strlen(copied);
  text.ptr = memcpy(lend(strlen(copied) + !run.counted), copied, strlen(copied) + !run.counted);
  free(copied);
  return text;
}

static void set_texts(unsigned char *at, const struct field *field, const cJSON *value) {
  size_t count = (size_t)cJSON_GetArraySize(value), given = 0;
  billfold_str *texts = lend(count * sizeof *texts);
  const cJSON *each;
  if (!cJSON_IsArray(value)) die("%s is no list of texts", field->name);
  cJSON_ArrayForEach(each, value) texts[given++] = text_of(each);
  memcpy(at + field->offset, &texts, sizeof texts);
  memcpy(at + field->count_offset, &count, sizeof count);
}

static void set_field(unsigned char *at, const struct field *field, const cJSON *value) {
  int32_t narrow;
  int64_t number;
  double real;
  billfold_str text;
  switch (field->kind) {
    case IS_I32:
      narrow = (int32_t)number_of(value);
      memcpy(at + field->offset, &narrow, sizeof narrow);
      break;
    case IS_I64:
    case IS_U64:
    case IS_SIZE: /* as wide as the others wherever this runs */
      number = number_of(value);
      memcpy(at + field->offset, &number, sizeof number);
      break;
    case IS_DOUBLE:
      real = cJSON_GetNumberValue(value);
      memcpy(at + field->offset, &real, sizeof real);
      break;
    case IS_TEXT:
      text = text_of(value);
      memcpy(at + field->offset, &text, sizeof text);
      break;
    case IS_TEXTS:
      set_texts(at, field, value);
      break;
  }
}

/* What a struct says its size is: its own, unless the step says otherwise. How many bytes of it
 * there are goes to `there`, what stands in those beyond its own to `tail`. */
static size_t size_said(const struct structure *of, const cJSON *said, size_t *there, int *tail) {
  size_t size = of->size;
  *tail = 0;
  if (cJSON_IsObject(said) && text_in(said, "before")) {
    const struct field *field = field_of(of, text_in(said, "before"));
    if (!field) die("%s has no %s", of->name, text_in(said, "before"));
    size = field->offset;
  } else if (cJSON_IsObject(said)) {
    size += (size_t)number_of(member(said, "more"));
    *tail = (int)number_of(member(said, "tail"));
  } else if (said) {
    size = (size_t)number_of(said);
  }
  *there = size < sizeof size ? sizeof size : size > of->size + 4096 ? of->size : size;
  return size;
}

/* A struct with the fields that a step gives. */
static void *struct_of(const struct structure *of, const cJSON *value, size_t *there) {
  int tail;
  size_t size = size_said(of, member(value, "struct_size"), there, &tail);
  size_t room = *there > of->size ? *there : of->size;
  unsigned char *whole = some(malloc(room)), *given = lend(*there);
  const cJSON *each;
  memset(whole, tail, room);
  of->init(whole);
  cJSON_ArrayForEach(each, value) {
    const struct field *field = field_of(of, each->string);
    if (!field) die("%s has no %s", of->name, each->string);
    if (strcmp(each->string, "struct_size") != 0) set_field(whole, field, each);
  }
  memcpy(whole, &size, sizeof size);
  memcpy(given, whole, *there);
  free(whole);
  return given;
}

/* ---- what calls answer with ---- */

static cJSON *json_number(int64_t number) {
  char text[32];
  snprintf(text, sizeof text, "%" PRId64, number);
  return some(cJSON_CreateRaw(text));
}

static cJSON *json_real(double real) {
  char text[64];
  snprintf(text, sizeof text, "%.17g", real);
  return some(cJSON_CreateRaw(text));
}

static cJSON *json_text(billfold_str text) {
  if (!text.ptr || text.ptr[text.len] != '\0' || strlen(text.ptr) != text.len) {
    die("a text of Billfold's does not end in its first NUL");
  }
  return some(cJSON_CreateString(text.ptr));
}

static cJSON *read_field(const unsigned char *at, const struct field *field) {
  int32_t narrow;
  int64_t number;
  size_t count, index;
  double real;
  billfold_str text;
  const billfold_str *texts;
  cJSON *list;
  at += field->offset;
  switch (field->kind) {
    case IS_I32:
      memcpy(&narrow, at, sizeof narrow);
      return json_number(narrow);
    case IS_I64:
    case IS_U64:
    case IS_SIZE:
      memcpy(&number, at, sizeof number);
      return json_number(number);
    case IS_DOUBLE:
      memcpy(&real, at, sizeof real);
      return json_real(real);
    case IS_TEXT:
      memcpy(&text, at, sizeof text);
      return json_text(text);
    case IS_TEXTS:
      memcpy(&texts, at, sizeof texts);
      memcpy(&count, at - field->offset + field->count_offset, sizeof count);
      list = some(cJSON_CreateArray());
      for (index = 0; index < count; index++) {
        cJSON_AddItemToArray(list, json_text(texts[index]));
      }
      return list;
  }
  return NULL;
}

static size_t size_of_field(const struct field *field) {
  return field->kind == IS_I32 ? sizeof(int32_t)
                               : field->kind == IS_TEXT ? sizeof(billfold_str) : sizeof(int64_t);
}

/* The fields of a struct that stand within so many bytes; an optional one that is not there is
 * null. */
static cJSON *read_struct(const struct structure *of, const void *at, size_t size) {
  cJSON *object = some(cJSON_CreateObject());
  const struct field *each;
  uint64_t has = 0;
  for (each = of->fields; each->name; each++) {
    bool there;
    if (each->offset + size_of_field(each) > size) break;
    if (strcmp(each->name, "has") == 0) {
      memcpy(&has, (const unsigned char *)at + each->offset, sizeof has);
    }
    there = each->has == 0 || (has & each->has) != 0;
    cJSON_AddItemToObject(object, each->name,
                          there ? read_field(at, each) : some(cJSON_CreateNull()));
  }
  return object;
}

/* What a function of the shape (handle, [index, [part,]] view[, err]) shows. */
static cJSON *shown(const char *name, void *handle, const size_t *index, const size_t *part) {
  const struct function *function = function_of(name);
  const struct parameter *each = function->parameters;
  union word words[MOST_PARAMETERS];
  const struct structure *of = NULL;
  void *view = NULL;
  cJSON *object;
  int at;
  memset(words, 0, sizeof words);
  words[0].pointer = handle;
  for (at = 1; each[at].name; at++) {
    if (each[at].kind == TAKES_NUMBER) {
      words[at].number = (int64_t)*index;
      index = part;
    } else if (each[at].kind == GIVES_VIEW) {
      of = structure_of(each[at].of);
      view = some(malloc(of->size));
      of->init(view);
      words[at].pointer = view;
    }
  }
  must(name, words);
  object = read_struct(of, view, of->size);
  free(view);
  return object;
}

/* The parts of a record, by the names of the functions that show them. */
static void add_parts(cJSON *record, const char *show, void *page, size_t index) {
  const struct function *each;
  size_t length = strlen(show);
  for (each = functions; each->name; each++) {
    const struct parameter *of = each->parameters;
    char count_name[128];
    const cJSON *count;
    cJSON *parts;
    size_t part;
    if (strncmp(each->name, show, length) != 0 || each->name[length] != '_') continue;
    if (!of[1].name || !of[2].name || of[2].kind != TAKES_NUMBER) continue;
    snprintf(count_name, sizeof count_name, "%s_count", each->name + length + 1);
    count = member(record, count_name);
    if (!count) continue;
    parts = cJSON_AddArrayToObject(record, each->name + length + 1);
    if (!cJSON_IsRaw(count)) continue; /* null: there are none */
    for (part = 0; part < strtoull(count->valuestring, NULL, 10); part++) {
      cJSON_AddItemToArray(parts, shown(each->name, page, &index, &part));
    }
  }
}

static cJSON *json_given(const char *name, void *handle, const size_t *index) {
  union word words[MOST_PARAMETERS];
  billfold_str json = {NULL, 0};
  memset(words, 0, sizeof words);
  words[0].pointer = handle;
  if (index) words[1].number = (int64_t)*index;
  words[index ? 2 : 1].pointer = &json;
  must(name, words);
  return json_text(json);
}

static void tell_page(cJSON *report, void *page, const char *show) {
  union word words[MOST_PARAMETERS];
  size_t count, index;
  cJSON *records, *jsons;
  words[0].pointer = page;
  count = (size_t)must("billfold_page_count", words).number;
  cJSON_AddItemToObject(report, "count", json_number((int64_t)count));
  cJSON_AddItemToObject(report, "page", shown("billfold_page_describe", page, NULL, NULL));
  cJSON_AddItemToObject(report, "json", json_given("billfold_page_json", page, NULL));
  jsons = cJSON_AddArrayToObject(report, "record_json");
  for (index = 0; index < count; index++) {
    cJSON_AddItemToArray(jsons, json_given("billfold_page_record_json", page, &index));
  }
  if (!show) return;
  records = cJSON_AddArrayToObject(report, "records");
  for (index = 0; index < count; index++) {
    cJSON *record = shown(show, page, &index, NULL);
    add_parts(record, show, page, index);
    cJSON_AddItemToArray(records, record);
  }
}

static void tell_error(cJSON *report, void *error) {
  cJSON *told = shown("billfold_error_describe", error, NULL, NULL);
  cJSON *fields = cJSON_AddArrayToObject(told, "fields");
  const cJSON *count = member(told, "field_count");
  union word words[MOST_PARAMETERS];
  size_t index;
  for (index = 0; index < strtoull(count->valuestring, NULL, 10); index++) {
    cJSON_AddItemToArray(fields, shown("billfold_error_field", error, &index, NULL));
  }
  words[0].pointer = error;
  cJSON_AddStringToObject(told, "text", must("billfold_error_message", words).pointer);
  cJSON_AddItemToObject(told, "json", json_given("billfold_error_json", error, NULL));
  cJSON_AddItemToObject(report, "error", told);
}

static void release(const char *of, void *handle) {
  char name[128];
  union word words[MOST_PARAMETERS];
  snprintf(name, sizeof name, "%s_free", of);
  words[0].pointer = handle;
  must(name, words);
}

/* ---- steps ---- */

/* Keeps what stands in the report under each path: `records.0.id`. */
static void keep_values(const cJSON *paths, const cJSON *report) {
  const cJSON *path;
  cJSON_ArrayForEach(path, paths) {
    char *rest = copy(path->valuestring), *part;
    cJSON *read = NULL;
    const cJSON *at = report;
    struct kept *made;
    for (part = strtok(rest, "."); part && at; part = strtok(NULL, ".")) {
      if (cJSON_IsString(at) && !read) at = read = cJSON_Parse(at->valuestring);
      at = cJSON_IsArray(at) ? cJSON_GetArrayItem(at, atoi(part)) : member(at, part);
    }
    if (!at) die("the report has no %s", path->valuestring);
    made = keep(path->string);
    made->text = cJSON_IsNumber(at) ? cJSON_PrintUnformatted(at)
                 : at->valuestring  ? copy(at->valuestring)
                                    : NULL;
    if (!made->text) die("%s is neither text nor number", path->valuestring);
    cJSON_Delete(read);
    free(rest);
  }
}

static void write_file(const cJSON *write) {
  char *path = expand(text_in(write, "file"));
  const cJSON *at = member(write, "at");
  size_t size;
  unsigned char *bytes;
  FILE *file = fopen(path, at ? "r+b" : "wb");
  if (text_in(write, "bytes")) {
    bytes = bytes_of(text_in(write, "bytes"), &size);
  } else {
    bytes = (unsigned char *)expand(text_in(write, "text"));
    size = strlen((char *)bytes);
  }
  if (!file || (at && fseek(file, (long)number_of(at), SEEK_SET) != 0) ||
      fwrite(bytes, 1, size, file) != size || fclose(file) != 0) {
    die("%s cannot be written: %s", path, strerror(errno));
  }
  free(bytes);
  free(path);
}

/* A call in the making, and what it answered with. */
struct call {
  const struct function *function;
  union word words[MOST_PARAMETERS];
  union word given[MOST_PARAMETERS];   /* where values and handles go */
  billfold_str texts[MOST_PARAMETERS]; /* where texts go */
  size_t sizes[MOST_PARAMETERS];       /* how long the structs are that it fills */
  struct kept *freed;
};

/* The handle that a step names, by the parameter's name, or `on` if it is the call's first. */
static struct kept *handle_given(const cJSON *step, const struct parameter *of, bool first) {
  const cJSON *named = member(member(step, "with"), of->name);
  const char *name = cJSON_GetStringValue(named);
  if (named && !name) return NULL;
  if (!name && first) name = text_in(step, "on");
  return handle_named(name ? name : "store", of->of);
}

static void prepare(struct call *call, const cJSON *step, int at) {
  const struct parameter *of = &call->function->parameters[at];
  const cJSON *value = member(member(step, "with"), of->name);
  union word *word = &call->words[at];
  struct kept *handle;
  billfold_str text;
  switch (of->kind) {
    case TAKES_HANDLE:
    case TAKES_FREED:
      handle = handle_given(step, of, at == 0);
      word->pointer = handle ? handle->handle : NULL;
      if (of->kind == TAKES_FREED) call->freed = handle;
      return;
    case TAKES_TEXT:
      text = text_of(value);
      word[0].pointer = (void *)text.ptr;
      word[1].number = (int64_t)text.len;
      return;
    case TAKES_LENGTH:
      return; /* came with its text */
    case TAKES_NUMBER:
      word->number = number_of(value);
      return;
    case TAKES_DOUBLE:
      word->real = value ? cJSON_GetNumberValue(value) : 0;
      return;
    case TAKES_INPUT:
      if (!value || is_null(value)) break;
      word->pointer = struct_of(structure_of(of->of), value, &call->sizes[at]);
      return;
    case GIVES_VIEW:
      word->pointer = struct_of(structure_of(of->of), value, &call->sizes[at]);
      break;
    case GIVES_TEXT:
      word->pointer = &call->texts[at];
      break;
    default:
      /* What is not set must be seen not to be. */
      memset(&call->given[at], 0x5a, sizeof call->given[at]);
      word->pointer = &call->given[at];
      break;
  }
  if (value && is_null(value)) word->pointer = NULL;
}

static void check_parameters(const struct function *function, const cJSON *with) {
  const cJSON *each;
  cJSON_ArrayForEach(each, with) {
    const struct parameter *of = function->parameters;
    while (of->name && strcmp(of->name, each->string) != 0) of++;
    if (!of->name) die("%s has no parameter %s", function->name, each->string);
  }
}

static void tell_handle(cJSON *report, const cJSON *step, const char *of, void *handle) {
  const char *as = text_in(step, "as");
  cJSON_AddBoolToObject(report, "made", handle != NULL);
  if (!handle) return;
  if (strcmp(of, "billfold_page") == 0) tell_page(report, handle, text_in(step, "show"));
  if (as) {
    struct kept *made = keep(as);
    made->of = of;
    made->handle = handle;
  } else {
    release(of, handle);
  }
}

static void tell_error_given(cJSON *report, const cJSON *step, void *error) {
  const char *as = text_in(step, "error_as");
  if (!error) return;
  tell_error(report, error);
  if (as) {
    struct kept *made = keep(as);
    made->of = "billfold_error";
    made->handle = error;
  } else {
    release("billfold_error", error);
  }
}

/* Tells of one parameter what came out of it. */
static void tell_given(cJSON *report, const cJSON *step, struct call *call, int at, bool done) {
  const struct parameter *of = &call->function->parameters[at];
  int32_t narrow;
  if (!call->words[at].pointer) return;
  switch (of->kind) {
    case GIVES_HANDLE:
      tell_handle(report, step, of->of, call->given[at].pointer);
      break;
    case GIVES_ERROR:
      tell_error_given(report, step, call->given[at].pointer);
      break;
    case GIVES_VIEW:
      if (!done) break;
      cJSON_AddItemToObject(
          report, "view", read_struct(structure_of(of->of), call->words[at].pointer, call->sizes[at]));
      break;
    case GIVES_TEXT:
      if (done) cJSON_AddItemToObject(report, "value", json_text(call->texts[at]));
      break;
    case GIVES_I32:
      memcpy(&narrow, &call->given[at], sizeof narrow);
      if (done) cJSON_AddItemToObject(report, "value", json_number(narrow));
      break;
    case GIVES_I64:
    case GIVES_SIZE:
      if (done) cJSON_AddItemToObject(report, "value", json_number(call->given[at].number));
      break;
    default:
      break;
  }
}

static void tell_result(cJSON *report, const struct function *function, union word result) {
  switch (function->returns) {
    case RETURNS_STATUS:
      cJSON_AddItemToObject(report, "status", json_number(result.number));
      break;
    case RETURNS_NUMBER:
      cJSON_AddItemToObject(report, "value", json_number(result.number));
      break;
    case RETURNS_TEXT:
      cJSON_AddStringToObject(report, "value", result.pointer);
      break;
    case RETURNS_NOTHING:
      break;
  }
}

static void execute(const cJSON *step, cJSON *report) {
  struct call call;
  const struct parameter *parameters;
  union word result;
  bool done;
  int at;
  memset(&call, 0, sizeof call);
  call.function = function_of(text_in(step, "call"));
  parameters = call.function->parameters;
  check_parameters(call.function, member(step, "with"));
  for (at = 0; parameters[at].name; at++) prepare(&call, step, at);
  result = invoke(call.function, call.words);
  done = call.function->returns != RETURNS_STATUS || result.number == BILLFOLD_OK;
  tell_result(report, call.function, result);
  for (at = 0; parameters[at].name; at++) {
    /* Views were lent with the inputs; all others are ours. */
    if (parameters[at].kind == GIVES_VIEW) tell_given(report, step, &call, at, done);
  }
  take_back();
  for (at = 0; parameters[at].name; at++) {
    if (parameters[at].kind != GIVES_VIEW) tell_given(report, step, &call, at, done);
  }
  if (call.freed) forget(call.freed);
}

static void print(cJSON *report) {
  char *line = some(cJSON_PrintUnformatted(report));
  puts(line);
  free(line);
  cJSON_Delete(report);
}

static cJSON *line_of(const char *file) {
  cJSON *report = some(cJSON_CreateObject());
  cJSON_AddStringToObject(report, "file", file);
  cJSON_AddStringToObject(report, "texts", run.counted ? "counted" : "terminated");
  return report;
}

static void run_step(const cJSON *step, const char *file) {
  cJSON *report = line_of(file);
  cJSON_AddItemToObject(report, "name", cJSON_Duplicate(member(step, "name"), true));
  if (member(step, "write")) write_file(member(step, "write"));
  if (member(step, "call")) execute(step, report);
  keep_values(member(step, "keep"), report);
  print(report);
}

/* What every file begins with. */
static const char *const first_step =
    "{\"name\": \"a store is opened\", \"call\": \"billfold_store_open\", \"as\": \"store\","
    " \"with\": {\"path\": null, \"options\": {\"mode\": \"BILLFOLD_OPEN_IN_MEMORY\","
    " \"clock\": \"BILLFOLD_CLOCK_MANUAL\", \"time\": 1775037600}}}";

static char *read_all(const char *path) {
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  size_t length = 0, more;
  if (!file) die("%s: %s", path, strerror(errno));
  do {
    text = some(realloc(text, length + 65537));
    more = fread(text + length, 1, 65536, file);
    length += more;
  } while (more > 0);
  text[length] = '\0';
  fclose(file);
  return text;
}

static void run_file(const char *path, const char *folder, int number, bool counted) {
  const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
  char *text = read_all(path);
  cJSON *file = cJSON_Parse(text), *first = cJSON_Parse(first_step), *end;
  const cJSON *step;
  union word words[MOST_PARAMETERS];
  if (!file) die("%s is not JSON", path);
  run.counted = counted;
  snprintf(run.folder, sizeof run.folder, "%s/%d-%s", folder, number,
           counted ? "counted" : "terminated");
  if (mkdir(run.folder, 0700) != 0) die("%s: %s", run.folder, strerror(errno));
  keep("folder")->text = copy(run.folder);
  run_step(first, name);
  cJSON_ArrayForEach(step, member(file, "steps")) run_step(step, name);
  while (run.kept) {
    if (run.kept->of) release(run.kept->of, run.kept->handle);
    forget(run.kept);
  }
  end = line_of(name);
  cJSON_AddItemToObject(end, "live", json_number(must("billfold_debug_live", words).number));
  print(end);
  cJSON_Delete(first);
  cJSON_Delete(file);
  free(text);
}

/* ---- what takes what no step can give ---- */

struct told {
  int messages, destroyed;
};

static void take_message(void *told, int32_t level, const char *target, const char *message) {
  if (!*target || !*message) die("a message without content");
  if (level == BILLFOLD_LOG_ERROR) ((struct told *)told)->messages++;
}

static void take_back_told(void *told) { ((struct told *)told)->destroyed++; }

/* A hook that is told of a panic; the next takes its place. */
static void tell_log(void) {
  cJSON *report = some(cJSON_CreateObject());
  struct told told = {0, 0};
  billfold_open_options options = BILLFOLD_INIT(billfold_open_options);
  billfold_store *store = NULL;
  options.mode = BILLFOLD_OPEN_IN_MEMORY;
  if (billfold_log_set_hook(take_message, &told, take_back_told, BILLFOLD_LOG_INFO, NULL) != 0 ||
      billfold_store_open(NULL, BILLFOLD_NTS, &options, &store, NULL) != BILLFOLD_OK ||
      billfold_debug_fail(store, BILLFOLD_PANIC, NULL) != BILLFOLD_PANIC || told.destroyed != 0 ||
      billfold_log_set_hook(NULL, NULL, NULL, BILLFOLD_LOG_OFF, NULL) != BILLFOLD_OK) {
    die("the log cannot be hooked");
  }
  billfold_store_free(store);
  cJSON_AddStringToObject(report, "call", "billfold_log_set_hook");
  cJSON_AddItemToObject(report, "messages", json_number(told.messages));
  cJSON_AddItemToObject(report, "destroyed", json_number(told.destroyed));
  print(report);
}

static void tell_called(void) {
  cJSON *report = some(cJSON_CreateObject()), *names = cJSON_AddArrayToObject(report, "called");
  const struct function *each;
  cJSON_AddItemToArray(names, cJSON_CreateString("billfold_log_set_hook"));
  for (each = functions; each->name; each++) {
    if (called[each - functions]) cJSON_AddItemToArray(names, cJSON_CreateString(each->name));
  }
  print(report);
}

int main(int count, char **arguments) {
  int at;
  if (count < 3) die("usage: runner FOLDER FILE...");
  for (at = 2; at < count; at++) {
    run_file(arguments[at], arguments[1], at - 1, false);
    run_file(arguments[at], arguments[1], at - 1, true);
  }
  tell_log();
  tell_called();
  return 0;
}

/*
 * The runner in C++: what runner.c does, through the header as a C++ compiler reads it.
 *
 *     runner FOLDER FILE...
 */

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tables.h"

using nlohmann::json;

namespace {

[[noreturn]] void die(const std::string &reason) { throw std::runtime_error(reason); }

/* ---- what stands in the tables ---- */

template <typename Entry> const Entry &find(const Entry *entries, const std::string &name) {
  for (const Entry *each = entries; each->name; each++) {
    if (name == each->name) return *each;
  }
  die("there is no " + name);
}

std::set<std::string> called;

union word invoke(const struct function &function, const union word *words) {
  union word result;
  result.number = 0;
  called.insert(function.name);
  function.call(words, &result);
  return result;
}

/* As invoke, for a call that shows something that is there. */
union word must(const std::string &name, std::vector<union word> words) {
  const struct function &function = find(functions, name);
  const union word result = invoke(function, words.data());
  if (function.returns == RETURNS_STATUS && result.number != BILLFOLD_OK) {
    die(name + " answered " + std::to_string(result.number));
  }
  return result;
}

union word pointer(void *to) {
  union word word;
  word.pointer = to;
  return word;
}

union word number(std::int64_t value) {
  union word word;
  word.number = value;
  return word;
}

/* A handle, freed with the function of its name. */
class Handle {
 public:
  Handle(std::string of, void *handle) : of_(std::move(of)), handle_(handle) {}
  Handle(Handle &&other) noexcept : of_(std::move(other.of_)), handle_(other.take()) {}
  Handle(const Handle &) = delete;
  Handle &operator=(const Handle &) = delete;
  Handle &operator=(Handle &&) = delete;
  ~Handle() {
    if (handle_) must(of_ + "_free", {pointer(handle_)});
  }

  const std::string &of() const { return of_; }
  void *get() const { return handle_; }
  void *take() {
    void *taken = handle_;
    handle_ = nullptr;
    return taken;
  }

 private:
  std::string of_;
  void *handle_;
};

/* ---- what calls answer with ---- */

template <typename Value> Value at(const void *memory, std::size_t offset) {
  Value value;
  std::memcpy(&value, static_cast<const unsigned char *>(memory) + offset, sizeof value);
  return value;
}

json text(billfold_str given) {
  if (!given.ptr || given.ptr[given.len] != '\0' || std::strlen(given.ptr) != given.len) {
    die("a text of Billfold's does not end in its first NUL");
  }
  return std::string(given.ptr, given.len);
}

json read_field(const void *memory, const struct field &field) {
  switch (field.kind) {
    case IS_I32:
      return at<std::int32_t>(memory, field.offset);
    case IS_I64:
      return at<std::int64_t>(memory, field.offset);
    case IS_U64:
      return at<std::uint64_t>(memory, field.offset);
    case IS_SIZE:
      return at<std::size_t>(memory, field.offset);
    case IS_DOUBLE:
      return at<double>(memory, field.offset);
    case IS_TEXT:
      return text(at<billfold_str>(memory, field.offset));
    case IS_TEXTS:
      break;
  }
  json list = json::array();
  const auto *texts = at<const billfold_str *>(memory, field.offset);
  const auto count = at<std::size_t>(memory, field.count_offset);
  for (std::size_t index = 0; index < count; index++) list.push_back(text(texts[index]));
  return list;
}

/* The fields of a struct that stand within so many bytes; an optional one that is not there is
 * null. */
json read_struct(const struct structure &of, const void *memory, std::size_t size) {
  json object = json::object();
  std::uint64_t has = 0;
  for (const struct field *each = of.fields; each->name; each++) {
    const std::size_t width = each->kind == IS_I32    ? sizeof(std::int32_t)
                              : each->kind == IS_TEXT ? sizeof(billfold_str)
                                                      : sizeof(std::int64_t);
    if (each->offset + width > size) break;
    if (std::string("has") == each->name) has = at<std::uint64_t>(memory, each->offset);
    const bool there = each->has == 0 || (has & each->has) != 0;
    object[each->name] = there ? read_field(memory, *each) : json();
  }
  return object;
}

/* What a function of the shape (handle, [index, [part,]] view[, err]) shows. */
json shown(const std::string &name, void *handle, const std::vector<std::size_t> &indexes) {
  const struct parameter *view = find(functions, name).parameters;
  while (view->kind != GIVES_VIEW) view++;
  const struct structure &of = find(structures, view->of);
  std::vector<std::uint64_t> memory(of.size / 8 + 1);
  of.init(memory.data());
  std::vector<union word> words{pointer(handle)};
  for (const std::size_t index : indexes) words.push_back(number(std::int64_t(index)));
  words.push_back(pointer(memory.data()));
  words.push_back(pointer(nullptr));
  must(name, words);
  return read_struct(of, memory.data(), of.size);
}

json json_given(const std::string &name, void *handle, const std::vector<std::size_t> &indexes) {
  billfold_str given = {nullptr, 0};
  std::vector<union word> words{pointer(handle)};
  for (const std::size_t index : indexes) words.push_back(number(std::int64_t(index)));
  words.push_back(pointer(&given));
  words.push_back(pointer(nullptr));
  must(name, words);
  return text(given);
}

/* The parts of a record, by the names of the functions that show them. */
void add_parts(json &record, const std::string &show, void *page, std::size_t index) {
  for (const struct function *each = functions; each->name; each++) {
    const std::string name = each->name;
    if (name.compare(0, show.size() + 1, show + "_") != 0) continue;
    const struct parameter *of = each->parameters;
    if (!of[1].name || !of[2].name || of[2].kind != TAKES_NUMBER) continue;
    const std::string part_name = name.substr(show.size() + 1);
    const auto count = record.find(part_name + "_count");
    if (count == record.end()) continue;
    const std::size_t parts = count->is_null() ? 0 : count->get<std::size_t>();
    json list = json::array();
    for (std::size_t part = 0; part < parts; part++) list.push_back(shown(name, page, {index, part}));
    record[part_name] = list;
  }
}

void tell_page(json &report, void *page, const json &show) {
  const auto count = std::size_t(must("billfold_page_count", {pointer(page)}).number);
  report["count"] = count;
  report["page"] = shown("billfold_page_describe", page, {});
  report["json"] = json_given("billfold_page_json", page, {});
  report["record_json"] = json::array();
  for (std::size_t index = 0; index < count; index++) {
    report["record_json"].push_back(json_given("billfold_page_record_json", page, {index}));
  }
  if (show.is_null()) return;
  report["records"] = json::array();
  for (std::size_t index = 0; index < count; index++) {
    json record = shown(show, page, {index});
    add_parts(record, show, page, index);
    report["records"].push_back(record);
  }
}

void tell_error(json &report, void *error) {
  json told = shown("billfold_error_describe", error, {});
  told["fields"] = json::array();
  for (std::size_t index = 0; index < told["field_count"].get<std::size_t>(); index++) {
    told["fields"].push_back(shown("billfold_error_field", error, {index}));
  }
  told["text"] =
      static_cast<const char *>(must("billfold_error_message", {pointer(error)}).pointer);
  told["json"] = json_given("billfold_error_json", error, {});
  report["error"] = told;
}

/* ---- steps ---- */

const json nothing;

const json &member(const json &object, const std::string &name) {
  if (!object.is_object()) return nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

bool is_given_as_null(const json &with, const std::string &name) {
  return with.is_object() && with.contains(name) && with[name].is_null();
}

std::string bytes_of(const std::string &digits) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < digits.size(); at += 2) {
    bytes.push_back(char(std::stoi(digits.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

/* A call in the making, and what it answered with. */
struct Call {
  explicit Call(const struct function &called_function) : function(called_function) {}

  const struct function &function;
  union word words[MOST_PARAMETERS] = {};
  union word given[MOST_PARAMETERS] = {};   /* where values and handles go */
  billfold_str texts[MOST_PARAMETERS] = {}; /* where texts go */
  std::size_t sizes[MOST_PARAMETERS] = {};  /* how long the structs are that it fills */
  std::string freed;
};

/* One execution of one file. */
class Run {
 public:
  Run(std::string file, const std::string &folder, bool counted)
      : file_(std::move(file)), counted_(counted) {
    texts_["folder"] = folder;
  }

  json line() const {
    return {{"file", file_}, {"texts", counted_ ? "counted" : "terminated"}};
  }

  json step(const json &step) {
    json report = line();
    report["name"] = step.at("name");
    if (!member(step, "write").is_null()) write_file(step["write"]);
    if (!member(step, "call").is_null()) execute(step, report);
    for (const auto &path : member(step, "keep").items()) {
      texts_[path.key()] = value_at(report, path.value());
    }
    return report;
  }

 private:
  /* Memory that ends where its content ends, so that reading beyond it is seen. */
  void *lend(const void *content, std::size_t size) {
    lent_.emplace_back(std::make_unique<unsigned char[]>(size), size);
    if (size > 0) std::memcpy(lent_.back().first.get(), content, size);
    return lent_.back().first.get();
  }

  /* A call must have copied what it was lent: nothing of that is left when it has returned. */
  void take_back() {
    for (auto &block : lent_) std::memset(block.first.get(), 0xa5, block.second);
    lent_.clear();
  }

  /* The text with each $name replaced by what was kept under it. */
  std::string expand(const std::string &given) const {
    const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    std::string made;
    for (std::size_t at = 0; at < given.size();) {
      const std::size_t behind = given.find_first_not_of(letters, at + 1);
      const std::size_t end = behind == std::string::npos ? given.size() : behind;
      if (given[at] != '$' || end == at + 1) {
        made.push_back(given[at++]);
        continue;
      }
      const auto found = texts_.find(given.substr(at + 1, end - at - 1));
      if (found == texts_.end()) die("nothing is kept under " + given.substr(at, end - at));
      made += found->second;
      at = end;
    }
    return made;
  }

  /* A number, a constant's name, several of them, or a kept text of digits. */
  std::int64_t number_of(const json &value) const {
    if (value.is_null()) return 0;
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_number()) return value.get<std::int64_t>();
    if (value.is_array()) {
      std::int64_t bits = 0;
      for (const json &each : value) bits |= number_of(each);
      return bits;
    }
    const std::string given = expand(value);
    if (given.find_first_not_of("-0123456789") == std::string::npos) return std::stoll(given);
    return std::int64_t(find(constants, given).value);
  }

  billfold_str text_of(const json &value) {
    billfold_str made = {nullptr, counted_ ? 0 : BILLFOLD_NTS};
    if (value.is_null()) return made;
    const bool is_bytes = value.is_object();
    const std::string content = is_bytes ? bytes_of(value.at("bytes")) : expand(value);
    const bool counted = is_bytes || counted_;
    made.len = counted ? content.size() : BILLFOLD_NTS;
    made.ptr = static_cast<char *>(lend(content.c_str(), content.size() + (counted ? 0 : 1)));
    return made;
  }

  template <typename Value> static void put(unsigned char *to, std::size_t offset, Value value) {
    std::memcpy(to + offset, &value, sizeof value);
  }

  void set_field(unsigned char *to, const struct field &field, const json &value) {
    switch (field.kind) {
      case IS_I32:
        return put(to, field.offset, std::int32_t(number_of(value)));
      case IS_I64:
      case IS_U64:
      case IS_SIZE:
        return put(to, field.offset, number_of(value));
      case IS_DOUBLE:
        return put(to, field.offset, value.get<double>());
      case IS_TEXT:
        return put(to, field.offset, text_of(value));
      case IS_TEXTS:
        break;
    }
    std::vector<billfold_str> texts;
    for (const json &each : value) texts.push_back(text_of(each));
    put(to, field.offset, lend(texts.data(), texts.size() * sizeof(billfold_str)));
    put(to, field.count_offset, texts.size());
  }

  /* A struct with the fields that a step gives; how many bytes of it there are goes to `there`. */
  void *struct_of(const struct structure &of, const json &value, std::size_t &there) {
    const json &said = member(value, "struct_size");
    std::size_t size = of.size;
    int tail = 0;
    if (!member(said, "before").is_null()) {
      size = find(of.fields, said["before"]).offset;
    } else if (said.is_object()) {
      size += std::size_t(number_of(member(said, "more")));
      tail = int(number_of(member(said, "tail")));
    } else if (!said.is_null()) {
      size = std::size_t(number_of(said));
    }
    there = size < sizeof size ? sizeof size : size > of.size + 4096 ? of.size : size;
    std::vector<unsigned char> whole(std::max(there, of.size), static_cast<unsigned char>(tail));
    of.init(whole.data());
    for (const auto &each : value.items()) {
      if (each.key() != "struct_size") {
        set_field(whole.data(), find(of.fields, each.key()), each.value());
      }
    }
    put(whole.data(), 0, size);
    return lend(whole.data(), there);
  }

  /* The handle that a step names, by the parameter's name, or `on` if it is the call's first. */
  const Handle *handle_given(const json &step, const struct parameter &of, bool first,
                             std::string &name) const {
    const json &with = member(step, "with");
    if (is_given_as_null(with, of.name)) return nullptr;
    name = "store";
    if (first && !member(step, "on").is_null()) name = step["on"];
    if (!member(with, of.name).is_null()) name = with[of.name];
    const auto found = handles_.find(name);
    if (found == handles_.end() || found->second.of() != of.of) die(name + " is no " + of.of);
    return &found->second;
  }

  void prepare(Call &call, const json &step, int at) {
    const struct parameter &of = call.function.parameters[at];
    const json &with = member(step, "with");
    const json &value = member(with, of.name);
    union word &word = call.words[at];
    switch (of.kind) {
      case TAKES_HANDLE:
      case TAKES_FREED: {
        std::string name;
        const Handle *handle = handle_given(step, of, at == 0, name);
        word.pointer = handle ? handle->get() : nullptr;
        if (of.kind == TAKES_FREED) call.freed = name;
        return;
      }
      case TAKES_TEXT: {
        const billfold_str given = text_of(value);
        word.pointer = const_cast<char *>(given.ptr);
        call.words[at + 1].number = std::int64_t(given.len);
        return;
      }
      case TAKES_LENGTH:
        return; /* came with its text */
      case TAKES_NUMBER:
        word.number = number_of(value);
        return;
      case TAKES_DOUBLE:
        word.real = value.is_null() ? 0 : value.get<double>();
        return;
      case TAKES_INPUT:
        if (value.is_null()) break;
        word.pointer = struct_of(find(structures, of.of), value, call.sizes[at]);
        return;
      case GIVES_VIEW:
        word.pointer = struct_of(find(structures, of.of), value, call.sizes[at]);
        break;
      case GIVES_TEXT:
        word.pointer = &call.texts[at];
        break;
      default:
        /* What is not set must be seen not to be. */
        std::memset(&call.given[at], 0x5a, sizeof call.given[at]);
        word.pointer = &call.given[at];
        break;
    }
    if (is_given_as_null(with, of.name)) word.pointer = nullptr;
  }

  void keep_or_free(const json &name, Handle handle) {
    if (name.is_null()) return;
    if (!handles_.emplace(name.get<std::string>(), std::move(handle)).second) {
      die(name.get<std::string>() + " is kept already");
    }
  }

  void tell_given(json &report, const json &step, const Call &call, int at, bool done) {
    const struct parameter &of = call.function.parameters[at];
    const union word &slot = call.given[at];
    if (!call.words[at].pointer) return;
    switch (of.kind) {
      case GIVES_HANDLE: {
        report["made"] = slot.pointer != nullptr;
        if (!slot.pointer) return;
        Handle handle(of.of, slot.pointer);
        if (handle.of() == "billfold_page") tell_page(report, slot.pointer, member(step, "show"));
        return keep_or_free(member(step, "as"), std::move(handle));
      }
      case GIVES_ERROR: {
        if (!slot.pointer) return;
        Handle handle(of.of, slot.pointer);
        tell_error(report, slot.pointer);
        return keep_or_free(member(step, "error_as"), std::move(handle));
      }
      case GIVES_TEXT:
        if (done) report["value"] = text(call.texts[at]);
        return;
      case GIVES_I32:
        if (done) report["value"] = ::at<std::int32_t>(&slot, 0);
        return;
      case GIVES_I64:
      case GIVES_SIZE:
        if (done) report["value"] = slot.number;
        return;
      default:
        return;
    }
  }

  void execute(const json &step, json &report) {
    Call call(find(functions, step["call"]));
    const struct function &function = call.function;
    for (const auto &each : member(step, "with").items()) find(function.parameters, each.key());
    int count = 0;
    while (function.parameters[count].name) prepare(call, step, count++);
    const union word result = invoke(function, call.words);
    const bool done = function.returns != RETURNS_STATUS || result.number == BILLFOLD_OK;
    if (function.returns == RETURNS_STATUS) report["status"] = result.number;
    if (function.returns == RETURNS_NUMBER) report["value"] = result.number;
    if (function.returns == RETURNS_TEXT) {
      report["value"] = static_cast<const char *>(result.pointer);
    }
    for (int at = 0; at < count; at++) {
      const struct parameter &of = function.parameters[at];
      if (of.kind != GIVES_VIEW || !done || !call.words[at].pointer) continue;
      report["view"] = read_struct(find(structures, of.of), call.words[at].pointer, call.sizes[at]);
    }
    take_back();
    for (int at = 0; at < count; at++) tell_given(report, step, call, at, done);
    const auto freed = handles_.find(call.freed);
    if (freed == handles_.end()) return;
    freed->second.take();
    handles_.erase(freed);
  }

  static std::string value_at(const json &report, const std::string &path) {
    json found = report;
    for (std::size_t start = 0; start < path.size();) {
      const std::size_t end = std::min(path.find('.', start), path.size());
      const std::string part = path.substr(start, end - start);
      if (found.is_string()) found = json::parse(found.get<std::string>());
      json next = found.is_array() ? found.at(std::stoul(part)) : found.at(part);
      found = std::move(next);
      start = end + 1;
    }
    if (found.is_string()) return found;
    if (!found.is_number()) die(path + " is neither text nor number");
    return found.dump();
  }

  void write_file(const json &write) const {
    const json &at = member(write, "at");
    const auto mode = at.is_null() ? std::ios::trunc : std::ios::in;
    std::fstream file(expand(write["file"]), std::ios::binary | std::ios::out | mode);
    if (!at.is_null()) file.seekp(number_of(at));
    file << (member(write, "bytes").is_null() ? expand(write["text"]) : bytes_of(write["bytes"]));
    if (!file.flush()) die("a file cannot be written");
  }

  std::string file_;
  bool counted_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, Handle> handles_;
  std::vector<std::pair<std::unique_ptr<unsigned char[]>, std::size_t>> lent_;
};

/* What every file begins with. */
const json first_step = {
    {"name", "a store is opened"},
    {"call", "billfold_store_open"},
    {"as", "store"},
    {"with",
     {{"path", nullptr},
      {"options",
       {{"mode", "BILLFOLD_OPEN_IN_MEMORY"},
        {"clock", "BILLFOLD_CLOCK_MANUAL"},
        {"time", 1775037600}}}}}};

void print(const json &line) { std::cout << line.dump() << '\n'; }

void run_file(const std::filesystem::path &path, const std::string &folder, bool counted) {
  std::filesystem::create_directory(folder);
  std::ifstream stream(path);
  const json file = json::parse(stream);
  json end;
  {
    Run run(path.filename().string(), folder, counted);
    print(run.step(first_step));
    for (const json &step : file.at("steps")) print(run.step(step));
    end = run.line();
  }
  end["live"] = must("billfold_debug_live", {}).number;
  print(end);
}

/* ---- what takes what no step can give ---- */

struct Told {
  int messages = 0;
  int destroyed = 0;
};

extern "C" void take_message(void *told, std::int32_t level, const char *target,
                             const char *message) {
  if (level == BILLFOLD_LOG_ERROR && *target && *message) static_cast<Told *>(told)->messages++;
}

extern "C" void take_back_told(void *told) { static_cast<Told *>(told)->destroyed++; }

/* A hook that is told of a panic; the next takes its place. */
void tell_log() {
  Told told;
  billfold_open_options options = BILLFOLD_INIT(billfold_open_options);
  billfold_store *store = nullptr;
  options.mode = BILLFOLD_OPEN_IN_MEMORY;
  if (billfold_log_set_hook(take_message, &told, take_back_told, BILLFOLD_LOG_INFO, nullptr) != 0 ||
      billfold_store_open(nullptr, BILLFOLD_NTS, &options, &store, nullptr) != BILLFOLD_OK ||
      billfold_debug_fail(store, BILLFOLD_PANIC, nullptr) != BILLFOLD_PANIC || told.destroyed != 0 ||
      billfold_log_set_hook(nullptr, nullptr, nullptr, BILLFOLD_LOG_OFF, nullptr) != BILLFOLD_OK) {
    die("the log cannot be hooked");
  }
  billfold_store_free(store);
  called.insert("billfold_log_set_hook");
  print({{"call", "billfold_log_set_hook"},
         {"messages", told.messages},
         {"destroyed", told.destroyed}});
}

}  // namespace

int main(int count, char **arguments) try {
  if (count < 3) die("usage: runner FOLDER FILE...");
  for (int at = 2; at < count; at++) {
    const std::string folder = std::string(arguments[1]) + "/" + std::to_string(at - 1);
    run_file(arguments[at], folder + "-terminated", false);
    run_file(arguments[at], folder + "-counted", true);
  }
  tell_log();
  print({{"called", called}});
  return 0;
} catch (const std::exception &error) {
  std::cout.flush();
  std::cerr << "runner: " << error.what() << '\n';
  return 2;
}

//! The runner in Rust: executes steps through the exports and tells what each call answered with.
//! It judges nothing; see `ffi/c/conformance/runner.c`, of which this is the like.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{CStr, c_char, c_void};
use std::path::{Path, PathBuf};
use std::{fs, ptr};

use billfold::billfold_str;
use serde_json::{Map, Value, json};

use crate::calls::{CALLS, LAYOUTS};
use crate::declarations::{Declarations, Field, FieldKind, Function, Kind, Returns, Struct};

/// One parameter of a call, or what it returned.
#[derive(Clone, Copy)]
pub(crate) union Word {
    pub(crate) number: i64,
    pub(crate) real: f64,
    pub(crate) pointer: *mut c_void,
}

const NULL: Word = Word { pointer: ptr::null_mut() };

pub(crate) type Call = fn(&[Word]) -> Word;

/// Where a struct's fields stand.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    pub(crate) fields: &'static [(&'static str, usize)],
}

fn layout(name: &str) -> &'static Layout {
    LAYOUTS.iter().find(|layout| layout.name == name).unwrap()
}

impl Layout {
    fn offset(&self, field: &str) -> usize {
        let found = self.fields.iter().find(|(name, _)| *name == field);
        found.unwrap_or_else(|| panic!("{} has no {field}", self.name)).1
    }
}

/// Executes all the files, each with both forms of texts, and answers with the reports.
pub(crate) fn run(declarations: &Declarations, folder: &Path, files: &[PathBuf]) -> Vec<Value> {
    let mut runner = Runner { declarations, called: BTreeSet::new(), reports: Vec::new() };
    for (number, file) in files.iter().enumerate() {
        for counted in [false, true] {
            let form = if counted { "counted" } else { "terminated" };
            let folder = folder.join(format!("{}-{form}", number.saturating_add(1)));
            fs::create_dir(&folder).unwrap();
            runner.file(file, &folder, counted);
        }
    }
    runner.log();
    runner.reports.push(json!({"called": runner.called}));
    runner.reports
}

/// How often a hook was told something, and how often its data was taken back.
#[derive(Default)]
struct Told {
    messages: u32,
    destroyed: u32,
}

unsafe extern "C" fn take_message(
    told: *mut c_void,
    level: i32,
    target: *const c_char,
    message: *const c_char,
) {
    // SAFETY: the hook was set with such data, and both texts end in a NUL.
    unsafe {
        let has_content = *target != 0 && *message != 0;
        (*told.cast::<Told>()).messages +=
            u32::from(level == billfold::BILLFOLD_LOG_ERROR && has_content);
    }
}

unsafe extern "C" fn take_back_told(told: *mut c_void) {
    // SAFETY: the hook was set with such data.
    unsafe { (*told.cast::<Told>()).destroyed += 1 };
}

struct Runner<'a> {
    declarations: &'a Declarations,
    called: BTreeSet<String>,
    reports: Vec<Value>,
}

/// What steps have given names.
enum Kept {
    Handle { of: String, handle: *mut c_void },
    Text(String),
}

/// One execution of one file.
struct Run<'a, 'b> {
    runner: &'a mut Runner<'b>,
    counted: bool,
    kept: BTreeMap<String, Kept>,
    /// Memory lent to the call under way.
    lent: Vec<Box<[u8]>>,
}

impl Runner<'_> {
    /// What takes what no step can give: a hook that is told of a panic; the next takes its place.
    fn log(&mut self) {
        let told = Box::into_raw(Box::<Told>::default());
        let (info, off) = (billfold::BILLFOLD_LOG_INFO, billfold::BILLFOLD_LOG_OFF);
        let mut store = ptr::null_mut();
        // SAFETY: the header's rules are kept.
        let told = unsafe {
            let mut options: billfold::billfold_open_options = std::mem::zeroed();
            options.struct_size = size_of::<billfold::billfold_open_options>();
            options.mode = billfold::BILLFOLD_OPEN_IN_MEMORY;
            let hooked = billfold::billfold_log_set_hook(
                Some(take_message),
                told.cast(),
                Some(take_back_told),
                info,
                ptr::null_mut(),
            );
            let opened = billfold::billfold_store_open(
                ptr::null(),
                usize::MAX,
                &raw const options,
                &raw mut store,
                ptr::null_mut(),
            );
            assert_eq!((hooked, opened), (0, 0));
            let panic = billfold::BILLFOLD_PANIC;
            assert_eq!(billfold::billfold_debug_fail(store, panic, ptr::null_mut()), panic);
            assert_eq!((*told).destroyed, 0);
            let unhooked =
                billfold::billfold_log_set_hook(None, ptr::null_mut(), None, off, ptr::null_mut());
            assert_eq!(unhooked, 0);
            billfold::billfold_store_free(store);
            Box::from_raw(told)
        };
        self.called.insert("billfold_log_set_hook".to_owned());
        self.reports.push(json!({
            "call": "billfold_log_set_hook",
            "messages": told.messages,
            "destroyed": told.destroyed,
        }));
    }

    fn file(&mut self, path: &Path, folder: &Path, counted: bool) {
        let file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let form = if counted { "counted" } else { "terminated" };
        let line = json!({"file": path.file_name().unwrap().to_str(), "texts": form});
        let folder = Kept::Text(folder.to_str().unwrap().to_owned());
        let kept = BTreeMap::from([("folder".to_owned(), folder)]);
        let mut run = Run { runner: self, counted, kept, lent: Vec::new() };
        let first = json!({
            "name": "a store is opened", "call": "billfold_store_open", "as": "store",
            "with": {"path": null, "options": {
                "mode": "BILLFOLD_OPEN_IN_MEMORY", "clock": "BILLFOLD_CLOCK_MANUAL",
                "time": 1_775_037_600,
            }},
        });
        for step in [&first].into_iter().chain(file["steps"].as_array().unwrap()) {
            let report = run.step(step, line.clone());
            run.runner.reports.push(report);
        }
        for (_, kept) in std::mem::take(&mut run.kept) {
            if let Kept::Handle { of, handle } = kept {
                run.release(&of, handle);
            }
        }
        let mut end = line;
        end["live"] = json!(number(run.must("billfold_debug_live", &[])));
        self.reports.push(end);
    }

    fn function(&self, name: &str) -> &Function {
        self.declarations.function(name).unwrap_or_else(|| panic!("there is no function {name}"))
    }

    fn of(&self, name: &str) -> &Struct {
        self.declarations.of(name).unwrap()
    }
}

fn number(word: Word) -> i64 {
    // SAFETY: any bits are a number.
    unsafe { word.number }
}

fn pointer(word: Word) -> *mut c_void {
    // SAFETY: any bits are a pointer, to be followed or not.
    unsafe { word.pointer }
}

/// Reads a value out of a struct.
///
/// # Safety
///
/// There is one of this type at this offset.
unsafe fn at<T>(of: *const u8, offset: usize) -> T {
    // SAFETY: the caller's promise.
    unsafe { ptr::read_unaligned(of.add(offset).cast()) }
}

fn text(text: billfold_str) -> Value {
    assert!(!text.ptr.is_null());
    // SAFETY: Billfold's texts end in a NUL.
    let read = unsafe { CStr::from_ptr(text.ptr) };
    assert_eq!(read.count_bytes(), text.len, "a text does not end in its first NUL");
    json!(read.to_str().unwrap())
}

fn bytes_of(digits: &str) -> Vec<u8> {
    let digit = |digit: u8| u8::try_from(char::from(digit).to_digit(16).unwrap()).unwrap();
    digits.as_bytes().chunks(2).map(|pair| digit(pair[0]) * 16 + digit(pair[1])).collect()
}

/// A call in the making.
struct Prepared {
    words: Vec<Word>,
    /// Where values and handles go, for each parameter.
    given: Box<[[u64; 2]]>,
    /// How long the structs are that it is given.
    sizes: Vec<usize>,
    freed: Option<String>,
}

impl Run<'_, '_> {
    fn invoke(&mut self, name: &str, words: &[Word]) -> Word {
        self.runner.called.insert(name.to_owned());
        let call = CALLS.iter().find(|(each, _)| *each == name);
        call.unwrap_or_else(|| panic!("calls.rs has no {name}")).1(words)
    }

    fn must(&mut self, name: &str, words: &[Word]) -> Word {
        let result = self.invoke(name, words);
        let returns = self.runner.function(name).returns;
        assert!(returns != Returns::Status || number(result) == 0, "{name}: {}", number(result));
        result
    }

    fn release(&mut self, of: &str, handle: *mut c_void) {
        self.must(&format!("{of}_free"), &[Word { pointer: handle }]);
    }

    fn lend(&mut self, bytes: &[u8]) -> *mut u8 {
        self.lent.push(bytes.into());
        self.lent.last_mut().unwrap().as_mut_ptr()
    }

    fn take_back(&mut self) {
        for mut block in self.lent.drain(..) {
            block.fill(0xa5);
        }
    }

    /// The text with each `$name` replaced by what was kept under it.
    fn expand(&self, text: &str) -> String {
        let mut made = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('$') {
            made.push_str(before);
            let is_of_a_name =
                |each: char| each.is_ascii_lowercase() || each.is_ascii_digit() || each == '_';
            let end = behind.find(|each| !is_of_a_name(each)).unwrap_or(behind.len());
            let (name, behind) = behind.split_at(end);
            match self.kept.get(name) {
                _ if name.is_empty() => made.push('$'),
                Some(Kept::Text(text)) => made.push_str(text),
                _ => panic!("nothing is kept under ${name}"),
            }
            rest = behind;
        }
        made + rest
    }

    fn number_of(&self, value: &Value) -> i64 {
        match value {
            Value::Null => 0,
            Value::Bool(value) => i64::from(*value),
            Value::Number(number) => number.as_i64().unwrap(),
            Value::Array(values) => values.iter().fold(0, |all, each| all | self.number_of(each)),
            Value::String(text) => {
                let text = self.expand(text);
                text.parse().unwrap_or_else(|_| {
                    let constant = self.runner.declarations.constants.get(&text);
                    constant.unwrap_or_else(|| panic!("{text} is no constant")).cast_signed()
                })
            }
            Value::Object(_) => panic!("{value} is no number"),
        }
    }

    fn text_of(&mut self, value: &Value) -> billfold_str {
        let absent = if self.counted { 0 } else { usize::MAX };
        let (mut bytes, counted) = match value {
            Value::Null => return billfold_str { ptr: ptr::null(), len: absent },
            Value::Object(object) => (bytes_of(object["bytes"].as_str().unwrap()), true),
            Value::String(text) => (self.expand(text).into_bytes(), self.counted),
            other => panic!("{other} is no text"),
        };
        let len = if counted { bytes.len() } else { usize::MAX };
        if !counted {
            bytes.push(0);
        }
        billfold_str { ptr: self.lend(&bytes).cast(), len }
    }

    /// The bytes of a field that a step gives.
    fn field_of(&mut self, field: &Field, value: &Value) -> Vec<u8> {
        let wide = |text: billfold_str| [text.ptr.addr(), text.len].map(usize::to_ne_bytes);
        match field.kind {
            FieldKind::I32 => i32::try_from(self.number_of(value)).unwrap().to_ne_bytes().to_vec(),
            FieldKind::I64 | FieldKind::U64 | FieldKind::Size => {
                self.number_of(value).to_ne_bytes().to_vec()
            }
            FieldKind::Double => value.as_f64().unwrap().to_ne_bytes().to_vec(),
            FieldKind::Text => {
                let text = self.text_of(value);
                text.ptr.expose_provenance();
                wide(text).concat()
            }
            FieldKind::Texts => {
                let texts: Vec<_> =
                    value.as_array().unwrap().iter().map(|each| self.text_of(each)).collect();
                let bytes: Vec<u8> = texts
                    .iter()
                    .flat_map(|text| {
                        text.ptr.expose_provenance();
                        wide(*text).concat()
                    })
                    .collect();
                self.lend(&bytes).expose_provenance().to_ne_bytes().to_vec()
            }
        }
    }

    /// A struct with the fields that a step gives, and how many bytes of it there are.
    fn struct_of(&mut self, name: &str, value: &Value) -> (*mut c_void, usize) {
        let layout = layout(name);
        let said = &value["struct_size"];
        let (mut size, mut tail) = (layout.size, 0);
        if let Some(before) = said["before"].as_str() {
            size = layout.offset(before);
        } else if said.is_object() {
            size = size.wrapping_add(usize::try_from(self.number_of(&said["more"])).unwrap());
            tail = u8::try_from(self.number_of(&said["tail"])).unwrap();
        } else if !said.is_null() {
            size = usize::try_from(self.number_of(said)).unwrap_or(usize::MAX);
        }
        let there = match size {
            0..8 => 8,
            _ if size > layout.size + 4096 => layout.size,
            _ => size,
        };
        let mut bytes = vec![tail; there.max(layout.size)];
        bytes[..layout.size].fill(0);
        bytes[..8].copy_from_slice(&size.to_ne_bytes());
        let given = value.as_object().into_iter().flatten();
        for (field, value) in given.filter(|(field, _)| *field != "struct_size") {
            let offset = layout.offset(field);
            let fields = &self.runner.declarations.of(name).unwrap().fields;
            let field = fields.iter().find(|each| each.name == *field).unwrap();
            let written = self.field_of(field, value);
            bytes[offset..][..written.len()].copy_from_slice(&written);
            if let Some(count) = &field.count {
                let texts = value.as_array().unwrap().len();
                bytes[layout.offset(count)..][..8].copy_from_slice(&texts.to_ne_bytes());
            }
        }
        bytes.truncate(there);
        (self.lend(&bytes).cast(), there)
    }

    /// The fields of a struct that stand within so many bytes.
    fn read_struct(&self, name: &str, of: *const c_void, size: usize) -> Value {
        let (layout, mut object, mut has) = (layout(name), Map::new(), 0_u64);
        let of = of.cast::<u8>();
        for field in &self.runner.of(name).fields {
            let offset = layout.offset(&field.name);
            let width = match field.kind {
                FieldKind::I32 => 4,
                FieldKind::Text => 16,
                _ => 8,
            };
            if offset + width > size {
                break;
            }
            if field.name == "has" {
                // SAFETY: it is there.
                has = unsafe { at(of, offset) };
            }
            let bit = field.has.as_ref().map(|bit| self.runner.declarations.constants[bit]);
            // SAFETY: it is there, and the declarations say of which type.
            let value = unsafe {
                match field.kind {
                    _ if bit.is_some_and(|bit| has & bit == 0) => Value::Null,
                    FieldKind::I32 => json!(at::<i32>(of, offset)),
                    FieldKind::I64 => json!(at::<i64>(of, offset)),
                    FieldKind::U64 => json!(at::<u64>(of, offset)),
                    FieldKind::Size => json!(at::<usize>(of, offset)),
                    FieldKind::Double => json!(at::<f64>(of, offset)),
                    FieldKind::Text => text(at(of, offset)),
                    FieldKind::Texts => {
                        let first: *const billfold_str = at(of, offset);
                        let count = layout.offset(field.count.as_ref().unwrap());
                        let texts = (0..at::<usize>(of, count)).map(|each| text(*first.add(each)));
                        texts.collect()
                    }
                }
            };
            object.insert(field.name.clone(), value);
        }
        Value::Object(object)
    }

    /// What a function of the shape (handle, [index, [part,]] view[, err]) shows.
    fn shown(&mut self, name: &str, handle: *mut c_void, indexes: &[usize]) -> Value {
        let function = self.runner.function(name);
        let view = function.parameters.iter().find(|each| each.kind == Kind::View).unwrap();
        let of = view.of.clone().unwrap();
        let layout = layout(&of);
        let mut memory = vec![0_u64; layout.size.div_ceil(8)];
        memory[0] = layout.size as u64;
        let mut words = vec![Word { pointer: handle }];
        words.extend(indexes.iter().map(|index| Word { number: *index as i64 }));
        words.extend([Word { pointer: memory.as_mut_ptr().cast() }, NULL]);
        self.must(name, &words);
        self.read_struct(&of, memory.as_ptr().cast(), layout.size)
    }

    fn json_given(&mut self, name: &str, handle: *mut c_void, index: Option<usize>) -> Value {
        let mut json = billfold_str::NONE;
        let mut words = vec![Word { pointer: handle }];
        words.extend(index.map(|index| Word { number: index as i64 }));
        words.extend([Word { pointer: (&raw mut json).cast() }, NULL]);
        self.must(name, &words);
        text(json)
    }

    fn tell_page(&mut self, report: &mut Value, page: *mut c_void, show: Option<&str>) {
        let count = number(self.must("billfold_page_count", &[Word { pointer: page }]));
        report["count"] = json!(count);
        let count = usize::try_from(count).unwrap();
        report["page"] = self.shown("billfold_page_describe", page, &[]);
        report["json"] = self.json_given("billfold_page_json", page, None);
        let jsons =
            (0..count).map(|index| self.json_given("billfold_page_record_json", page, Some(index)));
        report["record_json"] = jsons.collect();
        let Some(show) = show else { return };
        let parts: Vec<_> = self.runner.declarations.parts_of(show);
        let mut records = Vec::new();
        for index in 0..count {
            let mut record = self.shown(show, page, &[index]);
            for (part, function) in &parts {
                let count = record[format!("{part}_count")].as_u64().unwrap_or_default();
                let count = usize::try_from(count).unwrap();
                record[part] =
                    (0..count).map(|part| self.shown(function, page, &[index, part])).collect();
            }
            records.push(record);
        }
        report["records"] = json!(records);
    }

    fn tell_error(&mut self, report: &mut Value, error: *mut c_void) {
        let mut told = self.shown("billfold_error_describe", error, &[]);
        let count = usize::try_from(told["field_count"].as_u64().unwrap()).unwrap();
        let fields = (0..count).map(|index| self.shown("billfold_error_field", error, &[index]));
        told["fields"] = fields.collect();
        let message = pointer(self.must("billfold_error_message", &[Word { pointer: error }]));
        // SAFETY: the message ends in a NUL.
        told["text"] = json!(unsafe { CStr::from_ptr(message.cast::<c_char>()) }.to_str().unwrap());
        told["json"] = self.json_given("billfold_error_json", error, None);
        report["error"] = told;
    }

    fn step(&mut self, step: &Value, line: Value) -> Value {
        let mut report = line;
        report["name"] = step["name"].clone();
        if step["write"].is_object() {
            self.write_file(&step["write"]);
        }
        if step["call"].is_string() {
            self.execute(step, &mut report);
        }
        for (name, path) in step["keep"].as_object().into_iter().flatten() {
            let mut found = report.clone();
            for part in path.as_str().unwrap().split('.') {
                if let Some(json) = found.as_str() {
                    found = serde_json::from_str(json).unwrap();
                }
                let index: Option<usize> = part.parse().ok().filter(|_| found.is_array());
                found = index.map_or(found[part].clone(), |index| found[index].clone());
            }
            let text = match found {
                Value::String(text) => text,
                Value::Number(number) => number.to_string(),
                other => panic!("{path} is {other}: {report}"),
            };
            self.kept.insert(name.clone(), Kept::Text(text));
        }
        report
    }

    fn write_file(&self, write: &Value) {
        let path = self.expand(write["file"].as_str().unwrap());
        let bytes = match write["bytes"].as_str() {
            Some(digits) => bytes_of(digits),
            None => self.expand(write["text"].as_str().unwrap()).into_bytes(),
        };
        let mut whole = bytes.clone();
        if write["at"].is_number() {
            whole = fs::read(&path).unwrap();
            let start = usize::try_from(self.number_of(&write["at"])).unwrap();
            whole[start..][..bytes.len()].copy_from_slice(&bytes);
        }
        fs::write(path, whole).unwrap();
    }

    /// The handle that a step names, by the parameter's name, or `on` if it is the call's first.
    fn handle_given(&self, step: &Value, name: &str, of: &str, first: bool) -> Option<String> {
        let given = match step["with"].get(name) {
            Some(Value::Null) => return None,
            Some(given) => given.as_str().unwrap(),
            None => step["on"].as_str().filter(|_| first).unwrap_or("store"),
        };
        match self.kept.get(given) {
            Some(Kept::Handle { of: found, .. }) if found == of => Some(given.to_owned()),
            _ => panic!("{given} is no {of}"),
        }
    }

    fn prepare(&mut self, step: &Value, function: &Function) -> Prepared {
        let with = &step["with"];
        for name in with.as_object().into_iter().flatten().map(|(name, _)| name) {
            let known = function.parameters.iter().any(|each| each.name == *name);
            assert!(known, "{} has no parameter {name}", function.name);
        }
        let count = function.parameters.len();
        // What is not set must be seen not to be.
        let given = vec![[0x5a5a_5a5a_5a5a_5a5a; 2]; count].into_boxed_slice();
        let mut made = Prepared { words: Vec::new(), given, sizes: vec![0; count], freed: None };
        let mut length = 0;
        for (at, parameter) in function.parameters.iter().enumerate() {
            let (value, of) = (&with[&parameter.name], parameter.of.as_deref().unwrap_or(""));
            let is_null = with.get(&parameter.name).is_some_and(Value::is_null);
            let slot = Word { pointer: made.given[at].as_mut_ptr().cast() };
            let word = match parameter.kind {
                Kind::Handle | Kind::Freed => {
                    let name = self.handle_given(step, &parameter.name, of, at == 0);
                    let handle = name.as_ref().map(|name| &self.kept[name]);
                    let word = match handle {
                        Some(Kept::Handle { handle, .. }) => Word { pointer: *handle },
                        _ => NULL,
                    };
                    if parameter.kind == Kind::Freed {
                        made.freed = name;
                    }
                    word
                }
                Kind::Text => {
                    let text = self.text_of(value);
                    length = text.len;
                    Word { pointer: text.ptr.cast_mut().cast() }
                }
                Kind::Length => Word { number: length as i64 },
                Kind::I32 | Kind::I64 | Kind::Size => Word { number: self.number_of(value) },
                Kind::Double => Word { real: value.as_f64().unwrap_or_default() },
                Kind::Input if value.is_null() => NULL,
                Kind::Input | Kind::View => {
                    let (pointer, size) = self.struct_of(of, value);
                    made.sizes[at] = size;
                    if is_null { NULL } else { Word { pointer } }
                }
                _ if is_null => NULL,
                _ => slot,
            };
            made.words.push(word);
        }
        made
    }

    fn execute(&mut self, step: &Value, report: &mut Value) {
        let declarations = self.runner.declarations;
        let name = step["call"].as_str().unwrap();
        let function = declarations.function(name);
        let function = function.unwrap_or_else(|| panic!("there is no function {name}"));
        let call = self.prepare(step, function);
        let result = self.invoke(name, &call.words);
        let done = function.returns != Returns::Status || number(result) == 0;
        match function.returns {
            Returns::Status => report["status"] = json!(number(result)),
            Returns::Number => report["value"] = json!(number(result)),
            Returns::Nothing => {}
            Returns::Text => {
                // SAFETY: the texts that functions return end in a NUL.
                let text = unsafe { CStr::from_ptr(pointer(result).cast()) };
                report["value"] = json!(text.to_str().unwrap());
            }
        }
        let given = || function.parameters.iter().enumerate();
        let is_there = |at: usize| !pointer(call.words[at]).is_null();
        for (at, parameter) in given().filter(|(_, each)| each.kind == Kind::View) {
            if done && is_there(at) {
                let (of, view) = (parameter.of.as_deref().unwrap(), pointer(call.words[at]));
                report["view"] = self.read_struct(of, view, call.sizes[at]);
            }
        }
        self.take_back();
        for (at, parameter) in given() {
            let slot = call.given[at].as_ptr().cast::<u8>();
            // SAFETY: the slot has room for each of these, and a text is there if the call is done.
            unsafe {
                match parameter.kind {
                    _ if !is_there(at) => {}
                    Kind::NewHandle => {
                        let of = parameter.of.as_deref().unwrap();
                        self.tell_handle(report, step, of, self::at(slot, 0));
                    }
                    Kind::Error => self.tell_error_given(report, step, self::at(slot, 0)),
                    Kind::TextOut if done => report["value"] = text(self::at(slot, 0)),
                    Kind::I32Out if done => report["value"] = json!(self::at::<i32>(slot, 0)),
                    Kind::I64Out | Kind::SizeOut if done => {
                        report["value"] = json!(self::at::<i64>(slot, 0));
                    }
                    _ => {}
                }
            }
        }
        if let Some(freed) = call.freed {
            self.kept.remove(&freed);
        }
    }

    fn tell_handle(&mut self, report: &mut Value, step: &Value, of: &str, handle: *mut c_void) {
        report["made"] = json!(!handle.is_null());
        if handle.is_null() {
            return;
        }
        if of == "billfold_page" {
            self.tell_page(report, handle, step["show"].as_str());
        }
        self.keep_or_release(&step["as"], of, handle);
    }

    fn tell_error_given(&mut self, report: &mut Value, step: &Value, error: *mut c_void) {
        if !error.is_null() {
            self.tell_error(report, error);
            self.keep_or_release(&step["error_as"], "billfold_error", error);
        }
    }

    fn keep_or_release(&mut self, name: &Value, of: &str, handle: *mut c_void) {
        match name.as_str() {
            None => self.release(of, handle),
            Some(name) => {
                let kept = Kept::Handle { of: of.to_owned(), handle };
                let twice = self.kept.insert(name.to_owned(), kept);
                assert!(twice.is_none(), "{name} is kept already");
            }
        }
    }
}

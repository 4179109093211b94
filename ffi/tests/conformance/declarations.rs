//! What the headers declare, read from them: the runners are made from it, so that a new export
//! needs no new code in any of them.

use std::collections::BTreeMap;

use serde::Serialize;

/// The functions that take what no step can give, a callback: the runners call each by hand.
const BY_HAND: [&str; 1] = ["billfold_log_set_hook"];

/// All that the headers declare.
#[derive(Debug, Serialize)]
pub(crate) struct Declarations {
    pub(crate) constants: BTreeMap<String, u64>,
    pub(crate) handles: Vec<String>,
    pub(crate) structs: Vec<Struct>,
    pub(crate) functions: Vec<Function>,
}

/// A struct that says its own size.
#[derive(Debug, Serialize)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: FieldKind,
    /// The bit of `has` that says whether it is there: a constant's name.
    pub(crate) has: Option<String>,
    /// The field that says how many there are, of texts side by side.
    pub(crate) count: Option<String>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FieldKind {
    I32,
    I64,
    U64,
    Size,
    Double,
    Text,
    Texts,
}

#[derive(Debug, Serialize)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) returns: Returns,
    pub(crate) parameters: Vec<Parameter>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Returns {
    Status,
    Nothing,
    Number,
    Text,
}

#[derive(Debug, Serialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// As the header has it.
    pub(crate) c_type: String,
    pub(crate) kind: Kind,
    /// The handle or struct that it points to.
    pub(crate) of: Option<String>,
}

/// The few shapes that parameters come in.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A handle that is used.
    Handle,
    /// A handle that is freed.
    Freed,
    /// A text's bytes; the next parameter is its length.
    Text,
    Length,
    I32,
    I64,
    Size,
    Double,
    /// A struct that the caller fills.
    Input,
    /// A struct that the function fills.
    View,
    /// Where a new handle goes.
    NewHandle,
    /// Where the error goes.
    Error,
    /// Where a value goes.
    TextOut,
    I32Out,
    I64Out,
    SizeOut,
    /// What no runner makes from data, such as a callback: each does it by hand.
    ByHand,
}

impl Function {
    /// Whether the runners can call it from a step.
    pub(crate) fn is_called_by_steps(&self) -> bool {
        self.parameters.iter().all(|parameter| parameter.kind != Kind::ByHand)
    }

    /// The struct in which it shows a record of a page, or a part of one.
    pub(crate) fn shows(&self) -> Option<&str> {
        let kinds: Vec<_> = self.parameters.iter().map(|parameter| parameter.kind).collect();
        let record = [Kind::Handle, Kind::Size, Kind::View, Kind::Error];
        let part = [Kind::Handle, Kind::Size, Kind::Size, Kind::View, Kind::Error];
        let view = self.parameters.iter().find(|parameter| parameter.kind == Kind::View)?;
        let of_page = self.parameters.first()?.of.as_deref() == Some("billfold_page");
        (of_page && (kinds == record || kinds == part)).then_some(view.of.as_deref()).flatten()
    }

    /// Whether it shows a part of a record.
    pub(crate) fn shows_part(&self) -> bool {
        let indexes = self.parameters.iter().filter(|each| each.kind == Kind::Size);
        self.shows().is_some() && indexes.count() == 2
    }
}

impl Declarations {
    /// Reads the declarations from `billfold.cdef.h`, and from the comments of `billfold.h` which
    /// bit of `has` is which field's.
    pub(crate) fn read(cdef: &str, header: &str) -> Self {
        let mut read = Self {
            constants: BTreeMap::new(),
            handles: Vec::new(),
            structs: Vec::new(),
            functions: Vec::new(),
        };
        for block in cdef.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
            read.block(block);
        }
        read.attach_bits(header);
        read.check();
        read
    }

    pub(crate) fn function(&self, name: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.name == name)
    }

    pub(crate) fn of(&self, name: &str) -> Option<&Struct> {
        self.structs.iter().find(|each| each.name == name)
    }

    /// The statuses by name, which are the constants that `billfold_status_name` names.
    pub(crate) fn statuses(&self) -> Vec<(String, i64)> {
        let mut found = vec![("BILLFOLD_OK".to_owned(), 0)];
        for kind in billfold_core::ErrorKind::ALL {
            let name = format!("BILLFOLD_{}", kind.name().to_uppercase());
            let number = self.constants.get(&name).copied();
            assert_eq!(number, u64::try_from(kind.number()).ok(), "{name}");
            found.push((name, i64::from(kind.number())));
        }
        found
    }

    fn block(&mut self, block: &str) {
        if let Some(constant) = block.strip_prefix("#define ") {
            let (name, value) = constant.split_once(' ').unwrap();
            self.constants.insert(name.to_owned(), value.parse().unwrap());
        } else if let Some(body) = block.strip_prefix("typedef struct {") {
            let (fields, name) = body.split_once('}').unwrap();
            let name = name.trim().trim_end_matches(';');
            // A text has no size of its own; it is a kind of field.
            if name != "billfold_str" {
                self.structs.push(Struct { name: name.to_owned(), fields: read_fields(fields) });
            }
        } else if let Some(handle) = block.strip_prefix("typedef struct ") {
            self.handles.push(handle.split(' ').next().unwrap().to_owned());
        } else if !block.starts_with("typedef ") {
            let function = self.read_function(block);
            self.functions.push(function);
        }
    }

    fn read_function(&self, text: &str) -> Function {
        let (head, parameters) = text.split_once('(').unwrap();
        let (returns, name) = head.rsplit_once([' ', '*']).unwrap();
        let returns = match returns.trim() {
            "billfold_status" => Returns::Status,
            "void" => Returns::Nothing,
            "int64_t" | "int32_t" | "size_t" => Returns::Number,
            "const char" => Returns::Text,
            other => panic!("{name} returns {other}: teach it to the runners"),
        };
        let parameters = parameters.rsplit_once(')').unwrap().0;
        let mut read: Vec<Parameter> = Vec::new();
        for parameter in parameters.split(',').map(str::trim).filter(|text| *text != "void") {
            let at = parameter.rfind([' ', '*']).unwrap().saturating_add(1);
            let (c_type, parameter) = parameter.split_at(at);
            read.push(self.read_parameter(c_type.trim(), parameter, read.last()));
        }
        Function { name: name.to_owned(), returns, parameters: read }
    }

    fn read_parameter(&self, c_type: &str, name: &str, last: Option<&Parameter>) -> Parameter {
        let target = c_type.trim_start_matches("const ").trim_end_matches('*').trim().to_owned();
        let pointers = c_type.matches('*').count();
        let is_handle = self.handles.contains(&target);
        let is_struct = self.of(&target).is_some();
        let is_const = c_type.starts_with("const ");
        let is_length = last.is_some_and(|last| {
            last.kind == Kind::Text && name.strip_suffix("_len") == Some(&last.name)
        });
        let kind = match (pointers, target.as_str()) {
            (1, _) if is_handle => {
                if is_const {
                    Kind::Handle
                } else {
                    Kind::Freed
                }
            }
            (2, "billfold_error") => Kind::Error,
            (2, _) if is_handle => Kind::NewHandle,
            (1, _) if is_struct => {
                if is_const {
                    Kind::Input
                } else {
                    Kind::View
                }
            }
            (1, "char") => Kind::Text,
            (0, "size_t") if is_length => Kind::Length,
            (0, "size_t") => Kind::Size,
            (0, "int32_t" | "billfold_status") => Kind::I32,
            (0, "int64_t") => Kind::I64,
            (0, "double") => Kind::Double,
            (1, "billfold_str") if !is_const => Kind::TextOut,
            (1, "int32_t") => Kind::I32Out,
            (1, "int64_t") => Kind::I64Out,
            (1, "size_t") => Kind::SizeOut,
            _ => Kind::ByHand,
        };
        let of = (is_handle || is_struct).then_some(target);
        Parameter { name: name.to_owned(), c_type: c_type.to_owned(), kind, of }
    }

    /// Finds which bits say that which fields are there: the comment on the bit names the struct
    /// and the fields.
    fn attach_bits(&mut self, header: &str) {
        for (bit, comment) in
            comments(header).into_iter().filter(|(name, _)| name.contains("_HAS_"))
        {
            let (structs, fields) = comment
                .strip_prefix("In ")
                .and_then(|text| text.split_once(": "))
                .unwrap_or_else(|| panic!("{bit}: the comment does not say of which struct it is"));
            let (structs, fields) = (words(structs), words(fields));
            let mut found = false;
            for owner in self.structs.iter_mut().filter(|each| structs.contains(&&*each.name)) {
                for field in owner.fields.iter_mut().filter(|each| fields.contains(&&*each.name)) {
                    let twice = field.has.replace(bit.clone());
                    assert!(twice.is_none(), "{}.{} has two bits", owner.name, field.name);
                    found = true;
                }
            }
            assert!(found, "{bit}: no field of any struct is named in its comment");
        }
    }

    /// What the runners rely on.
    fn check(&self) {
        for function in &self.functions {
            let of = |kinds: &[Kind]| {
                function.parameters.iter().filter(|each| kinds.contains(&each.kind)).count()
            };
            let name = &function.name;
            let values = of(&[Kind::TextOut, Kind::I32Out, Kind::I64Out, Kind::SizeOut]);
            let by_hand = !function.is_called_by_steps();
            assert_eq!(by_hand, BY_HAND.contains(&&**name), "{name}: teach it to the runners");
            assert!(function.parameters.len() <= 24, "{name} takes many: see MOST_PARAMETERS");
            assert!(values <= 1, "{name} answers with two values: teach it to the runners");
            assert!(of(&[Kind::View]) <= 1, "{name} fills two structs: teach it to the runners");
            assert!(of(&[Kind::NewHandle]) <= 1, "{name} makes two handles: teach the runners");
        }
        for shown in self.functions.iter().filter(|function| function.shows_part()) {
            let name = &shown.name;
            let whole = self.whole_of(shown);
            let whole = whole.unwrap_or_else(|| panic!("{name}: of what does it show a part?"));
            let part = name.strip_prefix(&format!("{}_", whole.name)).unwrap();
            let (view, count) = (self.of(whole.shows().unwrap()).unwrap(), format!("{part}_count"));
            let has = view.fields.iter().any(|field| field.name == count);
            assert!(has, "{} has no {count} for {name}", view.name);
        }
    }

    /// The parts of the records that this accessor shows, each with its own accessor.
    pub(crate) fn parts_of(&self, show: &str) -> Vec<(String, String)> {
        let parts = self.functions.iter().filter(|each| {
            each.shows_part() && self.whole_of(each).is_some_and(|whole| whole.name == show)
        });
        let prefix = format!("{show}_");
        let named = parts.filter_map(|each| Some((each.name.strip_prefix(&prefix)?, &each.name)));
        named.map(|(part, name)| (part.to_owned(), name.clone())).collect()
    }

    /// The accessor of the records that a part's accessor shows a part of.
    pub(crate) fn whole_of(&self, part: &Function) -> Option<&Function> {
        let whole = |each: &&Function| {
            each.shows().is_some()
                && !each.shows_part()
                && part.name.starts_with(&format!("{}_", each.name))
        };
        self.functions.iter().filter(whole).max_by_key(|each| each.name.len())
    }
}

fn read_fields(text: &str) -> Vec<Field> {
    let lines: Vec<&str> = text.split(';').map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut fields: Vec<Field> = Vec::new();
    for line in lines {
        let at = line.rfind([' ', '*']).unwrap().saturating_add(1);
        let (c_type, name) = line.split_at(at);
        let kind = match c_type.trim() {
            "int32_t" => FieldKind::I32,
            "int64_t" => FieldKind::I64,
            "uint64_t" => FieldKind::U64,
            "size_t" => FieldKind::Size,
            "double" => FieldKind::Double,
            "billfold_str" => FieldKind::Text,
            "const billfold_str *" => FieldKind::Texts,
            other => panic!("{name} is a {other}: teach it to the runners"),
        };
        fields.push(Field { name: name.to_owned(), kind, has: None, count: None });
    }
    let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
    for (at, field) in
        fields.iter_mut().enumerate().filter(|(_, each)| each.kind == FieldKind::Texts)
    {
        // texts, text_count: the count stands behind.
        let count = names.get(at.saturating_add(1)).filter(|name| name.ends_with("_count"));
        field.count = Some(count.unwrap_or_else(|| panic!("{} has no count", field.name)).clone());
    }
    fields
}

/// Each constant of the header with the comment before it.
fn comments(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for block in header.split("/**").skip(1) {
        let Some((comment, code)) = block.split_once("*/") else { continue };
        let Some(name) = code.trim_start().strip_prefix("#define ") else { continue };
        let lines = comment.lines().map(|line| line.trim().trim_start_matches('*').trim());
        let comment = lines.collect::<Vec<_>>().join(" ");
        found.push((name.split(' ').next().unwrap().to_owned(), comment.trim().to_owned()));
    }
    found
}

fn words(text: &str) -> Vec<&str> {
    text.split(|each: char| !each.is_ascii_alphanumeric() && each != '_').collect()
}

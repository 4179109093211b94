//! The declarations as tables in C, which is C++ too: offsets come from the compiler's own
//! `offsetof`, and each function is called through the header's own declaration.

use std::fmt::Write as _;

use crate::declarations::{
    Declarations, Field, FieldKind, Function, Kind, Parameter, Returns, Struct,
};

/// The text of `generated.h`, which the runners include.
pub(crate) fn c_tables(declarations: &Declarations) -> String {
    let mut text = "/* Made from the declarations by the tests. */\n\n".to_owned();
    for (name, value) in &declarations.constants {
        let suffix = if i64::try_from(*value).is_ok() { "" } else { "U" };
        writeln!(text, "typedef char check_{name}[({name} == {value}{suffix}) ? 1 : -1];").unwrap();
    }
    text.push_str("\nstatic const struct constant constants[] = {\n");
    for name in declarations.constants.keys() {
        writeln!(text, "    {{\"{name}\", (uint64_t){name}}},").unwrap();
    }
    text.push_str("    {NULL, 0}};\n\n");
    for each in &declarations.structs {
        structure(&mut text, each);
    }
    text.push_str("static const struct structure structures[] = {\n");
    for Struct { name, .. } in &declarations.structs {
        writeln!(text, "    {{\"{name}\", sizeof({name}), init_{name}, fields_{name}}},").unwrap();
    }
    text.push_str("    {NULL, 0, NULL, NULL}};\n\n");
    let called = || declarations.functions.iter().filter(|each| each.is_called_by_steps());
    for function in called() {
        call(&mut text, function);
    }
    text.push_str("static const struct function functions[] = {\n");
    for function in called() {
        let name = &function.name;
        let returns = returns(function.returns);
        writeln!(text, "    {{\"{name}\", {returns}, parameters_{name}, call_{name}}},").unwrap();
    }
    text.push_str("    {NULL, RETURNS_NOTHING, NULL, NULL}};\n");
    text
}

fn structure(text: &mut String, each: &Struct) {
    let name = &each.name;
    writeln!(
        text,
        "static void init_{name}(void *at) {{\n  {name} made = BILLFOLD_INIT({name});\n  \
         memcpy(at, &made, sizeof made);\n}}"
    )
    .unwrap();
    writeln!(text, "static const struct field fields_{name}[] = {{").unwrap();
    for field in &each.fields {
        let offset = |field: &str| format!("offsetof({name}, {field})");
        let count = field.count.as_deref().map_or("0".to_owned(), offset);
        let has = field.has.as_deref().unwrap_or("0");
        let (kind, offset) = (field_kind(field), offset(&field.name));
        writeln!(text, "    {{\"{}\", {kind}, {offset}, {has}, {count}}},", field.name).unwrap();
    }
    text.push_str("    {NULL, IS_I32, 0, 0, 0}};\n\n");
}

fn field_kind(field: &Field) -> &'static str {
    match field.kind {
        FieldKind::I32 => "IS_I32",
        FieldKind::I64 => "IS_I64",
        FieldKind::U64 => "IS_U64",
        FieldKind::Size => "IS_SIZE",
        FieldKind::Double => "IS_DOUBLE",
        FieldKind::Text => "IS_TEXT",
        FieldKind::Texts => "IS_TEXTS",
    }
}

fn returns(returns: Returns) -> &'static str {
    match returns {
        Returns::Status => "RETURNS_STATUS",
        Returns::Nothing => "RETURNS_NOTHING",
        Returns::Number => "RETURNS_NUMBER",
        Returns::Text => "RETURNS_TEXT",
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Handle => "TAKES_HANDLE",
        Kind::Freed => "TAKES_FREED",
        Kind::Text => "TAKES_TEXT",
        Kind::Length => "TAKES_LENGTH",
        Kind::I32 | Kind::I64 | Kind::Size => "TAKES_NUMBER",
        Kind::Double => "TAKES_DOUBLE",
        Kind::Input => "TAKES_INPUT",
        Kind::View => "GIVES_VIEW",
        Kind::NewHandle => "GIVES_HANDLE",
        Kind::Error => "GIVES_ERROR",
        Kind::TextOut => "GIVES_TEXT",
        Kind::I32Out => "GIVES_I32",
        Kind::I64Out => "GIVES_I64",
        Kind::SizeOut => "GIVES_SIZE",
        Kind::ByHand => unreachable!("no table has it"),
    }
}

fn call(text: &mut String, function: &Function) {
    let name = &function.name;
    writeln!(text, "static const struct parameter parameters_{name}[] = {{").unwrap();
    for parameter in &function.parameters {
        let of = parameter.of.as_ref().map_or("NULL".to_owned(), |of| format!("\"{of}\""));
        writeln!(text, "    {{\"{}\", {}, {of}}},", parameter.name, kind(parameter.kind)).unwrap();
    }
    text.push_str("    {NULL, TAKES_NUMBER, NULL}};\n");
    let arguments: Vec<String> =
        function.parameters.iter().enumerate().map(|(at, each)| argument(at, each)).collect();
    let called = format!("{name}({})", arguments.join(", "));
    let body = match function.returns {
        Returns::Nothing => format!("{called};\n  result->number = 0;"),
        Returns::Status | Returns::Number => format!("result->number = (int64_t){called};"),
        Returns::Text => format!("result->pointer = (void *){called};"),
    };
    let unused = if arguments.is_empty() { "  (void)word;\n" } else { "" };
    writeln!(
        text,
        "static void call_{name}(const union word *word, union word *result) {{\n{unused}  \
         {body}\n}}\n"
    )
    .unwrap();
}

fn argument(at: usize, parameter: &Parameter) -> String {
    let c_type = &parameter.c_type;
    match parameter.kind {
        Kind::Double => format!("word[{at}].real"),
        Kind::Length | Kind::I32 | Kind::I64 | Kind::Size => {
            format!("({c_type})word[{at}].number")
        }
        _ => format!("({c_type})word[{at}].pointer"),
    }
}

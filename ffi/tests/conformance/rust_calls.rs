//! The declarations as tables in Rust, for the runner that calls the exports from here.

use std::fmt::Write as _;

use crate::declarations::{Declarations, Function, Kind, Parameter, Returns};

/// The text of `calls.rs`.
pub(crate) fn rust_calls(declarations: &Declarations) -> String {
    let mut text = "//! Every struct's offsets and every function as a call, made from the headers.\n\
                    //! `UPDATE_EXPECT=1 cargo test -p billfold-ffi --test header` writes this file \
                    anew.\n\n\
                    use std::mem::offset_of;\n\n\
                    use billfold::*;\n\n\
                    use crate::runner::{Call, Layout, Word};\n\n\
                    pub(crate) const LAYOUTS: &[Layout] = &[\n"
        .to_owned();
    for each in &declarations.structs {
        let name = &each.name;
        writeln!(text, "    Layout {{\n        name: \"{name}\",").unwrap();
        writeln!(text, "        size: size_of::<{name}>(),\n        fields: &[").unwrap();
        for field in &each.fields {
            let field = &field.name;
            writeln!(text, "            (\"{field}\", offset_of!({name}, {field})),").unwrap();
        }
        text.push_str("        ],\n    },\n");
    }
    text.push_str("];\n\npub(crate) const CALLS: &[(&str, Call)] = &[\n");
    for function in declarations.functions.iter().filter(|each| each.is_called_by_steps()) {
        call(&mut text, function);
    }
    text.push_str("];\n");
    text
}

fn call(text: &mut String, function: &Function) {
    let name = &function.name;
    let arguments: Vec<String> =
        function.parameters.iter().enumerate().map(|(at, each)| argument(at, each)).collect();
    let words = if arguments.is_empty() { "_" } else { "words" };
    let called = format!("{name}({})", arguments.join(", "));
    // What takes pointers is unsafe to call, all else is not.
    let is_unsafe = function.parameters.iter().any(|each| !is_number(each.kind));
    let result = match function.returns {
        Returns::Nothing => format!("{called}; Word {{ number: 0 }}"),
        Returns::Status | Returns::Number => format!("Word {{ number: {called} as i64 }}"),
        Returns::Text => format!("Word {{ pointer: {called}.cast_mut().cast() }}"),
    };
    let result =
        if is_unsafe || !arguments.is_empty() { format!("unsafe {{ {result} }}") } else { result };
    writeln!(
        text,
        "    // SAFETY: the words are what the function's parameters are declared to be.\n    \
         (\"{name}\", |{words}| {result}),"
    )
    .unwrap();
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Length | Kind::I32 | Kind::I64 | Kind::Size | Kind::Double)
}

fn argument(at: usize, parameter: &Parameter) -> String {
    match parameter.kind {
        Kind::Double => format!("words[{at}].real"),
        Kind::I32 => format!("words[{at}].number as i32"),
        Kind::I64 => format!("words[{at}].number"),
        Kind::Length | Kind::Size => format!("words[{at}].number as usize"),
        _ => format!("words[{at}].pointer.cast()"),
    }
}

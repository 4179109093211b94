//! JSON for people to read: the same text, indented.

/// The text with line breaks and two spaces a level; every value keeps its spelling, which it
/// would not if it were parsed and written anew.
pub(crate) fn pretty(json: &str) -> String {
    let mut pretty = String::with_capacity(json.len().saturating_mul(2));
    let mut depth = 0_usize;
    let (mut in_string, mut escaped) = (false, false);
    let mut characters = json.chars().peekable();
    while let Some(each) = characters.next() {
        if in_string {
            pretty.push(each);
            in_string = escaped || each != '"';
            escaped = !escaped && each == '\\';
            continue;
        }
        match each {
            '{' | '[' => {
                pretty.push(each);
                if let Some(end) = characters.next_if(|next| matches!(next, '}' | ']')) {
                    pretty.push(end);
                } else {
                    depth = depth.saturating_add(1);
                    break_line(&mut pretty, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut pretty, depth);
                pretty.push(each);
            }
            ',' => {
                pretty.push(each);
                break_line(&mut pretty, depth);
            }
            ':' => pretty.push_str(": "),
            ' ' | '\n' | '\r' | '\t' => {}
            _ => {
                in_string = each == '"';
                pretty.push(each);
            }
        }
    }
    pretty
}

fn break_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn values_keep_their_spelling() {
        let json = r#"{"a":1e3,"b":{},"c":[1.10,"x:{\"\\"],"d":null}"#;
        let expected = "{\n  \"a\": 1e3,\n  \"b\": {},\n  \"c\": [\n    1.10,\n    \
            \"x:{\\\"\\\\\"\n  ],\n  \"d\": null\n}";
        assert_eq!(pretty(json), expected);
    }
}

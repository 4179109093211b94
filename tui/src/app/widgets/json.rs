//! JSON that can be folded: a record's metadata as it was given, its keys in their order and its
//! numbers as they are spelled.
//!
//! A value is named by its path, a JSON Pointer: `` is the whole, `/items/0` the first of `items`.

use std::collections::BTreeSet;

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use serde_json::value::RawValue;

use super::text;
use crate::app::theme::Theme;
use crate::output::record::members;

/// What lies deeper is folded at first.
const FOLDED_FROM_DEPTH: usize = 2;

/// What is longer, unfolded, is folded at first.
const LONGEST_LINES: usize = 20;

/// Metadata is not nested deeper; what is, stands as it is spelled.
const DEEPEST: usize = 64;

/// Columns that one level is set in by.
const INDENT: usize = 2;

/// A JSON value that can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Json(Node);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    /// Anything but an object or an array, as it is spelled.
    Plain(String),
    Object(Vec<(String, Node)>),
    Array(Vec<Node>),
}

/// Which values are folded, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folds(BTreeSet<String>);

/// A line of shown JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JsonLine {
    /// Names the value that the line tells of.
    pub(crate) path: String,
    /// How deep the value lies; 0 is the whole.
    pub(crate) depth: usize,
    pub(crate) line: Line<'static>,
    /// Whether the line opens a value that can be folded, or unfolded.
    pub(crate) foldable: bool,
}

impl Json {
    /// The value of this JSON.
    ///
    /// # Errors
    ///
    /// If the text is no JSON.
    pub(crate) fn parse(json: &str) -> serde_json::Result<Self> {
        let raw: &RawValue = serde_json::from_str(json)?;
        Node::parse(raw.get(), 0).map(Self)
    }

    /// The value of this path, to be copied: the text of a string, all else as JSON; `None` if there
    /// is no such value.
    pub(crate) fn value_at(&self, path: &str) -> Option<String> {
        let node = self.0.at(path)?;
        let mut json = String::new();
        node.write(&mut json);
        Some(serde_json::from_str::<String>(&json).unwrap_or(json))
    }

    /// The lines as they are shown in so many columns.
    pub(crate) fn lines(&self, folds: &Folds, columns: usize, theme: &Theme) -> Vec<JsonLine> {
        let mut shown = Shown { lines: Vec::new(), folds, columns, theme };
        shown.add(&self.0, "", 0, None, false);
        shown.lines
    }
}

impl Folds {
    /// The folds to begin with: what lies deep or is long.
    pub(crate) fn of(json: &Json) -> Self {
        let mut folds = Self::default();
        json.0.visit("", 0, &mut |node, path, depth| {
            if depth >= FOLDED_FROM_DEPTH || depth > 0 && node.count_lines() > LONGEST_LINES {
                folds.0.insert(path.to_owned());
            }
        });
        folds
    }

    /// Folds the value of this path, or unfolds it.
    pub(crate) fn toggle(&mut self, path: &str) {
        if !self.0.remove(path) {
            self.0.insert(path.to_owned());
        }
    }
}

impl Node {
    fn parse(json: &str, depth: usize) -> serde_json::Result<Self> {
        let inner = depth.saturating_add(1);
        match json.as_bytes().first() {
            Some(b'{') if depth < DEEPEST => {
                let members = members(json)?.into_iter();
                let nodes = members.map(|(key, raw)| Ok((key, Self::parse(raw.get(), inner)?)));
                nodes.collect::<serde_json::Result<_>>().map(Self::Object)
            }
            Some(b'[') if depth < DEEPEST => {
                let items: Vec<&RawValue> = serde_json::from_str(json)?;
                let nodes = items.into_iter().map(|raw| Self::parse(raw.get(), inner));
                nodes.collect::<serde_json::Result<_>>().map(Self::Array)
            }
            _ => Ok(Self::Plain(json.to_owned())),
        }
    }

    /// How many values stand in it; nothing stands in what is no container.
    fn len(&self) -> usize {
        match self {
            Self::Plain(_) => 0,
            Self::Object(members) => members.len(),
            Self::Array(items) => items.len(),
        }
    }

    /// What stands in it, with the last part of its path.
    fn children(&self) -> Vec<(String, &Self)> {
        match self {
            Self::Plain(_) => Vec::new(),
            Self::Object(members) => {
                members.iter().map(|(key, node)| (escaped(key), node)).collect()
            }
            Self::Array(items) => {
                items.iter().enumerate().map(|(at, node)| (at.to_string(), node)).collect()
            }
        }
    }

    fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').skip(1).try_fold(self, |node, part| {
            let mut children = node.children().into_iter();
            children.find(|(name, _)| name == part).map(|(_, child)| child)
        })
    }

    /// Calls for each container, the outer ones first.
    fn visit(&self, path: &str, depth: usize, call: &mut impl FnMut(&Self, &str, usize)) {
        if self.len() == 0 {
            return;
        }
        call(self, path, depth);
        for (name, child) in self.children() {
            child.visit(&format!("{path}/{name}"), depth.saturating_add(1), call);
        }
    }

    /// The lines that it takes unfolded.
    fn count_lines(&self) -> usize {
        if self.len() == 0 {
            return 1;
        }
        let inner = self.children().into_iter().map(|(_, child)| child.count_lines());
        inner.fold(2, usize::saturating_add)
    }

    fn write(&self, json: &mut String) {
        match self {
            Self::Plain(spelled) => json.push_str(spelled),
            Self::Object(members) => {
                json.push('{');
                for (at, (key, node)) in members.iter().enumerate() {
                    json.push_str(if at == 0 { "" } else { "," });
                    json.push_str(&quoted(key));
                    json.push(':');
                    node.write(json);
                }
                json.push('}');
            }
            Self::Array(items) => {
                json.push('[');
                for (at, node) in items.iter().enumerate() {
                    json.push_str(if at == 0 { "" } else { "," });
                    node.write(json);
                }
                json.push(']');
            }
        }
    }
}

/// Lines in the making.
struct Shown<'a> {
    lines: Vec<JsonLine>,
    folds: &'a Folds,
    columns: usize,
    theme: &'a Theme,
}

impl Shown<'_> {
    /// Adds the lines of a value; `more` says whether another follows in its container.
    fn add(&mut self, node: &Node, path: &str, depth: usize, key: Option<&str>, more: bool) {
        let comma = if more { "," } else { "" };
        let (opening, closing) = match node {
            Node::Object(_) => ("{", "}"),
            _ => ("[", "]"),
        };
        let count = node.len();
        let is_folded = count > 0 && self.folds.0.contains(path);
        let mut spans = vec![self.gutter(depth, (count > 0).then_some(is_folded))];
        if let Some(key) = key {
            spans.push(Span::styled(quoted(key), self.theme.key));
            spans.push(Span::styled(": ", self.theme.dim));
        }
        if let Node::Plain(spelled) = node {
            spans.push(self.plain(spelled));
        } else if count == 0 {
            spans.push(Span::styled(format!("{opening}{closing}"), self.theme.text));
        } else if is_folded {
            spans.push(Span::styled(opening, self.theme.text));
            spans.push(Span::styled(format!(" {} ", contents(node)), self.theme.dim));
            spans.push(Span::styled(closing, self.theme.text));
        } else {
            spans.push(Span::styled(opening, self.theme.text));
        }
        let is_open = count > 0 && !is_folded;
        if !is_open {
            spans.push(Span::styled(comma, self.theme.dim));
        }
        self.push(path, depth, spans, count > 0);
        if is_open {
            self.add_children(node, path, depth.saturating_add(1));
            let ending = Span::styled(closing, self.theme.text);
            let spans = vec![self.gutter(depth, None), ending, Span::styled(comma, self.theme.dim)];
            self.push(path, depth, spans, false);
        }
    }

    fn add_children(&mut self, node: &Node, path: &str, depth: usize) {
        let mut children = node.children().into_iter().enumerate().peekable();
        while let Some((at, (name, child))) = children.next() {
            let key = match node {
                Node::Object(members) => members.get(at).map(|(key, _)| key.as_str()),
                _ => None,
            };
            let more = children.peek().is_some();
            self.add(child, &format!("{path}/{name}"), depth, key, more);
        }
    }

    fn push(&mut self, path: &str, depth: usize, spans: Vec<Span<'_>>, foldable: bool) {
        let line = text::line(spans, self.columns);
        self.lines.push(JsonLine { path: path.to_owned(), depth, line, foldable });
    }

    /// The indent, and before what can be folded whether it is.
    fn gutter(&self, depth: usize, folded: Option<bool>) -> Span<'static> {
        let glyph = match folded {
            None => " ",
            Some(true) => self.theme.glyphs.folded,
            Some(false) => self.theme.glyphs.unfolded,
        };
        let indent = " ".repeat(depth.saturating_mul(INDENT));
        Span::styled(format!("{indent}{glyph} "), self.theme.dim)
    }

    /// A value that stands on its line: strings spelled in the one usual way.
    fn plain(&self, spelled: &str) -> Span<'static> {
        let decoded = serde_json::from_str::<String>(spelled);
        let style = match spelled.as_bytes().first() {
            Some(b'"') => self.theme.good,
            Some(b'n') => self.theme.dim,
            _ => Style::patch(self.theme.text, self.theme.accent),
        };
        Span::styled(decoded.map_or_else(|_| spelled.to_owned(), |decoded| quoted(&decoded)), style)
    }
}

/// What is hidden in a fold.
fn contents(node: &Node) -> String {
    let count = node.len();
    let (one, many) = match node {
        Node::Object(_) => ("key", "keys"),
        _ => ("item", "items"),
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A string as JSON has it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A key as a part of a JSON Pointer.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests;

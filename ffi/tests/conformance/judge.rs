//! Compares what a runner told with what the steps expect, and runners with each other.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::declarations::{Declarations, Kind, Returns};

/// All that is wrong with the reports of one file in one form, of which the first is that of the
/// store's opening and the last tells what is still alive.
pub(crate) fn judge(
    declarations: &Declarations,
    steps: &[Value],
    reports: &[Value],
    folder: &str,
) -> Vec<String> {
    let kept = BTreeMap::from([("folder".to_owned(), json!(folder))]);
    let mut judge = Judge { declarations, kept, faults: Vec::new() };
    let [opening, reports @ .., end] = reports else { return vec!["no reports".to_owned()] };
    judge.step(&json!({"call": "billfold_store_open"}), opening);
    if reports.len() != steps.len() {
        judge.faults.push(format!("{} steps, {} reports", steps.len(), reports.len()));
    }
    for (step, report) in steps.iter().zip(reports) {
        let before = judge.faults.len();
        judge.step(step, report);
        for fault in judge.faults.iter_mut().skip(before) {
            *fault = format!("{}: {fault}", step["name"]);
        }
        for (name, path) in step["keep"].as_object().into_iter().flatten() {
            judge.kept.insert(name.clone(), at(report, path.as_str().unwrap()));
        }
    }
    if end["live"] != json!(0) {
        judge.faults.push(format!("at the end {} objects are alive", end["live"]));
    }
    judge.faults
}

/// What stands in the report under a path such as `records.0.id`.
fn at(report: &Value, path: &str) -> Value {
    let mut found = report.clone();
    for part in path.split('.') {
        if let Some(json) = found.as_str() {
            found = serde_json::from_str(json).unwrap_or_default();
        }
        let index: Option<usize> = part.parse().ok().filter(|_| found.is_array());
        let next = index.map_or_else(|| found.get(part), |index| found.get(index));
        found = next.cloned().unwrap_or_default();
    }
    found
}

struct Judge<'a> {
    declarations: &'a Declarations,
    kept: BTreeMap<String, Value>,
    faults: Vec<String>,
}

impl Judge<'_> {
    fn fault(&mut self, text: String) {
        self.faults.push(text);
    }

    fn step(&mut self, step: &Value, report: &Value) {
        let Some(call) = step["call"].as_str() else { return };
        let function = self.declarations.function(call);
        let Some(function) = function else { return self.fault(format!("there is no {call}")) };
        let gives_error = function.parameters.iter().find(|each| each.kind == Kind::Error);
        let wants_error =
            gives_error.is_some_and(|each| step["with"].get(&each.name) != Some(&Value::Null));
        if function.returns == Returns::Status {
            let status = report["status"].as_i64().unwrap();
            let failed = status != 0;
            if wants_error && failed != report["error"].is_object() {
                self.fault(format!("status {status}, but error {}", report["error"]));
            }
            if report["error"].is_object() && report["error"]["status"] != status {
                self.fault(format!("status {status}, but the error says {}", report["error"]));
            }
            if report["made"].is_boolean() && report["made"] == failed {
                self.fault(format!("status {status}, but made is {}", report["made"]));
            }
            if failed && step["fails"].is_null() {
                self.fault(format!("{status}: {}", report["error"]));
            }
        }
        self.failure(&step["fails"], report);
        for (part, expected) in step["gives"].as_object().into_iter().flatten() {
            self.matches(part, expected, &report[part]);
        }
        self.agree(report);
    }

    fn failure(&mut self, expected: &Value, report: &Value) {
        for (part, expected) in expected.as_object().into_iter().flatten() {
            let found = if part == "status" { &report["status"] } else { &report["error"][part] };
            self.matches(part, expected, found);
        }
    }

    /// What is told twice must be told alike.
    fn agree(&mut self, report: &Value) {
        if !report["count"].is_number() {
            return;
        }
        let jsons = report["record_json"].as_array().unwrap();
        let jsons: Vec<Value> = jsons
            .iter()
            .map(|json| serde_json::from_str(json.as_str().unwrap()).unwrap())
            .collect();
        let whole: Value = serde_json::from_str(report["json"].as_str().unwrap()).unwrap();
        let mut one = jsons.first().cloned().unwrap_or_default();
        if report["page"]["replayed"] == 1 {
            one["replayed"] = json!(true);
        }
        let is_list = report["page"]["is_list"] == 1;
        let agrees = if is_list { whole["items"] == json!(jsons) } else { whole == one };
        if !agrees {
            self.fault(format!("the page's JSON {whole} is not its records' {jsons:?}"));
        }
        if report["page"]["count"] != report["count"] || report["count"] != jsons.len() {
            self.fault(format!("count is {}, {}", report["count"], report["page"]["count"]));
        }
        for (json, view) in jsons.iter().zip(report["records"].as_array().into_iter().flatten()) {
            if json["id"].is_string() && view["id"].is_string() && json["id"] != view["id"] {
                self.fault(format!("the view of {} is of {}", json["id"], view["id"]));
            }
        }
    }

    fn matches(&mut self, path: &str, expected: &Value, found: &Value) {
        if let Some(fault) = self.mismatch(expected, found, path) {
            self.fault(fault);
        }
    }

    fn mismatch(&self, expected: &Value, found: &Value, path: &str) -> Option<String> {
        match (expected, found) {
            (Value::Object(_) | Value::Array(_), Value::String(json)) => {
                let Ok(read) = serde_json::from_str::<Value>(json) else {
                    return Some(format!("{path} is {json:?}, no JSON"));
                };
                return self.mismatch(expected, &read, path);
            }
            (Value::Object(expected), Value::Object(found)) => {
                return expected.iter().find_map(|(name, expected)| {
                    let path = format!("{path}.{name}");
                    let Some(found) = found.get(name) else {
                        return Some(format!("there is no {path}"));
                    };
                    self.mismatch(expected, found, &path)
                });
            }
            (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
                let mut pairs = expected.iter().zip(found).enumerate();
                return pairs.find_map(|(at, (expected, found))| {
                    self.mismatch(expected, found, &format!("{path}.{at}"))
                });
            }
            _ => {}
        }
        let fine = match expected {
            Value::String(text) if text == "$any" => !found.is_null(),
            Value::String(text) if found.is_number() && text.starts_with("BILLFOLD_") => {
                self.constant(text).is_some_and(|value| found.as_u64() == Some(value))
            }
            Value::Array(names) if found.is_number() => {
                let mut bits = names.iter().map(|name| self.constant(name.as_str().unwrap_or("")));
                let bits = bits.try_fold(0, |all, bit| Some(all | bit?));
                bits.is_some_and(|bits| found.as_u64() == Some(bits))
            }
            Value::String(text) => match self.expand(text) {
                expanded if found.is_number() => expanded.parse().ok() == Some(found.clone()),
                expanded => *found == expanded,
            },
            other => other == found,
        };
        (!fine).then(|| format!("{path} is {found}, not {expected}"))
    }

    fn constant(&self, name: &str) -> Option<u64> {
        self.declarations.constants.get(name).copied()
    }

    /// The text with each `$name` replaced by what was kept under it.
    fn expand(&self, text: &str) -> String {
        let mut made = text.to_owned();
        // Longer names first: one may begin with another.
        let mut names: Vec<_> = self.kept.keys().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        for name in names {
            let value = &self.kept[name];
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            made = made.replace(&format!("${name}"), &value);
        }
        made
    }
}

/// The reports with what differs from run to run replaced by the order in which it appears: ids,
/// secrets, hashes, and the folder.
pub(crate) fn canonical(reports: &[Value], folder: &str) -> Vec<Value> {
    let mut seen = BTreeMap::new();
    reports.iter().map(|report| replace(report, folder, &mut seen)).collect()
}

fn replace(value: &Value, folder: &str, seen: &mut BTreeMap<String, usize>) -> Value {
    match value {
        Value::String(text) => {
            let text = replace_hints(&text.replace(folder, "$"));
            Value::String(replace_text(&text, seen))
        }
        Value::Array(values) => values.iter().map(|each| replace(each, folder, seen)).collect(),
        Value::Object(object) => {
            let replaced = object.iter().map(|(name, each)| {
                let is_hint = name.ends_with("_hint") && each.is_string();
                let each = if is_hint { json!("#hint") } else { replace(each, folder, seen) };
                (name.clone(), each)
            });
            Value::Object(replaced.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// A secret's last four characters, by which a person tells it: too few to be known for a secret.
fn replace_hints(text: &str) -> String {
    // In JSON, under a name of their own; in messages, behind what was left out.
    let text = replace_behind(text, "_hint\":\"", |each| each != '"');
    replace_behind(&text, "…", is_of_a_token)
}

/// The text with a mark in place of the letters behind each opening.
fn replace_behind(text: &str, opening: &str, is_inside: fn(char) -> bool) -> String {
    let mut parts = text.split(opening);
    let mut made = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let behind = part.trim_start_matches(is_inside);
        let mark = if behind.len() < part.len() { "#hint" } else { "" };
        made.push_str(opening);
        made.push_str(mark);
        made.push_str(behind);
    }
    made
}

fn is_of_a_token(each: char) -> bool {
    each.is_ascii_alphanumeric() || "-_+/=".contains(each)
}

fn replace_text(text: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let mut made = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|each| !is_of_a_token(each)).unwrap_or(rest.len());
        let (token, behind) = rest.split_at(end);
        // A secret may happen to have no digit, but is longer than any word.
        let has_digit = token.contains(|each: char| each.is_ascii_digit());
        if token.len() >= 40 || (token.len() >= 16 && has_digit) {
            let count = seen.len();
            let order = *seen.entry(token.to_owned()).or_insert(count);
            made.push_str(&format!("#{order}"));
        } else {
            made.push_str(token);
        }
        let next = behind.chars().next().map_or(0, char::len_utf8);
        let (other, behind) = behind.split_at(next);
        made.push_str(other);
        rest = behind;
    }
    made
}

/// Where two runs first differ, if they do.
pub(crate) fn difference(one: &[Value], other: &[Value]) -> Option<String> {
    let pair = one.iter().zip(other).find(|(one, other)| one != other);
    let differs = pair.map(|(one, other)| format!("{one}\n  and\n{other}"));
    differs.or_else(|| {
        (one.len() != other.len()).then(|| format!("{} and {} lines", one.len(), other.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declarations() -> Declarations {
        Declarations::read(
            "#define BILLFOLD_PENDING 1\n\n#define BILLFOLD_X_HAS_NAME 2\n\n\
             typedef struct billfold_error billfold_error;\n\n\
             typedef int32_t billfold_status;\n\n\
             billfold_status billfold_store_open(billfold_error **err);",
            "",
        )
    }

    fn faults(step: Value, report: Value, live: i64) -> usize {
        let reports = [json!({"status": 0, "made": true}), report, json!({"live": live})];
        judge(&declarations(), &[step], &reports, "/tmp/x").len()
    }

    #[test]
    fn the_judge_can_tell() {
        let step = json!({
            "call": "billfold_store_open",
            "gives": {"records": [{"status": "BILLFOLD_PENDING", "has": ["BILLFOLD_X_HAS_NAME"],
                                   "metadata": {"a": 1}, "path": "$folder/y", "id": "$any"}]},
        });
        let record = json!({"status": 1, "has": 2, "metadata": "{\"a\":1,\"b\":2}",
                            "path": "/tmp/x/y", "id": "z"});
        let good = json!({"status": 0, "records": [record]});
        assert_eq!(faults(step.clone(), good.clone(), 0), 0);
        assert_eq!(faults(step.clone(), good.clone(), 1), 1);
        for (field, value) in [
            ("status", json!(2)),
            ("has", json!(3)),
            ("metadata", json!("{\"a\":2}")),
            ("path", json!("/tmp/z/y")),
            ("id", json!(null)),
        ] {
            let mut bad = good.clone();
            bad["records"][0][field] = value;
            assert_eq!(faults(step.clone(), bad, 0), 1, "{field}");
        }
        for bad in [
            json!({"status": 0, "records": []}),
            json!({"status": 0}),
            json!({"status": 1000, "records": [record], "error": {"status": 1000}}),
            json!({"status": 0, "records": [record], "error": {"status": 0}}),
            json!({"status": 0, "records": [record], "made": false}),
        ] {
            assert_ne!(faults(step.clone(), bad.clone(), 0), 0, "{bad}");
        }
        let unknown = json!({"call": "billfold_store_open", "gives": {"value": "BILLFOLD_NONE"}});
        assert_eq!(faults(unknown, json!({"status": 0, "value": -1}), 0), 1);
        let fails = json!({"call": "billfold_store_open", "fails": {"code": "x"}});
        let error = json!({"status": 4000, "code": "x"});
        assert_eq!(faults(fails.clone(), json!({"status": 4000, "error": error}), 0), 0);
        let error = json!({"status": 4001, "code": "x"});
        assert_ne!(faults(fails.clone(), json!({"status": 4000, "error": error}), 0), 0);
        assert_ne!(faults(fails, json!({"status": 0}), 0), 0);
    }

    #[test]
    fn what_is_random_is_compared_by_the_order_of_its_appearance() {
        let run = |one: &str, other: &str, path: &str| {
            let lines = [
                json!({"id": one, "link": format!("https://pay.example/{one}")}),
                json!({"id": other, "path": path, "at": "2026-04-01T10:00:00Z"}),
            ];
            canonical(&lines, "/tmp/x")
        };
        let (a, b) =
            ("0197f0f0-0000-7000-8000-00000000000a", "0197f0f0-0000-7000-8000-00000000000b");
        let one = run(a, b, "/tmp/x/y");
        assert_eq!(difference(&one, &run(b, a, "/tmp/x/y")), None);
        assert!(difference(&one, &run(a, a, "/tmp/x/y")).is_some());
        assert!(difference(&one, &run(a, b, "/tmp/x/z")).is_some());
        assert!(difference(&one, &one[..1]).is_some());
        let hint = |four: &str| canonical(&[json!(format!("no token lt_…{four}, sorry"))], "/x");
        assert_eq!(difference(&hint("Kk6g"), &hint("URF4")), None);
        assert!(difference(&hint("Kk6g"), &hint("Kk6g!")).is_some());
    }
}

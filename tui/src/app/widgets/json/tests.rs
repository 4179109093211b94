use super::*;
use crate::app::theme::Surroundings;
use crate::config::ThemeChoice;
use crate::output::text::width;

const METADATA: &str = r#"{"order_id":"order-123", "amount" : 1.50e3,
    "big":12345678901234567890123, "none":null, "yes":true, "empty":{}, "list":[],
    "lines":[{"sku":"A/1","tags":["x","y"]},{"sku":"B~2"}],
    "note":"a\u001b[31m\"b\"\n\u202e\u00e9"}"#;

fn theme() -> Theme {
    let surroundings = Surroundings { has_colours: true, is_light: false, has_unicode: true };
    Theme::new(ThemeChoice::Dark, surroundings)
}

fn texts(json: &Json, folds: &Folds, columns: usize) -> Vec<String> {
    let lines = json.lines(folds, columns, &theme());
    lines.iter().map(|line| line.line.to_string()).collect()
}

#[test]
fn keys_keep_their_order_and_numbers_their_spelling() {
    let json = Json::parse(METADATA).unwrap();
    let expected = [
        "▾ {",
        r#"    "order_id": "order-123","#,
        r#"    "amount": 1.50e3,"#,
        r#"    "big": 12345678901234567890123,"#,
        r#"    "none": null,"#,
        r#"    "yes": true,"#,
        r#"    "empty": {},"#,
        r#"    "list": [],"#,
        r#"  ▾ "lines": ["#,
        "    ▸ { 2 keys },",
        "    ▸ { 1 key }",
        "    ],",
        r#"    "note": "a\u001b[31m\"b\"\n·é""#,
        "  }",
    ];
    let lines = texts(&json, &Folds::of(&json), 60);
    assert_eq!(lines, expected);
}

#[test]
fn values_are_folded_by_path_and_copied_whole() {
    let json = Json::parse(METADATA).unwrap();
    let mut folds = Folds::of(&json);
    folds.toggle("/lines/0");
    let lines = json.lines(&folds, 60, &theme());
    let paths: Vec<_> = lines[9..13].iter().map(|line| (&*line.path, line.depth)).collect();
    let expected = [("/lines/0", 2), ("/lines/0/sku", 3), ("/lines/0/tags", 3), ("/lines/0", 2)];
    assert_eq!(paths, expected);
    let foldable: Vec<_> = lines[9..13].iter().map(|line| line.foldable).collect();
    assert_eq!(foldable, [true, false, true, false]);
    folds.toggle("/lines/0");
    assert_eq!(folds, Folds::of(&json));

    let mut folds = Folds::default();
    assert_eq!(texts(&json, &folds, 60).len(), 22);
    folds.toggle("");
    assert_eq!(texts(&json, &folds, 60), ["▸ { 9 keys }"]);

    for (path, expected) in [
        ("/amount", Some("1.50e3")),
        ("/note", Some("a\u{1b}[31m\"b\"\n\u{202e}é")),
        ("/lines/0/tags", Some(r#"["x","y"]"#)),
        ("/lines/1", Some(r#"{"sku":"B~2"}"#)),
        ("/none", Some("null")),
        ("/lines/2", None),
        ("/order_id/0", None),
        ("/nothing", None),
    ] {
        assert_eq!(json.value_at(path).as_deref(), expected, "{path}");
    }
    let odd = Json::parse(r#"{"a/b":{"c~d":1},"":2}"#).unwrap();
    assert_eq!(odd.value_at("/a~1b/c~0d").as_deref(), Some("1"));
    assert_eq!(odd.value_at("/").as_deref(), Some("2"));
    assert_eq!(odd.value_at("").as_deref(), Some(r#"{"a/b":{"c~d":1},"":2}"#));
}

#[test]
fn what_is_long_is_folded_at_first_and_the_whole_never() {
    let items: Vec<String> = (0..30).map(|at| at.to_string()).collect();
    let json = Json::parse(&format!(r#"{{"long":[{}],"short":[1]}}"#, items.join(","))).unwrap();
    let expected =
        ["▾ {", r#"  ▸ "long": [ 30 items ],"#, r#"  ▾ "short": ["#, "      1", "    ]", "  }"];
    assert_eq!(texts(&json, &Folds::of(&json), 60), expected);
}

#[test]
fn lines_fit_whatever_they_hold() {
    let json = Json::parse(METADATA).unwrap();
    let hebrew = Json::parse(r#"{"שם":"עולם","客户":"客户客户"}"#).unwrap();
    let folds = Folds::default();
    for json in [&json, &hebrew] {
        for columns in 0..70 {
            for line in texts(json, &folds, columns) {
                assert!(width(&line) <= columns, "{line:?} in {columns}");
            }
        }
    }
    assert_eq!(texts(&json, &folds, 20)[1], r#"    "order_id": "or…"#);
}

#[test]
fn other_values_and_depths_are_shown_too() {
    for (json, expected) in
        [("1", "  1"), (r#""a""#, r#"  "a""#), ("[]", "  []"), (" null ", "  null")]
    {
        let json = Json::parse(json).unwrap();
        assert_eq!(texts(&json, &Folds::of(&json), 20), [expected]);
    }
    assert!(Json::parse("{").is_err());
    assert!(Json::parse("{} {}").is_err());
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    let json = Json::parse(&deep).unwrap();
    assert_eq!(json.value_at("").unwrap(), deep);
    let folds = Folds::default();
    assert_eq!(texts(&json, &folds, 400).len(), 2 * DEEPEST + 1);
}

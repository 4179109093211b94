use super::*;
use crate::output::Format;

fn parse(text: &str) -> Result<Config> {
    Config::parse(PathBuf::from("/home/ana/config.toml"), text)
}

fn fault(text: &str) -> String {
    parse(text).unwrap_err().report(Format::Table)
}

const WHOLE: &str = r#"
theme = "light"
mouse = true
read_only = true
operator = "Ana"
times = "utc"

[keys]
refresh = "ctrl-r"
top = ["g", "home"]
bottom = "G"
quit = []

[columns]
payments = ["id", "status", "amount"]

[filters.payments]
"overdue big" = "status:expired amount:1000.."

[filters.clients]
mine = "Ana"
"#;

#[test]
fn a_config_is_read_whole() {
    let config = parse(WHOLE).unwrap();
    assert_eq!(config.theme, Some(ThemeChoice::Light));
    assert!(config.mouse && config.read_only);
    assert_eq!(config.operator.as_deref(), Some("Ana"));
    assert_eq!(config.times, Times::Utc);
    let keys: Vec<String> = config.keys["top"]
        .value
        .iter()
        .chain(&config.keys["bottom"].value)
        .map(ToString::to_string)
        .collect();
    assert_eq!(keys, ["g", "Home", "Shift-g"]);
    assert_eq!(config.keys["refresh"].line, 9);
    assert!(config.keys["quit"].value.is_empty());
    let columns = ["id", "status", "amount"].map(str::to_owned).to_vec();
    assert_eq!(config.columns["payments"], Placed { value: columns, line: 15 });
    let filter = Placed { value: "status:expired amount:1000..".to_owned(), line: 18 };
    assert_eq!(config.filters["payments"]["overdue big"], filter);
    assert_eq!(config.filters["clients"]["mine"].line, 21);
}

#[test]
fn an_empty_config_is_the_default() {
    let config = parse("# nothing\n").unwrap();
    assert_eq!(Config { path: None, ..config }, Config::default());
    let config = Config::default();
    assert_eq!((config.theme, config.times), (None, Times::Local));
    assert!(!config.mouse && !config.read_only);
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_would_be_right() {
    for (text, expected) in [
        ("\n\ntehme = \"dark\"", "line 3: `tehme` is no setting; did you mean `theme`?"),
        (
            "colour = 1",
            "line 1: `colour` is no setting; known here: theme, mouse, read_only, operator, times, log, keys, columns, filters",
        ),
        ("mouse = true\ntheme = \"drak\"", "line 2: `theme` is no `drak`; did you mean `dark`?"),
        (
            "theme = \"solarized\"",
            "line 1: `theme` is no `solarized`; known here: dark, light, auto",
        ),
        ("log = \"loud\"", "line 1: `log` is no `loud`; known here: off, warn, info, debug"),
        ("mouse = \"yes\"", "line 1: `mouse` is true or false, not text"),
        ("operator = 3", "line 1: `operator` is text in quotes, not a number"),
        ("keys = 3", "line 1: `keys` is a table of names and values, not a number"),
        ("[keys]\nquit = \"escape\"", "line 2: `escape` is no key; keys are letters"),
        ("[keys]\nquit = [\n\"q\",\n\"ctrl-\"]", "line 4: `ctrl-` is no key"),
        ("[keys]\nquit = \"g-g\"", "line 2: `g-g` is more than one key"),
        (
            "[keys]\nquit = [1]",
            "line 2: `quit` is text in quotes, or a list of such texts, not a number",
        ),
        (
            "[columns]\npayments = true",
            "line 2: `payments` is text in quotes, or a list of such texts, not true or false",
        ),
        (
            "[filters]\npayments = \"x\"",
            "line 2: `payments` is a table of names and values, not text",
        ),
        ("[filters.payments]\nx = 1979-05-27", "line 2: `x` is text in quotes, not a time"),
        ("mouse = true\nmouse = false", "line 2: duplicate key"),
        ("mouse = true\ntheme = dark", "line 2: "),
        ("b = 1\na = 2", "line 1: `b` is no setting"),
        ("\u{1b}x = 1", "line 1: "),
    ] {
        let told = fault(text);
        let expected = format!("error: /home/ana/config.toml, {expected}");
        assert!(told.starts_with(&expected), "{text:?} gave {told:?}");
        assert_eq!(told.lines().count(), 1, "{told:?}");
    }
}

#[test]
fn names_are_held_against_what_the_screens_know() {
    let known = Vocabulary {
        commands: &["refresh", "top", "bottom", "quit"],
        columns: &[("payments", &["id", "status", "amount"]), ("clients", &["id"])],
    };
    parse(WHOLE).unwrap().check(&known).unwrap();
    for (text, expected) in [
        (
            "[keys]\nrefersh = \"r\"",
            "line 2: there is no command `refersh`; did you mean `refresh`?",
        ),
        (
            "[columns]\npayment = [\"id\"]",
            "line 2: there is no list `payment`; did you mean `payments`?",
        ),
        (
            "[columns]\nclients = [\"id\", \"amount\"]",
            "line 2: there is no column `amount`; known here: id",
        ),
        (
            "[columns]\npayments = [\"id\", \"status\", \"id\"]",
            "line 2: the column `id` stands twice",
        ),
        (
            "[filters.billers]\nx = \"y\"",
            "line 2: there is no list `billers`; known here: payments, clients",
        ),
    ] {
        let told = parse(text).unwrap().check(&known).unwrap_err().report(Format::Table);
        assert_eq!(told, format!("error: /home/ana/config.toml, {expected}\n"));
    }
}

#[test]
fn a_file_that_was_named_must_be_there_and_the_usual_one_need_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let usual = Config::of_file(path.clone(), false).unwrap();
    assert_eq!(usual, Config { path: Some(path.clone()), ..Config::default() });
    let told = Config::load(Some(&path)).unwrap_err().report(Format::Table);
    assert!(told.starts_with(&format!("error: cannot read {}: ", path.display())), "{told}");
    assert!(Config::of_file(folder.path().to_owned(), false).is_err());
    fs::write(&path, b"theme = \"\xff\"").unwrap();
    assert!(Config::of_file(path.clone(), false).is_err());
    fs::write(&path, "mouse = true").unwrap();
    assert!(Config::load(Some(&path)).unwrap().mouse);
}

use super::*;

fn file() -> (tempfile::TempDir, StateFile) {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::at(folder.path().join("billfold").join("state.toml"));
    (folder, file)
}

#[test]
fn what_is_saved_is_there_at_the_next_start() {
    let (_folder, file) = file();
    assert_eq!(file.load(), Remembered { state: State::default(), note: None });
    let saved = file
        .change(|state| {
            state.save_filter("payments", "overdue \"big\"\n", "status:expired amount:1000..");
            state.save_filter("payments", "a", "b");
            state.choose_columns("clients", &["name", "id"]);
            state.choose_theme(ThemeChoice::Light);
        })
        .unwrap();
    assert_eq!(file.load(), saved);
    let expected = [("a", "b"), ("overdue \"big\"\n", "status:expired amount:1000..")];
    assert_eq!(saved.state.filters("payments"), expected);
    assert_eq!(saved.state.columns("clients"), Some(vec!["name", "id"]));
    assert_eq!(saved.state.filters("clients"), []);
    assert_eq!(saved.state.columns("payments"), None);
    assert_eq!(saved.state.theme(), Some(ThemeChoice::Light));
    assert_eq!(State::default().theme(), None);

    file.change(|state| {
        state.forget_filter("payments", "a");
        state.forget_filter("billers", "never there");
        state.forget_columns("clients");
    })
    .unwrap();
    let Remembered { state, .. } = file.load();
    assert_eq!(state.filters("payments").len(), 1);
    assert_eq!(state.columns("clients"), None);
    assert_eq!(file.unusable(), None);
    let within = StateFile::at(file.0.join("billfold").join("state.toml"));
    assert!(within.unusable().unwrap().starts_with("cannot write "));
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let (_folder, file) = file();
    file.change(|state| state.save_filter("payments", "a", "b")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&file.0), 0o600);
    assert_eq!(mode(file.0.parent().unwrap()), 0o700);
}

#[test]
fn changes_of_several_writers_all_last() {
    let (_folder, file) = file();
    thread::scope(|scope| {
        for writer in 0..4 {
            let file = &file;
            scope.spawn(move || {
                for at in 0..5 {
                    let name = format!("{writer}-{at}");
                    file.change(|state| state.save_filter("payments", &name, "x")).unwrap();
                }
            });
        }
    });
    assert_eq!(file.load().state.filters("payments").len(), 20);
}

#[test]
fn what_another_version_wrote_stays() {
    let (_folder, file) = file();
    make_folder(file.0.parent().unwrap()).unwrap();
    fs::write(&file.0, "later = 1\nfilters = 3\n[columns]\npayments = [1]\n").unwrap();
    let Remembered { state, note } = file.load();
    assert_eq!((state.filters("payments"), state.columns("payments"), note), (vec![], None, None));
    file.change(|state| state.save_filter("payments", "a", "b")).unwrap();
    let text = fs::read_to_string(&file.0).unwrap();
    assert!(text.contains("later = 1") && text.contains("payments = [1]"), "{text}");
    assert_eq!(file.load().state.filters("payments"), [("a", "b")]);
}

#[test]
fn a_damaged_file_is_set_aside_and_told_of() {
    let (_folder, file) = file();
    make_folder(file.0.parent().unwrap()).unwrap();
    for (damage, name) in [("filters = {", "state.toml.damaged"), ("\u{0}", "state.toml.damaged-2")]
    {
        fs::write(&file.0, damage).unwrap();
        let Remembered { state, note } = file.load();
        let note = note.unwrap();
        assert!(note.contains("is damaged") && note.ends_with(name), "{note}");
        assert_eq!(state, State::default());
        assert_eq!(fs::read_to_string(file.0.with_file_name(name)).unwrap(), damage);
        assert!(!file.0.exists());
    }
    fs::write(&file.0, [0xff]).unwrap();
    let changed = file.change(|state| state.save_filter("payments", "a", "b")).unwrap();
    assert!(changed.note.unwrap().ends_with("state.toml.damaged-3"));
    let again = file.load();
    assert_eq!((again.state.filters("payments"), again.note), (vec![("a", "b")], None));
}

#[test]
fn what_cannot_be_read_is_never_written_over() {
    let (_folder, file) = file();
    fs::create_dir_all(&file.0).unwrap();
    assert!(file.load().note.unwrap().starts_with("cannot read "));
    assert!(file.change(|state| state.save_filter("payments", "a", "b")).is_err());
    assert!(file.0.is_dir());
}

#[test]
fn a_file_that_another_process_keeps_is_not_waited_for_for_ever() {
    let (_folder, file) = file();
    file.change(|state| state.save_filter("payments", "a", "b")).unwrap();
    let lock = file.lock().unwrap();
    let refused = file.change(|state| state.forget_filter("payments", "a")).unwrap_err();
    let told = refused.report(crate::output::Format::Table);
    assert!(told.contains("another process is writing"), "{told}");
    drop(lock);
    assert_eq!(file.load().state.filters("payments"), [("a", "b")]);
    file.change(|state| state.forget_filter("payments", "a")).unwrap();
    assert_eq!(file.load().state.filters("payments"), []);
}

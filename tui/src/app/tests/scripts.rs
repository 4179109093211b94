//! Written dialogues with the screens, one file each in `scripts/`: what is done, line by line, and
//! what must stand on the screen then.
//!
//! | line | does |
//! |---|---|
//! | `seed shop` | begins on this store of [`seeds`](super::seeds); `seed shop read-only` only looks |
//! | `size 80x24` | gives the terminal a size |
//! | `keys /status:failed<CR>` | types keys |
//! | `go Payments` | goes to a list by the palette |
//! | `paste TEXT`, `click 5 3`, `wheel down` | what else a terminal sends |
//! | `editor TEXT` | what the editor will make of a text |
//! | `wait 60` | lets seconds pass |
//! | `other complete 8` | another process changes payment 8: `create`, `complete`, `fail`, `edit` |
//! | `expect TEXT`, `expect-no TEXT` | stands on the screen, or not |
//! | `cursor TEXT` | stands in the line under the cursor |
//! | `copied TEXT`, `remembered TEXT` | what was sent last to the clipboard, or to be kept |
//! | `store 8 completed` | the status of payment 8 |
//! | `snapshot NAME` | the whole screen is as it was |

use std::fs;
use std::path::Path;

use billfold_core::{Completion, NewPayment, PaymentFailure, PaymentUpdate, Store};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::app::input::Input;
use crate::app::msg::Msg;
use crate::app::msg::Remember;
use crate::app::tests::golden;
use crate::app::tests::rig::Rig;
use crate::app::tests::seeds::{Seeded, payment_id};

/// A dialogue under way.
struct Stage {
    rig: Rig,
    seeded: Seeded,
    other: Store,
}

impl Stage {
    fn new(seed: &str, size: (u16, u16)) -> Self {
        let (name, is_read_only) =
            seed.strip_suffix(" read-only").map_or((seed, false), |name| (name, true));
        let seeded = Seeded::new(name);
        let store = if is_read_only { seeded.open_read_only() } else { seeded.open() };
        let rig = Rig::on(store, seeded.clock(), size.0, size.1);
        let other = seeded.open();
        Self { rig, seeded, other }
    }

    fn act(&mut self, word: &str, rest: &str) -> Result<(), String> {
        match word {
            "size" => {
                let (width, height) = size(rest);
                self.rig.feed(Msg::Input(Input::Resize(width, height)));
            }
            "keys" => self.rig.keys(rest),
            "go" => self.rig.keys(&format!(":Go to {rest}<CR>")),
            "paste" => self.rig.feed(Msg::Input(Input::Paste(rest.replace("\\n", "\n")))),
            "click" => {
                let (x, y) = rest.split_once(' ').unwrap();
                let button = MouseEventKind::Down(MouseButton::Left);
                self.mouse(button, x.parse().unwrap(), y.parse().unwrap());
            }
            "wheel" if rest == "down" => self.mouse(MouseEventKind::ScrollDown, 5, 5),
            "wheel" => self.mouse(MouseEventKind::ScrollUp, 5, 5),
            "editor" => {
                let text = rest.to_owned();
                self.rig.editor = Box::new(move |_| Ok(text.clone()));
            }
            "wait" => self.rig.wait(rest.parse().unwrap()),
            "other" => {
                self.change(rest);
                self.rig.feed(Msg::Changed(Ok(())));
            }
            "snapshot" => golden::hold(rest, &self.rig.buffer()),
            _ => return self.hold(word, rest),
        }
        Ok(())
    }

    /// Whether it is as the line says.
    fn hold(&self, word: &str, rest: &str) -> Result<(), String> {
        let text = golden::text(&self.rig.buffer());
        let is_so = match word {
            "expect" => text.contains(rest),
            "expect-no" => !text.contains(rest),
            "cursor" => {
                let sign = self.rig.model.theme.glyphs.cursor;
                text.lines().any(|line| line.contains(sign) && line.contains(rest))
            }
            "copied" => self.rig.copied.last().is_some_and(|copied| copied.contains(rest)),
            "remembered" => {
                let last = self.rig.remembered.last();
                last.is_some_and(|what| kept(what).contains(rest))
            }
            "store" => {
                let (number, status) = rest.split_once(' ').unwrap();
                let id = payment_id(number.parse().unwrap()).parse().unwrap();
                self.other.payment(id).unwrap().status.as_str() == status
            }
            other => panic!("no line of a script begins with {other}"),
        };
        if is_so { Ok(()) } else { Err(text) }
    }

    fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        self.rig.feed(Msg::Input(Input::Mouse(event)));
    }

    /// A change by another process.
    fn change(&self, what: &str) {
        let mut words = what.splitn(3, ' ');
        let verb = words.next().unwrap();
        let number: u32 = words.next().unwrap().parse().unwrap();
        let text = words.next().unwrap_or_default();
        let id = payment_id(number);
        match verb {
            "create" => {
                let mut payment = NewPayment::new("7.77", "EUR").unwrap();
                payment.id = Some(id.parse().unwrap());
                payment.description = Some(text.to_owned());
                self.other.create_payment(payment).unwrap();
            }
            "complete" => {
                let paid = Completion::from_json(r#"{"payment_method":{"type":"cash"}}"#).unwrap();
                self.other.complete_payment(id.parse().unwrap(), paid).unwrap();
            }
            "fail" => {
                let failure = PaymentFailure::from_json(r#"{"code":"declined"}"#).unwrap();
                self.other.fail_payment(id.parse().unwrap(), failure).unwrap();
            }
            "edit" => {
                let body = serde_json::json!({ "description": text }).to_string();
                let update = PaymentUpdate::from_json(&body).unwrap();
                self.other.update_payment(id.parse().unwrap(), update).unwrap();
            }
            other => panic!("another process cannot {other}"),
        }
    }
}

fn size(text: &str) -> (u16, u16) {
    let (width, height) = text.split_once('x').unwrap();
    (width.parse().unwrap(), height.parse().unwrap())
}

/// Plays a script; what is not as it should be.
fn play(path: &Path) -> Result<(), String> {
    let script = fs::read_to_string(path).unwrap();
    let mut terminal = (80, 24);
    let mut stage: Option<Stage> = None;
    for (number, line) in script.lines().enumerate() {
        let line = line.strip_suffix('\\').unwrap_or(line);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if word == "seed" {
            stage = Some(Stage::new(rest, terminal));
            continue;
        }
        if word == "size" && stage.is_none() {
            terminal = size(rest);
            continue;
        }
        let stage = stage.as_mut().expect("a script begins with a seed");
        stage.act(word, rest).map_err(|screen| {
            let name = path.file_name().unwrap().display();
            format!("{name}:{}: {line}\n{screen}", number + 1)
        })?;
        let held = stage.rig.buffer();
        assert_eq!((held.area.width, held.area.height), stage.rig.model.size);
    }
    let stage = stage.expect("a script begins with a seed");
    assert!(stage.seeded.path.exists());
    Ok(())
}

#[test]
fn the_scripts_play_as_they_are_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/app/tests/scripts");
    let only = std::env::var("SCRIPT").unwrap_or_default();
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.retain(|path| path.display().to_string().contains(&only));
    assert!(!paths.is_empty());
    let failed: Vec<_> = paths.iter().filter_map(|path| play(path).err()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What is kept for the next time, in words.
fn kept(what: &Remember) -> String {
    match what {
        Remember::Filter(collection, name, text) => format!("{collection} {name} {text}"),
        Remember::NoColumns(collection) => (*collection).to_owned(),
        Remember::NoFilter(collection, name) => format!("{collection} {name}"),
        Remember::Columns(collection, names) => format!("{collection} {}", names.join(" ")),
        Remember::Theme(theme) => format!("{theme:?}"),
    }
}

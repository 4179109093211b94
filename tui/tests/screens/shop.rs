//! A store in a folder of its own, and the binary at work on it: as screens and as commands.

use std::path::PathBuf;
use std::process::Output;

use billfold_core::{NewPayment, Store};
use pty_process::blocking::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::screen::{Screen, command};

/// A folder with `shop.db` in it.
pub(crate) struct Shop {
    folder: TempDir,
}

impl Shop {
    /// A store without records.
    pub(crate) fn new() -> Self {
        let shop = Self::without_file();
        Store::create(shop.path()).unwrap().close().unwrap();
        shop
    }

    /// Only the folder.
    pub(crate) fn without_file() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A store with so many pending payments, `row 0` the first of them.
    pub(crate) fn with_rows(count: usize) -> Self {
        let shop = Self::new();
        let made = shop.store().atomically(|store| {
            for number in 0..count {
                let mut payment = NewPayment::new("5.00", "EUR")?;
                payment.description = Some(format!("row {number}"));
                store.create_payment(payment)?;
            }
            Ok(())
        });
        made.unwrap();
        shop
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("shop.db")
    }

    /// The store as another process has it open.
    pub(crate) fn store(&self) -> Store {
        Store::open_existing(self.path()).unwrap()
    }

    /// The screens' command, to be changed before it starts.
    pub(crate) fn command(&self) -> Command {
        self.command_on("shop.db")
    }

    /// The same on another file of the folder.
    pub(crate) fn command_on(&self, file: &str) -> Command {
        let folder = self.folder.path();
        let command = command(env!("CARGO_BIN_EXE_billfold"));
        let ours = ["BILLFOLD_DB", "BILLFOLD_KEY", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LC_ALL"];
        let command = ours.into_iter().fold(command, Command::env_remove);
        let command = command.env("HOME", folder).env("TZ", "UTC").env("LANG", "C.UTF-8");
        command.current_dir(folder).args(["--db", file])
    }

    /// The screens in a terminal of this size.
    pub(crate) fn screens(&self, columns: u16, rows: u16) -> Screen {
        Screen::start(self.command(), columns, rows)
    }

    /// The screens with the list of payments before one.
    pub(crate) fn payments(&self, columns: u16, rows: u16) -> Screen {
        let screen = self.screens(columns, rows);
        screen.wait_for("palette");
        go(&screen, "Payments");
        screen.wait_for("newest first");
        screen
    }

    /// What a command answers.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_billfold"));
        let folder = self.folder.path();
        command.current_dir(folder).env_clear().env("HOME", folder).args(["--db", "shop.db"]);
        command.args(arguments).output().unwrap()
    }

    /// The JSON that a command answers.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[arguments, &["-o", "json"]].concat());
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// Goes to a list by the palette.
pub(crate) fn go(screen: &Screen, title: &str) {
    screen.keys(":");
    screen.wait_for("Do anything");
    screen.keys(&format!("Go to {title}<CR>"));
    screen.wait_until(title, |screen, _| !screen.contents().contains("Do anything"));
}

/// The line that the cursor is on.
pub(crate) fn cursor_line(screen: &Screen) -> String {
    let text = screen.text();
    let line = text.lines().find(|line| line.contains('▌'));
    line.unwrap_or_else(|| panic!("there is no cursor:\n{text}")).to_owned()
}

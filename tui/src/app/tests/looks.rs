//! How the main views look at four sizes, in both themes, without colours and in ASCII.

use ratatui::style::{Color, Modifier};

use crate::app::tests::golden;
use crate::app::tests::rig::Rig;
use crate::app::tests::seeds::Seeded;
use crate::app::theme::{Surroundings, Theme};
use crate::config::ThemeChoice;

const SIZES: [(u16, u16); 4] = [(40, 10), (80, 24), (120, 40), (200, 60)];

const DARK: Surroundings = Surroundings { has_colours: true, has_unicode: true, is_light: false };

/// What is looked at, and the keys that lead there.
const VIEWS: [(&str, &str); 7] = [
    ("list", ":Go to Payments<CR>"),
    ("marks", ":Go to Payments<CR><Space><Space>"),
    ("details", ":Go to Payments<CR><Down>l<Down>"),
    ("form", ":Go to Payments<CR>n12.345<CR>XXX<C-s>"),
    ("confirm", ":Go to Payments<CR>/status:pending<CR>ax"),
    ("menu", ":Go to Payments<CR>a"),
    ("filter", ":Go to Payments<CR>/status:pend amount:x<CR>"),
];

fn rig(size: (u16, u16), theme: Theme, keys: &str) -> Rig {
    let seeded = Seeded::new("few");
    let mut rig = Rig::on(seeded.open(), seeded.clock(), size.0, size.1);
    rig.model.theme = theme;
    rig.keys(keys);
    rig
}

#[test]
fn the_main_views_look_as_they_did() {
    let theme = Theme::new(ThemeChoice::Dark, DARK);
    for (name, keys) in VIEWS {
        for size in SIZES {
            let rig = rig(size, theme, keys);
            golden::hold(&format!("{name}-{}x{}", size.0, size.1), &rig.buffer());
        }
    }
}

#[test]
fn so_they_do_in_the_other_themes() {
    let plain = Surroundings { has_colours: false, ..DARK };
    let ascii = Surroundings { has_unicode: false, ..DARK };
    for (kind, theme) in [
        ("light", Theme::new(ThemeChoice::Light, DARK)),
        ("plain", Theme::new(ThemeChoice::Dark, plain)),
        ("ascii", Theme::new(ThemeChoice::Dark, ascii)),
    ] {
        for (name, keys) in [VIEWS[1], VIEWS[3], VIEWS[4]] {
            golden::hold(&format!("{name}-{kind}"), &rig((80, 24), theme, keys).buffer());
        }
    }
}

#[test]
fn nothing_is_told_by_colour_alone() {
    let plain = Theme::new(ThemeChoice::Dark, Surroundings { has_colours: false, ..DARK });
    for (name, keys) in VIEWS {
        let buffer = rig((120, 40), plain, keys).buffer();
        let has_colour =
            |cell: &ratatui::buffer::Cell| cell.fg != Color::Reset || cell.bg != Color::Reset;
        assert!(!buffer.content.iter().any(has_colour), "{name} has colours");
    }
    // The cursor has a sign of its own, the button that is chosen another look.
    let confirm = rig((120, 40), plain, VIEWS[4].1).buffer();
    let differs = |modifier| confirm.content.iter().any(|cell| cell.modifier.contains(modifier));
    assert!(differs(Modifier::REVERSED));
}

#[test]
fn ascii_means_ascii() {
    let ascii = Theme::new(ThemeChoice::Dark, Surroundings { has_unicode: false, ..DARK });
    for size in SIZES {
        let mut rig = Rig::new(size.0, size.1);
        rig.model.theme = ascii;
        for keys in [":Go to Payments<CR>", "n", "<Esc>?", "<Esc>:", "<Esc>s", "<Esc>c", "<Esc>/"] {
            rig.keys(keys);
            let text = golden::text(&rig.buffer());
            assert!(text.is_ascii(), "after {keys}:\n{text}");
        }
    }
}

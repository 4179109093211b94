//! How things look: styles by what they mean, and a glyph for each status.
//!
//! Nothing is told by colour alone, so that it can be read without colours too. The colours are the
//! terminal's own sixteen, which its user has chosen; the background is never touched. What is of
//! less weight is dimmed, not greyed: the bright black of some palettes is their background.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::{bar, border};

use crate::config::ThemeChoice;

/// The styles of everything on the screens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Theme {
    /// Ordinary text.
    pub(crate) text: Style,
    /// What matters less: units, labels, what is unset.
    pub(crate) dim: Style,
    /// What stands out: the open tab, a link that can be followed.
    pub(crate) accent: Style,
    /// The row under the cursor.
    pub(crate) selected: Style,
    /// The row under the cursor in a pane that has not the focus.
    pub(crate) selected_elsewhere: Style,
    /// A row that is marked.
    pub(crate) marked: Style,
    pub(crate) border: Style,
    pub(crate) border_focused: Style,
    pub(crate) title: Style,
    /// The word that says that changes are possible.
    pub(crate) title_write: Style,
    /// The word that says that they are not.
    pub(crate) title_read_only: Style,
    pub(crate) error: Style,
    pub(crate) warning: Style,
    pub(crate) good: Style,
    /// The names of columns.
    pub(crate) header: Style,
    /// A key that can be pressed.
    pub(crate) key: Style,
    /// What that key does.
    pub(crate) hint: Style,
    /// The glyphs that this terminal can draw.
    pub(crate) glyphs: &'static Glyphs,
    /// Whether the background is taken to be light.
    pub(crate) is_light: bool,
    moving: Style,
    waiting: Style,
}

/// A status as it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) glyph: &'static str,
    pub(crate) style: Style,
}

/// Single-column glyphs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Glyphs {
    /// Before a row that is marked.
    pub(crate) marked: &'static str,
    /// Before the row under the cursor.
    pub(crate) cursor: &'static str,
    pub(crate) folded: &'static str,
    pub(crate) unfolded: &'static str,
    pub(crate) ascending: &'static str,
    pub(crate) descending: &'static str,
    /// Between facts on one line.
    pub(crate) separator: &'static str,
    pub(crate) border: border::Set<'static>,
    /// Of charts, from empty to full.
    pub(crate) bar: bar::Set<'static>,
    status: [&'static str; 9],
    unknown: &'static str,
}

/// What all statuses come down to; its number is its glyph's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Waiting,
    Moving,
    Done,
    Active,
    Resting,
    TimedOut,
    /// Timed out, and something came of it after all.
    Late,
    Withdrawn,
    Failed,
}

/// Glyphs of Unicode that no terminal draws as emoji.
const UNICODE: Glyphs = Glyphs {
    marked: "●",
    cursor: "▌",
    folded: "▸",
    unfolded: "▾",
    ascending: "↑",
    descending: "↓",
    separator: "·",
    border: border::PLAIN,
    bar: bar::NINE_LEVELS,
    status: ["○", "◐", "✓", "●", "◦", "⊖", "⊕", "⊘", "✗"],
    unknown: "?",
};

/// Glyphs for terminals that know no others.
const ASCII: Glyphs = Glyphs {
    marked: "*",
    cursor: ">",
    folded: "+",
    unfolded: "-",
    ascending: "^",
    descending: "v",
    separator: "-",
    border: border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    },
    bar: bar::Set {
        empty: " ",
        one_eighth: ".",
        one_quarter: ".",
        three_eighths: ":",
        half: ":",
        five_eighths: "|",
        three_quarters: "|",
        seven_eighths: "#",
        full: "#",
    },
    status: ["o", ">", "+", "*", "-", "~", "=", "/", "x"],
    unknown: "?",
};

/// What the environment says about the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// Whether colours are wanted: `NO_COLOR` is unset or empty.
    pub(crate) has_colours: bool,
    /// Whether the background is light, as far as `COLORFGBG` tells.
    pub(crate) is_light: bool,
    /// Whether the terminal can draw more than ASCII.
    pub(crate) has_unicode: bool,
}

impl Surroundings {
    /// The surroundings of this process.
    pub(crate) fn of_process() -> Self {
        Self::read(|name| std::env::var_os(name).map(|text| text.to_string_lossy().into_owned()))
    }

    /// The surroundings that these variables tell of.
    fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| variable(name).filter(|text| !text.is_empty());
        // The last number is the background: 7 and the bright ones but 8 are light.
        let ground = set("COLORFGBG").and_then(|text| text.rsplit(';').next()?.parse::<u8>().ok());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let is_utf8 = |locale: &String| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        };
        // Containers and services set no locale at all, yet their terminals are of this century;
        // Windows has no such variables. The Linux console's font has a few hundred glyphs.
        let has_unicode = locale.as_ref().is_none_or(is_utf8) || cfg!(windows);
        Self {
            has_colours: set("NO_COLOR").is_none(),
            is_light: ground.is_some_and(|colour| matches!(colour, 7 | 9..=15)),
            has_unicode: has_unicode && set("TERM").is_none_or(|terminal| terminal != "linux"),
        }
    }
}

/// The colours of a theme.
#[derive(Clone, Copy)]
struct Palette {
    accent: Color,
    good: Color,
    warning: Color,
    error: Color,
}

/// Bright colours stand out from a dark ground.
const DARK: Palette = Palette {
    accent: Color::LightCyan,
    good: Color::LightGreen,
    warning: Color::LightYellow,
    error: Color::LightRed,
};

/// Yellow and cyan cannot be read on a light ground.
const LIGHT: Palette =
    Palette { accent: Color::Blue, good: Color::Green, warning: Color::Magenta, error: Color::Red };

/// The terminal's own colour of text: weight and glyphs tell all.
const NONE: Palette = Palette {
    accent: Color::Reset,
    good: Color::Reset,
    warning: Color::Reset,
    error: Color::Reset,
};

impl Theme {
    /// The theme that was chosen, as far as the terminal allows.
    pub(crate) fn new(choice: ThemeChoice, surroundings: Surroundings) -> Self {
        let is_light = match choice {
            ThemeChoice::Dark => false,
            ThemeChoice::Light => true,
            ThemeChoice::Auto => surroundings.is_light,
        };
        let palette = match (surroundings.has_colours, is_light) {
            (false, _) => NONE,
            (true, true) => LIGHT,
            (true, false) => DARK,
        };
        let glyphs = if surroundings.has_unicode { &UNICODE } else { &ASCII };
        Self::of(palette, glyphs, is_light)
    }

    fn of(palette: Palette, glyphs: &'static Glyphs, is_light: bool) -> Self {
        let plain = Style::new();
        let coloured = |colour| if colour == Color::Reset { plain } else { plain.fg(colour) };
        let bold = |colour| coloured(colour).add_modifier(Modifier::BOLD);
        let dim = plain.add_modifier(Modifier::DIM);
        Self {
            text: plain,
            dim,
            accent: bold(palette.accent),
            selected: plain.add_modifier(Modifier::REVERSED),
            selected_elsewhere: plain.add_modifier(Modifier::UNDERLINED),
            marked: bold(palette.warning),
            border: dim,
            border_focused: bold(palette.accent),
            title: plain.add_modifier(Modifier::BOLD),
            title_write: bold(palette.warning).add_modifier(Modifier::REVERSED),
            title_read_only: bold(palette.good),
            error: bold(palette.error),
            warning: bold(palette.warning),
            good: coloured(palette.good),
            header: plain.add_modifier(Modifier::BOLD),
            key: bold(palette.accent),
            hint: plain,
            glyphs,
            is_light,
            moving: coloured(palette.accent),
            waiting: coloured(palette.warning),
        }
    }

    /// Whether the terminal can draw more than ASCII.
    pub(crate) const fn has_unicode(&self) -> bool {
        !self.glyphs.cursor.is_ascii()
    }

    /// How a status is drawn, by the word that the record has for it.
    pub(crate) fn status(&self, word: &str) -> Mark {
        let Some(stand) = Stand::of(word) else {
            return Mark { glyph: self.glyphs.unknown, style: self.text };
        };
        let [waiting, moving, done, active, resting, timed_out, late, withdrawn, failed] =
            self.glyphs.status;
        let (glyph, style) = match stand {
            Stand::Waiting => (waiting, self.waiting),
            Stand::Moving => (moving, self.moving),
            Stand::Done => (done, self.good),
            Stand::Active => (active, self.good),
            Stand::Resting => (resting, self.dim),
            Stand::TimedOut => (timed_out, self.dim),
            Stand::Late => (late, self.waiting),
            Stand::Withdrawn => (withdrawn, self.dim),
            Stand::Failed => (failed, self.error),
        };
        Mark { glyph, style }
    }
}

impl Stand {
    fn of(word: &str) -> Option<Self> {
        let stand = match word {
            "pending" | "PENDING" | "open" => Self::Waiting,
            "IN_PROGRESS" | "under_way" => Self::Moving,
            "completed" | "COMPLETED" | "used" | "delivered" | "answered" => Self::Done,
            "active" => Self::Active,
            "inactive" | "disabled" => Self::Resting,
            "expired" | "EXPIRED" | "lapsed" => Self::TimedOut,
            "paid late" => Self::Late,
            "CANCELLED" | "revoked" | "deleted" => Self::Withdrawn,
            "failed" | "abandoned" | "unanswered" => Self::Failed,
            _ => return None,
        };
        Some(stand)
    }
}

#[cfg(test)]
mod tests;

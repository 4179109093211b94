#![expect(clippy::arithmetic_side_effects, reason = "small numbers of a test")]

use billfold_core::{
    ApiKeyStatus, AttemptOutcome, ClientStatus, DeliveryStatus, FeeStatus, LinkIntentStatus,
    OrchestratorStatus, PaymentStatus, RequestToLinkStatus, WebhookEndpointStatus,
};
use unicode_width::UnicodeWidthStr as _;

use super::*;

const COLOURED: Surroundings =
    Surroundings { has_colours: true, is_light: false, has_unicode: true };

/// The words of each kind of record.
fn kinds() -> Vec<Vec<&'static str>> {
    vec![
        PaymentStatus::ALL.map(PaymentStatus::as_str).to_vec(),
        RequestToLinkStatus::ALL.map(RequestToLinkStatus::as_str).to_vec(),
        ClientStatus::ALL.map(ClientStatus::as_str).to_vec(),
        ApiKeyStatus::ALL.map(ApiKeyStatus::as_str).to_vec(),
        FeeStatus::ALL.map(FeeStatus::as_str).to_vec(),
        OrchestratorStatus::ALL.map(OrchestratorStatus::as_str).to_vec(),
        LinkIntentStatus::ALL.map(LinkIntentStatus::as_str).to_vec(),
        WebhookEndpointStatus::ALL.map(WebhookEndpointStatus::as_str).to_vec(),
        DeliveryStatus::ALL.map(DeliveryStatus::as_str).to_vec(),
        AttemptOutcome::ALL.map(AttemptOutcome::as_str).to_vec(),
    ]
}

fn all_glyphs(glyphs: &Glyphs) -> Vec<&'static str> {
    let mut all = glyphs.status.to_vec();
    all.extend([glyphs.unknown, glyphs.marked, glyphs.cursor, glyphs.folded, glyphs.unfolded]);
    all.extend([glyphs.ascending, glyphs.descending, glyphs.separator]);
    all.extend([glyphs.border.top_left, glyphs.border.vertical_left, glyphs.border.horizontal_top]);
    all
}

fn styles(theme: &Theme) -> Vec<Style> {
    let mut styles = vec![
        theme.text,
        theme.dim,
        theme.accent,
        theme.selected,
        theme.selected_elsewhere,
        theme.marked,
        theme.border,
        theme.border_focused,
        theme.title,
        theme.title_write,
        theme.title_read_only,
        theme.error,
        theme.warning,
        theme.good,
        theme.header,
        theme.key,
        theme.hint,
    ];
    styles.extend(kinds().concat().into_iter().map(|word| theme.status(word).style));
    styles
}

#[test]
fn the_words_of_a_record_have_a_glyph_each() {
    for unicode in [true, false] {
        let surroundings = Surroundings { has_unicode: unicode, ..COLOURED };
        let theme = Theme::new(ThemeChoice::Dark, surroundings);
        for words in kinds() {
            let mut glyphs: Vec<_> = words.iter().map(|word| theme.status(word).glyph).collect();
            assert!(!glyphs.contains(&"?"), "{words:?} have no glyph: {glyphs:?}");
            glyphs.sort_unstable();
            glyphs.dedup();
            assert_eq!(glyphs.len(), words.len(), "{words:?} share a glyph");
        }
        assert_eq!(theme.status("unheard_of").glyph, "?");
    }
}

#[test]
fn glyphs_take_one_column_and_are_no_emoji() {
    for glyph in all_glyphs(&UNICODE).into_iter().chain(all_glyphs(&ASCII)) {
        assert_eq!(glyph.width(), 1, "{glyph}");
        assert_eq!(glyph.chars().count(), 1, "{glyph}");
        assert_eq!(crate::output::text::shown(glyph), glyph);
    }
    for glyph in all_glyphs(&UNICODE) {
        assert_eq!(format!("{glyph}\u{fe0f}").width(), 1, "{glyph} may be drawn as an emoji");
    }
    assert!(all_glyphs(&ASCII).iter().all(|glyph| glyph.is_ascii()));
}

#[test]
fn the_background_is_never_touched_and_colours_are_of_the_sixteen() {
    for choice in [ThemeChoice::Dark, ThemeChoice::Light, ThemeChoice::Auto] {
        for style in styles(&Theme::new(choice, COLOURED)) {
            assert_eq!(style.bg, None);
            assert!(!matches!(style.fg, Some(Color::Rgb(..) | Color::Indexed(_))), "{style:?}");
        }
    }
}

#[test]
fn without_colours_what_matters_is_still_seen() {
    let theme = Theme::new(ThemeChoice::Light, Surroundings { has_colours: false, ..COLOURED });
    for style in styles(&theme) {
        assert_eq!((style.fg, style.bg), (None, None));
    }
    let plain = Style::new();
    for style in [theme.selected, theme.marked, theme.error, theme.warning, theme.border_focused] {
        assert_ne!(style, plain);
    }
    assert_ne!(theme.border, theme.border_focused);
    assert_ne!(theme.title_write, theme.title_read_only);
}

/// Colours with their red, green and blue.
type Colours = [(Color, [u32; 3]); 8];

/// The themes' colours in three usual palettes.
fn palettes() -> [(&'static str, Colours); 3] {
    use Color as C;
    [
        (
            "xterm",
            [
                (C::LightRed, [255, 0, 0]),
                (C::LightGreen, [0, 255, 0]),
                (C::LightYellow, [255, 255, 0]),
                (C::LightCyan, [0, 255, 255]),
                (C::Red, [205, 0, 0]),
                (C::Green, [0, 205, 0]),
                (C::Magenta, [205, 0, 205]),
                (C::Blue, [0, 0, 238]),
            ],
        ),
        (
            "tango",
            [
                (C::LightRed, [239, 41, 41]),
                (C::LightGreen, [138, 226, 52]),
                (C::LightYellow, [252, 233, 79]),
                (C::LightCyan, [52, 226, 226]),
                (C::Red, [204, 0, 0]),
                (C::Green, [78, 154, 6]),
                (C::Magenta, [117, 80, 123]),
                (C::Blue, [52, 101, 164]),
            ],
        ),
        (
            "campbell",
            [
                (C::LightRed, [231, 72, 86]),
                (C::LightGreen, [22, 198, 12]),
                (C::LightYellow, [249, 241, 165]),
                (C::LightCyan, [97, 214, 214]),
                (C::Red, [197, 15, 31]),
                (C::Green, [19, 161, 14]),
                (C::Magenta, [136, 23, 152]),
                (C::Blue, [0, 55, 218]),
            ],
        ),
    ]
}

/// How much light a colour gives, white giving 1,000; the eye's curve taken as a square.
fn light([red, green, blue]: [u32; 3]) -> u32 {
    (213 * red * red + 715 * green * green + 72 * blue * blue) / (255 * 255)
}

#[test]
fn colours_stand_out_from_their_ground() {
    for (choice, ground) in [(ThemeChoice::Dark, 0), (ThemeChoice::Light, 1_000)] {
        for (name, palette) in palettes() {
            let theme = Theme::new(choice, COLOURED);
            for colour in styles(&theme).into_iter().filter_map(|style| style.fg) {
                let (_, parts) = palette.iter().find(|(known, _)| *known == colour).unwrap();
                let light = light(*parts);
                let ratio = 10 * (ground.max(light) + 50) / (ground.min(light) + 50);
                // Green on white is the weakest in every palette; its glyph and word stand beside.
                let least = if colour == Color::Green { 18 } else { 30 };
                assert!(ratio >= least, "{colour} of {name} on {choice:?}: {ratio}");
            }
        }
    }
}

#[test]
fn the_environment_is_read() {
    let read = |pairs: &'static [(&str, &str)]| {
        Surroundings::read(move |name| {
            let mut found = pairs.iter().filter(|(known, _)| *known == name);
            found.next().map(|(_, value)| (*value).to_owned())
        })
    };
    assert!(read(&[]).has_colours && !read(&[]).is_light && read(&[]).has_unicode);
    assert!(read(&[("NO_COLOR", "")]).has_colours);
    assert!(!read(&[("NO_COLOR", "0")]).has_colours);
    for (ground, is_light) in [
        ("15;0", false),
        ("0;15", true),
        ("0;default;7", true),
        ("7;8", false),
        ("0;default", false),
    ] {
        let pairs: &'static [(&str, &str)] = Box::leak(Box::new([("COLORFGBG", ground)]));
        assert_eq!(read(pairs).is_light, is_light, "{ground}");
    }
    if cfg!(not(windows)) {
        assert!(!read(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")]).has_unicode);
        assert!(!read(&[("LANG", "de_DE.ISO-8859-1")]).has_unicode);
    }
    assert!(read(&[("LANG", "en_US.utf8"), ("LC_ALL", "")]).has_unicode);
    assert!(!read(&[("LANG", "en_US.utf8"), ("TERM", "linux")]).has_unicode);
}

#[test]
fn auto_takes_the_ground_that_the_terminal_tells() {
    let of = |is_light| Theme::new(ThemeChoice::Auto, Surroundings { is_light, ..COLOURED });
    assert_eq!(of(true).error, Theme::new(ThemeChoice::Light, COLOURED).error);
    assert_eq!(of(false).error, Theme::new(ThemeChoice::Dark, COLOURED).error);
    assert_ne!(of(true).error, of(false).error);
}

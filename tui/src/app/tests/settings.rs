//! The settings of the store, and of the screens.

use super::rig::Rig;
use crate::app::msg::Remember;
use crate::config::ThemeChoice;

#[test]
fn settings_are_edited_and_what_is_wrong_stands_beside_its_field() {
    let mut rig = Rig::new(110, 44);
    rig.go("Settings");
    rig.expect("USD, EUR, GBP, CAD");
    rig.keys("e<CR><CR><CR>");
    rig.keys(&"<BS>".repeat(30));
    rig.keys("USD, XYZW<C-s>");
    rig.expect("XYZW");
    rig.expect("currencies");
    let before = rig.store.settings().unwrap();
    assert_eq!(before.currencies.len(), 4);
    rig.keys("<BS><BS><BS><BS>JPY<CR><CR><CR><CR>");
    // No lifetime: requests never expire.
    rig.keys(&"<BS>".repeat(10));
    rig.keys("<C-s>");
    let after = rig.store.settings().unwrap();
    let codes: Vec<_> = after.currencies.iter().map(ToString::to_string).collect();
    assert_eq!(codes, ["JPY", "USD"]);
    assert_eq!(after.request_to_link_lifetime_seconds, None);
    assert_eq!(after.payment_lifetime_seconds, before.payment_lifetime_seconds);
    rig.expect("JPY, USD");
}

#[test]
fn what_somebody_else_changed_meanwhile_is_not_overwritten() {
    let mut rig = Rig::new(110, 44);
    rig.go("Settings");
    rig.keys("e");
    let update = r#"{"session_base_url":"https://elsewhere.example"}"#;
    let update = billfold_core::SettingsUpdate::from_json(update).unwrap();
    rig.store.update_settings(update).unwrap();
    rig.keys(&"<BS>".repeat(60));
    rig.keys("production<C-s>");
    rig.expect("Somebody else changed this record meanwhile");
    assert_eq!(rig.store.settings().unwrap().version, 2);
}

#[test]
fn every_key_is_told_and_the_theme_goes_round() {
    let mut rig = Rig::new(110, 44);
    rig.go("Keys & theme");
    rig.expect("/home/ana/.config/billfold/config.toml");
    rig.expect("page-down");
    rig.expect("PgDn ^D");
    rig.expect("dark");
    let dark = rig.model.theme.is_light;
    rig.keys("t");
    assert_ne!(rig.model.theme.is_light, dark);
    rig.expect("the theme is light from now on");
    rig.keys("tt");
    assert_eq!(rig.model.chosen_theme, ThemeChoice::Dark);
    let themes = [ThemeChoice::Light, ThemeChoice::Auto, ThemeChoice::Dark];
    assert_eq!(rig.remembered, themes.map(Remember::Theme));
}

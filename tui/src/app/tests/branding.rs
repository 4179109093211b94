//! Branding by keys.

use super::rig::Rig;
use super::world::{client, entries, holds, orchestrator};
use crate::app::collection::Query;
use crate::app::screens::BRANDING;

#[test]
fn branding_is_set_edited_as_a_whole_and_deleted() {
    let mut rig = Rig::new(120, 40);
    let acme = orchestrator(&rig.store, "Acme");
    rig.go("Branding");
    rig.expect("No branding was set yet");
    rig.keys("n<CR>Shop<CR>red<C-s>");
    rig.expect("is not a colour such as #1a2b3c or #abc");
    rig.keys("<C-u>#0a6<C-s>");
    let set = rig.store.branding(Some(acme), None).unwrap();
    assert_eq!(set.values.primary_color.as_deref(), Some("#0a6"));
    rig.expect("#0a6");
    let swatch = ratatui::style::Color::Rgb(0, 0xaa, 0x66);
    let drawn = rig.buffer().content().iter().filter(|cell| cell.bg == swatch).count();
    assert!(drawn >= 2, "the colour is not shown");

    rig.keys("l");
    rig.expect("branding created (owner)");
    rig.expect("orchestrator created");
    rig.keys("h");

    // Setting it again would throw away, unseen, what is there.
    rig.keys("n<CR>Other<C-s>");
    rig.expect("it has a branding already, which can be edited");
    rig.keys("<Esc><Esc>e<CR><CR>#123456<C-s>");
    let edited = rig.store.branding(Some(acme), None).unwrap().values;
    assert_eq!(edited.display_name.as_deref(), Some("Shop"));
    assert_eq!(edited.secondary_color.as_deref(), Some("#123456"));
    rig.keys("e<C-u><C-s>");
    let edited = rig.store.branding(Some(acme), None).unwrap().values;
    assert_eq!((edited.display_name, edited.primary_color.as_deref()), (None, Some("#0a6")));

    rig.keys("ax");
    rig.expect(&format!("Delete: the branding of {acme}"));
    rig.keys("<CR>");
    assert!(rig.store.branding(Some(acme), None).is_ok());
    rig.keys("axy");
    assert!(rig.store.branding(Some(acme), None).is_err());
    rig.expect("No branding was set yet");
}

#[test]
fn a_clients_own_branding_goes_by_both_ids() {
    let mut rig = Rig::new(120, 40);
    let acme = orchestrator(&rig.store, "Acme");
    let shop = client(&rig.store, "shop");
    rig.go("Branding");
    rig.keys("n<C-o>shop<CR><CR>Shop<C-s>");
    rig.expect("there is no client linked to this orchestrator: shop");
    rig.store.link_client(Some(acme), &shop).unwrap();
    rig.keys("<C-s>");
    let own = rig.store.branding(Some(acme), Some(&shop)).unwrap();
    assert_eq!(own.values.display_name.as_deref(), Some("Shop"));
    let query = Query { owner: Some(acme.to_string()), ..Query::default() };
    let entry = &entries(&rig.store, &BRANDING, &query)[0];
    assert_eq!(*entry.id, format!("{acme}/shop"));
    assert_eq!((BRANDING.entry)(&rig.store, &entry.id).unwrap(), *entry);
    let cases = [("edit", r#"{"display_name":"x"}"#), ("delete", "{}")];
    holds(&rig.store, &BRANDING, entry, &cases);
    rig.keys("l");
    rig.expect("Timeline");
    rig.expect("created (owner)");
    rig.keys("haxy");
    assert!(rig.store.branding(Some(acme), Some(&shop)).is_err());
}

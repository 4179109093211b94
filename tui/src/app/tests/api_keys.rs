//! API keys by keys.

use billfold_core::{ApiKeyStatus, Credential, PageRequest};

use super::rig::Rig;
use super::world::{client, entries, holds, shown_once};
use crate::app::collection::{Query, Target};
use crate::app::screens::API_KEYS;

#[test]
fn a_key_is_made_shown_once_and_revoked() {
    let mut rig = Rig::new(120, 30);
    let shop = client(&rig.store, "shop");
    rig.go("API keys");
    rig.expect("There is no API key yet");
    rig.keys("ntill<CR>nobody<C-s>");
    rig.expect("there is no client nobody");
    rig.keys("<C-u><C-o>shop<CR><C-s>");
    let key = shown_once(&mut rig, "key_");
    assert!(rig.store.scoped(&Credential::from_key(&key).unwrap()).is_ok());
    let made = rig.store.list_api_keys(Some(&shop), &PageRequest::first()).unwrap().items;
    assert_eq!(made[0].name.as_deref(), Some("till"));
    rig.keys("ax");
    rig.expect("status: active → revoked");
    rig.keys("y");
    assert_eq!(rig.store.api_key(made[0].id).unwrap().status, ApiKeyStatus::Revoked);
    assert!(rig.store.scoped(&Credential::from_key(&key).unwrap()).is_err());
    rig.keys("ax");
    rig.expect("Revoke: it is revoked");
}

#[test]
fn a_key_without_a_client_is_the_stores_own() {
    let mut rig = Rig::new(120, 30);
    client(&rig.store, "shop");
    rig.go("API keys");
    rig.keys("n<C-s>");
    shown_once(&mut rig, "key_");
    rig.go("Clients");
    rig.keys("l");
    rig.reach(|target| matches!(target, Target::List(to, _) if **to == API_KEYS));
    rig.keys("<CR>");
    rig.expect("of shop");
    // In a client's list, a new one is that client's.
    rig.keys("n<C-s>");
    shown_once(&mut rig, "key_");
    let all = entries(&rig.store, &API_KEYS, &Query::default());
    let whose: Vec<_> = all.iter().map(|key| key.text("client_id")).collect();
    assert_eq!(whose, [Some("shop".to_owned()), None]);
}

#[test]
fn what_is_offered_is_what_the_core_does() {
    let rig = Rig::new(80, 24);
    let make = || rig.store.create_api_key(Default::default()).unwrap().api_key.id;
    let (_, revoked) = (make(), make());
    rig.store.revoke_api_key(revoked).unwrap();
    for entry in entries(&rig.store, &API_KEYS, &Query::default()) {
        holds(&rig.store, &API_KEYS, &entry, &[("revoke", "{}")]);
    }
}

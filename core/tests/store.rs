//! smoke
#![allow(clippy::unwrap_used)]
use billfold_core::{NewOrchestrator, PageRequest, Store};
#[test]
fn smoke() {
    for store in [
        Store::in_memory().unwrap(),
        Store::create(tempfile::tempdir().unwrap().keep().join("a.db")).unwrap(),
    ] {
        let made =
            store.once("k").unwrap().create_orchestrator(NewOrchestrator::new("Acme")).unwrap();
        assert!(made.key.is_some());
        let again =
            store.once("k").unwrap().create_orchestrator(NewOrchestrator::new("Acme")).unwrap();
        assert!(again.replayed && again.key.is_none());
        println!("{}", serde_json::to_string(&again).unwrap());
        println!(
            "{}",
            serde_json::to_string(&store.list_orchestrators(&PageRequest::first()).unwrap())
                .unwrap()
        );
        println!("{}", serde_json::to_string(&store.events(0, 10).unwrap()).unwrap());
        println!("{:?}", store.verify(None).unwrap());
        let handles: Vec<_> = (0..8)
            .map(|t| {
                let store = store.clone();
                std::thread::spawn(move || {
                    for i in 0..50 {
                        store
                            .create_orchestrator(NewOrchestrator::new(format!("{t} {i}")))
                            .unwrap();
                    }
                })
            })
            .collect();
        for h in handles {
            h.join().unwrap();
        }
        println!("{:?}", store.verify(None).unwrap());
        let tx = store.begin().unwrap();
        tx.create_orchestrator(NewOrchestrator::new("T")).unwrap();
        assert_eq!(tx.list_orchestrators(&PageRequest::first()).unwrap().total, 402);
        if store.path().is_some() {
            assert_eq!(store.list_orchestrators(&PageRequest::first()).unwrap().total, 401);
        }
        tx.rollback().unwrap();
        println!("{:?}", store.path());
    }
}

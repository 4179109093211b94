//! A store with every kind of record in every state it can be in, and every secret it has shown.

use std::sync::Arc;

use billfold_core::{
    BrandingValues, ClientId, ClientStatus, ClientUpdate, Completion, CustomerUpdate, FeeBearer,
    Lifetime, ManualClock, Money, NewApiKey, NewBiller, NewClient, NewCustomer, NewFee,
    NewLinkIntent, NewOrchestrator, NewPayment, NewRequestToLink, NewWebhookEndpoint,
    OrchestratorId, PaymentFailure, RequestToLinkId, RequestToLinkStatus, Result, SettingsUpdate,
    StatusChange, Store,
};

/// Text that has bitten programs before; it must come back as it went in.
const HOSTILE: &str = "=cmd|'/c calc'!A1\t\"\\\u{202e} Zoe\u{308} 客户 \u{1f469}\u{200d}\u{1f467} </script>\n--; DROP";
/// The largest amount of two decimals.
const LARGEST: &str = "90071992547409.91";

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    /// Everything that may never leave the store.
    pub(crate) secrets: Vec<String>,
}

pub(crate) fn world() -> World {
    let (store, clock) = crate::common::store();
    let mut world = World { store, clock, secrets: Vec::new() };
    world.build().unwrap();
    world
}

impl World {
    fn build(&mut self) -> Result<()> {
        let settings = r#"{"currencies":["USD","EUR","JPY","KWD"],"payment_base_url":"production",
            "url_schemes":["https","http","shop"],"request_to_link_lifetime_seconds":null}"#;
        self.store.update_settings(SettingsUpdate::from_json(settings)?)?;
        let (acme, zenith) = (self.orchestrator("Acme")?, self.orchestrator("Zenith & Söhne")?);
        self.store.disable_orchestrator(zenith)?;
        let shop = self.client("Shop", Some("cli_PLATFORM_CLIENT_ID"))?;
        let kiosk = self.client("Kiosk", None)?;
        let gone = self.client("Gone", Some("gone"))?;
        self.links(acme, zenith, &shop, &kiosk, &gone)?;
        self.intents(acme)?;
        self.fees_and_branding(acme, &shop)?;
        self.billers()?;
        self.payments(&shop, &kiosk)?;
        self.requests(&shop, &kiosk)?;
        self.store.update_client(&kiosk, ClientUpdate::status(ClientStatus::Inactive))?;
        self.store.revoke_client(&gone)?;
        self.webhooks()?;
        let key = self.store.create_api_key(NewApiKey::of_client(shop))?.into_record().key;
        self.secrets.extend(key.map(|key| key.expose().to_owned()));
        Ok(())
    }

    fn orchestrator(&mut self, name: &str) -> Result<OrchestratorId> {
        let made = self.store.create_orchestrator(NewOrchestrator::new(name))?.into_record();
        self.secrets.extend(made.key.map(|key| key.expose().to_owned()));
        let again = self.store.rotate_orchestrator_key(made.orchestrator.id)?.into_record();
        self.secrets.extend(again.key.map(|key| key.expose().to_owned()));
        Ok(made.orchestrator.id)
    }

    fn client(&mut self, name: &str, id: Option<&str>) -> Result<ClientId> {
        let mut new = NewClient::new(name);
        new.client_id = id.map(str::parse).transpose()?;
        let made = self.store.create_client(new)?.into_record();
        self.secrets.extend(made.client_secret.map(|secret| secret.expose().to_owned()));
        Ok(made.client.client_id)
    }

    fn links(
        &self,
        acme: OrchestratorId,
        zenith: OrchestratorId,
        shop: &ClientId,
        kiosk: &ClientId,
        gone: &ClientId,
    ) -> Result<()> {
        let store = &self.store;
        store.link_client(Some(zenith), shop)?;
        self.clock.advance_seconds(5);
        store.unlink_client(Some(zenith), shop)?;
        store.link_client(Some(acme), shop)?;
        store.link_client(Some(zenith), kiosk)?;
        store.link_client(Some(zenith), gone).map(drop)
    }

    fn intents(&mut self, acme: OrchestratorId) -> Result<()> {
        for (name, end) in [("Open", 0), ("Used", 1), ("Revoked", 2), ("Late", 3)] {
            let new = NewLinkIntent::new(name).from_orchestrator(acme);
            let new = if end == 3 { new.expires_in(1) } else { new };
            let made = self.store.create_link_intent(new)?.into_record();
            let url = made.url.map(|url| url.expose().to_owned()).unwrap_or_default();
            match end {
                1 => {
                    let redeemed = self.store.redeem_link_intent(&url)?.into_record();
                    let secret = redeemed.client.client_secret;
                    self.secrets.extend(secret.map(|secret| secret.expose().to_owned()));
                }
                2 => drop(self.store.revoke_link_intent(made.link_intent.id)?),
                _ => {}
            }
            self.secrets.push(url.rsplit('/').next().unwrap_or_default().to_owned());
        }
        self.clock.advance_seconds(2);
        Ok(())
    }

    fn fees_and_branding(&self, acme: OrchestratorId, shop: &ClientId) -> Result<()> {
        let store = &self.store;
        let cap = Money::parse("5.00", "EUR".parse()?)?;
        let payer = NewFee::new(FeeBearer::Payer, 250).with_orchestrator(acme).with_cap(cap);
        store.create_fee(payer)?;
        let own = NewFee::new(FeeBearer::Payer, 100).with_orchestrator(acme);
        store.create_fee(own.with_client(shop.clone()))?;
        let recipient = NewFee::new(FeeBearer::Recipient, 10_000).with_orchestrator(acme);
        let recipient = store.create_fee(recipient)?.id;
        store.disable_fee(recipient)?;
        let values = r##"{"displayName":"Acme Pay","primaryColor":"#1a2b3c","textColor":"#FFF",
            "logoUrl":"/logo.svg","termsUrl":"shop://terms","privacyUrl":"https://a.example/p"}"##;
        let values = BrandingValues::from_json(values)?;
        store.put_branding(Some(acme), None, values.clone())?;
        store.put_branding(Some(acme), Some(shop), BrandingValues::default())?;
        store.delete_branding(Some(acme), None)?;
        store.put_branding(Some(acme), None, values).map(drop)
    }

    fn billers(&self) -> Result<()> {
        let put = |id: &str, name: &str| {
            self.store.put_biller(NewBiller::new(name).with_id(id.parse()?)).map(drop)
        };
        put("test_electric_company", "Test Electric Company")?;
        put("water", "Wasserwerk Köln (北)")?;
        put("water", "Wasserwerk Bonn")?;
        self.store.put_biller(NewBiller::new("Minted").with_active(false)).map(drop)
    }

    fn payments(&self, shop: &ClientId, kiosk: &ClientId) -> Result<()> {
        let store = &self.store;
        let known = store.create_customer(NewCustomer::named("Ana M.").email("ana@example.com"))?;
        let mut bodies = vec![
            r#"{"amount":"0.01","currency":"EUR"}"#.to_owned(),
            format!(r#"{{"amount":{LARGEST},"currency":"USD","mcc":"0742"}}"#),
            r#"{"amount":500,"currency":"JPY","expires_in":1}"#.to_owned(),
            r#"{"amount":"1.234","currency":"KWD","expires_in":6048000}"#.to_owned(),
            format!(r#"{{"amount":1,"currency":"EUR","customer":{{"id":"{}"}}}}"#, known.id),
            r#"{"amount":2,"currency":"EUR","customer":{"name":"Foobar","email":"F@example.com"}}"#
                .to_owned(),
            r#"{"amount":3,"currency":"EUR","metadata":{"b":1e3,"a":[1.10,"\u00e9",{"z":null}],
                "order":"A-7"},"success_url":"shop://paid?x=1","cancel_url":"https://a.example/"}"#
                .to_owned(),
        ];
        let description = serde_json::to_string(HOSTILE).unwrap();
        bodies.push(format!(
            r#"{{"amount":"10.00","currency":"EUR","clientId":"{shop}","description":{description},
                "customer":{{"email":"only@example.com"}}}}"#
        ));
        bodies.push(format!(r#"{{"amount":"7","currency":"USD","clientId":"{kiosk}"}}"#));
        for ending in 0..6 {
            for body in &bodies {
                let payment = store.create_payment(NewPayment::from_json(body)?)?.id;
                self.clock.advance_seconds(i64::from(ending) % 2);
                match ending {
                    1 => drop(store.complete_payment(payment, Completion::new())),
                    2 => {
                        let card = Completion::by(r#"{"type":"card","last4":"4242","n":1.0}"#)?;
                        drop(store.complete_payment(payment, card));
                    }
                    3 => {
                        let failure = PaymentFailure::new("declined").message("No\tfunds\n客");
                        drop(store.fail_payment(payment, failure));
                    }
                    4 => drop(store.expire_payment(payment)),
                    5 => {
                        drop(store.expire_payment(payment));
                        let cash = Completion::by(r#"{ "type": "cash" }"#)?;
                        drop(store.record_late_payment(payment, cash));
                    }
                    _ => {}
                }
            }
        }
        let erased = store.create_customer(NewCustomer::named("Erased Person"))?.id;
        let body = format!(r#"{{"amount":9,"currency":"EUR","customer":{{"id":"{erased}"}}}}"#);
        store.create_payment(NewPayment::from_json(&body)?)?;
        store.erase_customer(erased, true)?;
        let update = CustomerUpdate::from_json(r#"{"name":"Ana Maria","email":null}"#)?;
        store.update_customer(known.id, update)?;
        self.clock.advance_seconds(7200);
        Ok(())
    }

    fn webhooks(&mut self) -> Result<()> {
        for (number, types) in [None, Some(["payment.*", "store.imported"])].into_iter().enumerate()
        {
            let mut new = NewWebhookEndpoint::new(format!("https://hooks.example/{number}"));
            if let Some(types) = types {
                new = new.event_types(types).description("For the books\n");
            }
            let made = self.store.create_webhook_endpoint(new)?.into_record();
            self.secrets.extend(made.secret.map(|secret| secret.expose().to_owned()));
        }
        let gone =
            self.store.create_webhook_endpoint(NewWebhookEndpoint::new("http://gone.example"))?;
        self.store.remove_webhook_endpoint(gone.webhook_endpoint.id).map(drop)
    }

    fn requests(&mut self, shop: &ClientId, kiosk: &ClientId) -> Result<()> {
        let set = |store: &Store, id: &RequestToLinkId, status| {
            store.set_request_to_link_status(id, StatusChange::new(status)).map(drop)
        };
        for ending in 0..9 {
            let mut new = NewRequestToLink::new(
                format!("user_{}{HOSTILE}", ending % 2).replace(['\n', '\t'], ""),
            )
            .with_client(if ending % 3 == 0 { kiosk.clone() } else { shop.clone() })
            .with_biller("not_in_the_catalogue".parse()?)
            .with_metadata(r#"{"source":"onboarding","n":1e3}"#.parse()?);
            new.lifetime = if ending % 2 == 0 { Lifetime::Seconds(60) } else { Lifetime::Never };
            if ending == 8 {
                new.id = Some("rtl_abc123".parse()?);
                new.biller_id = None;
            }
            let id = self.store.create_request_to_link(new)?.id.clone();
            if (1..=5).contains(&ending) {
                let session = self.store.proceed_request_to_link(&id)?.into_record();
                self.secrets.extend(session.link_token.map(|token| token.expose().to_owned()));
            }
            match ending {
                2 => set(&self.store, &id, RequestToLinkStatus::Completed)?,
                3 => set(&self.store, &id, RequestToLinkStatus::Pending)?,
                4 => {
                    let reason = Some("Changed\ntheir mind".to_owned());
                    drop(self.store.cancel_request_to_link(&id, reason)?);
                }
                6 => drop(self.store.cancel_request_to_link(&id, None)?),
                7 => {
                    let change = StatusChange::new(RequestToLinkStatus::InProgress);
                    let change = change.with_link_token("lt_token123");
                    drop(self.store.set_request_to_link_status(&id, change)?);
                }
                _ => {}
            }
        }
        self.clock.advance_seconds(61);
        self.store.sweep(false)?;
        // Overdue, and not swept.
        let new = NewRequestToLink::new("late").with_client(shop.clone());
        self.store.create_request_to_link(new.with_lifetime(Lifetime::Seconds(1)))?;
        let mut new = NewPayment::new("4.00", "EUR")?;
        new.expires_in = Some(1);
        self.store.create_payment(new)?;
        self.clock.advance_seconds(2);
        Ok(())
    }
}

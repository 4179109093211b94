//! The whole story on a fresh file, each step told, with its command.
//!
//! The story is played through the core. Beside each step stands the command that does the same;
//! a test runs all of them again.

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use billfold_core::{
    BrandingValues, Completion, Credential, DeliveryFilter, NewBiller, NewFee, NewLinkIntent,
    NewOrchestrator, NewPayment, NewRequestToLink, NewWebhookEndpoint, PageRequest, Payment,
    PaymentFilter, PaymentStatus, Secret, Store,
};

use crate::cli::session::Session;
use crate::failure::Result;
use crate::output::text;

/// The payment that is paid; the seed's own id.
const PAID: &str = "cbbbc264-1248-49aa-ae2d-1aa05cf79bc8";
/// The payment that nobody pays.
const UNPAID: &str = "698adc6c-bb99-44cb-9715-c3599d587148";
/// The request to link; the seed's own id.
const REQUEST: &str = "rtl_abc123";
/// The biller that it is about.
const BILLER: &str = "test_electric_company";

/// Where webhooks go; the story sends none.
const RECEIVER: &str = "https://shop.example/hooks";

/// Plays the story in a new file of this path.
pub(super) fn play(path: &Path, session: &mut Session) -> Result<()> {
    let store = Store::create(path)?;
    let mut tale = Tale { session, step: 0 };
    tale.begin(path)?;
    let platform = link_a_platform(&store, &mut tale)?;
    set_terms(&store, &platform, &mut tale)?;
    listen(&store, &mut tale)?;
    take_payments(&store, &platform, &mut tale)?;
    link_an_account(&store, &platform, &mut tale)?;
    look_back(&store, &mut tale)?;
    tale.end(path)
}

/// What the first steps make and the later ones use.
struct Platform {
    orchestrator_key: String,
    client_id: String,
    client_secret: String,
}

fn link_a_platform(store: &Store, tale: &mut Tale<'_>) -> Result<Platform> {
    let made = store.create_orchestrator(NewOrchestrator::new("Acme Payments"))?.into_record();
    let orchestrator_key = exposed(made.key);
    tale.step("Acme Payments is an orchestrator: it links platforms and earns fees.")?;
    tale.command(&["orchestrators", "create", "--name", "Acme Payments"])?;
    tale.says(&format!("{} may act with the key", made.orchestrator.id))?;
    tale.says(&orchestrator_key)?;
    tale.says("The key is shown this once; the file keeps its hash.")?;

    let acme = store.scoped(&Credential::from_key(&orchestrator_key)?)?;
    let invited = acme.create_link_intent(NewLinkIntent::new("Corner Shop"))?.into_record();
    let url = exposed(invited.url);
    tale.step("It invites a shop to make its own client and link it: a link intent.")?;
    tale.command(&["--as-key", &orchestrator_key, "intents", "create", "--name", "Corner Shop"])?;
    tale.says(&format!("Good until {}, for one use:", invited.link_intent.expires_at))?;
    tale.says(&url)?;

    let redeemed = store.redeem_link_intent(&url)?.into_record();
    let client_id = redeemed.client.client.client_id.to_string();
    let client_secret = exposed(redeemed.client.client_secret);
    tale.step("The shop redeems it: client, secret and link are made at once.")?;
    tale.command(&["intents", "redeem", &url])?;
    tale.says(&format!("{client_id} is linked, with the secret"))?;
    tale.says(&client_secret)?;
    Ok(Platform { orchestrator_key, client_id, client_secret })
}

fn set_terms(store: &Store, platform: &Platform, tale: &mut Tale<'_>) -> Result<()> {
    let key = platform.orchestrator_key.as_str();
    let acme = store.scoped(&Credential::from_key(key)?)?;
    let fee = acme.create_fee(NewFee::from_json(r#"{"bps": 100, "fee_bearer": "payer"}"#)?)?;
    tale.step("Acme takes one per cent, on top of what the payer pays.")?;
    tale.command(&["--as-key", key, "fees", "create", "--bps", "100", "--bearer", "payer"])?;
    tale.says(&format!("{}: {} basis points, borne by the payer", fee.id, fee.bps))?;

    let looks =
        BrandingValues::from_json(r##"{"display_name": "Acme", "primary_color": "#0a6"}"##)?;
    acme.put_branding(None, None, looks)?;
    let resolved = store.resolve_branding(&platform.client_id.parse()?)?;
    tale.step("And lends its clients its looks.")?;
    tale.command(&[
        "--as-key",
        key,
        "branding",
        "set",
        "--display-name",
        "Acme",
        "--primary-color",
        "#0a6",
    ])?;
    let name = resolved.values.display_name.unwrap_or_default();
    let colour = resolved.values.primary_color.unwrap_or_default();
    tale.says(&format!("Payments of the shop now look like {name}, in {colour}."))
}

fn listen(store: &Store, tale: &mut Tale<'_>) -> Result<()> {
    let mut new = NewWebhookEndpoint::new(RECEIVER);
    new.event_types = Some(vec!["payment.*".to_owned()]);
    let added = store.create_webhook_endpoint(new)?.into_record();
    tale.step("The shop's server wants to hear of payments.")?;
    tale.command(&["webhooks", "add", "--url", RECEIVER, "--events", "payment.*"])?;
    tale.says(&format!("{} verifies what it hears with", added.webhook_endpoint.id))?;
    tale.says(&exposed(added.secret))
}

fn take_payments(store: &Store, platform: &Platform, tale: &mut Tale<'_>) -> Result<()> {
    let body = format!(
        r#"{{"id": "{PAID}", "clientId": "{}", "amount": 500, "currency": "USD", "customer": {{"name": "Foobar", "email": "foobar@example.com"}}, "description": "Payment for services", "metadata": {{"order_id": 212121212}}}}"#,
        platform.client_id
    );
    let payment = store.once("order-212121212")?.create_payment(NewPayment::from_json(&body)?)?;
    tale.step("A customer buys. The key makes a repeated command harmless.")?;
    tale.command(&["--idempotency-key", "order-212121212", "payments", "create", "--json", &body])?;
    tale.says(&in_words(&payment))?;
    if let Some(plan) = &payment.fee_plan {
        let currency = payment.currency;
        tale.says(&format!(
            "The payer pays {} {currency}, the shop gets {} {currency}: fixed from now on.",
            plan.payer_total, plan.recipient_net
        ))?;
    }
    tale.says(&payment.payment_link)?;

    let method = r#"{"type": "card", "last4": "1111"}"#;
    let paid = store.complete_payment(PAID.parse()?, Completion::by(method)?)?;
    tale.step("The money comes.")?;
    tale.command(&["payments", "complete", PAID, "--payment-method", method])?;
    tale.says(&in_words(&paid))?;
    let_one_expire(store, platform, tale)
}

fn let_one_expire(store: &Store, platform: &Platform, tale: &mut Tale<'_>) -> Result<()> {
    let body = format!(
        r#"{{"id": "{UNPAID}", "clientId": "{}", "amount": "19.99", "currency": "EUR", "expiresIn": 1}}"#,
        platform.client_id
    );
    let payment = store.create_payment(NewPayment::from_json(&body)?)?;
    tale.step("Another customer walks away. This payment is good for one second.")?;
    tale.command(&["payments", "create", "--json", &body])?;
    tale.says(&in_words(&payment))?;

    let mut waited = store.payment(UNPAID.parse()?)?;
    while waited.status == PaymentStatus::Pending {
        std::thread::sleep(Duration::from_millis(100));
        waited = store.payment(UNPAID.parse()?)?;
    }
    tale.step("Its time passes. It is expired to every reader; nothing had to run for that.")?;
    tale.command(&["payments", "get", UNPAID])?;
    tale.says(&in_words(&waited))?;

    let swept = store.sweep(false)?;
    tale.step("A sweep writes it down for good, with its event.")?;
    tale.command(&["sweep"])?;
    tale.says(&format!("Payments expired for good: {}", swept.payments_expired))
}

fn link_an_account(store: &Store, platform: &Platform, tale: &mut Tale<'_>) -> Result<()> {
    let biller = format!(r#"{{"id": "{BILLER}", "name": "Test Electric Company"}}"#);
    store.put_biller(NewBiller::from_json(&biller)?)?;
    tale.step("The shop also links biller accounts. First, a biller:")?;
    tale.command(&["billers", "put", "--json", &biller])?;
    tale.says("Test Electric Company is in the catalogue.")?;

    let client = platform.client_id.as_str();
    let credential = Credential::client(client, platform.client_secret.as_str())?;
    let shop = store.scoped(&credential)?;
    let body = format!(
        r#"{{"id": "{REQUEST}", "clientId": "{client}", "clientUserId": "user_456", "billerId": "{BILLER}", "metadata": {{"source": "onboarding"}}}}"#
    );
    let request = shop.create_request_to_link(NewRequestToLink::from_json(&body)?)?;
    tale.step("It asks a user to link their account: a request to link (RTL).")?;
    tale.secret_command(
        &platform.client_secret,
        &["--as-client", client, "rtls", "create", "--json", &body],
    )?;
    tale.says(&format!("{} is {}.", request.id, request.status))?;

    let session = shop.proceed_request_to_link(&request.id)?.into_record();
    let token = exposed(session.link_token);
    tale.step("The user is ready: a link session, good for an hour.")?;
    tale.secret_command(
        &platform.client_secret,
        &["--as-client", client, "-o", "json", "rtls", "proceed", REQUEST],
    )?;
    tale.says(&session.session_url.unwrap_or_default())?;

    let done = store.complete_link_session(&token)?;
    tale.step("The user finishes the session.")?;
    tale.command(&["rtls", "complete", &token])?;
    tale.says(&format!("{} is {}.", done.id, done.status))
}

fn look_back(store: &Store, tale: &mut Tale<'_>) -> Result<()> {
    let page = store.list_payments(&PaymentFilter::default(), &PageRequest::first())?;
    tale.step("What there is now.")?;
    tale.command(&["payments", "list"])?;
    for payment in &page.items {
        tale.says(&in_words(payment))?;
    }
    let found = store.list_deliveries(&DeliveryFilter::default(), &PageRequest::first())?;
    tale.step("What the shop's server is to hear waits for a network and for `billfold deliver`.")?;
    tale.command(&["webhooks", "deliveries"])?;
    for delivery in &found.items {
        tale.says(&format!("{} {}, {}", delivery.id, delivery.kind, delivery.status))?;
    }
    let checked = store.check(|_| ControlFlow::Continue(()))?;
    tale.step("The whole file is looked through.")?;
    tale.command(&["check"])?;
    tale.says(if checked.sound { "All is as it must be." } else { "Something is wrong!" })?;
    let verified = store.verify(None)?;
    tale.step("Every step stands in the event log, and the log proves itself.")?;
    tale.command(&["events", "verify"])?;
    let word = if verified.intact { "intact" } else { "BROKEN" };
    tale.says(&format!("{} events, {word}; the last one's hash is", verified.verified))?;
    tale.says(&verified.head.hash.to_string())
}

fn in_words(payment: &Payment) -> String {
    let customer = payment.customer.as_ref().and_then(|customer| customer.name.as_deref());
    let whose = customer.map(|name| format!(" of {name}")).unwrap_or_default();
    let (amount, currency) = (&payment.amount, payment.currency);
    format!("{}: {amount} {currency}{whose}, {}", payment.id, payment.status.as_str())
}

fn exposed(secret: Option<Secret>) -> String {
    secret.map(|secret| secret.expose().to_owned()).unwrap_or_default()
}

/// Tells the story on stdout.
struct Tale<'s> {
    session: &'s mut Session,
    step: u32,
}

impl Tale<'_> {
    fn begin(&mut self, path: &Path) -> Result<()> {
        let own = path.with_file_name("mine.db").display().to_string();
        self.session.print(&format!(
            "A story on a fresh file. To play it yourself, on another one, say first:\n\n    \
             $ export BILLFOLD_DB={}\n\nand where the story has a key, a token, a URL or the \
             client's id, put what your own\ncommands answered.\n",
            quoted(&text::shown(&own))
        ))
    }

    fn step(&mut self, what: &str) -> Result<()> {
        self.step = self.step.saturating_add(1);
        self.session.print(&format!("\n{:>2}  {what}\n", self.step))
    }

    fn command(&mut self, arguments: &[&str]) -> Result<()> {
        let words: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
        self.session.print(&format!("    $ billfold {}\n", words.join(" ")))
    }

    /// A command of a client, whose secret does not stand among its arguments.
    fn secret_command(&mut self, secret: &str, arguments: &[&str]) -> Result<()> {
        let words: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
        let words = words.join(" ");
        self.session.print(&format!("    $ BILLFOLD_SECRET={secret} billfold {words}\n"))
    }

    fn says(&mut self, line: &str) -> Result<()> {
        self.session.print(&format!("    {}\n", text::shown(line)))
    }

    fn end(&mut self, path: &Path) -> Result<()> {
        let path = text::shown(&path.display().to_string());
        self.session.print(&format!("\nThe file is yours to look around in: {path}\n"))
    }
}

/// A word as a shell takes it.
pub(super) fn quoted(word: &str) -> String {
    let plain = |each: char| each.is_ascii_alphanumeric() || "-_./:=@".contains(each);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

//! The language by itself: what is read, what is refused and where, what is written.

use proptest::prelude::*;

use super::*;
use crate::value::time::Timestamp;
use crate::{
    BillerFilter, ClientFilter, CustomerFilter, EventFilter, LinkIntentFilter, OrchestratorFilter,
    PaymentFilter, RequestToLinkFilter,
};

/// Each text beside what it is written as; what is written is read as the same.
#[test]
fn what_is_read_is_written_in_one_way() {
    let table = [
        ("", ""),
        ("  status:pending,failed  ", "status:pending,failed"),
        ("STATUS:Pending", "status:pending"),
        ("-status:failed status:pending", "-status:failed status:pending"),
        ("amount:100..500", "amount:100..500"),
        ("amount:0100.50", "amount:100.5"),
        ("amount:..500", "amount:<=500"),
        ("amount:100..", "amount:>=100"),
        ("amount:>=99.5EUR", "amount:>=99.5EUR"),
        ("amount:100..500EUR", "amount:100EUR..500EUR"),
        ("amount:100EUR..500", "amount:100EUR..500EUR"),
        ("amount:1,2,<0.5", "amount:1,2,<0.5"),
        ("amount:*", "amount:*"),
        ("created:24h", "created:1d"),
        ("created:<90m", "created:<90m"),
        ("created:24h..1h", "created:1h..1d"),
        ("created:14d", "created:2w"),
        ("created:0s", "created:0s"),
        ("created:Today", "created:today"),
        ("created:yesterday..today", "created:yesterday..today"),
        ("created:2026-04-01", "created:2026-04-01"),
        ("created:2026-04-01..", "created:>=2026-04-01"),
        ("created:2026-04-01T12:00:00+02:00", "created:2026-04-01T10:00:00Z"),
        ("expires:<1h", "expires:<1h"),
        ("completed:*", "completed:*"),
        ("id:cbbb*", "id:cbbb*"),
        ("id:cbbbc264-1248-49aa-ae2d-1aa05cf79bc8", "id:cbbbc264-1248-49aa-ae2d-1aa05cf79bc8"),
        ("client:*", "client:*"),
        ("-client:cli_1,cli_2*", "-client:cli_1,cli_2*"),
        ("meta.order_id:\"order-123\"", "meta.order_id:order-123"),
        ("meta.\"a b\":\"x,y\",z*", "meta.\"a b\":\"x,y\",z*"),
        ("meta.k:\"\"", "meta.k:\"\""),
        ("meta.k:*", "meta.k:*"),
        ("meta.k:\"*\"", "meta.k:\"*\""),
        ("meta.Key:1e3", "meta.Key:1e3"),
        ("ana \"maría josé\"", "ana \"maría josé\""),
        ("-ana", "-ana"),
        ("\"-ana\"", "\"-ana\""),
        ("\\-ana", "\"-ana\""),
        ("ana,bob", "ana,bob"),
        ("\"ana,bob\"", "\"ana,bob\""),
        ("12\\:30", "\"12:30\""),
        ("a\\\\b\\\"c", "\"a\\\\b\\\"c\""),
        ("\"a\"b\"c\"", "abc"),
        ("mcc:5411 late:yes", "mcc:5411 late:yes"),
        ("late:TRUE", "late:yes"),
        ("customer:\"ana m\" email:*@x", "?"),
        ("sort:-amount", "sort:-amount"),
        ("sort:created status:expired", "status:expired sort:created"),
    ];
    for (text, written) in table {
        let filter = PaymentFilter::parse(text);
        if written == "?" {
            assert!(filter.is_err(), "{text}");
            continue;
        }
        let filter = filter.unwrap();
        assert_eq!(filter.to_string(), written, "{text}");
        assert_eq!(PaymentFilter::parse(written).unwrap(), filter, "{text}");
    }
}

/// What a text is refused for: `column: reason` of each mistake.
fn faults(text: &str) -> Vec<String> {
    let error = PaymentFilter::parse(text).unwrap_err();
    assert_eq!((error.kind().name(), error.code()), ("validation", "filter"));
    let told = error.fields().iter().map(|bad| {
        assert_eq!(bad.field, "filter");
        format!("{}: {}", bad.column.unwrap(), bad.reason)
    });
    told.collect()
}

/// Each refused text, what is told of it, and what is accepted beside it.
const MISTAKES: &[(&str, &str, &str)] = &[
    (
        "status:pendig",
        "8: \"pendig\" is none of them (did you mean pending?); known here: pending, completed, expired, failed",
        "status:pending",
    ),
    (
        "status:pending,done",
        "16: \"done\" is none of them; known here: pending, completed, expired, failed",
        "status:pending,failed",
    ),
    (
        "a status:",
        "10: has no value here; lists are written without spaces: a,b",
        "a status:failed",
    ),
    (
        "status:pending, failed",
        "16: has no value here; lists are written without spaces: a,b",
        "status:pending,failed",
    ),
    (":x", "1: has no name before the colon", "x"),
    ("-", "1: is a - with nothing after it", "-x"),
    ("ä -", "3: is a - with nothing after it", "ä"),
    ("ü \"abc", "3: opens a quotation that nothing closes; add a \"", "ü \"abc\""),
    ("abc\\", "4: ends in a \\, which keeps the sign after it", "abc\\\\"),
    ("id:xyz*", "4: \"xyz*\" is not how a hyphenated UUID begins", "id:a1*"),
    ("id:cbbb", "4: \"cbbb\" is not a hyphenated UUID", "id:cbbb*"),
    ("id:c*b", "5: is a * before the end, where it stands for nothing; quote it", "id:cb*"),
    ("client:a/b", "8: \"a/b\" holds characters other than A-Z, a-z, 0-9, _ and -", "client:a_b"),
    ("amount:1e3", "8: \"1e3\" is not an amount such as 500, 500.00 or 500EUR", "amount:1000"),
    ("amount:-5", "8: \"-5\" is not an amount such as 500, 500.00 or 500EUR", "amount:5"),
    ("amount:5..1", "8: \"5..1\" ends before it begins", "amount:1..5"),
    ("amount:..", "8: is a range without an end", "amount:1.."),
    ("amount:>", "9: has nothing after >", "amount:>1"),
    ("amount:1.005EUR", "8: \"1.005EUR\" has more decimals than EUR, which has 2", "amount:1.005"),
    (
        "amount:1.00005",
        "8: \"1.00005\" has more than four decimals, as no currency has",
        "amount:1.00050",
    ),
    ("amount:1EUR..2USD", "8: \"1EUR..2USD\" has two currencies", "amount:1EUR..2EUR"),
    (
        "amount:1usd",
        "8: \"usd\" is not an ISO 4217 code in capital letters (did you mean USD?)",
        "amount:1USD",
    ),
    (
        "currency:usd",
        "10: \"usd\" is not an ISO 4217 code in capital letters (did you mean USD?)",
        "currency:USD",
    ),
    (
        "created:24x",
        "9: \"24x\" is no time; write 24h (s m h d w), today, yesterday, tomorrow, now, 2026-04-01 or 2026-04-01T10:00:00Z",
        "created:24h",
    ),
    (
        "created:2026-02-30",
        "9: \"2026-02-30\" is no time; write 24h (s m h d w), today, yesterday, tomorrow, now, 2026-04-01 or 2026-04-01T10:00:00Z",
        "created:2026-02-28",
    ),
    (
        "created:2026-04-07..2026-04-01",
        "9: \"2026-04-07..2026-04-01\" ends before it begins",
        "created:2026-04-01..2026-04-07",
    ),
    (
        "created:24h..",
        "9: \"24h..\" is a distance of time without an end; write <24h or >24h",
        "created:<24h",
    ),
    (
        "created:24h..today",
        "9: \"24h..today\" has a distance of time at one end only; write two, such as 1h..24h, or two days",
        "created:yesterday..today",
    ),
    ("created:9999d", "9: \"9999d\" is more than ten years", "created:3650d"),
    (
        "created:2026-04-01T10:00",
        "9: \"2026-04-01T10:00\" is not a time like 2026-04-01T10:00:00Z",
        "created:2026-04-01T10:00:00Z",
    ),
    ("mcc:x", "5: \"x\" is not a whole number", "mcc:1..9"),
    ("late:maybe", "6: \"maybe\" is neither; known here: yes, no", "late:no"),
    ("meta.:x", "1: names no key of the metadata; write meta.order_id:…", "meta.x:x"),
    (
        "ana*",
        "4: is a *, which a search does not need: it finds parts of words; quote it to search for it",
        "\"ana*\"",
    ),
    ("\"\"", "1: \"\" is empty", "\" \""),
    (
        "status=failed",
        "1: compares as other languages do (did you mean status:failed?); quote it to search",
        "\"status=failed\"",
    ),
    (
        "ana amount>=28",
        "5: compares as other languages do (did you mean amount:>=28?); quote it to search",
        "ana amount:>=28",
    ),
    (
        "currency!=EUR",
        "1: compares as other languages do (did you mean -currency:EUR?); quote it to search",
        "-currency:EUR",
    ),
    (
        "late:yes or late:no",
        "10: \"or\" joins nothing: all terms must hold, commas between values mean or, a - before a term means not; quote it to search for it",
        "late:yes,no \"or\"",
    ),
    (
        "meta.n:>28",
        "8: looks like a range, but is compared letter for letter; quote it",
        "meta.n:\">28\"",
    ),
    (
        "meta.n:28..30",
        "8: looks like a range, but is compared letter for letter; quote it",
        "meta.n:\"28..30\"",
    ),
    ("-sort:amount", "1: cannot be negated; sort:-created puts the largest first", "sort:-amount"),
    (
        "sort:amount sort:created",
        "13: sorts a second time; one sort: is all there is",
        "sort:amount",
    ),
    ("sort:amount,created", "1: sorts by more than one thing; write one", "sort:amount"),
    (
        "sort:-amout",
        "7: \"amout\" is nothing to sort by (did you mean amount?); known here: created, amount, expires, updated, status",
        "sort:-amount",
    ),
];

#[test]
fn a_mistake_is_told_with_its_column_and_what_would_be_right() {
    for (refused, told, accepted) in MISTAKES {
        assert_eq!(faults(refused), [*told], "{refused}");
        assert!(PaymentFilter::parse(accepted).is_ok(), "{accepted}");
    }
}

#[test]
fn every_mistake_is_told_at_once() {
    let told = faults("stauts:pending amount:x ana created:never");
    let columns: Vec<_> = told.iter().map(|told| told.split(':').next().unwrap()).collect();
    assert_eq!(columns, ["1", "23", "37"]);
    assert!(
        told[0].starts_with(
            "1: \"stauts\" is no term (did you mean status?); known here: id, status,"
        )
    );
    assert_eq!(
        PaymentFilter::parse("stauts:x").unwrap_err().to_string().split(';').next(),
        Some(
            "the input is not valid: filter: at column 1: \"stauts\" is no term (did you mean status?)"
        )
    );
}

#[test]
fn a_text_and_a_filter_have_bounds() {
    let long = "x".repeat(MAX_FILTER_CHARACTERS + 1);
    assert_eq!(faults(&long), ["4000: is longer than 4000 characters"]);
    let many = vec!["mcc:1"; MAX_FILTER_VALUES + 1].join(" ");
    assert_eq!(faults(&many), ["1: has more than 200 values"]);
    let mut built = PaymentFilter::default();
    built.mcc.any_of(vec![1; MAX_FILTER_VALUES + 1]);
    assert_eq!(check(&built).unwrap_err().fields()[0].field, "filter");
}

#[test]
fn records_have_names_of_their_own() {
    for (parsed, text) in [
        (PaymentFilter::parse("biller:x").is_err(), "payments"),
        (
            RequestToLinkFilter::parse("-biller:water_co status:pending user:u* x").is_ok(),
            "requests",
        ),
        (CustomerFilter::parse("-erased:* ana email:ana@example.com").is_ok(), "customers"),
        (ClientFilter::parse("status:active sort:name").is_ok(), "clients"),
        (OrchestratorFilter::parse("status:disabled").is_ok(), "orchestrators"),
        (BillerFilter::parse("active:yes sort:-name").is_ok(), "billers"),
        (LinkIntentFilter::parse("status:open expires:<1d").is_ok(), "intents"),
        (
            EventFilter::parse("type:payment.*,client.revoked actor:client:* at:today").is_ok(),
            "events",
        ),
        (EventFilter::parse("type:paymnt.*").is_err(), "events"),
    ] {
        assert!(parsed, "{text}");
    }
    let known = PaymentFilter::terms();
    let status = known.iter().find(|term| term.name == "status").unwrap();
    assert_eq!(status.choices, ["pending", "completed", "expired", "failed"]);
    assert_eq!(known.last().unwrap().name, "sort");
}

/// From `now`, each text's first and last second.
#[test]
fn times_are_resolved_by_the_present() {
    let now: Timestamp = "2026-04-01T10:00:00Z".parse().unwrap();
    let check = |text: &str, toward: Toward, expected: (Option<&str>, Option<&str>)| {
        let filter = PaymentFilter::parse(&format!("created:{text}")).unwrap();
        let span = filter.created.as_slice()[0].values[0].span(now, toward);
        let shown = |end: Option<i64>| end.map(|end| Timestamp::from_unix_seconds(end).to_string());
        let expected = (expected.0.map(str::to_owned), expected.1.map(str::to_owned));
        assert_eq!((shown(span.0), shown(span.1)), expected, "{text} {toward:?}");
    };
    use Toward::{Future, Past};
    let day_before = Some("2026-03-31T10:00:00Z");
    let present = Some("2026-04-01T10:00:00Z");
    check("24h", Past, (day_before, present));
    check("<=24h", Past, (day_before, present));
    check("<24h", Past, (Some("2026-03-31T10:00:01Z"), present));
    check(">24h", Past, (None, Some("2026-03-31T09:59:59Z")));
    check(">=24h", Past, (None, day_before));
    check("1h..24h", Past, (day_before, Some("2026-04-01T09:00:00Z")));
    check("1h", Future, (Some("2026-04-01T10:00:01Z"), Some("2026-04-01T11:00:00Z")));
    check("<1h", Future, (Some("2026-04-01T10:00:01Z"), Some("2026-04-01T10:59:59Z")));
    check(">1h", Future, (Some("2026-04-01T11:00:01Z"), None));
    check("1h..2h", Future, (Some("2026-04-01T11:00:00Z"), Some("2026-04-01T12:00:00Z")));
    for toward in [Past, Future] {
        check("now", toward, (present, present));
        check("today", toward, (Some("2026-04-01T00:00:00Z"), Some("2026-04-01T23:59:59Z")));
        check("yesterday", toward, (Some("2026-03-31T00:00:00Z"), Some("2026-03-31T23:59:59Z")));
        check(">2026-04-01", toward, (Some("2026-04-02T00:00:00Z"), None));
        check(">=2026-04-01", toward, (Some("2026-04-01T00:00:00Z"), None));
        check("<today", toward, (None, Some("2026-03-31T23:59:59Z")));
        check("<=2026-04-01", toward, (None, Some("2026-04-01T23:59:59Z")));
        let week = (Some("2026-03-30T00:00:00Z"), Some("2026-04-02T23:59:59Z"));
        check("2026-03-30..tomorrow", toward, week);
        check("*", toward, (None, None));
    }
}

#[test]
fn amounts_are_exact_in_every_currency() {
    let spans = |text: &str| {
        let filter = PaymentFilter::parse(&format!("amount:{text}")).unwrap();
        [0, 2, 3].map(|decimals| filter.amount.as_slice()[0].values[0].minor_span(decimals))
    };
    let all = crate::value::money::MAX_MINOR;
    assert_eq!(spans("100"), [(100, 100), (10_000, 10_000), (100_000, 100_000)]);
    assert_eq!(spans("1.5"), [(2, 1), (150, 150), (1500, 1500)]);
    assert_eq!(spans("<1.5"), [(1, 1), (1, 149), (1, 1499)]);
    assert_eq!(spans("<=1.5"), [(1, 1), (1, 150), (1, 1500)]);
    assert_eq!(spans(">1.5"), [(2, all), (151, all), (1501, all)]);
    assert_eq!(spans(">=1.5"), [(2, all), (150, all), (1500, all)]);
    assert_eq!(spans("0.001..0.015"), [(1, 0), (1, 1), (1, 15)]);
    assert_eq!(spans(">999999999999999999")[0].0, 1_000_000_000_000_000_000);
}

proptest! {
    /// Any text is read or refused; a refusal points into the text, and what is read is written
    /// as a text that is read as the same.
    #[test]
    fn any_text_is_read_or_refused_in_its_place(
        text in "([a-z*.<>=0-9-]{0,6}|status|amount|created|meta\\.k|id|sort|[:,\"\\\\ -]|\\PC){0,14}",
    ) {
        let end = text.chars().count().saturating_add(1);
        match PaymentFilter::parse(&text) {
            Ok(filter) => {
                let written = filter.to_string();
                prop_assert_eq!(PaymentFilter::parse(&written).unwrap(), filter, "{}", written);
            }
            Err(error) => {
                for bad in error.fields() {
                    let column = bad.column.unwrap();
                    prop_assert!(column >= 1 && column <= end, "{column} in {text:?}");
                }
            }
        }
        let _ = (EventFilter::parse(&text), RequestToLinkFilter::parse(&text));
    }
}

/// Each text beside what is left of it without its order, and the order.
#[test]
fn the_order_is_taken_out_of_a_text_that_stays_as_it_is_spelled() {
    for (text, rest, sort) in [
        ("", "", None),
        ("Status:pending", "Status:pending", None),
        ("sort:-amount", "", Some("-amount")),
        ("status:pending  sort:created", "status:pending ", Some("created")),
        ("SORT:Amount \"two  words\" x", "\"two  words\" x", Some("Amount")),
        ("a sort:created b", "a b", Some("created")),
        ("İ sort:amount ẞ", "İ ẞ", Some("amount")),
        ("ẞİ \"İ sort:x\" sort:-amount", "ẞİ \"İ sort:x\"", Some("-amount")),
        ("\"sort\":\"amount\"", "", Some("amount")),
        ("meta.sort:amount", "meta.sort:amount", None),
        ("customer:\"acme sort:amount ltd\"", "customer:\"acme sort:amount ltd\"", None),
        ("\"sort:amount\" sort\\:amount", "\"sort:amount\" sort\\:amount", None),
        ("\"a sort:amount b\" sort:created", "\"a sort:amount b\"", Some("created")),
        ("a\\  sort:amount", "a\\ ", Some("amount")),
        // These are refused as they stand.
        ("-sort:amount", "-sort:amount", None),
        ("sort:amount,created", "sort:amount,created", None),
        ("sort:amount sort:created", "sort:amount sort:created", None),
        ("sort:amount \"open", "sort:amount \"open", None),
    ] {
        assert_eq!(split_sort(text), (rest.to_owned(), sort.map(str::to_owned)), "{text}");
    }
}

proptest! {
    #[test]
    fn taking_the_order_out_changes_nothing_else(
        before in "([a-zİẞ\"\\\\: ]|amount:1|sort:){0,6}", after in "([a-zİẞ\"\\\\: ]|sort:){0,6}"
    ) {
        let text = format!("{before} sort:-amount {after}");
        if let Ok(mut filter) = PaymentFilter::parse(&text) {
            let (rest, sort) = split_sort(&text);
            let taken = filter.sort.take();
            prop_assert_eq!(PaymentFilter::parse(&rest).unwrap(), filter);
            prop_assert_eq!(sort.map(|sort| sort.parse().unwrap()), taken);
        }
    }
}

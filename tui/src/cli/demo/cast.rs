//! Who is there: the shops, what they sell, the orchestrators and the billers.

use Joining::{Alone, Invited, Linked};

/// What a shop sells.
pub(super) struct Trade {
    /// The merchant category code.
    pub(super) mcc: u16,
    /// The cheapest and the dearest it has, in hundredths of a currency like the euro.
    pub(super) prices: (u64, u64),
    pub(super) goods: &'static [&'static str],
    /// How many in a thousand pay by an invoice that is good for days, not by a link at the till.
    pub(super) invoices: u64,
}

const GROCER: Trade = Trade {
    mcc: 5411,
    prices: (89, 14_000),
    goods: &[
        "Groceries",
        "Fruit and vegetables",
        "Weekly shop",
        "Click & collect",
        "Bakery counter",
    ],
    invoices: 0,
};
const CAFE: Trade = Trade {
    mcc: 5814,
    prices: (180, 6_500),
    goods: &[
        "Flat white, 2 croissants",
        "Lunch menu",
        "Table 7",
        "Coffee beans 1 kg",
        "Brunch ☕🥐",
    ],
    invoices: 0,
};
const ELECTRONICS: Trade = Trade {
    mcc: 5732,
    prices: (499, 289_900),
    goods: &["Headphones", "USB-C cable", "27\" monitor", "Laptop", "Repair, screen", "Gift card"],
    invoices: 60,
};
const FASHION: Trade = Trade {
    mcc: 5651,
    prices: (799, 64_900),
    goods: &["Linen shirt", "Sneakers", "Winter coat", "Alterations", "Scarf", "Online order"],
    invoices: 10,
};
const CRAFT: Trade = Trade {
    mcc: 1799,
    prices: (4_500, 1_250_000),
    goods: &["Boiler service", "Kitchen, first instalment", "Roof repair", "Call-out fee", "Parts"],
    invoices: 600,
};
const HOTEL: Trade = Trade {
    mcc: 7011,
    prices: (6_900, 420_000),
    goods: &["Deposit", "2 nights, double room", "Minibar", "Late check-out", "Conference room"],
    invoices: 250,
};
const BOOKS: Trade = Trade {
    mcc: 5942,
    prices: (299, 12_000),
    goods: &["Paperback", "Order from the catalogue", "Calendar", "Textbooks", "Magazine"],
    invoices: 30,
};
const APP: Trade = Trade {
    mcc: 5817,
    prices: (99, 9_900),
    goods: &["Monthly plan", "Yearly plan", "Premium", "Top-up", "Family plan"],
    invoices: 0,
};

/// How a client comes to be there, and linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joining {
    /// It is made, and nobody's.
    Alone,
    /// It is made and then linked to this orchestrator.
    Linked(usize),
    /// It redeems an intent of this orchestrator.
    Invited(usize),
}

/// How a client's time ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaving {
    Stays,
    /// It takes a break.
    Rests,
    /// It is revoked for good.
    Closes,
    /// Its link ends, and it goes on.
    Unlinks,
}

/// A client.
pub(super) struct Shop {
    pub(super) name: &'static str,
    pub(super) trade: Trade,
    /// The currency that it mostly takes, and the others.
    pub(super) currency: &'static str,
    pub(super) others: &'static [&'static str],
    /// How much of all payments is its.
    pub(super) weight: u64,
    /// How much of all requests to link is its.
    pub(super) asks: u64,
    pub(super) joining: Joining,
    /// When it joins and leaves, in thousandths of all that happens.
    pub(super) joins_at: u64,
    pub(super) leaving: Leaving,
    pub(super) leaves_at: u64,
}

impl Shop {
    const fn new(
        name: &'static str,
        trade: Trade,
        currency: &'static str,
        weight: u64,
        joining: Joining,
    ) -> Self {
        let (others, asks, joins_at, leaves_at): (&[&str], _, _, _) = (&[], 0, 0, 1000);
        let leaving = Leaving::Stays;
        Self { name, trade, currency, others, weight, asks, joining, joins_at, leaving, leaves_at }
    }

    const fn also(mut self, others: &'static [&'static str]) -> Self {
        self.others = others;
        self
    }

    const fn asks(mut self, asks: u64) -> Self {
        self.asks = asks;
        self
    }

    const fn since(mut self, joins_at: u64) -> Self {
        self.joins_at = joins_at;
        self
    }

    const fn until(mut self, leaves_at: u64, leaving: Leaving) -> Self {
        (self.leaves_at, self.leaving) = (leaves_at, leaving);
        self
    }

    /// Whether it does business at this point of all that happens.
    pub(super) const fn is_open_at(&self, thousandth: u64) -> bool {
        let has_left = thousandth >= self.leaves_at && !matches!(self.leaving, Leaving::Unlinks);
        self.joins_at <= thousandth && !has_left
    }
}

/// The first client. It is there from the start and stays, takes one currency alone, and has a
/// fee and looks of its own from its orchestrator.
pub(super) const CORNER_SHOP: Shop =
    Shop::new("Corner Shop", GROCER, "EUR", 240, Invited(0)).asks(10);

/// The clients, the first one first.
pub(super) const SHOPS: &[Shop] = &[
    CORNER_SHOP,
    Shop::new("Café Ünïcode", CAFE, "EUR", 210, Linked(0)).also(&["USD"]),
    Shop::new("Northern Lights Electronics", ELECTRONICS, "USD", 120, Linked(0)).also(&["CAD"]),
    Shop::new("Harrow & Finch Books", BOOKS, "GBP", 90, Alone),
    Shop::new("Household Budget", APP, "USD", 70, Invited(1)).asks(420).also(&["EUR", "GBP", "CAD"]),
    Shop::new("東京ラーメン 横丁", CAFE, "JPY", 110, Linked(1)),
    Shop::new("مقهى السلام", CAFE, "KWD", 45, Alone),
    Shop::new("Maple & Pine Outfitters", FASHION, "CAD", 80, Linked(1)).also(&["USD"]),
    Shop::new("Boulangerie Lefèvre", GROCER, "EUR", 130, Linked(2)),
    Shop::new("Zimmerei Großmann & Söhne", CRAFT, "EUR", 26, Alone),
    Shop::new("Hôtel du Lac", HOTEL, "CHF", 40, Linked(2)).also(&["EUR"]),
    Shop::new("Rent-Reminder 🏠", APP, "GBP", 30, Invited(1)).asks(260),
    Shop::new("Bright Spark Electricians", CRAFT, "GBP", 30, Alone),
    Shop::new("Velvet Coat", FASHION, "EUR", 60, Linked(0)).since(60).also(&["GBP"]),
    Shop::new("Seaside Grand", HOTEL, "GBP", 24, Invited(0)).since(120),
    Shop::new("סופר שכונתי", GROCER, "USD", 34, Alone).since(180),
    Shop::new("Bill Buddy", APP, "USD", 36, Linked(1)).since(240).asks(210),
    Shop::new("Kiosk 17", GROCER, "EUR", 70, Alone).since(330),
    Shop::new("大阪ブックセンター", BOOKS, "JPY", 40, Linked(1)).since(420),
    Shop::new("Gadget Garage", ELECTRONICS, "USD", 50, Linked(0)).until(380, Leaving::Closes),
    Shop::new("Summer Market", GROCER, "CAD", 40, Alone).until(520, Leaving::Rests),
    Shop::new("Old Mill Guesthouse", HOTEL, "EUR", 16, Linked(2)).until(640, Leaving::Rests),
    Shop::new("Pawn & Co", ELECTRONICS, "GBP", 20, Linked(2)).until(760, Leaving::Unlinks),
    Shop::new("Fade Barber", FASHION, "USD", 14, Alone).until(700, Leaving::Closes),
    Shop::new("Late Bloom Flowers", FASHION, "EUR", 30, Invited(0)).since(820),
    Shop::new(
        "The Extraordinarily Long-Winded Purveyors of Fine Teas, Rare Spices and Assorted Sundries (London)",
        GROCER,
        "GBP",
        22,
        Alone,
    )
    .since(560),
];

/// An orchestrator and the looks that it lends.
pub(super) struct Orchestrator {
    pub(super) name: &'static str,
    pub(super) branding: &'static str,
    /// Its fees for all clients, in basis points: what the payer bears, what the recipient bears.
    pub(super) payer_bps: Option<u32>,
    pub(super) recipient_bps: Option<u32>,
}

/// The orchestrators. The last one has no clients and is disabled.
pub(super) const ORCHESTRATORS: &[Orchestrator] = &[
    Orchestrator {
        name: "Acme Payments",
        branding: r##"{"display_name": "Acme", "primary_color": "#00aa66", "secondary_color": "#003322",
            "accent_color": "#ffb000", "background_color": "#ffffff", "text_color": "#112211",
            "logo_url": "https://acme.example/logo.svg", "terms_url": "https://acme.example/terms",
            "privacy_url": "/privacy"}"##,
        payer_bps: Some(100),
        recipient_bps: Some(50),
    },
    Orchestrator {
        name: "Northwind Orchestration",
        branding: r##"{"display_name": "Northwind", "primary_color": "#1d3f72", "accent_color": "#e4572e"}"##,
        payer_bps: None,
        recipient_bps: Some(175),
    },
    Orchestrator {
        name: "Łódź & Søn Zahlungen",
        branding: r##"{"display_name": "Łódź & Søn", "primary_color": "#639"}"##,
        payer_bps: None,
        recipient_bps: None,
    },
    Orchestrator {
        name: "Dormant Platforms",
        branding: r##"{"display_name": "Dormant", "primary_color": "#888"}"##,
        payer_bps: Some(250),
        recipient_bps: None,
    },
];

/// The shop of this number.
pub(super) fn shop(number: usize) -> &'static Shop {
    SHOPS.get(number).unwrap_or(&CORNER_SHOP)
}

/// Billers: id, name, and whether they are offered still.
pub(super) const BILLERS: &[(&str, &str, bool)] = &[
    ("city_power_light", "City Power & Light", true),
    ("test_electric_company", "Test Electric Company", true),
    ("northern_gas", "Northern Gas", true),
    ("thames_valley_water", "Thames Valley Water", true),
    ("stadtwerke_muenchen", "Stadtwerke München", true),
    ("tokyo_denryoku", "東京でんりょく", true),
    ("kuwait_telecom", "اتصالات الكويت", true),
    ("fibre_direct", "Fibre Direct", true),
    ("bluesky_mobile", "BlueSky Mobile", true),
    ("orbit_broadband", "Orbit Broadband", true),
    ("metro_waste", "Metro Waste & Recycling", true),
    ("green_leaf_energy", "Green Leaf Energy", true),
    ("harbour_insurance", "Harbour Insurance", true),
    ("first_mutual_life", "First Mutual Life", true),
    ("oak_street_mortgage", "Oak Street Mortgage", true),
    ("prairie_credit_union", "Prairie Credit Union", true),
    ("state_toll_road", "State Toll Road Authority", true),
    ("city_council_tax", "City Council Tax Office", true),
    ("streambox", "Streambox", true),
    ("tunewave", "TuneWave", true),
    ("gym_central", "Gym Central", true),
    ("campus_tuition", "Campus Tuition Office", true),
    ("dr_weiss_dental", "Dr. Weiß, Zahnärzte", true),
    ("vet_pfote", "Tierklinik Pfötchen 🐾", true),
    ("old_town_coal", "Old Town Coal", false),
    ("dialup_online", "DialUp Online", false),
];

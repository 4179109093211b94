//! The people who pay: their names and e-mail addresses.

use crate::cli::demo::chance::Chance;

/// First and last names that go together.
struct Language {
    weight: u64,
    first: &'static [&'static str],
    last: &'static [&'static str],
    /// The same names in plain letters, for addresses; none: it has a nickname.
    plain: bool,
    /// The family's name comes first, without a space.
    family_first: bool,
}

const LANGUAGES: &[Language] = &[
    Language {
        weight: 46,
        first: &[
            "Olivia", "Noah", "Amelia", "Liam", "Grace", "Ethan", "Ruby", "Mason", "Chloe",
            "Henry", "Isla", "Jack", "Ava", "Oscar", "Hannah", "Leo", "Megan", "Samuel", "Nora",
            "Caleb", "Priya", "Arjun", "Ifeoma", "Kwame", "Zainab", "Tariq",
        ],
        last: &[
            "Smith", "Johnson", "Williams", "Brown", "Taylor", "Davies", "Wilson", "Evans",
            "Thomas", "Walker", "Hughes", "Green", "Clarke", "Baker", "Turner", "Murphy",
            "Campbell", "Patel", "Khan", "Okafor", "Mensah", "Reid", "Foster", "Quinn",
        ],
        plain: true,
        family_first: false,
    },
    Language {
        weight: 30,
        first: &[
            "Ana",
            "João",
            "Zoë",
            "François",
            "Łukasz",
            "Søren",
            "Jürgen",
            "Ángela",
            "Håkon",
            "Chloé",
            "Björn",
            "Renée",
            "Mårten",
            "Irène",
            "Žofia",
            "Ömer",
            "Siobhán",
            "Nuño",
        ],
        last: &[
            "Müller",
            "García",
            "Núñez",
            "O’Brien",
            "Jørgensen",
            "Kowalczyk",
            "Dvořák",
            "Lefèvre",
            "Gonçalves",
            "van der Berg",
            "Yılmaz",
            "Sjöström",
            "Ibáñez",
            "D’Angelo",
            "Große",
            "Nagy-Kovács",
            "Çelik",
            "Mac Giolla Phádraig",
        ],
        plain: false,
        family_first: false,
    },
    Language {
        weight: 6,
        first: &["Дмитро", "Олена", "Ольга", "Иван", "Ελένη", "Νίκος", "Γεωργία"],
        last: &["Шевченко", "Коваленко", "Петрова", "Παπαδοπούλου", "Ιωάννου"],
        plain: false,
        family_first: false,
    },
    Language {
        weight: 6,
        first: &["小明", "秀英", "伟", "美咲", "翔太", "さくら", "민준", "서연"],
        last: &["王", "李", "陳", "佐藤", "鈴木", "高橋", "김", "박"],
        plain: false,
        family_first: true,
    },
    Language {
        weight: 6,
        first: &["محمد", "فاطمة", "عمر", "ليلى", "نور الدين"],
        last: &["الحكيم", "بن علي", "حدّاد", "الصباح"],
        plain: false,
        family_first: false,
    },
    Language {
        weight: 3,
        first: &["שרה", "דוד", "נועה", "יעל"],
        last: &["כהן", "לוי", "בן־דוד"],
        plain: false,
        family_first: false,
    },
    Language {
        weight: 4,
        first: &["अनिता", "राहुल", "প্রিয়া", "சுரேஷ்", "สมชาย", "มะลิ"],
        last: &["शर्मा", "वर्मा", "দাস", "குமார்", "ใจดี"],
        plain: false,
        family_first: false,
    },
];

/// What forms really hold: pictures, joiners that nobody sees, both directions at once, marks
/// upon marks, and somebody with all their names.
const ODD: &[&str] = &[
    "Zoë 🦊 Fuchs",
    "👩‍👩‍👧 Family Okonkwo-Lindqvist",
    "A\u{200d}n\u{200d}a  Invisible",
    "Mia\u{200b}Null\u{200b}Breite",
    "אבי Cohen (Tel Aviv)",
    "شركة النور Trading Co. 2024",
    "T\u{0306}\u{0332}o\u{0306}\u{0332}m\u{0306}\u{0332} Z\u{0337}a\u{0337}l\u{0337}g\u{0337}o\u{0337}",
    "𝓜𝓪𝓭𝓮𝓵𝓮𝓲𝓷𝓮 𝕳𝖆𝖗𝖙",
    "Ｆｕｌｌ　Ｗｉｄｔｈ",
    "꧁Ｓｔａｒ꧂ 𒀱",
    "O'; DROP TABLE customer; --",
    "=HYPERLINK(\"http://example.com\")",
    "<b>Robert</b> & Söhne",
    "null",
    "Wolfeschlegelsteinhausenbergerdorff Maximiliana Adelheid Theodora Freifrau von und zu Hohenfels-Trau",
    "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処藪ら柑子の藪柑子",
    "X",
];

const NICKNAMES: &[&str] = &[
    "sunny",
    "tiger",
    "paper.boat",
    "bluebird",
    "moonlit",
    "coffee",
    "river",
    "kite",
    "maple",
    "pixel",
    "hazel",
    "comet",
    "otter",
    "lemon",
    "north",
];

const DOMAINS: &[&str] = &[
    "example.com",
    "example.org",
    "example.net",
    "mail.example.com",
    "post.example.org",
    "post.example.net",
    "bücher.example",
];

/// A person as a form has them: at least one of the two is there.
pub(super) struct Person {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
}

/// Somebody; `number` tells addresses of the same name apart.
pub(super) fn person(chance: &mut Chance, number: u64) -> Person {
    if chance.happens(12) {
        return Person { name: Some(chance.pick(ODD).to_owned()), email: None };
    }
    let language = chance.weighed(LANGUAGES.iter().map(|language| language.weight));
    let Some(language) = LANGUAGES.get(language) else {
        return Person { name: Some("X".to_owned()), email: None };
    };
    let (first, last) = (chance.pick(language.first), chance.pick(language.last));
    let name = match (language.family_first, chance.happens(60)) {
        (true, _) => format!("{last}{first}"),
        (false, true) => format!("{first} {last}-{}", chance.pick(language.last)),
        (false, false) => format!("{first} {last}"),
    };
    match chance.below(100) {
        0..20 => Person { name: Some(name), email: None },
        20..26 => Person { name: None, email: Some(email(chance, language, first, last, number)) },
        _ => {
            let email = email(chance, language, first, last, number);
            Person { name: Some(name), email: Some(email) }
        }
    }
}

/// The name of somebody who stands at a till.
pub(super) fn cashier(chance: &mut Chance) -> &'static str {
    chance.pick(&["Ana", "Ben", "Chiara", "Dilek", "Emeka", "Fen", "Gita", "Håkon"])
}

fn email(chance: &mut Chance, language: &Language, first: &str, last: &str, number: u64) -> String {
    let domain = chance.pick(DOMAINS);
    if language.plain {
        let (first, last) = (first.to_lowercase(), last.to_lowercase());
        format!("{first}.{last}{number}@{domain}")
    } else {
        format!("{}{number}@{domain}", chance.pick(NICKNAMES))
    }
}

//! What holds whatever is typed, clicked, pasted or changed, and at any size.

use billfold_core::{Completion, NewPayment, Store};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::app::collection::Query;
use crate::app::data;
use crate::app::input::Input;
use crate::app::layout;
use crate::app::list::{List, Stretch};
use crate::app::model::Model;
use crate::app::msg::{Answer, Msg};
use crate::app::screens::{PAYMENTS, SCREENS};
use crate::app::tests::rig::Rig;
use crate::app::tests::seeds::{Seeded, payment_id};

fn key() -> impl Strategy<Value = KeyEvent> {
    let codes = vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::PageUp,
        KeyCode::PageDown,
        KeyCode::F(1),
        KeyCode::F(5),
        KeyCode::Insert,
    ];
    let named =
        prop::sample::select(codes).prop_map(|code| KeyEvent::new(code, KeyModifiers::NONE));
    let letters = prop::char::range(' ', '~');
    let letter = letters.prop_map(|each| KeyEvent::new(KeyCode::Char(each), KeyModifiers::NONE));
    let control = prop::char::range('a', 'z')
        .prop_map(|each| KeyEvent::new(KeyCode::Char(each), KeyModifiers::CONTROL));
    let any = any::<char>().prop_map(|each| KeyEvent::new(KeyCode::Char(each), KeyModifiers::ALT));
    prop_oneof![6 => named, 6 => letter, 1 => control, 1 => any]
}

fn mouse() -> impl Strategy<Value = MouseEvent> {
    let kinds = prop::sample::select(vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
        MouseEventKind::Moved,
    ]);
    (kinds, 0..320_u16, 0..110_u16).prop_map(|(kind, column, row)| MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    })
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        20 => key().prop_map(Input::Key),
        2 => mouse().prop_map(Input::Mouse),
        1 => ".{0,40}".prop_map(Input::Paste),
        1 => (0..=300_u16, 0..=100_u16).prop_map(|(width, height)| Input::Resize(width, height)),
        1 => prop::sample::select(vec![(80, 24), (120, 40), (40, 10), (39, 10)])
            .prop_map(|(width, height)| Input::Resize(width, height)),
    ]
}

/// The record under the cursor is among those that are drawn.
fn has_its_cursor(model: &Model) -> bool {
    let Some(listing) = model.place().listing() else { return true };
    let selected = listing.list.selected().map(|entry| entry.id.clone());
    let drawn: Vec<_> = listing.list.visible().collect();
    let marked: Vec<_> =
        drawn.iter().filter(|(_, is_here)| *is_here).map(|(entry, _)| entry.id.clone()).collect();
    match selected {
        Some(selected) => marked == [selected],
        None => drawn.is_empty(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_typed_makes_it_fall_over(
        inputs in vec(input(), 1..120),
        has_mouse: bool,
        is_read_only: bool,
    ) {
        let seeded = Seeded::new("few");
        let store = if is_read_only { seeded.open_read_only() } else { seeded.open() };
        let mut rig = Rig::on(store, seeded.clock(), 80, 24);
        rig.model.mouse = has_mouse;
        for input in inputs {
            rig.feed(Msg::Input(input));
            rig.buffer();
            prop_assert!(has_its_cursor(&rig.model), "{:?}", rig.model.place());
        }
    }
}

/// A thing that happens to a list.
#[derive(Debug, Clone)]
enum Step {
    Lines(isize),
    First,
    Last,
    /// A record is made: it comes first.
    Make,
    /// The record so far down is no longer of the list.
    Lose(prop::sample::Index),
    /// That which is under the cursor is no longer of the list.
    LoseSelected,
    Height(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (-3..=3_isize).prop_map(Step::Lines),
        4 => prop::sample::select(vec![-600, -150, -40, -19, 19, 40, 150, 600]).prop_map(Step::Lines),
        1 => Just(Step::First),
        1 => Just(Step::Last),
        2 => Just(Step::Make),
        2 => any::<prop::sample::Index>().prop_map(Step::Lose),
        1 => Just(Step::LoseSelected),
        1 => (1..60_usize).prop_map(Step::Height),
    ]
}

/// A list of the screens beside the plain list that it stands for.
struct Beside {
    store: Store,
    list: List,
    /// All records, the first one first.
    plain: Vec<String>,
    /// The record that the cursor must be on.
    selected: Option<String>,
    made: u32,
}

impl Beside {
    fn answer(&mut self, mut wanted: Option<Stretch>) {
        let mut asked = 0;
        while let Some(stretch) = wanted {
            asked += 1;
            assert!(asked < 100, "it never stops asking");
            self.list.awaited = Some(stretch.clone());
            let question = self.list.question(stretch);
            let Ok(Answer::List(reading)) = data::read(&self.store, &question) else {
                panic!("the list cannot be read")
            };
            wanted = self.list.take(reading);
        }
        if let Some(question) = self.list.count() {
            let query = self.list.query.clone();
            let Ok(Answer::Count(total)) = data::read(&self.store, &question) else {
                panic!("the list cannot be counted")
            };
            self.list.take_total(&query, total);
        }
    }

    fn place(&self) -> usize {
        let selected = self.selected.as_ref();
        self.plain.iter().position(|id| Some(id) == selected).unwrap_or(0)
    }

    fn lose(&mut self, place: usize) {
        let id = self.plain.remove(place);
        let paid = Completion::from_json(r#"{"payment_method":{"type":"cash"}}"#).unwrap();
        self.store.complete_payment(id.parse().unwrap(), paid).unwrap();
        if self.selected.as_ref() == Some(&id) {
            // Those above that are only announced are not gone to.
            let above = place.checked_sub(1).filter(|above| *above >= self.list.new_above);
            let next = self.plain.get(place).or_else(|| self.plain.get(above?));
            self.selected = next.or(self.plain.first()).cloned();
        }
        let again = self.list.again();
        self.answer(Some(again));
    }

    fn act(&mut self, step: Step) {
        match step {
            Step::Lines(lines) if !self.plain.is_empty() => {
                let last = self.plain.len() - 1;
                let hidden = self.list.new_above;
                let aim = self.place().saturating_add_signed(lines).clamp(hidden.min(last), last);
                self.selected = self.plain.get(aim).cloned();
                let wanted = self.list.step(lines);
                self.answer(wanted);
            }
            Step::First => {
                self.selected = self.plain.first().cloned();
                let wanted = self.list.first();
                self.answer(wanted);
            }
            Step::Last => {
                self.selected = self.plain.last().cloned();
                let wanted = self.list.last();
                self.answer(wanted);
            }
            Step::Make if self.list.new_above < 90 => {
                self.made += 1;
                let id = payment_id(10_000 + self.made);
                let mut payment = NewPayment::new("0.50", "EUR").unwrap();
                payment.id = Some(id.parse().unwrap());
                self.store.create_payment(payment).unwrap();
                if self.plain.is_empty() {
                    self.selected = Some(id.clone());
                }
                self.plain.insert(0, id);
                let again = self.list.again();
                self.answer(Some(again));
            }
            Step::Lose(index) if !self.plain.is_empty() => {
                let place = index.index(self.plain.len());
                self.lose(place);
            }
            Step::LoseSelected if !self.plain.is_empty() => {
                let place = self.place();
                self.lose(place);
            }
            Step::Height(height) => {
                self.list.height = height;
                self.list.settle();
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_list_is_where_a_plain_list_would_be(steps in vec(step(), 1..40), kept in prop_oneof![1..=5_usize, Just(100), Just(200), 1..=1_000_usize]) {
        let seeded = Seeded::new("many");
        let store = seeded.open();
        // Some lists end with a page, some within one, some are short: row 5 has an amount of 6.
        let filter = format!("status:pending amount:..{kept}");
        let query = Query::of(filter);
        let kept = u32::try_from(kept).unwrap();
        let plain: Vec<_> = (0..kept).rev().map(payment_id).collect();
        let mut beside = Beside {
            list: List::new(&PAYMENTS, query),
            selected: plain.first().cloned(),
            store,
            plain,
            made: 0,
        };
        beside.answer(Some(Stretch::First));
        for step in steps {
            seeded.clock().advance_seconds(1);
            let told = format!("{step:?}");
            beside.act(step);
            let selected = beside.list.selected().map(|entry| entry.id.to_string());
            prop_assert_eq!(&selected, &beside.selected, "after {}", told);
            prop_assert_eq!(beside.list.total, i64::try_from(beside.plain.len()).ok());
            let lines = beside.list.visible().count();
            let least = beside.list.height.min(beside.plain.len() - beside.list.new_above);
            prop_assert_eq!(lines, least, "after {}", told);
            if let Some(place) = beside.list.place() {
                prop_assert_eq!(place, i64::try_from(beside.place() + 1).unwrap(), "after {}", told);
            }
        }
    }
}

#[test]
fn a_click_on_a_screens_name_leads_there() {
    for width in [40, 80, 96, 120, 200] {
        for from in 0..SCREENS.len() {
            for to in 0..SCREENS.len() {
                let mut rig = Rig::new(width, 24);
                rig.model.mouse = true;
                rig.model.screen = from;
                let before: usize = layout::tabs(&rig.model).iter().take(to).map(String::len).sum();
                let column = u16::try_from(before + 2).unwrap();
                rig.feed(Msg::Input(Input::Mouse(MouseEvent {
                    kind: MouseEventKind::Down(MouseButton::Left),
                    column,
                    row: 0,
                    modifiers: KeyModifiers::NONE,
                })));
                assert_eq!(rig.model.screen, to, "{width} columns, from {from}");
            }
        }
    }
}

"""Lists are read as they are needed."""

from datetime import timedelta

import pytest
from conftest import NOON

import billfold
from billfold import page as pages


@pytest.fixture
def many(store: billfold.Store) -> list[str]:
    """Three pages of payments, in the order in which they were made."""
    with store.begin() as transaction:
        made = transaction.payments
        return [made.create(amount=n + 1, currency="USD").id for n in range(250)]


def test_a_list_is_read_page_by_page_both_ways(
    store: billfold.Store, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = vars(pages)["call_for_page"]

    def count(name: str, *arguments: object) -> object:
        asked.append(name)
        return ask(name, *arguments)

    monkeypatch.setattr(pages, "call_for_page", count)
    listing = store.payments.list("sort:amount")
    assert not asked
    records = iter(listing)
    assert not asked
    first = next(records)
    assert (len(asked), first.id) == (1, many[0])
    assert [first.id, *(payment.id for payment in records)] == many
    assert len(asked) == 3
    assert [payment.id for payment in reversed(listing)] == many[::-1]
    assert len(asked) == 6
    assert [payment.id for payment in listing] == many


def test_a_page_knows_its_list(store: billfold.Store, many: list[str]) -> None:
    listing = store.payments.list("sort:amount")
    page = listing.page(limit=10)
    assert (len(page), page.total, page.number, page.limit) == (10, 250, 1, 10)
    assert (page.is_list, page.replayed) == (True, False)
    assert [each.id for each in page[2:4]] == many[2:4]
    after = listing.page(limit=10, cursor=page.next_cursor, known_total=page.total)
    assert (after[0].id, after.number) == (many[10], None)
    before = listing.page(limit=10, before=after.start_cursor)
    assert [each.id for each in before] == [each.id for each in page]
    again = listing.page(limit=10, starting_at=after.start_cursor)
    assert [each.id for each in again] == [each.id for each in after]
    assert listing.page(last=True, limit=1)[0].id == many[-1]
    assert listing.page(25, limit=10).next_cursor is None
    assert page.json().startswith('{"items":[')
    assert "250" in repr(page)


def test_a_page_need_not_wait_for_a_total(store: billfold.Store, many: list[str]) -> None:
    listing = store.payments.list("amount:101..")
    page = listing.page(limit=10, uncounted=True)
    assert (len(page), page.total, page.uncounted) == (10, 10, True)
    assert '"total":null' in page.json()
    assert repr(page) == "<10 of at least 10 records>"
    counted = listing.page(limit=10)
    assert (counted.total, counted.uncounted) == (150, False)
    # Where nothing has to be counted it is there all the same.
    assert not store.payments.list().page(limit=10, uncounted=True).uncounted


def test_first_is_the_first_or_none(store: billfold.Store, many: list[str]) -> None:
    first = store.payments.list("sort:-amount").first()
    assert first is not None
    assert first.id == many[-1]
    assert store.payments.list("status:failed").first() is None
    assert list(store.payments.list("status:failed")) == []
    assert list(reversed(store.payments.list("status:failed"))) == []


def test_a_filter_takes_what_a_user_typed(store: billfold.Store) -> None:
    name = 'Ana "O" status:failed'
    store.payments.create(amount=1, currency="USD", customer_name=name)
    store.payments.create(amount=1, currency="USD", customer_name="Ana")
    found = list(store.payments.list(f"customer:{billfold.filter_quote(name)}"))
    assert [each.customer_name for each in found] == [name]


def test_a_list_that_has_no_filter_refuses_one(store: billfold.Store) -> None:
    with pytest.raises(billfold.ValidationError):
        store.api_keys.list(filter="status:active").page()


def test_a_page_outlives_its_store() -> None:
    with billfold.open_in_memory(clock=NOON) as store:
        made = store.payments.create(amount=1, currency="USD")
        page = store.payments.list().page()
    del store
    assert page[0] == made
    assert page[0].json() == made.json()
    assert page[0].expires_at - page[0].created_at == timedelta(hours=1)

"""What is said of filters is what the library takes."""

import inspect
import re
from pathlib import Path

import pytest

import billfold

README = Path(__file__).parent.parent / "README.md"
LISTS = (
    "billers",
    "clients",
    "customers",
    "deliveries",
    "events",
    "link_intents",
    "orchestrators",
    "payments",
    "requests_to_link",
    "webhook_endpoints",
)


def known(store: billfold.Store, name: str) -> tuple[list[str], list[str]]:
    """The terms that a list takes and what it sorts by, as the library tells who errs."""
    found = []
    for wrong in ("wrong:1", "sort:wrong"):
        with pytest.raises(billfold.ValidationError) as caught:
            getattr(store, name).list(filter=wrong).page()
        found.append((caught.value.reason or "").partition("known here: ")[2].split(", "))
    terms, sorts = found
    assert terms.pop() == "sort"
    return terms, sorts


@pytest.mark.parametrize("name", LISTS)
def test_each_list_says_its_terms(store: billfold.Store, name: str) -> None:
    said = inspect.getdoc(getattr(store, name).list) or ""
    text = " ".join(said.split())
    match = re.search(r":param filter: terms (.*?), and ``sort`` by (.*?); (.*?)\.", text)
    assert match
    quoted = [re.findall("``(.*?)``", each) for each in match.groups()]
    assert tuple(quoted[:2]) == known(store, name)


@pytest.mark.parametrize("name", LISTS)
def test_the_readme_says_each_list_s_terms(store: billfold.Store, name: str) -> None:
    match = re.search(rf"^\| `{name}` \| (.*?); `sort` by (.*?) \|$", README.read_text(), re.M)
    assert match
    quoted = [re.findall("`(.*?)`", each) for each in match.groups()]
    assert tuple(quoted) == known(store, name)


def test_every_list_that_takes_a_filter_is_among_them(store: billfold.Store) -> None:
    found = []
    for name, each in inspect.getmembers(billfold.Store):
        if isinstance(each, property):
            method = getattr(getattr(store, name), "list", None)
            if method and "filter" in inspect.signature(method).parameters:
                found.append(name)
    assert tuple(found) == LISTS


def shown() -> list[str]:
    """The terms that the docs of the language show."""
    docs, readme = inspect.getdoc(billfold.filter_quote) or "", README.read_text()
    readme = readme[readme.index("| term |") : readme.index("| list |")]
    lines = [line for line in (docs + "\n" + readme).splitlines() if line[:3] in ("- `", "| `")]
    return [each for line in lines for each in re.findall(r"`([a-z_.-]+:[^`]+)`", line)]


def test_whatever_is_shown_is_taken(store: billfold.Store) -> None:
    assert len(shown()) > 25
    for text in shown():
        of = store.deliveries if text.startswith("attempts") else store.payments
        assert of.list(text).page().total == 0, text


def test_a_list_is_neither_true_nor_false(store: billfold.Store) -> None:
    with pytest.raises(TypeError, match=r"first\(\) .* page\(\)\.total"):
        bool(store.payments.list("status:failed"))
    assert not store.payments.list().page()

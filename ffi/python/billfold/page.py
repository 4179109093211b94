"""Lists: page by page, or one record after the other."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NoReturn, TypeVar, overload

from billfold._call import call_for_page
from billfold._decode import Record, decode_record, filled, given, masked_page, text
from billfold._input import Struct
from billfold._library import lib

_R = TypeVar("_R", bound=Record)

_MOST = 100


class Page(Sequence[_R], Generic[_R]):
    """Some records of a list, and what is known of the list."""

    __slots__ = ("_handle", "_info", "_records")

    def __init__(self, cls: type[_R], handle: Any) -> None:
        self._handle = handle
        self._info = filled("page_info", "page_describe", handle)
        self._records = decode_record(cls, handle, self._info.count)

    @overload
    def __getitem__(self, index: int) -> _R: ...
    @overload
    def __getitem__(self, index: slice) -> list[_R]: ...
    def __getitem__(self, index: int | slice) -> _R | list[_R]:
        return self._records[index]

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        least = "at least " if self.uncounted else ""
        return f"<{len(self)} of {least}{self.total} records>"

    def _optional(self, name: str, bit: int) -> str | None:
        return text(getattr(self._info, name).ptr) if self._info.has & bit else None

    @property
    def total(self) -> int:
        """How many records the whole list has; at the least, if the page is ``uncounted``."""
        return int(self._info.total)

    @property
    def uncounted(self) -> bool:
        """Whether the total was not waited for; it is null in JSON then."""
        return bool(self._info.uncounted)

    @property
    def number(self) -> int | None:
        """The number of this page from 1, unless it was asked for otherwise."""
        return int(self._info.page) if self._info.has & lib.BILLFOLD_PAGE_HAS_PAGE else None

    @property
    def limit(self) -> int:
        """How many records a page holds at most."""
        return int(self._info.limit)

    @property
    def next_cursor(self) -> str | None:
        """What to ask for the next page with; None on the last."""
        return self._optional("next_cursor", lib.BILLFOLD_PAGE_HAS_NEXT_CURSOR)

    @property
    def start_cursor(self) -> str | None:
        """This page's first record: for the page ``before`` it, or for this one anew."""
        return self._optional("start_cursor", lib.BILLFOLD_PAGE_HAS_START_CURSOR)

    @property
    def is_list(self) -> bool:
        """Whether it is of a list; otherwise a call answered with just these records."""
        return bool(self._info.is_list)

    @property
    def replayed(self) -> bool:
        """Whether an idempotency key found the change done before."""
        return bool(self._info.replayed)

    def json(self) -> str:
        """All of it as the services' JSON, byte for byte as the library has it, but for secrets:
        ``…`` stands in their place. See :meth:`reveal_json`."""
        return masked_page(self.reveal_json(), self._records)

    def reveal_json(self) -> str:
        """As :meth:`json`, with the secrets that the records have."""
        return text(given(self._handle, "page_json").ptr)


class Listing(Generic[_R]):
    """A list that nothing has been read of yet.

    Iterating reads page after page, as records are asked for; ``reversed()`` goes the other way.
    Every iteration begins anew. What others change meanwhile is neither told twice nor left out,
    as far as it keeps its place in the list.

    >>> import billfold
    >>> with billfold.open_in_memory() as store:
    ...     made = [store.payments.create(amount=n, currency="USD") for n in (1, 2, 3)]
    ...     listing = store.payments.list("sort:amount")
    ...     [str(payment.amount) for payment in reversed(listing)]
    ['3.00', '2.00', '1.00']
    """

    __slots__ = ("_ask", "_cls", "_filter")

    def __init__(self, cls: type[_R], filter: str | None, ask: Callable[[Any], Any]) -> None:
        self._cls = cls
        self._filter = filter
        self._ask = ask

    def __repr__(self) -> str:
        return f"<Listing of {self._cls.__name__}: {self._filter or 'all'}>"

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "whether a list holds anything is not known before it is read: ask first() for one "
            "record or page().total for how many"
        )

    def page(
        self,
        page: int | None = None,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        before: str | None = None,
        starting_at: str | None = None,
        last: bool = False,
        known_total: int | None = None,
        uncounted: bool = False,
    ) -> Page[_R]:
        """One page of at most ``limit`` records, 1 to 100, otherwise 20; the first unless told.

        :param page: its number, from 1
        :param cursor: the next_cursor of the page before; at any depth it costs the same
        :param before: the start_cursor of the page after
        :param starting_at: a start_cursor: the page that starts with that record
        :param last: the page that ends with the list's last record
        :param known_total: the list's total, if it need not be counted anew
        :param uncounted: do not wait for a total that only counting row by row would give
        :raises ValidationError: for the filter or any of these, which exclude one another
        """
        options = Struct(
            "list_options",
            {
                "filter": self._filter,
                "page": page,
                "limit": limit,
                "cursor": cursor,
                "before": before,
                "starting_at": starting_at,
                "last": last,
                "known_total": known_total,
                "uncounted": uncounted,
            },
        )
        return Page(self._cls, self._ask(options))

    def first(self) -> _R | None:
        """The first record, or None if there is none."""
        return next(iter(self.page(limit=1, uncounted=True)), None)

    def __iter__(self) -> Iterator[_R]:
        page = self.page(limit=_MOST, uncounted=True)
        yield from page
        while page.next_cursor:
            page = self.page(limit=_MOST, cursor=page.next_cursor, known_total=page.total)
            yield from page

    def __reversed__(self) -> Iterator[_R]:
        page = self.page(limit=_MOST, last=True, uncounted=True)
        yield from page[::-1]
        # Fewer than were asked for are those with which the list begins.
        while len(page) == _MOST and page.start_cursor:
            page = self.page(limit=_MOST, before=page.start_cursor, known_total=page.total)
            yield from page[::-1]


class Service:
    """What a store does with one sort of records."""

    __slots__ = ("_store",)

    def __init__(self, store: Any) -> None:
        self._store = store

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._store!r}>"

    def _one(self, cls: type[_R], name: str, *arguments: Any) -> _R:
        page = call_for_page(name, self._store._handle(), *arguments)
        record: _R = decode_record(cls, page, 1)[0]
        return record

    def _one_or_none(self, cls: type[_R], name: str, *arguments: Any) -> _R | None:
        page = call_for_page(name, self._store._handle(), *arguments)
        return next(iter(decode_record(cls, page, lib.billfold_page_count(page))), None)

    def _several(self, cls: type[_R], name: str, *arguments: Any) -> Page[_R]:
        return Page(cls, call_for_page(name, self._store._handle(), *arguments))

    def _listing(
        self, cls: type[_R], filter: str | None, name: str, *arguments: Any
    ) -> Listing[_R]:
        store = self._store

        def ask(options: Any) -> Any:
            return call_for_page(name, store._handle(), *arguments, options)

        return Listing(cls, filter, ask)

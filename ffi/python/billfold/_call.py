"""The one place from which the library is called: its status becomes an error, what it gives has
an owner that gives it back, and what it is lent lives until it has returned."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from operator import is_
from typing import Any
from weakref import ref

from billfold._input import Struct
from billfold._library import ffi, lib

_OK = lib.BILLFOLD_OK


def place_for(what: str) -> Any:
    """A place in which the library puts a handle of this sort, and which owns what is put there
    from that moment on: the handler of a signal, Ctrl-C's for one, may raise right after the call.
    Nothing of Python's runs while it is freed either: ``max`` calls its key with the one item."""
    free = getattr(lib, f"billfold_{what}_free")
    return ffi.gc(ffi.new(f"billfold_{what} *[1]"), partial(max, key=free))


class _Scope:
    """What ends together: all that was derived from what was opened, or works in a transaction."""

    __slots__ = ("is_closed", "members")

    def __init__(self) -> None:
        self.is_closed = False
        self.members: set[ref[Handle]] = set()


class Handle:
    """A store's handle, which is freed once it is closed and no call is inside, or with its last
    user."""

    # Without a lock, which a fork might leave locked, and the handler of a signal might take again:
    # each step here is one of a set's or a dictionary's, which nothing comes between.
    __slots__ = (
        "__weakref__",
        "_begins",
        "_inside",
        "_own",
        "_scopes",
        "_there",
        "_unfreed",
        "is_closed",
        "pointer",
    )

    def __init__(self, place: Any, parent: "Handle | None" = None, *, begins: bool = False) -> None:
        outer: tuple[_Scope, ...] = parent._scopes if parent else ()
        self.pointer: Any = place[0]
        self.is_closed = False
        self._inside: set[object] = set()
        self._unfreed = [place]
        # The collector frees what it finds in any order, and lets finalizers run among it. What it
        # does first is to tell who waits to be told: so it must have something to call.
        self._there = ref(place, bool)
        self._begins = begins
        # What ends with this one, and all that this one ends with.
        self._own = _Scope() if begins or parent is None else None
        self._scopes: tuple[_Scope, ...] = (*outer, self._own) if self._own else outer
        for scope in self._scopes:
            # Struck off by a step of the set's alone, once it is gone.
            scope.members.add(ref(self, scope.members.discard))
        if any(scope.is_closed for scope in self._scopes):
            # While it was derived.
            self.close()

    def enter(self, who: object) -> Any:
        """The pointer, which stays good until this caller leaves."""
        # Counted before it is asked: who closes it in between must see who is inside.
        self._inside.add(who)
        if not self.is_closed and self._there() is not None:
            return self.pointer
        self.leave(who)
        # Here, because what an error is made of is built upon this.
        from billfold.errors import ErrorKind, refusal

        raise refusal(ErrorKind.CLOSED, "closed", None, "this handle has been closed")

    def leave(self, who: object) -> None:
        """Undoes :meth:`enter`."""
        self._inside.discard(who)
        self._free_if_unused()

    def close(self) -> None:
        """Lets nobody in any more; who is inside goes on. With the handle that was opened goes all
        that was derived from it, with one that began a transaction all that works in it."""
        who, ending = object(), [self]
        if self._own:
            # What is derived from now on sees it, and closes itself.
            self._own.is_closed = True
            ending += [each for known in self._own.members.copy() if (each := known())]
        try:
            shut = [each for each in ending if each._shut(who)]
            # Transactions first: calls through the others may be waiting for their end. To free one
            # is not to end it, for it lives as long as any handle that works in it.
            for each in shut:
                if each._begins:
                    # What cannot be rolled back has ended, or does by itself.
                    lib.billfold_store_rollback(each.pointer, ffi.NULL)
        finally:
            for each in ending:
                each.leave(who)

    def _shut(self, who: object) -> bool:
        """Closes it, but for this one, who may use the pointer until they leave; whether it was
        open."""
        self._inside.add(who)
        was_open, self.is_closed = not self.is_closed and self._there() is not None, True
        return was_open

    def _free_if_unused(self) -> None:
        if self.is_closed and not self._inside:
            with suppress(IndexError):
                # Of several who find it unused, one gets it.
                ffi.release(self._unfreed.pop())


def caller(name: str) -> Callable[..., None]:
    """``billfold_<name>``, whose last parameter is its error, to be called by one thread, as often
    as it likes until it fails. The caller's frame holds the arguments, so that nothing of them is
    collected."""
    function = getattr(lib, "billfold_" + name)
    error = place_for("error")

    def call_it(*arguments: Any) -> None:
        status = function(*arguments, error)
        if status != _OK:
            # Here, because what reads an error is built upon this.
            from billfold.errors import read_error

            try:
                raise read_error(status, error[0])
            finally:
                ffi.release(error)

    return call_it


def call(name: str, *arguments: Any) -> None:
    """Calls ``billfold_<name>`` once, upon a handle if that is the first argument; a struct is lent
    with all that it points to."""
    lent = [each.pointer if type(each) is Struct else each for each in arguments]
    handle = arguments[0] if arguments else None
    if type(handle) is not Handle:
        caller(name)(*lent)
        return
    who = object()
    inside = handle._inside
    try:
        lent[0] = handle.enter(who)
        caller(name)(*lent)
    finally:
        # First of all, and in one step: the handler of a signal may raise between any two.
        inside.discard(who)
        handle.leave(who)


def call_for_page(name: str, *arguments: Any) -> Any:
    """As :func:`call`, for a function that gives a page, which is freed with its last user."""
    place = place_for("page")
    call(name, *arguments, place)
    # Holds on to the place, which owns it, and does nothing else when it goes.
    return ffi.gc(place[0], partial(is_, place))


def call_for_store(name: str, *arguments: Any, begins: bool = False) -> Handle:
    """As :func:`call`, for a function that gives a handle, which may begin a transaction."""
    place = place_for("store")
    call(name, *arguments, place)
    parent = arguments[0] if arguments and type(arguments[0]) is Handle else None
    return Handle(place, parent, begins=begins)


def call_for_number(name: str, c_type: str, *arguments: Any) -> int:
    """As :func:`call`, for a function that sets a number."""
    place: Any = ffi.new(c_type + " *")
    call(name, *arguments, place)
    number: int = place[0]
    return number

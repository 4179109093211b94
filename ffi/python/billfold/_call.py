"""The one place from which the library is called: its status becomes an error, what it gives has
an owner that gives it back, and what it is lent lives until it has returned."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from billfold._input import Struct
from billfold._library import ffi, lib

_OK = lib.BILLFOLD_OK
_PAGE = "billfold_page **"
_STORE = "billfold_store **"
_ERROR = "billfold_error **"


class Handle:
    """A store's handle, which is freed once it is closed and no call is inside, or with its last
    user."""

    # Without a lock, which a fork might leave locked, and the handler of a signal might take again:
    # each step here is one of a list's, which nothing comes between.
    __slots__ = ("_inside", "_unfreed", "is_closed", "pointer")

    def __init__(self, pointer: Any) -> None:
        self.pointer: Any = ffi.gc(pointer, lib.billfold_store_free)
        self.is_closed = False
        self._inside: list[None] = []
        self._unfreed = [self.pointer]

    def enter(self) -> Any:
        """The pointer, which stays good until it is left."""
        # Counted before it is asked: who closes it in between must see who is inside.
        self._inside.append(None)
        if not self.is_closed:
            return self.pointer
        self.leave()
        # Here, because what an error is made of is built upon this.
        from billfold.errors import ErrorKind, refusal

        raise refusal(ErrorKind.CLOSED, "closed", None, "this handle has been closed")

    def leave(self) -> None:
        """Undoes one :meth:`enter`."""
        self._inside.pop()
        self._free_if_unused()

    def close(self) -> None:
        """Lets nobody in any more; who is inside goes on."""
        self.is_closed = True
        self._free_if_unused()

    def _free_if_unused(self) -> None:
        if self.is_closed and not self._inside:
            with suppress(IndexError):
                # Of several who find it unused, one gets it.
                ffi.release(self._unfreed.pop())


def caller(name: str) -> Callable[..., None]:
    """``billfold_<name>``, whose last parameter is its error, to be called by one thread, as often
    as it likes. The caller's frame holds the arguments, so that nothing of them is collected."""
    function = getattr(lib, "billfold_" + name)
    error = ffi.new(_ERROR)

    def call_it(*arguments: Any) -> None:
        status = function(*arguments, error)
        if status != _OK:
            # Here, because what reads an error is built upon this.
            from billfold.errors import read_error

            raise read_error(status, error[0])

    return call_it


def call(name: str, *arguments: Any) -> None:
    """Calls ``billfold_<name>`` once, upon a handle if that is the first argument; a struct is lent
    with all that it points to."""
    lent = [each.pointer if type(each) is Struct else each for each in arguments]
    handle = arguments[0] if arguments else None
    if type(handle) is not Handle:
        caller(name)(*lent)
        return
    lent[0] = handle.enter()
    try:
        caller(name)(*lent)
    finally:
        handle.leave()


def call_for_page(name: str, *arguments: Any) -> Any:
    """As :func:`call`, for a function that gives a page, which is freed with its last user."""
    place = ffi.new(_PAGE)
    call(name, *arguments, place)
    return ffi.gc(place[0], lib.billfold_page_free)


def call_for_store(name: str, *arguments: Any) -> Handle:
    """As :func:`call`, for a function that gives a handle."""
    place = ffi.new(_STORE)
    call(name, *arguments, place)
    return Handle(place[0])


def call_for_number(name: str, c_type: str, *arguments: Any) -> int:
    """As :func:`call`, for a function that sets a number."""
    place: Any = ffi.new(c_type + " *")
    call(name, *arguments, place)
    number: int = place[0]
    return number

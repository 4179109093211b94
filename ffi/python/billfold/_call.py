"""The one place from which the library is called: its status becomes an error, what it gives has
an owner that gives it back, and what it is lent lives until it has returned."""

from collections.abc import Callable
from typing import Any

from billfold._input import Struct
from billfold._library import ffi, lib

_OK = lib.BILLFOLD_OK
_PAGE = "billfold_page **"
_STORE = "billfold_store **"
_ERROR = "billfold_error **"


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
    """Calls ``billfold_<name>`` once; a struct is lent with all that it points to."""
    caller(name)(*[each.pointer if type(each) is Struct else each for each in arguments])


def call_for_page(name: str, *arguments: Any) -> Any:
    """As :func:`call`, for a function that gives a page, which is freed with its last user."""
    place = ffi.new(_PAGE)
    call(name, *arguments, place)
    return ffi.gc(place[0], lib.billfold_page_free)


def call_for_store(name: str, *arguments: Any) -> Any:
    """As :func:`call`, for a function that gives a handle, which is freed with its last user:
    a call that is under way in another thread is one."""
    place = ffi.new(_STORE)
    call(name, *arguments, place)
    return ffi.gc(place[0], lib.billfold_store_free)


def call_for_number(name: str, c_type: str, *arguments: Any) -> int:
    """As :func:`call`, for a function that sets a number."""
    place: Any = ffi.new(c_type + " *")
    call(name, *arguments, place)
    number: int = place[0]
    return number

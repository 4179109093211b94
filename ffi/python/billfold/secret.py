"""What must not get into a log."""

import hmac
from typing import Final, NoReturn, Self, final

HIDDEN: Final = "…"
"""What stands in place of a secret."""


@final
class Secret:
    """A text that nobody sees by accident: an API key, a client's secret, a link's token.

    It shows as ``…``, wherever it is printed, formatted or logged; :meth:`reveal` gives the text.

    >>> secret = Secret("key_1234")
    >>> print(secret, f"{secret}", [secret])
    … … [Secret(…)]
    >>> secret.reveal()
    'key_1234'
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, form: str) -> str:
        return format(HIDDEN, form)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        # In a time that tells nothing of where they differ.
        return hmac.compare_digest(
            self._text.encode("utf-8", "surrogatepass"),
            other._text.encode("utf-8", "surrogatepass"),
        )

    def __hash__(self) -> int:
        return hash(self._text)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled: send what its reveal() gives to where it is kept")

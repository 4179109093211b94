"""Amounts: exact, in major units, with the decimals that their currency has."""

from billfold._call import call_for_number, call_for_page
from billfold._decode import filled, text
from billfold._input import Amount, amount_text, number, text_arguments


def currency_decimals(currency: str) -> int:
    """How many decimals amounts in a currency have.

    :raises ValidationError: if it is no ISO 4217 currency

    >>> currency_decimals("USD"), currency_decimals("JPY"), currency_decimals("KWD")
    (2, 0, 3)
    """
    return call_for_number("currency_decimals", "int32_t", *text_arguments(currency=currency))


def amount_format(currency: str, amount_minor: int) -> str:
    """Minor units as people read them, with all the decimals of their currency.

    :raises ValidationError: if it is no ISO 4217 currency

    >>> amount_format("USD", 50050), amount_format("JPY", 500)
    ('500.50', '500')
    """
    page = call_for_page(
        "amount_format", *text_arguments(currency=currency), number(amount_minor, "amount_minor")
    )
    return text(filled("text_view", "page_text", page, 0).text.ptr)


def minor_units(amount: Amount, currency: str) -> int:
    """An amount in minor units, exactly; a text is read as the library reads it in a record's JSON,
    digits with at most one point between them, and may begin with a minus, as sums may be below
    zero. What :func:`amount_format` writes is read again.

    :raises ValidationError: if it has more decimals than its currency, is no such text, or is more
        than 64 bits hold
    :raises TypeError: for a float

    >>> from decimal import Decimal
    >>> minor_units("500.5", "USD"), minor_units(Decimal("500"), "JPY")
    (50050, 500)
    """
    said = amount_text(amount, "amount")
    return call_for_number(
        "amount_parse", "int64_t", *text_arguments(currency=currency, amount=said)
    )

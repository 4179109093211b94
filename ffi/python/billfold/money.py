"""Amounts: exact, in major units, with the decimals that their currency has."""

import re

from billfold._call import call_for_number, call_for_page
from billfold._decode import filled, text
from billfold._input import Amount, amount_text, bad_input, number, text_arguments


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


# As the library reads amounts, and the sign with which it writes what is below zero.
_AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_MOST_DIGITS = 19


def minor_units(amount: Amount, currency: str) -> int:
    """An amount in minor units, exactly; a text is read as the library reads it, digits with at
    most one point between them, and may begin with a minus, as sums may be below zero.

    :raises ValidationError: if it has more decimals than its currency, is no such text, or is more
        than 64 bits hold
    :raises TypeError: for a float

    >>> from decimal import Decimal
    >>> minor_units("500.5", "USD"), minor_units(Decimal("500"), "JPY")
    (50050, 500)
    """
    decimals = currency_decimals(currency)
    read = _AMOUNT.fullmatch(amount_text(amount, "amount"))
    if read is None:
        raise bad_input("amount", "amount", "is not a plain decimal number such as 500.00")
    sign, whole, fraction = read.groups("")
    whole = whole.lstrip("0")
    if decimals == 0 and fraction == "0":
        # What a currency without decimals is written with in JSON.
        fraction = ""
    if len(fraction) > decimals:
        reason = f"has more decimals than {currency}, which has {decimals}"
        raise bad_input("amount", "amount", reason)
    # Counted first: a number of a million digits takes long to read.
    digits = "0" + whole + fraction.ljust(decimals, "0")
    if len(whole) > _MOST_DIGITS or (minor := int(digits)) >= 2**63:
        raise bad_input("amount_too_large", "amount", "is more than 64 bits hold")
    return -minor if sign else minor

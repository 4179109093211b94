"""Amounts: exact, in major units, with the decimals that their currency has."""

from decimal import Decimal, InvalidOperation

from billfold._call import call_for_number, call_for_page
from billfold._decode import filled, text
from billfold._input import Amount, amount_text, number, text_arguments
from billfold.errors import ErrorKind, refusal


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
    minor = number(amount_minor, "amount_minor")
    page = call_for_page("amount_format", *text_arguments(currency=currency), minor)
    return text(filled("text_view", "page_text", page, 0).text.ptr)


def minor_units(amount: Amount, currency: str) -> int:
    """An amount in minor units, exactly.

    :raises ValidationError: if it has more decimals than its currency, or is no number
    :raises TypeError: for a float

    >>> minor_units("500.5", "USD"), minor_units(Decimal("500"), "JPY")
    (50050, 500)
    """
    decimals = currency_decimals(currency)
    try:
        sign, digits, exponent = Decimal(amount_text(amount, "amount")).as_tuple()
    except InvalidOperation:
        raise refusal(ErrorKind.VALIDATION, "validation", "amount", "is no number") from None
    if not isinstance(exponent, int):
        raise refusal(ErrorKind.VALIDATION, "validation", "amount", "is no number")
    whole = int("".join(map(str, digits)) or "0")
    shift = exponent + decimals
    if shift < 0:
        whole, rest = divmod(whole, 10**-shift)
        if rest:
            reason = f"has more decimals than {currency}, which has {decimals}"
            raise refusal(ErrorKind.VALIDATION, "validation", "amount", reason)
    else:
        whole *= int(10**shift)
    return -whole if sign else whole

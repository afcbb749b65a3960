"""Amounts of money: exact decimals, rounded half up to the unit of their currency.

Currencies are those of ISO 4217 (list of 2026, without funds, metals and codes for testing).
"""

from decimal import ROUND_HALF_UP, Decimal

_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD
    KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO
    NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
    SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV
    WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
    """
CODES = frozenset(_CODES.split())
"""The currencies that can be billed in."""

_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"


class OtherCurrencyError(ValueError):
    """An amount is in another currency than what it is to be added to."""

    def __init__(self, text: str, currency: str) -> None:
        super().__init__(f"{text} isn't in {currency}")


def digits_of(currency: str) -> int:
    """How many digits the unit of a currency has behind the point."""
    return 0 if currency in _WHOLE else 3 if currency in _THOUSANDTHS else 2


def rounded(amount: Decimal, currency: str) -> Decimal:
    """An amount in whole units of the currency, half a unit up (away from nothing)."""
    unit = Decimal(1).scaleb(-digits_of(currency))
    return _without_signed_zero(amount.quantize(unit, ROUND_HALF_UP))


def _without_signed_zero(amount: Decimal) -> Decimal:
    """No tax on less than nothing is 0.00, not the -0.00 that decimals make of it."""
    return amount or abs(amount)


def amount_in(text: str, currency: str) -> Decimal:
    """The amount of a text like ``4.50`` or ``4.50 EUR``.

    Raises OtherCurrencyError, a ValueError, if it is in another currency.
    """
    number, _, code = text.partition(" ")
    if code not in ("", currency):
        raise OtherCurrencyError(text, currency)
    return Decimal(number)


def amount_text(amount: Decimal) -> str:
    """An amount as invoices write it."""
    return f"{_without_signed_zero(amount):f}"

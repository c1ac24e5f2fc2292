"""The one way a number is written: real minus, thin thousands, no break within a figure."""

MINUS = "\u2212"
NARROW = "\u202f"
FIXED = "\u00a0"
UNITS = {"%": f"{FIXED}%", "points": "", "hours": f"{FIXED}h", "of 5": "", "money": ""}


def number(value: float, decimals: int = 0) -> str:
    """Write a number.

    >>> number(-1234.56, 1), number(-0.04, 1)
    ('−1\u202f234.6', '0.0')
    """
    text = f"{value:,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("-")
    return text.replace("-", MINUS).replace(",", NARROW)


def many(n: int, thing: str) -> str:
    """Write how many there are of a thing whose plural ends in s.

    >>> many(1, "survey"), many(1_200, "comment")
    ('1 survey', '1\u202f200 comments')
    """
    return f"{number(n)} {thing}{'' if n == 1 else 's'}"


def quantity(value: float, unit: str, decimals: int = 0) -> str:
    """Write a number with its unit, kept on one line.

    >>> quantity(71.25, "%"), quantity(3.5, "hours", 1), quantity(12, "cases")
    ('71\xa0%', '3.5\xa0h', '12')
    """
    return number(value, decimals) + UNITS.get(unit, "")


def change(value: float, decimals: int = 0) -> str:
    """Write a change with its sign.

    >>> change(-2.0), change(3.14, 1), change(0)
    ('−2', '+3.1', '0')
    """
    text = number(value, decimals)
    return f"+{text}" if value > 0 and any(digit in text for digit in "123456789") else text


def money(minor: int, currency: str = "") -> str:
    """Write an amount given in minor units; ten thousand and more without its cents.

    >>> money(123456, "KES"), money(-1234567890)
    ('1\u202f234.56\xa0KES', '−12\u202f345\u202f679')
    """
    amount = number(minor / 100, 2 if abs(minor) < 1_000_000 else 0)
    return f"{amount}{FIXED}{currency}" if currency else amount


def short_money(minor: int, currency: str = "") -> str:
    """Write an amount given in minor units in three digits, as a corner of a chart has room for.

    >>> short_money(1_234_567_800, "KES"), short_money(45_600_00), short_money(99_900)
    ('12.3\xa0M\xa0KES', '45.6\xa0k', '999')
    """
    amount = minor / 100
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if abs(amount) >= size:
            text = f"{number(amount / size, 0 if abs(amount) >= 100 * size else 1)}{FIXED}{letter}"
            break
    else:
        text = number(amount)
    return f"{text}{FIXED}{currency}" if currency else text

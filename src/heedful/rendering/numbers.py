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

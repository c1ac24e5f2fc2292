"""Values of facts, normalised by their kind, so that two texts can be compared."""

from datetime import date
from decimal import Decimal, InvalidOperation

from heedful.domain.strategy.enums import FactKind
from heedful.foundation.errors import Refused

YES, NO = {"yes", "true", "1"}, {"no", "false", "0"}


def normalised(kind: FactKind, value: str) -> str:
    """Return the one spelling of a value; raise Refused when it is none of its kind.

    >>> normalised(FactKind.AMOUNT, "1,500.00"), normalised(FactKind.DAYS, "05"), normalised(FactKind.YES_NO, "No")
    ('1500', '5', 'no')
    """
    text = " ".join(value.split())
    try:
        if kind in (FactKind.AMOUNT, FactKind.NUMBER):
            number = Decimal(text.replace(",", "").replace("\u202f", "").replace(" ", ""))
            if not number.is_finite():
                raise InvalidOperation
            return format(number.normalize(), "f")
        if kind is FactKind.DAYS:
            return str(int(text))
        if kind is FactKind.DATE:
            return date.fromisoformat(text).isoformat()
    except (InvalidOperation, ValueError):
        raise Refused(f"not a value of kind {kind.label.lower()}", field="value", value=value) from None
    if kind is FactKind.YES_NO:
        if text.lower() not in YES | NO:
            raise Refused("say yes or no", field="value", value=value)
        return "yes" if text.lower() in YES else "no"
    if not text:
        raise Refused("a fact has a value", field="value")
    return text

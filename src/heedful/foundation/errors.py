"""What an operation raises when it says no: the doors turn it into a form error, problem+json or an exit code."""


class Refused(Exception):
    """A request that breaks a rule: says what, where and how to mend it."""

    def __init__(self, message: str, *, field: str = "", value: object = None, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.fix = fix

    def __str__(self) -> str:
        where = f"{self.field}: " if self.field else ""
        value = "" if self.value is None else f" (got {str(self.value)[:80]!r})"
        fix = f" {self.fix[:1].upper()}{self.fix[1:]}." if self.fix else ""
        return f"{where}{self.message.rstrip('.')}{value}.{fix}"


class NotFound(Refused):
    """No such thing, or none that this actor may know of: the two look alike on purpose."""


class Denied(Refused):
    """The actor may see the thing but not do this to it."""


class Conflict(Refused):
    """Somebody else changed the thing first."""

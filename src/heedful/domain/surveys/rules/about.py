"""about.yaml: what a survey is for, whom it asks, and which question feeds which metric."""

from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from heedful.domain.surveys.enums import Anonymity
from heedful.foundation.errors import Refused

MAX_BYTES = 64 * 1024
MAX_REMINDERS = 2


class AboutRefused(Refused):
    """about.yaml cannot be taken; field names the key."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class MetricRole(_Frozen):
    """One question feeds one metric: `metric` is an id, with @version where it matters."""

    question: str = Field(min_length=1, max_length=255)
    metric: str = Field(pattern=r"^(nps|csat|ces|rating)(@[0-9]+)?$")
    scale: tuple[int, int]
    direction: Literal["up", "down"] = "up"

    @property
    def kind(self) -> str:
        """Return the metric's id without its version."""
        return self.metric.partition("@")[0]

    @model_validator(mode="after")
    def _low_before_high(self) -> "MetricRole":
        if self.scale[0] >= self.scale[1]:
            raise ValueError("scale goes from low to high, such as [0, 10]")
        return self


class Reminders(_Frozen):
    """Days after sending; at most two reminders."""

    days: tuple[int, ...] = Field(default=(), max_length=MAX_REMINDERS)

    @field_validator("days")
    @classmethod
    def _ascending(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(day < 1 for day in days) or list(days) != sorted(set(days)):
            raise ValueError("days after sending, ascending, such as [3, 7]")
        return days


class NextStep(_Frozen):
    """What the thank-you page offers: a text per language and an address on this site or https."""

    text: dict[str, str]
    url: str = Field(pattern=r"^(https://|/)[^\s]*$", max_length=500)


class About(_Frozen):
    """What SurveyJS does not know. The five keys of the ask-gate may be empty in a draft, never when it goes live."""

    purpose: str = ""
    decision: str = ""
    action_owner: str = ""
    capacity: str = ""
    report_back: date | None = None
    pattern: Literal["past", "present", "potential"] = "present"
    journey: str = ""
    touchpoint: str = ""
    population: str = ""
    sample_seed: int = 1
    wave: str = Field(default="1", max_length=40)
    open: date | None = None
    close: date | None = None
    time_zone: str = "UTC"
    channels: tuple[Literal["email", "link"], ...] = ("email",)
    languages: tuple[str, ...] = Field(default=("en",), min_length=1)
    reminders: Reminders = Reminders()
    expires_after_days: int = Field(default=14, ge=1, le=365)
    frequency: Literal["transactional", "relational", "staff"] = "relational"
    priority: int = Field(default=5, ge=1, le=9)
    recontact: bool = False
    metrics: tuple[MetricRole, ...] = ()
    verbatim: tuple[str, ...] = ()
    contact_permission: str | None = None
    drivers: tuple[str, ...] = ()
    people: Literal["customer", "staff"] = "customer"
    anonymity: Anonymity = Anonymity.IDENTIFIED
    k: int = Field(default=5, ge=5)
    consent: str = ""
    retention_days: int = Field(default=730, ge=1)
    next_step: NextStep | None = None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("name a zone of the IANA list, such as Africa/Nairobi")
        return name

    @field_validator("languages")
    @classmethod
    def _short_codes(cls, codes: tuple[str, ...]) -> tuple[str, ...]:
        if any(not 2 <= len(code) <= 10 or not code.replace("-", "").isalnum() for code in codes):
            raise ValueError("languages are codes such as en, sw or pt-br")
        return codes

    @property
    def zone(self) -> ZoneInfo:
        """Return the programme's time zone."""
        return ZoneInfo(self.time_zone)

    def role_of(self, question: str) -> MetricRole | None:
        """Return the metric role of a question, if it has one."""
        return next((role for role in self.metrics if role.question == question), None)


def parse_about(text: str) -> About:
    """Read about.yaml; raise AboutRefused naming the first wrong key, its value and what would be right.

    >>> parse_about("purpose: learn\\nlanguages: [en, sw]").languages
    ('en', 'sw')
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise AboutRefused("about.yaml is too long", field="about", fix=f"stay under {MAX_BYTES} bytes")
    try:
        raw = yaml.safe_load(text) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        place = getattr(error, "problem_mark", None)
        where = f"line {place.line + 1}, column {place.column + 1}" if place is not None else "the text"
        raise AboutRefused(f"{where} is not YAML", field="about", fix="check quotes and indentation") from error
    if not isinstance(raw, dict):
        raise AboutRefused("about.yaml must be keys and values", field="about", fix="begin with purpose: ...")
    try:
        return About.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "about"
        message = first["msg"].removeprefix("Value error, ")
        raise AboutRefused(message, field=key, value=first.get("input"), fix="see the keys in the manual") from error

"""A mapping file: which columns of somebody's file become which fields, on which declared scales. Pure."""

from difflib import get_close_matches
from typing import Literal
from zoneinfo import available_timezones

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from heedful.domain.feedback.rules.mapping_parts import KINDS, Declared, From, Frozen, Join, Latest, Score
from heedful.foundation.errors import Refused

MAX_BYTES = 64 * 1024


class MappingRefused(Refused):
    """The mapping file cannot be taken; field names the key."""


class ImportMapping(Frozen):
    """How one file is read."""

    kind: Literal["customers", "interactions", "revenue", "feedback"]
    source: str = Field(min_length=1, max_length=64)
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    sheet: str = Field(default="", max_length=31)
    skip: int = Field(default=0, ge=0, le=100)
    time_zone: str = "UTC"
    currency: str = Field(default="", max_length=3)
    touchpoint: Declared | None = None
    interactions_of: str = ""
    follow_up: Literal["none", "history", "cases"] = "history"
    join: tuple[Join, ...] = ()
    where: dict[str, str] = {}
    latest: Latest | None = None
    fields: dict[str, From]
    scores: tuple[Score, ...] = ()
    control_totals: dict[str, str] = {}

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("name a zone of the IANA list, such as America/Sao_Paulo")
        return name

    @model_validator(mode="after")
    def _known_fields(self) -> "ImportMapping":
        needed, possible = KINDS[self.kind]
        for name in self.fields:
            if name not in needed | possible:
                near = get_close_matches(name, sorted(needed | possible), n=1)
                hint = f"did you mean {near[0]}?" if near else "one of " + ", ".join(sorted(needed | possible))
                raise ValueError(f"{self.kind} has no field {name}; {hint}")
        missing = sorted(needed - set(self.fields))
        if missing:
            raise ValueError(f"{self.kind} needs {', '.join(missing)}")
        if self.kind == "interactions" and (self.touchpoint is None or not {"account", "contact"} & set(self.fields)):
            raise ValueError("interactions need a touchpoint, and an account or a contact")
        if self.kind == "revenue" and len(self.currency) != 3:
            raise ValueError("revenue needs a currency such as BRL")
        return self

    def columns(self) -> set[str]:
        """Return every column the mapping reads, those of joined files with their name before them."""
        read = {column for source in self.fields.values() for column in source.columns()}
        read |= {score.column for score in self.scores} | set(self.where) | {join.match for join in self.join}
        return read | ({self.latest.per, self.latest.by} if self.latest else set())


def parse_mapping(text: str) -> ImportMapping:
    """Read a mapping file; raise MappingRefused naming the first wrong key and what would be right.

    >>> parse_mapping("{kind: customers, source: shop, fields: {reference: id, name: name}}").fields["name"].column
    'name'
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise MappingRefused("the mapping is too long", field="mapping", fix=f"stay under {MAX_BYTES} bytes")
    try:
        return ImportMapping.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, RecursionError) as error:
        raise MappingRefused("the mapping is not YAML", field="mapping", fix="check quotes and indentation") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "mapping"
        message = first["msg"].removeprefix("Value error, ")
        raise MappingRefused(message, field=key, fix="see docs/how-to/import.md") from error

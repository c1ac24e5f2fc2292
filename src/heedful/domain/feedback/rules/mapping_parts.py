"""The parts of a mapping file. Pure."""

from collections.abc import Mapping as MappingType
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from heedful.domain.feedback.rules.records import SCALES

KINDS: MappingType[str, tuple[frozenset[str], frozenset[str]]] = {
    "customers": (frozenset({"reference", "name"}), frozenset({"email", "language", "unit"})),
    "interactions": (
        frozenset({"id", "started_at"}),
        frozenset(
            {"account", "contact", "unit", "channel", "state", "promised_at", "actual_at", "ended_at"}
            | {"wait_seconds", "transfers", "first_contact_resolved"}
        ),
    ),
    "revenue": (frozenset({"account", "month", "amount"}), frozenset()),
    "feedback": (
        frozenset({"id"}),
        frozenset(
            {"kind", "channel", "account", "contact", "unit", "interaction", "body", "about", "wanted", "language"}
            | {"collected_at", "experienced_at", "contact_permission", "sender_name", "sender_address"}
        ),
    ),
}


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Frozen):
    """Where a value comes from: a column, or a text in which {column} stands for its value."""

    column: str | None = None
    text: str | None = None
    when: dict[str, str] = {}

    @model_validator(mode="after")
    def _one_of_two(self) -> "Source":
        if (self.column is None) == (self.text is None):
            raise ValueError("give either column or text")
        return self

    def columns(self) -> set[str]:
        """Return the columns it reads."""
        named = {self.column} if self.column is not None else set()
        parts = {name for _, name, _, _ in Formatter().parse(self.text or "") if name}
        return {one for one in named | parts | set(self.when) if one}


def _short(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


From = Annotated[Source, BeforeValidator(_short)]


class Score(Frozen):
    """A column of scores on a declared scale; values translates words such as good and bad."""

    question: str = Field(min_length=1, max_length=255)
    type: Literal["nps", "csat", "ces", "rating"]
    column: str
    scale: tuple[int, int]
    label: str = ""
    values: dict[str, float] = {}

    @model_validator(mode="after")
    def _usual_scale(self) -> "Score":
        usual = next((scales for kind, scales in SCALES.items() if kind == self.type), None)
        if self.scale[0] >= self.scale[1] or (usual is not None and self.scale not in usual):
            raise ValueError(f"{self.type} is not asked on {self.scale[0]} to {self.scale[1]}; import it as rating")
        return self


class Join(Frozen):
    """A second file beside the first: its columns are read as name.column. It is held in memory."""

    file: str = Field(pattern=r"^[^/\\]+$")
    name: str = Field(pattern=r"^[a-z_]+$")
    match: str
    key: str = ""


class Latest(Frozen):
    """Of several rows with the same `per`, only the one with the greatest `by` is read."""

    per: str
    by: str


class Declared(Frozen):
    """A touchpoint that the import adds when it is missing."""

    code: str
    name: str
    journey: str
    kind: Literal["physical", "virtual"] = "virtual"

"""One row of somebody's file as typed values. Cells are data: a leading = or a control character runs nothing. Pure."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from heedful.domain.feedback.rules.cells import READERS, RowRefused
from heedful.domain.feedback.rules.mapping import ImportMapping
from heedful.domain.feedback.rules.mapping_parts import KINDS, Score, Source
from heedful.domain.feedback.rules.records import CONTROLS, MAX_TEXT, RecordInput

Row = Mapping[str, str]


def convert(mapping: ImportMapping, row: Row) -> dict[str, Any]:
    """Return the fields of a row by name, empty ones left out, and its records under "records".

    Raise RowRefused naming column, value and reason.

    >>> from heedful.domain.feedback.rules.mapping import parse_mapping
    >>> shop = parse_mapping("{kind: customers, source: shop, fields: {reference: id, name: {text: 'No. {id}'}}}")
    >>> convert(shop, {"id": "7"})
    {'reference': '7', 'name': 'No. 7'}
    """
    values: dict[str, Any] = {}
    for name, source in mapping.fields.items():
        text = read(source, row)
        if text:
            values[name] = _typed(name, text, source, mapping)
    for name in sorted(KINDS[mapping.kind][0]):
        if name not in values:
            source = mapping.fields[name]
            raise RowRefused(source.column or name, "", f"{name} is empty")
    if mapping.kind == "feedback":
        found = [_scored(score, row) for score in mapping.scores if row[score.column].strip()]
        values["records"] = tuple(found)
        if not found and not values.get("body"):
            raise RowRefused(mapping.scores[0].column if mapping.scores else "body", "", "neither a score nor words")
    return values


def read(source: Source, row: Row) -> str:
    """Return the cell or the text a field comes from; empty when its condition does not hold."""
    if any(row[column].strip() != value for column, value in source.when.items()):
        return ""
    if source.column is not None:
        return row[source.column].strip()
    text = source.text or ""
    for column in source.columns() - set(source.when):
        text = text.replace("{" + column + "}", row[column].strip())
    return text.strip()


def wanted(mapping: ImportMapping, row: Row) -> bool:
    """Tell whether a row meets the mapping's condition."""
    return all(row[column].strip() == value for column, value in mapping.where.items())


def _typed(name: str, text: str, source: Source, mapping: ImportMapping) -> Any:
    column = source.column or name
    if CONTROLS.search(text):
        shown = CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)[:80]
        raise RowRefused(column, shown, "control characters, or bytes that are not UTF-8")
    if len(text) > MAX_TEXT:
        raise RowRefused(column, text[:80], f"longer than {MAX_TEXT} characters")
    reader = READERS.get(name)
    return reader(column, text, ZoneInfo(mapping.time_zone)) if reader is not None else text


def _scored(score: Score, row: Row) -> RecordInput:
    text = row[score.column].strip()
    try:
        number = score.values[text] if text in score.values else float(text)
    except ValueError as error:
        raise RowRefused(score.column, text[:80], "not a score") from error
    low, high = score.scale
    if not low <= number <= high:
        raise RowRefused(score.column, text[:80], f"not on the declared scale {low} to {high}")
    label = score.label or score.question
    return RecordInput(
        field_id=score.question, field_type=score.type, field_label=label, number=number, low=low, high=high
    )

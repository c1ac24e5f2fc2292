"""A table as lines of text, and back. Both databases give the same lines for the same rows."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

PORTION = 1_000
LEFT_OUT = frozenset({"sessions.session"})
"""Tables that do not outlive a restore: whoever was signed in signs in again."""


def tables(apps: Any) -> list[type[models.Model]]:
    """Return the models whose tables are kept, in the order of their names."""
    every = apps.get_models(include_auto_created=True)
    kept = [each for each in every if each._meta.managed and not each._meta.proxy and name_of(each) not in LEFT_OUT]
    return sorted(kept, key=name_of)


def name_of(model: type[models.Model]) -> str:
    """Return a table's name in the archive."""
    return str(model._meta.label_lower)


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """Yield the names of the columns, sorted, then each row by its key, as JSON."""
    columns = sorted(field.attname for field in model._meta.concrete_fields)
    yield json.dumps(columns).encode() + b"\n"
    for row in model._base_manager.order_by("pk").values_list(*columns).iterator(chunk_size=PORTION):
        yield json.dumps([_plain(value) for value in row], sort_keys=True, ensure_ascii=False).encode() + b"\n"


def row(model: type[models.Model], columns: list[str], line: bytes) -> models.Model:
    """Return the row of a line."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = json.loads(line)
    return model(**{name: _typed(fields[name], value) for name, value in zip(columns, values, strict=True)})


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
        case timedelta():
            return value.total_seconds()
    return value


def _typed(field: models.Field[Any, Any], value: Any) -> Any:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.DurationField):
        return timedelta(seconds=value)
    return field.to_python(value)

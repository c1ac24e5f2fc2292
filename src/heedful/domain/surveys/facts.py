"""How invitations become facts: one row each, for response rates."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from heedful.domain.surveys.enums import InvitationState as S
from heedful.domain.surveys.models import Invitation
from heedful.foundation.days import day_of
from heedful.warehouse.facts import ColumnType, Fact, register

ASKED = frozenset({S.SENT, S.STARTED, S.FINISHED, S.EXPIRED})

Row = tuple[UUID, str, UUID | None, UUID | None, str | None, str | None, date, bool, bool, str]


def invitations(keys: Sequence[UUID] | None) -> Iterator[Row]:
    """Yield an invitation per key: asked is true when it left and arrived, answered when it was finished."""
    rows = Invitation.objects.all() if keys is None else Invitation.objects.filter(id__in=keys)
    fields = ("id", "survey__code", "unit_id", "account_id", "account__segment_id", "touchpoint_id")
    for row in rows.values_list(*fields, "sent_at", "planned_at", "state").order_by("id").iterator(chunk_size=2_000):
        key, survey, unit, account, segment, touchpoint, sent_at, planned_at, state = row
        day = day_of(sent_at or planned_at)
        touch = str(touchpoint) if touchpoint is not None else None
        yield key, survey, unit, account, segment, touch, day, S(state) in ASKED, state == S.FINISHED, state


def register_all() -> None:
    """Offer the area's rows for analysis."""
    columns = {
        "id": ColumnType.ID,
        "survey": ColumnType.TEXT,
        "unit_id": ColumnType.ID,
        "account_id": ColumnType.ID,
        "segment": ColumnType.TEXT,
        "touchpoint_id": ColumnType.ID,
        "sent_on": ColumnType.DAY,
        "asked": ColumnType.FLAG,
        "answered": ColumnType.FLAG,
        "state": ColumnType.TEXT,
    }
    register(Fact(name="invitations", key="id", columns=columns, month_column="sent_on", rows=invitations))

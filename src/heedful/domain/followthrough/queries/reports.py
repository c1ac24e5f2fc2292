"""Reads of reports back: whose words led to them, and whom they reached."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from heedful.domain.contacting import queries as contacting
from heedful.domain.contacting.queries import Line
from heedful.domain.contacting.rules.addresses import link_hash
from heedful.domain.followthrough.enums import ReportState
from heedful.domain.followthrough.models import Recipient, Report, Voice
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Reach:
    """A report's reach, a census: its voices, how many people are behind them, and what became of each message.

    `nameless` voices have no contact that could be told.
    """

    voices: int
    people: int
    nameless: int
    lines: tuple[Line, ...]

    @property
    def sums(self) -> dict[str, int]:
        """Messages by state."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.state] = found.get(line.state, 0) + 1
        return found


def reports(actor: Actor) -> QuerySet[Report]:
    """Return the reports of the units in sight, newest first."""
    rows = Report.objects.filter(within("unit_id", actor, Permission.SEE_FEEDBACK))
    counted = rows.select_related("unit", "author", "approver").annotate(n=Count("voices", distinct=True))
    return counted.order_by("-written_at", "-id")


def drafts(actor: Actor) -> list[Report]:
    """Return the drafts that the actor may add words to."""
    rows = reports(actor).filter(within("unit_id", actor, Permission.WRITE_REPORTS), state=ReportState.DRAFT)
    return list(rows)


def report(actor: Actor, report_id: UUID) -> Report:
    """Return a report in sight; raise NotFound."""
    found = reports(actor).filter(id=report_id).first()
    if found is None:
        raise NotFound("no report has this id", field="report", value=report_id)
    return found


def contributors(report_id: UUID) -> list[UUID]:
    """Return the contacts whose words led to the change, each once; for our own use: no actor, no scope."""
    return sorted({contact for contact in _contacts(report_id) if contact is not None})


def _contacts(report_id: UUID) -> list[UUID | None]:
    rows = Voice.objects.filter(report_id=report_id).values_list("case__contact_id", "submission__contact_id")
    return [case or submission for case, submission in rows]


def owners(report_id: UUID) -> set[UUID]:
    """Return the colleagues who own the cases behind a report."""
    rows = Voice.objects.filter(report_id=report_id, case__owner_id__isnull=False)
    return set(rows.values_list("case__owner_id", flat=True))


def reach(found: Report) -> Reach:
    """Return whom a report reached; before it is sent, whom it would be sent to."""
    contacts = _contacts(found.id)
    ids = list(Recipient.objects.filter(report=found).values_list("id", flat=True))
    people = len({each for each in contacts if each is not None})
    return Reach(len(contacts), people, contacts.count(None), tuple(contacting.lines_of(ids)))


def to_send(limit: int) -> list[UUID]:
    """Return recipients of sent reports whose message has not left yet, oldest first."""
    waiting = Recipient.objects.filter(pending=True).order_by("id")
    return list(waiting.values_list("id", flat=True)[:limit])


def told(token: str) -> Report | None:
    """Return the report behind the secret of a link."""
    found = Recipient.objects.select_related("report").filter(token_hash=link_hash(token)).first()
    return found.report if found else None

"""While a complaint is open, and some days after, nobody asks the complainer anything: the contact ledger is told."""

from collections.abc import Iterable
from datetime import datetime

from heedful.domain.cases.enums import CaseKind
from heedful.domain.cases.models import Case
from heedful.domain.contacting import operations as contacting
from heedful.foundation.access import Actor


def address(case: Case) -> str:
    """Return where the customer of a case is written to; empty when nobody knows."""
    return case.reply_to or (case.contact.email if case.contact else "")


def quarantine(case: Case, *, by: Actor, at: datetime) -> None:
    """Begin, end or begin again with the state of a complaint."""
    if case.kind == CaseKind.COMPLAINT:
        contacting.quarantine(complaint=_complaint(case, address(case)), by=by, at=at)


def load(cases: Iterable[Case]) -> None:
    """Tell of the complaints of a history that is being loaded; their contacts are known by id."""
    complaints = [_complaint(case, case.reply_to) for case in cases if case.kind == CaseKind.COMPLAINT]
    contacting.load_quarantines(complaints=complaints)


def _complaint(case: Case, to: str) -> contacting.Complaint:
    return contacting.Complaint(
        case_id=case.id,
        reference=case.reference,
        contact_id=case.contact_id,
        address=to,
        since=case.received_at,
        closed_at=case.closed_at,
    )

"""Writing, approving and sending reports back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction

from heedful.domain.contacting import operations as contacting
from heedful.domain.contacting.enums import Purpose
from heedful.domain.contacting.rules.addresses import link_hash
from heedful.domain.customers import queries as customers
from heedful.domain.followthrough.enums import ReportState, Subject
from heedful.domain.followthrough.models import Recipient, Report, Voice
from heedful.domain.followthrough.queries.reports import contributors, report
from heedful.domain.followthrough.rules.reports import check_approval, check_sending, check_words, letter
from heedful.domain.surveys.rules import new_token
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report as it is being written; `subject_id` names the problem or decision behind it."""

    title: str
    you_said: str
    we_did: str
    unit_id: UUID
    subject: Subject = Subject.CHANGE
    subject_id: UUID | None = None
    subject_name: str = ""


@transaction.atomic
def draft_report(*, told: NewReport, by: Actor, at: datetime) -> Report:
    """Write a draft; the words behind it are added with `add_voices`."""
    by.require(Permission.WRITE_REPORTS, told.unit_id)
    check_words(title=told.title, you_said=told.you_said, we_did=told.we_did)
    made = Report.objects.create(
        unit_id=told.unit_id,
        title=told.title.strip()[:200],
        you_said=told.you_said.strip(),
        we_did=told.we_did.strip(),
        subject=told.subject,
        subject_id=told.subject_id,
        subject_name=told.subject_name[:200],
        author_id=_colleague(by),
        written_at=at,
    )
    _audit(made, "drafted", by, at, subject=told.subject_id)
    return made


@transaction.atomic
def rewrite_report(*, report_id: UUID, title: str, you_said: str, we_did: str, by: Actor, at: datetime) -> None:
    """Change the words of a draft; whoever writes last is its author. Approved words are not changed."""
    found = _written(report_id, by)
    check_words(title=title, you_said=you_said, we_did=we_did)
    words = {"title": title.strip()[:200], "you_said": you_said.strip(), "we_did": we_did.strip()}
    changes = {**words, "author_id": _colleague(by), "written_at": at}
    if not Report.objects.filter(id=found.id, state=ReportState.DRAFT).update(**changes):
        raise Refused(f"this report is {found.state}", field="state", fix="write another one")
    _audit(found, "rewritten", by, at)


@transaction.atomic
def add_voices(
    *, report_id: UUID, cases: Collection[UUID] = (), submissions: Collection[UUID] = (), by: Actor, at: datetime
) -> int:
    """Link cases and feedback whose words led to the change; return how many are new. Only a draft takes more."""
    found = _written(report_id, by)
    if found.state != ReportState.DRAFT:
        raise Refused(f"this report is {found.state}", field="state", fix="write another one")
    before = Voice.objects.filter(report=found).count()
    rows = [Voice(report=found, case_id=each) for each in cases]
    rows += [Voice(report=found, submission_id=each) for each in submissions]
    Voice.objects.bulk_create(rows, ignore_conflicts=True)
    added = Voice.objects.filter(report=found).count() - before
    _audit(found, "voices_added", by, at, n=added)
    return added


@transaction.atomic
def approve_report(*, report_id: UUID, by: Actor, at: datetime) -> None:
    """Approve the words; never by who wrote them, and only with somebody's words behind them."""
    found = report(by, report_id)
    by.require(Permission.APPROVE_REPORTS, found.unit_id)
    voices = Voice.objects.filter(report=found).count()
    check_approval(ReportState(found.state), author=found.author_id, approver=_colleague(by), voices=voices)
    read = Report.objects.filter(id=found.id, state=ReportState.DRAFT, written_at=found.written_at)
    if not read.update(state=ReportState.APPROVED, approver_id=by.id, approved_at=at):
        raise Conflict("somebody changed this report just now", field="state", fix="read it again, then decide")
    _audit(found, "approved", by, at)


@transaction.atomic
def send_report(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Plan a message to each contributor through the contact ledger; return how many will leave.

    Who opted out, has no address or whose mail comes back is kept with that reason; nobody else is left out.
    """
    found = _written(report_id, by)
    check_sending(ReportState(found.state))
    if not Report.objects.filter(id=found.id, state=ReportState.APPROVED).update(state=ReportState.SENT, sent_at=at):
        raise Conflict("somebody else sent this report", field="state", fix="look at it again")
    wishes = [
        contacting.Wish(contact_id=each, purpose=Purpose.REPORT_BACK, programme=f"report {found.id}", at=at)
        for each in contributors(found.id)
    ]
    verdicts = contacting.plan(wishes=wishes, by=by, at=at)
    Recipient.objects.bulk_create(
        Recipient(id=wish.id, report=found, contact_id=wish.contact_id, pending=verdict.allowed)
        for wish, verdict in zip(wishes, verdicts, strict=True)
    )
    leaving = sum(verdict.allowed for verdict in verdicts)
    _audit(found, "sent", by, at, people=len(wishes), leaving=leaving)
    return leaving


@transaction.atomic
def tell(*, recipient_id: UUID, by: Actor, at: datetime) -> str | None:
    """Send one planned message and return its secret; None when the ledger says no at the last moment."""
    row = Recipient.objects.select_related("report").filter(id=recipient_id, pending=True).first()
    if row is None or row.contact_id is None:
        return None
    token, found = new_token(), row.report
    contact = customers.contact(row.contact_id)
    words = letter(
        language=contact.language if contact else "en",
        title=found.title,
        you_said=found.you_said,
        we_did=found.we_did,
        link=urljoin(settings.HEEDFUL_BASE_URL, f"/r/told/{token}/"),
        leave=contacting.leave_link(token),
    )
    told = contacting.Letter(subject=words.subject, text=words.text, key=f"report:{row.id}", token=token)
    key = link_hash(token)
    if not Recipient.objects.filter(id=row.id, pending=True).update(pending=False, token_hash=key):
        return None
    return token if contacting.send(approach_id=row.id, letter=told, by=by, at=at).allowed else None


def _colleague(by: Actor) -> UUID | None:
    """Return the colleague who acts; a program writes without a name, and approves nothing."""
    return by.id if by.kind is ActorKind.COLLEAGUE else None


def _written(report_id: UUID, by: Actor) -> Report:
    found = report(by, report_id)
    by.require(Permission.WRITE_REPORTS, found.unit_id)
    return found


def _audit(found: Report, what: str, by: Actor, at: datetime, **data: object) -> None:
    audit.record(by=by, at=at, action=f"report.{what}", entity="report", entity_id=found.id, data=data)

"""What customers answered: two surveys over two years, and complaints that came unasked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import numpy.typing as npt

from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations import history as feedback
from heedful.domain.feedback.operations.history import PastSubmission
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.surveys import operations as surveys
from heedful.domain.surveys import queries as survey_queries
from heedful.domain.surveys.operations import history as invitations
from heedful.domain.surveys.operations.history import PastInvitation
from heedful.foundation.access import SYSTEM
from heedful.interfaces.cli.demo import words
from heedful.interfaces.cli.demo.book import Book
from heedful.interfaces.cli.demo.deliveries import Contact
from heedful.interfaces.cli.demo.world import (
    FALLING,
    FALLS_FROM,
    GONE,
    GONE_FALLS_FROM,
    LIVE_FROM,
    SILENT,
    SILENT_FROM,
    TROUBLE,
    TROUBLED,
    World,
)

RATES = {"delivery-nps": 0.61, "contact-ces": 0.62}
Shape = npt.NDArray[np.float64]


def _up_to(parts: Sequence[float]) -> Shape:
    """Turn the parts of the scores 0 to 10 into the share of answers up to each score."""
    return np.cumsum(parts)[:-1] / sum(parts)


ON_TIME = _up_to([1, 1, 1, 1.5, 1.5, 3, 3, 12, 20, 27, 29])
LATE = _up_to([6, 5, 7, 8, 8, 9, 7, 18, 14, 11, 7])
VERY_LATE = _up_to([18, 14, 14, 12, 9, 7, 4, 10, 7, 3, 2])
COMPLAINTS_A_MONTH, IN_TROUBLE = 38, 44
HARD_TO_PLEASE = 16
"""One account of so many is as displeased with a parcel on time as others with a late one."""


@dataclass(frozen=True, slots=True)
class Said:
    """A submission of the story: `score` in percent of its scale, None for a complaint."""

    id: UUID
    kind: Kind
    contact: Contact
    at: datetime
    metric: str
    score: int | None
    follow_up: bool
    title: str
    body: str
    wanted: str
    month: int


def build(world: World) -> list[Said]:
    """Publish the surveys, load invitations and answers, and load the complaints."""
    versions = {
        "delivery-nps": _survey(
            world, "delivery-nps", "After a delivery", "nps_transactional", "which depots need help"
        ),
        "contact-ces": _survey(world, "contact-ces", "After a call", "ces", "what agents must be able to decide alone"),
    }
    by_month: list[list[Contact]] = [[] for _ in world.months]
    for each in world.deliveries:
        by_month[min(world.month_of(each.at), len(by_month) - 1)].append(each)
    said = []
    for month, here in enumerate(by_month):
        said += _answers(world, month, here, versions)
        said += _complaints(world, month, here)
    return said


def _survey(world: World, code: str, title: str, template: str, decision: str) -> tuple[UUID, UUID]:
    at = world.start - timedelta(days=7)
    shipped = next(each for each in survey_queries.templates() if each.code == template)
    survey = surveys.create_survey(code=code, title=title, unit_id=world.ids["units"]["kilima"], by=SYSTEM, at=at)
    gate = {
        "purpose": f"hear from every customer: {title.lower()}",
        "decision": decision,
        "action_owner": "Achieng Otieno, Head of customer experience",
        "capacity": "every depot answers up to 15 cases a day",
        "report_back": (world.until + timedelta(days=60)).date().isoformat(),
    }
    kept = [line for line in shipped.about.splitlines() if line.partition(":")[0] not in gate]
    about = "\n".join(
        [*(f"{key}: {value}" if key == "report_back" else f'{key}: "{value}"' for key, value in gate.items()), *kept]
    )
    draft = surveys.save_draft(survey=survey.id, document=shipped.document, about=about, by=SYSTEM, at=at)
    surveys.publish(version=draft.id, by=SYSTEM, at=at)
    surveys.open_collecting(version=draft.id, by=SYSTEM, at=at)
    return survey.id, draft.id


def _answers(world: World, month: int, here: list[Contact], versions: dict[str, tuple[UUID, UUID]]) -> list[Said]:
    said: list[Said] = []
    for code, (survey, version) in versions.items():
        asked = [each for each in here if (each.depot == "phones") == (code == "contact-ces")]
        draws = world.rng.random(len(asked))
        delays = world.rng.exponential(20, len(asked))
        invited, answered, rows, notes = [], [], [], []
        for each, draw, delay in zip(asked, draws.tolist(), delays.tolist(), strict=True):
            sent = each.at + timedelta(hours=1)
            done = sent + timedelta(hours=min(delay, 200))
            silent = each.account in SILENT and month >= SILENT_FROM
            answers = draw < RATES[code] and done <= world.until and not silent
            invited.append(_invitation(world, each, sent, done if answers else None))
            if answers:
                answered.append((each, done))
        moods = _moods(world, [each for each, _ in answered])
        for (each, done), mood in zip(answered, moods, strict=True):
            score, body = _score(world, each, code, mood)
            rows.append(_submission(world, each, code, version, done, score, body))
            notes.append((each, done, score, body))
        invitations.load_history(survey=survey, wave="always", invitations=invited, by=SYSTEM, at=world.until)
        ids = feedback.load_history(submissions=rows, by=SYSTEM, at=world.month_start(month + 1))
        metric, low, high = ("nps", 0, 10) if code == "delivery-nps" else ("ces", 1, 7)
        for found, (each, done, score, body) in zip(ids, notes, strict=True):
            poor = score < 7 if metric == "nps" else score <= 3
            percent = round(100 * (score - low) / (high - low))
            said.append(Said(found, Kind.ANSWER, each, done, metric, percent, poor, "", body, "", month))
    return said


def _invitation(world: World, each: Contact, sent: datetime, done: datetime | None) -> PastInvitation:
    book: Book = world.book
    point = "call" if each.depot == "phones" else "delivery"
    return PastInvitation(
        contact_id=book.contact_ids[each.account],
        address=book.emails[each.account],
        account_id=book.account_ids[each.account],
        unit_id=world.ids["units"][each.depot],
        touchpoint_id=world.ids["touchpoints"][point],
        interaction_id=each.id,
        sent_at=sent,
        finished_at=done,
    )


def _shape(world: World, each: Contact) -> Shape:
    late, month = each.late or 0, world.month_of(each.at)
    if (each.account in FALLING and month >= FALLS_FROM) or (each.account in GONE and month >= GONE_FALLS_FROM):
        return VERY_LATE
    if each.account % HARD_TO_PLEASE == 4 and late == 0:
        return LATE
    return VERY_LATE if late >= 4 else LATE if late > 0 else ON_TIME


def _moods(world: World, answered: list[Contact]) -> Iterator[float]:
    """Draw where in the scores of its kind each answer stands, evenly within a depot and a lateness."""
    kinds = [(each.depot, id(_shape(world, each))) for each in answered]
    draws = {kind: iter(world.even(count)) for kind, count in Counter(kinds).items()}
    return (next(draws[kind]) for kind in kinds)


def _score(world: World, each: Contact, code: str, mood: float) -> tuple[int, str]:
    rng = world.rng
    if code == "contact-ces":
        score = int(np.clip(round(6.1 - 1.3 * each.transfers - each.wait / 240 + rng.normal(0, 1.1)), 1, 7))
        return score, words.about_call(rng, score) if rng.random() < 0.25 else ""
    late = each.late or 0
    score = int(np.searchsorted(_shape(world, each), mood, side="right"))
    return score, words.comment(rng, score, late) if rng.random() < (0.6 if score < 7 else 0.2) else ""


def _submission(
    world: World, each: Contact, code: str, version: UUID, done: datetime, score: int, body: str
) -> PastSubmission:
    book: Book = world.book
    question, kind, low, high = ("nps", "nps", 0, 10) if code == "delivery-nps" else ("ces", "ces", 1, 7)
    records = [RecordInput(field_id=question, field_type=kind, number=float(score), low=low, high=high)]
    if body:
        records.append(RecordInput(field_id="why" if kind == "nps" else "better", field_type="text", text=body))
    return PastSubmission(
        submission_id=f"{code}:{each.id}",
        kind=Kind.ANSWER,
        channel="email",
        source_type="survey",
        source_id=code,
        collected_at=done,
        experienced_at=each.at,
        records=records,
        account_id=book.account_ids[each.account],
        contact_id=book.contact_ids[each.account],
        unit_id=world.ids["units"][each.depot],
        touchpoint_id=world.ids["touchpoints"]["call" if each.depot == "phones" else "delivery"],
        interaction_id=each.id,
        version_id=version,
        body=body,
    )


def _complaints(world: World, month: int, here: list[Contact]) -> list[Said]:
    book: Book = world.book
    doors = [each for each in here if each.depot != "phones"]
    late = [each for each in doors if each.depot == TROUBLED and (each.late or 0) > 0]
    part = min(1.0, (world.month_start(month + 1) - world.month_start(month)) / timedelta(days=30.4))
    chosen = [doors[index] for index in world.rng.integers(len(doors), size=int(COMPLAINTS_A_MONTH * part))]
    if month in TROUBLE:
        chosen += [late[index] for index in world.rng.integers(len(late), size=IN_TROUBLE)]
    rows: list[PastSubmission] = []
    notes = []
    for each in chosen:
        first = (each.late or 0) > 0
        title, body, wanted = words.COMPLAINTS[0 if first else int(world.rng.integers(1, len(words.COMPLAINTS)))]
        at = min(each.at + timedelta(hours=float(world.rng.uniform(2, 60))), world.until - timedelta(hours=2))
        rows.append(
            PastSubmission(
                submission_id=f"complaint:{month}:{len(rows)}",
                kind=Kind.COMPLAINT,
                channel="web" if world.rng.random() < 0.6 else "phone",
                source_type="form",
                source_id="",
                collected_at=at,
                experienced_at=each.at,
                account_id=book.account_ids[each.account],
                contact_id=book.contact_ids[each.account],
                unit_id=world.ids["units"][each.depot],
                touchpoint_id=world.ids["touchpoints"]["delivery"],
                interaction_id=each.id,
                body=body,
                about=title,
            )
        )
        notes.append((each, at, title, body, wanted))
    ids = feedback.load_history(submissions=rows, by=SYSTEM, at=world.month_start(month + 1))
    return [
        Said(found, Kind.COMPLAINT, each, at, "", None, True, title, body, wanted, month)
        for found, (each, at, title, body, wanted) in zip(ids, notes, strict=True)
    ]


def is_history(said: Said) -> bool:
    """Say whether something was said before Heedful was taken into use."""
    return said.month < LIVE_FROM

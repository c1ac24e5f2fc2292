"""A company in the middle of its first loop: promises, a survey that collects, two months of answers, cases."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from heedful.analytics.calendar_intervals import Span
from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import HandOverVerb, Outcome, PauseReason, Step
from heedful.domain.cases.queries import Filters, queue
from heedful.domain.communication import operations as communication
from heedful.domain.customers import operations as customers
from heedful.domain.customers.rules import RevenueInput
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.operations.history import PastSubmission, load_history
from heedful.domain.feedback.rules import RecordInput
from heedful.domain.guidance import operations as guidance
from heedful.domain.guidance.enums import GuidanceKind
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys.enums import Channel, Measure, TargetKind
from heedful.domain.journeys.operations.targets import publish_target
from heedful.domain.measurement import operations as measurement
from heedful.domain.measurement.enums import Check, PeriodKind
from heedful.domain.organisation import queries as organisation
from heedful.domain.portfolio import operations as portfolio
from heedful.domain.problems import operations as problems
from heedful.domain.problems.enums import ActionKind, LinkKind
from heedful.domain.problems.models import Problem
from heedful.domain.problems.rules.closing import Terms
from heedful.foundation.access import CUSTOMER, SYSTEM, Actor
from heedful.warehouse.refresh import refresh
from heedful.workflows import cascade, inner_loop, period_close
from tests.factories import leeway, trouble
from tests.factories.asking import collecting_survey, invited
from tests.factories.cascades import begun, explained, put_out, words
from tests.factories.company import Company, small_company
from tests.factories.journeys import contacts, mapped
from tests.factories.promises import HOUR, promises
from tests.factories.rehearsed import rehearsed

BEGIN = datetime(2026, 1, 2, 8, tzinfo=UTC)
TODAY = datetime(2026, 3, 17, 9, tzinfo=UTC)
"""A Tuesday, noon in Nairobi: February is closed, March is running."""

WORDS = (
    "The parcel came three days late and nobody told me.",
    "I was at home all day; the driver says he rang.",
    "The box was open and one shoe was missing.",
    "Twice the wrong gate. The map is right there!",
    "I paid for express and got Tuesday.",
)


@dataclass
class Loop:
    """A company with what it asked, what it heard and what it did."""

    company: Company
    survey: UUID
    version: UUID
    token: str
    cases: dict[str, UUID]
    february: UUID
    explained: dict[str, UUID]
    problem: UUID


def loop() -> Loop:
    """Build it through the product's own operations at the times at which it would have happened, or put it back."""
    return rehearsed(_loop)


def _loop() -> Loop:
    company = small_company(BEGIN)
    promises(BEGIN)
    survey, version = collecting_survey(company.units["north-desk"], BEGIN)
    _past_answers(company, version)
    opened = _cases(company, survey, version)
    _journey(company)
    refresh(at=TODAY - timedelta(days=10))
    february = _closed(company, datetime(2026, 2, 1, tzinfo=UTC).date())
    token = _ask(company, survey, "anna", "A-1", TODAY - timedelta(hours=20))
    _money()
    refresh(at=TODAY)
    portfolio.bring_up_to_date(by=SYSTEM, at=TODAY)
    _leeway(company, opened)
    _between(company, opened)
    told = explained(company, TODAY)
    told["guideline"] = _guidance(company)
    return Loop(company, survey, version, token, opened, february, told, _problem(company, opened))


def _journey(company: Company) -> None:
    """A map with critical points, a standard that is kept and one that is not, and forty contacts at each."""
    mapped(BEGIN)
    for code, place, measure in (
        ("at-once", "call", Measure.FIRST_CONTACT),
        ("on-time", "delivery", Measure.DAYS_LATE),
    ):
        journeys.publish_standard(
            code=code, name=code.replace("-", " ").capitalize(), touchpoint=place, measure=measure, limit=0, share=75,
            owner_id=company.people["leader"], why="Customers told us so in every interview", by=SYSTEM, at=BEGIN,
        )  # fmt: skip
    february = datetime(2026, 2, 2, 7, tzinfo=UTC)
    told: list[dict[str, Any]] = []
    for n in range(40):
        at, account = february + timedelta(hours=9 * n), f"A-{1 + n % 2}"
        told.append({"touchpoint": "call", "channel": Channel.PHONE, "account": account, "started_at": at,
                     "first_contact_resolved": n % 20 > 0, "transfers": n % 3 // 2})  # fmt: skip
        came = at + timedelta(days=2 + n % 3)
        told.append({"account": account, "started_at": at + timedelta(hours=1), "promised_at": at + timedelta(days=2),
                     "actual_at": came, "ended_at": came})  # fmt: skip
    contacts(company, told, TODAY - timedelta(days=10))
    journeys.register_bump(
        journey="order-to-door", step="deliver", what="The gate has no bell", owner_id=company.people["north-lead"],
        remove_by=date(2026, 3, 2), by=SYSTEM, at=BEGIN,
    )  # fmt: skip


def _guidance(company: Company) -> UUID:
    """A guideline for the couriers that they have not acknowledged, a channel's purpose, a department's outcome."""
    at, leader = TODAY - timedelta(days=3), company.actor("leader")
    audience = communication.add_audience(
        code="couriers", name="Couriers", unit_ids=[company.units["courier"]], by=leader, at=at
    )
    held = begun(company, at, "at-the-door", audience_id=audience.id)
    deputy = organisation.person_by_email("deputy@simba.example")
    assert deputy is not None
    approver, soon = organisation.actor_for_person(deputy, at), at + timedelta(hours=1)
    put_out(
        company, held, at, text=words(title="At the door"), approver=approver, effective_at=soon, head_start_hours=0
    )
    cascade.keep(by=SYSTEM, at=at + timedelta(hours=2))
    common: dict[str, Any] = {"by": leader, "at": TODAY}
    made = guidance.bind(
        kind=GuidanceKind.GUIDELINE, announcement_id=held.id, touchpoints=["delivery"], standard="on-time", **common
    )
    owner = company.people["leader"]
    guidance.state_purpose(channel=Channel.PHONE, why="Some matters need a voice", owner_id=owner, **common)
    guidance.take_responsibility(
        unit_id=company.units["north"], outcome="Parcels come on the promised day", measure="delivered_on_time",
        owner_id=company.people["north-lead"], **common,
    )  # fmt: skip
    return made.id


def _money() -> None:
    """Five months of revenue: A-1 brings much, A-2 little."""
    for month in (date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)):
        lines = [RevenueInput("A-1", month, 90_000_000), RevenueInput("A-2", month, 4_000_000)]
        customers.load_revenue(
            source="ledger", month=month, currency="KES", lines=lines, control_minor=94_000_000, by=SYSTEM, at=TODAY
        )


def _problem(company: Company, opened: dict[str, UUID]) -> UUID:
    """A known error with branches of causes, a plan that is locked, and an action of the partner."""
    lead, at = company.actor("north-lead"), TODAY - timedelta(days=1)
    common: dict[str, Any] = {"by": lead, "at": at}
    problem = trouble.opened(company, lead, at=at, trigger_on=date(2026, 2, 2))
    for case_id in opened.values():
        if case_id != opened["form-1"]:
            problems.link_case(problem_id=problem.id, case_id=case_id, kind=LinkKind.CONFIRMED, **common)
    problems.write_workaround(problem_id=problem.id, text="Offer pick-up at the depot.", **common)
    trouble.explained(Problem.objects.get(id=problem.id), lead, at)
    for who in ({"partner_id": company.units["courier"]}, {"owner_id": company.people["north-lead"]}):
        action = problems.add_action(
            problem_id=problem.id, kind=ActionKind.CORRECTIVE, statement="Start the rounds at six",
            due_on=TODAY.date() + timedelta(days=9), **who, **common,
        )  # fmt: skip
    problems.lock_plan(action_id=action.id, terms=Terms(target=2.0), planned_on=TODAY.date(), **common)
    return problem.id


def _leeway(company: Company, opened: dict[str, UUID]) -> None:
    """A clause that gave way once inside the grant, and a request above it."""
    fee = leeway.clauses(company, BEGIN)["fee"]
    leeway.granted(company, fee, BEGIN)
    agent, at = company.actor("north-agent"), TODAY - timedelta(hours=3)
    for name, value in (("working", 30_000), ("waiting", 90_000)):
        cases.exempt(case_id=opened[name], bent=leeway.bent(fee, value), by=agent, at=at)


def _between(company: Company, opened: dict[str, UUID]) -> None:
    """Departments answer each other in eight working hours: one is asked, one is late, one waits for a supplier."""
    publish_target(
        code="ola", name="Between departments", kind=TargetKind.OLA, amount=8 * HOUR, span=Span.BUSINESS_SECONDS,
        pausable=True, calendar="office", by=SYSTEM, at=BEGIN,
    )  # fmt: skip
    agent, at = company.actor("north-agent"), TODAY - timedelta(hours=20)
    for name, unit, back in (("form-0", "south-desk", 1), ("waiting", "courier", 40), ("late", "courier", 90)):
        moment = TODAY - timedelta(hours=back)
        found = cases.hand_over(
            case_id=opened[name],
            to_unit_id=company.units[unit],
            asked="Find the parcel in the hub",
            by=agent,
            at=moment,
        )
    cases.move_hand_over(
        hand_over_id=found.id, verb=HandOverVerb.PAUSE, reason=PauseReason.SUPPLIER, by=company.actor("partner"), at=at
    )


def _past_answers(company: Company, version: UUID) -> None:
    """Ninety-six answers of three months in two departments; the north fell."""
    chance, rows = random.Random(7), []
    for number in range(96):
        north, month = number % 2 == 0, 1 + number % 6 // 2
        score = chance.choice([2, 5, 6, 8, 9] if north and month > 1 else [7, 8, 9, 9, 10])
        at = datetime(2026, month, 1 + number % 14, 10, tzinfo=UTC)
        body = chance.choice(WORDS) if score < 7 else ""
        rows.append(
            PastSubmission(
                submission_id=f"past:{number}",
                kind=Kind.ANSWER,
                channel="email",
                source_type="survey",
                source_id="delivery-nps",
                collected_at=at,
                experienced_at=at - timedelta(days=1),
                records=[RecordInput(field_id="nps", field_type="nps", number=float(score), low=0, high=10)],
                account_id=company.accounts["A-1" if north else "A-2"],
                unit_id=company.units["north-desk" if north else "south-desk"],
                touchpoint_id=company.touchpoints["delivery"],
                version_id=version,
                body=body,
            )
        )
    load_history(submissions=rows, by=SYSTEM, at=TODAY - timedelta(days=1))


def _cases(company: Company, survey: UUID, version: UUID) -> dict[str, UUID]:
    """Cases as answers and complaints opened them: closed well, in work, waiting, answered, new and late, today's."""
    agent = company.actor("north-agent")
    made: dict[str, UUID] = {}
    for name, at in (
        ("closed", datetime(2026, 2, 10, 8, tzinfo=UTC)),
        ("late", TODAY - timedelta(days=6)),
        ("working", TODAY - timedelta(days=1)),
        ("waiting", TODAY - timedelta(days=2)),
        ("proposed", TODAY - timedelta(days=1, hours=2)),
    ):
        token = _ask(company, survey, name, "A-1", at - timedelta(days=1))
        inner_loop.receive_answer(
            version_id=version, token=token, language="en", idempotency_key=f"key-of-{name}", channel="email",
            answers={"nps": 3, "why": f"({name}) {WORDS[len(made) % len(WORDS)]}", "call_me": True},
            by=CUSTOMER, at=at,
        )  # fmt: skip
        (made[name],) = (row.id for row in queue(SYSTEM, Filters(words=f"({name})"), at=at).rows)
        if name != "late":
            _work(made[name], name, agent, at)
    for number, kind in enumerate((Kind.COMPLAINT, Kind.COMPLAINT, Kind.COMPLIMENT, Kind.QUESTION)):
        unit = company.units["south-desk" if number == 1 else "north-desk"]
        received = inner_loop.receive_feedback(
            kind=kind, channel="web", body=f"{WORDS[number]} Please call me.", submission_id=f"form:{number}",
            name="Juma Abdi", email="juma@customer.example", unit_id=unit, by=CUSTOMER,
            at=TODAY - timedelta(hours=2 + number),
        )  # fmt: skip
        if received.followed_up and received.followed_up.case_id:
            made[f"form-{number}"] = received.followed_up.case_id
    return made


def _work(case_id: UUID, name: str, agent: Actor, at: datetime) -> None:
    common: dict[str, Any] = {"case_id": case_id, "by": agent}
    hour = timedelta(hours=1)
    cases.take(**common, at=at + hour)
    cases.acknowledge(**common, at=at + hour)
    cases.begin(
        **common, at=at + hour, impact="No shoes for the wedding", immediate_action="", severity=None, safety=False
    )
    if name == "waiting":
        cases.wait(**common, at=at + 2 * hour, whom="customer", why="Which gate do you use?")
    if name in ("proposed", "closed"):
        for step in Step:
            cases.record_step(**common, at=at + 2 * hour, step=step, evidence="Called, 10 minutes.")
        answer = {"findings": "Wrong gate", "answer": "We bring it today.", "knowingly": False}
        cases.propose(**common, **answer, at=at + 3 * hour)
    if name == "closed":
        cases.accept(case_id=case_id, by=CUSTOMER, at=at + 4 * hour)
        cases.close(**common, at=at + 5 * hour, outcome=Outcome.UPHELD, reason="It was our fault")


def _ask(company: Company, survey: UUID, name: str, account: str, at: datetime) -> str:
    """Invite a new contact and return the secret of the link."""
    contact = customers.add_contact(
        account_id=company.accounts[account], name=name.title(), email=f"{name}@customer.example", by=SYSTEM, at=at
    )
    return invited(
        survey, contact.id, at, unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints["delivery"]
    )[1]


def _closed(company: Company, month: date) -> UUID:
    leader, at = company.actor("leader"), TODAY - timedelta(days=9)
    found = measurement.open_period(kind=PeriodKind.MONTH, day=month, by=leader, at=at)
    common: dict[str, Any] = {"period_id": found.id, "by": leader, "at": at}
    measurement.write_headline(text="Mombasa fell: parcels came late.", **common)
    period_close.begin(**common)
    measurement.record_check(code=Check.CHANGES_EXPLAINED, passed=True, note="late parcels", **common)
    period_close.close(**common)
    return found.id

"""From draft to acknowledgement: gaps, versions, who is asked, when it is late, who joined and left."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from time import perf_counter

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.communication import operations
from heedful.domain.communication.enums import Change, Reason, Stage, Standing, VersionState
from heedful.domain.communication.models import AnnouncementVersion, Node
from heedful.domain.communication.queries import announcements, board, cascade, planner, proof
from heedful.domain.communication.rules.states import VERSION
from heedful.domain.communication.rules.wording import FIELDS, Words, gaps, must_be_material
from heedful.domain.organisation import operations as organisation
from heedful.domain.strategy import operations as strategy
from heedful.domain.strategy import queries as strategy_queries
from heedful.domain.strategy.enums import DecisionState, FactKind
from heedful.foundation.access import SYSTEM
from heedful.foundation.bulk import insert
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.foundation.notify import queries as notices
from heedful.foundation.notify.models import Mail
from heedful.workflows import cascade as workflow
from tests.factories.cascades import ITEMS, acknowledge, begun, everybody, node, put_out, second, words
from tests.factories.company import Company
from tests.factories.decisions import approved
from tests.factories.promises import office_calendar

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.feature("CO-1", part="publishing refused while any required field is empty, each gap named")
@pytest.mark.invariant("M9")
@pytest.mark.parametrize("field", [*FIELDS, "questions"])
def test_no_version_goes_out_with_an_empty_field_and_the_gap_is_named(
    company: Company, now: datetime, field: str
) -> None:
    held, leader = begun(company, now), company.actor("leader")
    text = words(**{field: () if field == "questions" else " "})
    operations.write(announcement_id=held.id, words={"en": text}, plan=operations.Plan(), by=leader, at=now)
    named = FIELDS.get(field, "a question customers will ask, with its answer")
    with pytest.raises(Refused, match="missing: from when it holds; " + named.replace("(", r"\(")):
        operations.check(announcement_id=held.id, by=leader, at=now)
    with pytest.raises(Refused):
        workflow.release(announcement_id=held.id, by=leader, at=now)
    assert not Node.objects.exists()


@given(st.dictionaries(st.sampled_from(["en", "sw"]), st.sets(st.sampled_from([*FIELDS, "questions"])), max_size=2))
@pytest.mark.invariant("M9")
def test_gaps_are_exactly_what_is_empty_in_each_language(empty: dict[str, set[str]]) -> None:
    when = datetime(2026, 3, 1)  # noqa: DTZ001  only compared with nothing
    texts = {
        code: words(**{name: () if name == "questions" else "" for name in names}) for code, names in empty.items()
    }
    found = gaps(texts, effective_at=when, facts={})
    assert len(found) == (sum(len(names) for names in empty.values()) if empty else 1)


def test_a_fact_that_is_not_in_force_is_a_gap_and_one_in_force_is_shown_with_its_value(
    company: Company, now: datetime
) -> None:
    held, leader = begun(company, now), company.actor("leader")
    text = words(what_to_say="Your money is back within [[refund-days]].")
    plan = operations.Plan(effective_at=now + DAY)
    operations.write(announcement_id=held.id, words={"en": text}, plan=plan, by=leader, at=now)
    with pytest.raises(Refused, match="a fact called refund-days"):
        operations.check(announcement_id=held.id, by=leader, at=now)
    titled = {"en": words(title="Within [[refund-days]]")}
    operations.write(announcement_id=held.id, words=titled, plan=plan, by=leader, at=now)
    with pytest.raises(Refused, match="a title without facts"):
        operations.check(announcement_id=held.id, by=leader, at=now)
    strategy.add_policy(code="claims", name="Claims", owner_id=company.people["leader"], by=leader, at=now)
    clause = {"policy_code": "claims", "code": "refund", "title": "Refund", "text": "We refund.", "exemptable": True}
    strategy.word_clause(**clause, why="Because people need it.", by=leader, at=now)  # type: ignore[arg-type]
    strategy.set_fact(
        clause_code="refund", code="refund-days", name="Days", kind=FactKind.DAYS, value="5", unit="days",
        by=leader, at=now,
    )  # fmt: skip
    version = put_out(company, held, now, text=text)
    shown = cascade.to_read(node(company, version, "leader"))
    assert shown.words.what_to_say == "Your money is back within 5 days."


def test_the_author_never_approves_and_only_the_table_moves(company: Company, now: datetime) -> None:
    held, leader = begun(company, now), company.actor("leader")
    with pytest.raises(NotFound, match="no version is under way"):
        operations.check(announcement_id=held.id, by=leader, at=now)
    plan = operations.Plan(effective_at=now + DAY)
    operations.write(announcement_id=held.id, words={"en": words()}, plan=plan, by=leader, at=now)
    with pytest.raises(Refused, match="no way to approve"):
        operations.approve(announcement_id=held.id, by=second(company, now), at=now)
    operations.check(announcement_id=held.id, by=leader, at=now)
    with pytest.raises(Denied, match="their own words"):
        operations.approve(announcement_id=held.id, by=leader, at=now)
    with pytest.raises(Denied):
        operations.approve(announcement_id=held.id, by=SYSTEM, at=now)
    version = operations.approve(announcement_id=held.id, by=second(company, now), at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementVersion.objects.filter(id=version.id).update(approved_by=company.people["leader"])
    operations.write(announcement_id=held.id, words={"en": words()}, plan=plan, by=leader, at=now)
    version.refresh_from_db()
    assert (version.state, version.approved_by_id) == (VersionState.DRAFT, None), "what is edited is checked again"
    assert set(VERSION) == set(VersionState)


@pytest.mark.invariant("M8")
def test_one_item_is_in_force_for_a_topic_and_an_audience(company: Company, now: datetime) -> None:
    held = begun(company, now)
    with pytest.raises(Refused, match="told about the topic already"):
        begun(company, now, code="again", topic="plan", audience_id=held.audience_id)
    first = put_out(company, held, now)
    workflow.keep(by=SYSTEM, at=now + 6 * DAY)
    later = put_out(company, held, now + 7 * DAY, text=words(what_to_say="Two days."), effective_at=now + 9 * DAY)
    first.refresh_from_db()
    assert (first.state, later.state) == ("in_force", "released"), "the old one holds until the new one's day"
    workflow.keep(by=SYSTEM, at=now + 9 * DAY)
    first.refresh_from_db()
    assert (first.state, first.superseded_at) == ("superseded", now + 9 * DAY)
    assert announcements.in_force(held.id) == later
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementVersion.objects.filter(id=first.id).update(state="in_force")


def test_everybody_has_a_place_a_level_and_a_due_time_and_managers_a_head_start(
    company: Company, now: datetime
) -> None:
    version = put_out(company, begun(company, now), now)
    assert Node.objects.filter(version=version).count() == 10
    leader, lead, agent, partner = (
        node(company, version, name) for name in ("leader", "north-lead", "north-agent", "partner")
    )
    assert (leader.level, lead.level, agent.level, agent.parent_id) == (1, 2, 3, lead.person_id)
    assert (partner.level, partner.parent_id) == (2, leader.person_id), "a partner hangs below the nearest head"
    assert (lead.opens_at, agent.opens_at, agent.due_at) == (now, now + 24 * HOUR, now + 72 * HOUR)
    assert lead.manages
    assert not agent.manages


def test_due_times_run_in_working_hours_where_a_calendar_is_named(company: Company, now: datetime) -> None:
    office_calendar(now - DAY)
    from heedful.domain.organisation.queries import calendars

    calendar_id = calendars.calendar("office").id
    friday = datetime(2026, 3, 20, 12, tzinfo=now.tzinfo)
    version = put_out(company, begun(company, now), friday, calendar_id=calendar_id, due_hours=9, head_start_hours=0)
    due = node(company, version, "north-agent").due_at
    assert due.date() > date(2026, 3, 20), "nine working hours do not fit into a Friday afternoon"
    acknowledge(company, version, "leader", friday + HOUR)
    line = board.board(company.actor("leader"), version, due).total
    assert line.required == 10


@pytest.mark.feature("CO-2", part="a late hop is red at the due minute and is told to the level above, once")
def test_a_late_hop_is_red_at_its_minute_and_the_level_above_is_told_once(company: Company, now: datetime) -> None:
    version = put_out(company, begun(company, now), now)
    due = node(company, version, "north-agent").due_at
    workflow.keep(by=SYSTEM, at=due - timedelta(minutes=1))
    assert cascade.standing(node(company, version, "north-agent"), due - timedelta(minutes=1)) is Standing.DELIVERED
    told = [notice.subject for notice in notices.notices(company.people["north-lead"])]
    assert not any("has not acknowledged" in subject for subject in told)
    workflow.keep(by=SYSTEM, at=due)
    workflow.keep(by=SYSTEM, at=due + timedelta(minutes=1))
    assert cascade.standing(node(company, version, "north-agent"), due) is Standing.LATE
    told = [notice.subject for notice in notices.notices(company.people["north-lead"])]
    assert told.count("North Agent has not acknowledged “Night sorting on the coast”") == 1


def test_delivery_is_by_notice_and_mail_once_and_agents_wait_for_the_head_start(
    company: Company, now: datetime
) -> None:
    version = put_out(company, begun(company, now), now)
    workflow.keep(by=SYSTEM, at=now)
    managers = {"leader@simba.example", "north-lead@simba.example", "south-lead@simba.example"}
    assert set(Mail.objects.values_list("to", flat=True)) == managers
    assert cascade.unread_count(company.people["north-agent"], now) == 0
    workflow.keep(by=SYSTEM, at=now + 24 * HOUR)
    workflow.keep(by=SYSTEM, at=now + 25 * HOUR)
    assert Mail.objects.count() == 10
    assert cascade.unread_count(company.people["north-agent"], now + 24 * HOUR) == 1
    assert node(company, version, "north-agent").delivered_at == now + 24 * HOUR


@pytest.mark.invariant("M1")
@pytest.mark.feature("CO-3", part="per person and version; a material version asks the audiences it names; proof")
def test_an_acknowledgement_binds_one_version_and_a_material_one_asks_the_named_again(
    company: Company, now: datetime
) -> None:
    held, later = begun(company, now), now + 25 * HOUR
    first = put_out(company, held, now, effective_at=now)
    for name in ("leader", "north-agent", "south-agent"):
        acknowledge(company, first, name, later)
    with pytest.raises(NotFound):
        own = node(company, first, "north-agent-2")
        operations.acknowledge(node_id=own.id, version_n=1, language="en", by=company.actor("north-agent"), at=later)
    changed = words(what_to_say="It arrives two days sooner.")
    then = later + DAY
    material = put_out(company, held, then, text=changed, effective_at=then, asks_again=(company.units["north"],))
    north, south = (node(company, material, name) for name in ("north-agent", "south-agent"))
    assert north.acknowledged_at is None, "the north is asked again"
    assert (south.acknowledged_at, south.acknowledged_version_id) == (later, first.id), "the south keeps its word"
    with pytest.raises(Conflict, match="newer version"):
        operations.acknowledge(
            node_id=north.id, version_n=1, language="en", by=company.actor("north-agent"), at=then + DAY
        )
    acknowledge(company, material, "north-agent", then + DAY)
    rows = [
        dict(zip(proof.COLUMNS, row, strict=True)) for row in proof.proof(company.actor("leader"), material.id, then)
    ]
    shown = {row["email"].split("@")[0]: (row["version"], row["language"], row["acknowledged_at"]) for row in rows}
    assert shown["north-agent"] == ("2", "en", (then + DAY).isoformat())
    assert shown["south-agent"] == ("1", "en", later.isoformat())
    assert shown["north-agent-2"] == ("", "", "")


def test_a_material_version_without_names_asks_everybody(company: Company, now: datetime) -> None:
    held = begun(company, now)
    acknowledge(company, put_out(company, held, now, effective_at=now), "leader", now)
    again = put_out(company, held, now + DAY, text=words(why="Because it rained."), effective_at=now + DAY)
    assert not Node.objects.filter(version=again, acknowledged_at__isnull=False).exists()


def test_a_typo_asks_nobody_and_a_number_is_never_a_typo(company: Company, now: datetime) -> None:
    held, leader = begun(company, now), company.actor("leader")
    first = put_out(company, held, now, effective_at=now)
    acknowledge(company, first, "leader", now)
    typo = words(title="Night sorting, on the coast")
    second_version = put_out(company, held, now + DAY, text=typo, change=Change.EDITORIAL, effective_at=now)
    assert (second_version.state, second_version.asks_id) == ("in_force", first.id)
    assert Node.objects.count() == 10
    assert node(company, second_version, "leader").acknowledged_version_id == first.id
    workflow.keep(by=SYSTEM, at=now + DAY)
    shown = acknowledge(company, second_version, "north-agent", now + 2 * DAY)
    assert shown.acknowledged_version_id == second_version.id
    plan = operations.Plan(change=Change.EDITORIAL, effective_at=now)
    numbers = words(why="Customers waited 2 days.")
    operations.write(announcement_id=held.id, words={"en": numbers}, plan=plan, by=leader, at=now + DAY)
    with pytest.raises(Refused, match="no editorial change: a number or date differs"):
        operations.check(announcement_id=held.id, by=leader, at=now + DAY)


def test_what_keeps_a_change_from_being_editorial_is_named() -> None:
    before = {"en": words()}
    assert must_be_material(before, {"en": words(title="Other")}) == []
    assert must_be_material(before, {"en": words(), "sw": words()}) == ["its languages differ"]
    assert must_be_material(before, {"en": words(what_to_say="No.")}) == ["what to say differs"]
    assert must_be_material(before, {"en": words(why="See [[days]].")}) == ["it refers to other facts"]


@pytest.mark.invariant("M2")
def test_joiners_returners_and_leavers_are_followed_unprompted(company: Company, now: datetime) -> None:
    held = begun(company, now)
    version = put_out(company, held, now, effective_at=now)
    then = now + 5 * DAY
    fresh = organisation.add_person(
        name="New Agent", email="new@simba.example", unit_id=company.units["north-desk"],
        manager_id=company.people["north-lead"], since=then.date(), by=SYSTEM, at=then,
    )  # fmt: skip
    organisation.leave(person_id=company.people["south-agent"], on=then.date(), by=SYSTEM, at=then)
    workflow.keep(by=SYSTEM, at=then)
    joined = Node.objects.get(version=version, person=fresh)
    assert (joined.reason, joined.required_since, joined.due_at) == (Reason.JOINER, then, then + 72 * HOUR)
    assert joined.parent_id == company.people["north-lead"]
    assert node(company, version, "south-agent").left_at == then
    found = board.board(company.actor("leader"), version, then)
    assert (found.total.required, found.left, found.joined) == (10, 1, 1)
    assert workflow.keep(by=SYSTEM, at=then) is None
    assert Node.objects.filter(version=version).count() == 11, "following twice asks nobody twice"


@pytest.mark.invariant("M2")
def test_who_comes_back_has_a_clock_of_their_own(company: Company, now: datetime) -> None:
    from heedful.domain.organisation.models import Person

    version = put_out(company, begun(company, now), now, effective_at=now)
    gone = company.people["south-agent"]
    Person.objects.filter(id=gone).update(active_to=(now + DAY).date())
    workflow.keep(by=SYSTEM, at=now + 2 * DAY)
    Person.objects.filter(id=gone).update(active_to=None)
    back = now + 9 * DAY
    workflow.keep(by=SYSTEM, at=back)
    found = node(company, version, "south-agent")
    assert (found.reason, found.left_at, found.required_since, found.due_at) == (
        Reason.RETURNER, None, back, back + 72 * HOUR,
    )  # fmt: skip


def test_a_long_absence_is_excused_shown_and_in_no_rate(company: Company, now: datetime) -> None:
    version = put_out(company, begun(company, now), now)
    lead, until = company.actor("north-lead"), now + 30 * DAY
    away = node(company, version, "north-agent")
    for wrong in ((now, "ill"), (until, " ")):
        with pytest.raises(Refused):
            operations.excuse(node_id=away.id, until=wrong[0], because=wrong[1], by=lead, at=now)
    with pytest.raises(NotFound):
        operations.excuse(node_id=away.id, until=until, because="ill", by=company.actor("south-lead"), at=now)
    operations.excuse(node_id=away.id, until=until, because="Parental leave", by=lead, at=now)
    found = board.board(company.actor("leader"), version, now + 10 * DAY)
    assert (found.total.required, found.excused) == (9, 1)
    workflow.keep(by=SYSTEM, at=now + 10 * DAY)
    assert node(company, version, "north-agent").escalated_at is None


def test_the_board_says_where_it_stopped_and_counts_the_silent(company: Company, now: datetime) -> None:
    version = put_out(company, begun(company, now), now)
    workflow.keep(by=SYSTEM, at=now + DAY)
    acknowledge(company, version, "leader", now + HOUR)
    operations.brief(
        node_id=node(company, version, "leader").id, attendees=2, minutes=10, by=company.actor("leader"), at=now + HOUR
    )
    acknowledge(company, version, "north-lead", now + 3 * HOUR)
    acknowledge(company, version, "north-agent", now + 26 * HOUR)
    found = board.board(company.actor("leader"), version, now + 3 * DAY)
    by_level = {line.level: line for line in found.levels}
    two, three = by_level[2], by_level[3]
    assert (two.required, two.coverage[Stage.ACKNOWLEDGED].hits, two.median) == (3, 1, None), "not reached"
    assert (three.required, three.coverage[Stage.ACKNOWLEDGED].hits, three.given_parent.hits) == (3, 1, 1)
    assert (three.given_parent.n, three.blocked) == (2, 1)
    assert three.hop_median == 23 * 3_600
    assert two.coverage[Stage.BRIEFED].n == 2, "only managers brief"
    stopped = {each.node.person.name: (each.owes, each.people) for each in found.breaks}
    assert stopped["North Lead"] == ("has not briefed the team", 1)
    assert stopped["South Lead"] == ("has not acknowledged", 2)
    assert stopped["Partner"] == ("has not acknowledged", 1)
    waiting = found.total.required - found.total.coverage[Stage.ACKNOWLEDGED].hits
    assert sum(each.people for each in found.breaks) == waiting
    mine = board.board(company.actor("north-lead"), version, now + 3 * DAY)
    assert {each.node.person.name for each in mine.breaks} == {"North Lead"}
    assert mine.total.required == 3
    theirs = board.board(company.actor("south-lead"), version, now + 3 * DAY)
    assert [(each.node.person.name, each.people) for each in theirs.breaks] == [("South Lead", 2)]


def test_what_stopped_above_a_team_is_counted_as_such(company: Company, now: datetime) -> None:
    version = put_out(company, begun(company, now), now)
    found = board.board(company.actor("north-lead"), version, now + 3 * DAY)
    assert (found.breaks, found.stopped_above) == ([], 3)


@pytest.mark.invariant("M15")
def test_a_partner_reads_what_is_theirs_and_nothing_else(company: Company, now: datetime) -> None:
    only_north = operations.add_audience(
        code="north", name="North", unit_ids=[company.units["north"]], by=company.actor("leader"), at=now
    ).id
    inside = put_out(company, begun(company, now, "inside", audience_id=only_north), now)
    shared = put_out(company, begun(company, now, "shared"), now)
    partner, later = company.actor("partner"), now + 25 * HOUR
    assert [each.version_id for each in cascade.mine(company.people["partner"], later)] == [shared.id]
    for other in Node.objects.filter(version__in=[inside, shared]).exclude(person_id=company.people["partner"]):
        with pytest.raises(NotFound):
            operations.open_item(node_id=other.id, by=partner, at=later)
    with pytest.raises(NotFound):
        board.board(partner, shared, later)
    assert announcements.visible_to(partner).count() == 0
    assert acknowledge(company, shared, "partner", later).acknowledged_at == later


def test_units_left_out_by_hand_are_left_out_with_the_reason(company: Company, now: datetime) -> None:
    leader, root = company.actor("leader"), company.units["root"]
    courier = {company.units["courier"]: "They do not speak with customers."}
    part = operations.add_audience(code="own", name="Own", unit_ids=[root], left_out=courier, by=leader, at=now)
    version = put_out(company, begun(company, now, audience_id=part.id), now)
    assert not Node.objects.filter(version=version, person_id=company.people["partner"]).exists()
    for wrong in ({"code": "own"}, {"unit_ids": []}, {"left_out": {root: " "}}):
        with pytest.raises(Refused):
            operations.add_audience(
                **{"code": "x", "name": "x", "unit_ids": [root], "left_out": {}} | wrong,
                by=leader,
                at=now,  # type: ignore[arg-type]
            )


@pytest.mark.invariant("M16")
def test_opening_is_seen_and_never_acknowledged(company: Company, now: datetime) -> None:
    version = put_out(company, begun(company, now), now)
    place, agent, later = node(company, version, "north-agent"), company.actor("north-agent"), now + 25 * HOUR
    for at in (later, later + HOUR):
        operations.open_item(node_id=place.id, by=agent, at=at)
    place.refresh_from_db()
    assert (place.seen_at, place.acknowledged_at) == (later, None)
    with pytest.raises(Refused, match="not out in this language"):
        operations.acknowledge(node_id=place.id, version_n=1, language="sw", by=agent, at=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Node.objects.filter(id=place.id).update(acknowledged_at=later)
    first = operations.acknowledge(node_id=place.id, version_n=1, language="en", by=agent, at=later)
    again = operations.acknowledge(node_id=place.id, version_n=1, language="en", by=agent, at=later + HOUR)
    assert first.acknowledged_at == again.acknowledged_at == later, "a second word changes nothing"


def test_a_release_moves_its_decision_and_waits_for_approval_and_embargo(company: Company, now: datetime) -> None:
    decision, board_member = approved(company, now), company.actor("board")
    until = now + 2 * DAY
    strategy.embargo(decision_id=decision.id, until=until, because="Talks are open.", by=board_member, at=now)
    held = begun(company, now, decision_id=decision.id)
    with pytest.raises(Refused, match="under embargo"):
        put_out(company, held, now)
    workflow.keep(by=SYSTEM, at=until)
    workflow.release(announcement_id=held.id, by=company.actor("leader"), at=until)
    assert strategy_queries.decision_by_id(decision.id).state == DecisionState.ANNOUNCED
    open_one = strategy.propose(
        code="open", told=strategy.Proposal(
            title="x", what="x", why="x", forum="x", topic="open", decided_on=now.date(), touches_customers=False
        ), unit_id=company.units["root"], owner_id=company.people["leader"], by=company.actor("leader"), at=now,
    )  # fmt: skip
    other = begun(company, now, "other", decision_id=open_one.id, audience_id=held.audience_id)
    with pytest.raises(Refused, match="not approved"):
        put_out(company, other, now)


@pytest.mark.feature("CO-2", part="warns before a person gets more than k messages in 5 working days")
def test_the_sixth_item_of_a_week_is_warned_of_before_release(company: Company, now: datetime) -> None:
    audience = everybody(company, now)
    for n in range(5):
        put_out(company, begun(company, now, f"item-{n}", audience_id=audience), now + n * HOUR)
    sixth = begun(company, now, "sixth", audience_id=audience)
    plan = operations.Plan(effective_at=now + 9 * DAY)
    operations.write(announcement_id=sixth.id, words={"en": words()}, plan=plan, by=company.actor("leader"), at=now)
    version = announcements.under_way(sixth.id)
    assert version is not None
    warning = planner.load_warning(version, now + 5 * HOUR)
    assert (warning.people, len(warning.over)) == (10, 10)
    assert planner.load_warning(version, now + 8 * DAY).over == [], "a week later there is room"
    long = {"en": words(why="word " * 6_200)}
    operations.write(announcement_id=sixth.id, words=long, plan=plan, by=company.actor("leader"), at=now)
    version = announcements.under_way(sixth.id)
    assert version is not None
    assert len(planner.load_warning(version, now + 8 * DAY).over) == 10, "thirty minutes are the other budget"
    plain = planner.plainness(version)["en"]
    assert plain is not None


def crowd(company: Company, now: datetime) -> None:
    """Fill the north's desk up to 2,000 people in all, on five levels below the head."""
    from heedful.domain.organisation.models import Person

    team = company.units["north-desk"]
    rows: list[Person] = []
    above = [company.people["north-lead"]]
    for width in (6, 36, 216, 1_732):
        ring = [
            Person(name=f"P{len(rows) + n}", email=f"p{len(rows) + n}@x.example", unit_id=team,
                   manager_id=above[n % len(above)], active_from=now.date())
            for n in range(width)
        ]  # fmt: skip
        rows += ring
        above = [each.id for each in ring]
    insert(rows)


@pytest.mark.feature("CO-2", part="release to 2,000 people on five levels")
def test_two_thousand_people_are_asked_in_one_release(company: Company, now: datetime) -> None:
    crowd(company, now)
    version = put_out(company, begun(company, now), now)
    levels = {
        level: Node.objects.filter(version=version, level=level).count()
        for level in Node.objects.filter(version=version).values_list("level", flat=True).distinct()
    }
    assert sum(levels.values()) == 2_000
    assert all(levels[a] < levels[b] for a, b in pairwise(sorted(levels)[1:]))


@pytest.mark.slow
@pytest.mark.feature("CO-2")
def test_acceptance_2_a_plan_for_two_thousand_in_two_seconds_and_a_late_hop_red_at_its_minute(
    company: Company, now: datetime
) -> None:
    crowd(company, now)
    held, leader = begun(company, now), company.actor("leader")
    plan = operations.Plan(effective_at=now + 6 * DAY)
    operations.write(announcement_id=held.id, words={"en": words()}, plan=plan, by=leader, at=now)
    operations.check(announcement_id=held.id, by=leader, at=now)
    operations.approve(announcement_id=held.id, by=second(company, now), at=now)
    begin = perf_counter()
    workflow.release(announcement_id=held.id, by=leader, at=now)
    took = perf_counter() - begin
    version = held.versions.get()
    assert version.nodes.count() == 2_000 and took < 2, took
    deepest = version.nodes.order_by("-level", "id")[0]
    assert deepest.level >= 4 and deepest.parent_id is not None
    parent = version.nodes.get(person_id=deepest.parent_id)
    assert parent.level == deepest.level - 1
    due, minute = deepest.due_at, timedelta(minutes=1)
    workflow.keep(by=SYSTEM, at=due - minute)
    deepest.refresh_from_db()
    assert (cascade.standing(deepest, due - minute), deepest.escalated_at) == (Standing.DELIVERED, None)
    workflow.keep(by=SYSTEM, at=due)
    deepest.refresh_from_db()
    assert (cascade.standing(deepest, due), deepest.escalated_at) == (Standing.LATE, due)
    told = [notice.subject for notice in notices.notices(parent.person_id)]
    assert any(deepest.person.name in subject and "has not acknowledged" in subject for subject in told), told


def test_withdrawing_ends_the_asking(company: Company, now: datetime) -> None:
    held, leader = begun(company, now), company.actor("leader")
    with pytest.raises(NotFound):
        operations.withdraw(announcement_id=held.id, by=leader, at=now)
    put_out(company, held, now, effective_at=now)
    operations.withdraw(announcement_id=held.id, by=leader, at=now + HOUR)
    assert cascade.mine(company.people["leader"], now + HOUR).count() == 0


def test_a_check_has_three_questions_with_a_scenario_and_a_head_start_that_ends(
    company: Company, now: datetime
) -> None:
    held, leader = begun(company, now), company.actor("leader")
    plain = [operations.NewItem(question="q", options=("a", "b", "c", "d"), right=0, passage="why")] * 3
    for items in (
        ITEMS[:2],
        plain,
        [operations.NewItem(question="q", options=("a", "b", "c", " "), right=0, passage="why")],
    ):
        with pytest.raises(Refused):
            operations.write(
                announcement_id=held.id, words={"en": words()}, plan=operations.Plan(), items=items, by=leader, at=now
            )
    for told, plan in (({"xx": Words()}, operations.Plan()), ({}, operations.Plan(head_start_hours=99, due_hours=9))):
        with pytest.raises(Refused):
            operations.write(announcement_id=held.id, words=told, plan=plan, by=leader, at=now)

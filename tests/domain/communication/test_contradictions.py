"""Texts that contradict each other: planted pairs found, versions of facts, translations, a person's ruling."""

from datetime import datetime, timedelta

import pytest

from heedful.domain.communication import operations as communication
from heedful.domain.communication.enums import Attribute, ContradictionState, ContradictionVerb
from heedful.domain.communication.models import Campaign, Contradiction
from heedful.domain.communication.operations import campaigns, cards
from heedful.domain.communication.operations import contradictions as operations
from heedful.domain.communication.queries import contradictions as queries
from heedful.domain.communication.rules.contradictions import Source, contradictions
from heedful.domain.communication.rules.values import values
from heedful.foundation.access import SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Denied, Refused
from heedful.workflows import cascade
from tests.factories.cascades import begun, everybody, put_out, second, words
from tests.factories.company import Company
from tests.factories.contradictions import Pair, pairs

pytestmark = pytest.mark.django_db


def found(pair: Pair) -> list[Attribute]:
    sources = [Source("inside", "topic", pair.one), Source("outside", "topic", pair.other)]
    return [each.attribute for each in contradictions(sources)]


@pytest.mark.feature("CO-10", part="100 planted pairs, as many that agree: recall 0.9, precision 0.8, over all kinds")
def test_planted_contradictions_are_found_and_agreement_is_left_alone() -> None:
    told = [(each, found(each)) for each in pairs(7)]
    assert sum(bool(each.planted) for each, _ in told) == 100
    hits = [each for each, kinds in told if each.planted and Attribute(each.planted) in kinds]
    alarms = [each for each, kinds in told if kinds]
    missed = [each for each, _ in told if each.planted and each not in hits]
    assert len(hits) >= 90, missed[:10]
    right = [each for each in alarms if each.planted]
    assert len(right) >= 0.8 * len(alarms), [each for each in alarms if not each.planted][:10]
    for kind in ("amount", "days", "date", "limit", "negation"):
        of = [each for each in hits if each.planted == kind]
        assert len(of) >= 16, f"{kind}: {len(of)} of 20"


def test_a_control_that_cannot_read_numbers_finds_none() -> None:
    blind = [Pair("words only", "words only", each.planted) for each in pairs(7)]
    assert not any(found(each) for each in blind)


@pytest.mark.feature("CO-10", part="a translation with another amount, date or number of days")
def test_a_translation_that_counts_otherwise_is_found() -> None:
    texts = (
        ("en", "Refunds take 5 days and cost KES 200 from 3 March."),
        ("fr", "Le remboursement prend 5 jours et coûte 200 KES dès le 3 mars."),
        ("sw", "Marejesho huchukua siku 9 na gharama ni KES 200 kuanzia 3 machi."),
    )
    sources = [Source(language, "refund", text, language, of="one") for language, text in texts]
    (one, other) = contradictions(sources)
    assert {one.other, other.other} == {"sw"} and {one.attribute, other.attribute} == {Attribute.DAYS}
    apart = [Source(language, "refund", text, language) for language, text in texts]
    assert not contradictions(apart), "two texts in two languages are compared only as translations of one"


@pytest.fixture
def told(company: Company, now: datetime) -> None:
    """An announcement, a card and a campaign on one topic; the campaign promises fewer days."""
    begin = now - timedelta(days=2)
    second(company, begin)
    audience = everybody(company, begin)
    held = begun(company, begin, "refund", audience_id=audience)
    text = words(what_to_say="Your refund is paid within 5 working days.")
    put_out(company, held, begin, text=text, effective_at=begin + timedelta(hours=1), head_start_hours=0)
    cascade.keep(by=SYSTEM, at=begin + timedelta(hours=2))
    cards.draft_card(
        told=cards.NewCard(
            code="when", topic="refund", audience_id=audience, language="en", question="When is my refund paid?",
            wording="Your refund is paid within five working days.", valid_from=begin,
        ),
        by=company.actor("leader"), at=begin,
    )  # fmt: skip
    campaigns.add_campaign(
        code="fast", name="Fast refunds", why="They asked.", unit_id=company.units["root"], launch_on=now.date(),
        announcement_ids=[held.id], customer_text="Now your refund is paid within 3 working days!",
        by=company.actor("leader"), at=begin,
    )  # fmt: skip


@pytest.mark.feature("CO-10", part="inside against outside against card; a person rules by name, gone before resolved")
def test_inside_outside_and_card_are_compared_and_a_person_rules(company: Company, now: datetime, told: None) -> None:
    leader = company.actor("leader")
    assert operations.look(by=SYSTEM, at=now) == 2
    assert operations.look(by=SYSTEM, at=now) == 2, "looking again finds nothing new"
    rows = list(queries.visible_to(leader))
    assert {row.attribute for row in rows} == {"days"}
    assert all("campaign fast (planned)" in (row.one, row.other) for row in rows)
    row = next(each for each in rows if "announcement" in each.one + each.other)
    with pytest.raises(Denied):
        operations.rule_on(contradiction_id=row.id, verb=ContradictionVerb.CONFIRM, by=SYSTEM, at=now)
    operations.rule_on(contradiction_id=row.id, verb=ContradictionVerb.CONFIRM, by=leader, at=now)
    with pytest.raises(Refused, match="still say it"):
        operations.rule_on(
            contradiction_id=row.id, verb=ContradictionVerb.RESOLVE, reason="Corrected.", by=leader, at=now
        )
    with pytest.raises(Refused, match="say what was done"):
        operations.rule_on(contradiction_id=row.id, verb=ContradictionVerb.DISMISS, by=leader, at=now)
    campaigns.reword(
        campaign_id=Campaign.objects.get().id, customer_text="Now your refund is paid within 5 days!", by=leader, at=now
    )
    assert operations.look(by=SYSTEM, at=now) == 0
    done = operations.rule_on(
        contradiction_id=row.id, verb=ContradictionVerb.RESOLVE, reason="Corrected.", by=leader, at=now
    )
    assert (done.state, done.decided_by_id) == (ContradictionState.RESOLVED, leader.id)
    acts = AuditRow.objects.filter(entity_id=str(row.id)).values_list("action", flat=True)
    assert set(acts) == {"contradiction.suspected", "contradiction.confirm", "contradiction.resolve"}


@pytest.mark.feature("CO-10", part="one value in other units is no contradiction, nor is another topic")
def test_one_value_in_other_units_agrees_and_other_topics_are_not_compared() -> None:
    sources = [Source("a", "t", "A refund takes 5 days."), Source("b", "t", "A refund takes 6 days.")]
    assert len(contradictions(sources)) == 1
    assert contradictions([sources[0], Source("b", "t", "A refund takes 120 hours.")]) == []
    assert contradictions([sources[0], Source("b", "other", "A refund takes 6 days.")]) == []


@pytest.mark.parametrize(("text", "hours"), [("Siku Tatu", "72"), ("siku 3", "72"), ("Within 1.5 days", "36")])
def test_a_span_is_read_however_it_is_written(text: str, hours: str) -> None:
    assert [each.value for each in values(text)] == [hours]


def test_what_was_put_right_and_is_said_again_is_open_again_and_what_is_none_stays_so(
    company: Company, now: datetime, told: None
) -> None:
    leader, held = company.actor("leader"), Campaign.objects.get()
    operations.look(by=SYSTEM, at=now)
    resolved, dismissed = Contradiction.objects.order_by("id")
    common = {"reason": "Corrected.", "by": leader, "at": now}
    operations.rule_on(contradiction_id=resolved.id, verb=ContradictionVerb.CONFIRM, **common)
    operations.rule_on(contradiction_id=dismissed.id, verb=ContradictionVerb.DISMISS, **common)
    text = held.customer_text
    campaigns.reword(campaign_id=held.id, customer_text="Ask us.", by=leader, at=now)
    assert operations.look(by=SYSTEM, at=now) == 0
    operations.rule_on(contradiction_id=resolved.id, verb=ContradictionVerb.RESOLVE, **common)
    campaigns.reword(campaign_id=held.id, customer_text=text, by=leader, at=now)
    assert operations.look(by=SYSTEM, at=now) == 1
    states = dict(Contradiction.objects.values_list("id", "state"))
    assert states == {resolved.id: ContradictionState.SUSPECTED, dismissed.id: ContradictionState.DISMISSED}


@pytest.mark.feature("CO-10", part="a confirmed one blocks the release and the gate")
def test_a_confirmed_one_blocks_release_and_gate(company: Company, now: datetime, told: None) -> None:
    operations.look(by=SYSTEM, at=now)
    leader, row = company.actor("leader"), Contradiction.objects.first()
    assert row is not None
    held = Campaign.objects.get()
    before = {
        each["name"]: each["met"] for each in campaigns.read_gate(campaign_id=held.id, by=leader, at=now).conditions
    }
    assert before["No contradiction is confirmed"]
    operations.rule_on(contradiction_id=row.id, verb=ContradictionVerb.CONFIRM, by=leader, at=now)
    after = campaigns.read_gate(campaign_id=held.id, by=leader, at=now).conditions
    assert not next(each for each in after if each["name"] == "No contradiction is confirmed")["met"]
    announcement = held.announcements.get().announcement
    text = words(what_to_say="Your refund is paid within 4 working days.")
    communication.write(
        announcement_id=announcement.id,
        words={"en": text},
        plan=communication.Plan(effective_at=now),
        by=leader,
        at=now,
    )
    operations.look(by=SYSTEM, at=now)
    draft = next(
        each for each in Contradiction.objects.filter(state="suspected") if "refund 2" in each.one + each.other
    )
    communication.check(announcement_id=announcement.id, by=leader, at=now)
    operations.rule_on(contradiction_id=draft.id, verb=ContradictionVerb.CONFIRM, by=leader, at=now)
    communication.write(
        announcement_id=announcement.id,
        words={"en": text},
        plan=communication.Plan(effective_at=now),
        by=leader,
        at=now,
    )
    with pytest.raises(Refused, match="contradict"):
        communication.check(announcement_id=announcement.id, by=leader, at=now)

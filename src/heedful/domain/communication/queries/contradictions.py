"""Reads of texts that may contradict each other: what is said inside, outside and on cards, and by which policy."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.communication.enums import CampaignState, CardState, ContradictionState, VersionState
from heedful.domain.communication.models import AnnouncementVersion, AnswerCard, Campaign, Contradiction
from heedful.domain.communication.queries.announcements import facts_at, words_of
from heedful.domain.communication.rules.contradictions import Source
from heedful.domain.communication.rules.wording import filled_in
from heedful.domain.strategy import queries as strategy
from heedful.foundation.access import Actor, Permission
from heedful.foundation.errors import NotFound

OPEN = (ContradictionState.SUSPECTED, ContradictionState.CONFIRMED)


def visible_to(actor: Actor) -> QuerySet[Contradiction]:
    """Return the findings; who follows the cascade of the whole company sees them, for they cross audiences."""
    actor.require_everywhere(Permission.SEE_CASCADE)
    return Contradiction.objects.select_related("decided_by")


def contradiction(actor: Actor, contradiction_id: UUID) -> Contradiction:
    """Return a finding; raise NotFound otherwise."""
    found = visible_to(actor).filter(id=contradiction_id).first()
    if found is None:
        raise NotFound("no finding has this id", field="contradiction", value=contradiction_id)
    return found


def open_on(topics: set[str]) -> QuerySet[Contradiction]:
    """Return the findings on some topics that a person has confirmed and nobody has put right: they block."""
    return Contradiction.objects.filter(topic__in=topics, state=ContradictionState.CONFIRMED, gone_at__isnull=True)


def confirmed_in(version: AnnouncementVersion) -> list[str]:
    """Return what this very version contradicts by a person's word; an older version's faults do not stop its cure."""
    key = f"announcement {version.announcement.code} {version.n} ("
    rows = open_on({version.announcement.topic}).filter(Q(one__startswith=key) | Q(other__startswith=key))
    return [row.other if row.one.startswith(key) else row.one for row in rows]


def sources(at: datetime) -> list[Source]:
    """Return every text that holds at a time or is about to: words, cards, campaigns, clauses of policies."""
    facts = facts_at(at)
    return [*_announcements(facts), *_cards(facts, at), *_campaigns(facts), *_clauses(at)]


def _announcements(facts: dict[str, str]) -> Iterator[Source]:
    gone = [VersionState.SUPERSEDED, VersionState.WITHDRAWN]
    rows = AnnouncementVersion.objects.exclude(state__in=gone).select_related("announcement")
    for row in rows.prefetch_related("wordings").order_by("announcement__code", "n"):
        for language, words in sorted(words_of(row).items()):
            said = [words.what_changes, words.what_to_say, *(answer for _, answer in words.questions)]
            key = f"announcement {row.announcement.code} {row.n} ({language})"
            text = "\n".join(filled_in(each, facts) for each in said)
            yield Source(
                key, row.announcement.topic, text, language, of=f"announcement {row.announcement.code} {row.n}"
            )


def _cards(facts: dict[str, str], at: datetime) -> Iterator[Source]:
    rows = AnswerCard.objects.exclude(state=CardState.WITHDRAWN).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at))
    for row in rows.select_related("audience").order_by("code", "language", "valid_from"):
        key = f"card {row.code} for {row.audience.code} ({row.language}) from {row.valid_from:%Y-%m-%d}"
        of = f"card {row.code} for {row.audience.code}"
        yield Source(key, row.topic, filled_in(row.wording, facts), row.language, of=of)


def _campaigns(facts: dict[str, str]) -> Iterator[Source]:
    rows = Campaign.objects.exclude(customer_text="").prefetch_related("announcements__announcement")
    begun = (CampaignState.LAUNCHED, CampaignState.LAUNCHED_BY_OVERRIDE)
    for row in rows.order_by("code"):
        state = "running" if row.state in begun else "planned"
        for topic in sorted({each.announcement.topic for each in row.announcements.all()}):
            yield Source(f"campaign {row.code} ({state})", topic, filled_in(row.customer_text, facts), row.language)


def _clauses(at: datetime) -> Iterator[Source]:
    """Return the clauses that a decision put in force, on the decision's topic."""
    for row in strategy.clauses_in_force(at).filter(decision__isnull=False).select_related("decision"):
        topic = row.decision.topic if row.decision else ""
        yield Source(f"clause {row.clause.code} {row.n}", topic, row.text)

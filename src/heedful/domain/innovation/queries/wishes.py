"""Reads of wishes: the list counted by people, money, segment and journey, and what may be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from heedful.analytics.text.likeness import groups
from heedful.domain.customers import queries as customers
from heedful.domain.feedback import queries as feedback
from heedful.domain.innovation.enums import WishState
from heedful.domain.innovation.models import NotAlike, Wish, WishVoice
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import add_months
from heedful.foundation.errors import NotFound

MOST = 2_000
MONTHS = 12


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish with all its duplicates: how many voices and people, their accounts' money of 12 months by currency.

    `money` is empty for who may not see revenue. Segments and journeys count people.
    """

    wish: Wish
    voices: int
    people: int
    money: tuple[tuple[str, int], ...]
    segments: tuple[tuple[str, int], ...]
    journeys: tuple[tuple[str, int], ...]
    duplicates: tuple[Wish, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """Wishes that may be the same; the first is the oldest."""

    wishes: tuple[Wish, ...]
    likeness: float


def visible_to(actor: Actor) -> QuerySet[Wish]:
    """Return the wishes of units whose feedback the actor may see, duplicates too: a title is a customer's words."""
    return Wish.objects.filter(within("unit_id", actor, Permission.SEE_FEEDBACK)).select_related("unit")


def find_wish(actor: Actor, wish_id: UUID) -> Wish:
    """Return a wish in sight; raise NotFound."""
    found = visible_to(actor).filter(id=wish_id).first()
    if found is None:
        raise NotFound("no wish has this id", field="wish", value=wish_id)
    return found


def listed(actor: Actor, on: date, *, state: WishState | None = WishState.OPEN) -> list[WishRow]:
    """Return the wishes in sight with their duplicates counted in, most people first."""
    every = list(visible_to(actor))
    below = _below(every)
    tops = [each for each in every if each.merged_into_id is None and (state is None or each.state == state)]
    rows = _rows(actor, [_family(top, below) for top in tops], on)
    return sorted(rows, key=lambda row: (-row.people, -row.voices, row.wish.title))


def one(actor: Actor, wish_id: UUID, on: date) -> WishRow:
    """Return one wish with its duplicates counted in."""
    wish = find_wish(actor, wish_id)
    (row,) = _rows(actor, [_family(wish, _below(visible_to(actor).filter(merged_into__isnull=False)))], on)
    return row


def words(actor: Actor, row: WishRow) -> list[tuple[str, str, date]]:
    """Return (words, segment, day) of the voices of a wish that the actor may read, newest first."""
    ids = WishVoice.objects.filter(wish__in=[row.wish, *row.duplicates]).values("submission_id")
    found = feedback.visible_to(actor).filter(id__in=ids).order_by("-collected_at", "-id")
    return [
        (each.body, (each.account.segment_id or "") if each.account else "", each.collected_at.date())
        for each in found[:50]
    ]


def suggestions(actor: Actor) -> list[Suggested]:
    """Return groups of open wishes in sight that may be the same, most alike first; a no is not asked again."""
    found = visible_to(actor).filter(merged_into__isnull=True, state=WishState.OPEN)
    wishes = {str(each.id): each for each in found.order_by("-at", "-id")[:MOST]}
    texts = {key: each.title for key, each in wishes.items()}
    for wish_id, body in WishVoice.objects.filter(wish__in=wishes.values()).values_list("wish_id", "submission__body"):
        if body and body not in texts[str(wish_id)]:
            texts[str(wish_id)] += f"\n{body}"
    no = {frozenset((str(a), str(b))) for a, b in NotAlike.objects.values_list("one_id", "other_id")}
    result = []
    for group in groups(texts):
        oldest = min(group.keys, key=lambda key: (wishes[key].at, key))
        others = [key for key in group.keys if key != oldest and frozenset((key, oldest)) not in no]
        if others:
            result.append(Suggested(tuple(wishes[key] for key in (oldest, *others)), group.likeness))
    return result


def without_wish() -> Iterable[UUID]:
    """Return the ids of submissions that wish something and are on no list yet, oldest first."""
    taken = WishVoice.objects.values("submission_id")
    return feedback.wishes().exclude(id__in=taken).values_list("id", flat=True)


def _below(wishes: Iterable[Wish]) -> dict[UUID, list[Wish]]:
    found: dict[UUID, list[Wish]] = {}
    for each in wishes:
        if each.merged_into_id is not None:
            found.setdefault(each.merged_into_id, []).append(each)
    return found


def _family(top: Wish, below: dict[UUID, list[Wish]]) -> list[Wish]:
    found = [top]
    for each in found:  # it grows while it is read: duplicates of duplicates are among them
        found.extend(below.get(each.id, ()))
    return found


def _rows(actor: Actor, families: Sequence[Sequence[Wish]], on: date) -> list[WishRow]:
    """Count families of wishes: two queries, however many there are."""
    said: dict[UUID, list[Any]] = {}
    ids = [each.id for family in families for each in family]
    voices = WishVoice.objects.filter(wish_id__in=ids)
    for voice in voices.select_related("submission__account", "submission__touchpoint"):
        said.setdefault(voice.wish_id, []).append(voice.submission)
    accounts = {each.account_id for those in said.values() for each in those if each.account_id is not None}
    until = add_months(on, 0)
    money = customers.revenue_by_account(accounts, add_months(until, -MONTHS), until) if accounts else {}
    return [
        _row(actor, family, [each for wish in family for each in said.get(wish.id, ())], money) for family in families
    ]


def _row(
    actor: Actor, family: Sequence[Wish], said: Sequence[Any], money: Mapping[UUID, list[tuple[str, int]]]
) -> WishRow:
    people: dict[str, Any] = {}
    for each in said:
        people[str(each.contact_id or each.sender_address.casefold() or each.account_id or each.id)] = each
    brought: Counter[str] = Counter()
    if actor.can(Permission.SEE_REVENUE, family[0].unit_id):
        for account_id in {each.account_id for each in said if each.account_id is not None}:
            for currency, minor in money.get(account_id, ()):
                brought[currency] += minor
    return WishRow(
        wish=family[0],
        voices=len(said),
        people=len(people),
        money=tuple(sorted(brought.items())),
        segments=_counted(each.account.segment_id if each.account else "" for each in people.values()),
        journeys=_counted(each.touchpoint.journey if each.touchpoint else "" for each in people.values()),
        duplicates=tuple(family[1:]),
    )


def _counted(values: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(value or "not known" for value in values).most_common())

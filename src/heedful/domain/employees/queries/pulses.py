"""Reads of pulses. Figures are given when a pulse has closed, in one published cut: its units. There is no filter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum

from heedful.domain.employees.enums import Question
from heedful.domain.employees.models import Pulse, PulseAnswer, PulseComment, PulseToken, PulseUnit
from heedful.domain.employees.rules.pulses import Score, published
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.days import day_of
from heedful.foundation.disclosure import MINIMUM_COMMENTS, TOTAL
from heedful.foundation.errors import NotFound, Refused


@dataclass(frozen=True, slots=True)
class UnitScores:
    """A unit with its depth below the top of the pulse, how many were asked in it and below, and its scores."""

    unit_id: UUID
    name: str
    depth: int
    asked: int
    scores: dict[Question, Score]


def visible_to(actor: Actor) -> QuerySet[Pulse]:
    """Return the pulses of the units whose voice the actor may hear, and those that reach into them."""
    reach = actor.units(Permission.SEE_PULSES)
    found = Pulse.objects.select_related("unit")
    if reach is None:
        return found
    inside = PulseUnit.objects.filter(within("unit_id", actor, Permission.SEE_PULSES)).values("pulse_id")
    return found.filter(id__in=inside)


def find_pulse(actor: Actor, pulse_id: UUID) -> Pulse:
    """Return a pulse in sight; raise NotFound."""
    found = visible_to(actor).filter(id=pulse_id).first()
    if found is None:
        raise NotFound("no pulse has this id", field="pulse", value=pulse_id)
    return found


def to_answer(actor: Actor, on: date) -> list[Pulse]:
    """Return the open pulses that the colleague has been asked and has not answered."""
    if actor.id is None:
        return []
    unspent = PulseToken.objects.filter(person_id=actor.id, spent=False).values("pulse_id")
    return list(Pulse.objects.filter(id__in=unspent, closed_at__isnull=True, closes_on__gte=on))


def open_pulses() -> QuerySet[Pulse]:
    """Return the pulses that have not closed."""
    return Pulse.objects.filter(closed_at__isnull=True).order_by("opened_at", "id")


def asked_in(pulse_id: UUID) -> int:
    """Return how many colleagues a pulse asked."""
    return PulseUnit.objects.filter(pulse_id=pulse_id).aggregate(n=Sum("asked"))["n"] or 0


def results(actor: Actor, pulse_id: UUID) -> list[UnitScores]:
    """Return the scores of every unit in sight, of a closed pulse; raise Refused while it is open.

    What is hidden is decided once for the whole pulse, and nothing is given while answers still come: today minus
    yesterday would be the answer of one colleague.
    """
    pulse = find_pulse(actor, pulse_id)
    if pulse.closed_at is None:
        raise Refused("this pulse is still open", field="pulse", fix=f"figures come when it closes, {pulse.closes_on}")
    reach = actor.units(Permission.SEE_PULSES)
    rows = _tree(pulse)
    asked = _asked(pulse, rows)
    scores = _scores(pulse, rows)
    top = min((depth for _, _, depth in rows), default=0)
    names = organisation.unit_names()
    return [
        UnitScores(unit, names[unit], depth - top, asked[unit], {each: scores[each][str(unit)] for each in Question})
        for unit, _, depth in rows
        if reach is None or unit in reach
    ]


def scores_by_unit(question: Question) -> list[tuple[date, dict[UUID, Score]]]:
    """Return, of each closed pulse, its day of opening and the scores of its units; hidden ones are left out."""
    found = []
    for pulse in Pulse.objects.filter(closed_at__isnull=False).order_by("opened_at", "id"):
        rows = _tree(pulse)
        shown = _scores(pulse, rows)[question]
        scores = {UUID(unit): one for unit, one in shown.items() if not one.hidden and one.n}
        found.append((day_of(pulse.opened_at), scores))
    return found


def comments(actor: Actor, pulse_id: UUID) -> list[str] | None:
    """Return the comments of a closed pulse in no order, without unit; None while there are fewer than ten.

    They are for who hears the whole pulse: a comment has no unit, so it cannot be given to one unit's leader.
    """
    pulse = find_pulse(actor, pulse_id)
    if pulse.closed_at is None or not actor.can(Permission.SEE_PULSES, pulse.unit_id):
        return None
    found = list(PulseComment.objects.filter(pulse=pulse).order_by("id").values_list("text", flat=True))
    return found if len(found) >= MINIMUM_COMMENTS else None


def _tree(pulse: Pulse) -> list[tuple[UUID, UUID | None, int]]:
    """Return (unit, parent, depth) of the pulse's units as the tree stood when it was asked."""
    on = day_of(pulse.opened_at)
    inside = organisation.subtree_ids(pulse.unit_id, on)
    return [(row.unit.id, row.parent_id, row.depth) for row in organisation.tree(on) if row.unit.id in inside]


def _scores(pulse: Pulse, rows: list[tuple[UUID, UUID | None, int]]) -> dict[Question, dict[str, Score]]:
    inside = {unit for unit, _, _ in rows}
    parents = {str(unit): str(above) if above in inside else TOTAL for unit, above, _ in rows}
    values: dict[Question, dict[str, list[int]]] = {each: {} for each in Question}
    for row in PulseAnswer.objects.filter(pulse=pulse).values("unit_id", *(each.value for each in Question)):
        for each in Question:
            if row[each.value] is not None:
                values[each].setdefault(str(row["unit_id"]), []).append(row[each.value])
    return {each: published(values[each], parents, each) for each in Question}


def _asked(pulse: Pulse, rows: list[tuple[UUID, UUID | None, int]]) -> dict[UUID, int]:
    own = dict(PulseUnit.objects.filter(pulse=pulse).values_list("unit_id", "asked"))
    found = {unit: own.get(unit, 0) for unit, _, _ in rows}
    for unit, above, _ in reversed(rows):
        if above in found:
            found[above] += found[unit]
    return found

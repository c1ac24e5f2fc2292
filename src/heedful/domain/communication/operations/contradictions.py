"""Writes of contradictions: looked for on demand, before release and every night; a person rules, by name."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.communication.enums import ContradictionState, ContradictionVerb
from heedful.domain.communication.models import Contradiction
from heedful.domain.communication.operations.announcements import person_of
from heedful.domain.communication.queries.contradictions import OPEN, contradiction, sources
from heedful.domain.communication.rules.contradictions import contradictions
from heedful.domain.communication.rules.states import CONTRADICTION, step
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Refused


@transaction.atomic
def look(*, by: Actor, at: datetime) -> int:
    """Compare all texts that hold or are about to; keep what is new, note what is gone; return how many are open.

    What was put right and is said again is suspected again; what a person dismissed stays dismissed.
    """
    by.require_everywhere(Permission.AUTHOR_ANNOUNCEMENTS)
    found = {each.fingerprint: each for each in contradictions(sources(at))}
    known = {row.fingerprint: row for row in Contradiction.objects.filter(fingerprint__in=found)}
    fresh = [
        Contradiction(
            fingerprint=key, topic=each.topic, attribute=each.attribute, one=each.one, one_words=each.one_words,
            other=each.other, other_words=each.other_words, values=list(each.values), rule=each.rule, found_at=at,
        )
        for key, each in found.items()
        if key not in known
    ]  # fmt: skip
    Contradiction.objects.bulk_create(fresh, ignore_conflicts=True)  # somebody else may look at this moment
    kept = set(Contradiction.objects.filter(id__in=[row.id for row in fresh]).values_list("id", flat=True))
    fresh = [row for row in fresh if row.id in kept]
    back = [row for row in known.values() if row.gone_at is not None]
    Contradiction.objects.filter(id__in=[row.id for row in back]).update(gone_at=None)
    again = [row for row in back if row.state == ContradictionState.RESOLVED]
    Contradiction.objects.filter(id__in=[row.id for row in again]).update(state=ContradictionState.SUSPECTED)
    Contradiction.objects.exclude(fingerprint__in=found).filter(gone_at__isnull=True).update(gone_at=at)
    for row in (*fresh, *again):
        audit.record(by=by, at=at, action="contradiction.suspected", entity="contradiction", entity_id=row.id)
    return Contradiction.objects.filter(state__in=OPEN, gone_at__isnull=True).count()


@transaction.atomic
def rule_on(
    *, contradiction_id: UUID, verb: ContradictionVerb, reason: str = "", by: Actor, at: datetime
) -> Contradiction:
    """Confirm, resolve or dismiss a finding by name. It is resolved once the texts no longer say it."""
    by.require_everywhere(Permission.RELEASE_ANNOUNCEMENTS)
    held = contradiction(by, contradiction_id)
    state = step(CONTRADICTION, ContradictionState(held.state), verb)
    if verb is not ContradictionVerb.CONFIRM and not reason.strip():
        raise Refused("say what was done, or why it is none", field="reason", fix="write one sentence")
    if verb is ContradictionVerb.RESOLVE and held.gone_at is None:
        raise Refused("both texts still say it", field="contradiction", fix="correct one of them, then check again")
    rows = Contradiction.objects.filter(id=held.id, state=held.state)
    if not rows.update(state=state, reason=reason.strip(), decided_by_id=person_of(by), decided_at=at):
        raise Conflict("somebody else has ruled on it", field="state", fix="look at it again")
    audit.record(by=by, at=at, action=f"contradiction.{verb}", entity="contradiction", entity_id=held.id)
    held.refresh_from_db()
    return held

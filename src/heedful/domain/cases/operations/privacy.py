"""Cases of a person who is forgotten."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import transaction

from heedful.domain.cases.enums import Direction
from heedful.domain.cases.models import (
    Attachment,
    Case,
    Episode,
    Escalation,
    Event,
    Exemption,
    HandOver,
    Message,
    RecoveryStep,
)
from heedful.domain.cases.queries.record import theirs
from heedful.domain.customers.rules import Traces
from heedful.foundation.access import ActorKind
from heedful.foundation.notify import operations as notify
from heedful.warehouse import dirty

WORDS = frozenset({"why", "reason"})
"""What an event's data holds of colleagues' words; the rest is ids, states and what clocks are made again from."""


@transaction.atomic
def forget_cases(*, who: Traces) -> list[UUID]:
    """Empty the cases of a person of every word, file and name; return them.

    What happened when, by which colleague, at what cost stays: the figures of recovery stand. The status page is shut.
    """
    ids = list(theirs(who).values_list("id", flat=True))
    episodes = Episode.objects.filter(case_id__in=ids)
    Attachment.objects.filter(message__case_id__in=ids).delete()
    Message.objects.filter(case_id__in=ids).update(body="", shields=[])
    Message.objects.filter(case_id__in=ids, direction=Direction.INWARD).update(author="")
    RecoveryStep.objects.filter(episode__in=episodes).update(evidence="")
    HandOver.objects.filter(episode__in=episodes).update(asked="", answer="")
    words = list(Exemption.objects.filter(case_id__in=ids).values_list("id", flat=True))
    Exemption.objects.filter(id__in=words).update(words="")
    episodes.update(impact="", immediate_action="", findings="", answer="", reason="", without_steps="")
    for case_id in ids:
        Case.objects.filter(id=case_id).update(
            subject="Erased", wanted="", sender="", reply_to="", contact=None, interaction=None,
            status_hash=secrets.token_hex(32),
        )  # fmt: skip
    for event in Event.objects.filter(case_id__in=ids).exclude(data={}):
        kept = {key: value for key, value in event.data.items() if key not in WORDS}
        Event.objects.filter(id=event.id).update(data=kept)
    Event.objects.filter(case_id__in=ids, actor_kind=ActorKind.CUSTOMER).update(actor_name="")
    raised = Escalation.objects.filter(episode__in=episodes).values_list("id", flat=True)
    notify.forget(
        urls=[f"/desk/cases/{each}/" for each in ids],
        keys=[str(each) for each in words],
        begun=[f"{each}:" for each in raised],
    )
    dirty.mark("cases", ids)
    return ids

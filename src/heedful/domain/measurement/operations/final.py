"""What may still be written once a period is locked: files, signatures, restatements."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from heedful.domain.measurement.enums import PeriodState
from heedful.domain.measurement.models import PackFile, Period, Restatement, Result, SignOff
from heedful.domain.measurement.operations.closing import WrongState, claim, move
from heedful.domain.measurement.queries import Late, definition_for, differs, path_of, period, proven, told_of
from heedful.domain.measurement.rules import FINAL, SIGNATURES, material, signed_by_two
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, ActorKind, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, NotFound, Refused


class NeedsTwoPeople(Refused):
    """Two different people must sign."""


@transaction.atomic
def sign(*, period_id: UUID, by: Actor, at: datetime) -> Period:
    """Sign a locked period; the second signature, by another person, makes it final."""
    by.require_everywhere(Permission.SIGN_PERIOD)
    if by.kind is not ActorKind.COLLEAGUE or by.id is None:
        raise NeedsTwoPeople("a person signs, not a program", fix="sign in and sign on the page of the period")
    if not organisation.has_two_signers(at.date()):
        raise NeedsTwoPeople(
            "a period is signed by two different people, and here only one may sign",
            fix="add a second person with the role board or CX leader: `heedful user add --role board`",
        )
    found = period(period_id)
    if found.state != PeriodState.LOCKED:
        raise WrongState("only a locked period can be signed", field="state", value=found.state, fix="lock it first")
    if found.signatures.filter(person_id=by.id).exists():
        raise NeedsTwoPeople("you have signed already: the second signature is another person's")
    proven(found)
    claim(found)
    SignOff.objects.create(period=found, person_id=by.id, person_name=by.name, data_hash=found.data_hash, at=at)
    data = {"data_hash": found.data_hash}
    audit.record(by=by, at=at, action="period.signed", entity="period", entity_id=period_id, data=data)
    if signed_by_two(found.signatures.values_list("person_id", flat=True)):
        move(period_id, PeriodState.SIGNED)
    return period(period_id)


@transaction.atomic
def restate(*, late: Sequence[Late], reason: str, by: Actor, at: datetime) -> list[Restatement]:
    """Put new values beside closed ones of a period, with the reason and whether each is material.

    The closed values stay.
    """
    by.require_everywhere(Permission.CLOSE_PERIOD)
    if len(reason.split()) < SIGNATURES:
        raise Refused("a restatement needs its reason", field="reason", fix="say what was wrong and how it came up")
    keys = [each.result.id for each in late]
    known = {row.id: row for row in Result.objects.select_related("period").filter(id__in=keys)}
    if missing := [key for key in keys if key not in known]:
        raise NotFound("no closed figure has this id", field="result", value=missing[0])
    (found,) = {row.period for row in known.values()}
    if found.state not in FINAL:
        raise WrongState("an open period has nothing to restate", fix="its figures still move by themselves")
    claim(found)
    first = Restatement.objects.filter(period=found).count() + 1
    edition = 1 + (PackFile.objects.filter(period=found).aggregate(last=Max("edition"))["last"] or 0)
    return [
        _restated(
            known[each.result.id], each, number=first + place, edition=edition, reason=reason.strip(), by=by, at=at
        )
        for place, each in enumerate(late)
    ]


def _restated(
    result: Result, late: Late, *, number: int, edition: int, reason: str, by: Actor, at: datetime
) -> Restatement:
    figure = late.now
    if (figure.definition.id, figure.group) != (result.definition, result.key):
        raise Refused("the new figure is of another metric or group", field="figure")
    old, new = told_of(result)[-1], figure.record()
    if not differs(old, new):
        raise Conflict("the figure is the same as before: nothing to restate")
    made = Restatement.objects.create(
        period=result.period,
        result=result,
        number=number,
        edition=edition,
        reason=reason,
        old=old,
        new=new,
        material=material(old, late.fresh.record(), definition_for(result.definition).practical),
        by_id=by.id,
        by_name=by.name,
        at=at,
    )
    data = {"definition": result.definition, "key": result.key, "material": made.material}
    audit.record(by=by, at=at, action="period.restated", entity="period", entity_id=result.period_id, data=data)
    return made


@transaction.atomic
def store_file(
    *, period_id: UUID, edition: int, name: str, media_type: str, content: bytes, by: Actor, at: datetime
) -> PackFile:
    """Store a file of a period's pack under its hash; an edition never gets a file of the same name twice."""
    if period(period_id).state not in FINAL:
        raise WrongState("a pack belongs to a locked period", fix="lock the period first")
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        draft.replace(path)
    made = PackFile.objects.create(
        period_id=period_id, edition=edition, name=name, media_type=media_type, sha256=sha256, size=len(content), at=at
    )
    data = {"name": name, "edition": edition, "sha256": sha256}
    audit.record(by=by, at=at, action="period.file_stored", entity="period", entity_id=period_id, data=data)
    return made

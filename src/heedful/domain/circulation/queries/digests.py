"""Reads of digests: who is due, what one says, and the link that opens it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing

from heedful.domain.circulation.models import Digest, Preference, Thing
from heedful.domain.circulation.rules.choosing import READS
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Role
from heedful.foundation.days import day_of, zone

SALT = "heedful.circulation.digest"
USUAL_HOUR = 8
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """The hour a colleague wants the digest at, and whether they want one."""

    hour: int
    on: bool


def wanted_by(person_id: UUID) -> Wanted:
    """Return what a colleague chose, or the usual hour."""
    found = Preference.objects.filter(person_id=person_id).first()
    return Wanted(found.hour, not found.off) if found else Wanted(USUAL_HOUR, on=True)


def due(at: datetime, limit: int) -> list[tuple[UUID, Role]]:
    """Return colleagues whose hour has come on a working day and who have no digest of this day, with their role."""
    today, local = day_of(at), at.astimezone(zone())
    if local.weekday() >= SATURDAY:
        return []
    chosen = {each.person_id: each for each in Preference.objects.all()}
    had = set(Digest.objects.filter(day=today).values_list("person_id", flat=True))
    found = []
    for person, roles in organisation.role_holders(today):
        role, own = next((each for each in READS if each in roles), None), chosen.get(person.id)
        hour, off = (own.hour, own.off) if own else (USUAL_HOUR, False)
        if role is not None and person.id not in had and not off and local.hour == hour:
            found.append((person.id, role))
    return found[:limit]


def newest_of(person_id: UUID) -> Digest | None:
    """Return a colleague's newest digest."""
    return Digest.objects.select_related("person").filter(person_id=person_id).first()


def things_of(digest: Digest) -> list[Thing]:
    """Return the things of a digest in their order."""
    return list(digest.things.order_by("place"))


def told_before(person_id: UUID) -> list[str]:
    """Return what a colleague has been told as news."""
    rows = Thing.objects.filter(digest__person_id=person_id).exclude(about="")
    return list(rows.values_list("about", flat=True))


def link_of(digest_id: UUID) -> str:
    """Return the signed secret of the link that opens a digest without log-in."""
    return signing.Signer(salt=SALT).sign(str(digest_id)).replace(":", ".")


def by_link(token: str) -> Digest | None:
    """Return the digest behind a signed link, expired or not; None when the signature is not ours."""
    try:
        key = UUID(signing.Signer(salt=SALT).unsign(token.replace(".", ":")))
    except (signing.BadSignature, ValueError):
        return None
    return Digest.objects.select_related("person").filter(id=key).first()


def show(digest: Digest) -> dict[str, Any]:
    """Return a digest as plain values."""
    return {
        "id": digest.id,
        "day": digest.day,
        "role": digest.role,
        "plainness": round(digest.plainness, 1),
        "seen_at": digest.seen_at,
        "action": {"text": digest.action, "url": digest.action_url},
        "things": [
            {
                "topic": each.topic, "sentence": each.sentence, "quote": each.quote, "url": each.url,
                "feedback": each.submission_id, "begins": each.begins, "ends": each.ends,
            }
            for each in things_of(digest)
        ],
    }  # fmt: skip

"""Keeping a digest, sending it by mail, and noting that it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction

from heedful.domain.circulation.models import Carried, Digest, Thing
from heedful.domain.circulation.queries.digests import link_of
from heedful.domain.circulation.rules.choosing import PLAIN_ENOUGH, Told, plainness
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor, Role
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Refused
from heedful.foundation.notify import operations as notify

OPEN_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDigest:
    """A digest as it is being made."""

    person_id: UUID
    role: Role
    things: Sequence[Told]
    action: str
    action_url: str


@transaction.atomic
def keep_digest(*, made: NewDigest, by: Actor, at: datetime) -> str | None:
    """Keep a digest and mail it; return the secret of its link, None where this day has one already.

    Raise Refused where our own sentences are harder to read than the target.
    """
    index = plainness(made.things, made.action)
    if index > PLAIN_ENOUGH:
        raise Refused("a digest is easier to read", field="action", value=round(index), fix="shorter words, sentences")
    kept, created = Digest.objects.get_or_create(
        person_id=made.person_id,
        day=day_of(at),
        defaults={
            "role": made.role, "action": made.action, "action_url": made.action_url, "plainness": index,
            "made_at": at, "expires_at": at + OPEN_FOR,
        },
    )  # fmt: skip
    if not created:
        return None
    Thing.objects.bulk_create(_thing(kept, place, each) for place, each in enumerate(made.things, 1))
    carried = {one for each in made.things for one in each.carries}
    Carried.objects.bulk_create(Carried(digest=kept, submission_id=one) for one in sorted(carried))
    audit.record(by=by, at=at, action="digest.made", entity="digest", entity_id=kept.id, data={"n": len(made.things)})
    token = link_of(kept.id)
    _mail(kept, made, token, at)
    return token


@transaction.atomic
def mark_seen(*, digest_id: UUID, by: Actor, at: datetime) -> bool:
    """Note that a digest was read, the first time only."""
    seen = bool(Digest.objects.filter(id=digest_id, seen_at__isnull=True, expires_at__gt=at).update(seen_at=at))
    if seen:
        audit.record(by=by, at=at, action="digest.seen", entity="digest", entity_id=digest_id, data={})
    return seen


def _thing(kept: Digest, place: int, each: Told) -> Thing:
    quote = each.quote
    return Thing(
        digest=kept, place=place, topic=each.topic, about=each.about, sentence=each.sentence, url=each.url,
        quote=quote.text if quote else "", submission_id=quote.comment.id if quote else None,
        begins=quote.begins if quote else 0, ends=quote.ends if quote else 0,
    )  # fmt: skip


def _mail(kept: Digest, made: NewDigest, token: str, at: datetime) -> None:
    def absolute(path: str) -> str:
        return urljoin(settings.HEEDFUL_BASE_URL, path)

    page = absolute(f"/colleagues/digest/{token}/")
    lines: list[str] = []
    for place, each in enumerate(made.things, 1):
        lines += [f"{place}. {each.sentence}", *([f"   “{each.quote.text}”"] if each.quote else [])]
        lines += [f"   {absolute(each.url)}", ""]
    lines += [f"To do: {made.action}", absolute(made.action_url), ""]
    lines += [f"On one page, without signing in, for three days: {page}", f"No more of these: {page}off/"]
    notify.mail(
        to=organisation.person(made.person_id).email,
        subject=f"Three things from customers, {kept.day:%-d %B}",
        text="\n".join(lines),
        at=at,
        key=f"digest:{kept.id}",
        headers={"List-Unsubscribe": f"<{page}off/>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )

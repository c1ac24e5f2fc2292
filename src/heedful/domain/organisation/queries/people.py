"""Reads of colleagues, their roles and the actors they become."""

import hmac
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.organisation.enums import KeyScope, UnitKind
from heedful.domain.organisation.models import ApiKey, Person, RoleGrant
from heedful.domain.organisation.queries.units import root_id, subtree_ids
from heedful.domain.organisation.rules import hash_key
from heedful.foundation import lookup
from heedful.foundation.access import PERMISSIONS_OF, Actor, ActorKind, Grant, Permission, Role, within
from heedful.foundation.days import day_of
from heedful.foundation.errors import NotFound

READING = frozenset(p for p in Permission if p.value.startswith("see ") or p is Permission.EXPORT_DATA)


def _on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def _active(on: date) -> Q:
    return Q(active_from__lte=on) & (Q(active_to__isnull=True) | Q(active_to__gt=on))


def person(person_id: UUID) -> Person:
    """Return the colleague with this id."""
    found = Person.objects.select_related("unit", "manager").filter(id=person_id).first()
    if found is None:
        raise NotFound("no colleague has this id", field="person", value=person_id)
    return found


def person_by_email(email: str) -> Person | None:
    """Return the colleague with this address."""
    return Person.objects.filter(email__iexact=email).first()


def people(actor: Actor) -> QuerySet[Person]:
    """Return the colleagues the actor may see."""
    return Person.objects.filter(within("unit_id", actor, Permission.SEE_PEOPLE)).select_related("unit", "manager")


def person_names() -> dict[UUID, str]:
    """Return the names of all colleagues, past ones too, by id."""
    return dict(Person.objects.values_list("id", "name"))


def colleague(actor: Actor, person_id: UUID) -> Person:
    """Return a colleague the actor may see."""
    found = people(actor).filter(id=person_id).first()
    if found is None:
        raise NotFound("no colleague has this id", field="person", value=person_id)
    return found


def colleague_choices(unit_ids: frozenset[UUID] | None, on: date) -> list[tuple[UUID, str]]:
    """Return (id, name) of the active colleagues in the units, or in all."""
    active = Person.objects.filter(_active(on))
    if unit_ids is not None:
        active = active.filter(unit_id__in=unit_ids)
    return list(active.values_list("id", "name"))


def manager_of(person_id: UUID | None) -> Person | None:
    """Return a colleague's manager."""
    found = Person.objects.select_related("manager").filter(id=person_id).first() if person_id else None
    return found.manager if found else None


def placed_in(unit_ids: frozenset[UUID], on: date) -> list[tuple[UUID, UUID, UUID | None]]:
    """Return (id, unit id, manager id) of the colleagues who are here on a day in any of the units, by id."""
    here = Person.objects.filter(_active(on), unit_id__in=unit_ids)
    return list(here.order_by("id").values_list("id", "unit_id", "manager_id"))


def current_grants(person_id: UUID, on: date) -> QuerySet[RoleGrant]:
    """Return the roles a colleague holds on a day."""
    return RoleGrant.objects.filter(_on(on), person_id=person_id).select_related("unit").order_by("role")


def holders(permission: Permission, on: date) -> QuerySet[Person]:
    """Return the active colleagues with a role that gives `permission`, wherever."""
    roles = [role for role, held in PERMISSIONS_OF.items() if permission in held]
    held = RoleGrant.objects.filter(_on(on), role__in=roles).values("person_id")
    return Person.objects.filter(_active(on), id__in=held)


def role_holders(on: date) -> list[tuple[Person, list[Role]]]:
    """Return the active colleagues with the roles they hold on a day, by name."""
    held: dict[UUID, list[Role]] = {}
    for person_id, role in RoleGrant.objects.filter(_on(on)).values_list("person_id", "role"):
        held.setdefault(person_id, []).append(Role(role))
    here = Person.objects.filter(_active(on), id__in=list(held)).order_by("name", "id")
    return [(each, held[each.id]) for each in here]


def has_two_signers(on: date) -> bool:
    """Say whether two different people can sign a period: both with a role for the whole company."""
    roles = [role for role, held in PERMISSIONS_OF.items() if Permission.SIGN_PERIOD in held]
    held = RoleGrant.objects.filter(_on(on), role__in=roles, unit__kind=UnitKind.COMPANY).values("person_id")
    return Person.objects.filter(_active(on), id__in=held, user__isnull=False).count() >= 2


def is_here(person_id: UUID, at: datetime) -> bool:
    """Say whether a colleague is with us at `at`."""
    return Person.objects.filter(_active(day_of(at)), id=person_id).exists()


def works_in(person_id: UUID, permission: Permission, unit_id: UUID, at: datetime) -> bool:
    """Say whether a colleague is here at `at` and holds `permission` in the unit."""
    found = Person.objects.filter(_active(day_of(at)), id=person_id).first()
    return found is not None and actor_for_person(found, at).can(permission, unit_id)


def _grant(role: str, unit_id: UUID, root: UUID, on: date) -> Grant:
    return Grant(Role(role), None if unit_id == root else subtree_ids(unit_id, on))


def actor_for_person(found: Person, at: datetime) -> Actor:
    """Return the actor a colleague is at `at`: the roles held that day, each with its subtree of that day."""
    on = day_of(at)
    held = list(RoleGrant.objects.filter(_on(on), person_id=found.id).values_list("role", "unit_id"))
    root = root_id()
    grants = tuple(_grant(role, unit_id, root, on) for role, unit_id in held)
    return Actor(ActorKind.COLLEAGUE, found.id, found.name, grants)


def actor_for_user(user_id: int, at: datetime) -> Actor | None:
    """Return the actor behind a signed-in user; None when the user is no (or no longer an) active colleague."""
    found = Person.objects.filter(_active(day_of(at)), user_id=user_id).first()
    return actor_for_person(found, at) if found else None


KEY = ("secret_hash", "revoked_at", "expires_at", "id", "name", "role", "unit_id", "scope")


def actor_for_key(secret: str, at: datetime) -> Actor | None:
    """Return the actor behind an API key, compared in constant time; None when unknown, expired or revoked."""
    prefix = "_".join(secret.split("_")[:2])
    found = lookup.find(ApiKey, KEY, prefix=prefix)
    stored = found[0] if found else "0" * 64
    if not hmac.compare_digest(stored, hash_key(secret)) or found is None:
        return None
    _, revoked_at, expires_at, key_id, name, role, unit_id, scope = found
    if revoked_at is not None or (expires_at is not None and expires_at <= at):
        return None
    grant = _grant(role, unit_id, root_id(), day_of(at))
    return Actor(ActorKind.API_KEY, key_id, name, (grant,), READING if scope == KeyScope.READ else None)


def api_keys(actor: Actor) -> QuerySet[ApiKey]:
    """Return the API keys of the units where the actor may issue them, newest first."""
    reach = ApiKey.objects.filter(within("unit_id", actor, Permission.ISSUE_KEYS))
    return reach.select_related("unit").order_by("-created_at")

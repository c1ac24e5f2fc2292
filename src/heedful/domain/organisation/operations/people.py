"""Writes about colleagues and the roles they hold."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.organisation.models import Person, RoleGrant
from heedful.domain.organisation.queries.people import person, person_by_email
from heedful.domain.organisation.queries.units import find_unit
from heedful.foundation.access import Actor, Permission, Role
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import NotFound, Refused


@transaction.atomic
def add_person(
    *,
    name: str,
    email: str,
    unit_id: UUID,
    since: date,
    title: str = "",
    manager_id: UUID | None = None,
    user_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """Add a colleague to a unit."""
    by.require(Permission.ADMINISTER, unit_id)
    if not name.strip():
        raise Refused("a colleague needs a name", field="name", fix="enter the name as colleagues know it")
    if person_by_email(email):
        raise Refused("another colleague has this address", field="email", value=email)
    added = Person.objects.create(
        name=name.strip(),
        email=email,
        title=title,
        unit=find_unit(unit_id),
        manager_id=manager_id,
        user_id=user_id,
        active_from=since,
    )
    audit.record(by=by, at=at, action="person.added", entity="person", entity_id=added.id, data={"unit": unit_id})
    return added


@transaction.atomic
def update_person(
    *, person_id: UUID, title: str, unit_id: UUID, manager_id: UUID | None, by: Actor, at: datetime
) -> None:
    """Change a colleague's title, unit and manager; a chain of managers that ends in itself is refused."""
    changed = person(person_id)
    for touched in (changed.unit_id, unit_id):
        by.require(Permission.ADMINISTER, touched)
    above, seen = manager_id, {person_id}
    while above is not None:
        if above in seen:
            raise Refused("the managers would form a circle", field="manager", value=manager_id)
        seen.add(above)
        above = Person.objects.filter(id=above).values_list("manager_id", flat=True).first()
    changed.title, changed.unit, changed.manager_id = title, find_unit(unit_id), manager_id
    changed.save(update_fields=["title", "unit", "manager"])
    audit.record(by=by, at=at, action="person.updated", entity="person", entity_id=person_id, data={"unit": unit_id})


@transaction.atomic
def leave(*, person_id: UUID, on: date, by: Actor, at: datetime) -> None:
    """Record a colleague's last day: log-in and roles end with it."""
    by.require(Permission.ADMINISTER, person(person_id).unit_id)
    Person.objects.filter(id=person(person_id).id).update(active_to=on)
    RoleGrant.objects.filter(person_id=person_id, valid_to__isnull=True, valid_from__lte=on).update(valid_to=on)
    audit.record(by=by, at=at, action="person.left", entity="person", entity_id=person_id)


@transaction.atomic
def grant_role(*, person_id: UUID, role: Role, unit_id: UUID, since: date, by: Actor, at: datetime) -> RoleGrant:
    """Give a colleague a role for a unit and its subtree. Nobody grants a role to themselves."""
    by.require(Permission.ADMINISTER, unit_id)
    if by.id == person_id:
        raise Refused("nobody grants a role to themselves", field="person", fix="ask another administrator")
    if RoleGrant.objects.filter(person_id=person_id, role=role, unit_id=unit_id, valid_to__isnull=True).exists():
        raise Refused("the colleague holds this role already", field="role", value=role.label)
    granted = RoleGrant.objects.create(person=person(person_id), role=role, unit=find_unit(unit_id), valid_from=since)
    audit.record(
        by=by, at=at, action="role.granted", entity="person", entity_id=person_id, data={"role": role, "unit": unit_id}
    )
    return granted


@transaction.atomic
def end_grant(*, grant_id: UUID, on: date, by: Actor, at: datetime) -> None:
    """End a role on a day."""
    found = RoleGrant.objects.filter(id=grant_id, valid_to__isnull=True).first()
    if found is None:
        raise NotFound("no such role is held", field="grant", value=grant_id)
    by.require(Permission.ADMINISTER, found.unit_id)
    RoleGrant.objects.filter(id=grant_id).update(valid_to=max(on, found.valid_from))
    audit.record(
        by=by,
        at=at,
        action="role.ended",
        entity="person",
        entity_id=found.person_id,
        data={"role": found.role, "unit": found.unit_id},
    )

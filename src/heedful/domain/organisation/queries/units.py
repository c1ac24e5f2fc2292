"""Reads of the unit tree, as it stands or stood on a day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from heedful.domain.organisation.enums import UnitKind
from heedful.domain.organisation.models import Unit, UnitPath
from heedful.foundation import lookup
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit with its depth below the root, in the order of a printed tree."""

    unit: Unit
    depth: int
    parent_id: UUID | None


def _on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


def root_unit() -> Unit:
    """Return the company, the root of the tree."""
    found = Unit.objects.filter(kind=UnitKind.COMPANY).first()
    if found is None:
        raise NotFound("there is no company yet", fix="run `heedful demo`, or create it with `heedful user setup`")
    return found


def root_id() -> UUID:
    """Return the id of the company, the root of the tree."""
    found = lookup.find(Unit, ("id",), kind=UnitKind.COMPANY)
    return found[0] if found else root_unit().id  # the refusal of an installation without a company


def unit(code: str) -> Unit:
    """Return the unit with this code."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise NotFound("no unit has this code", field="unit", value=code, fix="use a code of the unit tree")
    return found


def id_of_unit(code: str) -> UUID | None:
    """Return the id of the unit with this code."""
    found = lookup.find(Unit, ("id",), code=code)
    return found[0] if found else None


def find_unit(unit_id: UUID) -> Unit:
    """Return the unit with this id."""
    found = Unit.objects.filter(id=unit_id).first()
    if found is None:
        raise NotFound("no unit has this id", field="unit", value=unit_id)
    return found


def name_of(unit_id: UUID | None) -> str:
    """Return a unit's name, or an empty string."""
    found = Unit.objects.filter(id=unit_id) if unit_id else Unit.objects.none()
    return found.values_list("name", flat=True).first() or ""


def unit_names() -> dict[UUID, str]:
    """Return the names of all units by id."""
    return dict(Unit.objects.values_list("id", "name"))


def subtree_ids(unit_id: UUID, on: date) -> frozenset[UUID]:
    """Return the unit and everything below it on that day."""
    return frozenset(UnitPath.objects.filter(_on(on), ancestor_id=unit_id).values_list("descendant_id", flat=True))


def ancestors(unit_id: UUID, on: date) -> list[Unit]:
    """Return the units above, nearest first, the root last; without the unit itself."""
    paths = UnitPath.objects.filter(_on(on), descendant_id=unit_id, depth__gt=0).order_by("depth")
    return [path.ancestor for path in paths.select_related("ancestor")]


def units_above(on: date) -> dict[UUID, list[UUID]]:
    """Map each unit to the ids of the units above it on that day, nearest first."""
    rows = UnitPath.objects.filter(_on(on), depth__gt=0).order_by("descendant_id", "depth")
    found: dict[UUID, list[UUID]] = {}
    for below, above in rows.values_list("descendant_id", "ancestor_id"):
        found.setdefault(below, []).append(above)
    return found


def children(unit_id: UUID, on: date) -> QuerySet[Unit]:
    """Return the units directly below on that day, by name."""
    below = UnitPath.objects.filter(_on(on), ancestor_id=unit_id, depth=1).values("descendant_id")
    return Unit.objects.filter(id__in=below)


def tree(on: date) -> list[TreeRow]:
    """Return the whole tree on that day in printing order: each unit below its parent, siblings by name."""
    edges = list(UnitPath.objects.filter(_on(on), depth=1).values_list("ancestor_id", "descendant_id"))
    parent = {child: above for above, child in edges}
    below: dict[UUID | None, list[Unit]] = {}
    for each in Unit.objects.all():
        if each.kind == "company" or each.id in parent:
            below.setdefault(parent.get(each.id), []).append(each)
    rows: list[TreeRow] = []

    def walk(above: UUID | None, depth: int) -> None:
        for each in below.get(above, []):
            rows.append(TreeRow(each, depth, above))
            walk(each.id, depth + 1)

    walk(None, 0)
    return rows


def unit_choices(actor: Actor, permission: Permission, on: date) -> list[tuple[UUID, str]]:
    """Return (id, indented name) of the units the actor reaches with `permission`, for a menu."""
    reach = set(Unit.objects.filter(within("id", actor, permission)).values_list("id", flat=True))
    return [(row.unit.id, "\u2003" * row.depth + row.unit.name) for row in tree(on) if row.unit.id in reach]


def top_of(unit_ids: frozenset[UUID], names: dict[UUID, str]) -> str:
    """Return the name of the unit that stands above the others in a set that is a subtree."""
    inside = UnitPath.objects.filter(
        valid_to__isnull=True, ancestor_id__in=unit_ids, descendant_id__in=unit_ids, depth__gt=0
    )
    below = set(inside.values_list("descendant_id", flat=True))
    return ", ".join(sorted(names[each] for each in unit_ids - below if each in names))

"""The follow-through board: coverage by level, where it stopped, how long it took. A census: no interval."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heedful.analytics.inference.survival import product_limit
from heedful.domain.communication.enums import Reason, Stage, Standing
from heedful.domain.communication.models import AnnouncementVersion, Node
from heedful.domain.communication.queries.cascade import standing
from heedful.domain.communication.rules.tree import Reached, break_nodes, charges
from heedful.domain.organisation.queries import calendars
from heedful.foundation.access import Actor, Permission, within
from heedful.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    hits: int
    n: int

    @property
    def share(self) -> float | None:
        """The share; None of nobody."""
        return self.hits / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class LevelLine:
    """One level of the cascade (None: all): people required, what was reached, given the one above, how long it took.

    Times are seconds on the version's working calendar; None is *not reached*. `blocked` counts people whose one above
    has not acknowledged: they are no part of the hop's waiting time.
    """

    level: int | None
    required: int
    coverage: dict[Stage, Count]
    given_parent: Count
    median: int | None
    p90: int | None
    hop_median: int | None
    blocked: int
    late: int


@dataclass(frozen=True, slots=True)
class Break:
    """A person at whom it stopped, what they owe, and how many people below wait because of it (or are they)."""

    node: Node
    owes: str
    people: int


@dataclass(frozen=True, slots=True)
class Board:
    """How far one version has come in the units that the reader sees."""

    total: LevelLine
    levels: list[LevelLine]
    breaks: list[Break]
    stopped_above: int
    excused: int
    left: int
    joined: int


def nodes_of(actor: Actor, version_id: UUID) -> list[Node]:
    """Return the places of a version in the units in reach, by level; raise NotFound when there is none."""
    rows = Node.objects.filter(within("unit_id", actor, Permission.SEE_CASCADE), version_id=version_id)
    found = list(rows.select_related("person", "unit", "acknowledged_version").order_by("level", "unit__name", "id"))
    if not found:
        raise NotFound("nobody in your teams is asked to read this", field="version", value=version_id)
    return found


def board(actor: Actor, version: AnnouncementVersion, at: datetime) -> Board:
    """Read a version's cascade at a time, for the units in reach."""
    shown = nodes_of(actor, version.id)
    every = {
        node.person_id: node for node in Node.objects.filter(version_id=version.id).select_related("person", "unit")
    }
    here = [node for node in shown if counts(node, at)]
    watch = _Watch(version, at)
    levels = sorted({node.level for node in here})
    found = break_nodes(_reached(every.values(), at))
    seen = {node.person_id for node in here}
    charged = charges({person: at_fault for person, at_fault in found.items() if person in seen})
    inside = [(every[person], people) for person, people in charged if person in {n.person_id for n in shown}]
    return Board(
        total=_line(None, here, every, watch),
        levels=[_line(level, [n for n in here if n.level == level], every, watch) for level in levels],
        breaks=[Break(node, _owes(node), people) for node, people in inside],
        stopped_above=sum(people for _, people in charged) - sum(people for _, people in inside),
        excused=sum(standing(node, at) is Standing.EXCUSED for node in shown),
        left=sum(node.left_at is not None and node.left_at <= at for node in shown),
        joined=sum(node.reason != Reason.SNAPSHOT for node in here),
    )


class _Watch:
    """Measures waits on the working calendar of a version; without one, day and night count."""

    def __init__(self, version: AnnouncementVersion, at: datetime) -> None:
        self.at = min(at, version.superseded_at) if version.superseded_at else at
        self.table = None
        if version.calendar_id and version.released_at:
            in_force = calendars.versions_in_force(version.released_at)
            self.table = calendars.table(in_force[version.calendar_id], version.released_at, at)

    def between(self, start: datetime, end: datetime) -> int:
        """Return the seconds from start to end, never negative."""
        if end <= start:
            return 0
        if self.table is None:
            return int((end - start).total_seconds())
        return self.table.elapsed(int(start.timestamp()), int(end.timestamp()))

    def total(self, node: Node) -> tuple[int, bool]:
        """Return the wait since the person became required, and whether an acknowledgement ended it."""
        return self._wait(node, node.required_since)

    def hop(self, node: Node, parent: Node | None) -> tuple[int, bool] | None:
        """Return the wait since the one above had it; None while it is blocked above."""
        if parent is None:
            return self._wait(node, node.required_since)
        if parent.acknowledged_at is None:
            return None
        return self._wait(node, max(node.required_since, parent.acknowledged_at))

    def _wait(self, node: Node, start: datetime) -> tuple[int, bool]:
        if node.acknowledged_at is not None and node.acknowledged_at <= self.at:
            return self.between(start, node.acknowledged_at), True
        end = min(self.at, node.left_at) if node.left_at else self.at
        return self.between(start, end), False


def _line(level: int | None, nodes: list[Node], every: dict[UUID, Node], watch: _Watch) -> LevelLine:
    managers = [node for node in nodes if node.manages]
    parents = {node.id: every.get(node.parent_id) if node.parent_id else None for node in nodes}
    given = [node for node in nodes if (above := parents[node.id]) is not None and above.acknowledged_at]
    hops = [watch.hop(node, parents[node.id]) for node in nodes]
    total = product_limit(watch.total(node) for node in nodes)
    coverage = {
        Stage.DELIVERED: Count(sum(node.delivered_at is not None for node in nodes), len(nodes)),
        Stage.SEEN: Count(sum(node.seen_at is not None for node in nodes), len(nodes)),
        Stage.ACKNOWLEDGED: Count(sum(node.acknowledged_at is not None for node in nodes), len(nodes)),
        Stage.BRIEFED: Count(sum(node.briefed_at is not None for node in managers), len(managers)),
        Stage.UNDERSTOOD: Count(sum(bool(node.first_passed) for node in nodes), len(nodes)),
    }
    return LevelLine(
        level=level,
        required=len(nodes),
        coverage=coverage,
        given_parent=Count(sum(node.acknowledged_at is not None for node in given), len(given)),
        median=total.quantile(0.5),
        p90=total.quantile(0.9),
        hop_median=product_limit(hop for hop in hops if hop is not None).quantile(0.5),
        blocked=sum(hop is None for hop in hops),
        late=sum(standing(node, watch.at) is Standing.LATE for node in nodes),
    )


def counts(node: Node, at: datetime) -> bool:
    """Say whether a person stands in a rate: leavers do not, nor do the excused who have not read it."""
    return standing(node, at) is not Standing.LEFT and not (
        node.acknowledged_at is None and standing(node, at) is Standing.EXCUSED
    )


def _reached(nodes: Iterable[Node], at: datetime) -> list[Reached]:
    return [
        Reached(
            id=node.person_id,
            parent_id=node.parent_id,
            manages=node.manages,
            acknowledged=node.acknowledged_at is not None,
            briefed=node.briefed_at is not None,
        )
        for node in nodes
        if counts(node, at)
    ]


def _owes(node: Node) -> str:
    return "has not acknowledged" if node.acknowledged_at is None else "has not briefed the team"


def reaches(actor: Actor, version: AnnouncementVersion) -> bool:
    """Say whether anybody in the units in reach must read a version."""
    return Node.objects.filter(within("unit_id", actor, Permission.SEE_CASCADE), version_id=version.id).exists()


def standings(actor: Actor, version: AnnouncementVersion, at: datetime) -> list[tuple[Node, Standing]]:
    """Return each person in reach with how far it has come with them: late first, then by level."""
    rows = [(node, standing(node, at)) for node in nodes_of(actor, version.id)]
    return sorted(rows, key=lambda row: (row[1] is not Standing.LATE, row[1] is Standing.LEFT))


@dataclass(frozen=True, slots=True)
class Summary:
    """How far a version has come in the units in reach, for a list."""

    required: int
    acknowledged: Count
    understood: Count
    late: int


def summaries(actor: Actor, version_ids: Collection[UUID], at: datetime) -> dict[UUID, Summary]:
    """Summarise several versions with one query; a version that nobody in reach must read is absent."""
    rows = Node.objects.filter(within("unit_id", actor, Permission.SEE_CASCADE), version_id__in=version_ids)
    nodes: dict[UUID, list[Node]] = {}
    for node in rows:
        if counts(node, at):
            nodes.setdefault(node.version_id, []).append(node)
    return {
        version_id: Summary(
            required=len(of),
            acknowledged=Count(sum(node.acknowledged_at is not None for node in of), len(of)),
            understood=Count(sum(bool(node.first_passed) for node in of), len(of)),
            late=sum(standing(node, at) is Standing.LATE for node in of),
        )
        for version_id, of in nodes.items()
    }

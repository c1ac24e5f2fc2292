"""What the planner warns of before a release: people over their reading budget, and how plain the words are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heedful.analytics.text.plain import lix
from heedful.domain.communication.models import AnnouncementVersion, Node
from heedful.domain.communication.queries.announcements import units_of, words_of
from heedful.domain.communication.rules.load import Load, minutes, window_start
from heedful.domain.organisation import queries as organisation
from heedful.foundation.days import day_of


@dataclass(frozen=True, slots=True)
class LoadWarning:
    """How many people a release would put over their budget of five working days, and the most loaded of them."""

    people: int
    over: list[tuple[UUID, Load]]


def reading_minutes(version: AnnouncementVersion) -> float:
    """Return the minutes that a version takes in its longest language, with its check."""
    counts = [len(each.text().split()) for each in words_of(version).values()]
    return minutes(max(counts, default=0), min(3, version.items.count()))


def load_warning(version: AnnouncementVersion, at: datetime) -> LoadWarning:
    """Say whom a release at `at` would put over five items or thirty minutes in five working days."""
    people = [row[0] for row in organisation.placed_in(units_of(version.announcement.audience_id, at), day_of(at))]
    loads = loads_of(people, at, add=reading_minutes(version))
    over = [(person_id, load) for person_id, load in loads.items() if load.over]
    over.sort(key=lambda pair: (-pair[1].items, -pair[1].minutes, str(pair[0])))
    return LoadWarning(len(people), over)


def loads_of(people: list[UUID], at: datetime, *, add: float | None = None) -> dict[UUID, Load]:
    """Return each person's load in the five working days up to `at`; `add` counts one more item of so many minutes."""
    wanted = set(people)
    rows = Node.objects.filter(required_since__gt=window_start(at), required_since__lte=at).exclude(left_at__lte=at)
    pairs = [pair for pair in rows.values_list("person_id", "version_id") if pair[0] in wanted]
    versions = AnnouncementVersion.objects.prefetch_related("wordings", "items").in_bulk({pair[1] for pair in pairs})
    cost = {version_id: reading_minutes(version) for version_id, version in versions.items()}
    items = dict.fromkeys(people, 0 if add is None else 1)
    spent = dict.fromkeys(people, add or 0.0)
    for person_id, version_id in pairs:
        items[person_id] += 1
        spent[person_id] += cost[version_id]
    return {person_id: Load(items[person_id], spent[person_id]) for person_id in people}


def plainness(version: AnnouncementVersion) -> dict[str, float | None]:
    """Return the readability index LIX of each language's words; lower is plainer."""
    return {language: lix(words.text()) for language, words in words_of(version).items()}

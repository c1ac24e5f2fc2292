"""Leaders walk: who did not appears, findings become cases and ideas, and come back to the teams in time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.cases.queries import visible_to as cases_seen
from heedful.domain.innovation.enums import Route
from heedful.domain.innovation.models import Idea, Walk
from heedful.domain.innovation.operations import walks
from heedful.domain.innovation.queries import walks as queries
from heedful.domain.innovation.rules.walks import published, working_days
from heedful.foundation import files
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.foundation.notify.models import Notice
from heedful.workflows import touchpoint_walk
from tests.factories.company import Company

MARCH = date(2026, 3, 1)
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@given(st.dates(date(2025, 1, 1), date(2027, 1, 1)), st.integers(0, 40))
def test_working_days_are_counted_one_by_one(since: date, days: int) -> None:
    last = since + timedelta(days=days)
    named = [since + timedelta(days=n) for n in range(1, days + 1)]
    assert working_days(since, last) == len([day for day in named if day.strftime("%a") not in ("Sat", "Sun")])


def test_five_working_days() -> None:
    friday = date(2026, 3, 6)
    found = published(
        [(friday, date(2026, 3, 13)), (friday, date(2026, 3, 16)), (friday, None), (date(2026, 3, 16), None)],
        date(2026, 3, 17),
    )
    assert (found.walks, found.published, found.in_time, found.late_open) == (4, 2, 1, 1)
    assert found.share == pytest.approx(1 / 3)


def scripted(company: Company, now: datetime, **more: Any) -> None:
    lines = ["Is the way marked?", "How long did you wait?"]
    walks.write_script(touchpoint_id=company.touchpoints["call"], lines=lines, by=company.actor("leader"), at=now)


def walked(company: Company, who: str, at: datetime, points: dict[int, int] | None = None) -> Walk:
    return walks.record_walk(
        unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints["call"],
        points=points or {0: 2, 1: 5}, walked_at=at, by=company.actor(who), at=at,
    )  # fmt: skip


@pytest.mark.feature("IN-3")
def test_a_walk_from_roster_to_the_teams(company: Company, now: datetime, tmp_path: Path) -> None:
    leader, lead = company.actor("leader"), company.actor("north-lead")
    common: dict[str, Any] = {"unit_id": company.units["north"], "month": MARCH, "by": leader, "at": now}
    with pytest.raises(Refused, match="no script"):
        walks.set_duty(person_id=lead.id, touchpoint_id=company.touchpoints["call"], **common)
    scripted(company, now)
    with pytest.raises(Refused, match="walks no touchpoints"):
        walks.set_duty(person_id=company.people["north-agent"], touchpoint_id=company.touchpoints["call"], **common)
    walks.set_duty(person_id=lead.id, touchpoint_id=company.touchpoints["call"], **common)
    assert Notice.objects.filter(person_id=lead.id, subject__contains="March 2026").exists()
    names = {row.name: row.missing for row in queries.roster(leader, MARCH)}
    assert names == {"Leader": True, "North Lead": True, "South Lead": True, "Board": True}
    walk = walked(company, "north-lead", now)
    assert queries.score(walk) == 3.5
    rows = queries.roster(leader, MARCH)
    assert [row.name for row in rows if row.missing] == ["Board", "Leader", "South Lead"]
    assert [row.name for row in rows][-1] == "North Lead"
    touchpoint_walk.find(walk_id=walk.id, text="The bell is broken\nNobody came.", route=Route.CASE, by=lead, at=now)
    touchpoint_walk.find(walk_id=walk.id, text="A bench while waiting", route=Route.IDEA, by=lead, at=now)
    touchpoint_walk.find(walk_id=walk.id, text="Warm welcome", route=Route.NOTE, by=lead, at=now)
    case = cases_seen(SYSTEM).get(channel="walk")
    assert (case.kind, case.subject, case.unit_id) == ("internal", "The bell is broken", company.units["north-desk"])
    assert Idea.objects.get().title == "A bench while waiting"
    assert [(each.case_id, each.idea_id) for each in queries.findings(walk)] == [
        (case.id, None), (None, Idea.objects.get().id), (None, None),
    ]  # fmt: skip
    photo = walks.add_photo(walk_id=walk.id, content=PICTURE, by=lead, at=now)
    kept = files.folder(walks.FOLDER, walk.id) / photo.name
    assert kept.read_bytes() == PICTURE
    assert kept.suffix == ".png"
    for wrong in (b"<script>alert(1)</script>", b"GIF89a", PICTURE + b"\0" * (5 * 1024 * 1024)):
        with pytest.raises(Refused):
            walks.add_photo(walk_id=walk.id, content=wrong, by=lead, at=now)
    later = now + timedelta(days=7)
    assert queries.in_time(leader, MARCH, date(2026, 4, 1), (now + timedelta(days=9)).date()).late_open == 1
    done = walks.publish(walk_id=walk.id, by=lead, at=later)
    assert done.told == 2
    assert Notice.objects.filter(person_id=company.people["north-agent"], url__contains=str(walk.id)).exists()
    found = queries.in_time(leader, MARCH, date(2026, 4, 1), later.date())
    assert (found.published, found.in_time, found.share) == (1, 1, 1.0), "Tuesday to Tuesday is five working days"
    with pytest.raises(Conflict):
        walks.publish(walk_id=walk.id, by=lead, at=later)
    with pytest.raises(Refused, match="published"):
        touchpoint_walk.find(walk_id=walk.id, text="x", route=Route.NOTE, by=lead, at=later)


def test_who_may_not_walk_there(company: Company, now: datetime) -> None:
    scripted(company, now)
    for who in ("north-agent", "south-lead", "analyst"):
        with pytest.raises(Denied):
            walked(company, who, now)
    for points in ({0: 2}, {0: 2, 1: 6}, {}):
        with pytest.raises(Refused):
            walks.record_walk(
                unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints["call"], points=points,
                walked_at=now, by=company.actor("north-lead"), at=now,
            )  # fmt: skip
    walk = walked(company, "north-lead", now)
    with pytest.raises(NotFound):
        queries.find_walk(company.actor("south-lead"), walk.id)
    with pytest.raises(Denied):
        walks.add_photo(walk_id=walk.id, content=PICTURE, by=company.actor("leader"), at=now)
    ahead = datetime(2026, 4, 1, tzinfo=UTC)
    with pytest.raises(Refused, match="ahead"):
        walks.record_walk(
            unit_id=company.units["north-desk"], touchpoint_id=company.touchpoints["call"], points={0: 1, 1: 1},
            walked_at=ahead, by=company.actor("north-lead"), at=now,
        )  # fmt: skip
    for lines in ([], [" "], ["x"] * 21):
        with pytest.raises(Refused):
            walks.write_script(
                touchpoint_id=company.touchpoints["call"], lines=lines, by=company.actor("leader"), at=now
            )

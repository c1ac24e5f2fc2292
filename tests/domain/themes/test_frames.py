"""Frames: proposed with their difference, applied, undone; what people said outlives each of them."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from heedful.analytics.text.frame import Placed, Setter
from heedful.domain.feedback.models import Submission
from heedful.domain.themes import operations, queries
from heedful.domain.themes.enums import FrameState
from heedful.domain.themes.models import Audit, Change, Frame, Reading, Tag, Theme
from heedful.domain.themes.operations import Described
from heedful.foundation.access import SYSTEM
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from tests.factories.comments import THINGS, comments, said

PHRASES = {
    "Late": ("late", "delay*", "overdue"),
    "Broken": ("crushed", "wet", "torn"),
    "Staff": ("rider", "agent"),
    "Price": (),
}


@pytest.fixture
def themes(company, now):
    """Four themes in force over 240 comments; Price has no phrase."""
    said(comments(240), company.units["north-desk"], now)
    made = {
        name: operations.make_theme(described=Described(name=name, include=PHRASES[name]), by=SYSTEM, at=now).id
        for name in THINGS
    }
    put(now)
    return made


def put(now, reason="first"):
    operations.propose_frame(reason=reason, by=SYSTEM, at=now)
    frame = operations.apply_frame(by=SYSTEM, at=now)
    while operations.read_new(at=now):
        pass
    return frame


def tagging():
    found = {}
    for key, mine in queries.effective(queries.themes_in_force()).items():
        found[key] = mine
    return found


def some(theme, present=True):
    """Comments that have a theme, or have it not, in a fixed order."""
    mine = {key for key, found in tagging().items() if str(theme) in found}
    rows = Submission.objects.order_by("submission_id").values_list("id", flat=True)
    return [key for key in rows if (key in mine) == present]


def test_every_comment_is_in_one_state_and_the_states_add_up(company, now, themes):
    view = queries.theme_view(SYSTEM, date(2026, 3, 1), date(2026, 4, 1))
    assert sum(view.states.values()) == view.n == 240
    assert view.states[Placed.THEMED] > 60
    assert view.states[Placed.UNTHEMED] > 30
    assert view.unthemed == view.states[Placed.UNTHEMED] / 240
    for line in view.lines:
        assert queries.comments_of(SYSTEM, line.key, view.since, view.until).count() == line.n
    for state, n in view.states.items():
        assert queries.comments_of(SYSTEM, state, view.since, view.until).count() == n
    assert {row.tone for row in Reading.objects.all()} >= {"positive", "negative"}


def test_nothing_is_read_before_a_frame_and_new_comments_await(company, now):
    said(comments(40), company.units["north-desk"], now)
    assert operations.read_new(at=now) == 0
    view = queries.theme_view(SYSTEM, date(2026, 3, 1), date(2026, 4, 1))
    assert (view.states[Placed.AWAITING], view.frame, view.unthemed) == (40, None, None)
    with pytest.raises(Refused, match="there is no theme"):
        operations.propose_frame(reason="x", by=SYSTEM, at=now)


def test_what_a_person_said_survives_retraining_merging_and_undoing(company, now, themes):
    late, broken, price = themes["Late"], themes["Broken"], themes["Price"]
    added, taken = some(late, present=False)[0], some(late)[0]
    operations.say_theme(submission_id=added, theme_id=late, present=True, by=company.actor("leader"), at=now)
    operations.say_theme(submission_id=taken, theme_id=late, present=False, by=company.actor("leader"), at=now)
    priced = Submission.objects.filter(body__iregex="charged|too dear|fee nobody|cheap|bill").order_by("submission_id")
    for key in priced.values_list("id", flat=True)[:12]:
        operations.say_theme(submission_id=key, theme_id=price, present=True, by=SYSTEM, at=now)
    for key in some(late)[1:5]:
        operations.say_theme(submission_id=key, theme_id=late, present=True, by=SYSTEM, at=now)

    def stands():
        now_has = tagging()
        return str(late) in now_has[added] and str(late) not in now_has.get(taken, frozenset())

    assert stands()
    before = len(some(price))
    put(now + timedelta(hours=1), "retrained on what people said")
    assert stands()
    assert len(some(price)) > before  # and it has learnt from them
    operations.merge_theme(theme_id=broken, into_id=late, reason="one process", by=SYSTEM, at=now)
    put(now + timedelta(hours=2), "merged")
    assert stands()
    operations.undo_frame(reason="two after all", by=SYSTEM, at=now + timedelta(hours=3))
    while operations.read_new(at=now):
        pass
    assert stands()
    assert Tag.objects.get(submission_id=added, theme_id=late).setter == Setter.HUMAN


def test_undoing_restores_every_tag_and_no_id_is_used_again(company, now, themes):
    before, ids = tagging(), set(Theme.objects.values_list("id", flat=True))
    lives = operations.merge_theme(
        theme_id=themes["Broken"], into_id=themes["Late"], reason="one process", by=SYSTEM, at=now
    )
    assert lives.id == themes["Late"]  # the older
    extra = operations.make_theme(described=Described(name="Rain", include=("rain",)), by=SYSTEM, at=now)
    put(now, "merged")
    assert tagging() != before
    assert not [key for key, mine in tagging().items() if str(themes["Broken"]) in mine]
    operations.undo_frame(reason="wrong", by=SYSTEM, at=now)
    while operations.read_new(at=now):
        pass
    assert tagging() == before
    assert set(Theme.objects.values_list("id", flat=True)) == ids | {extra.id}
    assert Theme.objects.get(id=extra.id).retired
    assert Frame.objects.filter(state=FrameState.IN_FORCE).count() == 1


def test_the_difference_is_that_of_the_two_taggings(company, now, themes):
    before = tagging()
    operations.change_theme(
        theme_id=themes["Staff"], described=Described(name="People", include=("rider", "lady", "clerk")),
        reason="clerks too", by=SYSTEM, at=now,
    )  # fmt: skip
    told = operations.propose_frame(reason="more of staff", by=SYSTEM, at=now).difference
    assert tagging() == before  # a proposal moves nothing
    put(now, "more of staff")
    after = tagging()
    for key, each in told["themes"].items():
        assert each["before"] == sum(key in mine for mine in before.values())
        assert each["after"] == sum(key in mine for mine in after.values())
    assert told["moved"] == sum(before.get(key) != after.get(key) for key in {*before, *after})
    staff = told["themes"][str(themes["Staff"])]
    assert staff["name"] == "People"
    assert all(UUID(each) for each in staff["movers"])
    assert Change.objects.get(theme_id=themes["Staff"]).before["name"] == "Staff"
    uninvolved = str(themes["Broken"])
    assert {key for key, mine in before.items() if uninvolved in mine} == {
        k for k, m in after.items() if uninvolved in m
    }


def test_the_same_comments_in_any_order_and_portion_are_read_alike(company, now, themes):
    once = tagging()
    tones = dict(Reading.objects.values_list("submission_id", "tone"))
    Reading.objects.all().delete()
    while operations.read_new(at=now, most=37):
        pass
    assert tagging() == once
    assert dict(Reading.objects.values_list("submission_id", "tone")) == tones


def test_what_is_wrong_is_refused_by_name(company, now, themes):
    leader = company.actor("leader")
    with pytest.raises(Denied):
        operations.make_theme(described=Described(name="X"), by=company.actor("north-lead"), at=now)
    for described, field in (
        (Described(name=" "), "name"),
        (Described(name="late"), "name"),
        (Described(name="X", include=("x" * 81,)), "include"),
        (Described(name="X", exclude=("*",)), "exclude"),
        (Described(name="X", parent_id=company.units["root"]), "parent"),
    ):
        with pytest.raises(Refused) as refused:
            operations.make_theme(described=described, by=leader, at=now)
        assert refused.value.field == field
    child = operations.make_theme(described=Described(name="Child", parent_id=themes["Late"]), by=leader, at=now)
    with pytest.raises(Refused, match="cannot stand under"):
        operations.change_theme(
            theme_id=themes["Late"], described=Described(name="Late", parent_id=child.id), reason="x", by=leader, at=now
        )
    with pytest.raises(Refused, match="say why"):
        operations.change_theme(theme_id=child.id, described=Described(name="C"), reason="", by=leader, at=now)
    with pytest.raises(Refused, match="cannot be merged"):
        operations.merge_theme(theme_id=child.id, into_id=child.id, reason="x", by=leader, at=now)
    with pytest.raises(NotFound):
        operations.apply_frame(by=leader, at=now)
    with pytest.raises(Refused, match="not in force"):
        operations.say_theme(
            submission_id=some(child.id, present=False)[0], theme_id=child.id, present=True, by=leader, at=now
        )
    with pytest.raises(NotFound):
        operations.begin_with(name="../../etc", by=leader, at=now)
    assert operations.begin_with(name="general", by=leader, at=now) == 6  # Late and Staff are there
    assert operations.begin_with(name="general", by=leader, at=now) == 0


def test_the_audit_is_blind_random_and_changes_no_tag(company, now, themes):
    month, leader = date(2026, 3, 1), company.actor("leader")
    assert operations.draw_audit(month=month, n=60, by=leader, at=now) == 60
    first = list(Audit.objects.values_list("submission_id", flat=True))
    assert operations.draw_audit(month=month, n=80, by=leader, at=now) == 80
    assert list(Audit.objects.values_list("submission_id", flat=True))[:60] == first
    before, truth = tagging(), {words: thing for words, thing, _ in comments(240)}
    view = queries.theme_view(SYSTEM, month, date(2026, 4, 1))
    assert all(line.corrected is None for line in view.lines)  # no audit, no share
    while (item := queries.next_audit(month)) is not None:
        operations.code_audit(audit_id=item.id, themes=[themes[truth[item.submission.body]]], by=leader, at=now)
    with pytest.raises(Conflict):
        operations.code_audit(audit_id=Audit.objects.first().id, themes=[], by=leader, at=now)
    assert tagging() == before
    view = queries.theme_view(SYSTEM, month, date(2026, 4, 1))
    assert view.audited == 80
    for line in view.lines:
        share = sum(thing == line.name for thing in truth.values()) / 240
        half = (line.corrected.high - line.corrected.low) / 2
        assert abs(line.corrected.share - share) < 2 * half < 0.25, line.name  # four standard errors
    price = next(line for line in view.lines if line.name == "Price")
    assert (price.n, price.corrected.share > 0.1) == (0, True)  # the model knows none; the audit does
    assert queries.theme_view(company.actor("north-lead"), month, date(2026, 4, 1)).lines[0].corrected is None


def test_a_forgotten_comment_teaches_nothing(company, now, themes):
    key = some(themes["Late"])[0]
    operations.say_theme(submission_id=key, theme_id=themes["Late"], present=True, by=SYSTEM, at=now)
    operations.draw_audit(month=date(2026, 3, 1), n=240, by=SYSTEM, at=now)
    assert operations.forget_comments(submission_ids=[key]) >= 3
    assert not Tag.objects.filter(submission_id=key).exists()
    assert not Reading.objects.filter(submission_id=key).exists()
    assert not Audit.objects.filter(submission_id=key).exists()


def test_a_leader_of_a_unit_counts_what_is_in_sight(company, now, themes):
    said(comments(40, seed=9), company.units["south-desk"], now, key="s")
    operations.read_new(at=now)
    spans = (date(2026, 3, 1), date(2026, 4, 1))
    assert queries.theme_view(company.actor("north-lead"), *spans).n == 240
    assert queries.theme_view(company.actor("leader"), *spans).n == 280
    with pytest.raises(Denied):
        queries.theme_view(company.actor("board"), *spans)

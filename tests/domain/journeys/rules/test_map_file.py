"""The file of a map: what is refused, and edits that touch nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful.domain.journeys.rules.map_edit import add_stage, add_step, change_step, move_step, remove_step
from heedful.domain.journeys.rules.map_file import STEP_KEYS, read
from heedful.foundation.errors import Refused
from tests.factories.journeys import MAP

STEPS = ["choose", "confirm", "pack", "deliver"]
NEW = {"code": "call-back", "name": "Call back: soon", "actor": "Order desk", "side": "front", "importance": "3"}


def test_the_file_is_read_as_it_stands() -> None:
    told = read(MAP)
    assert (told.code, told.owner, [stage.name for stage in told.stages]) == (
        "order-to-door", "leader@simba.example", ["Order", "Bring"],
    )  # fmt: skip
    assert [step.code for step in told.steps] == STEPS
    assert told.steps[1].name == "Confirm: mail with the day"
    assert [step.importance for step in told.steps] == [0, 2, 0, 5]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("side: back", "side: under", "line 30"),
        ("importance: 5", "importance: 6", "line 37"),
        ("importance: 5", "importance: high", "line 37"),
        ("channel: web", "channel: pigeon", "line 15"),
        ("code: pack", "code: deliver", "file"),
        ("code: pack", "code: Pack it", "line 27"),
        ("name: Pack", "nmae: Pack", "line 28"),
        ("name: Pack", "name: [Pack]", "line 28"),
        ("name: Pack", "name: |\n          Pack", "line 28"),
        ("        actor: Depot\n", "", "line 27"),
        ("        side: back\n", "        side: back\n        side: back\n", "line 31"),
        ("name: Order to door", "name: &x Order", "line 3"),
        ("name: Order to door", "name: !!python/name:os.system x", "line 3"),
        ("name: Order to door", "name: [[[[[[[[[[[[[[x]]]]]]]]]]]]]]", "line 3"),
        ("name: Order to door", "name: *x", "line 3"),
        ("name: Order to door", 'name: "Order', "line "),
        (MAP, "- a\n- b\n", "line 1"),
        (MAP, "", "line 1"),
        (MAP, "journey: x\nname: x\nstages: []\n", "line 3"),
        (MAP, "journey: x\nname: x\nstages: soon\n", "line 3"),
        (MAP, "x" * 400_001, "file"),
    ],
)
def test_what_is_no_map_is_refused_with_its_line(old: str, new: str, where: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(MAP.replace(old, new, 1))
    assert refusal.value.field.startswith(where)
    assert refusal.value.message


def test_a_map_of_a_thousand_and_one_steps_is_refused() -> None:
    step = "      - {code: s%d, name: n, actor: a, side: back}\n"
    head = "journey: x\nname: x\nstages:\n  - code: a\n    name: a\n    steps:\n"
    assert len(read(head + "".join(step % n for n in range(1_000))).steps) == 1_000
    with pytest.raises(Refused, match="1000"):
        read(head + "".join(step % n for n in range(1_001)))


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30)
plain = words.map(str.strip).filter(lambda text: text and len(text.splitlines()) == 1 and "\ufeff" not in text)
told = st.fixed_dictionaries(
    {},
    optional={
        "name": plain,
        "actor": plain,
        "side": st.sampled_from(["customer", "front", "back"]),
        "channel": st.sampled_from(["", "phone", "app"]),
        "owner": st.sampled_from(["", "leader@simba.example"]),
        "touchpoint": st.sampled_from(["", "call"]),
        "importance": st.sampled_from(["", "1", "5"]),
    },
)


@settings(max_examples=25)
@given(code=st.sampled_from(STEPS), said=told)
def test_an_edit_says_what_it_was_told_and_taken_back_leaves_no_trace(code: str, said: dict[str, str]) -> None:
    before = next(step for step in read(MAP).steps if step.code == code)
    was = {name: str(getattr(before, name) or "") for name in STEP_KEYS}
    changed = change_step(MAP, code, said)
    after = next(step for step in read(changed).steps if step.code == code)
    assert {name: str(getattr(after, name) or "") for name in STEP_KEYS} == was | said
    others = [step for step in read(changed).steps if step.code != code]
    assert others == [step for step in read(MAP).steps if step.code != code]
    kept = [line for line in MAP.splitlines() if line.strip().startswith("#")]
    assert [line for line in changed.splitlines() if line.strip().startswith("#")] == kept
    back = change_step(changed, code, was)
    assert read(back) == read(MAP)
    tidy = MAP.replace("  # until autumn", "").replace('"Confirm: mail with the day"', "'Confirm: mail with the day'")
    if code == "pack" or not {"owner", "touchpoint"} & set(said):
        assert change_step(change_step(tidy, code, said), code, was) == tidy


def test_edits_of_the_order_keep_comments_and_undo_each_other() -> None:
    grown = add_step(MAP, "choose", NEW)
    assert [step.code for step in read(grown).steps] == ["choose", "call-back", *STEPS[1:]]
    assert remove_step(grown, "call-back") == MAP
    moved = move_step(MAP, "confirm", up=True)
    assert [step.code for step in read(moved).steps] == ["confirm", "choose", "pack", "deliver"]
    assert "# customers do this alone" in moved and "# until autumn" in moved
    assert move_step(moved, "confirm", up=False) == MAP
    staged = add_stage(MAP, "after", "After: care", NEW)
    assert [stage.name for stage in read(staged).stages] == ["Order", "Bring", "After: care"]
    assert remove_step(staged, "call-back") == MAP
    assert change_step(MAP, "pack", {"code": "wrap"}).replace("wrap", "pack") == MAP


def test_a_file_without_a_last_break_or_from_windows_keeps_its_manner() -> None:
    bare = MAP.rstrip("\n")
    assert not add_step(bare, "deliver", NEW).endswith("\n")
    assert [step.code for step in read(move_step(bare, "deliver", up=True)).steps][2:] == ["deliver", "pack"]
    windows = MAP.replace("\n", "\r\n")
    grown = add_step(windows, "deliver", NEW)
    assert grown.count("\n") == grown.count("\r\n") and remove_step(grown, "call-back") == windows


def test_what_cannot_be_edited_in_place_is_refused() -> None:
    flow = MAP.replace(
        "      - code: pack\n        name: Pack\n        actor: Depot\n        side: back\n",
        "      - {code: pack, name: Pack, actor: Depot, side: back}\n",
    )
    assert read(flow).steps[2].code == "pack"
    for edit in (
        lambda: remove_step(flow, "pack"),
        lambda: change_step(flow, "pack", {"owner": "leader@simba.example"}),
        lambda: move_step(MAP, "choose", up=True),
        lambda: move_step(MAP, "nobody", up=True),
        lambda: change_step(MAP, "pack", {"side": "under"}),
        lambda: change_step(MAP, "pack", {"code": ""}),
        lambda: add_step(MAP, "pack", NEW | {"code": "choose"}),
    ):
        with pytest.raises(Refused):
            edit()
    lone = MAP.replace("        name: Pack\n", "        name:\n")
    with pytest.raises(Refused, match="missing"):
        read(lone)
    empty = MAP.replace("channel: web", "channel:")
    assert read(change_step(empty, "choose", {"channel": "app"})).steps[0].channel == "app"

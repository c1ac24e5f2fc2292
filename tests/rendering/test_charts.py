"""A chart draws what its table says, the same way every time, and as plain JSON."""

import json
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heedful.rendering.charts import (
    DARK,
    LIGHT,
    PRINT,
    Axis,
    Point,
    Size,
    Spot,
    Stack,
    Zone,
    bars,
    control_chart,
    drawn_values,
    histogram,
    interval_plot,
    line_with_band,
    quadrant,
    sparkline,
    stacked,
    table_of,
    windowed_chart,
)
from heedful.rendering.charts.svg import svgs

AXIS = Axis("NPS", -100, 100)
FORMS = {
    "line": lambda points, **more: line_with_band(points, axis=AXIS, sentence="it fell", **more),
    "bars": lambda points, **more: bars(points, axis=AXIS, sentence="it fell", **more),
    "interval": lambda points, **more: interval_plot(
        points, axis=AXIS, sentence="it fell", reference=Point("All", 12.34567), **more
    ),
    "sparkline": lambda points, **more: sparkline(points, axis=AXIS, sentence="it fell", **more),
    "windows": lambda points, **more: windowed_chart(
        points, axis=AXIS, sentence="it fell", usual=3.21987, target=2.5, **more
    ),
    "histogram": lambda points, **more: histogram(points, axis=AXIS, sentence="it fell", **more),
}
NUMBER = st.floats(-100, 100, allow_nan=False)
POINTS = st.lists(
    st.tuples(NUMBER, st.floats(0, 30), st.floats(0, 30), st.booleans()), min_size=1, max_size=15
).map(
    lambda rows: [
        Point(f"g{place}", None) if gone else Point(f"g{place}", value, value - low, value + high, "text")
        for place, (value, low, high, gone) in enumerate(rows)
    ]
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@given(points=POINTS)
@settings(max_examples=40, deadline=None)
def test_every_value_drawn_is_in_the_table(form, points):
    option = json.loads(json.dumps(FORMS[form](points)))
    values = table_of(option).values()
    near = {round(value + step, 4) for value in values for step in (-0.0001, 0, 0.0001)}  # the band adds two roundings
    assert drawn_values(option) <= near
    names = [row[0] for row in table_of(option).rows]
    assert names[: len(points)] == [point.label for point in points]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_shares_add_up_to_a_hundred(rows):
    parts = ("promoters", "passives", "detractors")
    stacks = [
        Stack(f"g{n}", dict(zip(parts, row, strict=True)), dict.fromkeys(parts, "")) for n, row in enumerate(rows)
    ]
    option = stacked(stacks, sentence="x")
    assert drawn_values(option) <= table_of(option).values()
    for cells, row in zip(table_of(option).rows, rows, strict=True):
        assert sum(cells[1:]) == pytest.approx(100 if sum(row) else 0, abs=0.001)


def test_a_series_with_values_of_its_own_is_found():
    option = FORMS["bars"]([Point("a", 1.0)])
    option["series"][0]["data"] = [3]
    with pytest.raises(ValueError, match="values of its own"):
        drawn_values(option)


def test_labels_hold_no_style_tokens_and_themes_no_shared_colours():
    option = FORMS["bars"]([Point("Ops {a|b}", 1.0, text="Ops {a|b}: 1")])
    assert option["dataset"]["source"][0][0] == "Ops ab"
    assert LIGHT.text != DARK.text != PRINT.text
    assert json.dumps(FORMS["line"]([Point("a", 1.0, 0.0, 2.0)], theme=DARK)).count(DARK.series[0])


def test_a_phone_gets_fewer_ticks():
    wide, narrow = (FORMS["line"]([Point("a", 1.0)], size=Size(width, 200)) for width in (720, 390))
    assert narrow["yAxis"]["splitNumber"] < wide["yAxis"]["splitNumber"]


def test_drawings_do_not_depend_on_those_before():
    points = [Point(f"2026-{n:02}", 20.0 - 5 * n, 10.0 - 5 * n, 30.0 - 5 * n, "x") for n in range(1, 13)]
    charts = {name: (form(points, theme=PRINT), Size()) for name, form in FORMS.items()}
    together = svgs(charts)
    assert all(svg.startswith("<svg") and svg.rstrip().endswith("</svg>") for svg in together.values())
    for name, chart in reversed(charts.items()):
        assert svgs({name: chart})[name] == together[name]
    assert "\u221240<" in together["line"]
    assert "-40<" not in together["line"]


@given(points=POINTS)
@settings(max_examples=60, deadline=None)
def test_the_axis_narrows_to_the_data_and_cuts_nothing(points):
    drawn = [each for point in points for each in (point.value, point.low, point.high) if each is not None]
    for form, side in (("line", "yAxis"), ("interval", "xAxis")):
        axis = FORMS[form](points)[side]
        if form == "interval":
            drawn = [*drawn, 12.34567]
        if drawn:
            assert axis["min"] <= min(drawn) <= max(drawn) <= axis["max"]
            assert axis["min"] >= min(-100, *drawn)
            assert axis["max"] <= max(100, *drawn)


def test_the_vendored_library_is_small_whole_and_without_a_source_map():
    folder = files("heedful.rendering.charts") / "vendor"
    library = (folder / "echarts.min.js").read_bytes()
    assert len(library) < 700_000
    assert b"sourceMappingURL" not in library
    assert "Apache ECharts" in (folder / "NOTICE").read_text()
    assert "Apache License" in (folder / "LICENSE").read_text()


SPOTS = st.lists(
    st.builds(
        Spot,
        label=st.text("abc", min_size=1, max_size=5),
        money=st.floats(1, 1e9),
        score=st.floats(0, 100),
        zone=st.sampled_from(["model", "growth", "at_risk", "dangling"]),
        text=st.just("read me"),
    ),
    max_size=20,
)
ZONES = [
    Zone("growth", ["Growth", "2 customers"], large=False, good=True),
    Zone("model", ["Model"], large=True, good=True),
    Zone("dangling", ["Dangling"], large=False, good=False),
    Zone("at_risk", ["At-risk {b}"], large=True, good=False),
]


@given(spots=SPOTS, cut=st.floats(1, 1e8))
def test_the_quadrant_draws_every_customer_once_inside_its_axes(spots, cut):
    option = json.loads(
        json.dumps(quadrant(spots, zones=ZONES, money_cut=cut, good_from=70, money_name="KES", sentence="so it is"))
    )
    assert drawn_values(option) <= table_of(option).values()
    drawn = [series["encode"]["y"] for series in option["series"]]
    for spot, row in zip(spots, option["dataset"]["source"], strict=True):
        scores = dict(zip(option["dataset"]["dimensions"], row, strict=True))
        assert [key for key in drawn if scores[key] is not None] == [spot.zone]
        assert option["xAxis"]["min"] <= spot.money <= option["xAxis"]["max"]
        assert option["yAxis"]["min"] <= spot.score <= option["yAxis"]["max"]
    assert option["xAxis"]["min"] < cut < option["xAxis"]["max"]
    areas = option["series"][0]["markArea"]["data"]
    assert [area[0]["name"] for area in areas] == ["Growth\n2 customers", "Model", "Dangling", "At-risk b"]
    assert areas[1][0]["coord"] == [round(cut, 4), 70] and areas[1][1]["coord"][1] == 100


def test_the_quadrant_is_drawn_for_documents_with_its_corner_labels():
    spots = [Spot("A", 5_000_000, 82.0, "model", "A: model"), Spot("B", 90_000, 40.0, "dangling", "B: dangling")]
    option = quadrant(
        spots, zones=ZONES, money_cut=1e6, good_from=70, money_name="KES", sentence="so it is", theme=PRINT
    )
    drawn = svgs({"one": (option, Size(760, 480))})["one"]
    assert "Growth" in drawn and "2 customers" in drawn and "1 M" in drawn
    assert drawn == svgs({"one": (option, Size(760, 480))})["one"]


@given(points=POINTS)
@settings(max_examples=40, deadline=None)
def test_the_control_chart_marks_what_lies_outside_and_draws_what_its_table_says(points):
    outside = [place for place, point in enumerate(points) if point.value is not None and place % 3 == 0]
    option = json.loads(json.dumps(control_chart(points, centre=0.0, outside=outside, axis=AXIS, sentence="no news")))
    near = {round(value + step, 4) for value in table_of(option).values() for step in (-0.0001, 0, 0.0001)}
    assert drawn_values(option) - {0.0} <= near
    marked = [row[option["dataset"]["dimensions"].index("outside")] for row in option["dataset"]["source"]]
    assert [place for place, value in enumerate(marked) if value is not None] == outside

"""Draw options as SVG for documents, by the same vendored ECharts that pages load, inside QuickJS."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import quickjs

from heedful.rendering.charts.parts import Option, Size

SECONDS = 20
MEMORY = 256 * 1024 * 1024
STUBS = """
globalThis.setTimeout = () => 0;
globalThis.clearTimeout = () => {};
globalThis.console = {log() {}, warn() {}, error() {}};
"""
DRAW = """
(text) => {
  const short = (value) => {
    const sizes = [[1e9, " bn"], [1e6, " M"], [1e3, " k"], [1, ""]];
    const [size, letter] = sizes.find(([size]) => value >= size) ?? [1, ""];
    return value / size + letter;
  };
  const {option, width, height} = JSON.parse(text);
  for (const axis of [option.xAxis, option.yAxis].filter(Boolean)) {
    if (axis.type === "value") axis.axisLabel.formatter = (value) => String(value).replace("-", "\\u2212");
    if (axis.type === "log") axis.axisLabel.formatter = short;
  }
  const chart = echarts.init(null, null, {renderer: "svg", ssr: true, width, height});
  chart.setOption(option);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return JSON.stringify(svg);
}
"""
COUNTED = re.compile(r"zr\d+-(?:cls-)?[a-z]*\d+|zr\d+(?=-)")


@cache
def library() -> str:
    """Return the vendored library."""
    return (files("heedful.rendering.charts") / "vendor" / "echarts.min.js").read_text("utf-8")


def svgs(charts: Mapping[str, tuple[Option, Size]]) -> dict[str, str]:
    """Draw some charts; the same options give the same bytes, whatever else was drawn before.

    For documents only: the SVG holds style elements, which a page under the strict policy must not contain.
    """
    context = quickjs.Context()
    context.set_memory_limit(MEMORY)
    context.set_time_limit(SECONDS)
    context.eval(STUBS)
    context.eval(library())
    draw = context.eval(DRAW)
    return {name: _drawn(draw, option, size) for name, (option, size) in charts.items()}


def _drawn(draw: quickjs.Object, option: Option, size: Size) -> str:
    # ids count up within a context: numbered anew, a drawing does not depend on those before it
    svg: str = json.loads(draw(json.dumps({"option": option, "width": size.width, "height": size.height})))
    names: dict[str, str] = {}
    return COUNTED.sub(lambda found: names.setdefault(found[0], f"zr{len(names)}"), svg)

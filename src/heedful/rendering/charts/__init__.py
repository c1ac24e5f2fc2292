"""One ECharts option builder per chart form, used by page and document alike."""

from heedful.rendering.charts.control import control_chart
from heedful.rendering.charts.forms import bars, histogram, interval_plot, line_with_band, sparkline, stacked
from heedful.rendering.charts.heat import Cell as HeatCell
from heedful.rendering.charts.heat import funnel, heat_map
from heedful.rendering.charts.parts import DARK, LIGHT, PRINT, Axis, Point, Size, Stack, Theme
from heedful.rendering.charts.quadrant import Spot, Zone, quadrant
from heedful.rendering.charts.tables import Table, drawn_values, table_of
from heedful.rendering.charts.windows import Span, windowed_chart

__all__ = [
    "DARK",
    "LIGHT",
    "PRINT",
    "Axis",
    "HeatCell",
    "Point",
    "Size",
    "Span",
    "Spot",
    "Stack",
    "Table",
    "Theme",
    "Zone",
    "bars",
    "control_chart",
    "drawn_values",
    "funnel",
    "heat_map",
    "histogram",
    "interval_plot",
    "line_with_band",
    "quadrant",
    "sparkline",
    "stacked",
    "table_of",
    "windowed_chart",
]

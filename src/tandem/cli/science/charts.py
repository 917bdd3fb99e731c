"""Charts of plans: SVG and PNG as still pictures, HTML as a page that stands alone."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt
    import polars as pl

_INK, _SOFT, _WARM = "#1f4e79", "#7fa8cf", "#c8553d"
_WIDTH, _HEIGHT = 860, 320


def save_chart(chart: alt.TopLevelMixin, path: Path) -> None:
    """Write a chart; the ending decides how."""
    if path.suffix.lower() == ".html":
        chart.save(str(path), inline=True)
    elif path.suffix.lower() == ".png":
        chart.save(str(path), scale_factor=2)
    else:
        chart.save(str(path))


def forecast_chart(history: pl.DataFrame, forecast: pl.DataFrame, title: str) -> alt.TopLevelMixin:
    """History, expected contacts and bands: columns time, contacts; time, mean, low80, high80, low95,
    high95.
    """
    import altair as alt

    axis = alt.X("time:T", title=None)
    base = alt.Chart(alt.InlineData(values=_records(forecast)))
    wide = base.mark_area(color=_SOFT, opacity=0.25).encode(x=axis, y=alt.Y("low95:Q", title="contacts an interval"), y2="high95:Q")
    narrow = base.mark_area(color=_SOFT, opacity=0.45).encode(x=axis, y="low80:Q", y2="high80:Q")
    line = base.mark_line(color=_INK, strokeWidth=1.6).encode(x=axis, y="mean:Q")
    past = alt.Chart(alt.InlineData(values=_records(history))).mark_line(color="#777777", strokeWidth=1).encode(x=axis, y="contacts:Q")
    return alt.layer(wide, narrow, past, line).properties(width=_WIDTH, height=_HEIGHT, title=title)


def steps_chart(table: pl.DataFrame, names: dict[str, str], title: str, unit: str) -> alt.TopLevelMixin:
    """Step lines over time: `names` maps columns to what they are called."""
    import altair as alt

    values = [{"time": record["time"], "what": called, "value": record[name]} for record in _records(table) for name, called in names.items()]
    colours = [_WARM, _INK, _SOFT][: len(names)]
    chart: alt.TopLevelMixin = (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(
            x=alt.X("time:T", title=None),
            y=alt.Y("value:Q", title=unit),
            color=alt.Color("what:N", title=None, scale=alt.Scale(domain=list(names.values()), range=colours)),
        )
        .properties(width=_WIDTH, height=_HEIGHT, title=title)
    )
    return chart


def estimates_chart(rows: list[dict[str, Any]], title: str) -> alt.TopLevelMixin:
    """Figures with their intervals: rows of figure, mean, low, high."""
    import altair as alt

    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("figure:N", title=None, sort=None))
    bars = base.mark_rule(color=_SOFT, strokeWidth=4).encode(x=alt.X("low:Q", title="share"), x2="high:Q")
    points = base.mark_point(color=_INK, filled=True, size=70).encode(x="mean:Q")
    return alt.layer(bars, points).properties(width=_WIDTH // 2, height=160, title=title)


def _records(table: pl.DataFrame) -> list[dict[str, Any]]:
    import polars as pl

    shown = table.with_columns(pl.col("time").dt.strftime("%Y-%m-%dT%H:%M:%S"))
    return shown.to_dicts()

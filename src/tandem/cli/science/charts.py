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
_LEGIBLE = 10  # pixels of a row from which its name can be read


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


def steps_chart(table: pl.DataFrame, names: dict[str, str], title: str, unit: str) -> alt.Chart:
    """Step lines over time: `names` maps columns to what they are called."""
    import altair as alt

    values = [{"time": record["time"], "what": called, "value": record[name]} for record in _records(table) for name, called in names.items()]
    colours = [_WARM, _INK, _SOFT][: len(names)]
    return (
        alt.Chart(alt.InlineData(values=values))
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(
            x=alt.X("time:T", title=None),
            y=alt.Y("value:Q", title=unit),
            color=alt.Color("what:N", title=None, scale=alt.Scale(domain=list(names.values()), range=colours)),
        )
        .properties(width=_WIDTH, height=_HEIGHT, title=title)
    )


def roster_chart(cover: pl.DataFrame, bars: list[dict[str, Any]], title: str) -> alt.TopLevelMixin:
    """Required and rostered experts (time, need, covered) over everybody's work (person, queue, start, end)."""
    import altair as alt

    above = steps_chart(cover, {"need": "required", "covered": "rostered"}, title, "experts")
    queues = sorted({bar["queue"] for bar in bars})
    low, high = (edge.strftime("%Y-%m-%dT%H:%M:%S") for edge in (cover["time"].min(), cover["time"].max()))  # type: ignore[union-attr]
    people = len({bar["person"] for bar in bars})
    row = max(4, min(16, 1200 // max(people, 1)))  # pixels: all people in one picture
    names = alt.Axis(labels=row >= _LEGIBLE, ticks=row >= _LEGIBLE, title=None if row >= _LEGIBLE else "people")
    below = (
        alt.Chart(alt.InlineData(values=bars))
        .mark_bar(height=max(2, row - 4))
        .encode(
            x=alt.X("start:T", title=None, scale=alt.Scale(domain=[low, high])),
            x2="end:T",
            y=alt.Y("person:N", sort=None, axis=names),
            color=alt.Color("queue:N", title="queue", scale=alt.Scale(domain=queues, range=[_INK, _WARM, _SOFT, "#6b7f3a", "#8a5a83"])),
        )
        .properties(width=_WIDTH, height=row * max(people, 1))
    )
    return alt.vconcat(above, below).resolve_scale(color="independent")


def prices_chart(rows: list[dict[str, Any]], title: str) -> alt.TopLevelMixin:
    """Pay by start: rows of time, pay, seats, minutes."""
    import altair as alt

    chart: alt.TopLevelMixin = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_circle(opacity=0.75)
        .encode(
            x=alt.X("time:T", title=None),
            y=alt.Y("pay:Q", title="pay an hour", scale=alt.Scale(zero=False)),
            size=alt.Size("seats:Q", title="seats"),
            color=alt.Color("minutes:N", title="length", scale=alt.Scale(range=[_INK, _WARM, _SOFT, "#6b7f3a"])),
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

"""Reading and writing tables: CSV (plain or gzip) and Parquet, with the exact place of whatever is wrong."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tandem.cli.science.refusing import refuse, refusing
from tandem.cli.science.writing import replacing

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Floats

TIME_NAMES = ("timestamp", "datetime", "datetimeutc", "time", "start", "interval_start", "ds")


def read_table(path: Path) -> pl.DataFrame:
    """The table with every column as text (CSV) or as stored (Parquet)."""
    import polars as pl

    if not path.is_file():
        refuse(path, "there is no such file")
    try:
        table = pl.read_parquet(path) if path.suffix.lower() == ".parquet" else pl.read_csv(path, infer_schema=False, truncate_ragged_lines=False)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        refuse(path, f"expected a CSV or Parquet table ({str(error).splitlines()[0]})")
    if table.height == 0:
        refuse(path, "expected at least one row under the heading")
    return table


def column_named(table: pl.DataFrame, path: Path, names: tuple[str, ...], *, wanted: str | None = None) -> str:
    """The column's real name: the one asked for, or the first known one. Refuses when there is none."""
    by_lower = {name.lower(): name for name in table.columns}
    if wanted is not None:
        if wanted.lower() in by_lower:
            return by_lower[wanted.lower()]
        refuse(path, f"there is no column {wanted}; the columns are {', '.join(table.columns)}", line=1)
    found = next((by_lower[name] for name in names if name in by_lower), None)
    if found is None:
        refuse(path, f"expected a column {names[0]}; the columns are {', '.join(table.columns)}", line=1)
    return found


def optional_column(table: pl.DataFrame, *names: str) -> str | None:
    """The first of these columns that is there."""
    by_lower = {name.lower(): name for name in table.columns}
    return next((by_lower[name] for name in names if name in by_lower), None)


def numbers(table: pl.DataFrame, path: Path, column: str, *, least: float | None = 0.0, empty: bool = False) -> Floats:
    """A column of numbers; `empty` cells become NaN if allowed. Refuses the first bad cell by its line."""
    import numpy as np
    import polars as pl

    text = table[column].cast(pl.String)
    values = text.str.strip_chars().cast(pl.Float64, strict=False)
    blank = text.is_null() | (text.str.strip_chars() == "")
    wrong = values.is_null() & ~blank if empty else values.is_null()
    if wrong.any():
        row = int(wrong.arg_true()[0])
        refuse(path, f"expected a number, got {text[row]!r}", line=row + 2, column=column)
    result = values.to_numpy().astype(np.float64)
    bad = ~np.isfinite(result) & ~blank.to_numpy()
    if least is not None:
        bad |= result < least
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        bound = "" if least is None else f" of at least {least:g}"
        refuse(path, f"expected a finite number{bound}, got {text[row]}", line=row + 2, column=column)
    return result


def moments(table: pl.DataFrame, path: Path, column: str, *, zone: str) -> np.ndarray[Any, Any]:
    """UTC instants, datetime64[s], of a column of times: with offsets, or wall-clock times of `zone`.

    Refuses text that is no time, a mixture of times with and without offset, and wall-clock times that a
    clock change makes ambiguous or impossible.
    """
    import numpy as np
    import polars as pl

    check_zone(zone)
    series = table[column]
    if isinstance(series.dtype, pl.Datetime):
        if series.dtype.time_zone:
            return series.dt.convert_time_zone("UTC").dt.replace_time_zone(None).to_numpy().astype("datetime64[s]")
        return _localised(series, path, column, zone=zone)
    text = series.cast(pl.String).str.strip_chars()
    aware = text.str.contains(r"(?:Z|[+-]\d{2}:?\d{2})$")
    if aware.any() and not aware.all():
        row = int((aware != aware[0]).arg_true()[0])
        has, first = ("an", "none") if aware[row] else ("no", "one")
        refuse(
            path,
            f"mixed zones: this time has {has} offset and the first row has {first}",
            line=row + 2,
            column=column,
        )
    if aware.all():
        parsed = text.str.to_datetime(strict=False, time_zone="UTC", time_unit="us")
        _refuse_unparsed(parsed, text, path, column)
        return parsed.dt.replace_time_zone(None).to_numpy().astype("datetime64[s]")
    parsed = _parsed_plain(text)
    _refuse_unparsed(parsed, text, path, column)
    return np.asarray(_localised(parsed, path, column, zone=zone))


def check_zone(zone: str) -> None:
    """Refuse what is no IANA zone, also one that only the system knows and polars cannot convert to."""
    import polars as pl

    from tandem.core.kit.intervals import zone_named

    with refusing():
        zone_named(zone)
        try:
            pl.Series([0]).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(zone)
        except pl.exceptions.PolarsError as error:
            raise ValueError(f"expected an IANA zone such as Europe/Paris, got {zone!r}") from error


def _parsed_plain(text: pl.Series) -> pl.Series:
    import polars as pl

    tidy = text.str.replace("T", " ", literal=True)
    best = None
    for shape in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d"):
        parsed = tidy.str.strptime(pl.Datetime("us"), shape, strict=False)
        if best is None or parsed.null_count() < best.null_count():
            best = parsed
        if best.null_count() == 0:
            break
    return cast("pl.Series", best)


def _refuse_unparsed(parsed: pl.Series, text: pl.Series, path: Path, column: str) -> None:
    if parsed.null_count():
        row = int(parsed.is_null().arg_true()[0])
        refuse(path, f"expected a time such as 2026-03-01 08:00, got {text[row] or 'nothing'}", line=row + 2, column=column)


def _localised(series: pl.Series, path: Path, column: str, *, zone: str) -> np.ndarray[Any, Any]:
    if zone == "UTC":
        return series.to_numpy().astype("datetime64[s]")
    placed = series.dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
    if placed.null_count():
        row = int(placed.is_null().arg_true()[0])
        moment: datetime = series[row]
        refuse(
            path,
            f"{moment:%Y-%m-%d %H:%M} is ambiguous or does not exist in {zone} (the clock changes): "
            "expected a time with its offset, such as 2026-10-25T02:30+01:00, "
            "or times in UTC with --source-zone UTC",
            line=row + 2,
            column=column,
        )
    return placed.dt.convert_time_zone("UTC").dt.replace_time_zone(None).to_numpy().astype("datetime64[s]")


def write_table(table: pl.DataFrame, path: Path) -> None:
    """Write CSV or Parquet: complete, or not at all."""
    with replacing(path) as partial:
        if path.suffix.lower() == ".parquet":
            table.write_parquet(partial)
        else:
            table.write_csv(partial, datetime_format="%Y-%m-%dT%H:%M:%S%:z", float_precision=4)

"""Tables as they stand in files, every cell as text."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import polars as pl
from fastexcel import FastExcelError

from scenarios.files.tables import TABLES
from scenarios.files.tables.column import Table
from scenarios.files.text import read_bytes, separator, utf8
from scenarios.input_problems import InputError, InputProblem

SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """A table's cells.

    Attributes
    ----------
    label : str
        How a user calls the table: ``wards.csv`` or ``sheet wards``.
    header : tuple of str
        Names of the columns.
    rows : list of (int, dict of str to str)
        Row number in the file (the header is row 1) and the cells that are not empty; blank rows are left out.
    """

    label: str
    header: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]


def read_folder(folder: Path, known: Sequence[Table] = TABLES) -> dict[str, Cells]:
    """Return the tables of a folder of CSV and Parquet files, of those that are known.

    Raises
    ------
    InputError
        Every file that cannot be read, is misnamed, or stands twice; or a folder without any table.
    """
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not paths:
        raise InputError.single(str(folder), f"folder without tables, expected files such as {known[1].name}.csv")
    names = tuple(table.name for table in known)
    tables: dict[str, Cells] = {}
    problems = _misnamed({path.stem: path.name for path in paths}, names)
    for path in paths:
        if path.stem not in names:
            continue
        if path.stem in tables:
            message = f"table {path.stem} is also in {tables[path.stem].label}, expected one file"
            problems.append(InputProblem(path.name, message))
            continue
        try:
            tables[path.stem] = _cells(path.name, _frame(path))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return tables


def read_table(path: Path) -> Cells:
    """Return the cells of one CSV or Parquet file.

    Raises
    ------
    InputError
        It cannot be read.
    """
    return _cells(path.name, _frame(path))


def read_workbook(path: Path, known: Sequence[Table] = TABLES) -> dict[str, Cells]:
    """Return the known tables of an XLSX workbook; sheets that are no tables are notes and left alone.

    Raises
    ------
    InputError
        Not a workbook, or a sheet whose name is nearly that of a table.
    """
    data = read_bytes(path)
    try:
        # Without inference every cell comes as text; blank rows are kept, so that row numbers are those of the sheet.
        sheets = pl.read_excel(
            io.BytesIO(data), sheet_id=0, infer_schema_length=0, drop_empty_rows=False, raise_if_empty=False
        )
    except (FastExcelError, pl.exceptions.PolarsError, ValueError) as error:
        raise InputError.single(str(path), "cannot be read as a workbook, expected an XLSX file") from error
    names = tuple(table.name for table in known)
    problems = _misnamed({name: f"sheet {name}" for name in sheets}, names)
    if problems:
        raise InputError(problems)
    return {name: _cells(f"sheet {name}", frame) for name, frame in sheets.items() if name in names}


def _misnamed(labels: dict[str, str], known: Sequence[str]) -> list[InputProblem]:
    problems = []
    for name in labels:
        close = [] if name in known else get_close_matches(name.casefold(), known, n=1, cutoff=0.8)
        if close and close[0] not in labels:
            problems.append(InputProblem(labels[name], f"unknown table {name!r}, expected {close[0]!r}"))
    return problems


def _frame(path: Path) -> pl.DataFrame:
    data = read_bytes(path)
    if path.suffix.lower() == ".parquet":
        try:
            return _as_text(pl.read_parquet(io.BytesIO(data)))
        except pl.exceptions.PolarsError as error:
            raise InputError.single(path.name, "cannot be read, expected a Parquet file") from error
    text = utf8(data, path.name)
    try:
        return pl.read_csv(io.StringIO(text), infer_schema=False, separator=separator(text))
    except pl.exceptions.NoDataError as error:
        raise InputError.single(path.name, "is empty, expected a header row") from error
    except pl.exceptions.PolarsError as error:
        raise InputError.single(*_broken_csv(path.name, text)) from error


def _broken_csv(name: str, text: str) -> tuple[str, str]:
    """Find the row that a CSV file breaks at."""
    reader = csv.reader(io.StringIO(text), delimiter=separator(text))
    columns = len(next(reader, []))
    for row in reader:
        if len(row) > columns:
            return f"{name} row {reader.line_num}", f"{len(row)} cells, expected at most the header's {columns}"
    return name, "a quoted cell is not closed or has text after it, expected CSV with quotes in pairs"


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn typed columns into what a user would write in a cell."""
    columns = []
    for name, kind in frame.schema.items():
        column = pl.col(name)
        if isinstance(kind, pl.Datetime):
            columns.append(column.dt.strftime("%Y-%m-%dT%H:%M:%S%.f%:z" if kind.time_zone else "%Y-%m-%dT%H:%M:%S%.f"))
        elif isinstance(kind, pl.List):
            columns.append(column.cast(pl.List(pl.String)).list.join(";"))
        else:
            columns.append(column.cast(pl.String))
    return frame.select(columns)


def _cells(label: str, frame: pl.DataFrame) -> Cells:
    header = tuple(name.strip() for name in frame.columns)
    rows: list[tuple[int, dict[str, str]]] = []
    for number, values in enumerate(frame.iter_rows(), start=2):
        cells = {name: text for name, value in zip(header, values, strict=True) if (text := _text(value))}
        if cells:
            rows.append((number, cells))
    used = {name for _, cells in rows for name in cells}
    return Cells(label=label, header=tuple(name for name in header if _is_header(name) or name in used), rows=rows)


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of any frame
    return "" if value is None else str(value).strip()


def _is_header(name: str) -> bool:
    """Tell a header from the name that a reader gives to a column without one."""
    return bool(name) and not name.startswith("__UNNAMED__")

"""The board's lists as CSV or XLSX, in the reader's language and the hospital's time."""

from io import BytesIO
from typing import Any, Literal

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import Response
from xlsxwriter import Workbook

from api.web.export_tables import TABLES, TITLES, Table
from api.web.page import Page
from api.web.visitor import Reader

router = APIRouter(include_in_schema=False)
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters of a formula, fullwidth ones too: some spreadsheets take them for the same."""
TIME = "%Y-%m-%d %H:%M"


@router.get("/export/{table}.{form}")
def export(
    table: Literal["beds", "requests", "discharges", "lending", "kpis", "log", "admissions"],
    form: Literal["csv", "xlsx"],
    request: Request,
    viewer: Reader,
) -> Response:
    """Return a table as a file, with the board's filters."""
    page = Page(request, viewer)
    frame, title = frame_of(TABLES[table](page)), page.labels.gettext(TITLES[table])
    headers = {"Content-Disposition": f'attachment; filename="onebed-{table}.{form}"'}
    return Response(_file(frame, form, title), media_type=MEDIA_TYPES[form], headers=headers)


def frame_of(table: Table) -> pl.DataFrame:
    """Return a table's columns under their titles; an empty table keeps them."""
    columns: dict[str, pl.Series] = {}
    for number, (title, kind) in enumerate(table.columns):
        values: list[Any] = [row[number] for row in table.rows]
        columns[title] = pl.Series(title, values, dtype=kind)
    return pl.DataFrame(columns)


def _file(frame: pl.DataFrame, form: str, title: str) -> bytes:
    if form == "xlsx":
        buffer = BytesIO()
        # Text stays text: a name that begins like a formula or an address must not become one.
        with Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
            shown: dict[Any, str] = {pl.Datetime: "yyyy-mm-dd hh:mm", pl.Date: "yyyy-mm-dd"}
            frame.write_excel(workbook, title, autofit=True, freeze_panes=(1, 0), dtype_formats=shown)
        return buffer.getvalue()
    text = frame.with_columns(_defused(frame)).write_csv(datetime_format=TIME)
    return b"\xef\xbb\xbf" + text.encode()


def _defused(frame: pl.DataFrame) -> list[pl.Expr]:
    """Return the text columns with formulas made harmless for the spreadsheet that will open the file."""
    return [
        pl.when(pl.any_horizontal(pl.col(name).str.starts_with(mark) for mark in DANGEROUS))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    ]

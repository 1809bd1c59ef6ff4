"""Beds, discharges, the lending ledger and the plan of the coming weeks as CSV or XLSX."""

from io import BytesIO
from typing import Literal

import polars as pl
from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.admissions import latest_with_plan
from api.overview import discharges, lending_ledger
from api.views import bed_view
from api.web.board_pages import filter_of
from api.web.page import Page
from api.web.visitor import BrowserViewer
from api.web.weeks_view import weeks_table

router = APIRouter(include_in_schema=False)
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@router.get("/export/{table}.{form}")
def export(
    table: Literal["beds", "discharges", "lending", "admissions"],
    form: Literal["csv", "xlsx"],
    request: Request,
    viewer: BrowserViewer,
) -> Response:
    """Return a table as a file, with the board's filters."""
    page = Page(request, viewer)
    frame = _frame(table, page, identified=viewer.identified)
    headers = {"Content-Disposition": f'attachment; filename="onebed-{table}.{form}"'}
    return Response(_file(frame, form), media_type=MEDIA_TYPES[form], headers=headers)


def _frame(table: str, page: Page, *, identified: bool) -> pl.DataFrame:
    live, now = page.runtime.refresh(), page.now
    if table == "lending":
        return pl.DataFrame(lending_ledger(live, now, identified=identified), infer_schema_length=None)
    if table == "discharges":
        return pl.DataFrame(discharges(live, now, 24, identified=identified), infer_schema_length=None)
    if table == "admissions":
        planned = latest_with_plan(page.runtime.database)
        return pl.DataFrame(list(weeks_table(page, planned)) if planned else [], infer_schema_length=None)
    wanted = filter_of(page.request)
    rows = []
    for bed in list(live.beds.values()):
        if wanted.takes(bed, live.hospital, now):
            view = bed_view(bed, identified=identified)
            stay, hold = view.pop("stay") or {}, view.pop("hold") or {}
            expected = stay.get("expected_discharge") or {}
            rows.append(
                {
                    **view,
                    "equipment": " ".join(view["equipment"]),
                    "patient": (stay.get("patient") or {}).get("id"),
                    "patient_department": stay.get("department"),
                    "admitted_at": stay.get("admitted_at"),
                    "expected_discharge": expected.get("p50"),
                    "held_for": hold.get("request"),
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def _file(frame: pl.DataFrame, form: str) -> bytes:
    if form == "xlsx":
        buffer = BytesIO()
        # Text stays text: a name that begins like a formula must not become one.
        frame.write_excel(buffer, autofit=True, freeze_panes=(1, 0))
        return buffer.getvalue()
    text = frame.with_columns(_defused(frame)).write_csv()
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

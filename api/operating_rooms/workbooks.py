"""A list as a workbook: the cases by room, what is put off, the rooms with their risks."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import polars as pl
from xlsxwriter import Workbook

from api.operating_rooms.risk import risk_letter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Say = Callable[[str], str]


def list_workbook(
    view: dict[str, Any],
    state: str,
    say: Say = lambda text: text,
    department: Say = lambda name: name,
) -> bytes:
    """Return a list as a workbook.

    Parameters
    ----------
    view : dict
        From :func:`api.operating_rooms.views.list_view`.
    state : str
        What the list is: published under which number, or as it stands.
    say, department : callable
        Words and departments in the reader's language.
    """
    buffer = BytesIO()
    # Text stays text: a name that begins like a formula must not become one.
    with Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        for title, rows in (
            (say("List"), _cases(view, say, department)),
            (say("Put off"), _postponed(view, say, department)),
            (say("Rooms"), _rooms(view, say)),
        ):
            frame = pl.DataFrame(rows, infer_schema_length=None)
            shares: dict[Any, Any] = {name: "0%" for name in (say("Risk"), say("Utilisation")) if name in frame.columns}
            sheet = book.add_worksheet(title)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(2)
            sheet.write_string("A1", f"{say('Operating list')} {view['date']} · {state}")
            frame.write_excel(
                book, sheet, position="A3", column_formats=shares, float_precision=1, autofit=True, freeze_panes=(3, 0)
            )
    return buffer.getvalue()


def _cases(view: dict[str, Any], say: Say, department: Say) -> list[dict[str, Any]]:
    return [
        {
            say("Room"): room["room"],
            say("Order"): order,
            say("Starts at"): _clock(case["start"]),
            say("End"): _clock(case["leaves"]),
            say("Case"): case["case"],
            say("Department"): department(case["department"]),
            say("Procedure"): case["procedure"],
            say("Grade"): case["grade"],
            say("Surgeon"): case["surgeon"],
            say("Assistants"): ", ".join(case["assistants"]),
            say("Team"): ", ".join(f"{say(skill)} {count}" for skill, count in case["staff"].items()),
            say("Anaesthesia"): say(case["anaesthesia"]),
            say("Equipment"): ", ".join(say(item) for item in case["equipment"]),
            say("Infection"): say(case["infection"]),
            say("PACU until"): _clock(case["recovery_until"]),
            say("Bed after"): say(case["bed_after"]) if case["bed_after"] else "",
            say("Expected start"): _clock(case["expected_start"]),
            say("Starts, 80%%").replace("%%", "%"): "–".join(_clock(moment) for moment in case["start_band"]),
            say("Risk"): case["risk"],
            say("Letter"): risk_letter(case["risk"]),
        }
        for room in view["rooms"]
        for order, case in enumerate(room["cases"], start=1)
    ]


def _postponed(view: dict[str, Any], say: Say, department: Say) -> list[dict[str, Any]]:
    return [
        {
            say("Case"): case["case"],
            say("Department"): department(case["department"]),
            say("Procedure"): case["procedure"],
            say("Surgeons"): ", ".join(case["surgeons"]),
            say("Urgency"): say(case["urgency"]),
            say("Due"): case["due"],
            say("Rules"): ", ".join(say(rule) for rule in (case["why"] or {}).get("rules", ())),
            say("Points to place it"): (case["why"] or {}).get("extra_points"),
        }
        for case in view["postponed"]
    ]


def _rooms(view: dict[str, Any], say: Say) -> list[dict[str, Any]]:
    return [
        {
            say("Room"): room["room"],
            say("Cases"): len(room["cases"]),
            say("Risk"): room["risk"],
            say("Letter"): room["letter"],
            say("Utilisation"): room["utilisation"],
            say("Expected overtime minutes"): room["expected_overtime_minutes"],
        }
        for room in view["rooms"]
    ]


def _clock(text: str | None) -> str:
    return datetime.fromisoformat(text).strftime("%H:%M") if text else ""

"""An operating-room list on a terminal."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from api.commands.terminal import table_box
from api.operating_rooms.risk import risk_letter


def print_schedule(document: dict[str, Any], screen: Console) -> None:
    """Print a list for people: room by room, then what is put off and why."""
    table = Table(title=f"Operating rooms 手术间 {document['date']}", title_justify="left", box=table_box(screen))
    for heading in ("room", "risk", "start", "end", "start, 80% band", "case", "department", "surgeon", "afterwards"):
        table.add_column(heading, overflow="fold")
    for room in document["rooms"]:
        for number, case in enumerate(room["cases"]):
            first = (room["room"], f"{room['risk']:.0%} {risk_letter(room['risk'])}") if number == 0 else ("", "")
            band = "-".join(_clock(moment) for moment in case["start_band"])
            after = ", ".join(filter(None, ("PACU" if case["recovery_until"] else "", case["bed_after"])))
            times = _clock(case["start"]), _clock(case["leaves"])
            table.add_row(*first, *times, band, case["case"], case["department"], case["surgeon"] or "", after)
    screen.print(table)
    for case in sorted(document["postponed"], key=lambda one: not one["must_do"]):
        must = ", which must be done" if case["must_do"] else ""
        screen.print(f"put off {case['case']}{must}: {case['why']}", markup=False)
    above = [f"{one['room']} {one['risk']:.0%}" for one in document["rooms"] if one["risk"] > document["risk_limit"]]
    if above:
        limit = f"{document['risk_limit']:.0%}"
        screen.print(f"more likely than {limit} to run over: {', '.join(above)}", markup=False)
    for line in _figures(document["kpis"]):
        screen.print(line, markup=False)
    gap = "" if document["gap"] is None else f", at most {document['gap']:.1%} above the best possible"
    if "published" in document:
        screen.print(f"published as number {document['published']}", markup=False)
    points = f"{document['objective']:.0f} points{gap}"
    screen.print(f"{document['status']}: {points}, {document['seconds']:.1f} s", markup=False)


def _figures(kpis: dict[str, Any]) -> tuple[str, ...]:
    """Return the figures of a list in words, with their units."""
    return (
        f"{kpis['cases_planned']} cases on the list in {kpis['rooms_opened']} rooms, {kpis['cases_postponed']} put off",
        f"planned: utilisation {kpis['utilisation']:.1%}, overtime {kpis['overtime_minutes']} min, "
        f"idle {kpis['idle_minutes']} min, surgeons waiting {kpis['surgeon_waiting_minutes']} min, "
        f"PACU peak {kpis['recovery_peak']} patients",
        f"expected: overtime {kpis['expected_overtime_minutes']:.0f} min, "
        f"patients waiting {kpis['expected_wait_minutes']:.0f} min, "
        f"largest risk of a room running over {kpis['largest_overtime_risk']:.0%}",
    )


def _clock(moment: str) -> str:
    return datetime.fromisoformat(moment).strftime("%H:%M")

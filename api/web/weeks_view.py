"""A plan of the coming weeks as the page draws it, and as a table to take away."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.store.documents import WEEKS_PLAN
from api.store.images import Row
from api.store.live import LiveState
from api.web.page import Page
from scenarios.admissions.problem import SHIFTS_PER_DAY
from scenarios.admissions.weeks_plan import PlannedAdmission, WeeksPlan
from scenarios.coming_weeks import NursingShift


@dataclass(frozen=True, slots=True)
class NurseCell:
    """Workload of a ward's nurses in one shift, as a share of their greatest, percent."""

    shift: NursingShift
    percent: int


def weeks_values(live: LiveState, job: Row) -> dict[str, Any]:
    """Return what the template draws of a job that has a plan."""
    found = job["result"]
    plan = WEEKS_PLAN.validate_python(found["plan"])
    wards = found["loads"]["wards"]
    return {
        "plan": plan,
        "found": found,
        "accepted": live.weeks_plan == plan,
        "dates": [plan.first_day + timedelta(days=day) for day in range(plan.days)],
        "by_day": _by_day(plan),
        "ward_loads": wards,
        "theatre_loads": found["loads"]["theatres"],
        "nurse_cells": {ward: _nurse_cells(load) for ward, load in wards.items()},
        "pins": found["pins"],
        "entries": _entries(live),
    }


def weeks_table(page: Page, job: Row) -> Iterator[dict[str, Any]]:
    """Yield the waiting list of a plan entry by entry: who comes when and where, and who does not and why."""
    identified = bool(page.principal and page.principal.identified)
    plan = WEEKS_PLAN.validate_python(job["result"]["plan"])
    why = {one["entry"]: [page.said(reason) for reason in one["why"]] for one in job["result"]["left_for_later"]}
    entries = _entries(page.runtime.live)
    for one in plan.admissions:
        yield {
            "entry": one.entry,
            "patient": one.patient if identified else None,
            "department": one.department,
            "must_come": one.entry in entries and entries[one.entry].mandatory,
            "on": one.on.isoformat(),
            "leaves_on": one.leaves_on.isoformat(),
            "ward": one.ward,
            "room": one.room,
            "operating_room": one.operating_room,
            "surgeon": one.surgeon,
            "left_for_later": None,
        }
    for left in plan.left_for_later:
        known = entries.get(left.entry)
        yield {
            "entry": left.entry,
            "patient": left.patient if identified else None,
            "department": known.department if known else None,
            "must_come": known is not None and known.mandatory,
            "surgeon": known.surgeon if known else None,
            "left_for_later": page.labels.comma.join(why.get(left.entry, [])),
        }


def _entries(live: LiveState) -> dict[str, Any]:
    return {entry.id: entry for entry in live.weeks.waiting_list} if live.weeks else {}


def _by_day(plan: WeeksPlan) -> dict[date, list[PlannedAdmission]]:
    by_day: dict[date, list[PlannedAdmission]] = defaultdict(list)
    for one in plan.admissions:
        by_day[one.on].append(one)
    return dict(by_day)


def _nurse_cells(load: dict[str, Any]) -> list[list[NurseCell]]:
    """Return the shifts of each day."""
    cells = [
        NurseCell(tuple(NursingShift)[number % SHIFTS_PER_DAY], round(100 * work / max(1, most)))
        for number, (work, most) in enumerate(zip(load["workload"], load["most_workload"], strict=True))
    ]
    return [cells[start : start + SHIFTS_PER_DAY] for start in range(0, len(cells), SHIFTS_PER_DAY)]

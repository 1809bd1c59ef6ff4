"""A plan of the coming weeks as the page draws it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.store.documents import WEEKS_PLAN
from api.store.images import Row
from api.store.live import LiveState
from api.web.weeks_list import days_waited
from api.web.weeks_words import GOALS
from scenarios.admissions.problem import SHIFTS_PER_DAY
from scenarios.admissions.remaining import continued
from scenarios.admissions.weeks_plan import PlannedAdmission, WeeksPlan
from scenarios.coming_weeks import NursingShift, WaitingListEntry


@dataclass(frozen=True, slots=True)
class NurseCell:
    """Workload of a ward's nurses in one shift, as a share of their greatest, percent."""

    shift: NursingShift
    percent: int


@dataclass(frozen=True, slots=True)
class LaterRow:
    """Somebody left for later: what the plan says, and the entry of the waiting list if it is still there."""

    left: dict[str, Any]
    entry: WaitingListEntry | None
    days_ready: int


def weeks_values(live: LiveState, job: Row, today: date) -> dict[str, Any]:
    """Return what the template draws of a job that has a plan."""
    found = job["result"]
    plan = WEEKS_PLAN.validate_python(found["plan"])
    wards = found["loads"]["wards"]
    entries = _entries(live)
    return {
        "plan": plan,
        "found": found,
        "goals": _goals(found),
        "accepted": live.weeks_plan == continued(live.weeks_plan, plan),
        "dates": [plan.first_day + timedelta(days=day) for day in range(plan.days)],
        "by_day": _by_day(plan),
        "ward_loads": wards,
        "theatre_loads": found["loads"]["theatres"],
        "nurse_cells": {ward: _nurse_cells(load) for ward, load in wards.items()},
        "pins": found["pins"],
        "entries": entries,
        "later_rows": [
            LaterRow(one, known, days_waited(known, today) if known else 0)
            for one in found["left_for_later"]
            for known in (entries.get(one["entry"]),)
        ],
        "first_possible": lambda entry: _window(plan, entries.get(entry))[0].isoformat(),
        "last_possible": lambda entry: _window(plan, entries.get(entry))[1].isoformat(),
    }


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One part of a plan's cost; plans of earlier versions know the points alone."""

    name: str
    title: str
    counts: str
    amount: int | None
    weight: int | None
    points: int
    share: int


def _goals(found: Mapping[str, Any]) -> list[GoalRow]:
    """Return the parts of the cost, the dearest first."""
    known = {goal["name"]: goal for goal in found.get("goals", ())}
    whole = max(1, sum(found["costs"].values()))
    rows = []
    for name, points in found["costs"].items():
        title, counts = GOALS[name]
        goal = known.get(name, {})
        share = round(100 * points / whole)
        rows.append(GoalRow(name, title, counts, goal.get("amount"), goal.get("weight"), points, share))
    return sorted(rows, key=lambda row: -row.points)


def _entries(live: LiveState) -> dict[str, WaitingListEntry]:
    return {entry.id: entry for entry in live.weeks.waiting_list} if live.weeks else {}


def _window(plan: WeeksPlan, entry: WaitingListEntry | None) -> tuple[date, date]:
    """Return the first and the last possible day of an entry within the weeks of a plan."""
    first, last = plan.first_day, plan.first_day + timedelta(days=plan.days - 1)
    if entry is None:
        return first, last
    overdue = entry.due is not None and entry.due < first
    return max(first, entry.earliest), last if entry.due is None or overdue else min(last, entry.due)


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

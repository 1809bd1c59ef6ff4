"""What stands beside the timeline: the list in numbers, one case, what a place would mean."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from api.operating_rooms.calendars import surgeons_of
from api.operating_rooms.list_now import ListNow
from api.operating_rooms.moves import Move
from api.operating_rooms.risk import risk_letter
from api.operating_rooms.rows import plan_from_document, published_row, published_rows
from api.operating_rooms.views import changed_since_published, differences, list_view, move_view, violation_view
from api.store.database import Database
from api.web.labels import Labels
from api.web.operating_room_timeline import hour_minute
from api.web.operating_room_words import broken_said, clock, why_said
from optimizer.operating_rooms.rules.beds_after import bed_users
from scenarios.hospital import LevelOfCare
from scenarios.operating_rooms import BedsAvailable
from scenarios.surgical_day import PlannedCase

Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a place would mean, in words.

    Attributes
    ----------
    allowed : bool
        It breaks no hard rule.
    broken : list of (str, str)
        Rule and what is broken.
    points : int
        What the list costs more.
    risks : list of dict
        Rooms whose risk changes.
    place : str
        Room and hours.
    """

    allowed: bool
    broken: list[tuple[str, str]]
    points: int
    risks: list[Document]
    place: str


def verdict(move: Move, labels: Labels) -> Verdict:
    """Return what a place would mean, in the reader's words."""
    view = move_view(move)
    placed = move.placed
    hours = f"{placed.room} {clock(placed.start_minute)}–{clock(placed.leaves_minute)}" if placed else ""
    if placed and placed.surgeon and placed.surgeon != move.led_by:
        hours += f" · {labels.gettext('Surgeon')} {placed.surgeon}"
    return Verdict(
        allowed=view["allowed"],
        broken=[(labels.gettext(one["rule"]), broken_said(labels, one)) for one in view["broken"]],
        points=view["extra_points"],
        risks=[
            {
                **one,
                "was": f"{one['before']:.0%} {risk_letter(one['before'])}",
                "is": f"{one['after']:.0%} {one['letter']}",
            }
            for one in view["risks"]
        ],
        place=hours,
    )


def summary(now: ListNow, labels: Labels, database: Database) -> Document:
    """Return the values of the panel about the whole list."""
    view = list_view(now)
    with database.reading() as connection:
        published = published_rows(connection, now.on)
    limit = view["overtime_risk_limit"]
    return {
        "list": view,
        "counts": {"planned": len(now.plan.cases), "postponed": len(now.plan.postponed)},
        "over_limit": sum(room["risk"] > limit and bool(room["cases"]) for room in view["rooms"]),
        "limit": limit,
        "beds": _beds(now, labels),
        "overtime": labels.hours(view["kpis"]["overtime_minutes"]) if view["kpis"] else "",
        "broken": [(labels.gettext(one.rule), broken_said(labels, violation_view(one))) for one in now.broken],
        "postponed": [(case, why_said(labels, case["why"])) for case in view["postponed"]],
        "published": published,
        "surgeons": surgeons_of(published[0]["document"]["view"]) if published else [],
        "changed": changed_since_published(now),
        "departments": sorted({case.department for case in now.day.cases}),
        "all_surgeons": sorted(now.day.surgeons, key=lambda one: (one.department, one.id)),
    }


def case_values(now: ListNow, case_id: str, labels: Labels) -> Document:
    """Return the values of the panel about a case."""
    case, state = now.day.case_of[case_id], now.states[case_id]
    placed = now.placed(case_id)
    ahead = now.outlook.cases.get(case_id)
    duration = case.duration_with(placed.surgeon if placed else next(iter(case.surgeons), None))
    risk = now.outlook.rooms[placed.room].overtime_risk if placed else None
    return {
        "case": case,
        "state": state,
        "placed": placed,
        "duration": duration,
        "risk": risk,
        "letter": risk_letter(risk) if risk is not None else "",
        "start": clock(placed.start_minute) if placed else "",
        "hours": f"{clock(placed.start_minute)}–{clock(placed.leaves_minute)}" if placed else "",
        "waits": placed.leaves_minute - placed.end_minute if placed else 0,
        "band": (clock(round(ahead.early_start)), clock(round(ahead.late_start))) if ahead else None,
        "pin_start": clock(state.pinned_start_minute) if state.pinned_start_minute is not None else "",
        "recovery": clock(placed.leaves_minute + case.recovery_minutes) if placed and case.recovery_minutes else "",
        "movable": state.started_minute is None and not state.cancelled,
        "spread": f"×/÷ {math.exp(duration.log_sd):.2f}" if duration.log_sd else "",
        "rooms": [room.id for room in now.day.rooms],
        "team": [(labels.gettext(skill), count) for skill, count in case.staff.items()],
        "why": why_said(labels, (now.solution or {}).get("why", {}).get(case_id)) if placed is None else "",
        "clock": clock,
    }


def changes_to_publish(now: ListNow, database: Database) -> list[Document]:
    """Return what publishing would change for the teams, in hours and minutes."""
    before: tuple[PlannedCase, ...] = ()
    if now.published:
        with database.reading() as connection:
            row = published_row(connection, now.on, now.published)
        before = plan_from_document(row["document"]).cases
    return told_changes(differences(before, now.plan.cases))


def told_changes(changes: list[Document]) -> list[Document]:
    """Return changes with their places as text."""
    return [{**one, "was": _where(one["from"]), "becomes": _where(one["to"])} for one in changes]


def printed_rooms(view: Document) -> list[Document]:
    """Return the rooms of a printed list: those with cases, hours as text."""
    return [
        {
            **room,
            "cases": [
                {**case, "hours": f"{hour_minute(case['start'])}–{hour_minute(case['leaves'])}"}
                for case in room["cases"]
            ],
        }
        for room in view["rooms"]
        if room["cases"]
    ]


def wall_rooms(view: Document, at: str) -> list[Document]:
    """Return the rooms of a wall: what is still to come at a moment, and how many cases are over by the list."""
    rooms = []
    for room in printed_rooms(view):
        to_come = [case for case in room["cases"] if not at or case["leaves"] > at]
        rooms.append({**room, "to_come": to_come, "over": len(room["cases"]) - len(to_come)})
    return rooms


def weekday_of(on: str, labels: Labels) -> str:
    """Return a date as people say it, with its weekday."""
    locale = "zh_CN" if labels.language == "zh-CN" else "en_GB"
    return format_date(date.fromisoformat(on), "full" if labels.language == "zh-CN" else "EEEE d MMMM y", locale=locale)


def _beds(now: ListNow, labels: Labels) -> list[tuple[str, int, int]]:
    """Return name, beds taken by the list and beds there, of each unit that its cases need."""
    placed = {number for number, _ in now.problem.placed(now.plan)}
    return [(_unit(unit, labels), len(placed.intersection(users)), unit.beds) for unit, users in bed_users(now.problem)]


def _unit(unit: BedsAvailable, labels: Labels) -> str:
    """Return a unit's name: an ordinary ward is called by its department alone."""
    level = labels.gettext(unit.level_of_care.value)
    if unit.department is None:
        return level
    department = labels.department(unit.department)
    return department if unit.level_of_care is LevelOfCare.GENERAL else f"{level} {department}"


def _where(place: Document | None) -> str:
    return f"{place['room']} {clock(place['start_minute'])}" if place else ""

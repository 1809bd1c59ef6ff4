"""Operating-room lists as the documents that clients see, and as they are published."""

from collections.abc import Iterable
from typing import Any

from api.operating_rooms.list_now import ListNow
from api.operating_rooms.moves import Move
from api.operating_rooms.risk import risk_letter
from api.operating_rooms.rows import plan_document
from api.store.images import Row
from api.views import moment
from optimizer.operating_rooms.check import objective, score_by_goal
from optimizer.operating_rooms.problem import turnover_minutes
from optimizer.operating_rooms.report import kpis
from optimizer.operating_rooms.rules.recovery_places import recovery_profile
from optimizer.rule import Violation
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgicalCase
from scenarios.surgical_day import PlannedCase

Document = dict[str, Any]


def list_view(now: ListNow) -> Document:
    """Return the list of a day as it stands: rooms, times, teams, risks, pins, what is put off and why."""
    solution = now.solution or {}
    return {
        "date": now.on,
        "name": now.day.name,
        "zone": now.day.zone,
        "version": now.version,
        "published": now.published,
        "changed_since_published": changed_since_published(now),
        "under_way": now.under_way,
        "reported_minute": now.reported_minute,
        "status": solution.get("status"),
        "objective": objective(now.problem, now.plan) if now.plan.cases else None,
        "bound": solution.get("bound"),
        "gap": solution.get("gap"),
        "seconds": solution.get("seconds"),
        "planning_quantile": now.problem.quantile,
        "overtime_risk_limit": now.day.settings.overtime_risk_limit,
        "rooms": [room_view(now, room) for room in now.day.rooms],
        "postponed": [postponed_view(now, case) for case in now.plan.postponed],
        "cancelled": [case.id for case in now.cancelled],
        "broken": [violation_view(one) for one in now.broken],
        "recovery": recovery_view(now),
        "kpis": kpis(now.problem, now.plan, now.outlook) if now.plan.cases else {},
        "points": {goal: points for goal, points in score_by_goal(now.problem, now.plan).items() if points},
    }


def room_view(now: ListNow, room: StaffedRoom) -> Document:
    """Return an operating room with its cases in order."""
    day = now.day
    ahead = now.outlook.rooms.get(room.id)
    risk = round(ahead.overtime_risk, 3) if ahead else 0.0
    return {
        "room": room.id,
        "departments": sorted(
            room.departments or {block.department for block in day.blocks if block.room == room.id and block.department}
        ),
        "opens": day.at(room.opens_minute).isoformat(),
        "closes": day.at(room.closes_minute).isoformat(),
        "hard_end": day.at(room.hard_end_minute).isoformat(),
        "risk": risk,
        "letter": risk_letter(risk),
        "utilisation": round(ahead.utilisation, 3) if ahead else 0.0,
        "expected_overtime_minutes": round(ahead.expected_overtime_minutes, 1) if ahead else 0.0,
        "cases": [planned_view(now, planned, risk) for planned in now.plan.by_room.get(room.id, ())],
    }


def planned_view(now: ListNow, planned: PlannedCase, risk: float) -> Document:
    """Return a case that has a place."""
    day, case = now.problem.day, now.day.case_of[planned.case]
    state, ahead, room = now.states[case.id], now.outlook.cases[case.id], now.day.room_of[planned.room]
    turnover = turnover_minutes(case, room)
    recovery = planned.leaves_minute + case.recovery_minutes if case.recovery_minutes else None
    return {
        **case_view(case),
        "surgeon": planned.surgeon,
        "start": day.at(planned.start_minute).isoformat(),
        "end": day.at(planned.end_minute).isoformat(),
        "leaves": day.at(planned.leaves_minute).isoformat(),
        "room_ready": day.at(planned.leaves_minute + turnover).isoformat(),
        "expected_start": day.at(round(ahead.expected_start)).isoformat(),
        "start_band": [day.at(round(ahead.early_start)).isoformat(), day.at(round(ahead.late_start)).isoformat()],
        "recovery_until": None if recovery is None else day.at(recovery).isoformat(),
        "risk": risk,
        "state": "done"
        if state.ended_minute is not None
        else "running"
        if state.started_minute is not None
        else "planned",
        "pinned_room": state.pinned_room,
        "pinned_start": None if state.pinned_start_minute is None else day.at(state.pinned_start_minute).isoformat(),
        "version": state.version,
    }


def case_view(case: SurgicalCase) -> Document:
    """Return what is known of a case wherever it stands."""
    return {
        "case": case.id,
        "department": case.department,
        "procedure": case.procedure,
        "grade": case.grade,
        "surgeons": list(case.surgeons),
        "assistants": list(case.assistants),
        "staff": dict(case.staff),
        "anaesthesia": case.anaesthesia.value,
        "urgency": case.urgency.value,
        "due": case.due.isoformat() if case.due else None,
        "infection": case.infection.value,
        "day_surgery": case.day_surgery,
        "equipment": sorted(case.equipment),
        "bed_after": case.bed_after.value if case.bed_after else None,
        "must_do": case.must_do,
    }


def postponed_view(now: ListNow, case_id: str) -> Document:
    """Return a case that is put off, with the reasons that the last run found."""
    state = now.states[case_id]
    return {**case_view(now.day.case_of[case_id]), "why": why_of(now, case_id), "version": state.version}


def why_of(now: ListNow, case_id: str) -> Document | None:
    """Return why the last run put a case off; None when it did not."""
    why: Document | None = (now.solution or {}).get("why", {}).get(case_id)
    return why


def recovery_view(now: ListNow) -> Document | None:
    """Return how many patients the PACU has, from moment to moment; None where it is not limited."""
    unit = now.day.recovery
    if unit is None:
        return None
    patients = recovery_profile(now.problem, now.problem.placed(now.plan)).tolist()
    spans: list[Document] = []
    start = 0
    for minute in range(1, len(patients) + 1):
        if minute == len(patients) or patients[minute] != patients[start]:
            if patients[start]:
                at = [now.day.at(one).isoformat() for one in (start, minute)]
                spans.append({"from": at[0], "to": at[1], "patients": patients[start]})
            start = minute
    comfortable = unit.places if unit.comfortable_places is None else unit.comfortable_places
    return {"places": unit.places, "comfortable": comfortable, "patients": spans}


def violation_view(one: Violation) -> Document:
    """Return a broken rule."""
    return {"rule": one.rule, "subject": one.subject, "message": one.message}


def move_view(move: Move) -> Document:
    """Return what putting a case somewhere means."""
    placed = move.placed
    rooms = sorted(
        room
        for room in {*move.before.rooms, *move.after.rooms}
        if _risk(move.before.rooms.get(room)) != _risk(move.after.rooms.get(room))
    )
    return {
        "case": move.case,
        "room": placed.room if placed else None,
        "surgeon": placed.surgeon if placed else None,
        "start_minute": placed.start_minute if placed else None,
        "end_minute": placed.end_minute if placed else None,
        "leaves_minute": placed.leaves_minute if placed else None,
        "allowed": not move.broken,
        "broken": [violation_view(one) for one in move.broken],
        "extra_points": move.extra_points,
        "risks": [
            {
                "room": room,
                "before": _risk(move.before.rooms.get(room)),
                "after": _risk(move.after.rooms.get(room)),
                "letter": risk_letter(_risk(move.after.rooms.get(room))),
            }
            for room in rooms
        ],
    }


def published_document(now: ListNow) -> Document:
    """Return the list as it is published: the plan, and the view that was signed."""
    view = list_view(now)
    return {
        **plan_document(now.plan),
        "status": view["status"] or "by hand",
        "view": {name: value for name, value in view.items() if name not in ("published", "changed_since_published")},
    }


def published_view(row: Row, *, identified: bool = True) -> Document:
    """Return who published a list, when and why; the list itself is its ``list``."""
    document = row["document"]
    return {
        "date": row["operating_list"],
        "number": row["number"],
        "status": document["status"],
        "published_by": row["by"] if identified else None,
        "published_at": moment(row["at"]),
        "reason": row["reason"] if identified else None,
        "cases": len(document["cases"]),
        "postponed": len(document["postponed"]),
        "broken": sorted({one["rule"] for one in document["view"]["broken"]}),
    }


def changed_since_published(now: ListNow) -> bool:
    """Return whether the list is not what was published."""
    published = now.day.published
    return published is None or set(published.cases) != set(now.plan.cases)


def differences(before: Iterable[PlannedCase], after: Iterable[PlannedCase]) -> list[Document]:
    """Return what changed from one plan to another: cases that came, went, or moved."""
    then, now = ({one.case: one for one in cases} for cases in (before, after))
    found: list[Document] = []
    for case in sorted(then.keys() | now.keys()):
        was, becomes = then.get(case), now.get(case)
        if was is None or becomes is None or (was.room, was.start_minute) != (becomes.room, becomes.start_minute):
            kind = "added" if was is None else "dropped" if becomes is None else "moved"
            found.append({"case": case, "change": kind, "from": _where(was), "to": _where(becomes)})
    return found


def _where(placed: PlannedCase | None) -> Document | None:
    return None if placed is None else {"room": placed.room, "start_minute": placed.start_minute}


def _risk(ahead: Any) -> float:  # noqa: ANN401  a room's outlook or None
    return round(ahead.overtime_risk, 3) if ahead else 0.0

"""A list as the document that scripts and pages rely on: rooms, times, risks, what is put off and why, KPIs."""

from typing import Any

from optimizer.operating_rooms.check import score_by_goal
from optimizer.operating_rooms.explain import why_put_off
from optimizer.operating_rooms.goals.idle import idle_minutes
from optimizer.operating_rooms.goals.overtime import overtime_minutes
from optimizer.operating_rooms.goals.surgeon_waiting import surgeon_waiting_minutes
from optimizer.operating_rooms.monte_carlo import Outlook, outlook
from optimizer.operating_rooms.problem import Problem
from optimizer.operating_rooms.rules.recovery_places import recovery_profile
from optimizer.solution import Solution
from scenarios.surgery import SurgeryDuration
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase


def schedule_document(problem: Problem, solution: Solution[OperatingRoomPlan]) -> dict[str, Any]:
    """Return a solved list with its risks and reasons; times are ISO 8601 with a zone."""
    plan = solution.plan
    future = outlook(problem, plan, seed=problem.day.seed)
    return {
        "date": problem.day.on.isoformat(),
        "status": solution.status.value,
        "objective": solution.objective,
        "bound": solution.bound if solution.bound > float("-inf") else None,
        "gap": solution.gap if solution.bound > float("-inf") else None,
        "seconds": round(solution.seconds, 3),
        "risk_limit": problem.day.settings.overtime_risk_limit,
        "rooms": [
            {
                "room": room,
                "risk": round(future.rooms[room].overtime_risk, 3),
                "utilisation": round(future.rooms[room].utilisation, 3),
                "cases": [_case(problem, planned, future) for planned in cases],
            }
            for room, cases in plan.by_room.items()
        ],
        "postponed": [_put_off(problem, plan, case) for case in plan.postponed],
        "kpis": kpis(problem, plan, future),
        "points": {goal: points for goal, points in score_by_goal(problem, plan).items() if points},
        "planning_quantile": problem.quantile,
    }


def kpis(problem: Problem, plan: OperatingRoomPlan, future: Outlook) -> dict[str, float]:
    """Return the figures of a list: planned ones, and those expected over the Monte Carlo replications."""
    day = problem.day
    staffed = sum(day.room_of[room].closes_minute - day.room_of[room].opens_minute for room in plan.by_room)
    planned = sum(case.end_minute - case.start_minute for case in plan.cases)
    peak = recovery_profile(problem, problem.placed(plan))
    return {
        "cases_planned": len(plan.cases),
        "cases_postponed": len(plan.postponed),
        "rooms_opened": len(plan.by_room),
        "utilisation": round(planned / staffed, 4) if staffed else 0.0,
        "overtime_minutes": overtime_minutes(problem, plan),
        "idle_minutes": idle_minutes(problem, plan),
        "surgeon_waiting_minutes": surgeon_waiting_minutes(problem, plan),
        "recovery_peak": int(peak.max()),
        "expected_overtime_minutes": round(sum(r.expected_overtime_minutes for r in future.rooms.values()), 1),
        "expected_wait_minutes": round(sum(case.expected_wait for case in future.cases.values()), 1),
        "largest_overtime_risk": round(max((r.overtime_risk for r in future.rooms.values()), default=0.0), 3),
    }


def _case(problem: Problem, planned: PlannedCase, future: Outlook) -> dict[str, Any]:
    day, case, ahead = problem.day, problem.day.case_of[planned.case], future.cases[planned.case]
    return {
        "case": planned.case,
        "department": case.department,
        "surgeon": planned.surgeon,
        "start": day.at(planned.start_minute).isoformat(),
        "end": day.at(planned.end_minute).isoformat(),
        "leaves": day.at(planned.leaves_minute).isoformat(),
        "expected_start": day.at(round(ahead.expected_start)).isoformat(),
        "start_band": [day.at(round(ahead.early_start)).isoformat(), day.at(round(ahead.late_start)).isoformat()],
        "risk": round(future.rooms[planned.room].overtime_risk, 3),
        "duration": _duration(case.duration_with(planned.surgeon)),
        "staff": dict(case.staff),
        "recovery_until": day.at(planned.leaves_minute + case.recovery_minutes).isoformat()
        if case.recovery_minutes
        else None,
        "bed_after": case.bed_after.value if case.bed_after else None,
    }


def _duration(duration: SurgeryDuration) -> dict[str, Any]:
    """Return what a case's minutes go by: the lognormal's parameters, and the sample that they come from."""
    return {
        "median_minutes": round(duration.median_minutes, 1),
        "log_sd": round(duration.log_sd, 3),
        "sample_size": duration.sample_size,
        "basis": duration.basis,
    }


def _put_off(problem: Problem, plan: OperatingRoomPlan, case: str) -> dict[str, Any]:
    why = why_put_off(problem, plan, case)
    broken = [{"rule": one.rule, "subject": one.subject, "message": one.message} for one in why.broken]
    return {
        "case": case,
        "must_do": problem.day.case_of[case].must_do,
        "why": why.sentence,
        "rules": list(why.rules),
        "extra_points": why.extra_points,
        "room": why.place.room if why.place else None,
        "broken": broken,
    }

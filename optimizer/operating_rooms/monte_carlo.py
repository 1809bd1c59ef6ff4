"""What becomes of a list when durations turn out as they may: start bands, overtime risk, utilisation.

A case starts at its planned start or, if later, when its room and its surgeon are free: patients are not called early.
Of a case that is under way only what is left is uncertain.
Recovery is not simulated: the PACU's peak is a rule of the plan, and the simulator follows patients there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from optimizer.operating_rooms.problem import Problem
from scenarios.surgery import SurgeryDuration
from scenarios.surgical_day import OperatingRoomPlan, PlannedCase

Minutes = NDArray[np.float64]
"""One value a replication."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A case whose patient is in the room.

    Attributes
    ----------
    elapsed_minutes : int
        Since wheels in; it has lasted at least so long.
    left_minutes : int or None
        Median until wheels out, as somebody in the room expects it; None to go by the case's duration alone.
    """

    elapsed_minutes: int
    left_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class CaseOutlook:
    """When a case will start: mean, and the band that holds 80% of replications; minutes from midnight."""

    expected_start: float
    early_start: float
    late_start: float
    expected_wait: float


@dataclass(frozen=True, slots=True)
class RoomOutlook:
    """What becomes of a room.

    Attributes
    ----------
    overtime_risk : float
        Probability that the last patient leaves after closing.
    expected_overtime_minutes, utilisation : float
        Mean minutes past closing; mean in-room minutes over regular ones.
    """

    overtime_risk: float
    expected_overtime_minutes: float
    utilisation: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of a list."""

    cases: Mapping[str, CaseOutlook]
    rooms: Mapping[str, RoomOutlook]


def outlook(
    problem: Problem,
    plan: OperatingRoomPlan,
    *,
    replications: int = 1000,
    seed: int = 0,
    under_way: Mapping[str, UnderWay] | None = None,
) -> Outlook:
    """Return what becomes of a list over many replications.

    Each case has its own random stream, by its position in the day, so that two lists of one day see the same
    durations.
    """
    durations = sampled_minutes(problem, plan, replications, seed, under_way)
    starts, ends = replay(problem, plan, durations)
    cases = {
        planned.case: CaseOutlook(
            expected_start=float(starts[planned.case].mean()),
            early_start=float(np.quantile(starts[planned.case], 0.1)),
            late_start=float(np.quantile(starts[planned.case], 0.9)),
            expected_wait=float((starts[planned.case] - planned.start_minute).mean()),
        )
        for planned in plan.cases
    }
    return Outlook(cases, {room: _room(problem, room, plan, ends, durations) for room in plan.by_room})


def sampled_minutes(
    problem: Problem,
    plan: OperatingRoomPlan,
    replications: int,
    seed: int,
    under_way: Mapping[str, UnderWay] | None = None,
) -> dict[str, Minutes]:
    """Return lognormal durations of each planned case; known minutes where the room decides them."""
    streams = np.random.SeedSequence(seed).spawn(len(problem.day.cases))
    found: dict[str, Minutes] = {}
    for number, planned in problem.placed(plan):
        case = problem.day.cases[number]
        duration = case.duration_with(planned.surgeon)
        if planned.room in case.minutes_by_room or duration.log_sd == 0:
            found[case.id] = np.full(replications, float(planned.end_minute - planned.start_minute))
            continue
        normal = np.random.default_rng(streams[number]).standard_normal(replications)
        begun = (under_way or {}).get(case.id)
        if begun is None:
            found[case.id] = duration.median_minutes * np.exp(duration.log_sd * normal)
        else:
            found[case.id] = _minutes_under_way(duration, begun, normal)
    return found


def _minutes_under_way(duration: SurgeryDuration, begun: UnderWay, normal: Minutes) -> Minutes:
    """Return whole durations of a case that has lasted some minutes: drawn from those of its kind that last longer.

    The truncated distribution by its inverse: with F the lognormal one and e the elapsed minutes, F(e) + u (1 - F(e))
    is uniform above F(e). What somebody in the room expects goes before it, with the same relative spread.
    """
    if begun.left_minutes is not None:
        left = max(1, begun.left_minutes) * np.exp(duration.log_sd * normal)
        return np.asarray(begun.elapsed_minutes + left, dtype=np.float64)
    elapsed = max(1, begun.elapsed_minutes)
    beyond = ndtr(-np.log(elapsed / duration.median_minutes) / duration.log_sd)
    # By the upper tail, where the digits are: far beyond its median a case has little probability left.
    minutes = duration.median_minutes * np.exp(-duration.log_sd * ndtri(beyond * ndtr(-normal)))
    return np.asarray(np.maximum(minutes, elapsed), dtype=np.float64)


def replay(
    problem: Problem, plan: OperatingRoomPlan, durations: Mapping[str, Minutes]
) -> tuple[dict[str, Minutes], dict[str, Minutes]]:
    """Return starts and ends of each case under given durations, in minutes from midnight."""
    starts: dict[str, Minutes] = {}
    ends: dict[str, Minutes] = {}
    last_in_room: dict[str, PlannedCase] = {}
    last_of_surgeon: dict[str, tuple[str, int]] = {}
    for planned in sorted(plan.cases, key=lambda case: (case.start_minute, case.case)):
        number = problem.case_index[planned.case]
        start = np.full_like(durations[planned.case], float(planned.start_minute))
        before = last_in_room.get(planned.room)
        if before is not None:
            first, room = problem.case_index[before.case], problem.room_index[planned.room]
            gap = problem.turnover(first, room) + problem.changeover(first, number)
            start = np.maximum(start, ends[before.case] + gap)
        for name in filter(None, (planned.surgeon, *problem.day.cases[number].assistants)):
            if name in last_of_surgeon:
                case, gap = last_of_surgeon[name]
                start = np.maximum(start, ends[case] + gap)
            surgeon = problem.day.surgeon_of[name]
            changeover = surgeon.changeover_minutes - problem.day.settings.surgeon_overlap_minutes
            last_of_surgeon[name] = planned.case, changeover
        after = problem.day.cases[number].after
        if after is not None and after in ends:
            start = np.maximum(start, ends[after])
        starts[planned.case], ends[planned.case] = start, start + durations[planned.case]
        last_in_room[planned.room] = planned
    return starts, ends


def _room(
    problem: Problem,
    name: str,
    plan: OperatingRoomPlan,
    ends: Mapping[str, Minutes],
    durations: Mapping[str, Minutes],
) -> RoomOutlook:
    room, cases = problem.day.room_of[name], plan.by_room[name]
    last = np.max([ends[planned.case] for planned in cases], axis=0)
    over = np.maximum(0.0, last - room.closes_minute)
    busy = np.sum([durations[planned.case] for planned in cases], axis=0)
    return RoomOutlook(
        overtime_risk=float((over > 0).mean()),
        expected_overtime_minutes=float(over.mean()),
        utilisation=float(busy.mean()) / (room.closes_minute - room.opens_minute),
    )

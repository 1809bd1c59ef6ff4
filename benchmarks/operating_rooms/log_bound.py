"""What nobody could beat on the log: rooms that end late at least, had every minute been known in advance."""

import math
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ortools.sat.python import cp_model

from benchmarks.operating_rooms.log_planning import STAFFED_MINUTES
from benchmarks.operating_rooms.log_replay import TABLE
from benchmarks.operating_rooms.theatre import Theatre
from benchmarks.report import Row
from optimizer.solve import Budget, solve
from scenarios.files.operating_room_log import CLOSES_MINUTE, HARD_END_MINUTE, OPENS_MINUTE, read_log

FEWEST_ROOMS = 5
BUDGET = Budget(seconds=60, workers=1, deterministic_time=2.0)
"""Of one day in one number of rooms."""

UTILISATIONS = (0.75, 0.80, 0.85)


def rows(path: Path, *, days: int | None = None) -> Iterator[Row]:
    """Yield the least share of late room-days at some utilisations, and the minutes that a room-day then holds."""
    started = time.perf_counter()
    log = read_log(path)
    theatres = [Theatre.of(log, on) for on in log.days[:days]]
    rooms = len({case.room for case in log.cases})
    late = least_late(least_late_rooms(theatre, rooms) for theatre in theatres)
    minutes = sum(case.minutes for theatre in theatres for case in theatre.cases.values())
    for utilisation in UTILISATIONS:
        most = math.floor(minutes / (STAFFED_MINUTES * utilisation))
        possible = {number: few for number, few in late.items() if number <= most}
        if possible:
            number = max(possible)
            extra = {
                "room_days": number,
                "utilisation": minutes / (STAFFED_MINUTES * number),
                "ended_late": possible[number] / number,
                "minutes_filled_of_510": filled_minutes(theatres, number),
            }
            seconds = time.perf_counter() - started
            name = f"possible at {utilisation:.0%}, all known in advance"
            yield Row(table=TABLE, instance=name, size="all days", method="CP-SAT", seconds=seconds, extra=extra)


def filled_minutes(theatres: Iterable[Theatre], room_days: int) -> float:
    """Return the mean minutes of a room-day that cases, turnovers and the delay of the first case take."""
    total, opened = 0.0, 0
    delays, gaps, cases = 0.0, 0.0, 0
    for theatre in theatres:
        total += sum(case.minutes for case in theatre.cases.values())
        gaps += sum(theatre.turnover_minutes.values())
        cases += len(theatre.cases)
        delays += theatre.first_minute - OPENS_MINUTE
        opened += 1
    return (total + gaps / cases * (cases - room_days)) / room_days + delays / opened


def least_late(days: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Return for each total of room-days the fewest late ones, by dynamic programming over the days.

    Parameters
    ----------
    days : iterable of dict of int to int
        For each day, number of rooms to the fewest of them that end late; numbers that cannot hold the day are left
        out.
    """
    best = {0: 0}
    for few in days:
        found: dict[int, int] = {}
        for total, late in best.items():
            for rooms, more in few.items():
                found[total + rooms] = min(found.get(total + rooms, late + more), late + more)
        best = found
    return best


def least_late_rooms(theatre: Theatre, rooms: int) -> dict[int, int]:
    """Return for each number of rooms the fewest that end late on a day; a proven bound.

    Cases may go into any room in any order, surgeons are never needed twice at a time, and nothing waits for a planned
    start, so that no list can do better. A late room may go on until the hard end.
    """
    found = {}
    for number in range(FEWEST_ROOMS, rooms + 1):
        least = _least_late(theatre, number)
        if least is not None:
            found[number] = least
    return found


def _least_late(theatre: Theatre, rooms: int) -> int | None:
    regular, longest = (end - theatre.first_minute for end in (CLOSES_MINUTE, HARD_END_MINUTE))
    work = {name: case.minutes + theatre.turnover_minutes[name] for name, case in theatre.cases.items()}
    # The first turnovers of rooms fall away: in sum at most the longest ones of the day.
    saved = sum(sorted(theatre.turnover_minutes.values())[-rooms:])
    least = max(0, math.ceil((sum(work.values()) - saved - rooms * regular) / (longest - regular)))
    if least > rooms:
        return None
    for late in range(least, rooms + 1):
        if not _impossible(theatre, work, [longest] * late + [regular] * (rooms - late)):
            return late
    return None


def _impossible(theatre: Theatre, work: Mapping[str, int], hours: list[int]) -> bool:
    """Return whether the cases provably do not fit into rooms of so many minutes."""
    model = cp_model.CpModel()
    inside = {(name, room): model.new_bool_var("") for name in work for room in range(len(hours))}
    first = {key: model.new_bool_var("") for key in inside}
    for name in work:
        model.add_exactly_one(inside[name, room] for room in range(len(hours)))
    for room, minutes in enumerate(hours):
        model.add_at_most_one(first[name, room] for name in work)
        for name in work:
            model.add_implication(first[name, room], inside[name, room])
        load = sum(work[name] * inside[name, room] for name in work)
        model.add(load - sum(theatre.turnover_minutes[name] * first[name, room] for name in work) <= minutes)
    outcome = solve(model, BUDGET)
    return outcome.proven and not outcome.found

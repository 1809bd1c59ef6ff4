"""Morning lists of logged days: planned the evening before, in as many rooms as pay."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from benchmarks.operating_rooms.expected import expected_points
from optimizer.operating_rooms.log_day import planned_day
from optimizer.operating_rooms.problem import make_problem
from optimizer.operating_rooms.schedule import schedule
from optimizer.solve import Budget
from scenarios.files.operating_room_log import CLOSES_MINUTE, OperatingRoomLog
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay

STAFFED_MINUTES = 480
"""What utilisation counts for a room-day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomPrice:
    """What a room-day is worth to the manager, in the points of the settings.

    Attributes
    ----------
    points : int
        Where the target hangs on whether a room stays closed.
    points_below_target : int
        Where utilisation is below its target even with as many rooms closed as may be.
    points_to_spare : int
        Where it is at its target with all rooms open.
    target_utilisation : float
        Over all days up to the one planned, which counts with the minutes to be expected.
    most_closed : int
        Rooms that may stay closed on a day.
    """

    points: int
    points_below_target: int
    points_to_spare: int
    target_utilisation: float
    most_closed: int = 1

    def of(self, in_room_minutes: float, room_days: int) -> int:
        """Return the points of a room-day.

        Parameters
        ----------
        in_room_minutes : float
            Of all patients so far and of those to be expected on the day planned.
        room_days : int
            So far, and all rooms of the day planned.
        """
        needed = self.target_utilisation * STAFFED_MINUTES
        if in_room_minutes >= needed * room_days:
            return self.points_to_spare
        return self.points if in_room_minutes >= needed * (room_days - self.most_closed) else self.points_below_target


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A way to plan the days of the log.

    Attributes
    ----------
    any_room, one_surgeon_a_room, settings, late_risk :
        As in :func:`planned_day`.
    price : RoomPrice or None
        For rooms that any service may use: how many of them to open; None leaves it to the settings.
    """

    any_room: bool
    settings: ScheduleSettings
    one_surgeon_a_room: bool = False
    late_risk: float | None = None
    price: RoomPrice | None = None


@dataclass(frozen=True, slots=True)
class Morning:
    """A day as planned, and its list."""

    day: SurgicalDay
    plan: OperatingRoomPlan


def morning_lists(log: OperatingRoomLog, days: Iterable[date], variant: Variant, budget: Budget) -> Iterator[Morning]:
    """Plan days of the log one after the other, each from earlier days alone.

    Parameters
    ----------
    log : OperatingRoomLog
        The log.
    days : iterable of date
        Ascending.
    variant : Variant
        How.
    budget : Budget
        Of one list; where rooms have a price, one list is made for each number of rooms.

    Raises
    ------
    RuntimeError
        A case found no place: the days compared would not be the same.
    """
    in_room, opened = 0, 0
    for on in days:
        day = planned_day(
            log,
            on,
            any_room=variant.any_room,
            one_surgeon_a_room=variant.one_surgeon_a_room,
            settings=variant.settings,
            late_risk=variant.late_risk,
        )
        expected = in_room + sum(case.duration.mean_minutes for case in day.cases)
        room_points = variant.price.of(expected, opened + len(day.rooms)) if variant.price else 0
        morning = _most_promising(day, _tries(day, variant.price, room_points), budget)
        yield morning
        in_room += sum(case.minutes for case in log.of(on))
        opened += len(morning.plan.by_room)


def _tries(day: SurgicalDay, price: RoomPrice | None, room_points: int) -> list[tuple[int, int]]:
    """Return numbers of rooms to try, each with its points."""
    closed = price.most_closed if price else 0
    return [(number, room_points * number) for number in range(len(day.rooms) - closed, len(day.rooms) + 1)]


def _most_promising(day: SurgicalDay, tries: list[tuple[int, int]], budget: Budget) -> Morning:
    """Return the list that holds all cases and promises the fewest points, rooms included, by Monte Carlo.

    Rooms are alike where several numbers of them are tried; they really close at the log's own time.
    """
    found: list[tuple[float, int, Morning]] = []
    for number, points in tries:
        given = replace(day, rooms=day.rooms[:number])
        solution = schedule(given, budget)
        if not solution.plan.postponed:
            closing = tuple(replace(room, closes_minute=CLOSES_MINUTE) for room in given.rooms)
            expected = expected_points(make_problem(replace(given, rooms=closing)), solution.plan)
            found.append((expected + points, number, Morning(given, solution.plan)))
    if not found:
        raise RuntimeError(f"{day.on}: cases were put off in every number of rooms, expected all on the list")
    return min(found, key=lambda one: one[:2])[2]

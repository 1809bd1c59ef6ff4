"""Turnovers (接台) learned from history: what each service's cases ask for before them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from scenarios.files.operating_room_log import LoggedCase
from scenarios.operating_rooms import SpecialtyChangeover
from scenarios.surgical_day import SurgicalDay

TURNOVER_MINUTES = 30
"""Before anything is known."""

TURNOVER_WEIGHT = 3
"""Turnovers that the mean of all services counts for in a service's own (an assumption)."""


def learned_turnovers(past: Iterable[LoggedCase], services: Iterable[str]) -> dict[str, int]:
    """Return the mean turnover before a case of each service, whole minutes, shrunk towards the mean of all.

    Parameters
    ----------
    past : iterable of LoggedCase
        Only cases from before the day that is planned. The first case of a room, and one wheeled in before the last
        was out, tell nothing.
    services : iterable of str
        Services to answer for; one never seen gets the mean of all.
    """
    minutes: dict[str, list[int]] = defaultdict(list)
    for case in past:
        if case.turnover_minutes is not None and case.turnover_minutes >= 0:
            minutes[case.service].append(case.turnover_minutes)
    known = [one for own in minutes.values() for one in own]
    overall = sum(known) / len(known) if known else TURNOVER_MINUTES
    return {
        service: round((sum(own) + TURNOVER_WEIGHT * overall) / (len(own) + TURNOVER_WEIGHT))
        for service in services
        for own in (minutes.get(service, []),)
    }


def with_turnovers(day: SurgicalDay, minutes: Mapping[str, int]) -> SurgicalDay:
    """Return a day whose turnovers depend on the department of the case that comes next.

    Rooms get the shortest turnover; what a department needs beyond it is its changeover, after its own cases, too.
    """
    shortest = min(minutes.values())
    rooms = tuple(replace(room, turnover_minutes=shortest, infected_turnover_minutes=shortest) for room in day.rooms)
    changeovers = tuple(
        SpecialtyChangeover(from_department=before, to_department=after, minutes=needed - shortest)
        for after, needed in minutes.items()
        for before in minutes
        if needed > shortest
    )
    return replace(day, rooms=rooms, changeovers=changeovers)

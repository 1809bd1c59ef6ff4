"""``onebed check`` of a surgical day, or of an operating-room log."""

from collections import Counter
from typing import Any

from optimizer.operating_rooms.learned import with_learned_durations
from optimizer.operating_rooms.rules import RULE_NAMES, WEIGHABLE
from scenarios.files.operating_room_log import read_log
from scenarios.files.surgical_days import load_surgical_day
from scenarios.surgical_day import SurgicalDay


def checked_summary(file: str) -> tuple[str, dict[str, Any]]:
    """Return the title and the size of the surgical day in a file.

    Raises
    ------
    InputError
        All that is wrong with it.
    """
    day = load_surgical_day(file, rule_names=RULE_NAMES, weighable=WEIGHABLE)
    return f"Operating rooms 手术间 {day.on}", summarise_day(day)


def checked_log_summary(file: str) -> tuple[str, dict[str, Any]]:
    """Return the title and the size of an operating-room log.

    Raises
    ------
    InputError
        All that is wrong with it.
    """
    log = read_log(file)
    return "Operating-room log 手术记录", {
        "first_day": log.days[0].isoformat(),
        "last_day": log.days[-1].isoformat(),
        "days": len(log.days),
        "rooms": len({case.room for case in log.cases}),
        "room_days": len({(case.on, case.room) for case in log.cases}),
        "cases": len(log.cases),
        "minutes_of_all_cases": sum(case.minutes for case in log.cases),
        "cases_by_service": dict(sorted(Counter(case.service for case in log.cases).items())),
    }


def summarise_day(day: SurgicalDay) -> dict[str, Any]:
    """Return the size of a surgical day: what it has, by count and in minutes."""
    learned = with_learned_durations(day)
    turnovers = sum(room.turnover_minutes for room in day.rooms) / len(day.rooms) * len(day.cases)
    return {
        "date": day.on.isoformat(),
        "rooms": len(day.rooms),
        "staffed_minutes": sum(room.closes_minute - room.opens_minute for room in day.rooms),
        "cases": len(day.cases),
        "median_minutes_of_all_cases": round(sum(case.duration.median_minutes for case in learned.cases)),
        "turnover_minutes_of_all_cases": round(turnovers),
        "cases_by_department": dict(sorted(Counter(case.department for case in day.cases).items())),
        "durations_by_basis": dict(sorted(Counter(case.duration.basis or "given" for case in learned.cases).items())),
        "surgeons": len(day.surgeons),
        "past_cases": len(day.past_cases),
    }

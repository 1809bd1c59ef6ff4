"""Small operating-room logs for tests."""

from datetime import date, timedelta
from typing import Any

from scenarios.files.operating_room_log import LoggedCase, OperatingRoomLog
from scenarios.surgical_day import PlannedCase

ON = date(2022, 1, 3)


def logged(name: str, room: str, wheels_in: int, minutes: int, **fields: Any) -> LoggedCase:
    """A case of ENT that came in as scheduled and took the minutes booked."""
    given: dict[str, Any] = {
        "on": ON,
        "service": "ENT",
        "procedure": "1",
        "booked_minutes": minutes,
        "scheduled_minute": wheels_in,
        "turnover_minutes": None,
        **fields,
    }
    return LoggedCase(case=name, room=room, wheels_in_minute=wheels_in, wheels_out_minute=wheels_in + minutes, **given)


def log_of(*cases: LoggedCase) -> OperatingRoomLog:
    """A log of these cases."""
    return OperatingRoomLog(cases)


def days_later(days: int) -> date:
    """A day after the first one."""
    return ON + timedelta(days=days)


def at(name: str, room: str, start: int, minutes: int = 60, surgeon: str | None = None) -> PlannedCase:
    """A place on the list."""
    end = start + minutes
    return PlannedCase(case=name, room=room, surgeon=surgeon, start_minute=start, end_minute=end, leaves_minute=end)

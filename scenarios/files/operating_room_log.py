"""Operating-room logs: what was booked, and when each patient was wheeled in and out.

The format is that of "Optimizing Operating Room Utilization" (2022, CC BY 4.0): one case a row with service, CPT code,
booked minutes, scheduled start, wheels in and wheels out.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import polars as pl

from scenarios.files.text import read_bytes, separator, utf8
from scenarios.input_problems import InputError, InputProblem
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import SurgeryDuration, SurgicalCase
from scenarios.surgical_day import SurgicalDay

_COLUMNS = {
    "Encounter ID": "case",
    "Date": "on",
    "OR Suite": "room",
    "Service": "service",
    "CPT Code": "procedure",
    "Booked Time (min)": "booked_minutes",
    "OR Schedule": "scheduled",
    "Wheels In": "wheels_in",
    "Wheels Out": "wheels_out",
}
_TIMES = ("scheduled", "wheels_in", "wheels_out")
OPENS_MINUTE, CLOSES_MINUTE, HARD_END_MINUTE = 7 * 60, 15 * 60 + 30, 19 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCase:
    """One case as it happened; minutes from midnight.

    Attributes
    ----------
    turnover_minutes : int or None
        From the wheels out before it in its room to its wheels in; None for the first of the day.
    """

    case: str
    on: date
    room: str
    service: str
    procedure: str
    booked_minutes: int
    scheduled_minute: int
    wheels_in_minute: int
    wheels_out_minute: int
    turnover_minutes: int | None

    @property
    def minutes(self) -> int:
        """Minutes in the room."""
        return self.wheels_out_minute - self.wheels_in_minute


@dataclass(frozen=True)
class OperatingRoomLog:
    """A log, in order of day, room and wheels in."""

    cases: tuple[LoggedCase, ...]

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days with cases, ascending."""
        return tuple(sorted({case.on for case in self.cases}))

    @cached_property
    def rooms_of_service(self) -> dict[str, frozenset[str]]:
        """Service to the rooms it used, over the whole log: which services a room is equipped for."""
        services = {case.service for case in self.cases}
        return {name: frozenset(c.room for c in self.cases if c.service == name) for name in services}

    def before(self, day: date) -> list[LoggedCase]:
        """Return the cases of earlier days: all that may be learned from."""
        return [case for case in self.cases if case.on < day]

    def of(self, day: date) -> list[LoggedCase]:
        """Return the cases of one day."""
        return [case for case in self.cases if case.on == day]

    def day(self, on: str | date | None = None) -> SurgicalDay:
        """Return one day as it stood the evening before: booked minutes as durations, rooms by service.

        Raises
        ------
        InputError
            The log has no such day.
        """
        wanted = self.days[-1] if on is None else date.fromisoformat(str(on))
        if wanted not in self.days:
            text = f"{wanted} is not in the log, expected one of {self.days[0]} to {self.days[-1]}"
            raise InputError.single("date", text)
        rooms = sorted({case.room for case in self.cases}, key=lambda room: (len(room), room))
        services = self.rooms_of_service
        return SurgicalDay(
            on=wanted,
            name=f"operating-room log, {wanted}",
            rooms=tuple(
                StaffedRoom(
                    id=room,
                    opens_minute=OPENS_MINUTE,
                    closes_minute=CLOSES_MINUTE,
                    hard_end_minute=HARD_END_MINUTE,
                    departments=frozenset(name for name, used in services.items() if room in used),
                )
                for room in rooms
            ),
            cases=tuple(
                SurgicalCase(
                    id=case.case,
                    department=case.service,
                    procedure=case.procedure,
                    duration=SurgeryDuration(median_minutes=case.booked_minutes, log_sd=0.25, basis="booked"),
                )
                for case in self.of(wanted)
            ),
            zone="UTC",
        )


def is_log(path: Path) -> bool:
    """Return whether a file is an operating-room log, by its header."""
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline()
    return "Wheels In" in header and "Wheels Out" in header


def read_log(path: Path | str) -> OperatingRoomLog:
    """Return a log.

    Raises
    ------
    InputError
        Missing columns, or all cells that cannot be read, with their rows.
    """
    path = Path(path)
    text = utf8(read_bytes(path), path.name)
    frame = pl.read_csv(io.StringIO(text), infer_schema=False, separator=separator(text))
    missing = [name for name in _COLUMNS if name not in frame.columns]
    if missing:
        raise InputError(InputProblem(path.name, f"column {name!r} is missing, expected it") for name in missing)
    problems: list[InputProblem] = []
    rows = []
    for number, cells in enumerate(frame.select(*_COLUMNS).rename(_COLUMNS).iter_rows(named=True), start=2):
        row = _row(cells, f"{path.name} row {number}", problems)
        if row is not None:
            rows.append(row)
    if problems:
        raise InputError(problems)
    return OperatingRoomLog(tuple(_with_turnovers(rows)))


_Row = tuple[date, str, int, int, int, dict[str, str]]


def _row(cells: dict[str, str], place: str, problems: list[InputProblem]) -> _Row | None:
    moments: dict[str, datetime] = {}
    for name in _TIMES:
        try:
            moments[name] = datetime.strptime(cells[name] or "", "%m/%d/%y %H:%M")
        except ValueError:
            problems.append(InputProblem(place, f"{name} {cells[name]!r}, expected a time such as 1/3/22 7:05"))
    if not (cells["booked_minutes"] or "").isdigit():
        text = f"booked_minutes {cells['booked_minutes']!r}, expected a whole number"
        problems.append(InputProblem(place, text))
        return None
    if len(moments) < len(_TIMES):
        return None
    if moments["wheels_out"] <= moments["wheels_in"]:
        text = f"wheels out {cells['wheels_out']}, expected after wheels in {cells['wheels_in']}"
        problems.append(InputProblem(place, text))
        return None
    minutes = [moments[name].hour * 60 + moments[name].minute for name in _TIMES]
    return moments["wheels_in"].date(), cells["room"], minutes[1], minutes[2], minutes[0], cells


def _with_turnovers(rows: Iterable[_Row]) -> Iterable[LoggedCase]:
    last: tuple[date, str] | None = None
    out = 0
    for on, room, wheels_in, wheels_out, scheduled, cells in sorted(rows, key=lambda row: row[:3]):
        yield LoggedCase(
            case=cells["case"],
            on=on,
            room=room,
            service=cells["service"],
            procedure=cells["procedure"],
            booked_minutes=int(cells["booked_minutes"]),
            scheduled_minute=scheduled,
            wheels_in_minute=wheels_in,
            wheels_out_minute=wheels_out,
            turnover_minutes=wheels_in - out if last == (on, room) else None,
        )
        last, out = (on, room), wheels_out

"""Operating-room logs: what was booked, and when each patient was wheeled in and out.

The format is that of "Optimizing Operating Room Utilization" (2022, CC BY 4.0): one case a row with service, CPT code,
booked minutes, scheduled start, wheels in and wheels out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path

from scenarios.files.tables.read import read_table
from scenarios.input_problems import InputError, InputProblem
from scenarios.operating_rooms import StaffedRoom
from scenarios.surgery import MINUTES_A_DAY, SurgeryDuration, SurgicalCase
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
_NAMES = ("case", "room", "service")
_WHOLE = re.compile(r"[0-9]{1,4}")
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
    cells = read_table(path)
    missing = [name for name in _COLUMNS if name not in cells.header]
    if missing:
        raise InputError(InputProblem(path.name, f"column {name!r} is missing, expected it") for name in missing)
    problems: list[InputProblem] = []
    rows = [_row(texts, f"{path.name} row {number}", problems) for number, texts in cells.rows]
    problems += _repeated(rows, path.name, [number for number, _ in cells.rows])
    if not rows:
        problems.append(InputProblem(path.name, "holds no case, expected at least one row"))
    if problems:
        raise InputError(problems)
    return OperatingRoomLog(tuple(_with_turnovers(row for row in rows if row is not None)))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the file; minutes from midnight of the day of its wheels in."""

    on: date
    room: str
    wheels_in: int
    wheels_out: int
    scheduled: int
    booked_minutes: int
    cells: dict[str, str]


def _row(texts: dict[str, str], place: str, problems: list[InputProblem]) -> _Row | None:
    cells = {name: texts.get(header, "") for header, name in _COLUMNS.items()}
    found = [f"{name} is empty, expected a name" for name in _NAMES if not cells[name]]
    moments: dict[str, datetime] = {}
    for name in _TIMES:
        try:
            moments[name] = datetime.strptime(cells[name], "%m/%d/%y %H:%M")
        except ValueError:
            found.append(f"{name} {cells[name]!r}, expected a time such as 1/3/22 7:05")
    booked = int(cells["booked_minutes"]) if _WHOLE.fullmatch(cells["booked_minutes"]) else 0
    if not 1 <= booked <= MINUTES_A_DAY:
        text = f"booked_minutes {cells['booked_minutes']!r}, expected a whole number from 1 to {MINUTES_A_DAY}"
        found.append(text)
    if len(moments) == len(_TIMES):
        length = (moments["wheels_out"] - moments["wheels_in"]).total_seconds() / 60
        if not 0 < length <= MINUTES_A_DAY:
            text = f"wheels out {cells['wheels_out']}, expected after wheels in {cells['wheels_in']}, within a day"
            found.append(text)
    problems += [InputProblem(place, message) for message in found]
    if found:
        return None
    on = moments["wheels_in"].date()
    midnight = datetime.combine(on, time())
    minutes = {name: round((moment - midnight).total_seconds() / 60) for name, moment in moments.items()}
    return _Row(on, cells["room"], minutes["wheels_in"], minutes["wheels_out"], minutes["scheduled"], booked, cells)


def _repeated(rows: Iterable[_Row | None], name: str, numbers: Iterable[int]) -> Iterable[InputProblem]:
    """Find cases that stand twice on one day; an encounter may come back on another."""
    first: dict[tuple[date, str], int] = {}
    for row, number in zip(rows, numbers, strict=True):
        if row is not None and first.setdefault((row.on, row.cells["case"]), number) != number:
            text = f"case {row.cells['case']} stands twice on {row.on}, first in row "
            yield InputProblem(f"{name} row {number}", f"{text}{first[row.on, row.cells['case']]}, expected once")


def _with_turnovers(rows: Iterable[_Row]) -> Iterable[LoggedCase]:
    last: tuple[date, str] | None = None
    out = 0
    for row in sorted(rows, key=lambda row: (row.on, row.room, row.wheels_in)):
        yield LoggedCase(
            case=row.cells["case"],
            on=row.on,
            room=row.room,
            service=row.cells["service"],
            procedure=row.cells["procedure"],
            booked_minutes=row.booked_minutes,
            scheduled_minute=row.scheduled,
            wheels_in_minute=row.wheels_in,
            wheels_out_minute=row.wheels_out,
            turnover_minutes=row.wheels_in - out if last == (row.on, row.room) else None,
        )
        last, out = (row.on, row.room), row.wheels_out

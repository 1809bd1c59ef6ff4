"""Operating-room logs: what was booked, and when each patient was wheeled in and out.

The format is that of "Optimizing Operating Room Utilization" (2022, CC BY 4.0): one case a row with service, CPT code,
booked minutes, scheduled start, wheels in and wheels out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from scenarios.files.tables.read import read_table
from scenarios.files.text import separator
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
_HEADERS = {name: header for header, name in _COLUMNS.items()}
_TIMES = ("scheduled", "wheels_in", "wheels_out")
_NAMES = ("case", "room", "service")
_TELLING_COLUMNS = 3
"""So many of them make a log, so that one that lacks a column is told which."""
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
            before, after = [d for d in self.days if d < wanted][-1:], [d for d in self.days if d > wanted][:1]
            nearest = " and ".join(f"{day:%Y-%m-%d (%A)}" for day in [*before, *after])
            text = f"{wanted:%Y-%m-%d (%A)} has no case in the log of {len(self.days)} days from {self.days[0]} to "
            raise InputError.single("date", f"{text}{self.days[-1]}, expected one that has, the nearest: {nearest}")
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
    """Return whether a file is meant as an operating-room log, by its header."""
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        header = file.readline()
    names = {name.strip().strip('"') for name in header.split(separator(header))}
    return len(names & _COLUMNS.keys()) >= _TELLING_COLUMNS


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
        text = "is missing, expected it in an operating-room log"
        raise InputError(InputProblem(path.name, f"column {name!r} {text}") for name in missing)
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
    found = [(name, "is empty, expected a name") for name in _NAMES if not cells[name]]
    moments: dict[str, datetime] = {}
    for name in _TIMES:
        try:
            moments[name] = datetime.strptime(cells[name], "%m/%d/%y %H:%M")
        except ValueError:
            found.append((name, f"{cells[name]!r}, expected a time such as 1/3/22 7:05"))
    booked = int(cells["booked_minutes"]) if _WHOLE.fullmatch(cells["booked_minutes"]) else 0
    if not 1 <= booked <= MINUTES_A_DAY:
        text = f"{cells['booked_minutes']!r}, expected a whole number from 1 to {MINUTES_A_DAY}"
        found.append(("booked_minutes", text))
    found += _contradictions(cells, moments)
    problems += [InputProblem(f"{place} column {_HEADERS[name]}", message) for name, message in found]
    if found:
        return None
    on = moments["wheels_in"].date()
    midnight = datetime.combine(on, time())
    minutes = {name: round((moment - midnight).total_seconds() / 60) for name, moment in moments.items()}
    return _Row(on, cells["room"], minutes["wheels_in"], minutes["wheels_out"], minutes["scheduled"], booked, cells)


def _contradictions(cells: Mapping[str, str], moments: Mapping[str, datetime]) -> Iterator[tuple[str, str]]:
    """Yield (name, message) of what a row's date and times, as far as they are times, say against each other."""
    day, wheels_in = timedelta(days=1), moments.get("wheels_in")
    try:
        on = datetime.strptime(cells["on"], "%m/%d/%y")
    except ValueError:
        yield "on", f"{cells['on']!r}, expected a date such as 1/3/22"
    else:
        if moments and not any(moment.date() == on.date() for moment in moments.values()):
            first = min(moments, key=lambda name: moments[name])
            yield "on", f"{cells['on']}, expected the day of its {_HEADERS[first]}, {cells[first]}"
    if wheels_in is None:
        return
    if "wheels_out" in moments and not timedelta() < moments["wheels_out"] - wheels_in <= day:
        text = f"{cells['wheels_out']}, expected after {_HEADERS['wheels_in']} at {cells['wheels_in']}, within a day"
        yield "wheels_out", text
    if "scheduled" in moments and abs(moments["scheduled"] - wheels_in) > day:
        text = f"{cells['scheduled']}, expected within a day of {_HEADERS['wheels_in']} at {cells['wheels_in']}"
        yield "scheduled", text


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

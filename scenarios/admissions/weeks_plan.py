"""A plan of the hospital's own coming weeks, with dates and names instead of indices."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from scenarios.admissions.plan import Admission, AdmissionsPlan
from scenarios.admissions.problem import SHIFTS_PER_DAY, AdmissionsProblem
from scenarios.coming_weeks import ComingWeeks, NursingShift, WaitingListEntry
from scenarios.input_problems import InputProblem
from scenarios.local_checks import refuse

WEEKS_PLAN_SCHEMA_VERSION = 1
_SHIFT = {shift: position for position, shift in enumerate(NursingShift)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAdmission:
    """An entry of the waiting list comes: day of admission and surgery, ward and room, operating room and surgeon."""

    __pydantic_config__ = {"extra": "forbid"}

    entry: str
    patient: str
    department: str
    on: date
    leaves_on: date
    ward: str
    room: str
    operating_room: str
    surgeon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedNursing:
    """The rooms of one nurse in one shift."""

    __pydantic_config__ = {"extra": "forbid"}

    nurse: str
    on: date
    shift: NursingShift
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftForLater:
    """An entry that does not come within these weeks, and why."""

    __pydantic_config__ = {"extra": "forbid"}

    entry: str
    patient: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksPlan:
    """Who comes when, and who cares for them.

    Attributes
    ----------
    first_day, days
        Of the coming weeks that were planned.
    admissions : tuple of PlannedAdmission
        By day; a plan accepted after the weeks have begun keeps those of the days before ``first_day``.
    left_for_later : tuple of LeftForLater
        In the order of the waiting list.
    nursing : tuple of PlannedNursing
        By day and shift, from the same day on; nurses without a room are left out.
    """

    __pydantic_config__ = {"extra": "forbid"}

    first_day: date
    days: int
    admissions: tuple[PlannedAdmission, ...] = ()
    left_for_later: tuple[LeftForLater, ...] = ()
    nursing: tuple[PlannedNursing, ...] = ()
    schema_version: int = WEEKS_PLAN_SCHEMA_VERSION

    def __post_init__(self) -> None:
        wrong = f"schema_version {self.schema_version}, expected {WEEKS_PLAN_SCHEMA_VERSION}"
        refuse("Plan", [None if self.schema_version == WEEKS_PLAN_SCHEMA_VERSION else wrong])


def weeks_plan(
    weeks: ComingWeeks, problem: AdmissionsProblem, plan: AdmissionsPlan, why: dict[str, tuple[str, ...]]
) -> WeeksPlan:
    """Return a plan of the problem that :func:`~.of_scenario.admissions_problem` made of these weeks.

    Parameters
    ----------
    why : dict
        Entry to the reasons why it is left for later.
    """
    ward_of = {room.id: room.ward for room in problem.rooms}
    admitted = [
        _admission(weeks, entry, plan.admissions[entry.id], ward_of)
        for entry in weeks.waiting_list
        if entry.id in plan.admissions
    ]
    rooms: dict[tuple[int, str], list[str]] = defaultdict(list)
    for (room, shift), nurse in plan.nurse_of.items():
        rooms[shift, nurse].append(room)
    names = tuple(NursingShift)
    return WeeksPlan(
        first_day=weeks.first_day,
        days=weeks.days,
        admissions=tuple(sorted(admitted, key=lambda one: (one.on, one.operating_room, one.entry))),
        left_for_later=tuple(
            LeftForLater(entry=entry.id, patient=entry.patient.id, why=why.get(entry.id, ()))
            for entry in weeks.waiting_list
            if entry.id not in plan.admissions
        ),
        nursing=tuple(
            PlannedNursing(
                nurse=nurse,
                on=weeks.date_of(shift // SHIFTS_PER_DAY),
                shift=names[shift % SHIFTS_PER_DAY],
                rooms=tuple(sorted(cared)),
            )
            for (shift, nurse), cared in sorted(rooms.items())
        ),
    )


def admissions_plan(weeks: ComingWeeks, plan: WeeksPlan) -> tuple[AdmissionsPlan, list[InputProblem]]:
    """Return a plan of the weeks' problem, and what contradicts itself in it; names are not looked up."""
    problems: list[InputProblem] = []
    admissions: dict[str, Admission] = {}
    nurse_of: dict[tuple[str, int], str] = {}
    for position, one in enumerate(plan.admissions):
        if one.entry in admissions:
            message = f"entry {one.entry} is admitted twice, expected once"
            problems.append(InputProblem(f"admissions.{position}", message))
        admissions[one.entry] = Admission(day=weeks.day_index(one.on), room=one.room, theatre=one.operating_room)
    for position, nursing in enumerate(plan.nursing):
        day = weeks.day_index(nursing.on)
        if not 0 <= day < weeks.days:
            last = weeks.date_of(weeks.days - 1)
            message = f"nurse {nursing.nurse}: {nursing.on}, expected {weeks.first_day} to {last}"
            problems.append(InputProblem(f"nursing.{position}.on", message))
            continue
        for room in nursing.rooms:
            first = nurse_of.setdefault((room, SHIFTS_PER_DAY * day + _SHIFT[nursing.shift]), nursing.nurse)
            if first != nursing.nurse:
                message = (
                    f"room {room} has nurses {first} and {nursing.nurse} on {nursing.on} {nursing.shift}, expected one"
                )
                problems.append(InputProblem(f"nursing.{position}", message))
    return AdmissionsPlan(admissions=admissions, nurse_of=nurse_of), problems


def _admission(
    weeks: ComingWeeks, entry: WaitingListEntry, admission: Admission, ward_of: dict[str, str]
) -> PlannedAdmission:
    on = weeks.date_of(admission.day)
    return PlannedAdmission(
        entry=entry.id,
        patient=entry.patient.id,
        department=entry.department,
        on=on,
        leaves_on=on + timedelta(days=entry.stay_days),
        ward=ward_of[admission.room],
        room=admission.room,
        operating_room=admission.theatre,
        surgeon=entry.surgeon,
    )

"""A day of an IHTC-2024 instance as a scenario: who lies in bed that morning, and who waits for one."""

from datetime import UTC, datetime, timedelta

from scenarios.admissions.problem import AdmissionsProblem, Occupant, WaitingPatient
from scenarios.census import Census
from scenarios.hospital import AgeBand, Bed, Department, DepartmentKind, Hospital, Room, Ward
from scenarios.input_problems import InputError
from scenarios.patients import (
    BedRequest,
    DischargeForecast,
    Patient,
    RequestSource,
    Sex,
    Stay,
    StayForecast,
    Urgency,
)
from scenarios.scenario import Scenario

DAY_ZERO = datetime(2024, 1, 1, 8, 0, tzinfo=UTC)
"""Instances name no date; every day begins at 08:00, when beds change hands."""

_FROM_YEARS = {"infant": 0.0, "baby": 0.0, "child": 3.0, "young": 14.0, "adult": 18.0, "elderly": 65.0}
_DEPARTMENT, _WARD = "surgery", "ward"


def scenario_of_day(problem: AdmissionsProblem, day: int) -> Scenario:
    """Return the morning of one day of an instance, before anybody is admitted that day.

    Parameters
    ----------
    problem : AdmissionsProblem
        The instance.
    day : int
        From 0; within the horizon.

    Raises
    ------
    InputError
        The day lies outside the horizon, or the instance has genders that two sexes cannot stand for.
    """
    if not 0 <= day < problem.days:
        raise InputError.single("day", f"Instance {problem.name}: day {day}, expected 0 to {problem.days - 1}")
    bands = _age_bands(problem.age_groups)
    sexes = _sexes(problem)
    return Scenario(
        name=f"{problem.name} day {day}",
        hospital=_hospital(problem, bands),
        census=Census(at=_morning(day), stays=_stays(problem, day, bands, sexes)),
        requests=tuple(
            _request(patient, day, bands, sexes) for patient in problem.patients if patient.release_day <= day
        ),
    )


def _morning(day: int) -> datetime:
    return DAY_ZERO + timedelta(days=day)


def _age_bands(groups: tuple[str, ...]) -> tuple[AgeBand, ...]:
    """Give each group its age; groups whose names say nothing start 20 years apart."""
    ages = [_FROM_YEARS.get(group) for group in groups]
    known = [age for age in ages if age is not None]
    telling = len(known) == len(groups) and known == sorted(set(known)) and known[0] == 0
    starts = known if telling else [20.0 * position for position in range(len(groups))]
    return tuple(AgeBand(name=group, from_years=start) for group, start in zip(groups, starts, strict=True))


def _sexes(problem: AdmissionsProblem) -> dict[str, Sex]:
    people: tuple[Occupant | WaitingPatient, ...] = (*problem.occupants, *problem.patients)
    genders = sorted({person.gender for person in people})
    if len(genders) > len(Sex):
        message = f"Instance {problem.name}: genders {', '.join(genders)}, expected at most {len(Sex)}"
        raise InputError.single("patients", message)
    return dict(zip(genders, Sex, strict=False))


def _hospital(problem: AdmissionsProblem, bands: tuple[AgeBand, ...]) -> Hospital:
    rooms = tuple(
        Room(id=room.id, beds=tuple(Bed(id=f"{room.id}-{number}") for number in range(1, room.beds + 1)))
        for room in problem.rooms
    )
    return Hospital(
        name=f"IHTC-2024 {problem.name}",
        departments=(Department(id=_DEPARTMENT, name="Surgery", name_zh="外科", kind=DepartmentKind.SURGICAL),),
        wards=(Ward(id=_WARD, department=_DEPARTMENT, rooms=rooms),),
        age_bands=bands,
        cleaning_minutes=0,
        terminal_cleaning_minutes=0,
    )


def _patient(person: Occupant | WaitingPatient, bands: tuple[AgeBand, ...], sexes: dict[str, Sex]) -> Patient:
    # Any age within the group stands for it: one year in, which every band is long enough for.
    age_years = bands[person.age_group].from_years + 1
    return Patient(id=person.id, sex=sexes[person.gender], age_years=age_years)


def _stays(problem: AdmissionsProblem, day: int, bands: tuple[AgeBand, ...], sexes: dict[str, Sex]) -> tuple[Stay, ...]:
    taken: dict[str, int] = {}
    stays = []
    for occupant in problem.occupants:
        if occupant.stay_days <= day:
            continue
        taken[occupant.room] = taken.get(occupant.room, 0) + 1
        leaves = _morning(occupant.stay_days)
        stays.append(
            Stay(
                patient=_patient(occupant, bands, sexes),
                bed=f"{occupant.room}-{taken[occupant.room]}",
                department=_DEPARTMENT,
                admitted_at=_morning(0),
                expected_discharge=DischargeForecast(p10=leaves, p50=leaves, p90=leaves),
                movable=False,
            )
        )
    return tuple(stays)


def _request(patient: WaitingPatient, day: int, bands: tuple[AgeBand, ...], sexes: dict[str, Sex]) -> BedRequest:
    hours = 24.0 * patient.stay_days
    last_day = patient.due_day if patient.mandatory else None
    return BedRequest(
        id=patient.id,
        patient=_patient(patient, bands, sexes),
        source=RequestSource.ELECTIVE,
        department=_DEPARTMENT,
        urgency=_urgency(patient, day),
        requested_at=_morning(patient.release_day),
        needed_by=None if last_day is None else _morning(last_day),
        expected_stay=StayForecast(p10_hours=hours, p50_hours=hours, p90_hours=hours),
        forbidden_rooms=patient.incompatible_rooms,
    )


def _urgency(patient: WaitingPatient, day: int) -> Urgency:
    """Class by the days left until a mandatory patient's last admission day; optional patients can wait."""
    if not patient.mandatory:
        return Urgency.PLANNED
    if patient.due_day is None or patient.due_day > day + 2:
        return Urgency.SOON
    return Urgency.URGENT if patient.due_day > day else Urgency.IMMEDIATE

"""The coming weeks agree with the hospital and with themselves, so that they can be planned."""

from collections.abc import Collection, Iterable, Iterator

from scenarios.check.index import ScenarioIndex, unknown
from scenarios.coming_weeks import ComingWeeks, NursingShift
from scenarios.hospital import SexPolicy
from scenarios.input_problems import InputProblem
from scenarios.scenario import Scenario

PATH = "coming_weeks"
MOST_DAYS_AHEAD = 60


def coming_weeks(scenario: Scenario, index: ScenarioIndex) -> Iterator[InputProblem]:
    """Yield a problem for everything that the coming weeks name and nobody has, give twice, or leave without nurses."""
    weeks = scenario.coming_weeks
    if weeks is None:
        return
    wrong_start = list(_first_day(scenario, weeks))
    yield from wrong_start
    if wrong_start:
        return
    yield from _repeated(weeks)
    yield from _unknown(weeks, index)
    yield from _wards(scenario, weeks)
    yield from _patients(scenario, weeks)
    yield from _uncovered(weeks)


def _first_day(scenario: Scenario, weeks: ComingWeeks) -> Iterator[InputProblem]:
    today = weeks.local(scenario.census.at).date()
    ahead = (weeks.first_day - today).days
    if not 0 <= ahead <= MOST_DAYS_AHEAD:
        message = f"Coming weeks: first_day {weeks.first_day}, expected within {MOST_DAYS_AHEAD} days of {today}"
        yield InputProblem(f"{PATH}.first_day", message)


def _repeated(weeks: ComingWeeks) -> Iterator[InputProblem]:
    lists: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("waiting_list", "Waiting list entry", (one.id for one in weeks.waiting_list)),
        ("surgeon_days", "Day of surgeon", (f"{one.surgeon} {one.on}" for one in weeks.surgeon_days)),
        ("theatre_days", "Day of operating room", (f"{one.operating_room} {one.on}" for one in weeks.theatre_days)),
        ("planned_wards", "Planned ward", (one.ward for one in weeks.planned_wards)),
        ("nurses", "Nurse", (one.id for one in weeks.nurses)),
        ("nurse_shifts", "Shift of nurse", (f"{one.nurse} {one.on} {one.shift}" for one in weeks.nurse_shifts)),
    )
    for field, kind, keys in lists:
        first: dict[str, str] = {}
        for position, key in enumerate(keys):
            path = f"{PATH}.{field}.{position}"
            if key in first:
                yield InputProblem(path, f"{kind} {key} is defined twice, first at {first[key]}, expected once")
            first.setdefault(key, path)


def _unknown(weeks: ComingWeeks, index: ScenarioIndex) -> Iterator[InputProblem]:
    surgeons = {day.surgeon for day in weeks.surgeon_days}
    planned = {ward.ward for ward in weeks.planned_wards}
    nurses = {nurse.id for nurse in weeks.nurses}

    def expect(
        path: str, owner: str, field: str, value: str, kind: str, known: Collection[str]
    ) -> Iterator[InputProblem]:
        if value not in known:
            yield InputProblem(f"{PATH}.{path}.{field}", unknown(owner, field, value, kind, known))

    for position, entry in enumerate(weeks.waiting_list):
        path, owner = f"waiting_list.{position}", f"Waiting list entry {entry.id}"
        yield from expect(path, owner, "department", entry.department, "department", index.departments)
        yield from expect(path, owner, "surgeon", entry.surgeon, "surgeon", surgeons)
        for room in sorted(entry.forbidden_rooms):
            yield from expect(path, owner, "forbidden_rooms", room, "room", index.rooms)
    for position, day in enumerate(weeks.theatre_days):
        owner = f"Day {day.on} of an operating room"
        known = index.operating_rooms
        yield from expect(
            f"theatre_days.{position}", owner, "operating_room", day.operating_room, "operating_room", known
        )
    for position, ward in enumerate(weeks.planned_wards):
        yield from expect(f"planned_wards.{position}", "Planned ward", "ward", ward.ward, "ward", index.wards)
    for position, nurse in enumerate(weeks.nurses):
        yield from expect(f"nurses.{position}", f"Nurse {nurse.id}", "ward", nurse.ward, "ward", planned)
    for position, shift in enumerate(weeks.nurse_shifts):
        yield from expect(f"nurse_shifts.{position}", f"Shift of {shift.on}", "nurse", shift.nurse, "nurse", nurses)


def _wards(scenario: Scenario, weeks: ComingWeeks) -> Iterator[InputProblem]:
    wards = {ward.id: ward for ward in scenario.hospital.wards}
    for position, planned in enumerate(weeks.planned_wards):
        ward = wards.get(planned.ward)
        if ward is None:
            continue
        path, beds = f"{PATH}.planned_wards.{position}", len(ward.beds)
        if ward.sex_policy is not SexPolicy.STRICT:
            message = f"Planned ward {ward.id}: sex_policy {ward.sex_policy}, expected one with separate rooms (strict)"
            yield InputProblem(f"{path}.ward", message)
        if planned.kept_beds > beds:
            message = f"Planned ward {ward.id}: kept_beds {planned.kept_beds}, expected at most its {beds} beds"
            yield InputProblem(f"{path}.kept_beds", message)


def _patients(scenario: Scenario, weeks: ComingWeeks) -> Iterator[InputProblem]:
    lying = {stay.patient.id for stay in scenario.census.stays}
    first: dict[str, str] = {}
    for position, entry in enumerate(weeks.waiting_list):
        path, patient = f"{PATH}.waiting_list.{position}", entry.patient.id
        if patient in first:
            wrong = f"waits twice, first at {first[patient]}, expected once"
        else:
            wrong = "is in a bed already, expected somebody at home" if patient in lying else ""
        if wrong:
            yield InputProblem(f"{path}.patient", f"Waiting list entry {entry.id}: patient {patient} {wrong}")
        first.setdefault(patient, path)


def _uncovered(weeks: ComingWeeks) -> Iterator[InputProblem]:
    ward_of = {nurse.id: nurse.ward for nurse in weeks.nurses}
    on_duty = {(ward_of.get(one.nurse), weeks.day_index(one.on), one.shift) for one in weeks.nurse_shifts}
    for position, planned in enumerate(weeks.planned_wards):
        missing = [
            f"{weeks.date_of(day)} {shift}"
            for day in range(weeks.days)
            for shift in NursingShift
            if (planned.ward, day, shift) not in on_duty
        ]
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            message = (
                f"Planned ward {planned.ward}: no nurse on the roster of {missing[0]}{more}, expected at least one"
            )
            yield InputProblem(f"{PATH}.planned_wards.{position}", message)

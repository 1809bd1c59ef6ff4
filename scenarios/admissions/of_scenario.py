"""The hospital's own list as the problem that the public instances are, too."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from scenarios.admissions.check import problems_of_cost
from scenarios.admissions.problem import (
    SHIFTS_PER_DAY,
    AdmissionsProblem,
    Nurse,
    Occupant,
    Surgeon,
    Theatre,
    WaitingPatient,
    WardRoom,
)
from scenarios.census import BedState
from scenarios.coming_weeks import ComingWeeks, NursingGrade, NursingShift, PlannedWard, WaitingListEntry
from scenarios.hospital import Room, Ward
from scenarios.input_problems import InputError
from scenarios.patients import Isolation, Stay
from scenarios.scenario import Scenario


def admissions_problem(scenario: Scenario) -> AdmissionsProblem:
    """Return the coming weeks of a checked scenario as a problem.

    Rooms with patients of both sexes or in isolation take nobody new; beds blocked without an end, without nurses or
    kept for emergencies are taken away from the emptiest rooms of their ward.

    Raises
    ------
    scenarios.input_problems.InputError
        The scenario has no coming weeks, or a plan of them could cost more points than can be counted.
    """
    weeks = scenario.coming_weeks
    if weeks is None:
        raise InputError.single("coming_weeks", "is missing, expected a waiting list with theatres, wards and nurses")
    problem = _Mapping(scenario, weeks).problem()
    if problems := problems_of_cost(problem):
        raise InputError(problems)
    return problem


@dataclass(frozen=True, slots=True)
class _Place:
    """A planned room, its ward, and the patients who lie in it when the horizon starts."""

    ward: Ward
    room: Room
    stays: tuple[tuple[Stay, int], ...]

    @property
    def mixed(self) -> bool:
        """Whether women and men lie in it."""
        return len({stay.patient.sex for stay, _ in self.stays}) > 1

    @property
    def closed(self) -> bool:
        """Whether it takes nobody new."""
        return any(stay.patient.isolation is not Isolation.NONE for stay, _ in self.stays)


class _Mapping:
    def __init__(self, scenario: Scenario, weeks: ComingWeeks) -> None:
        self.scenario = scenario
        self.weeks = weeks
        self.loads = {load.grade: load for load in weeks.nursing_loads}
        wards = {ward.id: ward for ward in scenario.hospital.wards}
        self.wards = [(wards[planned.ward], planned) for planned in weeks.planned_wards]
        days_of_bed = self._days_of_bed()
        found = [
            _Place(ward, room, tuple(days_of_bed[bed.id] for bed in room.beds if bed.id in days_of_bed))
            for ward, _ in self.wards
            for room in ward.rooms
        ]
        self.places = [place for place in found if not place.mixed]

    def problem(self) -> AdmissionsProblem:
        weeks, hospital = self.weeks, self.scenario.hospital
        levels = chain((nurse.skill for nurse in weeks.nurses), (load.skill for load in weeks.nursing_loads))
        return AdmissionsProblem(
            name=self.scenario.name or hospital.name,
            days=weeks.days,
            shift_names=tuple(NursingShift),
            age_groups=tuple(band.name for band in hospital.age_bands),
            skill_levels=1 + max(levels, default=0),
            weights=weeks.weights,
            occupants=tuple(self._occupants()),
            patients=tuple(self._patient(entry) for entry in weeks.waiting_list),
            surgeons=tuple(self._surgeons()),
            theatres=tuple(self._theatres()),
            rooms=tuple(self._rooms()),
            nurses=tuple(self._nurses()),
            first_day=weeks.first_day,
        )

    def _days_of_bed(self) -> dict[str, tuple[Stay, int]]:
        """Return bed to stay and days left in the horizon; those who leave before it are left out."""
        left: dict[str, tuple[Stay, int]] = {}
        quantile = self.scenario.allocation.discharge_quantile
        for stay in self.scenario.census.stays:
            forecast = stay.expected_discharge
            days = self.weeks.days
            if stay.discharge_ordered_at is not None:
                days = 0
            elif forecast is not None:
                days = min(days, self.weeks.day_index(self.weeks.local(forecast.at(quantile)).date()))
            if days > 0:
                left[stay.bed] = stay, days
        return left

    def _occupants(self) -> Iterator[Occupant]:
        grade = self.weeks.nursing_of_stays
        for place in self.places:
            for stay, days in place.stays:
                workload, skill = self._nursing([grade] * days)
                yield Occupant(
                    id=f"{stay.patient.id} in {stay.bed}",
                    gender=stay.patient.sex,
                    age_group=self.scenario.hospital.age_band_index(stay.patient.age_years),
                    stay_days=days,
                    workload=workload,
                    required_skill=skill,
                    room=place.room.id,
                )

    def _patient(self, entry: WaitingListEntry) -> WaitingPatient:
        weeks = self.weeks
        early = min(entry.first_nursing_days, entry.stay_days)
        grades = [entry.first_nursing] * early + [entry.nursing] * (entry.stay_days - early)
        workload, skill = self._nursing(grades)
        used = {day.operating_room for day in weeks.theatre_days}
        return WaitingPatient(
            id=entry.id,
            mandatory=entry.mandatory,
            gender=entry.patient.sex,
            age_group=self.scenario.hospital.age_band_index(entry.patient.age_years),
            stay_days=entry.stay_days,
            workload=workload,
            required_skill=skill,
            release_day=max(0, weeks.day_index(entry.earliest)),
            due_day=None if entry.due is None or entry.due < weeks.first_day else weeks.day_index(entry.due),
            surgery_minutes=entry.surgery_minutes + weeks.turnover_minutes,
            surgeon=entry.surgeon,
            incompatible_rooms=frozenset(p.room.id for p in self.places if not self._suits(entry, p)),
            incompatible_theatres=frozenset(
                room.id
                for room in self.scenario.hospital.operating_rooms
                if room.id in used and room.departments and entry.department not in room.departments
            ),
        )

    def _suits(self, entry: WaitingListEntry, place: _Place) -> bool:
        """Return whether a room of the own department, or of a shared ward, offers what a patient needs."""
        ward, room, patient = place.ward, place.room, entry.patient
        band = self.scenario.hospital.age_bands[self.scenario.hospital.age_band_index(patient.age_years)].name
        isolated = patient.isolation is not Isolation.NONE
        return (
            (ward.shared or ward.department == entry.department)
            and entry.level_of_care in {ward.level_of_care, *ward.also_takes}
            and (not ward.age_bands or band in ward.age_bands)
            and room.id not in entry.forbidden_rooms
            and any(entry.equipment <= bed.equipment for bed in room.beds)
            and not place.closed
            and (len(room.beds) == 1 if isolated else not room.isolation)
            and (patient.isolation is not Isolation.AIRBORNE or room.negative_pressure)
        )

    def _nursing(self, grades: list[NursingGrade]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return workload and required skill of every shift of days in these grades."""
        days = [self.loads[grade] for grade in grades]
        workload = tuple(getattr(load, shift) for load in days for shift in NursingShift)
        return workload, tuple(load.skill for load in days for _ in NursingShift)

    def _surgeons(self) -> Iterator[Surgeon]:
        days = {(day.surgeon, self.weeks.day_index(day.on)): day.minutes for day in self.weeks.surgeon_days}
        for surgeon in dict.fromkeys(day.surgeon for day in self.weeks.surgeon_days):
            yield Surgeon(id=surgeon, minutes_by_day=self._with_turnover(surgeon, days))

    def _theatres(self) -> Iterator[Theatre]:
        days = {(day.operating_room, self.weeks.day_index(day.on)): day.minutes for day in self.weeks.theatre_days}
        for room in dict.fromkeys(day.operating_room for day in self.weeks.theatre_days):
            yield Theatre(id=room, minutes_by_day=self._with_turnover(room, days))

    def _with_turnover(self, name: str, days: Mapping[tuple[str, int], int]) -> tuple[int, ...]:
        """Return minutes by day; every case brings its turnover, and the one after the last case does not count."""
        minutes = (days.get((name, day), 0) for day in range(self.weeks.days))
        return tuple(one + self.weeks.turnover_minutes if one else 0 for one in minutes)

    def _rooms(self) -> Iterator[WardRoom]:
        for ward, planned in self.wards:
            beds = self._beds(ward, planned)
            yield from (WardRoom(id=room, beds=count, ward=ward.id) for room, count in beds.items())

    def _beds(self, ward: Ward, planned: PlannedWard) -> dict[str, int]:
        """Return beds by room of a ward: never fewer than lie there, emptiest rooms lose theirs first."""
        places = [place for place in self.places if place.ward is ward]
        blocked = Counter(
            self.scenario.hospital.place_of_bed[status.bed].room.id
            for status in self.scenario.census.statuses
            if status.state is BedState.BLOCKED and self._blocked_in_horizon(status.until)
        )
        lying = {place.room.id: len(place.stays) for place in places}
        beds = {
            place.room.id: max(lying[place.room.id], len(place.room.beds) - blocked[place.room.id]) for place in places
        }
        staffed = len(ward.beds) if ward.staffed_beds is None else ward.staffed_beds
        spare = sum(beds.values()) - (staffed - planned.kept_beds)
        for _ in range(max(0, spare)):
            emptiest = max(beds, key=lambda room: beds[room] - lying[room])
            if beds[emptiest] == lying[emptiest]:
                break
            beds[emptiest] -= 1
        return beds

    def _blocked_in_horizon(self, until: datetime | None) -> bool:
        return until is None or self.weeks.day_index(self.weeks.local(until).date()) > 0

    def _nurses(self) -> Iterator[Nurse]:
        shift_of_day = {shift: position for position, shift in enumerate(NursingShift)}
        rosters: dict[str, dict[int, int]] = {nurse.id: {} for nurse in self.weeks.nurses}
        for one in self.weeks.nurse_shifts:
            day = self.weeks.day_index(one.on)
            if 0 <= day < self.weeks.days:
                rosters[one.nurse][SHIFTS_PER_DAY * day + shift_of_day[one.shift]] = one.max_workload
        for nurse in self.weeks.nurses:
            yield Nurse(id=nurse.id, skill=nurse.skill, max_workload=rosters[nurse.id], ward=nurse.ward)

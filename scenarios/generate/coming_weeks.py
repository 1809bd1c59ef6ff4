"""The coming two weeks of the surgical departments that share the largest suite of operating rooms."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from scenarios.census import Census
from scenarios.coming_weeks import (
    ComingWeeks,
    NurseShift,
    NursingGrade,
    NursingShift,
    PlannedWard,
    SurgeonDay,
    TheatreDay,
    WaitingListEntry,
    WardNurse,
)
from scenarios.generate.departments import DepartmentProfile
from scenarios.generate.norms import Norms
from scenarios.generate.people import age_years
from scenarios.hospital import Hospital, LevelOfCare, Ward
from scenarios.patients import Patient, Sex

DAYS = 14
MOST_WARDS = 5
"""Wards of one plan: departments that share operating rooms are planned together, the whole hospital is not."""
THEATRE_MINUTES = 540
SURGEON_MINUTES = 420
OPERATING_DAYS_A_WEEK = 3
SATURDAY = 5
WAITING_FACTOR = 1.15
"""Patients who wait per patient that beds or operating rooms are enough for."""
MANDATORY_SHARE = 0.2
MEDIAN_SURGERY_MINUTES, SURGERY_LOG_SD = 110.0, 0.45
"""General surgery: 85 minutes of surgery and 26 of anaesthesia (Leeftink & Hans 2018)."""
TURNOVER_MINUTES = 30
LONGEST_STAY_DAYS = 21
ROSTER = (*[NursingShift.EARLY] * 2, *[NursingShift.LATE] * 2, NursingShift.NIGHT, None, None)
MAX_WORKLOAD = {NursingShift.EARLY: 16, NursingShift.LATE: 16, NursingShift.NIGHT: 24}
BEDS_A_NURSE = 2.2
SKILL_SHARES = (0.3, 0.5, 0.2)
"""Everything without a source is an assumption."""


def coming_weeks(
    hospital: Hospital, profiles: Sequence[DepartmentProfile], census: Census, norms: Norms, random: np.random.Generator
) -> ComingWeeks:
    """Return the two weeks from the day after the census.

    The list is a little longer than beds and operating rooms are enough for, so that some have to be left for later.
    """
    first = census.at.date() + timedelta(days=1)
    dates = [first + timedelta(days=day) for day in range(DAYS)]
    suite, here = _largest_suite(hospital, profiles)
    wards = [
        ward
        for profile in here
        for ward in hospital.wards
        if ward.department == profile.id and ward.level_of_care is LevelOfCare.GENERAL
    ][:MOST_WARDS]
    theatre_days = [
        TheatreDay(operating_room=room, on=on, minutes=THEATRE_MINUTES) for room in suite for on in _workdays(dates)
    ]
    here = [profile for profile in here if any(ward.department == profile.id for ward in wards)]
    counts = _waiting(wards, here, sum(day.minutes for day in theatre_days), norms)
    surgeons = {profile.id: _surgeons(profile.id, counts[profile.id]) for profile in here}
    nurses = [nurse for ward in wards for nurse in _nurses(ward, random)]
    return ComingWeeks(
        first_day=first,
        days=DAYS,
        waiting_list=tuple(_waiting_list(here, counts, surgeons, dates, norms, random)),
        surgeon_days=tuple(
            SurgeonDay(surgeon=surgeon, on=on, minutes=SURGEON_MINUTES)
            for names in surgeons.values()
            for number, surgeon in enumerate(names)
            for on in _workdays(dates)
            if (on.weekday() + number) % 5 < OPERATING_DAYS_A_WEEK
        ),
        theatre_days=tuple(theatre_days),
        planned_wards=tuple(
            PlannedWard(ward=ward.id, kept_beds=math.ceil(norms.kept_share * len(ward.beds))) for ward in wards
        ),
        nurses=tuple(nurses),
        nurse_shifts=tuple(_shifts(nurses, dates)),
        turnover_minutes=TURNOVER_MINUTES,
    )


def _workdays(dates: Sequence[date]) -> list[date]:
    return [on for on in dates if on.weekday() < SATURDAY]


def _largest_suite(
    hospital: Hospital, profiles: Sequence[DepartmentProfile]
) -> tuple[list[str], list[DepartmentProfile]]:
    """Return the operating rooms that most rooms' departments share, and these departments with wards of their own."""
    sizes = Counter(room.departments for room in hospital.operating_rooms if room.departments)
    departments = max(sorted(sizes, key=sorted), key=lambda users: sizes[users])
    rooms = [room.id for room in hospital.operating_rooms if room.departments == departments]
    return rooms, [profile for profile in profiles if profile.id in departments and profile.weight > 0]


def _waiting(
    wards: Sequence[Ward], profiles: Sequence[DepartmentProfile], theatre_minutes: int, norms: Norms
) -> dict[str, int]:
    """Return how many wait by department: what beds are enough for, cut to what operating rooms are, and some more."""
    by_beds = {}
    for profile in profiles:
        beds = sum(len(ward.beds) for ward in wards if ward.department == profile.id)
        by_beds[profile.id] = (
            DAYS * beds * norms.occupancy / (profile.alos_days * norms.alos_scale) * (1 - profile.emergency)
        )
    mean_minutes = MEDIAN_SURGERY_MINUTES * math.exp(SURGERY_LOG_SD**2 / 2) + TURNOVER_MINUTES
    cut = min(1.0, theatre_minutes / (mean_minutes * max(1.0, sum(by_beds.values()))))
    return {name: round(WAITING_FACTOR * cut * count) for name, count in by_beds.items()}


def _surgeons(department: str, waiting: int) -> list[str]:
    """Return as many surgeons as operate a department's list in their minutes."""
    weeks = DAYS / 7
    minutes = waiting * (MEDIAN_SURGERY_MINUTES * math.exp(SURGERY_LOG_SD**2 / 2) + TURNOVER_MINUTES)
    count = max(2, math.ceil(minutes / (weeks * OPERATING_DAYS_A_WEEK * SURGEON_MINUTES)))
    return [f"{department} {number + 1}" for number in range(count)]


def _waiting_list(
    profiles: Sequence[DepartmentProfile],
    counts: dict[str, int],
    surgeons: dict[str, list[str]],
    dates: Sequence[date],
    norms: Norms,
    random: np.random.Generator,
) -> list[WaitingListEntry]:
    entries: list[WaitingListEntry] = []
    for profile in profiles:
        for number in range(counts[profile.id]):
            surgeon = surgeons[profile.id][number % len(surgeons[profile.id])]
            entries.append(_entry(f"L{len(entries) + 1:04d}", profile, surgeon, dates, norms, random))
    return entries


def _entry(
    name: str,
    profile: DepartmentProfile,
    surgeon: str,
    dates: Sequence[date],
    norms: Norms,
    random: np.random.Generator,
) -> WaitingListEntry:
    """Draw an entry; half of the list is ready from the first day on, the others become ready during the weeks."""
    ready = max(0, int(random.integers(-DAYS, DAYS - 2)))
    mandatory = random.random() < MANDATORY_SHARE and ready < DAYS // 2
    minutes = MEDIAN_SURGERY_MINUTES * math.exp(SURGERY_LOG_SD * random.standard_normal())
    sigma = math.sqrt(math.log1p(profile.stay_cv**2))
    median_stay = profile.alos_days * norms.alos_scale * math.exp(-(sigma**2) / 2)
    stay = median_stay * math.exp(sigma * random.standard_normal())
    female = random.random() < profile.female
    age = age_years(profile, random.random())
    grade = int(random.choice([1, 2, 3, 4], p=[0.15, 0.42, 0.33, 0.10]))
    return WaitingListEntry(
        id=name,
        patient=Patient(id=f"P{name}", sex=Sex.FEMALE if female else Sex.MALE, age_years=age),
        department=profile.id,
        surgeon=surgeon,
        surgery_minutes=int(np.clip(round(minutes / 5) * 5, 30, SURGEON_MINUTES)),
        stay_days=int(np.clip(round(stay), 1, LONGEST_STAY_DAYS)),
        earliest=dates[ready],
        due=dates[min(DAYS - 1, ready + int(random.integers(5, 10)))] if mandatory else None,
        mandatory=mandatory,
        first_nursing=NursingGrade.SPECIAL if grade == 4 else NursingGrade.FIRST,
        first_nursing_days=1 if grade < 3 else 2,
        surgery_grade=grade,
        discussed=grade == 4,
    )


def _nurses(ward: Ward, random: np.random.Generator) -> list[WardNurse]:
    count = max(len(ROSTER), round(len(ward.beds) / BEDS_A_NURSE))
    skills = random.choice(len(SKILL_SHARES), size=count, p=SKILL_SHARES)
    return [
        WardNurse(id=f"{ward.id}-N{number + 1:02d}", ward=ward.id, skill=int(skill))
        for number, skill in enumerate(skills)
    ]


def _shifts(nurses: Sequence[WardNurse], dates: Sequence[date]) -> list[NurseShift]:
    """Return a rotating roster; a ward's nurses begin at all places of it, so that every shift is covered."""
    shifts = []
    for number, nurse in enumerate(nurses):
        for day, on in enumerate(dates):
            shift = ROSTER[(day + number) % len(ROSTER)]
            if shift is not None:
                shifts.append(NurseShift(nurse=nurse.id, on=on, shift=shift, max_workload=MAX_WORKLOAD[shift]))
    return shifts

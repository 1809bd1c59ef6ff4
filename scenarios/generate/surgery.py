"""Synthetic surgical days of a Chinese tertiary (三甲) general hospital, from a seed.

Means and spread by specialty follow Leeftink & Hans (2018); anaesthesia adds 26 minutes (paediatric tertiary hospital,
9,705 cases); within one procedure the coefficient of variation is about .43-.50 for incision to closure (German
benchmark 2019) and less for the whole in-room time. Everything else is an assumption, named where it stands.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from scenarios.hospital import LevelOfCare
from scenarios.operating_rooms import (
    BedsAvailable,
    Block,
    MovableEquipment,
    RecoveryUnit,
    SpecialtyChangeover,
    StaffedRoom,
    StaffShift,
)
from scenarios.patients import Urgency
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import Anaesthesia, InfectionClass, Surgeon, SurgeryDuration, SurgicalCase
from scenarios.surgical_day import SurgicalDay

ANAESTHESIA_MINUTES = 26.1
TURNOVER_MINUTES = 30
REGULAR_MINUTES = 10 * 60


@dataclass(frozen=True, slots=True)
class Specialty:
    """One surgical specialty: share of cases, surgery minutes (mean), and what its cases tend to need."""

    id: str
    share: float
    mean_minutes: float
    equipment: tuple[str, ...] = ()
    icu_share: float = 0.0
    local_share: float = 0.0
    child_share: float = 0.02


SPECIALTIES = (
    Specialty("orthopaedics", 0.20, 87.5, ("C-arm",)),
    Specialty("general surgery", 0.17, 85.0, ("laparoscopy tower",), 0.03),
    Specialty("gynaecology", 0.13, 74.0, ("laparoscopy tower",)),
    Specialty("urology", 0.12, 58.5, ("C-arm", "laser"), 0.01),
    Specialty("ENT", 0.10, 67.7, ("microscope",), 0.0, 0.1, 0.15),
    Specialty("eye", 0.10, 36.0, ("microscope",), 0.0, 0.8, 0.05),
    Specialty("plastic", 0.06, 66.8, (), 0.0, 0.3, 0.05),
    Specialty("thoracic", 0.05, 124.2, (), 0.2),
    Specialty("neurosurgery", 0.04, 134.8, ("microscope",), 0.4),
    Specialty("paediatric surgery", 0.03, 62.3, (), 0.05, 0.0, 1.0),
)
"""Shares are an assumption; minutes are those of the literature, less where a day has many small cases."""

PIECES_PER_ROOM = {"C-arm": 0.15, "laparoscopy tower": 0.22, "microscope": 0.17, "laser": 0.08}
REPROCESSING_MINUTES = {"C-arm": 10, "laparoscopy tower": 40, "microscope": 10, "laser": 20}


def generate_surgical_day(
    *,
    rooms: int = 10,
    cases: int = 40,
    seed: int = 0,
    load: float = 0.8,
    on: date = date(2026, 3, 2),
    settings: ScheduleSettings | None = None,
) -> SurgicalDay:
    """Return a day with every kind of rule and resource.

    Parameters
    ----------
    rooms, cases : int
        Size of the day.
    seed : int
        Same seed, same day.
    load : float
        Median minutes of all cases with their turnover, over the regular hours of all rooms: all medians are scaled
        to it, as a theatre with more cases a room has the shorter ones.
    on : date
        The day; due dates lie around it.
    settings : ScheduleSettings, optional
        Rules and weights.
    """
    streams = [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(4)]
    specialty_of_case = _specialties_of_cases(streams[0], cases)
    owners = _owners(rooms, specialty_of_case)
    surgeons = _surgeons(streams[1], owners)
    medians = _medians(streams[2], specialty_of_case, load * rooms * REGULAR_MINUTES)
    workload = {surgeon.id: 0.0 for surgeon in surgeons}
    made = tuple(
        _case(streams[3], number, specialty, median, surgeons, workload, on)
        for number, (specialty, median) in enumerate(zip(specialty_of_case, medians, strict=True))
    )
    return SurgicalDay(
        on=on,
        name=f"{rooms} rooms, {cases} cases, seed {seed}",
        rooms=tuple(_room(number, rooms, names) for number, names in enumerate(owners)),
        cases=made,
        surgeons=tuple(surgeons),
        blocks=tuple(_blocks(owners)),
        staff=_staff(rooms),
        equipment=tuple(
            MovableEquipment(id=item, pieces=math.ceil(share * rooms), reprocessing_minutes=REPROCESSING_MINUTES[item])
            for item, share in PIECES_PER_ROOM.items()
        ),
        beds=_beds(made),
        changeovers=_changeovers(),
        recovery=RecoveryUnit(places=math.ceil(0.8 * rooms), comfortable_places=math.ceil(0.7 * rooms)),
        settings=settings or ScheduleSettings(),
        seed=seed,
    )


def _specialties_of_cases(random: np.random.Generator, cases: int) -> list[Specialty]:
    shares = np.array([specialty.share for specialty in SPECIALTIES])
    drawn = random.choice(len(SPECIALTIES), size=cases, p=shares / shares.sum())
    return [SPECIALTIES[number] for number in sorted(drawn)]


def _owners(rooms: int, specialties: list[Specialty]) -> list[list[str]]:
    """Give each room to one specialty for the day, in proportion to expected minutes; small ones share a room.

    What a specialty has left beyond its whole rooms goes, largest first, to the shared room with the most space.
    """
    minutes: dict[str, float] = {}
    for one in specialties:
        minutes[one.id] = minutes.get(one.id, 0.0) + one.mean_minutes + ANAESTHESIA_MINUTES + TURNOVER_MINUTES
    quota = {name: rooms * total / sum(minutes.values()) for name, total in minutes.items()}
    owners = [[name] for name, share in quota.items() for _ in range(round(share - 0.25))]
    owners = owners[:rooms]
    shared: list[list[str]] = [[] for _ in range(rooms - len(owners))]
    space = [1.0] * len(shared)
    left = {name: quota[name] - sum(names == [name] for names in owners) for name in quota}
    for name in sorted(left, key=lambda name: -left[name]):
        if shared and (left[name] > 0.05 or [name] not in owners):
            most = space.index(max(space))
            shared[most].append(name)
            space[most] -= left[name]
    homeless = [name for name in quota if not any(name in names for names in (*owners, *shared))]
    if homeless:
        owners[-1] += homeless
    return owners + [names or [next(iter(quota))] for names in shared]


def _room(number: int, rooms: int, departments: list[str]) -> StaffedRoom:
    return StaffedRoom(
        id=f"OR{number + 1:02d}",
        opens_minute=8 * 60,
        closes_minute=18 * 60,
        hard_end_minute=21 * 60,
        turnover_minutes=30 if number % 3 else 25,
        infected_turnover_minutes=60,
        equipment=frozenset({"laminar flow"} if number % 2 else ()),
        departments=frozenset(departments),
        for_emergencies=number < max(1, rooms // 4),
    )


def _blocks(owners: list[list[str]]) -> list[Block]:
    """Give each room of one specialty to it for the day; in every twelfth one the afternoon is open to all."""
    blocks = []
    for number, names in enumerate(owners):
        room = f"OR{number + 1:02d}"
        if len(names) == 1 and number % 12 == 5:
            blocks.append(Block(room=room, department=names[0], from_minute=8 * 60, to_minute=13 * 60))
            blocks.append(Block(room=room, from_minute=13 * 60, to_minute=18 * 60))
        elif len(names) == 1:
            blocks.append(Block(room=room, department=names[0], from_minute=8 * 60, to_minute=18 * 60))
    return blocks


def _surgeons(random: np.random.Generator, owners: list[list[str]]) -> list[Surgeon]:
    """Make about 1.5 surgeons for each room a specialty owns, at least 2; one in four is authorised up to grade 3."""
    rooms: dict[str, float] = {}
    for names in owners:
        for name in names:
            rooms[name] = rooms.get(name, 0) + 1 / len(names)
    made = []
    for name, count in rooms.items():
        made += [
            Surgeon(
                id=f"{name} {number + 1}",
                department=name,
                authorised_grade=4 if number == 0 or random.random() < 0.75 else 3,
                from_minute=8 * 60,
                to_minute=21 * 60,
            )
            for number in range(max(2, round(1.5 * count)))
        ]
    return made


def _medians(random: np.random.Generator, specialties: list[Specialty], room_minutes: float) -> list[float]:
    """Draw each procedure's median minutes in the room: most of a specialty's spread lies between procedures."""
    drawn = np.array([one.mean_minutes + ANAESTHESIA_MINUTES for one in specialties])
    drawn = drawn * np.exp(random.normal(0, 0.3, size=len(specialties)))
    wanted = room_minutes - TURNOVER_MINUTES * len(specialties)
    return [max(20.0, round(float(minutes), 1)) for minutes in drawn * wanted / drawn.sum()]


def _case(
    random: np.random.Generator,
    number: int,
    specialty: Specialty,
    median: float,
    surgeons: list[Surgeon],
    workload: dict[str, float],
    on: date,
) -> SurgicalCase:
    own = [one for one in surgeons if one.department == specialty.id] or surgeons[:1]
    grade = int(random.choice([1, 2, 3, 4], p=[0.15, 0.42, 0.33, 0.10]))
    able = [one for one in own if one.authorised_grade >= grade] or own
    # Requests of one surgeon fit a day: the next case goes to one of the two who have the least so far.
    by_load = sorted(able, key=lambda one: workload[one.id])
    lead = by_load[int(random.integers(min(2, len(by_load))))]
    workload[lead.id] += median + TURNOVER_MINUTES
    other = [one.id for one in able if one is not lead]
    local = random.random() < specialty.local_share
    child = random.random() < specialty.child_share
    icu = grade >= 3 and random.random() < specialty.icu_share
    day_surgery = grade <= 2 and random.random() < 0.45
    urgency = str(random.choice(["planned", "soon", "urgent"], p=[0.74, 0.20, 0.06]))
    tool = specialty.equipment and random.random() < 0.4
    return SurgicalCase(
        id=f"C{number + 1:03d}",
        department=specialty.id,
        procedure=f"{specialty.id} {round(median / 15)}",
        surgeons=(lead.id, other[int(random.integers(len(other)))]) if other and random.random() < 0.25 else (lead.id,),
        duration=SurgeryDuration(median_minutes=median, log_sd=round(float(random.uniform(0.15, 0.4)), 3)),
        grade=grade,
        discussed=grade == 4 and random.random() < 0.95,
        anaesthesia=Anaesthesia.LOCAL if local else Anaesthesia.GENERAL,
        urgency=Urgency(urgency),
        due=on + timedelta(days=int(random.integers(-3, 12))),
        day_surgery=day_surgery,
        age_years=float(random.integers(1, 14) if child else random.integers(18, 86)),
        infection=InfectionClass.INFECTED if random.random() < 0.04 else InfectionClass.CLEAN,
        equipment=frozenset({str(random.choice(specialty.equipment))}) if tool else frozenset(),
        room_equipment=frozenset({"laminar flow"})
        if specialty.id == "orthopaedics" and random.random() < 0.3
        else frozenset(),
        staff={"nurse": 2} if local else {"anaesthetist": 1, "nurse": 2},
        recovery_minutes=0 if local or icu else int(random.choice([30, 45, 60, 75])),
        bed_after=LevelOfCare.ICU if icu else LevelOfCare.DAY if day_surgery else LevelOfCare.GENERAL,
        ready_minute=int(random.choice([0, 0, 0, 0, 0, 0, 0, 0, 0, 10 * 60])),
        first_of_day=random.random() < 0.02,
    )


def _staff(rooms: int) -> tuple[StaffShift, ...]:
    """Make a day shift that can run every room, and a late shift for about two thirds of them (an assumption)."""
    late = math.ceil(rooms * 0.67)
    return (
        StaffShift(skill="anaesthetist", from_minute=7 * 60 + 30, to_minute=18 * 60, people=rooms),
        StaffShift(skill="anaesthetist", from_minute=18 * 60, to_minute=22 * 60, people=late),
        StaffShift(skill="nurse", from_minute=7 * 60 + 30, to_minute=18 * 60, people=2 * rooms),
        StaffShift(skill="nurse", from_minute=18 * 60, to_minute=22 * 60, people=2 * late),
    )


def _beds(cases: tuple[SurgicalCase, ...]) -> tuple[BedsAvailable, ...]:
    """Make beds a little short of what the day asks for: a tertiary hospital is nearly full."""
    counts: dict[tuple[LevelOfCare, str | None], int] = {}
    for case in cases:
        if case.bed_after is not None:
            shared = case.bed_after in (LevelOfCare.ICU, LevelOfCare.DAY)
            key = (case.bed_after, None if shared else case.department)
            counts[key] = counts.get(key, 0) + 1
    return tuple(
        BedsAvailable(
            level_of_care=level,
            department=department,
            beds=max(1, math.ceil(0.95 * count)),
            comfortable_beds=max(1, math.ceil(0.9 * count)),
        )
        for (level, department), count in counts.items()
    )


def _changeovers() -> tuple[SpecialtyChangeover, ...]:
    """Another specialty's instruments take 15 minutes more to bring in (an assumption)."""
    names = [specialty.id for specialty in SPECIALTIES]
    return tuple(
        SpecialtyChangeover(from_department=one, to_department=other, minutes=15)
        for one in names
        for other in names
        if one != other
    )

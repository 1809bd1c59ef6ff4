"""Small problems for the tests of this package."""

from dataclasses import replace

import numpy as np

from scenarios.admissions.problem import (
    AdmissionsProblem,
    GoalWeights,
    Nurse,
    Occupant,
    Surgeon,
    Theatre,
    WaitingPatient,
    WardRoom,
)

WEIGHTS = GoalWeights(
    mixed_age=5,
    nurse_skill=3,
    continuity=4,
    nurse_workload=2,
    open_theatre=30,
    surgeon_transfer=7,
    delay=10,
    unscheduled=300,
)


def patient(name: str, **changes: object) -> WaitingPatient:
    """A two-day, 60-minute optional patient of surgeon s0; changes override."""
    stay = int(changes.get("stay_days", 2))  # type: ignore[call-overload]
    values: dict[str, object] = {
        "id": name,
        "mandatory": False,
        "gender": "A",
        "age_group": 1,
        "stay_days": stay,
        "workload": (2,) * (3 * stay),
        "required_skill": (1,) * (3 * stay),
        "release_day": 0,
        "due_day": None,
        "surgery_minutes": 60,
        "surgeon": "s0",
        "incompatible_rooms": frozenset(),
        **changes,
    }
    return WaitingPatient(**values)  # type: ignore[arg-type]


def occupant(name: str, room: str, **changes: object) -> Occupant:
    """A two-day occupant of a room; changes override."""
    stay = int(changes.get("stay_days", 2))  # type: ignore[call-overload]
    values: dict[str, object] = {
        "id": name,
        "gender": "A",
        "age_group": 1,
        "stay_days": stay,
        "workload": (2,) * (3 * stay),
        "required_skill": (1,) * (3 * stay),
        "room": room,
        **changes,
    }
    return Occupant(**values)  # type: ignore[arg-type]


def problem(
    patients: list[WaitingPatient],
    *,
    occupants: list[Occupant] | None = None,
    days: int = 4,
    beds: tuple[int, ...] = (2, 2),
    surgeons: int = 1,
    theatres: int = 2,
    surgeon_minutes: int = 240,
    theatre_minutes: int = 300,
    nurses: int = 4,
) -> AdmissionsProblem:
    """Rooms r0.., surgeons s0.., theatres t0.. equal every day; every nurse works all shifts, skills 0, 1, 2, 0, ..."""
    shifts = 3 * days
    return AdmissionsProblem(
        name="small",
        days=days,
        shift_names=("early", "late", "night"),
        age_groups=("infant", "adult", "elderly"),
        skill_levels=3,
        weights=WEIGHTS,
        occupants=tuple(occupants or ()),
        patients=tuple(patients),
        surgeons=tuple(Surgeon(id=f"s{i}", minutes_by_day=(surgeon_minutes,) * days) for i in range(surgeons)),
        theatres=tuple(Theatre(id=f"t{i}", minutes_by_day=(theatre_minutes,) * days) for i in range(theatres)),
        rooms=tuple(WardRoom(id=f"r{i}", beds=count) for i, count in enumerate(beds)),
        nurses=tuple(
            Nurse(id=f"n{i}", skill=i % 3, max_workload=dict.fromkeys(range(shifts), 6)) for i in range(nurses)
        ),
    )


def random_problem(seed: int, patients: int = 24) -> AdmissionsProblem:
    """A crowded week with two surgeons, two wards, both genders, occupants and a thinned roster."""
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    waiting = []
    for index in range(patients):
        stay = int(rng.integers(1, 5))
        release = int(rng.integers(0, 6))
        mandatory = bool(rng.random() < 0.3)
        waiting.append(
            patient(
                f"p{index}",
                mandatory=mandatory,
                gender="AB"[int(rng.integers(2))],
                age_group=int(rng.integers(3)),
                stay_days=stay,
                workload=tuple(int(x) for x in rng.integers(1, 4, 3 * stay)),
                required_skill=tuple(int(x) for x in rng.integers(0, 3, 3 * stay)),
                release_day=release,
                due_day=min(6, release + 3) if mandatory else None,
                surgery_minutes=30 * int(rng.integers(1, 5)),
                surgeon=f"s{int(rng.integers(2))}",
                incompatible_rooms=frozenset({"r1"} if rng.random() < 0.3 else ()),
                incompatible_theatres=frozenset({"t1"} if rng.random() < 0.2 else ()),
            )
        )
    lying = [occupant("a0", "r0"), occupant("a1", "r0", age_group=2, stay_days=4), occupant("a2", "r2", gender="B")]
    whole = problem(
        waiting, occupants=lying, days=7, beds=(3, 2, 2), surgeons=2, nurses=7, surgeon_minutes=180, theatre_minutes=150
    )
    nurses = tuple(
        Nurse(
            id=nurse.id,
            skill=nurse.skill,
            max_workload={s: w for s, w in nurse.max_workload.items() if index < 2 or rng.random() < 0.6},
            ward="AB"[index % 2],
        )
        for index, nurse in enumerate(whole.nurses)
    )
    rooms = tuple(replace(room, ward="B" if room.id == "r2" else "A") for room in whole.rooms)
    return replace(whole, nurses=nurses, rooms=rooms)

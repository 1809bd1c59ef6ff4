"""The filled-in example of a surgical day that the template shows: small, and with a little of everything."""

from datetime import date

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
from scenarios.surgery import Anaesthesia, FinishedCase, InfectionClass, Surgeon, SurgeryDuration, SurgicalCase
from scenarios.surgical_day import SurgicalDay

ON = date(2026, 3, 2)
TEAM = {"anaesthetist": 1, "nurse": 2}
HIP, KNEE, GALL_BLADDER, HERNIA = "81.51", "81.54", "51.23", "53.04"


def example_day() -> SurgicalDay:
    """Return the example."""
    return SurgicalDay(
        on=ON,
        name="example",
        rooms=(
            StaffedRoom(id="OR1", departments=frozenset({"orthopaedics"}), equipment=frozenset({"laminar flow"})),
            StaffedRoom(id="OR2", turnover_minutes=25),
        ),
        cases=(
            _case("C1", "orthopaedics", HIP, ("Zhao",), 110, grade=3, room_equipment=frozenset({"laminar flow"})),
            _case("C2", "orthopaedics", KNEE, ("Zhao", "Qian"), 95, grade=3, equipment=frozenset({"C-arm"})),
            _case("C3", "general surgery", GALL_BLADDER, ("Sun",), 70, grade=2, day_surgery=True, age_years=9),
            _case("C4", "general surgery", HERNIA, ("Sun",), 60, infection=InfectionClass.INFECTED),
            _case(
                "C5",
                "general surgery",
                "52.7",
                ("Li",),
                240,
                grade=4,
                discussed=True,
                assistants=("Sun",),
                urgency=Urgency.URGENT,
                due=date(2026, 3, 3),
                bed_after=LevelOfCare.ICU,
                recovery_minutes=0,
                ready_minute=9 * 60,
            ),
            _case("C6", "general surgery", "86.4", ("Sun",), 30, anaesthesia=Anaesthesia.LOCAL, fixed_room="OR2"),
        ),
        surgeons=(
            Surgeon(id="Zhao", department="orthopaedics"),
            Surgeon(id="Qian", department="orthopaedics", authorised_grade=3, from_minute=8 * 60, to_minute=13 * 60),
            Surgeon(id="Sun", department="general surgery", authorised_grade=3),
            Surgeon(id="Li", department="general surgery"),
        ),
        blocks=(Block(room="OR1", department="orthopaedics", from_minute=8 * 60, to_minute=17 * 60),),
        staff=(
            StaffShift(skill="anaesthetist", from_minute=7 * 60 + 30, to_minute=20 * 60, people=2),
            StaffShift(skill="nurse", from_minute=7 * 60 + 30, to_minute=20 * 60, people=4),
        ),
        equipment=(MovableEquipment(id="C-arm", pieces=1, reprocessing_minutes=10),),
        beds=(
            BedsAvailable(level_of_care=LevelOfCare.ICU, beds=1),
            BedsAvailable(level_of_care=LevelOfCare.GENERAL, department="orthopaedics", beds=4, comfortable_beds=3),
        ),
        changeovers=(
            SpecialtyChangeover(from_department="orthopaedics", to_department="general surgery", minutes=15),
            SpecialtyChangeover(from_department="general surgery", to_department="orthopaedics", minutes=15),
        ),
        past_cases=_past_cases(),
        recovery=RecoveryUnit(places=3),
    )


def _case(
    name: str, department: str, procedure: str, surgeons: tuple[str, ...], minutes: int, **fields: object
) -> SurgicalCase:
    given: dict[str, object] = {"recovery_minutes": 45, "bed_after": LevelOfCare.GENERAL, "staff": TEAM, **fields}
    if given.get("day_surgery"):
        given["bed_after"] = LevelOfCare.DAY
    return SurgicalCase(
        id=name,
        department=department,
        procedure=procedure,
        surgeons=surgeons,
        duration=SurgeryDuration(median_minutes=minutes, log_sd=0.3),
        **given,  # type: ignore[arg-type]
    )


def _past_cases() -> tuple[FinishedCase, ...]:
    """Return a few earlier cases; a hospital gives those of a year or more."""
    return tuple(
        FinishedCase(department=department, procedure=procedure, surgeon=surgeon, minutes=minutes)
        for department, procedure, surgeon, of_procedure in (
            ("orthopaedics", HIP, "Zhao", (104, 118, 131, 97)),
            ("orthopaedics", KNEE, "Zhao", (92, 101)),
            ("orthopaedics", KNEE, "Qian", (110, 121, 99)),
            ("general surgery", GALL_BLADDER, "Sun", (62, 75, 58, 88, 71)),
        )
        for minutes in of_procedure
    )

"""Random sound scenarios for property tests."""

from datetime import timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from scenarios.allocation_settings import AllocationSettings, GoalWeights, RuleMode, RuleSetting
from scenarios.census import BlockReason
from scenarios.facilities import EmergencyDepartment
from scenarios.hospital import DepartmentKind, LevelOfCare, SexPolicy, Ward
from scenarios.patients import BedRequest, Isolation, RequestSource, Sex, Urgency
from scenarios.scenario import Scenario
from tests import make

NAMES = st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=1, max_size=6)
EQUIPMENT = st.frozensets(st.sampled_from(["monitor", "ventilator", "telemetry", "吊轨"]), max_size=3)
ZONES = st.sampled_from([timezone.utc, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3, minutes=-30))])  # noqa: UP017


def _patients(ids: str) -> st.SearchStrategy[Any]:
    isolation = st.sampled_from(list(Isolation))
    return st.builds(
        lambda isolation, pathogen, **rest: make.patient(
            id=ids, isolation=isolation, pathogen=pathogen if isolation is not Isolation.NONE else "", **rest
        ),
        isolation=isolation,
        pathogen=st.sampled_from(["", "MRSA", "结核"]),
        sex=st.sampled_from(list(Sex)),
        age_years=st.floats(0, 130),
    )


@st.composite
def _wards(draw: st.DrawFn, identity: str) -> Ward:
    rooms = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    made = []
    for number, size in enumerate(rooms):
        isolation = draw(st.booleans())
        pressure = isolation and draw(st.booleans())
        room = f"{identity}/{number}"
        beds = [make.bed(id=f"{room}/{bed}", equipment=draw(EQUIPMENT)) for bed in range(size)]
        made.append(make.room(id=room, beds=beds, isolation=isolation, negative_pressure=pressure))
    return make.ward(
        id=identity,
        department=draw(st.sampled_from(["D1", "D2"])),
        rooms=made,
        name=draw(st.just("") | NAMES),
        level_of_care=draw(st.sampled_from(list(LevelOfCare))),
        also_takes=draw(st.frozensets(st.sampled_from(list(LevelOfCare)))),
        shared=draw(st.booleans()),
        age_bands=draw(st.frozensets(st.sampled_from(["adult", "elderly"]))),
        sex_policy=draw(st.sampled_from(list(SexPolicy))),
        staffed_beds=draw(st.none() | st.integers(0, sum(rooms))),
        building=draw(st.sampled_from(["", "A"])),
        floor=draw(st.integers(-2, 30)),
    )


@st.composite
def _requests(draw: st.DrawFn, rooms: list[str]) -> list[BedRequest]:
    return [
        make.request(
            id=f"Q{number}",
            patient=draw(_patients(f"waits {number}")),
            department=draw(st.sampled_from(["D1", "D2"])),
            source=draw(st.sampled_from(list(RequestSource))),
            urgency=draw(st.sampled_from(list(Urgency))),
            waited_hours=draw(st.integers(0, 100)),
            needed_in_hours=draw(st.none() | st.integers(-9, 9)),
            stay_hours=draw(st.none() | st.lists(st.floats(0, 999), min_size=3, max_size=3).map(sorted)),
            equipment=draw(EQUIPMENT),
            forbidden_rooms=draw(st.frozensets(st.sampled_from(rooms))),
        )
        for number in range(draw(st.integers(0, 3)))
    ]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Return a scenario that passes every check."""
    wards = [draw(_wards(f"W{number}")) for number in range(draw(st.integers(1, 3)))]
    hospital = make.hospital(
        wards=wards,
        departments=[
            make.department(
                id="D1", name_zh=draw(st.just("") | NAMES), kind=draw(st.sampled_from(list(DepartmentKind)))
            ),
            make.department(id="D2", bed_cap=draw(st.none() | st.integers(0, 20))),
        ],
        lending=draw(st.sampled_from([[], [make.lending(max_beds=2)], [make.lending()]])),
        buildings=[make.building(id="A", x_metres=draw(st.floats(-1e4, 1e4)))],
        emergency=draw(st.none() | st.builds(EmergencyDepartment, floor=st.integers(0, 3))),
        cleaning_minutes=draw(st.integers(0, 300)),
    )
    beds = list(hospital.place_of_bed)
    state_of = {bed: draw(st.sampled_from(["vacant", "taken", "held", "cleaning", "blocked"])) for bed in beds}
    requests = draw(_requests([room.id for ward in wards for room in ward.rooms]))
    return make.scenario(
        hospital=hospital,
        census=make.census(
            at=make.NOW.astimezone(draw(ZONES)),
            stays=[
                make.stay(
                    bed=bed,
                    patient=draw(_patients(f"in {bed}")),
                    department=draw(st.sampled_from(["D1", "D2"])),
                    leaves_in_hours=draw(
                        st.none() | st.lists(st.integers(-5, 99), min_size=3, max_size=3).map(sorted).map(tuple)
                    ),
                    admitted_hours_ago=draw(st.integers(10, 2000)),
                    movable=draw(st.booleans()),
                )
                for bed, state in state_of.items()
                if state == "taken"
            ],
            statuses=[
                make.status(
                    bed=bed,
                    state=state,
                    reason=draw(st.sampled_from([None, *BlockReason])) if state == "blocked" else None,
                )
                for bed, state in state_of.items()
                if state not in ("vacant", "taken")
            ],
        ),
        requests=requests,
        expected_demand=draw(st.sampled_from([[], [make.expected_demand(beds=3)]])),
        allocation=AllocationSettings(
            rules=draw(st.sampled_from([{}, {"same-sex room": RuleSetting(mode=RuleMode.OFF)}])),
            weights=GoalWeights(walking=draw(st.integers(0, 99))),
        ),
        name=draw(st.just("") | NAMES),
        seed=draw(st.integers(0, 2**31 - 1)),
    )

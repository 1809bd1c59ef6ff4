"""Hypothesis strategies: days small enough for brute force, with a little of every rule, and lists drawn at random."""

from hypothesis import strategies as st

from optimizer.operating_rooms.model import make_planned, sorted_plan
from optimizer.operating_rooms.problem import Problem
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.hospital import LevelOfCare
from scenarios.operating_rooms import BedsAvailable, MovableEquipment, RecoveryUnit, SpecialtyChangeover, StaffShift
from scenarios.schedule_settings import ScheduleSettings, ScheduleWeights
from scenarios.surgery import InfectionClass, SurgeryDuration
from scenarios.surgical_day import OperatingRoomPlan, SurgicalDay
from tests.optimizer.operating_rooms.days import case, day, room

RULES_WEIGHED = {
    "children first": RuleSetting(mode=RuleMode.WEIGHTED, points=37),
    "infected last": RuleSetting(mode=RuleMode.WEIGHTED, points=41),
}


@st.composite
def small_days(draw: st.DrawFn) -> SurgicalDay:
    """Two rooms, two to four cases of 30 to 90 minutes, with a little of every rule."""
    count = draw(st.integers(2, 4))
    cases = [
        case(
            f"c{number}",
            draw(st.sampled_from([30, 60, 90])),
            surgeons=draw(st.sampled_from([("A",), ("B",), ("A", "B")])),
            department=draw(st.sampled_from(["ENT", "eye"])),
            duration=SurgeryDuration(median_minutes=draw(st.sampled_from([30, 60, 90])), log_sd=0.3),
            infection=draw(st.sampled_from(list(InfectionClass))),
            age_years=draw(st.sampled_from([5.0, 40.0])),
            first_of_day=draw(st.sampled_from([False, False, True])),
            equipment=frozenset(draw(st.sampled_from([(), ("C-arm",)]))),
            staff={"anaesthetist": 1},
            recovery_minutes=draw(st.sampled_from([0, 30])),
            bed_after=draw(st.sampled_from([None, LevelOfCare.ICU])),
            must_do=draw(st.sampled_from([False, False, True])),
            after=f"c{number - 1}" if number and draw(st.integers(0, 5)) == 0 else None,
        )
        for number in range(count)
    ]
    return day(
        *cases,
        rooms=(room("OR1"), room("OR2", takes_infected=draw(st.booleans()))),
        changeovers=(SpecialtyChangeover(from_department="ENT", to_department="eye", minutes=15),),
        staff=(StaffShift(skill="anaesthetist", from_minute=480, to_minute=1080, people=draw(st.integers(1, 2))),),
        equipment=(MovableEquipment(id="C-arm", reprocessing_minutes=10),),
        recovery=RecoveryUnit(places=1, comfortable_places=0, blocking_minutes=15),
        beds=(BedsAvailable(level_of_care=LevelOfCare.ICU, beds=2, comfortable_beds=1),),
        settings=ScheduleSettings(
            planning_quantile=0.6,
            weights=ScheduleWeights(long_day=draw(st.sampled_from([0, 150]))),
            reserve_minutes=draw(st.sampled_from([0, 500])),
            reserve_rooms=draw(st.sampled_from([0, 0, 1])),
            rules=RULES_WEIGHED if draw(st.booleans()) else {},
        ),
    )


@st.composite
def random_lists(draw: st.DrawFn, given: Problem) -> OperatingRoomPlan:
    """Put each case off or into one of its modes at any quarter of an hour; most such lists break rules."""
    planned, postponed = [], []
    for number, one in enumerate(given.day.cases):
        positions = given.modes_of_case[number]
        if not positions or draw(st.integers(0, 4)) == 0:
            postponed.append(one.id)
            continue
        start = draw(st.sampled_from(range(480, 900, 15)))
        waits = draw(st.sampled_from([0, 0, 15])) if one.recovery_minutes else 0
        planned.append(make_planned(given, draw(st.sampled_from(positions)), start, waits))
    return sorted_plan(planned, postponed)

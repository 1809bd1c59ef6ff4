"""Each rule by a hand-made example: what is fine, what is not, and that the sentence names it."""

import pytest

from optimizer.operating_rooms.check import violations
from optimizer.operating_rooms.problem import Problem
from scenarios.allocation_settings import RuleMode, RuleSetting
from scenarios.hospital import LevelOfCare
from scenarios.operating_rooms import (
    BedsAvailable,
    Block,
    MovableEquipment,
    RecoveryUnit,
    SpecialtyChangeover,
    StaffShift,
)
from scenarios.schedule_settings import ScheduleSettings
from scenarios.surgery import InfectionClass, Surgeon
from scenarios.surgical_day import OperatingRoomPlan
from tests.optimizer.operating_rooms.days import at, blocked, case, plan, problem, room

TWO_ROOMS = (room("OR1"), room("OR2"))
INFECTED = InfectionClass.INFECTED


def rules_broken(given: Problem, listed: OperatingRoomPlan) -> set[str]:
    return {found.rule for found in violations(given, listed)}


def test_a_turnover_of_thirty_minutes_is_kept_between_two_cases() -> None:
    given = problem(case("a"), case("b"))
    assert not rules_broken(given, plan(at("a", 480), at("b", 570)))
    assert rules_broken(given, plan(at("a", 480), at("b", 569))) == {"one case a room"}


def test_the_turnover_after_an_infected_case_is_longer() -> None:
    given = problem(case("a", infection=INFECTED), case("b", infection=INFECTED))
    assert rules_broken(given, plan(at("a", 480), at("b", 570))) == {"one case a room"}
    assert not rules_broken(given, plan(at("a", 480), at("b", 600)))


def test_another_specialty_needs_its_changeover_on_top() -> None:
    changeover = SpecialtyChangeover(from_department="ENT", to_department="eye", minutes=15)
    given = problem(case("a", department="ENT"), case("b", department="eye"), changeovers=(changeover,))
    assert rules_broken(given, plan(at("a", 480), at("b", 570))) == {"one case a room"}
    assert not rules_broken(given, plan(at("a", 480), at("b", 585)))
    assert not rules_broken(given, plan(at("b", 480), at("a", 570)))


def test_a_surgeon_is_not_in_two_rooms_at_once() -> None:
    given = problem(case("a"), case("b"), rooms=TWO_ROOMS)
    found = violations(given, plan(at("a", 480), at("b", 500, where="OR2")))
    assert [violation.rule for violation in found] == ["surgeon in one place"]
    assert "surgeon A ends a at 09:00 and starts b at 08:20" in found[0].message


def test_a_surgeon_needs_a_changeover_between_rooms() -> None:
    given = problem(case("a"), case("b"), rooms=TWO_ROOMS)
    assert rules_broken(given, plan(at("a", 480), at("b", 554, where="OR2"))) == {"surgeon in one place"}
    assert not rules_broken(given, plan(at("a", 480), at("b", 555, where="OR2")))


def test_a_parallel_start_is_allowed_only_where_the_hospital_says_so() -> None:
    allowed = ScheduleSettings(planning_quantile=0.5, surgeon_overlap_minutes=30)
    early = plan(at("a", 480), at("b", 525, where="OR2"))
    assert rules_broken(problem(case("a"), case("b"), rooms=TWO_ROOMS), early) == {"surgeon in one place"}
    assert not rules_broken(problem(case("a"), case("b"), rooms=TWO_ROOMS, settings=allowed), early)


def test_an_assistant_is_held_like_the_one_who_leads() -> None:
    given = problem(case("a", assistants=("B",)), case("b", surgeons=("B",)), rooms=TWO_ROOMS)
    together = plan(at("a", 480), at("b", 480, where="OR2", surgeon="B"))
    assert rules_broken(given, together) == {"surgeon in one place"}


def test_a_surgeon_does_not_lead_above_the_authorised_grade() -> None:
    given = problem(case("a", grade=3), surgeons=(Surgeon(id="A", authorised_grade=2),))
    assert rules_broken(given, plan(at("a", 480))) == {"surgeon authority"}


def test_a_grade_four_case_waits_for_its_recorded_discussion() -> None:
    assert rules_broken(problem(case("a", grade=4)), plan(at("a", 480))) == {"discussion recorded"}
    assert not rules_broken(problem(case("a", grade=4, discussed=True)), plan(at("a", 480)))


def test_two_cases_need_two_anaesthetists_on_duty() -> None:
    shifts = (
        StaffShift(skill="anaesthetist", from_minute=480, to_minute=600, people=2),
        StaffShift(skill="anaesthetist", from_minute=600, to_minute=1080, people=1),
    )
    cases = (case("a", staff={"anaesthetist": 1}), case("b", surgeons=("B",), staff={"anaesthetist": 1}))
    given = problem(*cases, rooms=TWO_ROOMS, staff=shifts)
    assert not rules_broken(given, plan(at("a", 480), at("b", 490, where="OR2", surgeon="B")))
    late = plan(at("a", 545), at("b", 550, where="OR2", surgeon="B"))
    assert rules_broken(given, late) == {"staff on shift"}


def test_one_c_arm_is_in_one_room_and_sterilised_after_use() -> None:
    arm = MovableEquipment(id="C-arm", pieces=1, reprocessing_minutes=20)
    cases = (case("a", equipment=frozenset({"C-arm"})), case("b", surgeons=("B",), equipment=frozenset({"C-arm"})))
    given = problem(*cases, rooms=TWO_ROOMS, equipment=(arm,))
    soon = plan(at("a", 480), at("b", 550, where="OR2", surgeon="B"))
    assert rules_broken(given, soon) == {"equipment"}
    assert not rules_broken(given, plan(at("a", 480), at("b", 560, where="OR2", surgeon="B")))


def test_a_full_pacu_blocks_the_room_until_a_place_is_free() -> None:
    cases = (case("a", recovery_minutes=60), case("b", surgeons=("B",), recovery_minutes=60))
    given = problem(*cases, rooms=TWO_ROOMS, recovery=RecoveryUnit(places=1, blocking_minutes=60))
    both_out = plan(at("a", 480), at("b", 500, where="OR2", surgeon="B"))
    assert rules_broken(given, both_out) == {"recovery places"}
    waits = plan(at("a", 480), blocked(at("b", 500, where="OR2", surgeon="B"), 40))
    assert not rules_broken(given, waits)


def test_a_patient_blocks_a_room_no_longer_than_allowed() -> None:
    given = problem(case("a", recovery_minutes=60), recovery=RecoveryUnit(places=1, blocking_minutes=10))
    assert rules_broken(given, plan(blocked(at("a", 480), 11))) == {"planned minutes"}


def test_icu_beds_of_tonight_are_not_overbooked() -> None:
    icu = BedsAvailable(level_of_care=LevelOfCare.ICU, beds=1)
    cases = (case("a", bed_after=LevelOfCare.ICU), case("b", bed_after=LevelOfCare.ICU))
    given = problem(*cases, beds=(icu,))
    assert rules_broken(given, plan(at("a", 480), at("b", 570))) == {"beds after surgery"}
    assert not rules_broken(given, plan(at("a", 480), postponed=("b",)))


def test_infected_cases_come_last() -> None:
    given = problem(case("a", infection=INFECTED), case("b"))
    assert rules_broken(given, plan(at("a", 480), at("b", 600))) == {"infected last"}
    assert not rules_broken(given, plan(at("b", 480), at("a", 570)))


def test_infected_cases_may_come_first_in_their_own_room_where_nobody_clean_enters() -> None:
    given = problem(case("a", infection=INFECTED), case("b"), rooms=(room(takes_infected=True),))
    assert rules_broken(given, plan(at("a", 480), at("b", 600))) == {"dedicated room"}


def test_children_come_before_adults() -> None:
    given = problem(case("a", age_years=5.0), case("b", age_years=50.0))
    assert rules_broken(given, plan(at("b", 480), at("a", 570))) == {"children first"}


def test_the_first_of_the_day_has_nobody_before_it() -> None:
    given = problem(case("a", first_of_day=True), case("b"))
    assert rules_broken(given, plan(at("b", 480), at("a", 570))) == {"first of day"}


def test_the_recipient_follows_the_donor() -> None:
    given = problem(case("donor"), case("recipient", surgeons=("B",), after="donor"), rooms=TWO_ROOMS)
    early = plan(at("donor", 480), at("recipient", 500, where="OR2", surgeon="B"))
    assert rules_broken(given, early) == {"case order"}
    alone = plan(at("recipient", 600, where="OR2", surgeon="B"), postponed=("donor",))
    assert rules_broken(given, alone) == {"case order"}


def test_a_pin_keeps_room_and_start() -> None:
    given = problem(case("a", fixed_room="OR2", fixed_start_minute=540), rooms=TWO_ROOMS)
    assert rules_broken(given, plan(at("a", 540))) == {"pinned room"}
    assert rules_broken(given, plan(at("a", 545, where="OR2"))) == {"pinned start"}
    assert not rules_broken(given, plan(at("a", 540, where="OR2")))


def test_a_case_that_must_be_done_is_on_the_list() -> None:
    assert rules_broken(problem(case("a", must_do=True)), plan(postponed=("a",))) == {"must do"}


def test_rooms_are_kept_for_emergencies() -> None:
    settings = ScheduleSettings(planning_quantile=0.5, reserve_rooms=1)
    given = problem(case("a"), case("b", surgeons=("B",)), rooms=TWO_ROOMS, settings=settings)
    both = plan(at("a", 480), at("b", 480, where="OR2", surgeon="B"))
    assert rules_broken(given, both) == {"emergency reserve"}


def test_minutes_are_kept_for_emergencies() -> None:
    settings = ScheduleSettings(planning_quantile=0.5, reserve_minutes=421)
    given = problem(case("a"), settings=settings)
    assert rules_broken(given, plan(at("a", 480))) == {"emergency reserve"}


def test_a_block_belongs_to_its_department_and_the_last_one_lasts_until_the_hard_end() -> None:
    blocks = (
        Block(room="OR1", department="ENT", from_minute=480, to_minute=720),
        Block(room="OR1", department="surgery", from_minute=720, to_minute=960),
    )
    given = problem(case("a"), blocks=blocks)
    assert rules_broken(given, plan(at("a", 480))) == {"block schedule"}
    assert not rules_broken(given, plan(at("a", 1000)))


def test_a_room_without_the_equipment_does_not_do() -> None:
    given = problem(case("a", room_equipment=frozenset({"robot"})))
    assert rules_broken(given, plan(at("a", 480))) == {"room capability"}


def test_nobody_is_in_a_room_after_its_hard_end() -> None:
    assert rules_broken(problem(case("a")), plan(at("a", 1021))) == {"room hours"}


def test_a_patient_is_not_called_before_being_ready() -> None:
    assert rules_broken(problem(case("a", ready_minute=600)), plan(at("a", 599))) == {"ready from"}


def test_a_case_missing_from_the_list_is_told() -> None:
    assert rules_broken(problem(case("a")), plan()) == {"every case once"}


@pytest.mark.parametrize("name", ["one case a room", "children first", "infected last", "must do"])
def test_a_rule_that_is_off_forbids_nothing(name: str) -> None:
    settings = ScheduleSettings(planning_quantile=0.5, rules={name: RuleSetting(mode=RuleMode.OFF)})
    broken = {
        "one case a room": (problem(case("a"), case("b", surgeons=("B",)), settings=settings), ("a", "b")),
        "children first": (problem(case("a", age_years=60.0), case("b", age_years=3.0), settings=settings), ("a", "b")),
        "infected last": (problem(case("a", infection=INFECTED), case("b"), settings=settings), ("a", "b")),
        "must do": (problem(case("a", must_do=True), case("b"), settings=settings), ("b",)),
    }
    given, shown = broken[name]
    starts = {"a": 480, "b": 540 if name == "one case a room" else 630}
    surgeon = {n: given.day.case_of[n].surgeons[0] for n in shown}
    listed = plan(*(at(n, starts[n], surgeon=surgeon[n]) for n in shown), postponed=tuple({"a", "b"}.difference(shown)))
    assert not rules_broken(given, listed)

import pytest

from scenarios.allocation_settings import AllocationSettings, RuleMode, RuleSetting
from scenarios.check import check, checked
from scenarios.input_problems import InputError
from tests import make


def test_a_sound_scenario_is_returned_as_it_is() -> None:
    scenario = make.scenario(stays=[make.stay()], requests=[make.request()])
    assert checked(scenario) is scenario


def test_all_problems_come_in_one_error() -> None:
    scenario = make.scenario(
        wards=[make.ward(department="D1"), make.ward(id="W2", rooms=[1])],
        stays=[make.stay(bed="B0"), make.stay(bed="W1-R1-1", department="D9")],
        requests=[make.request(forbidden_rooms=["R0"]), make.request(id="Q2", current_bed="W2-R1-1")],
    )
    with pytest.raises(InputError) as refused:
        checked(scenario)
    assert [problem.path for problem in refused.value.problems] == [
        "census.stays.0.bed",
        "census.stays.1.department",
        "requests.0.forbidden_rooms",
        "requests.1.current_bed",
    ]


def test_a_rule_that_nobody_wrote_is_a_problem_only_when_the_rules_are_known() -> None:
    settings = AllocationSettings(rules={"same-sex rom": RuleSetting()})
    scenario = make.scenario(allocation=settings)
    assert check(scenario) == []
    names = {"same-sex room": True, "age of ward": True}
    assert [str(problem) for problem in check(scenario, rule_names=names)] == [
        "allocation.rules.same-sex rom: Allocation settings: unknown rule 'same-sex rom' in rules, "
        "expected one of age of ward, same-sex room"
    ]


@pytest.mark.parametrize("setting", [RuleSetting(mode=RuleMode.OFF), RuleSetting(mode=RuleMode.WEIGHTED, points=5)])
def test_a_rule_that_always_holds_is_neither_weighed_nor_switched_off(setting: RuleSetting) -> None:
    scenario = make.scenario(allocation=AllocationSettings(rules={"held bed": setting}))
    assert [str(problem) for problem in check(scenario, rule_names={"held bed": False})] == [
        "allocation.rules.held bed: Allocation settings: "
        f"rule 'held bed' {setting.mode}, expected hard: it always holds"
    ]


def test_a_request_of_a_patient_in_bed_names_that_bed() -> None:
    patient = make.patient(id="P1")
    scenario = make.scenario(stays=[make.stay(patient=patient)], requests=[make.request(patient=patient)])
    assert [str(problem) for problem in check(scenario)] == [
        "requests.0.current_bed: Request Q1: current_bed empty while P1 lies in W1-R1-1, expected that bed"
    ]


def test_a_patient_has_one_sex() -> None:
    scenario = make.scenario(
        stays=[make.stay(patient=make.patient(id="P1", sex="male"))],
        requests=[make.request(patient=make.patient(id="P1", sex="female"), current_bed="W1-R1-1")],
    )
    assert [problem.path for problem in check(scenario)] == ["requests.0.patient.sex"]


def test_an_override_opens_another_department() -> None:
    scenario = make.scenario(requests=[make.request()], overrides=[make.override(lender="D1")])
    assert [problem.path for problem in check(scenario)] == ["overrides.0.lender"]


def test_distances_are_the_same_in_both_directions() -> None:
    wards = [make.ward(), make.ward(id="W2")]
    walks = [make.walk(from_ward="W1", to_ward="W2"), make.walk(from_ward="W2", to_ward="W1")]
    scenario = make.scenario(hospital=make.hospital(wards=wards, walking_distances=walks))
    assert [problem.path for problem in check(scenario)] == ["hospital.walking_distances.1"]


def test_suggestions_name_the_nearest_of_many() -> None:
    scenario = make.scenario(wards=[make.ward(rooms=[9])], stays=[make.stay(bed="W1-R1-12")])
    (problem,) = check(scenario)
    assert problem.message == (
        "Stay of in W1-R1-12: unknown bed 'W1-R1-12', expected one of the 9 defined, such as W1-R1-2, W1-R1-1, W1-R1-9"
    )

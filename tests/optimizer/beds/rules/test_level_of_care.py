from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking

GENERAL = make.ward(id="W1", rooms=[1])
ICU = make.ward(id="W2", rooms=[1], level_of_care="icu")
HDU_FOR_BOTH = make.ward(id="W3", rooms=[1], level_of_care="hdu", also_takes=["general"])


def test_a_bed_of_the_level_needed_may_be_given() -> None:
    scenario = make.scenario(wards=[GENERAL, ICU], requests=[make.request(level_of_care="icu")])
    assert breaks_nothing(scenario, {"Q1": "W2-R1-1"})
    assert given(scenario) == {"Q1": "W2-R1-1"}


def test_another_level_is_named_with_the_one_needed() -> None:
    scenario = make.scenario(wards=[GENERAL], requests=[make.request(level_of_care="icu")])
    assert broken(scenario, "level of care", {"Q1": "W1-R1-1"}) == ["Q1 needs icu, ward W1 gives general"]
    assert given(scenario) == {}


def test_a_higher_level_is_not_given_unless_the_ward_takes_it_too() -> None:
    assert given(make.scenario(wards=[ICU], requests=[make.request()])) == {}
    scenario = make.scenario(wards=[HDU_FOR_BOTH], requests=[make.request()])
    assert breaks_nothing(scenario, {"Q1": "W3-R1-1"})
    assert given(scenario) == {"Q1": "W3-R1-1"}


def test_with_the_rule_off_any_level_is_given() -> None:
    scenario = make.scenario(
        wards=[GENERAL], requests=[make.request(level_of_care="icu")], allocation=taking("level of care", "off")
    )
    assert given(scenario) == {"Q1": "W1-R1-1"}

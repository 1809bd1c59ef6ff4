from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking

ADULTS = make.ward(id="W1", rooms=[1], age_bands=["adult", "elderly"])


def test_an_adult_may_lie_in_a_ward_for_adults() -> None:
    scenario = make.scenario(wards=[ADULTS], requests=[make.request(age_years=14)])
    assert breaks_nothing(scenario, {"Q1": "W1-R1-1"})


def test_a_child_in_a_ward_for_adults_is_named_with_the_bands_it_takes() -> None:
    scenario = make.scenario(wards=[ADULTS], requests=[make.request(age_years=13.9)])
    assert broken(scenario, "age", {"Q1": "W1-R1-1"}) == ["Q1 is paediatric, ward W1 takes adult, elderly"]


def test_a_child_goes_to_the_ward_that_takes_children_however_far_it_is() -> None:
    wards = [ADULTS, make.ward(id="W2", rooms=[1], age_bands=["paediatric"], floor=9)]
    assert given(make.scenario(wards=wards, requests=[make.request(age_years=5)])) == {"Q1": "W2-R1-1"}


def test_a_ward_without_bands_takes_every_age() -> None:
    wards = [make.ward(id="W1", rooms=[1])]
    assert given(make.scenario(wards=wards, requests=[make.request(age_years=0.01)])) == {"Q1": "W1-R1-1"}


def test_with_the_rule_off_a_child_lies_among_adults() -> None:
    scenario = make.scenario(wards=[ADULTS], requests=[make.request(age_years=5)], allocation=taking("age", "off"))
    assert given(scenario) == {"Q1": "W1-R1-1"}

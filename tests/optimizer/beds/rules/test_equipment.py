from tests import make
from tests.optimizer.beds.by_hand import breaks_nothing, broken, given, taking

PLAIN = make.ward(id="W1", rooms=[1])
EQUIPPED = make.ward(id="W2", rooms=[make.room(id="W2-R1", beds=1, equipment=["monitor", "ventilator", "hoist"])])
REQUEST = make.request(equipment=["monitor", "ventilator"])


def test_a_bed_with_all_the_equipment_needed_may_be_given() -> None:
    assert breaks_nothing(make.scenario(wards=[EQUIPPED], requests=[REQUEST]), {"Q1": "W2-R1-1"})


def test_all_missing_equipment_is_named() -> None:
    scenario = make.scenario(wards=[PLAIN], requests=[REQUEST])
    assert broken(scenario, "equipment", {"Q1": "W1-R1-1"}) == ["Q1 needs monitor, ventilator, bed W1-R1-1 has none"]


def test_one_missing_item_is_enough_to_refuse_a_bed() -> None:
    half = make.ward(id="W1", rooms=[make.room(id="W1-R1", beds=1, equipment=["monitor"])])
    scenario = make.scenario(wards=[half], requests=[REQUEST])
    assert broken(scenario, "equipment", {"Q1": "W1-R1-1"}) == ["Q1 needs ventilator, bed W1-R1-1 has none"]
    assert given(scenario) == {}


def test_a_patient_goes_where_the_equipment_stands() -> None:
    assert given(make.scenario(wards=[PLAIN, EQUIPPED], requests=[REQUEST])) == {"Q1": "W2-R1-1"}


def test_equipment_that_stands_at_no_bed_leaves_the_patient_waiting() -> None:
    assert given(make.scenario(wards=[EQUIPPED], requests=[make.request(equipment=["dialysis"])])) == {}


def test_with_the_rule_off_equipment_is_brought_to_the_bed() -> None:
    scenario = make.scenario(wards=[PLAIN], requests=[REQUEST], allocation=taking("equipment", "off"))
    assert given(scenario) == {"Q1": "W1-R1-1"}

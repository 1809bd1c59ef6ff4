"""Each rule as hard, weighted or off, on a scenario in which the only bed there is breaks it."""

import dataclasses

import pytest

from optimizer.beds.rules import ALWAYS_HARD, RULES
from scenarios.allocation_settings import AllocationSettings
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, taking

BED = "W1-R1-1"
PRICE = 70


def _only_bed(request: dict | None = None, ward: dict | None = None, **fields: object) -> Scenario:
    one_bed = make.ward(**({"rooms": [1]} | (ward or {})))
    departments = [make.department(id="D1", **fields.pop("d1", {})), make.department(id="D2", **fields.pop("d2", {}))]
    hospital = make.hospital(wards=[one_bed], departments=departments, lending=fields.pop("lending", []))
    return make.scenario(hospital=hospital, requests=[make.request(**(request or {}))], **fields)


D1_LENDS = [make.lending(lender="D1", borrower="D2")]

BREAKING = {
    "staffed beds": _only_bed(ward={"staffed_beds": 0}),
    "staff of held beds": _only_bed(
        ward={"rooms": [1, 1], "staffed_beds": 1},
        statuses=[make.status(bed="W1-R2-1", state="held", held_for="Q0")],
    ),
    "level of care": _only_bed({"level_of_care": "icu"}),
    "equipment": _only_bed({"equipment": ["monitor"]}),
    "isolation room": _only_bed({"isolation": "airborne", "pathogen": "TB"}),
    "one pathogen a room": _only_bed(
        ward={"rooms": [2]}, stays=[make.stay(bed="W1-R1-2", isolation="contact", pathogen="MRSA")]
    ),
    "same-sex room": _only_bed(ward={"rooms": [2]}, stays=[make.stay(bed="W1-R1-2", sex="male")]),
    "age": _only_bed(ward={"age_bands": ["neonatal"]}),
    "forbidden room": _only_bed({"forbidden_rooms": ["W1-R1"]}),
    "lending": _only_bed({"department": "D2"}),
    "lending limit": _only_bed({"department": "D2"}, lending=[make.lending(lender="D1", borrower="D2", max_beds=0)]),
    "kept beds": _only_bed({"department": "D2"}, d1={"kept_beds": 1}, lending=D1_LENDS),
    "department cap": _only_bed(d1={"bed_cap": 0}),
    "bed state": _only_bed(statuses=[make.status(bed=BED, state="blocked")]),
    "held bed": _only_bed(statuses=[make.status(bed=BED, state="held")]),
}
COUPLING_ALONE = {"one patient a bed", "move limit"}
"""Rules that one request and one bed cannot break; they are among those that are always hard."""

CAN_BE_SWITCHED = sorted(set(BREAKING) - ALWAYS_HARD)


def taken(scenario: Scenario, settings: AllocationSettings) -> dict[str, str]:
    return given(dataclasses.replace(scenario, allocation=settings))


def test_every_rule_is_tried() -> None:
    assert set(BREAKING) | COUPLING_ALONE == {rule.name for rule in RULES}


def test_four_rules_are_always_hard() -> None:
    assert sorted(ALWAYS_HARD) == ["bed state", "held bed", "move limit", "one patient a bed"]


@pytest.mark.parametrize("rule", sorted(BREAKING))
def test_a_rule_is_hard_when_the_settings_do_not_name_it(rule: str) -> None:
    assert taken(BREAKING[rule], AllocationSettings()) == {}


@pytest.mark.parametrize("rule", CAN_BE_SWITCHED)
def test_a_rule_that_is_off_is_ignored(rule: str) -> None:
    assert taken(BREAKING[rule], taking(rule, "off")) == {"Q1": BED}


@pytest.mark.parametrize("rule", CAN_BE_SWITCHED)
def test_a_weighted_rule_is_broken_for_less_than_waiting_costs(rule: str) -> None:
    scenario = dataclasses.replace(BREAKING[rule], allocation=taking(rule, "weighted", PRICE))
    assert given(scenario) == {"Q1": BED}
    assert points(scenario, rule, {"Q1": BED}) == PRICE
    assert points(scenario, rule, {}) == 0


@pytest.mark.parametrize("rule", CAN_BE_SWITCHED)
def test_a_weighted_rule_is_kept_when_breaking_it_costs_more_than_waiting(rule: str) -> None:
    assert taken(BREAKING[rule], taking(rule, "weighted", 1_000_000)) == {}


@pytest.mark.parametrize("rule", sorted(set(BREAKING) & ALWAYS_HARD))
@pytest.mark.parametrize("mode", [("off", 0), ("weighted", 1)], ids=["off", "weighted"])
def test_no_setting_gives_a_bed_that_is_closed_or_held(rule: str, mode: tuple[str, int]) -> None:
    assert taken(BREAKING[rule], taking(rule, *mode)) == {}


def test_no_setting_gives_a_bed_twice() -> None:
    scenario = make.scenario(wards=[make.ward(rooms=[1])], requests=[make.request(id="Q1"), make.request(id="Q2")])
    for mode in (("off", 0), ("weighted", 1)):
        assert len(taken(scenario, taking("one patient a bed", *mode))) == 1


def test_a_weighted_rule_between_two_newcomers_is_paid_once() -> None:
    scenario = make.scenario(
        wards=[make.ward(rooms=[2])],
        requests=[make.request(id="Q1", sex="male"), make.request(id="Q2", sex="female")],
        allocation=taking("same-sex room", "weighted", PRICE),
    )
    assert given(scenario).keys() == {"Q1", "Q2"}
    assert points(scenario, "same-sex room", {"Q1": "W1-R1-1", "Q2": "W1-R1-2"}) == PRICE


def test_a_weighted_rule_is_kept_where_that_is_free() -> None:
    scenario = make.scenario(
        wards=[make.ward(rooms=[2, 1])],
        requests=[make.request(id="Q1", sex="male"), make.request(id="Q2", sex="female")],
        allocation=taking("same-sex room", "weighted", 1),
    )
    beds = given(scenario)
    assert sorted(bed.rsplit("-", 1)[0] for bed in beds.values()) == ["W1-R1", "W1-R2"]

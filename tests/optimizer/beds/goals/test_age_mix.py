from optimizer.beds import BedProblem
from optimizer.beds.goals.age_mix import AgeMix
from scenarios.scenario import Scenario
from tests import make
from tests.optimizer.beds.by_hand import given, points, weighing

BABY, CHILD, ADULT, ELDER = 0.01, 5, 40, 80


def _room_of_three(*ages: float, **fields: object) -> Scenario:
    requests = [make.request(id=f"Q{n}", age_years=age) for n, age in enumerate(ages, start=1)]
    return make.scenario(wards=[make.ward(rooms=[3, 1])], requests=requests, **fields)


def _together(scenario: Scenario) -> int:
    beds = {request.id: f"W1-R1-{n}" for n, request in enumerate(scenario.requests, start=1)}
    return points(scenario, "age mix", beds)


def test_newcomers_cost_the_bands_between_the_youngest_and_the_oldest() -> None:
    assert _together(_room_of_three(ELDER, CHILD, ADULT)) == 5 * 2
    assert _together(_room_of_three(ADULT, 39, 41)) == 0


def test_beside_a_patient_who_stays_only_what_newcomers_add_is_counted() -> None:
    stays = [make.stay(bed="W1-R1-3", age_years=CHILD)]
    assert _together(_room_of_three(ELDER, ADULT, stays=stays)) == 5 * 2
    assert _together(_room_of_three(BABY, ELDER, stays=stays)) == 5 * 3
    stays += [make.stay(bed="W1-R1-2", age_years=ELDER)]
    assert _together(_room_of_three(ADULT, stays=stays)) == 0


def test_a_patient_who_leaves_within_the_look_ahead_does_not_count() -> None:
    stays = [make.stay(bed="W1-R1-3", age_years=CHILD, leaves_in_hours=20)]
    assert _together(_room_of_three(ELDER, stays=stays)) == 0


def test_a_room_with_several_open_beds_counts_its_mix_once() -> None:
    plain = make.room(id="R1", beds=3)
    equipped = make.room(id="R2", beds=1, equipment=["monitor"])
    scenario = make.scenario(
        wards=[make.ward(rooms=[plain, equipped])],
        stays=[make.stay(bed="R1-3", age_years=CHILD)],
        requests=[make.request(age_years=ELDER)],
    )
    assert given(scenario)["Q1"].startswith("R1"), "10 points beside a child are less than 15 for a monitor"


def test_people_of_different_ages_are_kept_apart() -> None:
    beds = given(_room_of_three(ELDER, BABY, 79))
    assert beds["Q2"] == "W1-R2-1"


def test_weight_nought_switches_it_off() -> None:
    assert _together(_room_of_three(ELDER, BABY, ADULT, allocation=weighing(age_mix=0))) == 0


def test_only_in_a_room_with_one_open_bed_a_pair_carries_its_mix_by_itself() -> None:
    stays = [make.stay(bed=f"W1-R{n}-2", age_years=CHILD) for n in (1, 2)]
    scenario = make.scenario(wards=[make.ward(rooms=[2, 3])], stays=stays, requests=[make.request(age_years=ELDER)])
    problem = BedProblem(scenario)
    rooms = [problem.index.rooms[room].id for room in problem.classes.room]
    by_itself = dict(zip(rooms, AgeMix().pair_costs(problem.grid)[0].tolist(), strict=True))
    alone = dict(zip(rooms, AgeMix().alone_costs(problem.grid)[0].tolist(), strict=True))
    assert by_itself == {"W1-R1": 10, "W1-R2": 0}
    assert alone == {"W1-R1": 10, "W1-R2": 10}

from tests import make
from tests.optimizer.beds.by_hand import given, points

ONE_BED = [make.ward(rooms=[1])]
CLEAN_IN_TWO_HOURS = [make.status(state="cleaning", until=make.hours(2))]


def test_a_bed_that_is_ready_costs_no_waiting() -> None:
    scenario = make.scenario(wards=ONE_BED, requests=[make.request(urgency="immediate")])
    assert points(scenario, "waiting", {"Q1": "W1-R1-1"}) == 0


def test_hours_until_a_bed_is_ready_cost_by_urgency() -> None:
    for urgency, per_hour in {"immediate": 60, "urgent": 24, "soon": 10, "planned": 4}.items():
        request = make.request(urgency=urgency, needed_in_hours=2)
        scenario = make.scenario(wards=ONE_BED, statuses=CLEAN_IN_TWO_HOURS, requests=[request])
        assert points(scenario, "waiting", {"Q1": "W1-R1-1"}) == 2 * per_hour


def test_time_past_the_need_counts_twice() -> None:
    request = make.request(urgency="soon", needed_in_hours=0.5)
    scenario = make.scenario(wards=ONE_BED, statuses=CLEAN_IN_TWO_HOURS, requests=[request])
    assert points(scenario, "waiting", {"Q1": "W1-R1-1"}) == 10 * 2 + 10 * 1.5


def test_minutes_are_rounded_to_whole_points() -> None:
    scenario = make.scenario(
        wards=ONE_BED,
        statuses=[make.status(state="cleaning")],
        requests=[make.request(urgency="soon", needed_in_hours=9)],
    )
    assert points(scenario, "waiting", {"Q1": "W1-R1-1"}) == 8, "45 minutes at 10 points an hour are 7.5"


def test_without_a_bed_the_look_ahead_is_waited_through_and_more() -> None:
    scenario = make.scenario(wards=ONE_BED, requests=[make.request(urgency="urgent", needed_in_hours=4)])
    assert points(scenario, "waiting", {}) == 24 * 24 + 24 * 20 + 20_000


def test_the_one_bed_goes_to_the_most_urgent() -> None:
    requests = [make.request(id=urgency, urgency=urgency) for urgency in ("planned", "immediate", "soon", "urgent")]
    assert given(make.scenario(wards=ONE_BED, requests=requests)) == {"immediate": "W1-R1-1"}


def test_the_sooner_bed_goes_to_the_one_who_needs_it_sooner() -> None:
    requests = [make.request(id="late", needed_in_hours=5), make.request(id="early", needed_in_hours=1)]
    scenario = make.scenario(wards=[make.ward(rooms=[1, 1])], statuses=CLEAN_IN_TWO_HOURS, requests=requests)
    assert given(scenario) == {"early": "W1-R2-1", "late": "W1-R1-1"}

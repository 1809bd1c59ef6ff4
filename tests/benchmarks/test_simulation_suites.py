"""The benchmarks of the simulation compare like with like."""

from concurrent.futures import ProcessPoolExecutor

import pytest

from benchmarks.simulation import full_hospital, waiting_list, ward_hospital
from benchmarks.suites import guard_cases
from benchmarks.truth.compare import TRUTHS, compare_network
from scenarios.catalogue import bundled
from simulation.demand_of_hospital import demand_of


def test_the_engine_and_the_naive_style_simulate_the_same_hospital() -> None:
    ours, naive = ward_hospital.ours(3), ward_hospital.naive(3)
    assert ours.admissions == pytest.approx(naive.admissions, rel=0.04)
    assert ours.mean_busy_beds == pytest.approx(naive.mean_busy_beds, rel=0.05)


def test_the_full_year_has_the_numbers_of_its_name() -> None:
    demand = full_hospital.busy(demand_of(bundled("demo").hospital))
    assert 365 * sum(d.admissions_per_day for d in demand.departments) == pytest.approx(full_hospital.ADMISSIONS)
    operated = sum(
        d.admissions_per_day * (1 - d.emergency_share + 0.6 * d.emergency_share)
        for d in demand.departments
        if d.operates
    )
    assert 365 * operated == pytest.approx(full_hospital.OPERATIONS)


def test_both_pools_serve_a_long_waiting_list() -> None:
    rows = list(waiting_list.rows(quick=True))
    assert [row.method for row in rows] == ["Pool", "simpy.PriorityResource"]
    assert all(row.extra["CPU microseconds a patient"] > 0 for row in rows)


def test_a_truth_row_says_what_is_known_ours_and_whether_it_agrees() -> None:
    with ProcessPoolExecutor(1) as executor:
        row = next(iter(compare_network(TRUTHS / "mg1_constant.json", 0.05, executor)))
    assert row.extra["known"] == pytest.approx(1.166667, rel=1e-5)
    assert row.extra["known from"] == "closed form"
    assert row.extra["verdict"].startswith("reproduced")
    assert row.extra["standard errors off"] < 5


def test_speed_is_no_objective_to_guard() -> None:
    assert guard_cases("simulation") == []
    assert guard_cases("truth") == []

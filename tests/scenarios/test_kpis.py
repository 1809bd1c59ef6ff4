"""Properties of the KPIs on random but possible event tables."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.catalogue import bundled
from scenarios.events import EVENT_SCHEMA, event_problems
from scenarios.kpis import KPIS, TARGETS, Kpi, Observation, Target
from scenarios.kpis.alos import alos
from scenarios.kpis.bed_cleaning import bed_cleaning
from scenarios.kpis.bed_idle import bed_idle
from scenarios.kpis.bed_turnaround import bed_turnaround
from scenarios.kpis.bed_wait import bed_wait_mean
from scenarios.kpis.boarding import boarding
from scenarios.kpis.lent_bed_days import lent_bed_days
from scenarios.kpis.occupancy import occupancy
from scenarios.kpis.worked_example import worked_example

DAY = 24 * 60
BEDS = ("M-1", "M-2", "S-1", "S-2")
SOURCES = ("emergency", "elective")


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    """Beds that are filled and emptied in turn, each patient after a request."""
    rows: list[tuple[object, ...]] = []
    for bed in BEDS:
        clock = draw(st.integers(-DAY, DAY // 2))
        for turn in range(draw(st.integers(0, 4))):
            patient, department = f"{bed} {turn}", draw(st.sampled_from(["medicine", "surgery"]))
            requested = clock - draw(st.integers(0, DAY // 2))
            rows.append((requested, "bed_requested", patient, department, None, draw(st.sampled_from(SOURCES))))
            rows.append((clock, "admitted", patient, department, bed))
            clock += draw(st.integers(1, DAY // 2))
            rows.append((clock, "left", patient, department, bed))
            clock += draw(st.integers(0, 90))
            rows.append((clock, "cleaned", None, None, bed))
            clock += draw(st.integers(0, 300))
    return worked_example(*rows, hours=48)


@given(observations())
def test_random_tables_are_possible(observation: Observation) -> None:
    assert event_problems(observation.events, observation.hospital) == []


@given(observations(), st.integers(1, 2 * DAY - 1))
def test_occupancy_of_a_time_is_the_weighted_mean_of_its_parts(observation: Observation, cut: int) -> None:
    first, second = replace(observation, to_minute=cut), replace(observation, from_minute=cut)
    weighted = occupancy(first) * first.minutes + occupancy(second) * second.minutes

    assert weighted / observation.minutes == pytest.approx(occupancy(observation))


@given(observations(), st.integers(1, 2 * DAY - 1))
def test_lent_bed_days_and_boarding_hours_add_up_over_parts_of_a_time(observation: Observation, cut: int) -> None:
    first, second = replace(observation, to_minute=cut), replace(observation, from_minute=cut)

    assert lent_bed_days(first) + lent_bed_days(second) == pytest.approx(lent_bed_days(observation))
    assert boarding(first) + boarding(second) == pytest.approx(boarding(observation))


@given(observations())
def test_occupancy_lies_between_nothing_and_every_bed(observation: Observation) -> None:
    assert 0 <= occupancy(observation) <= 100 + 1e-9


@given(observations())
def test_lent_bed_days_are_at_most_all_bed_days(observation: Observation) -> None:
    bed_days = occupancy(observation) / 100 * len(BEDS) * observation.minutes / DAY

    assert lent_bed_days(observation) <= bed_days + 1e-9


@given(observations())
def test_mean_patients_are_arrivals_times_mean_stay_when_all_stays_lie_inside(observation: Observation) -> None:
    whole = replace(observation, from_minute=-10 * DAY, to_minute=20 * DAY)
    patients = whole.events.filter(whole.events["kind"].cast(str) == "left").height
    mean_patients = occupancy(whole) / 100 * len(BEDS)

    if patients:
        assert mean_patients == pytest.approx(patients / (whole.minutes / DAY) * alos(whole))


@given(observations())
def test_the_turnaround_is_cleaning_and_idleness_when_every_bed_is_taken_again(observation: Observation) -> None:
    turnarounds = observation.turnarounds
    taken_again = replace(observation, to_minute=float(turnarounds["vacated"].max() or 1) + 1)
    if turnarounds["next_start"].null_count() == 0 and turnarounds.height:
        assert bed_turnaround(taken_again) == pytest.approx(bed_cleaning(taken_again) + bed_idle(taken_again))


@given(observations(), st.permutations(range(4)))
def test_no_kpi_depends_on_the_order_of_the_table(observation: Observation, order: list[int]) -> None:
    shuffled = observation.events.sample(fraction=1.0, shuffle=True, seed=sum(n * 4**i for i, n in enumerate(order)))
    other = replace(observation, events=shuffled.sort("minute", "patient", "kind", nulls_last=True))
    for kpi in KPIS:
        assert kpi.measure(other) == pytest.approx(kpi.measure(observation), nan_ok=True), kpi.name


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_a_kpi_of_nothing_is_zero_or_not_a_number(kpi: Kpi) -> None:
    value = kpi.measure(worked_example())

    assert value == 0 or math.isnan(value)


def test_a_request_made_by_a_patient_in_bed_ends_with_the_move() -> None:
    observation = worked_example(
        (0, "admitted", "Ann", "medicine", "S-1"),
        (10, "bed_requested", "Ann", "medicine", None, "lent patient home"),
        (40, "moved", "Ann", "medicine", "M-1"),
    )

    assert bed_wait_mean(observation) == 30


def test_waiting_past_the_end_counts_up_to_the_end() -> None:
    observation = worked_example(
        (0, "bed_requested", "Ann", "medicine", None, "emergency"),
        (600, "admitted", "Ann", "medicine", "M-1"),
        hours=5,
    )

    assert bed_wait_mean(observation) == 300


def test_names_of_kpis_are_unique() -> None:
    assert len({kpi.name for kpi in KPIS}) == len(KPIS)


def test_an_observation_ends_after_it_starts() -> None:
    with pytest.raises(ValueError, match="from minute 0 to 0, expected an end after the start"):
        worked_example(hours=0)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.kpi)
def test_every_target_has_a_limit(target: Target) -> None:
    assert target.least is not None or target.most is not None


def test_every_target_for_beds_and_discharge_is_measured_by_a_kpi_here() -> None:
    measured = {kpi.name for kpi in KPIS}

    assert {target.kpi for target in TARGETS if target.area in ("beds", "discharge")} <= measured


def test_a_target_of_change_needs_a_baseline() -> None:
    alos_target = next(target for target in TARGETS if target.kpi == "alos")

    assert alos_target.met(6.4, baseline=7.0) is True
    assert alos_target.met(6.6, baseline=7.0) is False
    assert alos_target.met(6.4) is None


def test_a_kpi_of_a_large_table_is_the_same_to_the_last_bit_every_time() -> None:
    hospital = bundled("demo").hospital
    random = np.random.default_rng(1)
    wards = pl.Series([ward.id for ward in hospital.wards]).gather(random.integers(len(hospital.wards), size=20_000))
    admitted = pl.DataFrame({"minute": random.random(20_000) * DAY, "ward": wards}).with_columns(
        kind=pl.lit("admitted"), patient=pl.int_range(20_000).cast(pl.String), department=pl.lit("medicine")
    )
    left = admitted.with_columns(pl.col("minute") + random.random() * DAY, kind=pl.lit("left"))
    columns = [pl.lit(None).alias(name) for name in EVENT_SCHEMA if name not in admitted.columns]
    events = pl.concat([admitted, left]).with_columns(columns).select(EVENT_SCHEMA.names()).cast(EVENT_SCHEMA)
    observation = Observation(events=events, hospital=hospital, from_minute=0, to_minute=2 * DAY)

    for kpi in KPIS:
        assert len({repr(kpi.measure(observation)) for _ in range(60)}) == 1, kpi.name

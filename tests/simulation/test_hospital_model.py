"""The whole hospital: determinism, extremes, policies, and what a planner gets to see."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from distributed import LocalCluster

from scenarios.catalogue import bundled
from scenarios.events import event_problems
from scenarios.generate import generate
from scenarios.hospital import Hospital
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario
from simulation import what_if
from simulation.calendar import DAY, Calendar
from simulation.demand import HospitalDemand
from simulation.demand_of_hospital import demand_of, usual_load
from simulation.executors import dask_cluster, process_pool
from simulation.experiment import run_experiment
from simulation.fingerprint import fingerprint
from simulation.hospital_model import Run
from simulation.intervals import mean_interval, t_interval
from simulation.kept import Tables, kept_below
from simulation.output import gather, write_tables
from simulation.pilot import find_warm_up
from simulation.policies import POLICIES
from simulation.policies.from_input import policies_from_words, policy, policy_from_words
from simulation.replications import MEASURES, measure_values, run_replications
from simulation.settings import HospitalSettings

HOSPITAL = generate(beds=200, waiting=8, seed=12)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def settings(scenario: Scenario = HOSPITAL) -> HospitalSettings:
    return HospitalSettings(hospital=scenario.hospital, demand=demand_of(scenario.hospital, load=0.8))


def run(changed: HospitalSettings | None = None, days: int = 21, state: Scenario | None = HOSPITAL) -> Run:
    start = state.census.at if state else MONDAY
    return Run(settings=changed or settings(), start=start, days=days, warm_up_days=7, seed=4, state=state)


def values(tables: Tables) -> dict[str, float]:
    return dict(tables[MEASURES].iter_rows())


def test_two_workers_give_the_bytes_of_one(tmp_path: Path) -> None:
    with process_pool(2) as pool:
        together = run_replications(run(), 3, executor=pool, workers=2).results
    assert files_of(together, tmp_path / "two") == files_of(run_replications(run(), 3).results, tmp_path / "one")


def test_a_dask_cluster_gives_the_bytes_of_one_worker(tmp_path: Path) -> None:
    short = run(days=9)
    place = {"processes": False, "protocol": "tcp", "host": "127.0.0.1", "dashboard_address": None}
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, **place) as cluster,
        dask_cluster(cluster.scheduler_address) as pool,
    ):
        together = run_replications(short, 3, executor=pool, workers=2).results
    assert files_of(together, tmp_path / "dask") == files_of(run_replications(short, 3).results, tmp_path / "one")


def files_of(results: list[Tables], folder: Path) -> dict[str, bytes]:
    write_tables(gather({"base": results}, 4), folder)
    return {file: (folder / f"{file}.parquet").read_bytes() for file in ("measures", "hourly", "waits")}


def test_the_event_table_of_a_run_is_sound() -> None:
    world, _, _ = run(days=14).simulate(0)
    events = world.log.table().sort("minute", maintain_order=True)
    assert events.height > 500
    assert event_problems(events, world.settings.hospital) == []


def test_nobody_comes_to_a_hospital_without_demand() -> None:
    nobody = replace(settings(), demand=settings().demand.scaled(emergency=0, elective=0))
    world, _, _ = run(nobody, days=10, state=None).simulate(0)
    assert len(world.log) == 0
    measured = values(run(nobody, days=10, state=None)(0))
    assert measured["occupancy"] == 0


def test_without_a_staffed_bed_everyone_waits_and_nothing_breaks() -> None:
    closed = tuple(replace(ward, staffed_beds=0) for ward in HOSPITAL.hospital.wards)
    hospital = replace(HOSPITAL.hospital, wards=closed)
    world, _, _ = run(replace(settings(), hospital=hospital), days=6, state=None).simulate(0)
    assert world.board.inside == 0
    assert world.board.waiting > 20


def test_a_hospital_closed_at_night_still_ends_its_days() -> None:
    shut = policy("operating-room-hours", {"opens_hour": 12, "closes_hour": 12}, "").apply(settings())
    measured = values(run(shut)(0))
    assert measured["day_surgery_share"] != measured["day_surgery_share"]
    assert measured["inpatient_discharges_per_day"] > 0


def test_a_hospital_without_operating_rooms_treats_its_electives_on_the_ward() -> None:
    hospital: Hospital = replace(HOSPITAL.hospital, operating_rooms=(), emergency=None)
    measured = values(run(replace(settings(), hospital=hospital))(0))
    assert measured["inpatient_discharges_per_day"] > 5


def test_littles_law_ties_admissions_stays_and_beds_together() -> None:
    measured = values(replace(run(days=120), warm_up_days=30)(0))
    world, hourly, _ = replace(run(days=120), warm_up_days=30).simulate(0)
    in_bed = hourly.table(30 * DAY)["occupied"].mean()
    left = world.log.table().filter((pl.col("kind") == "left") & (pl.col("minute") >= 30 * DAY)).height / 90
    assert in_bed == pytest.approx(left * measured["alos"], rel=0.12)


def test_more_day_surgery_shortens_the_mean_stay_of_the_same_patients() -> None:
    more = policy("day-surgery-share", {"share": 0.5}, "").apply(settings())
    result = run_experiment({"base": run(days=40), "half": run(more, days=40)}, 3)
    differences = result.differences()
    assert differences is not None
    row = differences.filter(pl.col("measure") == "alos").row(0, named=True)
    assert row["high"] < 0
    assert row["known"]


def test_a_discharge_lounge_frees_beds_earlier() -> None:
    lounge = policy("discharge-lounge", {"places": 30}, "").apply(settings())
    base, other = values(run()(1)), values(run(lounge)(1))
    assert other["discharge_delay"] < base["discharge_delay"] / 2


def test_a_mass_casualty_is_seen_in_emergency_and_only_from_its_hour_on() -> None:
    crowd = policy("mass-casualty", {"day": 10, "patients": 80, "hours": 1}, "").apply(settings())
    calm, hit = run(), run(crowd)
    waits = [values(single(0))["emergency_wait"] for single in (calm, hit)]
    assert waits[1] > waits[0] + 5
    quiet = [single(0)["hourly"].filter(pl.col("minute") < 10 * DAY)["occupied"].to_list() for single in (calm, hit)]
    assert quiet[0] == quiet[1]


def test_a_closed_ward_takes_nobody() -> None:
    name = next(ward.id for ward in HOSPITAL.hospital.wards if not ward.shared)
    closed = policy("close-ward", {"ward": name}, "").apply(settings())
    events = run(closed, days=10).simulate(0)[0].log.table()
    assert events.filter(
        (pl.col("ward") == name) & (pl.col("kind") == "admitted") & (pl.col("minute") > 700)
    ).is_empty()


def test_clinics_are_simulated_when_they_are_asked_for() -> None:
    clinics = policy("clinics", {"visits_per_workday": 400}, "").apply(settings())
    measured = values(run(clinics, days=14)(0))
    assert measured["clinic_visits_per_day"] > 150
    assert 0 < measured["outpatient_wait_mean"] < 120
    waits = run(clinics, days=14).simulate(0)[0].notes.values("outpatient_wait_booked", 0.0)
    assert waits.min() == 0


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_runs_with_its_defaults(name: str) -> None:
    changed = POLICIES[name]().apply(settings())
    small = replace(
        changed, demand=replace(changed.demand, clinic_visits_per_day=min(100, changed.demand.clinic_visits_per_day))
    )
    assert values(run(small, days=9)(0))["inpatient_discharges_per_day"] > 0


@pytest.mark.parametrize("name", what_if.names())
def test_every_bundled_question_fits_the_hospital(name: str) -> None:
    question = what_if.bundled(name)
    assert question.title
    assert question.title_zh
    assert question.apply(settings()).hospital.wards


def test_all_problems_of_a_question_are_said_at_once() -> None:
    document = {
        "title": "wrong",
        "days": 0,
        "policies": [{"policy": "no-such"}, {"policy": "surge", "elective_share": 2}, {"policy": "surge", "beds": 2}],
    }
    with pytest.raises(InputError) as refused:
        what_if.parsed(json.dumps(document).encode(), "q.json")
    words = str(refused.value)
    assert len(refused.value.problems) == 4
    for part in ("no-such", "elective_share 2.0, expected 0 to 1", "policies.2: beds", "days 0, expected 1 to 3650"):
        assert part in words


def test_a_wrong_kind_of_value_does_not_hide_a_wrong_policy() -> None:
    document = {"title": "wrong", "days": "many", "policies": [{"policy": "no-such"}]}
    with pytest.raises(InputError) as refused:
        what_if.parsed(json.dumps(document).encode(), "q.json")
    assert [problem.path for problem in refused.value.problems] == ["q.json: days", "q.json: policies.0"]


def test_all_wrong_policies_of_a_command_line_are_named() -> None:
    with pytest.raises(InputError) as refused:
        policies_from_words(["no-such", "surge", "day-surgery-share:share=2"])
    assert len(refused.value.problems) == 2


def test_a_policy_is_read_from_the_command_line() -> None:
    assert policy_from_words("day-surgery-share:share=0.25") == policy("day-surgery-share", {"share": 0.25}, "")
    with pytest.raises(InputError, match="expected KEY=VALUE"):
        policy_from_words("surge:much")


def test_the_journey_of_a_patient_is_told_in_words() -> None:
    events = run().simulate(0)[0].log.table()
    name = events.filter((pl.col("kind") == "left") & pl.col("patient").str.starts_with("P"))["patient"][0]
    told = [words for _, words in run().trace(0, name)]
    assert told[-1].startswith(("leaves the bed", "goes home"))
    assert any(words.startswith("asks for a bed") for words in told)


def test_the_mean_stay_is_known_better_by_the_stays_that_were_drawn() -> None:
    results = run_replications(run(days=60), 12).results
    plain = t_interval(measure_values(results, "alos"))
    controlled = mean_interval(results, "alos")
    assert controlled.half_width < plain.half_width
    assert abs(controlled.mean - plain.mean) < plain.half_width
    few, plain = mean_interval(results[:5], "alos"), t_interval(measure_values(results[:5], "alos"))
    assert (few.mean, few.half_width) == (plain.mean, plain.half_width)


def test_a_folder_of_another_experiment_is_refused(tmp_path: Path) -> None:
    with kept_below(tmp_path) as kept_of:
        run_experiment({"base": run(days=8)}, 1, kept_of=kept_of)
        with pytest.raises(InputError, match="another experiment"):
            run_experiment({"base": run(days=9)}, 1, kept_of=kept_of)
    assert fingerprint(run(days=8)) == fingerprint(run(days=8))


def test_the_warm_up_is_found_from_an_empty_hospital() -> None:
    found = find_warm_up(run(state=None))
    assert found is not None
    assert found.mser.reached
    assert 5 <= found.days <= 60
    assert found.daily[0] < found.daily[found.days]


def test_a_run_from_a_census_goes_on_calling_the_waiting_lists() -> None:
    now = replace(run(days=10), warm_up_days=0)
    beds = len(HOSPITAL.census.stays)
    first_week = [now(number)["hourly"].filter(pl.col("minute") < 8 * DAY)["occupied"].mean() for number in range(3)]
    assert all(0.85 * beds < patients < 1.15 * beds for patients in first_week)
    admitted = now.simulate(0)[0].log.table().filter(pl.col("kind") == "admitted")
    assert admitted.filter(pl.col("patient").str.starts_with("L"), pl.col("minute") > 0).height > 10


def test_patients_who_have_outlived_their_forecasts_do_not_all_leave_at_once() -> None:
    later = replace(HOSPITAL, census=replace(HOSPITAL.census, at=HOSPITAL.census.at + timedelta(days=200), statuses=()))
    inside = replace(run(days=3, state=later), warm_up_days=0)(0)["hourly"]["occupied"]
    assert inside[24] > 0.6 * len(HOSPITAL.census.stays)


def test_the_calendar_knows_chinese_holidays_and_the_weekends_worked_instead() -> None:
    calendar = Calendar(datetime(2026, 2, 9, tzinfo=UTC), 30)
    days = {calendar.date_of(day).isoformat(): bool(calendar.is_workday[day]) for day in range(30)}
    assert not days["2026-02-17"]
    assert days["2026-02-14"]
    assert not days["2026-02-15"]
    assert days["2026-02-24"]


def test_a_small_hospital_is_not_asked_for_more_than_it_can_give() -> None:
    assert usual_load(bundled("demo").hospital) == 0.93
    assert 0.7 < usual_load(HOSPITAL.hospital) < 0.85
    usual = HospitalSettings(hospital=HOSPITAL.hospital, demand=demand_of(HOSPITAL.hospital))
    world, _, _ = run(usual, days=120).simulate(0)
    assert world.emergency_places.queue < 10


def test_demand_of_an_unknown_department_follows_its_kind() -> None:
    department = replace(HOSPITAL.hospital.departments[0], id="space-medicine")
    wards = tuple(
        replace(ward, department="space-medicine") if ward.department == HOSPITAL.hospital.departments[0].id else ward
        for ward in HOSPITAL.hospital.wards
    )
    hospital = replace(
        HOSPITAL.hospital, departments=(department, *HOSPITAL.hospital.departments[1:]), wards=wards, lending=()
    )
    demand: HospitalDemand = demand_of(hospital)
    assert demand.departments[0].admissions_per_day > 0
    assert demand.departments[0].stay_days > 2

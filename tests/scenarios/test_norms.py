"""Every parameter of the generator says where it comes from, and the README shows it as it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.generate import Norms, generate
from scenarios.generate.departments import DEPARTMENTS
from scenarios.generate.norms import ADMISSIONS_BY_HOUR, AIRBORNE_PATHOGENS, CONTACT_PATHOGENS, described

README = Path(__file__).parents[2] / "scenarios" / "generate" / "README.md"


@pytest.mark.parametrize(("name", "value", "unit", "source"), described())
def test_a_parameter_stands_in_the_readme_with_unit_and_source(name: str, value: float, unit: str, source: str) -> None:
    assert unit
    assert source
    assert f"| `{name}` | {value:g} | {unit} | {source} |" in README.read_text(encoding="utf-8")


def test_shares_of_waiting_requests_leave_some_for_lent_patients_coming_home() -> None:
    norms = Norms()
    listed = (
        norms.emergency_requests
        + norms.elective_requests
        + norms.step_down_requests
        + norms.recovery_requests
        + norms.transfer_requests
    )

    assert 0 < 1 - listed < 0.1


@pytest.mark.parametrize("shares", [CONTACT_PATHOGENS, AIRBORNE_PATHOGENS])
def test_pathogen_shares_sum_to_one(shares: dict[str, float]) -> None:
    assert sum(shares.values()) == pytest.approx(1)


def test_every_hour_of_the_day_has_an_admission_weight() -> None:
    assert sorted(ADMISSIONS_BY_HOUR) == list(range(24))


def test_mean_stay_over_all_departments_is_between_five_and_seven_days() -> None:
    admissions = sum(profile.admissions_per_day_weight for profile in DEPARTMENTS)

    assert 5 <= sum(profile.weight for profile in DEPARTMENTS) / admissions <= 7


@pytest.mark.parametrize("occupancy", [0.8, 0.95])
def test_another_occupancy_in_the_norms_gives_another_occupancy(occupancy: float) -> None:
    scenario = generate(beds=2000, waiting=0, seed=1, norms=replace(Norms(), occupancy=occupancy))
    staffed = sum(
        len(ward.beds) if ward.staffed_beds is None else ward.staffed_beds for ward in scenario.hospital.wards
    )

    assert len(scenario.census.stays) / staffed == pytest.approx(occupancy, abs=0.015)


def test_longer_stays_mean_fewer_patients_who_leave_within_a_day() -> None:
    def leaving(scale: float) -> int:
        scenario = generate(beds=2000, waiting=0, seed=1, norms=replace(Norms(), alos_scale=scale))
        forecasts = [stay.expected_discharge for stay in scenario.census.stays if stay.expected_discharge]
        return sum((forecast.p50 - scenario.census.at).days < 1 for forecast in forecasts)

    assert leaving(2.0) < leaving(1.0) < leaving(0.5)


def test_cleaning_more_beds_changes_no_patient() -> None:
    usual, cleaner = (
        generate(beds=500, waiting=5, seed=1, norms=replace(Norms(), cleaning_share=share)) for share in (0.2, 0.5)
    )

    assert usual.census.statuses != cleaner.census.statuses
    assert usual.census.stays == cleaner.census.stays
    assert usual.requests == cleaner.requests


def test_ages_are_plain_numbers() -> None:
    scenario = generate(beds=500, waiting=20, seed=1)
    ages = [item.patient.age_years for item in (*scenario.census.stays, *scenario.requests)]

    assert {type(age) for age in ages} == {float}

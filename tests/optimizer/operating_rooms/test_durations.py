"""Durations from history: shrinkage, sample sizes, and what is said of what was never seen."""

import numpy as np
import pytest

from optimizer.operating_rooms.durations import DurationModel, PastCase
from scenarios.surgery import SurgeryDuration


def history(procedure: str, minutes: list[float], surgeon: str = "A", specialty: str = "ENT") -> list[PastCase]:
    return [PastCase(specialty, procedure, surgeon, value) for value in minutes]


def test_a_group_with_many_cases_speaks_for_itself() -> None:
    past = history("septum", [80, 90, 100, 110] * 20) + history("tonsils", [30, 35, 40, 45] * 20)
    known = DurationModel(past).duration("ENT", "septum", "A")
    assert known is not None
    assert known.basis == "procedure x surgeon"
    assert known.sample_size == 80
    assert known.median_minutes == pytest.approx(float(np.exp(np.log([80, 90, 100, 110]).mean())), rel=0.01)


def test_a_group_with_one_case_is_drawn_towards_its_procedure() -> None:
    past = history("septum", [60.0, 62, 64, 58] * 10, "A") + history("septum", [61.0, 66, 57] * 5, "B")
    past += history("septum", [180], "C") + history("tonsils", [30, 34, 38] * 8, "A")
    known = DurationModel(past).duration("ENT", "septum", "C")
    assert known is not None
    assert 65 < known.median_minutes < 180
    assert known.sample_size == 1


def test_a_procedure_varies_as_procedures_do_and_not_as_its_specialty() -> None:
    past = history("septum", [180, 182, 184] * 5, "") + history("tonsils", [30, 31, 30.5] * 5, "")
    past += history("larynx", [90, 91], "")
    model = DurationModel(past)
    known, specialty = model.duration("ENT", "larynx"), model.duration("ENT", "never seen")
    assert known is not None
    assert specialty is not None
    assert specialty.log_sd > 0.5
    assert known.log_sd == pytest.approx(0.05)


def test_an_unseen_surgeon_gets_the_procedure_and_an_unseen_procedure_the_booked_minutes() -> None:
    model = DurationModel(history("septum", [80, 90, 100]) + history("tonsils", [30, 35]))
    by_procedure = model.duration("ENT", "septum", "new")
    booked = model.duration("ENT", "never seen", "A", booked_minutes=75)
    assert by_procedure is not None
    assert booked is not None
    assert by_procedure.basis == "procedure"
    assert (booked.basis, booked.median_minutes) == ("booked", 75)


def test_nothing_known_and_nothing_booked_is_nothing() -> None:
    assert DurationModel([]).duration("ENT", "septum") is None


def test_the_expected_overrun_is_the_partial_expectation_of_the_lognormal() -> None:
    duration = SurgeryDuration(median_minutes=90, log_sd=0.4)
    drawn = 90 * np.exp(0.4 * np.random.default_rng(1).standard_normal(400_000))
    for planned in (70, 100, 150):
        expected = float(np.maximum(0, drawn - planned).mean())
        assert duration.expected_overrun_minutes(planned) == pytest.approx(expected, rel=0.02)


def test_the_quantile_of_a_duration_is_reached_by_that_share() -> None:
    duration = SurgeryDuration(median_minutes=90, log_sd=0.4)
    drawn = 90 * np.exp(0.4 * np.random.default_rng(2).standard_normal(200_000))
    assert float((drawn <= duration.quantile_minutes(0.8)).mean()) == pytest.approx(0.8, abs=0.005)

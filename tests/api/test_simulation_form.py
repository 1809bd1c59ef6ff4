"""What the form of the page asks and says about fields that cannot be read; what the page's tables show."""

from datetime import UTC, datetime

import polars as pl
import pytest
from starlette.datastructures import FormData

from api.simulations.documents import AskSimulation
from api.simulations.results import Findings
from api.web.labels import Labels
from api.web.simulation_form import LENGTHS, asked_simulation
from api.web.simulation_tables import measure_lines
from scenarios.generate import generate
from scenarios.input_problems import InputError
from simulation.demand_of_hospital import demand_of
from simulation.experiment import ExperimentResult
from simulation.hospital_model import Run
from simulation.replications import MEASURES, Replications
from simulation.settings import HospitalSettings
from simulation.study import DEFAULT_WARM_UP_DAYS

LABELS = Labels(generate(beds=100, waiting=0, seed=1).hospital, "en", "Asia/Shanghai")
AT = datetime(2026, 3, 2, tzinfo=UTC)
LOUNGE = {"scenario": "base", "policy": "discharge-lounge", "discharge-lounge.places": "20"}


def asked(**fields: str) -> AskSimulation:
    return asked_simulation(FormData([*LOUNGE.items(), *fields.items()]), LABELS)


def refused(**fields: str) -> list[str]:
    with pytest.raises(InputError) as error:
        asked(**fields)
    return [problem.path for problem in error.value.problems]


def test_what_is_not_filled_in_has_its_default() -> None:
    body = asked(days="", warm_up="", seed="")
    assert (body.days, body.warm_up, body.replications, body.seed) == (None, DEFAULT_WARM_UP_DAYS, "auto", 0)
    body = asked(days="30", warm_up="auto", replications="7", seed="5")
    assert (body.days, body.warm_up, body.replications, body.seed) == (30, "auto", 7, 5)


def test_lengths_that_are_no_numbers_are_all_named() -> None:
    wrong = dict.fromkeys(LENGTHS, "12a")
    assert refused(**wrong) == ["Days measured", "Warm-up", "Replications", "Seed"]
    assert refused(days="auto", seed="²") == ["Days measured", "Seed"]


@pytest.mark.parametrize("text", ["nan", "inf", "-1e999", "many"])
def test_a_setting_that_is_no_number_is_named(text: str) -> None:
    assert refused(**{"discharge-lounge.opens_hour": text}) == ["Discharge lounge: opens at"]


def test_a_quota_with_a_missing_day_is_refused() -> None:
    fields = {"policy": "admission-smoothing", "admission-smoothing.by_weekday.0": "1"}
    form = FormData([("scenario", "base"), *fields.items()])
    with pytest.raises(InputError, match="is not a number"):
        asked_simulation(form, LABELS)


def test_the_problems_of_all_policies_are_said_at_once() -> None:
    form = FormData(
        [
            ("scenario", "base"),
            ("policy", "surge"),
            ("surge.elective_share", "x"),
            ("policy", "weekend-discharge"),
            ("weekend-discharge.share", ""),
            ("policy", "no-such"),
        ]
    )
    with pytest.raises(InputError) as error:
        asked_simulation(form, LABELS)
    assert len(error.value.problems) == 3


def test_a_measure_that_the_hospital_as_it_is_lacks_shows_the_options_own_value() -> None:
    measures = {
        "base": {"alos": (6.0, 6.2)},
        "clinics": {"alos": (6.1, 6.2), "outpatient_wait_mean": (12.0, 14.0)},
    }
    results = {
        option: Replications(
            results=[
                {MEASURES: pl.DataFrame({"measure": list(values), "value": [both[number] for both in values.values()]})}
                for number in range(2)
            ]
        )
        for option, values in measures.items()
    }
    hospital = generate(beds=100, waiting=0, seed=1)
    run = Run(
        settings=HospitalSettings(hospital=hospital.hospital, demand=demand_of(hospital.hospital)), start=AT, days=1
    )
    found = Findings(
        jobs=(),
        experiment=ExperimentResult(results, 0),
        runs=dict.fromkeys(results, run),
        titles={option: (option, option) for option in results},
        policies={},
        warm_up=None,
    )
    line = next(one for one in measure_lines(found, LABELS) if one.name == "outpatient_wait_mean")
    assert line.base.text == "–"
    assert [(cell.text, cell.verdict, cell.middle) for cell in line.others] == [("13.0", "", None)]

"""Closed forms and published models from the bundled files, with tolerances wide enough to be never hit by luck."""

import json
from math import hypot
from pathlib import Path

import numpy as np
import pytest

import scenarios
from scenarios.input_problems import InputError
from simulation.engine.streams import Streams
from simulation.intervals import t_interval
from simulation.networks.measures import measure
from simulation.networks.model import run_network
from simulation.networks.network import Expectation, Network
from simulation.networks.read import problems_of, read_network

TRUTHS = Path(scenarios.__file__).parent / "catalogue" / "truth"
QUICK = {
    "erlang_a_100_0_5": 6,
    "mgcc_constant": 8,
    "mgcc_lognormal": 8,
    "mg1_gamma": 15,
    "mmc_10_5": 40,
    "mmc_25_20": 12,
    "mmcc_10_5": 10,
    "mt_g_inf": 60,
    "orthopaedic_theatres": 60,
    "priorities": 10,
    "treatment_centre": 60,
    "critical_care_unit": 60,
    "stroke_wards": 30,
}


@pytest.mark.parametrize("name", QUICK)
def test_a_known_result_is_reproduced(name: str) -> None:
    network = read_network(TRUTHS / f"{name}.json")
    variant_name, variant = next(iter(network.variants.items()))
    values = simulated(network.with_servers(variant.servers), variant.expect, QUICK[name])
    for what, column in zip(variant.expect, values.T, strict=True):
        if what.note:
            continue
        ours = t_interval(column)
        error = hypot(ours.half_width, what.half_width) / 1.96
        assert abs(ours.mean - what.value) <= what.rounding + 4.5 * error, f"{variant_name}: {what.name} {ours}"


def simulated(
    network: Network, expected: tuple[Expectation, ...], count: int
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    runs = (run_network(network, Streams(11, replication)) for replication in range(count))
    return np.array([[measure(run, what) for what in expected] for run in runs])


def test_every_bundled_network_is_consistent() -> None:
    files = sorted(TRUTHS.glob("*.json"))
    assert len(files) > 20
    assert [problems_of(read_network(path)) for path in files] == [[]] * len(files)


def test_every_problem_of_a_network_is_named_with_its_place(tmp_path: Path) -> None:
    document = (TRUTHS / "mmc_10_5.json").read_text()
    broken = tmp_path / "broken.json"
    broken.write_text(document.replace('"warm_up": 50', '"warm_up": 5000').replace('"probability"', '"chance"'))
    with pytest.raises(InputError, match="warm_up"):
        read_network(broken)
    broken.write_text(document.replace('"mean": 0.2', '"mean": -0.2').replace('"horizon"', '"horizont"'))
    with pytest.raises(InputError) as refused:
        read_network(broken)
    assert any("horizont" in str(problem) for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("stations.servers.servers", -1, "stations.servers.servers: -1, expected >= 0"),
        ("variants.c 10, load 5.servers", {"beds": 3}, "beds, expected one of servers"),
        ("variants.c 10, load 5.servers", {"servers": -3}, "-3, expected >= 0"),
        ("variants.c 10, load 5.expect.0.classes", ["nobody"], "nobody, expected one of all"),
        ("variants.c 10, load 5.expect.0.station", "nowhere", "nowhere, expected one of servers"),
        ("classes.all.interval.mean", -1, "mean -1.0, expected > 0"),
        ("classes.all.interval", None, "never comes, expected an interval, a rate or a session"),
        ("classes.all.rate", {"steps": [1, -1]}, "expected rates >= 0"),
        ("classes.all.rate", {"mean": 1, "amplitude": 2}, "expected at least the amplitude 2"),
        ("classes.all.enters", {"servers": 0.7, "beds": 0.7}, "expected a sum of <= 1"),
        ("classes.all.visits.servers.next", {"servers": 0.5}, "comes back to servers"),
        ("classes.all.visits.servers.service.0.probability", 0.5, "probabilities 0.5, expected a sum of 1"),
        ("timetable", [{"days": [0], "count": -1, "options": []}], "-1 sessions in 7 days"),
        ("replications", 0, "replications: 0, expected >= 1"),
    ],
)
def test_a_contradiction_in_a_network_is_named_with_its_place(
    tmp_path: Path, place: str, value: object, words: str
) -> None:
    document = json.loads((TRUTHS / "mmcc_10_5.json").read_text())
    *path, last = place.split(".")
    part = document
    for name in path:
        part = part[int(name) if isinstance(part, list) else name]
    part[last] = value
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(document))
    with pytest.raises(InputError) as refused:
        read_network(file)
    assert words in str(refused.value)
    assert str(refused.value).startswith("broken.json: ")


def test_the_same_seed_gives_the_same_visits() -> None:
    network = read_network(TRUTHS / "treatment_centre.json")
    first, second = (run_network(network, Streams(5)).visits for _ in range(2))
    assert all(np.array_equal(first[key].started, second[key].started, equal_nan=True) for key in first)

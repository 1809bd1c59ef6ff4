from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from simulation.comparisons import best_options, measure_matrix, paired_differences, summary_table
from simulation.intervals import t_interval, with_control_variates
from simulation.kept import KeptInFolder, Tables
from simulation.replications import MEASURES, Precision, measure_values, run_replications
from simulation.warm_up import mser5, welch_average


def drawn(replication: int, shift: float = 0.0) -> Tables:
    value = float(np.random.default_rng(replication).normal(10 + shift, 1))
    return {MEASURES: pl.DataFrame({"measure": ["wait", "never"], "value": [value, float("nan")]})}


@pytest.fixture
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def test_results_do_not_depend_on_how_many_run_at_once(threads: Executor) -> None:
    alone = run_replications(drawn, 7).results
    together = run_replications(drawn, 7, executor=threads, workers=4).results
    assert [t[MEASURES].to_dict(as_series=False)["value"][0] for t in alone] == [
        t[MEASURES].to_dict(as_series=False)["value"][0] for t in together
    ]


def test_precision_stops_at_the_same_replication_with_any_number_of_workers(threads: Executor) -> None:
    precision = Precision(measures=("wait",), relative_half_width=0.04, minimum=4, maximum=200)
    alone = run_replications(drawn, precision)
    together = run_replications(drawn, precision, executor=threads, workers=4)
    assert len(alone.results) == len(together.results)
    assert 4 < len(alone.results) < 200
    interval = t_interval(measure_values(alone.results, "wait"))
    assert interval.half_width <= 0.04 * interval.mean


def test_a_measure_of_what_never_happens_asks_for_no_more_runs() -> None:
    precision = Precision(measures=("never",), minimum=3, maximum=50)
    assert len(run_replications(drawn, precision).results) == 3


def test_an_interrupted_run_goes_on_from_its_finished_replications(tmp_path: Path) -> None:
    asked: list[int] = []

    def counted(replication: int) -> Tables:
        asked.append(replication)
        return drawn(replication)

    first = run_replications(counted, 5, kept=KeptInFolder(tmp_path), is_cancelled=lambda: len(asked) >= 2)
    assert first.cancelled
    assert len(first.results) == 2
    second = run_replications(counted, 5, kept=KeptInFolder(tmp_path))
    assert second.resumed == 2
    assert asked == [0, 1, 2, 3, 4]
    whole = run_replications(drawn, 5)
    assert [t[MEASURES].equals(u[MEASURES]) for t, u in zip(second.results, whole.results, strict=True)] == [True] * 5


def test_a_half_written_replication_is_run_again(tmp_path: Path) -> None:
    (tmp_path / ".00000").mkdir()
    (tmp_path / ".00000" / "measures.parquet").write_bytes(b"torn")
    run = run_replications(drawn, 1, kept=KeptInFolder(tmp_path))
    assert run.resumed == 0
    assert len(run.results) == 1


def test_paired_differences_are_tighter_than_the_spread_of_the_patients() -> None:
    base = run_replications(drawn, 30).results
    other = run_replications(lambda r: drawn(r, shift=0.1), 30).results
    row = paired_differences(base, other).row(0, named=True)
    assert row["difference"] == pytest.approx(0.1)
    assert row["known"]
    assert summary_table(base).row(0, named=True)["low"] < row["base"] < summary_table(base).row(0, named=True)["high"]


def test_the_t_interval_is_the_textbooks() -> None:
    interval = t_interval(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    assert interval.mean == 3
    assert interval.half_width == pytest.approx(2.776445 * np.sqrt(2.5) / np.sqrt(5), rel=1e-6)


def test_control_variates_narrow_the_interval_around_the_same_mean() -> None:
    random = np.random.default_rng(4)
    control = random.normal(5, 1, 200)
    values = 2 * control + random.normal(0, 0.2, 200)
    plain = t_interval(values)
    better = with_control_variates(values, control[:, None], np.array([5.0]))
    assert better.half_width < plain.half_width / 4
    assert abs(better.mean - 10) < 3 * better.half_width


def test_the_best_of_many_options_is_never_struck_out() -> None:
    shifts = {"a": 0.5, "b": 0.0, "c": 2.0}
    options = {name: [drawn(r, shift) for r in range(20)] for name, shift in shifts.items()}
    table = best_options(options, "wait", smaller_is_better=True)
    assert table["option"].to_list() == ["b", "a", "c"]
    assert table["may_be_best"].to_list() == [True, False, False]


def test_a_missing_value_is_nan_in_the_matrix() -> None:
    names, values = measure_matrix([drawn(0)])
    assert names == ["wait", "never"]
    assert np.isnan(values[0, 1])


def test_mser5_cuts_off_the_rise_from_empty() -> None:
    random = np.random.default_rng(2)
    rise = 100 * (1 - np.exp(-np.arange(400) / 20))
    found = mser5(rise + random.normal(0, 2, 400))
    assert found.reached
    assert 60 <= found.observations <= 140
    assert found.observations % 5 == 0


def test_mser5_says_when_a_run_is_too_short_to_tell() -> None:
    assert not mser5(np.arange(60.0)).reached
    with pytest.raises(ValueError, match="expected at least 20"):
        mser5(np.arange(10.0))


def test_welch_average_keeps_a_straight_line() -> None:
    assert welch_average(np.arange(20.0), 4) == pytest.approx(np.arange(16.0))

"""An experiment: several options on the same patients, run, kept, compared."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import polars as pl

from simulation.comparisons import paired_differences, summary_table
from simulation.fingerprint import fingerprint
from simulation.hospital_model import Run
from simulation.kept import KeptOf
from simulation.output import gather
from simulation.replications import Precision, Replications, run_replications


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """What came out.

    Attributes
    ----------
    replications : dict of str to Replications
        By option; the first is the one that others are compared with.
    seed : int
        Of everything random.
    """

    replications: Mapping[str, Replications]
    seed: int

    @property
    def cancelled(self) -> bool:
        """Whether any option is unfinished."""
        return any(run.cancelled for run in self.replications.values())

    def tables(self) -> dict[str, pl.DataFrame]:
        """Return all tables, with option, replication, seed and version in each row."""
        return gather({option: run.results for option, run in self.replications.items()}, self.seed)

    def table(self, name: str) -> pl.DataFrame:
        """Return one table of all options and replications, as :meth:`tables` does."""
        results = {
            option: [{name: tables[name]} for tables in run.results] for option, run in self.replications.items()
        }
        return gather(results, self.seed)[name]

    def summary(self) -> pl.DataFrame:
        """Return means and intervals of every option: ``option``, then as :func:`summary_table`."""
        return pl.concat(
            summary_table(run.results).select(pl.lit(option).alias("option"), pl.all())
            for option, run in self.replications.items()
            if run.results
        )

    def differences(self) -> pl.DataFrame | None:
        """Return every other option minus the first, paired; None with one option."""
        (first, base), *others = self.replications.items()
        tables = [
            paired_differences(base.results, run.results).select(
                pl.lit(first).alias("against"), pl.lit(option).alias("option"), pl.all()
            )
            for option, run in others
            if run.results and base.results
        ]
        return pl.concat(tables) if tables else None


def run_experiment(
    options: Mapping[str, Run],
    how_many: int | Precision,
    *,
    executor: Executor | None = None,
    workers: int = 1,
    kept_of: KeptOf | None = None,
    on_progress: Callable[[str, float, int], None] = lambda option, done, expected: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> ExperimentResult:
    """Run every option with the same seed.

    Parameters
    ----------
    options : dict of str to Run
        All with one seed, so that they meet the same patients.
    how_many : int or Precision
        Replications of each. With a precision, later options run as many as the first needed, so that all are paired.
    executor, workers, is_cancelled
        As in :func:`simulation.replications.run_replications`.
    kept_of : callable, optional
        Tells where finished replications of an option are kept; the same run goes on from them.
    on_progress : callable
        Called with option, replications done (those under way by how far they are) and expected.
    """
    seeds = {run.seed for run in options.values()}
    assert len(seeds) == 1, "options of one experiment share their seed"
    finished: dict[str, Replications] = {}
    for option, run in options.items():
        finished[option] = run_replications(
            run,
            how_many,
            executor=executor,
            workers=workers,
            kept=kept_of(option, fingerprint(run)) if kept_of else None,
            on_progress=partial(on_progress, option),
            is_cancelled=is_cancelled,
        )
        if isinstance(how_many, Precision) and not finished[option].cancelled:
            how_many = len(finished[option].results)
    return ExperimentResult(finished, seeds.pop())

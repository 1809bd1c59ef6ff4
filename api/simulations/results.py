"""What simulations have found so far: one or several jobs as one experiment, if their patients are the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile

from api.simulations.questions import how_many, simulation_row, study_of
from api.store.database import Database
from api.store.images import Row
from api.store.job_rows import CANCELLED, OPEN
from api.store.refusals import WrongState
from api.store.simulation_rows import KeptInStore, finished_counts, start_scenario
from simulation.experiment import ExperimentResult
from simulation.hospital_model import Run
from simulation.pilot import FoundWarmUp
from simulation.policies import Policy
from simulation.replications import Precision, Replications

SAME = ("start", "days", "seed", "warm_up_days", "version")
"""What must be the same for the patients of two jobs to be the same."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What one job, or several together, have found.

    Attributes
    ----------
    jobs : tuple of dict
        Rows of the jobs, in the order asked for.
    experiment : ExperimentResult
        Every option that has a replication; the hospital as it is first, if it is among them.
    runs : dict of str to Run
        What was simulated, by option.
    titles : dict of str to (str, str)
        English and Chinese title, by option.
    policies : dict of str to tuple of Policy
        What each option changes.
    warm_up : FoundWarmUp or None
        The warm-up, where it was found on a pilot.
    """

    jobs: tuple[Row, ...]
    experiment: ExperimentResult
    runs: dict[str, Run]
    titles: dict[str, tuple[str, str]]
    policies: dict[str, tuple[Policy, ...]]
    warm_up: FoundWarmUp | None

    @property
    def replications(self) -> int:
        """Return how many replications the option with the most has."""
        return max((len(run.results) for run in self.experiment.replications.values()), default=0)


def findings(database: Database, job_ids: Sequence[str]) -> Findings:
    """Return what some jobs have found.

    Raises
    ------
    NotFound
        One of them does not exist.
    WrongState
        None has a replication yet, or their patients are not the same.
    """
    jobs = tuple(simulation_row(database, job_id) for job_id in dict.fromkeys(job_ids))
    begun = [job for job in jobs if job["result"]]
    if not begun:
        raise WrongState("Simulation {job} has no replication yet, expected one at least", job=jobs[0]["id"])
    for other in begun[1:]:
        _refuse_other_patients(begun[0], other)
    worlds = {start: start_scenario(database, start) for start in {job["settings"]["start"] for job in begun}}
    options = _options([{**job, "world": worlds[job["settings"]["start"]]} for job in begun])
    done: dict[str, Replications] = {}
    for key, option in options.items():
        kept = KeptInStore(database, option.fingerprint).finished(option.most)
        results = [kept[number] for number in takewhile(kept.__contains__, count())]
        if results:
            done[key] = Replications(results=results, cancelled=option.stopped)
    if not done:
        raise WrongState("Simulation {job} has no replication yet, expected one at least", job=jobs[0]["id"])
    pilot = begun[0]["result"]["pilot"]
    return Findings(
        jobs=jobs,
        experiment=ExperimentResult(done, begun[0]["settings"]["seed"]),
        runs={key: options[key].run for key in done},
        titles={key: options[key].titles for key in done},
        policies={key: options[key].policies for key in done},
        warm_up=FoundWarmUp.of(pilot) if pilot else None,
    )


def patients_met(job: Row) -> str:
    """Return a text that is the same for jobs whose patients are the same; empty while a job has not begun."""
    return " ".join(_of_patients(job, name) for name in SAME) if job["result"] else ""


def has_findings(database: Database, job: Row) -> bool:
    """Return whether a job has a replication to show."""
    return bool(job["result"]) and bool(finished_counts(database, job["result"]["runs"].values()))


@dataclass(frozen=True, slots=True)
class _Option:
    key: str
    fingerprint: str
    run: Run
    titles: tuple[str, str]
    policies: tuple[Policy, ...]
    most: int
    stopped: bool


def _options(jobs: list[Row]) -> dict[str, _Option]:
    """Return every option of the jobs once, by a name of its own, the unchanged hospital first."""
    by_fingerprint: dict[str, _Option] = {}
    for option in (option for job in jobs for option in _options_of(job)):
        known = by_fingerprint.get(option.fingerprint)
        if known is not None:
            option = replace(known, most=max(known.most, option.most), stopped=known.stopped and option.stopped)
        by_fingerprint[option.fingerprint] = option
    named: dict[str, _Option] = {}
    for option in sorted(by_fingerprint.values(), key=lambda option: bool(option.policies)):
        key, number = option.key, 2
        while key in named:
            key, number = f"{option.key}-{number}", number + 1
        named[key] = option
    return named


def _options_of(job: Row) -> Iterator[_Option]:
    settings, result = job["settings"], job["result"]
    wanted = how_many(settings)
    most = wanted.maximum if isinstance(wanted, Precision) else wanted
    study = study_of(settings, job["world"])
    for key, run in study.runs(result["warm_up_days"]).items():
        question = study.questions[key]
        yield _Option(
            key=key,
            fingerprint=result["runs"][key],
            run=run,
            titles=(question.title, question.title_zh or question.title),
            policies=question.policies,
            most=result.get("counts", {}).get(key, most),
            stopped=job["status"] in (*OPEN, CANCELLED),
        )


def _refuse_other_patients(one: Row, other: Row) -> None:
    for name in SAME:
        ours, theirs = _of_patients(one, name), _of_patients(other, name)
        if ours != theirs:
            raise WrongState(
                "Simulations {one} and {other} differ in {name} ({ours}, {theirs}), expected the same patients: ask "
                "again with the start of the first",
                one=one["id"],
                other=other["id"],
                name=name,
                ours=ours,
                theirs=theirs,
            )


def _of_patients(job: Row, name: str) -> str:
    return str(job["result"][name] if name in job["result"] else job["settings"][name])

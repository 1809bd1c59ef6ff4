"""``onebed simulate``."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.commands.options import AsJson, Quiet, Seed, Workers
from api.commands.simulation_catalogue import list_catalogue
from api.commands.simulation_findings import check_rank, print_findings, write_findings
from api.commands.simulation_question import AUTO, asked_replications, asked_study, asked_warm_up
from api.exit_codes import EXIT_INTERRUPTED
from api.parent import end_with_parent
from scenarios.input_problems import InputError, InputProblem
from simulation.executors import dask_cluster, process_pool
from simulation.experiment import ExperimentResult, run_experiment
from simulation.hospital_model import Run
from simulation.kept import kept_below
from simulation.limits import MOST_DAYS
from simulation.pilot import PILOT, FoundWarmUp, find_warm_up
from simulation.replications import Precision
from simulation.study import DEFAULT_WARM_UP_DAYS, Study
from simulation.what_if import BASE

EXIT_WORKER_LOST = 1

ScenarioName = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="What-if scenario: a bundled name (--list), a JSON file, or several with commas; or a hospital.",
    ),
]
HospitalFile = Annotated[str, typer.Option("--hospital", metavar="FILE", help="Hospital it is asked of.")]
PolicyWords = Annotated[
    list[str] | None,
    typer.Option("--policy", metavar="P", help="NAME or NAME:SETTING=VALUE,... (--list); may be repeated."),
]
HowMany = Annotated[str, typer.Option("--replications", help="Number, or auto: until intervals are narrow enough.")]
Days = Annotated[
    int | None, typer.Option("--days", min=1, max=MOST_DAYS, help="Days that are measured; else the scenario's.")
]
WarmUpDays = Annotated[str, typer.Option("--warm-up", help="Days left out, or auto: found by MSER-5.")]
Compare = Annotated[bool, typer.Option("--compare", help="Also run the hospital as it is; show differences.")]
Traced = Annotated[
    str | None, typer.Option("--trace", metavar="PATIENT", help="Tell one patient's journey (E99, P99) and stop.")
]
ExecutorKind = Annotated[str, typer.Option("--executor", help="processes or dask.")]
Scheduler = Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster.")]
OutputFolder = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="DIR", help="For Parquet, XLSX and PDF; resumes from it.")
]
Rank = Annotated[
    str | None, typer.Option("--rank", metavar="MEASURE", help="Which of the scenarios may be best in a measure.")
]
ListScenarios = Annotated[
    bool, typer.Option("--list", help="List the bundled what-if scenarios, and the policies with their settings.")
]


def simulate(
    scenario: ScenarioName = BASE,
    hospital: HospitalFile = "demo",
    policy: PolicyWords = None,
    replications: HowMany = AUTO,
    days: Days = None,
    warm_up: WarmUpDays = str(DEFAULT_WARM_UP_DAYS),
    compare: Compare = False,
    rank: Rank = None,
    trace: Traced = None,
    executor: ExecutorKind = "processes",
    scheduler: Scheduler = None,
    output: OutputFolder = None,
    seed: Seed = 0,
    workers: Workers = 0,
    as_json: AsJson = False,
    quiet: Quiet = False,
    list_scenarios: ListScenarios = False,
) -> None:
    """Ask what would happen: simulate the hospital under a scenario, with honest intervals."""
    if list_scenarios:
        list_catalogue()
        return
    study = asked_study(scenario, hospital, policy or [], days, seed, compare=compare)
    how_many, warm_up_days = asked_replications(replications), asked_warm_up(warm_up)
    runs = study.runs(warm_up_days or 0)
    check_rank(rank, runs)
    study.refuse_what_is_not_seen(warm_up_days or 0)
    _make_folder(output)
    if trace is not None:
        _tell(list(runs.values())[-1], trace)
        return
    cores = workers or len(os.sched_getaffinity(0))
    with (
        _worker_losses_explained(),
        _executor(executor, scheduler, cores) as pool,
        _cancel_on_interrupt() as is_cancelled,
        _progress(quiet=quiet or as_json) as on_progress,
        kept_below(output / "replications") if output else nullcontext() as kept_of,
    ):
        where = {"executor": pool, "workers": cores, "kept_of": kept_of, "is_cancelled": is_cancelled}
        result, runs, found = _found(study, how_many, warm_up_days, on_progress, **where)
    if not all(run.results for run in result.replications.values()):
        typer.echo("stopped before every option had a replication", err=True)
        raise typer.Exit(EXIT_INTERRUPTED)
    if output:
        write_findings(result, runs, study, output, found)
    print_findings(result, runs, rank, found, as_json=as_json)


def _found(
    study: Study,
    how_many: int | Precision,
    warm_up_days: int | None,
    on_progress: Callable[[str, float, int], None],
    **where: Any,  # noqa: ANN401  as run_experiment and find_warm_up take it
) -> tuple[ExperimentResult, dict[str, Run], FoundWarmUp | None]:
    """Find the warm-up if it is to be found, and simulate every option."""
    found = None
    if warm_up_days is None and not study.from_now:
        found = find_warm_up(
            study.as_it_is(), on_progress=lambda done, expected: on_progress(PILOT, done, expected), **where
        )
    if found is not None:
        warm_up_days = found.days
        study.refuse_what_is_not_seen(warm_up_days)
    runs = study.runs(warm_up_days or 0)
    return run_experiment(runs, how_many, on_progress=on_progress, **where), runs, found


def _make_folder(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as error:
        raise InputError.single(
            str(folder), f"cannot be written ({error.strerror}), expected a folder or a place for one"
        ) from error


@contextmanager
def _worker_losses_explained() -> Iterator[None]:
    try:
        yield
    except BrokenExecutor:
        typer.echo("a worker process died, perhaps for want of memory; expected fewer --workers", err=True)
        raise typer.Exit(EXIT_WORKER_LOST) from None


@contextmanager
def _executor(kind: str, scheduler: str | None, workers: int) -> Iterator[Executor | None]:
    if kind not in ("processes", "dask"):
        raise InputError.single("--executor", f"{kind!r}, expected processes or dask")
    if kind == "dask":
        with ExitStack() as stack:
            yield _dask(stack, scheduler)
        return
    with process_pool(workers, end_with_parent) if workers > 1 else nullcontext() as pool:
        yield pool


def _dask(stack: ExitStack, scheduler: str | None) -> Executor:
    if scheduler is None:
        raise InputError.single("--scheduler", "is missing, expected the address of a Dask scheduler")
    try:
        return stack.enter_context(dask_cluster(scheduler))
    except ModuleNotFoundError:
        raise InputError.single("--executor", "dask is not installed, expected onebed[dask]") from None
    except (OSError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise InputError.single(
            "--scheduler", f"{scheduler!r}: {why}; expected a Dask scheduler that answers"
        ) from None


@contextmanager
def _cancel_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a request to stop."""
    stop = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield stop.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, float, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        tasks: dict[str, Any] = {}

        def on_progress(option: str, done: float, expected: int) -> None:
            if option not in tasks:
                tasks[option] = bar.add_task(option, total=expected)
            bar.update(tasks[option], completed=done, total=expected)

        yield on_progress


def _tell(run: Run, patient: str) -> None:
    try:
        told = run.trace(0, patient)
    except InputError as error:
        raise InputError([InputProblem("--trace", problem.message) for problem in error.problems]) from None
    for moment, words in told:
        typer.echo(f"{moment:%a %d %b %H:%M}  {patient} {words}")

"""``onebed simulate``."""

import json
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import polars as pl
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from api.commands.options import AsJson, Quiet, Seed, Workers
from api.commands.terminal import console, table_box
from scenarios.files import load
from scenarios.input_problems import InputError, InputProblem
from scenarios.kpis import Better
from simulation import what_if
from simulation.comparisons import best_options
from simulation.experiment import ExperimentResult, FoundWarmUp, find_warm_up, run_experiment
from simulation.hospital_model import Run
from simulation.kept import kept_below
from simulation.measure_words import HEADLINES, MEASURE_WORDS, measure_words
from simulation.output import write_tables
from simulation.policies import POLICIES, Policy
from simulation.replications import Precision, dask_cluster, process_pool
from simulation.report.asked import FEW, Asked, few_replications
from simulation.report.tables import report_tables
from simulation.report.targets import target_table
from simulation.study import DEFAULT_WARM_UP_DAYS, PRECISION, Study
from simulation.what_if import BASE, policies_from_words
from simulation.words import Words, words_of_fields

AUTO = "auto"


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
Days = Annotated[int | None, typer.Option("--days", min=1, help="Days that are measured; else the scenario's.")]
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
        _list()
        return
    study = _study(scenario, hospital, policy or [], days, seed, compare=compare)
    how_many, warm_up_days = _replications(replications), _warm_up(warm_up)
    _check_rank(rank, MEASURE_WORDS)
    runs = study.runs(warm_up_days or 0)
    study.refuse_what_is_not_seen(warm_up_days or 0)
    cores = workers or len(os.sched_getaffinity(0))
    _make_folder(output)
    if trace is not None:
        _tell(list(runs.values())[-1], trace)
        return
    kept_of = kept_below(output / "replications") if output else None
    with _executor(executor, scheduler, cores) as pool, _cancel_on_interrupt() as is_cancelled:
        found = None
        if warm_up_days is None and not study.from_now:
            found = find_warm_up(
                study.as_it_is(), executor=pool, workers=cores, kept_of=kept_of, is_cancelled=is_cancelled
            )
            study.refuse_what_is_not_seen(found.days if found else 0)
            runs = study.runs(found.days if found else 0)
        with _progress(quiet=quiet or as_json) as on_progress:
            result = run_experiment(
                runs,
                how_many,
                executor=pool,
                workers=cores,
                kept_of=kept_of,
                on_progress=on_progress,
                is_cancelled=is_cancelled,
            )
    if not all(run.results for run in result.replications.values()):
        typer.echo("stopped before every option had a replication", err=True)
        raise typer.Exit(1)
    if output:
        _write(result, runs, study, output, found)
    _print(result, rank, as_json=as_json)


def _list() -> None:
    for name in what_if.names():
        question = what_if.bundled(name)
        typer.echo(f"{name:20} {question.title}  {question.title_zh}")
    typer.echo("\nPolicies for --policy NAME:SETTING=VALUE,... with their defaults and limits")
    for name, kind in POLICIES.items():
        typer.echo(f"\n{name:20} {kind.words.en}  {kind.words.zh}")
        for setting, words in words_of_fields(kind).items():
            limits = _limits(kind, setting, words)
            default = getattr(kind(), setting)
            shown = "" if default is None else f"{default:g}" if isinstance(default, float) else str(default)
            typer.echo(f"  {f'{setting}={shown}':28} {words.en}{f' ({limits})' if limits else ''}")


def _limits(kind: type[Policy], setting: str, words: Words) -> str:
    """Return a setting's unit and limits, or the values it may have, as one phrase."""
    hint = get_type_hints(kind)[setting]
    if get_origin(hint) is Literal:
        return ", ".join(get_args(hint))
    least = (
        ""
        if words.least is None
        else f"from {words.least:g}"
        if words.most is None
        else f"{words.least:g} to {words.most:g}"
    )
    return ", ".join(filter(None, (words.unit, least)))


def _study(scenarios: str, hospital: str, policies: list[str], days: int | None, seed: int, *, compare: bool) -> Study:
    """Return what is asked, and of which hospital."""
    names = [name.strip() for name in scenarios.split(",") if name.strip()]
    if len(names) == 1 and names[0] not in what_if.names() and not _asks(Path(names[0])):
        if not Path(names[0]).exists() and names[0] != hospital:
            known = ", ".join(what_if.names())
            raise InputError.single(
                "", f"scenario {names[0]!r} is neither a file nor bundled, expected one of: {known}"
            )
        names, hospital = [BASE], names[0]
    added = policies_from_words(policies)
    questions = {}
    for name in names:
        question = what_if.bundled(name) if name in what_if.names() else what_if.read(Path(name))
        title = "policies" if name == BASE and added else Path(name).stem
        questions[title] = replace(question, policies=(*question.policies, *added))
    if compare and BASE not in questions:
        first = next(iter(questions.values()))
        questions = {BASE: replace(what_if.bundled(BASE), from_now=first.from_now), **questions}
    measured = days or max(question.days for name, question in questions.items() if name != BASE or len(questions) == 1)
    return Study(questions=questions, world=load(hospital), days=measured, seed=seed)


def _asks(path: Path) -> bool:
    """Return whether a file is a what-if scenario, not a hospital."""
    return path.suffix == ".json" and path.is_file() and b'"policies"' in path.read_bytes()


def _make_folder(folder: Path | None) -> None:
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError.single(
            str(folder), f"cannot be written ({error.strerror}), expected a folder or a place for one"
        ) from error


def _replications(words: str) -> int | Precision:
    if words == AUTO:
        return PRECISION
    if not words.isdigit() or int(words) < 1:
        raise InputError.single("--replications", f"{words!r}, expected auto or a number from 1")
    return int(words)


def _warm_up(words: str) -> int | None:
    """Return the days to leave out; None when they are to be found."""
    if words == AUTO:
        return None
    if not words.isdigit():
        raise InputError.single("--warm-up", f"{words!r}, expected auto or a number of days")
    return int(words)


@contextmanager
def _executor(kind: str, scheduler: str | None, workers: int) -> Iterator[Executor | None]:
    if kind not in ("processes", "dask"):
        raise InputError.single("--executor", f"{kind!r}, expected processes or dask")
    if kind == "dask":
        if scheduler is None:
            raise InputError.single("--scheduler", "is missing, expected the address of a Dask scheduler")
        with dask_cluster(scheduler) as pool:
            yield pool
        return
    with process_pool(workers) if workers > 1 else nullcontext() as pool:
        yield pool


@contextmanager
def _cancel_on_interrupt() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into a request to stop after the running replications."""
    stop = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield stop.is_set
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=quiet) as bar:
        tasks: dict[str, Any] = {}

        def on_progress(option: str, done: int, expected: int) -> None:
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


def _write(
    result: ExperimentResult, runs: dict[str, Run], study: Study, folder: Path, found: FoundWarmUp | None
) -> None:
    from simulation.report.pdf import pdf_report  # charts take seconds to load, and only a report has them
    from simulation.report.workbook import workbook

    asked = Asked(
        title=", ".join(question.title for question in study.questions.values()),
        runs=runs,
        made_at=datetime.now().astimezone(),
        policies={option: question.policies for option, question in study.questions.items()},
    )
    write_tables(report_tables(result), folder)
    (folder / "report.xlsx").write_bytes(workbook(result, asked))
    (folder / "report.pdf").write_bytes(pdf_report(result, asked, found))


def _check_rank(measure: str | None, known: Iterable[str]) -> None:
    if measure is not None and measure not in known:
        raise InputError.single("--rank", f"measure {measure!r}, expected one of: {', '.join(known)}")


def _ranked(result: ExperimentResult, measure: str | None) -> pl.DataFrame | None:
    if measure is None:
        return None
    options = {option: run.results for option, run in result.replications.items()}
    _check_rank(measure, result.summary()["measure"].unique(maintain_order=True).to_list())
    return best_options(options, measure, smaller_is_better=measure_words(measure).better is not Better.HIGHER)


def _print(result: ExperimentResult, rank: str | None, *, as_json: bool) -> None:
    differences, targets, ranked = result.differences(), target_table(result), _ranked(result, rank)
    if as_json:
        document = {
            "seed": result.seed,
            "version": version("onebed"),
            "cancelled": result.cancelled,
            "replications": {option: len(run.results) for option, run in result.replications.items()},
            "summary": result.summary().to_dicts(),
            "differences": [] if differences is None else differences.to_dicts(),
            "targets": targets.to_dicts(),
            "ranking": [] if ranked is None else ranked.to_dicts(),
        }
        typer.echo(json.dumps(_finite(document), ensure_ascii=False, allow_nan=False))
        return
    screen = console()
    shown = result.summary() if differences is None else differences
    _table(screen, "Means with 95% intervals" if differences is None else "Differences, paired 95% intervals", shown)
    if targets.height:
        _table(screen, "Against the hospital's targets", targets, every=True)
    if ranked is not None:
        _table(screen, f"Best in {rank}: worse by, against the best of the others (95%)", ranked, every=True)
    if few := few_replications(result):
        screen.print(FEW.format(count=few, least=PRECISION.minimum))
    if result.cancelled:
        screen.print("stopped early: what was finished is shown")


def _table(screen: Console, title: str, rows: pl.DataFrame, *, every: bool = False) -> None:
    table = Table(title=title, title_justify="left", box=table_box(screen))
    rows = rows.drop("against", "known", "area", "replications", strict=False)
    for name in rows.columns:
        table.add_column(name, no_wrap=name in ("option", "measure"))
    for row in rows.iter_rows(named=True):
        if every or row["measure"] in HEADLINES:
            table.add_row(*(f"{cell:,.3g}" if isinstance(cell, float) else str(cell) for cell in row.values()))
    screen.print(table)


def _finite(value: object) -> object:
    """Return a document without NaN, which JSON does not know."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and value != value else value

"""What ``onebed simulate`` has found: printed, and written as files."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from math import isfinite
from pathlib import Path

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from api.commands.terminal import console, table_box
from scenarios.input_problems import InputError
from scenarios.kpis import Better
from simulation.comparisons import best_options
from simulation.experiment import ExperimentResult
from simulation.hospital_model import Run
from simulation.measure_words import CLINICS, HEADLINES, MEASURE_WORDS, measure_words
from simulation.output import write_tables
from simulation.pilot import FoundWarmUp
from simulation.report.asked import FEW, Asked, few_replications
from simulation.report.language import ENGLISH
from simulation.report.shown import targets as targets_shown
from simulation.report.shown import written
from simulation.report.tables import report_tables
from simulation.report.targets import target_table
from simulation.report.workbook import workbook
from simulation.study import PRECISION, Study

UNCERTAIN_WARM_UP = "The pilot is too short to tell the warm-up: half of it is left out; look at its picture."


def write_findings(
    result: ExperimentResult, runs: dict[str, Run], study: Study, folder: Path, found: FoundWarmUp | None
) -> None:
    """Write tables, workbook and report into a folder.

    Raises
    ------
    InputError
        When a file cannot be written.
    """
    from simulation.report.pdf import pdf_report  # charts take seconds to load, and only a report has them

    asked = Asked(
        title=", ".join(question.title for question in study.questions.values()),
        runs=runs,
        made_at=datetime.now().astimezone(),
        policies={option: question.policies for option, question in study.questions.items()},
    )
    try:
        write_tables(report_tables(result), folder)
        (folder / "report.xlsx").write_bytes(workbook(result, asked))
        (folder / "report.pdf").write_bytes(pdf_report(result, asked, found))
    except OSError as error:
        raise InputError.single(str(folder), f"cannot be written ({error.strerror}), expected a folder") from error


def check_rank(measure: str | None, runs: Mapping[str, Run]) -> None:
    """Refuse a measure that no run will have.

    Raises
    ------
    InputError
        For an unknown one, or one of clinics that are not simulated.
    """
    if measure is None:
        return
    with_clinics = any(run.settings.demand.clinic_visits_per_day > 0 for run in runs.values())
    known = [name for name, words in MEASURE_WORDS.items() if with_clinics or words.area != CLINICS]
    if measure not in known:
        why = " needs --policy clinics," if measure in MEASURE_WORDS else ""
        raise InputError.single("--rank", f"measure {measure!r}{why or ','} expected one of: {', '.join(known)}")


def _ranked(result: ExperimentResult, measure: str | None) -> pl.DataFrame | None:
    if measure is None:
        return None
    options = {option: run.results for option, run in result.replications.items()}
    return best_options(options, measure, smaller_is_better=measure_words(measure).better is not Better.HIGHER)


def print_findings(
    result: ExperimentResult, runs: Mapping[str, Run], rank: str | None, found: FoundWarmUp | None, *, as_json: bool
) -> None:
    """Print means or differences, targets and the ranking, as tables or as one JSON document."""
    run = next(iter(runs.values()))
    differences, targets, ranked = result.differences(), target_table(result), _ranked(result, rank)
    if as_json:
        document = {
            "seed": result.seed,
            "version": version("onebed"),
            "cancelled": result.cancelled,
            "start": run.start.isoformat(),
            "days": run.days - run.warm_up_days,
            "warm_up_days": run.warm_up_days,
            "warm_up_certain": None if found is None else found.mser.reached,
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
        _targets(screen, result)
    if ranked is not None:
        _table(screen, f"Best in {rank}: worse by, against the best of the others (95%)", ranked)
    screen.print(f"{run.days - run.warm_up_days} days measured, {run.warm_up_days} days of warm-up before them")
    if found is not None and not found.mser.reached:
        screen.print(UNCERTAIN_WARM_UP)
    if few := few_replications(result):
        screen.print(FEW.format(count=few, least=PRECISION.minimum))
    if result.cancelled:
        screen.print("stopped early: what was finished is shown")


def _table(screen: Console, title: str, found: pl.DataFrame) -> None:
    rows = []
    for row in found.drop("against", "known", "replications", strict=False).iter_rows(named=True):
        if "measure" not in row:
            rows.append(row)
        elif row["measure"] in HEADLINES:
            option, measure = row.pop("option"), row.pop("measure")
            rows.append({"option": option, "measure": measure, "unit": measure_words(measure).unit, **row})
    _rows(screen, title, rows)


def _targets(screen: Console, result: ExperimentResult) -> None:
    shown = targets_shown(result, ENGLISH, str)
    rows = [{name: cell for name, cell in zip(shown.headers, row, strict=True) if name != "area"} for row in shown.rows]
    _rows(screen, shown.title, rows)


def _rows(screen: Console, title: str, rows: Sequence[Mapping[str, object]]) -> None:
    table = Table(title=title, title_justify="left", box=table_box(screen))
    for name in rows[0]:
        table.add_column(name, no_wrap=name in ("option", "measure"))
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    screen.print(table)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return written(value if isfinite(value) else None)
    return written(None) if value is None else str(value)


def _finite(value: object) -> object:
    """Return a document without NaN, which JSON does not know."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and value != value else value

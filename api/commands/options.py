"""Options that subcommands share, so that one word means one thing everywhere."""

import math
from pathlib import Path
from typing import Annotated

import typer

MOST_SEED = 2**31 - 1
"""Largest seed of the solvers."""
MOST_WORKERS = 1024


def finite(seconds: float) -> float:
    """Refuse a time limit that never ends or is none.

    Raises
    ------
    typer.BadParameter
        Infinite, or not a number.
    """
    if not math.isfinite(seconds):
        raise typer.BadParameter(f"{seconds}, expected a number of seconds")
    return seconds


AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output, nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on standard error.")]
Seed = Annotated[int, typer.Option("--seed", min=0, max=MOST_SEED, help="Same seed, same answer.")]
TimeLimit = Annotated[
    float, typer.Option("--time-limit", min=0.0, callback=finite, help="Seconds of wall clock for the solver.")
]
Workers = Annotated[
    int, typer.Option("--workers", min=0, max=MOST_WORKERS, help="Processor cores to use; 0 takes all there are.")
]
ScenarioFile = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help="Scenario JSON, folder or workbook of tables, IHTC-2024 instance, or a bundled scenario (demo).",
    ),
]
OutputFile = Annotated[Path, typer.Option("-o", "--output", help="File to write.")]
Day = Annotated[
    int | None, typer.Option("--day", min=0, help="Day of an IHTC-2024 instance, from 0; only they have days.")
]

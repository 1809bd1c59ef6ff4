"""``python -m benchmarks.admissions``: chosen instances at a chosen time limit, written down as they come."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.admissions import FOLDER, row
from benchmarks.admissions.measure import best_known, measure
from benchmarks.report import print_table


def main(
    names: Annotated[list[str] | None, typer.Argument(metavar="[INSTANCE...]", help="All without.")] = None,
    seconds: Annotated[float, typer.Option(help="Time limit of each.")] = 600.0,
    workers: Annotated[int, typer.Option(help="Annealer processes.")] = 2,
    seed: Annotated[int, typer.Option(help="Start of all random streams.")] = 0,
    output: Annotated[Path, typer.Option("-o", "--output", help="JSON lines, appended to.")] = Path("admissions.jsonl"),
    instances: Annotated[Path, typer.Option(help="Folder of public instances.")] = Path("../shared/data"),
) -> None:
    """Plan instances one after the other; each result is appended to the output at once."""
    folder = instances / FOLDER
    rows = []
    for name in names or best_known(folder):
        found = measure(folder, name, seconds=seconds, workers=workers, seed=seed)
        with output.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(found)) + "\n")
        rows.append(row(found))
    print_table("admissions", rows)


if __name__ == "__main__":
    typer.run(main)

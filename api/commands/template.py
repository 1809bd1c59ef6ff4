"""``onebed template``."""

from pathlib import Path
from typing import Annotated

import typer

from scenarios.files.surgery_tables import WORKBOOK, write_day_tables, write_day_workbook
from scenarios.files.surgical_day_example import example_day
from scenarios.files.tables.template import write_template
from scenarios.input_problems import InputError

SURGICAL_DAY = "surgical_day"

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write into; it is made.")]
Force = Annotated[bool, typer.Option("--force", help="Write over files that are there.")]


def template(folder: Folder, force: Force = False) -> None:
    """Write the tables that a hospital fills in: a workbook, the same as CSV files, and what each column means."""
    if folder.is_file():
        raise InputError.single(str(folder), "is a file, expected a folder")
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise InputError.single(str(folder), "is not empty, expected an empty folder (--force writes over files)")
    try:
        workbook = write_template(folder)
        write_day_tables(example_day(), folder / SURGICAL_DAY)
        write_day_workbook(example_day(), folder / SURGICAL_DAY / WORKBOOK)
    except OSError as error:
        raise InputError.single(
            str(folder), f"cannot be written ({error.strerror}), expected a writable folder"
        ) from error
    typer.echo(f"Fill in the workbook {workbook}, or the CSV files beside it, then:")
    typer.echo(f"  onebed check {workbook}\n  onebed check {folder}")
    typer.echo(f"For an operating-room list the same in {folder / SURGICAL_DAY}, then:")
    typer.echo(f"  onebed check {folder / SURGICAL_DAY}\n  onebed schedule {folder / SURGICAL_DAY}")

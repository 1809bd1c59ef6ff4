"""Writers of sound inputs with one thing broken, for tests of reading."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from scenarios.files import to_json, write_tables
from tests import make

Document = Any
Write = Callable[[Path], Path]


def sound_document() -> Document:
    scenario = make.scenario(
        hospital=make.hospital(
            wards=[make.ward(rooms=[2, 1]), make.ward(id="W2", department="D2", rooms=[2])],
            lending=[make.lending()],
        ),
        stays=[make.stay(leaves_in_hours=5)],
        statuses=[make.status(bed="W1-R1-2", state="held", held_for="Q1")],
        requests=[make.request()],
        expected_demand=[make.expected_demand()],
    )
    return json.loads(to_json(scenario))


def document(change: Callable[[Document], object]) -> Write:
    """Write a sound document after one change."""

    def write(folder: Path) -> Path:
        content = sound_document()
        change(content)
        path = folder / "hospital.json"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def put(path: str, value: object) -> Write:
    """Write a sound document with one value replaced or added."""

    def change(content: Document) -> None:
        *outer, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in outer:
            content = content[step]
        if isinstance(content, list) and last == len(content):
            content.append(value)
        else:
            content[last] = value

    return document(change)


def raw(data: bytes, name: str = "hospital.json") -> Write:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data)
        return path

    return write


def tables(**replaced: str | bytes | None) -> Write:
    """Write a sound folder of tables with some files replaced, added, or (None) left out."""

    def write(folder: Path) -> Path:
        folder = folder / "hospital"
        write_tables(make.scenario(stays=[make.stay()], requests=[make.request()]), folder)
        for name, content in replaced.items():
            path = folder / f"{name}.csv"
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write


def workbook_without(sheet: str) -> Write:
    def write(folder: Path) -> Path:
        path = folder / "hospital.xlsx"
        write_tables(make.scenario(), folder / "csv")
        with xlsxwriter.Workbook(path) as workbook:
            for csv in sorted((folder / "csv").glob("*.csv")):
                if csv.stem != sheet:
                    pl.read_csv(csv, infer_schema=False).write_excel(workbook, csv.stem)
        return path

    return write


def twice(path: str) -> Write:
    """Write a sound document where the first item of a list stands twice."""

    def change(content: Document) -> None:
        for step in path.split("."):
            content = content[int(step) if step.isdigit() else step]
        content.append(content[0])

    return document(change)


def missing_file(folder: Path) -> Path:
    return folder / "nowhere.json"


def empty_folder(folder: Path) -> Path:
    return folder

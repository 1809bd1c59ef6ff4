"""Every kind of broken input, with the whole of what the user is told. One table: a file's making, and its problems."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from api.cli import main
from scenarios.files import dump, load, write_tables
from scenarios.input_problems import InputError
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
    return json.loads(_as_json(scenario))


def _as_json(scenario: Any) -> bytes:
    from scenarios.files import to_json

    return to_json(scenario)


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


STAY = "census.stays.0"
REQUEST = "requests.0"
ROOM = "hospital.wards.0.rooms.0"
SOUND_STAY = make.stay(bed="W1-R1-1", leaves_in_hours=5)

BROKEN: dict[str, tuple[Write, list[str]]] = {
    "negative capacity": (put("hospital.wards.0.staffed_beds", -2), []),
    "staffed beds above beds": (put("hospital.wards.0.staffed_beds", 9), []),
    "a hospital without beds": (put("hospital.wards", []), []),
    "a room without beds": (put(f"{ROOM}.beds", []), []),
    "a ward without rooms": (put("hospital.wards.1.rooms", []), []),
    "a department twice": (twice("hospital.departments"), []),
    "a ward twice": (twice("hospital.wards"), []),
    "a room twice": (put("hospital.wards.1.rooms.0.id", "W1-R1"), []),
    "a bed twice": (put("hospital.wards.1.rooms.0.beds.0.id", "W1-R1-1"), []),
    "a request twice": (twice("requests"), []),
    "a lending pair twice": (twice("hospital.lending"), []),
    "an unknown department": (put("hospital.wards.0.department", "D9"), []),
    "an unknown building": (put("hospital.wards.0.building", "North"), []),
    "an unknown age band": (put("hospital.wards.0.age_bands", ["adolt"]), []),
    "an unknown ward in a distance": (
        put("hospital.walking_distances", [{"from_ward": "W1", "to_ward": "W8", "metres": 40}]),
        [],
    ),
    "an unknown bed": (put(f"{STAY}.bed", "W1-R9-1"), []),
    "an unknown room": (put(f"{REQUEST}.forbidden_rooms", ["X", "W1-R1"]), []),
    "an unknown request": (put("census.statuses.0.held_for", "Q7"), []),
    "two patients in a bed": (
        document(lambda d: d["census"]["stays"].append({**d["census"]["stays"][0], "patient": d["requests"][0]["patient"]})),
        [],
    ),
    "a patient in two beds": (
        document(lambda d: d["census"]["stays"].append({**d["census"]["stays"][0], "bed": "W1-R2-1"})),
        [],
    ),
    "a status on an occupied bed": (put("census.statuses.0.bed", "W1-R1-1"), []),
    "somebody else's bed": (put(f"{REQUEST}.current_bed", "W1-R1-1"), []),
    "negative pressure alone": (put(f"{ROOM}.negative_pressure", True), []),
    "more kept beds than beds": (put("hospital.departments.1.kept_beds", 3), []),
    "a discharge before its admission": (put(f"{STAY}.admitted_at", "2025-03-10T20:00:00+08:00"), []),
    "an admission after the census": (put(f"{STAY}.admitted_at", "2025-03-10T09:00:00+08:00"), []),
    "a request from the future": (put(f"{REQUEST}.requested_at", "2025-03-11T09:00:00+08:00"), []),
    "falling quantiles": (put(f"{STAY}.expected_discharge.p10", "2025-03-12T09:00:00+08:00"), []),
    "a time without a zone": (put("census.at", "2025-03-10T08:00:00"), []),
    "a time that is none": (put(f"{REQUEST}.needed_by", "tomorrow"), []),
    "a number for a time": (put(f"{REQUEST}.needed_by", 1741564800), []),
    "a bad enum": (put(f"{REQUEST}.urgency", "very"), []),
    "an impossible age": (put(f"{REQUEST}.patient.age_years", 170), []),
    "a pathogen without isolation": (put(f"{REQUEST}.patient.pathogen", "MRSA"), []),
    "an unknown field": (put("hospital.wards.0.staffed_bed", 2), []),
    "a field too few": (document(lambda d: d["requests"][0].pop("source")), []),
    "text for a number": (put("hospital.cleaning_minutes", "45"), []),
    "an object too few": (put("hospital", None), []),
    "another schema": (put("schema_version", 7), []),
    "a quantile out of range": (put("allocation.discharge_quantile", 0.99), []),
    "an urgency without weight": (put("allocation.weights.waiting", {}), []),
    "several at once": (
        document(lambda d: (d["hospital"]["wards"][0].update(staffed_beds=9), d["requests"][0].update(urgency="x", age=3))),
        [],
    ),
    "truncated JSON": (raw(b'{"schema_version": 1,\n "hospital": {"name": "A", "depar'), []),
    "no object": (raw(b"[1, 2]"), []),
    "an empty file": (raw(b""), []),
    "GBK JSON": (raw('{"hospital": {"name": "第一人民医院"}}'.encode("gbk")), []),
    "UTF-16 JSON": (raw('{"hospital": {}}'.encode("utf-16")), []),
    "a picture": (raw(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff\xfe"), []),
    "a missing file": (missing_file, []),
    "a folder without tables": (empty_folder, []),
    "GBK tables": (tables(wards="id,name,department\nW1,心内科一病区,D1\n".encode("gbk")), []),
    "a table too few": (tables(stays=None), []),
    "a misnamed table": (tables(rooms=None, room="id,ward\nR1,W1\n"), []),
    "an empty table file": (tables(beds=""), []),
    "an unknown column": (tables(rooms="id,ward,colour\nW1-R1,W1,red\n"), []),
    "a column too few": (tables(rooms="id\nW1-R1\n"), []),
    "a row with a cell too many": (tables(rooms="id,ward\nW1-R1,W1\nW1-R2,W1,yes\n"), []),
    "bad cells": (
        tables(
            wards="id,department,staffed_beds,shared,level_of_care\nW1,D1,two,maybe,intensive\n",
            stays="bed,patient,sex,age_years,department,admitted_at\nW1-R1-1,P7,x,old,D1,10 March\n,P8,女,3,D1,2025-03-09\n",
        ),
        [],
    ),
    "a bed in no room": (tables(beds="id,room\nB1,W1-R1\nB2,W1-R7\n"), []),
    "a room without beds in tables": (tables(rooms="id,ward\nW1-R1,W1\nW1-R2,W1\n"), []),
    "a ward twice in tables": (tables(wards="id,department\nW1,D1\nW1,D1\n"), []),
    "a stay in an unknown bed": (
        tables(stays="bed,patient,sex,age_years,department,admitted_at\nW1-R1-1,P7,男,3,D1,2025-03-09\nB9,P8,女,3,D8,2025-03-09\n"),
        [],
    ),
    "bad settings": (
        tables(settings="name,value\ncensus_at,soon\ntime_zone,Mars\nmax_move,3\nseed,-1\nseed,2\n"),
        [],
    ),
    "no moment": (
        tables(
            settings=None,
            stays="bed,patient,sex,age_years,department,admitted_at\n",
            requests="id,patient,sex,age_years,source,department,requested_at\n",
        ),
        [],
    ),
    "an unknown rule": (tables(rules="rule,mode,points\nsame-sex rooms,off,\n"), []),
    "an XLSX without a sheet": (workbook_without("beds"), []),
    "no workbook": (raw(b"PK\x03\x04 not a workbook", "hospital.xlsx"), []),
}

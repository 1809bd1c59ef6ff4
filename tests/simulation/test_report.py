"""What a reader finds in the workbook, the PDF and the tables of an experiment."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from zipfile import ZipFile

import numpy as np
import polars as pl
import pytest

from scenarios.generate import generate
from scenarios.hospital import LevelOfCare
from simulation.demand_of_hospital import demand_of
from simulation.experiment import ExperimentResult, run_experiment
from simulation.hospital_model import Run, same_patients
from simulation.intervals import mean_interval, t_interval
from simulation.kept import Tables
from simulation.measure_words import TRIAGE_MINUTES
from simulation.policies import POLICIES
from simulation.replications import Replications
from simulation.report.asked import Asked, few_replications
from simulation.report.charts import Charts
from simulation.report.language import ENGLISH, Language
from simulation.report.pdf import pdf_report
from simulation.report.shown import conclusions, differences, means, targets, written
from simulation.report.stress_des import stress_des
from simulation.report.tables import parquet_archive
from simulation.report.targets import repeats_assumption, target_table
from simulation.report.workbook import workbook
from simulation.settings import HospitalSettings

HOSPITAL = generate(beds=200, waiting=8, seed=12)
LOUNGE = POLICIES["discharge-lounge"](places=20)  # type: ignore[call-arg]
NAMES = {"base": "As it is", "lounge": "Lounge"}


@pytest.fixture(scope="module")
def asked() -> Asked:
    plain = HospitalSettings(hospital=HOSPITAL.hospital, demand=demand_of(HOSPITAL.hospital, load=0.8))
    start = HOSPITAL.census.at
    runs = {
        option: Run(settings=settings, start=start, days=21, warm_up_days=7, seed=4, state=HOSPITAL)
        for option, settings in (("base", plain), ("lounge", LOUNGE.apply(plain)))
    }
    made = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    return Asked(title="A lounge", runs=runs, made_at=made, titles=NAMES, policies={"lounge": (LOUNGE,)})


@pytest.fixture(scope="module")
def result(asked: Asked) -> ExperimentResult:
    return run_experiment(asked.runs, 2)


def sheet_of(book: bytes, name: str) -> pl.DataFrame:
    return pl.read_excel(io.BytesIO(book), sheet_name=name)


def test_the_workbook_says_what_was_asked(result: ExperimentResult, asked: Asked) -> None:
    rows = dict(pl.read_excel(io.BytesIO(workbook(result, asked)), sheet_name="Question", has_header=False).rows())
    assert rows["Hospital"] == HOSPITAL.hospital.name
    assert rows["Report made"] == "2026-03-02 08:30"
    assert rows["Days measured"] == "14"
    assert rows["Lounge"] == "Discharge lounge (places 20, opens at 9, closes at 18) (2 replications)"
    assert rows["As it is"] == "no change (2 replications)"
    assert (rows["Seed"], rows["Version"]) == ("4", f"OneBed {version('onebed')}")


def test_every_sheet_has_words_units_seed_and_version(result: ExperimentResult, asked: Asked) -> None:
    book = workbook(result, asked)
    for name in ("Means", "Differences", "Targets", "Waits", "Replications"):
        sheet = sheet_of(book, name)
        assert sheet.columns[-2:] == ["seed", "version"]
        assert sheet.row(0)[-2:] == (4, version("onebed"))
        assert "unit" in sheet.columns
    measures = dict(sheet_of(book, "Means").select("measure", "unit").rows())
    assert measures["Beds in use, mean"] == "beds"


def test_long_names_are_wrapped_in_the_workbook(result: ExperimentResult, asked: Asked) -> None:
    named = replace(asked, titles={"base": "As it is", "lounge": "A lounge " * 20})
    with ZipFile(io.BytesIO(workbook(result, named))) as archive:
        styles, sheet = (archive.read(f"xl/{name}").decode() for name in ("styles.xml", "worksheets/sheet2.xml"))
    wrapping = [
        number for number, style in enumerate(styles.split("<cellXfs")[1].split("<xf ")[1:]) if "wrapText" in style
    ]
    used = re.search(r'<c r="A2" s="(\d+)" t="s">', sheet)
    assert used is not None
    assert int(used[1]) in wrapping


def test_a_legend_with_many_long_names_leaves_room_for_the_picture(result: ExperimentResult) -> None:
    def height(name: str) -> int:
        png = Charts(result, ENGLISH, lambda option: f"{option} {name}").occupancy_by_hour()
        return int.from_bytes(png[20:24], "big")

    assert height("A lounge with many places " * 20) > height("A lounge")


def test_the_workbook_speaks_the_language_of_its_reader(result: ExperimentResult, asked: Asked) -> None:
    book = workbook(result, asked, Language(say=lambda text: f"<{text}>", chinese=True))
    sheet = sheet_of(book, "<Means>")
    assert sheet.columns[:3] == ["<option>", "<area>", "<measure>"]
    assert "平均在用床位" in sheet["<measure>"].to_list()


def test_every_table_of_the_archive_has_seed_and_version(result: ExperimentResult) -> None:
    with ZipFile(io.BytesIO(parquet_archive(result))) as archive:
        names = archive.namelist()
        assert {"summary.parquet", "differences.parquet", "targets.parquet", "hourly.parquet"} <= set(names)
        for name in names:
            table = pl.read_parquet(io.BytesIO(archive.read(name)))
            assert table.select(pl.col("seed", "version").unique()).rows() == [(4, version("onebed"))], name


def test_what_is_not_known_is_left_out_or_a_dash(result: ExperimentResult, asked: Asked) -> None:
    for table in (means, differences, targets):
        for row in table(result, ENGLISH, asked.name).rows:
            assert "nan" not in [written(cell) for cell in row]
    assert written(None) == "–"
    assert written(1234.6) == "1,235"


def test_relative_changes_are_told_in_percent(result: ExperimentResult, asked: Asked) -> None:
    shown = targets(result, ENGLISH, asked.name)
    row = next(row for row in shown.rows if row[2] == "time a bed is blocked without need down 50%")
    named = dict(zip(shown.headers, row, strict=True))
    assert (named["unit"], named["basis"]) == ("%", "relative change")
    assert isinstance(named["mean"], float)
    assert named["mean"] < -5


def test_the_result_is_said_in_words(result: ExperimentResult, asked: Asked) -> None:
    (sentence,) = conclusions(result, ENGLISH, asked.name)
    assert re.match(r"Lounge against As it is: .*Discharge ordered to left -\d+ minutes \(-", sentence)
    same = ExperimentResult({"base": result.replications["base"], "same": result.replications["base"]}, 4)
    (nothing,) = conclusions(same, ENGLISH, asked.name)
    assert nothing == "same against As it is: no headline measure changes with 95% confidence."


def test_too_few_replications_are_said(result: ExperimentResult) -> None:
    assert few_replications(result) == 2


def test_a_pdf_is_made_with_names_that_its_font_cannot_write(result: ExperimentResult, asked: Asked) -> None:
    assert pdf_report(result, asked).startswith(b"%PDF")


def test_stress_des_holds_the_numbers_of_the_run(result: ExperimentResult, asked: Asked) -> None:
    answers = [(item.title, item.answer(str)) for item in stress_des(result, asked.runs, asked.name, asked.policies)]
    lounge = next(answer for title, answer in answers if title == "2.3 Scenario logic" and answer.startswith("Lounge"))
    day_beds = sum(len(ward.beds) for ward in HOSPITAL.hospital.wards if ward.level_of_care is LevelOfCare.DAY)
    assert lounge.startswith("Lounge: Discharge lounge (places 20, opens at 9, closes at 18). Beds by nearest free;")
    assert f"day ward of {day_beds} beds" in lounge
    assert "lounge of 20 places" in lounge
    assert re.search(r"\d+ recovery places.*\d+ porters and \d+ cleaning teams on duty", lounge)
    told = dict(answers)
    assert "recovery 70 (30)" in told["3.3 Inputs: durations"]
    for department in HOSPITAL.hospital.departments:
        assert department.name in told["3.3 Inputs: departments"]
    assert "triage takes 5 min" in told["3.4 Assumptions"]
    assert "correlation of 0.7" in told["3.4 Assumptions"]


def with_response(tables: Tables) -> pl.DataFrame:
    """Return the measures of a replication in which nobody waited for a treatment place."""
    response = pl.when(pl.col("measure") == "emergency_response").then(pl.lit(TRIAGE_MINUTES)).otherwise("value")
    return tables["measures"].with_columns(value=response)


def test_a_target_that_only_repeats_an_assumption_is_marked(result: ExperimentResult) -> None:
    quiet: list[Tables] = [
        {**tables, "measures": with_response(tables)} for tables in result.replications["base"].results
    ]
    table = target_table(ExperimentResult({"quiet": Replications(results=quiet, cancelled=False)}, 4))
    assert table.filter(pl.col("measure") == "emergency_response")["verdict"].to_list() == ["assumed"]
    assert repeats_assumption("emergency_response", np.array([5.0, 5.01]))
    assert not repeats_assumption("emergency_response", np.array([5.0, 6.0]))
    assert not repeats_assumption("alos", np.array([5.0, 5.0]))


def test_an_interval_holds_only_what_is_possible() -> None:
    def tables(measure: str, *values: float) -> list[Tables]:
        return [{"measures": pl.DataFrame({"measure": [measure], "value": [value]})} for value in values]

    boarding = mean_interval(tables("boarding_hours_mean", 0.1, 2.5), "boarding_hours_mean")
    assert boarding.low == 0
    occupancy = mean_interval(tables("occupancy", 99.0, 90.0), "occupancy")
    assert (occupancy.mean, occupancy.high) == (94.5, 100)
    assert t_interval(np.array([-1.0, 3.0])).low < -1


def test_patients_are_the_same_only_without_an_influx(asked: Asked) -> None:
    base, lounge = asked.runs.values()
    crowd = replace(base, settings=POLICIES["mass-casualty"]().apply(base.settings))
    assert same_patients(base, lounge)
    assert not same_patients(base, crowd)

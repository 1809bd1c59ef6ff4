import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings

from scenarios.catalogue import bundled
from scenarios.check import check
from scenarios.files import dump, load, load_json, to_json, write_tables
from scenarios.files.tables import TABLES
from scenarios.scenario import Scenario
from tests import make
from tests.scenarios.strategies import scenarios


@given(scenario=scenarios())
def test_a_scenario_comes_back_from_json_as_it_was(scenario: Scenario) -> None:
    assert load_json(to_json(scenario), "scenario.json") == scenario


@given(scenario=scenarios())
def test_equal_scenarios_give_equal_bytes(scenario: Scenario) -> None:
    assert to_json(load_json(to_json(scenario), "scenario.json")) == to_json(scenario)


@given(scenario=scenarios())
@settings(max_examples=25)
def test_a_scenario_comes_back_from_csv_tables_as_it_was(scenario: Scenario) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_tables(scenario, folder)
        assert load(folder) == scenario


@given(scenario=scenarios())
def test_a_sound_scenario_has_no_problems(scenario: Scenario) -> None:
    assert check(scenario) == []


def _scenario() -> Scenario:
    return make.scenario(
        hospital=make.hospital(
            wards=[make.ward(), make.ward(id="W2", department="D2", rooms=[3])],
            lending=[make.lending(max_beds=1)],
            age_bands=[band for band in make.scenario().hospital.age_bands if band.name != "paediatric"],
        ),
        stays=[make.stay(leaves_in_hours=(1, 2, 3)), make.stay(bed="W2-R1-1", department="D2", sex="male")],
        requests=[make.request(stay_hours=(24, 48, 96), equipment=["monitor", "ventilator"])],
        overrides=[make.override()],
    )


def test_a_scenario_comes_back_from_a_workbook_as_it_was(tmp_path: Path) -> None:
    write_tables(_scenario(), tmp_path / "hospital.xlsx")
    assert load(tmp_path / "hospital.xlsx") == _scenario()


def test_typed_parquet_tables_read_as_the_same_hospital_as_csv(tmp_path: Path) -> None:
    scenario = _scenario()
    write_tables(scenario, tmp_path / "csv")
    (tmp_path / "parquet").mkdir()
    times = {"admitted_at", "discharge_p10", "discharge_p50", "discharge_p90", "requested_at"}
    for table in TABLES:
        frame = pl.read_csv(tmp_path / "csv" / f"{table.name}.csv", try_parse_dates=False)
        typed = [pl.col(name).str.to_datetime(time_zone="Asia/Shanghai") for name in frame.columns if name in times]
        lists = [pl.col(name).cast(pl.String).str.split(";") for name in frame.columns if name == "equipment"]
        frame.with_columns(*typed, *lists).write_parquet(tmp_path / "parquet" / f"{table.name}.parquet")
    assert load(tmp_path / "parquet") == scenario


def test_a_dumped_file_loads_by_its_path(tmp_path: Path) -> None:
    dump(_scenario(), tmp_path / "hospital.json")
    assert load(tmp_path / "hospital.json") == _scenario()


def test_a_bundled_scenario_loads_by_its_name() -> None:
    assert load("demo") == bundled("demo")

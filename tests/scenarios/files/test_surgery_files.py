"""Surgical days in files: documents, tables, the log, job shops; and what is said of broken ones."""

import os
from pathlib import Path

import pytest

from optimizer.operating_rooms.log_day import planned_day
from scenarios.files.job_shop import read_flexible_job_shop
from scenarios.files.operating_room_log import is_log, read_log
from scenarios.files.surgery_tables import WORKBOOK, write_day_tables, write_day_workbook
from scenarios.files.surgical_day_example import example_day
from scenarios.files.surgical_days import is_surgical_day, load_surgical_day, surgical_day_to_json
from scenarios.files.tables.surgical_day_tables import DAY_TABLES
from scenarios.files.tables.template import EXPLANATION
from scenarios.generate.surgery import generate_surgical_day
from scenarios.input_problems import InputError

DATA = Path("../shared/data")
needs_data = pytest.mark.skipif(
    not DATA.is_dir() and os.environ.get("CI") != "true", reason=f"the public data is not at {DATA}"
)
HEADER = "Encounter ID,Date,OR Suite,Service,CPT Code,Booked Time (min),OR Schedule,Wheels In,Wheels Out\n"


def test_a_document_keeps_the_day(tmp_path: Path) -> None:
    day = generate_surgical_day(rooms=3, cases=10, seed=1)
    path = tmp_path / "day.json"
    path.write_bytes(surgical_day_to_json(day))
    assert load_surgical_day(path) == day


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert generate_surgical_day(seed=1) == generate_surgical_day(seed=1)
    assert generate_surgical_day(seed=1).cases != generate_surgical_day(seed=2).cases


@pytest.mark.parametrize(("rooms", "cases"), [(1, 3), (2, 10), (7, 30), (40, 200)])
def test_a_generated_day_of_any_size_has_a_room_for_every_department(rooms: int, cases: int) -> None:
    day = generate_surgical_day(rooms=rooms, cases=cases, seed=4)
    used = {block.department for block in day.blocks}.union(*(room.departments for room in day.rooms))
    assert {case.department for case in day.cases} <= used
    assert (len(day.rooms), len(day.cases)) == (rooms, cases)


def test_tables_are_read_with_clocks_lists_and_pairs(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text("id,opens_minute,closes_minute\nOR1,08:00,17:00\n", encoding="utf-8")
    (tmp_path / "surgeons.csv").write_text("id,authorised_grade\nA,3\n", encoding="utf-8")
    (tmp_path / "settings.csv").write_text("name,value\non,2026-03-02\nrecovery_places,4\n", encoding="utf-8")
    (tmp_path / "cases.csv").write_text(
        "id,department,surgeons,median_minutes,log_sd,staff,must_do\na,ENT,A,75,0.3,nurse:2; anaesthetist:1,是\n",
        encoding="utf-8",
    )
    day = load_surgical_day(tmp_path)
    (case,) = day.cases
    assert (day.rooms[0].opens_minute, case.surgeons, case.must_do) == (480, ("A",), True)
    assert case.staff == {"nurse": 2, "anaesthetist": 1}
    assert case.duration.median_minutes == 75
    assert day.recovery is not None
    assert day.recovery.places == 4


def test_bad_cells_are_told_with_their_rows_and_columns(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text("id,opens_minute\nOR1,early\n", encoding="utf-8")
    cases = "id,department,grade,median_minutes,staff,colour\na,ENT,high,,nurse two,red\n"
    (tmp_path / "cases.csv").write_text(cases, encoding="utf-8")
    (tmp_path / "settings.csv").write_text("name,value\nrecovery_places,many\nmood,good\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_surgical_day(tmp_path)
    told = {problem.path: problem.message for problem in refused.value.problems}
    assert told["rooms.csv row 2 column opens_minute"] == (
        "opens_minute 'early', expected a time of day such as 08:30, or whole minutes from midnight"
    )
    assert told["cases.csv row 2 column grade"] == "grade 'high', expected a whole number"
    assert told["cases.csv row 2 column median_minutes"] == "median_minutes is empty, expected a value"
    assert told["cases.csv row 2 column staff"].startswith("staff 'nurse two', expected pairs of a name")
    assert told["cases.csv"].startswith("unknown column 'colour'")
    assert told["settings.csv row 2 column value"] == "recovery_places 'many', expected a whole number"
    assert "unknown setting 'mood'" in told["settings.csv row 3 column name"]
    assert told["settings.csv"] == "setting 'on' is missing, expected the day such as 2026-03-02"


def test_a_cell_that_cannot_be_read_hides_nothing_else(tmp_path: Path) -> None:
    write_day_tables(example_day(), tmp_path)
    header = "id,department,median_minutes,surgeons,ready_minute,due,must_do,grade\n"
    rows = "C1,ENT,1500,Zhao,25:99,,,\n,ENT,60,Nobody,,,,\nC3,,60,Zhao,,soon,,\n"
    rows += "C4,ENT,60,Zhao,,,maybe,7\nC5,ENT,,Nobody,,,,\n"
    (tmp_path / "cases.csv").write_text(header + rows, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_surgical_day(tmp_path)
    assert sorted(problem.path for problem in refused.value.problems) == [
        "cases.csv row 2 column median_minutes",
        "cases.csv row 2 column ready_minute",
        "cases.csv row 3 column id",
        "cases.csv row 4 column department",
        "cases.csv row 4 column due",
        "cases.csv row 5 column grade",
        "cases.csv row 5 column must_do",
        "cases.csv row 6 column median_minutes",
        "cases.csv row 6 column surgeons",
    ]


def test_what_rows_say_against_each_other_is_told_with_the_row(tmp_path: Path) -> None:
    write_day_tables(example_day(), tmp_path)
    cases = tmp_path / "cases.csv"
    text = cases.read_text(encoding="utf-8-sig")
    cases.write_text(text.replace("Zhao;Qian", "Zhao;Nobody"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_surgical_day(tmp_path)
    assert str(refused.value).startswith("cases.csv row 3 column surgeons: Case C2: unknown surgeon 'Nobody'")


def test_the_template_is_a_day_that_can_be_planned_as_tables_and_as_a_workbook(tmp_path: Path) -> None:
    day = example_day()
    write_day_tables(day, tmp_path)
    write_day_workbook(day, tmp_path / WORKBOOK)
    assert {path.stem for path in tmp_path.glob("*.csv")} == {EXPLANATION, *(table.name for table in DAY_TABLES)}
    for source in (tmp_path, tmp_path / WORKBOOK):
        assert is_surgical_day(source)
        assert load_surgical_day(source) == day


def test_tables_are_read_in_chinese_and_as_spreadsheets_write_them(tmp_path: Path) -> None:
    write_day_tables(example_day(), tmp_path)
    header = "id,department,median_minutes,anaesthesia,urgency,must_do,due,ready_minute,staff,bed_after\n"
    row = "C1,ENT,60.0,局麻,紧急,是,2026/3/5,9：05:00,nurse：2；anaesthetist：1,重症监护\n"
    (tmp_path / "cases.csv").write_text(header + row, encoding="utf-8")
    (case,) = load_surgical_day(tmp_path).cases
    assert (case.anaesthesia, case.urgency, case.must_do, case.ready_minute) == ("local", "urgent", True, 545)
    assert (str(case.due), case.staff, case.bed_after) == ("2026-03-05", {"nurse": 2, "anaesthetist": 1}, "icu")


def test_a_file_is_told_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "day.json"
    path.write_bytes(surgical_day_to_json(example_day()))
    hospital = tmp_path / "hospital.json"
    hospital.write_text('{"hospital": {}, "census": {}}', encoding="utf-8")
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    assert [is_surgical_day(one) for one in (path, hospital, broken, tmp_path, tmp_path / "none")] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_a_log_tells_every_row_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    one = "1,1/3/22,1,ENT,30520,90,1/3/22 7:00,1/3/22 7:05,noon\n"
    two = "2,1/3/22,1,ENT,30520,x,1/3/22 9:00,1/3/22 9:05,1/3/22 9:55\n"
    path.write_text(HEADER + one + two, encoding="utf-8")
    assert is_log(path)
    with pytest.raises(InputError) as refused:
        read_log(path)
    assert "row 2 column Wheels Out: 'noon'" in str(refused.value)
    assert "row 3 column Booked Time (min): 'x'" in str(refused.value)


ROW = "1,1/3/22,1,ENT,30520,90,1/3/22 7:00,1/3/22 7:05,1/3/22 8:00"
BAD_LOGS = {
    "nothing": ("", "is empty, expected a header row"),
    "no rows": (HEADER, "holds no case, expected at least one row"),
    "too many cells": (f"{HEADER}{ROW},more\n", "row 2: 10 cells"),
    "no minutes": (HEADER + ROW.replace("90", "0"), "row 2 column Booked Time (min): '0'"),
    "odd digits": (HEADER + ROW.replace("90", "\u00b2"), "column Booked Time (min): '\u00b2'"),
    "no room": (HEADER + ROW.replace("22,1,ENT", "22,,ENT"), "row 2 column OR Suite: is empty, expected a name"),
    "days long": (HEADER + ROW.replace("1/3/22 8:00", "1/5/22 8:00"), "within a day"),
    "another day": (
        HEADER + ROW.replace(",1/3/22,", ",1/9/22,", 1),
        "row 2 column Date: 1/9/22, expected the day of its OR Schedule, 1/3/22 7:00",
    ),
    "no day": (HEADER + ROW.replace(",1/3/22,", ",Monday,", 1), "row 2 column Date: 'Monday', expected a date such as"),
    "schedule of another day": (
        HEADER + ROW.replace("1/3/22 7:00", "1/6/22 7:00"),
        "row 2 column OR Schedule: 1/6/22 7:00, expected within a day of Wheels In at 1/3/22 7:05",
    ),
    "twice": (f"{HEADER}{ROW}\n{ROW}\n", "row 3: case 1 stands twice on 2022-01-03, first in row 2, expected once"),
    "no column": (HEADER.replace("CPT Code", "Code"), "column 'CPT Code' is missing, expected it"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_LOGS.values(), ids=BAD_LOGS.keys())
def test_a_bad_log_is_refused_in_words(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "log.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_log(path)
    assert sentence in str(refused.value)


def test_a_case_past_midnight_has_its_minutes_and_the_next_one_its_turnover(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    late = "1,1/3/22,1,ENT,30520,90,1/3/22 22:00,1/3/22 22:30,1/4/22 0:40\n"
    path.write_text(HEADER + late, encoding="utf-8")
    (case,) = read_log(path).cases
    assert (case.minutes, case.wheels_out_minute) == (130, 24 * 60 + 40)


@pytest.mark.parametrize(
    ("header", "log"),
    [(HEADER.replace("Wheels In,", ""), True), (HEADER.replace(",", ";"), True), ("id,department,Date\n", False)],
)
def test_a_log_is_known_by_its_header_though_columns_are_missing(tmp_path: Path, header: str, log: bool) -> None:
    path = tmp_path / "log.csv"
    path.write_text(header, encoding="utf-8")
    assert is_log(path) is log


@needs_data
def test_the_log_has_the_published_totals() -> None:
    log = read_log(DATA / "or_log" / "2022_q1_or_utilization.csv")
    minutes = sum(case.minutes for case in log.cases)
    room_days = len({(case.on, case.room) for case in log.cases})
    assert (len(log.cases), len(log.days), room_days) == (2172, 62, 496)
    assert minutes / (480 * room_days) == pytest.approx(0.727, abs=0.0005)


@needs_data
def test_a_day_of_the_log_is_planned_from_earlier_days_only() -> None:
    log = read_log(DATA / "or_log" / "2022_q1_or_utilization.csv")
    first = planned_day(log, log.days[0])
    assert {case.duration.basis for case in first.cases} == {"booked"}
    later = planned_day(log, log.days[40])
    assert all(case.duration.sample_size < len(log.before(log.days[40])) for case in later.cases)
    assert any(case.duration.basis == "procedure" for case in later.cases)


@needs_data
@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("2030-01-01", "2030-01-01 (Tuesday) has no case in the log of 62 days from 2022-01-03 to 2022-03-31, "),
        ("2030-01-01", "the nearest: 2022-03-31 (Thursday)"),
        ("2022-01-08", "the nearest: 2022-01-07 (Friday) and 2022-01-10 (Monday)"),
    ],
)
def test_a_day_that_the_log_does_not_have_is_refused_with_the_nearest(on: str, said: str) -> None:
    log = read_log(DATA / "or_log" / "2022_q1_or_utilization.csv")
    with pytest.raises(InputError) as refused:
        log.day(on)
    assert said in str(refused.value)


@needs_data
def test_a_job_shop_becomes_a_day_of_cases_in_order() -> None:
    day = read_flexible_job_shop(DATA / "scheduling" / "fjsp" / "1.txt")
    assert (len(day.rooms), len(day.cases)) == (6, 55)
    assert day.case_of["J1T2"].after == "J1T1"


def test_a_job_shop_that_ends_early_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.txt"
    path.write_text("1\n2\n1\n5\n", encoding="utf-8")
    with pytest.raises(InputError, match="1 minutes, expected 1 tasks x 2 machines = 2"):
        read_flexible_job_shop(path)

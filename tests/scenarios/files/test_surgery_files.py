"""Surgical days in files: documents, tables, the log, job shops; and what is said of broken ones."""

import os
from pathlib import Path

import pytest

from optimizer.operating_rooms.log_day import planned_day
from scenarios.files.job_shop import read_flexible_job_shop
from scenarios.files.operating_room_log import is_log, read_log
from scenarios.files.surgery_tables import TABLES, write_surgery_template
from scenarios.files.surgical_days import load_surgical_day, surgical_day_to_json
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


def test_bad_cells_are_told_with_their_rows(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text("id,opens_minute\nOR1,early\n", encoding="utf-8")
    (tmp_path / "cases.csv").write_text("id,department,grade,colour\na,ENT,high,red\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_surgical_day(tmp_path)
    text = str(refused.value)
    assert "rooms.csv row 2: opens_minute 'early'" in text
    assert "cases.csv row 2: grade 'high'" in text
    assert "cases.csv: unknown column 'colour'" in text
    assert "settings.csv: on is missing" in text


def test_the_template_has_every_table_and_is_read_back_as_far_as_it_is_filled(tmp_path: Path) -> None:
    write_surgery_template(tmp_path)
    assert {path.stem for path in tmp_path.iterdir()} == {*TABLES, "settings", "columns"}
    with pytest.raises(InputError, match="on is missing"):
        load_surgical_day(tmp_path)


def test_a_log_tells_every_row_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    one = "1,1/3/22,1,ENT,30520,90,1/3/22 7:00,1/3/22 7:05,noon\n"
    two = "2,1/3/22,1,ENT,30520,x,1/3/22 9:00,1/3/22 9:05,1/3/22 9:55\n"
    path.write_text(HEADER + one + two, encoding="utf-8")
    assert is_log(path)
    with pytest.raises(InputError) as refused:
        read_log(path)
    assert "row 2: wheels_out 'noon'" in str(refused.value)
    assert "row 3: booked_minutes 'x'" in str(refused.value)


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
def test_a_day_that_the_log_does_not_have_is_refused() -> None:
    log = read_log(DATA / "or_log" / "2022_q1_or_utilization.csv")
    with pytest.raises(InputError, match="2030-01-01 is not in the log"):
        log.day("2030-01-01")


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

"""What is wrong with the file of a surgical day is said in Chinese, its names and values as they are."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.operating_rooms.loading import checked_for_store
from api.web.file_problem_words import file_place_said, file_problem_said
from api.web.labels import Labels
from scenarios.files.surgery_tables import write_day_tables
from scenarios.files.surgical_day_example import example_day
from scenarios.files.surgical_days import load_surgical_day, surgical_day_from_document
from scenarios.input_problems import InputError, InputProblem
from scenarios.surgery_check import checked_day
from tests import make
from tests.scenarios.test_surgery_check import BAD, RULES, document

CHINESE, ENGLISH = (Labels(make.hospital(), language, "Asia/Shanghai") for language in ("zh-CN", "en"))
SENTENCE = re.compile(
    r"\b(expected|unknown|twice|missing|overlaps|such as|row|column|sheet|of|number|must|first (?:in|at))\b"
)


def problems_of(source: Path) -> tuple[InputProblem, ...]:
    with pytest.raises(InputError) as refused:
        checked_for_store(load_surgical_day(source))
    return refused.value.problems


@pytest.mark.parametrize("changes", [changes for changes, _ in BAD.values()], ids=BAD.keys())
def test_nothing_but_names_and_values_stays_english_of_a_bad_day(changes: dict[str, Any]) -> None:
    given = {name: value for name, value in document(**changes).items() if value is not None}
    with pytest.raises(InputError) as refused:
        checked_day(surgical_day_from_document(given), rule_names=RULES, weighable={"children first"})
    for one in refused.value.problems:
        said = file_problem_said(CHINESE, one.message)
        assert not SENTENCE.search(said), said
        assert file_problem_said(ENGLISH, one.message) == one.message


def test_bad_cells_and_where_they_are_are_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text("id,opens_minute\nOR1,early\n", encoding="utf-8")
    cases = "id,department,grade,median_minutes,staff,colour,due\na,ENT,high,,nurse two,red,soon\n"
    (tmp_path / "cases.csv").write_text(cases, encoding="utf-8")
    (tmp_path / "settings.csv").write_text("name,value\nrecovery_places,many\nmood,good\n", encoding="utf-8")
    told = {
        file_place_said(CHINESE, one.path): file_problem_said(CHINESE, one.message) for one in problems_of(tmp_path)
    }
    assert told["cases.csv 第 2 行 grade 列"] == "grade 'high'，应为整数"
    assert told["cases.csv 第 2 行 median_minutes 列"] == "median_minutes 为空，应有值"
    assert told["cases.csv"].startswith("没有列'colour'，应为id, ")
    assert [one for one in (*told, *told.values()) if SENTENCE.search(one)] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("day.json", b"{"),
        ("day.json", b"[]"),
        ("day.xlsx", b"no workbook"),
        ("cases.csv", "编号\n手术".encode("gb18030")),
        ("cases.csv", b'id,department\n"a,b'),
        ("cases.csv", b"id\na,b,c\n"),
    ],
)
def test_what_cannot_be_read_is_said_in_chinese(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for one in problems_of(tmp_path if name.endswith("csv") else path):
        assert not SENTENCE.search(file_problem_said(CHINESE, one.message)), one.message
        assert str(tmp_path) not in file_place_said(CHINESE, one.path)


def test_names_that_stand_in_no_address_and_rows_that_stand_twice_are_said_in_chinese(tmp_path: Path) -> None:
    day = example_day()
    with pytest.raises(InputError) as refused:
        checked_for_store(replace(day, cases=(replace(day.cases[0], id="a/b"), replace(day.cases[1], id="c" * 101))))
    write_day_tables(day, tmp_path)
    cases = tmp_path / "cases.csv"
    lines = cases.read_text(encoding="utf-8-sig").splitlines()
    cases.write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    for one in (*refused.value.problems, *problems_of(tmp_path)):
        assert not SENTENCE.search(file_problem_said(CHINESE, one.message)), one.message


def test_the_row_where_a_name_stood_first_is_said_in_chinese() -> None:
    said = file_problem_said(CHINESE, "C1 is defined twice, first at cases.csv row 2, expected once")
    assert said == "C1重复定义，首次在cases.csv 第 2 行，应只有一次"


@pytest.mark.parametrize(
    ("owner", "said"),
    [
        ("Room OR1", "手术间 OR1"),
        ("Room number 2", "手术间（第2项）"),
        ("Block of d", "时段 d"),
        ("Block in room OR1", "手术间时段 OR1"),
        ("Block number 1", "时段（第1项）"),
        ("Case number 1", "手术（第1项）"),
        ("Case of ENT", "手术 ENT"),
        ("Case Head of ENT number 1", "手术 Head of ENT number 1"),
        ("Bed number 2", "床位（第2项）"),
        ("Shift of nurse", "班次 nurse"),
        ("Beds icu of all departments", "全院共用的 icu 床位"),
        ("Beds general of ENT", "ENT的 general 床位"),
        ("Finished case 21.88 of ENT", "ENT的既往手术 21.88"),
        ("Changeover ENT to eye", "ENT → eye 的专科转换"),
    ],
)
def test_an_object_without_an_identity_is_named_in_chinese(owner: str, said: str) -> None:
    assert (
        file_problem_said(CHINESE, f"{owner}: minutes 'x', expected a whole number") == f"{said}：minutes 'x'，应为整数"
    )


def test_a_value_with_a_semicolon_stays_one_value() -> None:
    message = "Case C1: id ' a; b', expected a name without spaces around it; grade 9, expected 1 to 4"
    assert file_problem_said(CHINESE, message) == "手术 C1：id ' a; b'，应为前后没有空格的名称；grade 9，应为1–4"


def test_what_no_sentence_fits_stays_as_it_is() -> None:
    assert file_problem_said(CHINESE, "something new") == "something new"

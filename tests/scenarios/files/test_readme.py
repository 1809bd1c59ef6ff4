import json
from pathlib import Path

import pytest

from optimizer.beds.rules import RULE_NAMES
from scenarios.files import dump, load
from scenarios.files.surgical_days import surgical_day_from_document
from scenarios.files.tables import TABLES
from scenarios.files.tables.column import Column, Table
from scenarios.files.tables.setting_tables import SETTING_ROWS
from scenarios.files.tables.surgical_day_settings import DAY_SETTING_ROWS
from scenarios.files.tables.surgical_day_tables import DAY_TABLES
from scenarios.files.tables.template import holds
from scenarios.files.weeks_plans import COMING_WEEKS
from scenarios.surgery_check import checked_day
from tests import make

README = Path(__file__).parents[3] / "scenarios" / "README.md"


def _row(column: Column) -> str:
    held = holds(column) + (f" ({column.unit})" if column.unit else "")
    needed = "yes" if column.needed else ""
    return f"| `{column.name}` | {needed} | {held} | {column.meaning} | {column.meaning_zh} |"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_readme_lists_every_column_of_a_table_as_it_is_read(table: Table) -> None:
    text = README.read_text(encoding="utf-8")
    section = text.split(f"### `{table.name}`", 1)[1].split("\n### ", 1)[0]
    columns = [*table.columns, *(SETTING_ROWS if table.name == "settings" else ())]
    assert [line for line in section.splitlines() if line.startswith("| `")] == [_row(column) for column in columns]


@pytest.mark.parametrize("table", DAY_TABLES, ids=lambda table: table.name)
def test_the_readme_lists_every_column_of_a_table_of_a_surgical_day(table: Table) -> None:
    text = README.read_text(encoding="utf-8")
    section = text.split(f"### `surgical_day/{table.name}`", 1)[1].split("\n### ", 1)[0]
    columns = [*table.columns, *(DAY_SETTING_ROWS if table.name == "settings" else ())]
    assert [line for line in section.splitlines() if line.startswith("| `")] == [_row(column) for column in columns]


def test_the_surgical_day_shown_in_the_readme_is_read() -> None:
    blocks = [json.loads(block.split("```", 1)[0]) for block in README.read_text(encoding="utf-8").split("```json")[1:]]
    (shown,) = (one for one in blocks if "on" in one)
    day = checked_day(surgical_day_from_document(shown))
    assert (day.cases[0].duration.median_minutes, day.rooms[0].opens_minute) == (95, 480)


def test_the_settings_shown_in_the_readme_are_read(tmp_path: Path) -> None:
    shown = json.loads(README.read_text(encoding="utf-8").split("```json", 1)[1].split("```", 1)[0])
    hospital = make.hospital(departments=[make.department(id="D1"), make.department(id="D2")])
    path = tmp_path / "hospital.json"
    dump(make.scenario(hospital=hospital, requests=[make.request()]), path)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | shown), encoding="utf-8")
    scenario = load(path, rule_names=RULE_NAMES)
    assert set(scenario.allocation.rules) == {"same-sex room", "department cap"}
    assert scenario.allocation.weights.clinical_distance == 20
    assert scenario.overrides[0].lender == "D2"


def test_the_coming_weeks_shown_in_the_readme_are_read() -> None:
    blocks = README.read_text(encoding="utf-8").split("```json")[1:]
    shown = [json.loads(block.split("```", 1)[0]) for block in blocks]
    (document,) = (one["coming_weeks"] for one in shown if "coming_weeks" in one)
    weeks = COMING_WEEKS.validate_json(json.dumps(document), strict=True)
    assert (weeks.waiting_list[0].id, weeks.planned_wards[0].kept_beds, weeks.weights.delay) == ("L1", 1, 10)

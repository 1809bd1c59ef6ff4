from pathlib import Path

import pytest

from scenarios.files.tables import TABLES
from scenarios.files.tables.column import Column, Table
from scenarios.files.tables.setting_tables import SETTING_ROWS
from scenarios.files.tables.template import holds

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

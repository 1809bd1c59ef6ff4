"""Whatever is damaged, reading either succeeds or says what is wrong; it never fails in another way."""

import contextlib
import copy
import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from scenarios.files import load_json, to_json
from scenarios.files.tables.build import scenario_from_tables
from scenarios.files.tables.example import example_scenario
from scenarios.files.tables.read import Cells
from scenarios.files.tables.write import frames
from scenarios.input_problems import InputError

DOCUMENT = json.loads(to_json(example_scenario()))
FRAMES = frames(example_scenario())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=3,
)


def _places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    return [path, *(place for step, inner in items for place in _places(inner, (*path, step)))]


TEXTS = ["", "x", "-1", "1e400", "NaN", "2025-03-10", "W01", "P101", "男", "9" * 30, ";"]
PLACES = _places(DOCUMENT)[1:]


@given(damage=st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=4))
@example(damage=[(("hospital", "wards", 0, "rooms", 0, "id"), 3), (("census", "stays", 1), None)])
def test_a_damaged_document_loads_or_is_refused(damage: list[tuple[tuple[Any, ...], Any]]) -> None:
    document = copy.deepcopy(DOCUMENT)
    for path, value in damage:
        part = document
        with contextlib.suppress(KeyError, IndexError, TypeError):
            for step in path[:-1]:
                part = part[step]
            part[path[-1]] = value
    with contextlib.suppress(InputError):
        load_json(json.dumps(document).encode(), "damaged.json")


@given(data=st.data())
def test_damaged_tables_load_or_are_refused(data: st.DataObject) -> None:
    tables = {
        name: Cells(
            label=f"{name}.csv",
            header=tuple(frame.columns),
            rows=[
                (number, {key: str(value) for key, value in row.items() if value is not None})
                for number, row in enumerate(frame.iter_rows(named=True), start=2)
            ],
        )
        for name, frame in FRAMES.items()
    }
    for _ in range(data.draw(st.integers(1, 3))):
        table = tables[data.draw(st.sampled_from([name for name, cells in tables.items() if cells.rows]))]
        _, row = data.draw(st.sampled_from(table.rows))
        column = data.draw(st.sampled_from(table.header))
        text = data.draw(
            st.sampled_from(["", "x", "-1", "1e400", "NaN", "2025-03-10", "W01", "P101", "男", "9" * 30, ";"])
        )
        row.pop(column, None)
        if text:
            row[column] = text
    if data.draw(st.booleans()):
        del tables[data.draw(st.sampled_from(sorted(tables)))]
    with contextlib.suppress(InputError):
        scenario_from_tables(tables, "damaged")


@given(data=st.binary(max_size=200))
@example(data=b"\xb2\xa1\xb7\xbf")
@example(data=b"[" * 100_000)
@example(data=b'{"hospital": {"name": "\\ud800"}}')
def test_any_bytes_load_or_are_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        load_json(data, "bytes.json")

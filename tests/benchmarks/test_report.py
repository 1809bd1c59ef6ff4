"""Rows, tables and peak memory."""

import io
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from rich.console import Console

from benchmarks.report import Row, peak_memory_mib, print_table


def printed(*rows: Row) -> str:
    console = Console(file=io.StringIO(), width=300)
    print_table("suite", rows, console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def row(**fields: object) -> Row:
    return Row(**{"instance": "i", "size": "s", "method": "m", "seconds": 1.5, **fields})  # type: ignore[arg-type]


def test_rows_of_each_table_stand_under_their_own_heading() -> None:
    text = printed(row(table="one", extra={"apples": 1}), row(table="two", extra={"pears": 2}))

    assert text.index("suite: one") < text.index("apples") < text.index("suite: two") < text.index("pears")
    assert text.count("apples") == 1


def test_a_column_that_no_row_fills_is_left_out() -> None:
    assert "bound" not in printed(row(objective=3.0))


def test_a_column_of_zeros_is_shown() -> None:
    assert "rules broken" in printed(row(extra={"rules broken": 0}))


def test_peak_memory_of_a_child_is_its_own() -> None:
    held = np.ones(400 * 1024 * 1024 // 8)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        of_child = executor.submit(peak_memory_mib).result()

    assert of_child < peak_memory_mib() - held.nbytes / 2**21

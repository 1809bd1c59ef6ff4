"""A scenario document under construction, which knows the row that each of its parts came from."""

import re
from dataclasses import dataclass, field
from typing import Any

from scenarios.files.tables.column import Column, Table
from scenarios.input_problems import InputProblem

Row = dict[str, Any]

_OWN_FIELD = re.compile(r"[^:;]+: (\w+) [^\s;]+, expected [^;]*")


@dataclass(slots=True)
class Draft:
    """A scenario document under construction.

    Attributes
    ----------
    document : dict
        As in JSON.
    origins : dict of str to tuple
        Path of a part in the document to its table, the table's label and the row number.
    problems : list of InputProblem
        What was wrong so far.
    """

    document: Row
    origins: dict[str, tuple[Table, str, int]] = field(default_factory=dict)
    problems: list[InputProblem] = field(default_factory=list)

    def located(self, problem: InputProblem) -> InputProblem:
        """Return a problem of the document with the places in the tables where a user finds it."""
        message = problem.message_with(self._place)
        return InputProblem(self._place(problem.path, message), message)

    def _place(self, path: str, message: str = "") -> str:
        steps = path.split(".")
        for cut in range(len(steps), 0, -1):
            origin = self.origins.get(".".join(steps[:cut]))
            if origin:
                table, label, row = origin
                column = table.column_of(".".join(steps[cut:])) or table.column_of(steps[-1]) or _named(table, message)
                return place(label, row, column.name if column else "")
        return path


def _named(table: Table, message: str) -> Column | None:
    """Return the column that an object's complaint of itself begins with, where it is the only one."""
    found = _OWN_FIELD.fullmatch(message)
    return table.column_of(found[1]) if found else None


def place(label: str, row: int, column: str = "") -> str:
    """Return where a cell is, as a user finds it."""
    return f"{label} row {row}" + (f" column {column}" if column else "")


def put(target: Row, path: str, value: object) -> None:
    """Set a value at a dotted path, making the objects on the way."""
    *outer, last = path.split(".")
    for step in outer:
        target = target.setdefault(step, {})
    target[last] = value

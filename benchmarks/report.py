"""One measured row, and its table and JSON."""

import json
import platform
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement.

    Attributes
    ----------
    instance, size : str
        What was solved and how large it is, in words.
    method : str
        The solver or rule measured.
    objective, bound, gap : float or None
        Objective of the best plan, proven bound, and their relative gap; None where a measurement has none.
    seconds : float
        Wall clock of the measured part.
    peak_memory_mib : float
        Peak resident memory of the process so far, MiB.
    ratio : float or None
        This row's figure over the baseline's in the same run (below 1 is better).
    baseline : str
        What ``ratio`` compares with; empty without a ratio.
    extra : dict
        Further figures of the suite, by name with unit.
    """

    instance: str
    size: str
    method: str
    seconds: float
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    ratio: float | None = None
    baseline: str = ""
    peak_memory_mib: float = field(default_factory=lambda: peak_memory_mib())
    extra: dict[str, Any] = field(default_factory=dict)


def peak_memory_mib() -> float:
    """Return the peak resident memory of this process so far, MiB (``getrusage``)."""
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)


def print_table(title: str, rows: Sequence[Row], console: Console | None = None) -> None:
    """Print rows as one table; columns that no row fills are left out."""
    flat = [{**{k: v for k, v in asdict(row).items() if k != "extra"}, **row.extra} for row in rows]
    names = [name for name in dict.fromkeys(k for row in flat for k in row) if any(row.get(name) for row in flat)]
    table = Table(title=title)
    for name in names:
        table.add_column(name, justify="left" if isinstance(flat[0].get(name), str) else "right")
    for row in flat:
        table.add_row(*(_cell(row.get(name)) for name in names))
    (console or Console()).print(table)


def write_json(path: Path, suites: dict[str, list[Row]]) -> None:
    """Write all rows with what they were measured on."""
    document = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "suites": {name: [asdict(row) for row in rows] for name, rows in suites.items()},
    }
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)

"""One measured row, and its table and JSON."""

import json
import platform
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

_FILE_WIDTH = 1_000


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
    table : str
        Rows of one table stand together; empty for a suite of one table.
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
    table: str = ""


def peak_memory_mib() -> float:
    """Return the peak resident memory of this process so far, MiB.

    Linux tells it in ``/proc/self/status``; there ``getrusage`` gives a child the peak of the parent that forked it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return round(int(peak.split()[1]) / 1024, 1)
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)


def print_table(title: str, rows: Sequence[Row], console: Console | None = None) -> None:
    """Print rows by table, in Markdown where nobody watches; columns that no row of a table fills are left out."""
    console = console or (Console() if sys.stdout.isatty() else Console(width=_FILE_WIDTH))
    for name in dict.fromkeys(row.table for row in rows):
        heading = f"{title}: {name}" if name else title
        _print_one(heading, [row for row in rows if row.table == name], console)


def _print_one(title: str, rows: Sequence[Row], console: Console) -> None:
    flat = [{**{k: v for k, v in asdict(row).items() if k not in ("extra", "table")}, **row.extra} for row in rows]
    keys = dict.fromkeys(key for row in flat for key in row)
    names = [name for name in keys if any(row.get(name) not in (None, "") for row in flat)]
    console.print(f"\n## {title}\n", style="bold", highlight=False)
    table = Table(box=box.HEAVY_HEAD if console.is_terminal else box.MARKDOWN)
    for name in names:
        values = [row[name] for row in flat if row.get(name) is not None]
        table.add_column(name, justify="left" if any(isinstance(value, str) for value in values) else "right")
    for row in flat:
        table.add_row(*(_cell(row.get(name)) for name in names))
    console.print(table)


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

"""The experiment as an Excel workbook."""

from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from simulation.experiment import ExperimentResult
from simulation.report.targets import target_table


def write_workbook(result: ExperimentResult, path: Path) -> None:
    """Write summary, differences, targets, quantiles of waits and the single replications, one sheet each.

    Parameters
    ----------
    result : ExperimentResult
        With at least one finished replication.
    path : Path
        ``.xlsx`` file to write.
    """
    tables = result.tables()
    sheets: dict[str, pl.DataFrame | None] = {
        "summary": result.summary(),
        "differences": result.differences(),
        "targets": target_table(result),
        "waits": tables["waits"],
        "replications": tables["measures"],
    }
    with Workbook(path) as workbook:
        for name, table in sheets.items():
            if table is not None and table.height:
                table.fill_nan(None).write_excel(workbook, worksheet=name, autofit=True, freeze_panes=(1, 0))

"""The experiment as an Excel workbook."""

from io import BytesIO

import polars as pl
from xlsxwriter import Workbook

from simulation.experiment import ExperimentResult
from simulation.report.targets import target_table


def workbook(result: ExperimentResult) -> bytes:
    """Return summary, differences, targets, quantiles of waits and the single replications, one sheet each.

    Parameters
    ----------
    result : ExperimentResult
        With at least one finished replication.
    """
    sheets: dict[str, pl.DataFrame | None] = {
        "summary": result.summary(),
        "differences": result.differences(),
        "targets": target_table(result),
        "waits": result.table("waits"),
        "replications": result.table("measures"),
    }
    stream = BytesIO()
    with Workbook(stream) as book:
        for name, table in sheets.items():
            if table is not None and table.height:
                table.fill_nan(None).write_excel(book, worksheet=name, autofit=True, freeze_panes=(1, 0))
    return stream.getvalue()

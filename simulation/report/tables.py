"""The tables of an experiment, and an archive of them as Parquet files."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import polars as pl

from simulation.experiment import ExperimentResult
from simulation.report.targets import target_table


def report_tables(result: ExperimentResult) -> dict[str, pl.DataFrame]:
    """Return the tables of all replications, their summary, targets, and differences where there are any."""
    tables = {**result.tables(), "summary": result.summary(), "targets": target_table(result)}
    differences = result.differences()
    return tables if differences is None else {**tables, "differences": differences}


def parquet_archive(result: ExperimentResult) -> bytes:
    """Return a ZIP file with one Parquet file a table."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, table in report_tables(result).items():
            file = BytesIO()
            table.write_parquet(file)
            archive.writestr(f"{name}.parquet", file.getvalue())
    return stream.getvalue()

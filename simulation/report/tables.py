"""The tables of an experiment, and an archive of them as Parquet files."""

from importlib.metadata import version
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import polars as pl

from simulation.experiment import ExperimentResult
from simulation.report.targets import target_table


def report_tables(result: ExperimentResult) -> dict[str, pl.DataFrame]:
    """Return the tables of all replications, their summary, targets, and differences where there are any.

    Every table has the columns ``seed`` and ``version``.
    """
    drawn = {"summary": result.summary(), "targets": target_table(result), "differences": result.differences()}
    stamp = (pl.lit(result.seed).alias("seed"), pl.lit(version("onebed")).alias("version"))
    stamped = {name: table.with_columns(*stamp) for name, table in drawn.items() if table is not None and table.height}
    return {**result.tables(), **stamped}


def parquet_archive(result: ExperimentResult) -> bytes:
    """Return a ZIP file with one Parquet file a table."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, table in report_tables(result).items():
            file = BytesIO()
            table.write_parquet(file)
            archive.writestr(f"{name}.parquet", file.getvalue())
    return stream.getvalue()

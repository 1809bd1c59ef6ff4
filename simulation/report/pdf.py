"""The experiment as a PDF report."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import polars as pl
from fpdf import FPDF

from simulation.experiment import ExperimentResult
from simulation.hospital_model import Run
from simulation.report.charts import census_fan, occupancy_by_hour, wait_distribution, warm_up_picture
from simulation.report.stress_des import stress_des
from simulation.report.targets import target_table
from simulation.warm_up import WarmUp

FONT = "Helvetica"
PICTURED_WAITS = ("boarding_hours", "surgery_wait_days")


def write_pdf(
    result: ExperimentResult,
    runs: dict[str, Run],
    title: str,
    path: Path,
    warm_up: tuple[WarmUp, list[float]] | None = None,
) -> None:
    """Write title, differences, targets, pictures, all means, and the STRESS-DES description.

    Parameters
    ----------
    result : ExperimentResult
        With at least one finished replication of each option.
    runs : dict of str to Run
        What was run, by option.
    title : str
        Of the report.
    path : Path
        ``.pdf`` file to write.
    warm_up : tuple, optional
        The warm-up that was found, with the daily series behind it, for its picture.
    """
    pdf = FPDF()
    pdf.set_auto_page_break(auto=True, margin=15)
    pdf.add_page()
    _heading(pdf, title, 16)
    if result.cancelled:
        _text(pdf, "The experiment was stopped early; what was finished is shown.")
    differences = result.differences()
    if differences is not None:
        _heading(pdf, "Differences with paired 95% intervals")
        _table(pdf, differences.select("option", "measure", "base", "other", "difference", "low", "high"))
    targets = target_table(result)
    if targets.height:
        _heading(pdf, "Against the hospital's targets")
        _table(pdf, targets.select("option", "target", "basis", "mean", "low", "high", "verdict"))
    _heading(pdf, "Pictures")
    pictures = [occupancy_by_hour(result), census_fan(result), *(wait_distribution(result, w) for w in PICTURED_WAITS)]
    if warm_up:
        pictures.append(warm_up_picture(*warm_up))
    for picture in pictures:
        pdf.image(BytesIO(picture), w=pdf.epw)
    _heading(pdf, "Means with 95% intervals")
    _table(pdf, result.summary())
    _heading(pdf, "STRESS-DES")
    for item, answer in stress_des(result, runs):
        pdf.set_font(FONT, "B", 9)
        pdf.multi_cell(0, 5, _latin(item), new_x="LMARGIN", new_y="NEXT")
        _text(pdf, answer)
    pdf.output(str(path))


def _heading(pdf: FPDF, text: str, size: int = 12) -> None:
    pdf.ln(3)
    pdf.set_font(FONT, "B", size)
    pdf.multi_cell(0, 8, _latin(text), new_x="LMARGIN", new_y="NEXT")


def _text(pdf: FPDF, text: str) -> None:
    pdf.set_font(FONT, "", 9)
    pdf.multi_cell(0, 5, _latin(text), new_x="LMARGIN", new_y="NEXT")


def _table(pdf: FPDF, table: pl.DataFrame) -> None:
    pdf.set_font(FONT, "", 7)
    widths = [3 if kind == pl.String else 1.5 for kind in table.dtypes]
    with pdf.table(col_widths=tuple(widths), line_height=4, text_align="LEFT") as drawn:
        drawn.row([_latin(name) for name in table.columns])
        for row in table.iter_rows():
            drawn.row([_latin(cell) for cell in _cells(row)])


def _cells(row: Sequence[object]) -> list[str]:
    return [f"{value:,.4g}" if isinstance(value, float) else str(value) for value in row]


def _latin(text: str) -> str:
    # The built-in fonts of PDF know Latin letters only; a hospital's Chinese names stand in the tables of the workbook.
    return text.encode("latin-1", "replace").decode("latin-1")

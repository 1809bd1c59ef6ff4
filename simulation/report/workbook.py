"""The experiment as an Excel workbook for readers; the tables for machines are the Parquet files."""

from importlib.metadata import version
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from simulation.experiment import ExperimentResult
from simulation.report.asked import Asked
from simulation.report.language import ENGLISH, Language
from simulation.report.shown import (
    DASH,
    Shown,
    conclusions,
    differences,
    means,
    single_replications,
    targets,
    wait_percentiles,
)

NUMBER = "#,##0.00"
WHOLE = "#,##0"
MOST_WIDTH, LEAST_WIDTH = 60, 9
TABLES = (means, differences, targets, wait_percentiles, single_replications)
SHEETS = ("Means", "Differences", "Targets", "Waits", "Replications")


def workbook(result: ExperimentResult, asked: Asked, language: Language = ENGLISH) -> bytes:
    """Return what was asked, means, differences, targets, waits and the single replications, one sheet each.

    Parameters
    ----------
    result : ExperimentResult
        With at least one finished replication.
    asked : Asked
        What it is about.
    language : Language
        Of every text.
    """
    say = language.say
    stream = BytesIO()
    with Workbook(stream) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(say("Question"))
        sheet.set_column(0, 0, 40, bold)
        sheet.set_column(1, 1, 90, wrapped)
        lines = [(asked.title, ""), *asked.lines(result, language)]
        lines += [(say("Result"), sentence) for sentence in conclusions(result, language, asked.name)]
        for row, line in enumerate(lines):
            sheet.write_row(row, 0, line)
        numbers = (book.add_format({"num_format": NUMBER}), book.add_format({"num_format": WHOLE}))
        for name, table in zip(SHEETS, TABLES, strict=True):
            shown = table(result, language, asked.name)
            if shown.rows:
                _write(book.add_worksheet(say(name)), shown, result.seed, language, (bold, wrapped), numbers)
    return stream.getvalue()


def _write(
    sheet: Worksheet,
    shown: Shown,
    seed: int,
    language: Language,
    texts: tuple[Format, Format],
    numbers: tuple[Format, Format],
) -> None:
    bold, wrapped = texts
    headers = [*(language.say(header) for header in shown.headers), language.say("seed"), language.say("version")]
    sheet.write_row(0, 0, headers, bold)
    stamp = (seed, version("onebed"))
    widths = [max(len(header), LEAST_WIDTH) for header in headers]
    fractional, whole = numbers
    for at, row in enumerate(shown.rows, start=1):
        for column, cell in enumerate((*row, *stamp)):
            if isinstance(cell, float):
                sheet.write_number(at, column, cell, fractional)
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell, whole)
            else:
                sheet.write_string(at, column, DASH if cell is None else cell, wrapped)
                widths[column] = max(widths[column], len(cell or ""))
    # A Chinese character is as wide as two figures.
    factor = 2 if language.chinese else 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width * factor + 2, MOST_WIDTH))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(shown.rows), len(headers) - 1)

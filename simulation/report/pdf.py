"""The experiment as a PDF report."""

from collections.abc import Iterable
from io import BytesIO
from itertools import groupby
from operator import itemgetter

from fpdf import FPDF

from simulation.experiment import ExperimentResult
from simulation.pilot import FoundWarmUp
from simulation.report.asked import FEW, Asked, few_replications
from simulation.report.charts import SIZE_INCHES, Charts
from simulation.report.figures import waits_shown
from simulation.report.language import ENGLISH, Language
from simulation.report.shown import Cell, Shown, conclusions, differences, means, targets, written
from simulation.report.stress_des import stress_des
from simulation.study import PRECISION

LATIN_FONT = "Helvetica"
FONT = "report"
ROWS_KEPT = 25.0
"""Millimetres of a table that stand on the page of its heading."""
PICTURE_SHARE = SIZE_INCHES[1] / SIZE_INCHES[0]
PLAIN = str.maketrans({"–": "-", "…": "to", "−": "-"})
PICTURED_WAITS = ("boarding_hours", "surgery_wait_days")


def pdf_report(
    result: ExperimentResult, asked: Asked, warm_up: FoundWarmUp | None = None, *, language: Language = ENGLISH
) -> bytes:
    """Return title, result in words, differences, targets, pictures, all means, and STRESS-DES as a PDF.

    Parameters
    ----------
    result : ExperimentResult
        With at least one finished replication of each option.
    asked : Asked
        What it is about.
    warm_up : FoundWarmUp, optional
        The warm-up that was found, for its picture.
    language : Language
        Of every text.
    """
    paper = _Paper(language)
    say, names = language.say, asked.name
    paper.heading(asked.title, 16)
    for label, value in asked.lines(result, language):
        paper.text(f"{label}: {value}")
    paper.heading(say("Result"))
    if result.cancelled:
        paper.text(say("The experiment was stopped early; what was finished is shown."))
    if few := few_replications(result):
        paper.text(say(FEW).format(count=few, least=PRECISION.minimum), bold=True)
    for sentence in conclusions(result, language, names):
        paper.text(sentence)
    _tables(paper, (differences(result, language, names), targets(result, language, names)), language)
    charts = Charts(result, language, names)
    shown = set(waits_shown(result))
    pictures = [charts.occupancy_by_hour(), charts.census()]
    pictures += [charts.wait_distribution(wait) for wait in PICTURED_WAITS if wait in shown]
    if warm_up:
        pictures.append(charts.warm_up(warm_up))
    paper.heading(say("Pictures"), keep=PICTURE_SHARE * paper.width)
    for picture in pictures:
        paper.picture(picture)
    _tables(paper, (means(result, language, names),), language)
    paper.heading("STRESS-DES")
    for item in stress_des(result, asked.runs, names, asked.policies, chinese=language.chinese):
        paper.text(say(item.title), bold=True)
        paper.text(item.answer(say))
    return paper.document()


def _tables(paper: "_Paper", tables: Iterable[Shown], language: Language) -> None:
    """Put tables below each other, each option under a heading of its own, so that no row repeats its name."""
    for table in tables:
        if not table.rows:
            continue
        paper.heading(language.say(table.title))
        for option, rows in groupby(table.rows, key=itemgetter(0)):
            paper.text(written(option), bold=True, keep=ROWS_KEPT)
            paper.table([language.say(header) for header in table.headers[1:]], [row[1:] for row in rows])


class _Paper:
    """Puts headings, texts, tables and pictures one below the other."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._pdf = FPDF()
        self._pdf.set_auto_page_break(auto=True, margin=15)
        self._font = LATIN_FONT
        if language.font:
            self._font = FONT
            for style, font in (("", language.font), ("B", language.bold_font or language.font)):
                self._pdf.add_font(FONT, style, font, collection_font_number=0)
        self._pdf.add_page()

    @property
    def width(self) -> float:
        """Between the margins, mm."""
        return float(self._pdf.epw)

    def heading(self, text: str, size: int = 12, *, keep: float = ROWS_KEPT) -> None:
        """Write a heading, on the page of at least so many mm of what follows."""
        self._keep(keep + 11)
        self._pdf.ln(3)
        self._pdf.set_font(self._font, "B", size)
        self._pdf.multi_cell(0, 8, self._written(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def text(self, text: str, *, bold: bool = False, keep: float = 0.0) -> None:
        self._keep(keep)
        self._pdf.set_font(self._font, "B" if bold else "", 9)
        self._pdf.multi_cell(0, 5, self._written(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def picture(self, png: bytes) -> None:
        self._pdf.image(BytesIO(png), w=self._pdf.epw)

    def table(self, headers: list[str], rows: list[tuple[Cell, ...]]) -> None:
        self._pdf.set_font(self._font, "", 7)
        texts = [[written(cell) for cell in row] for row in rows]
        longest = [max(len(row[column]) for row in [headers, *texts]) for column in range(len(headers))]
        # Columns share the width by their longest text; a long one is broken, a short one is not squeezed.
        widths = tuple(min(max(length, 8), 34) for length in longest)
        numbers = [all(not isinstance(row[column], str) for row in rows) for column in range(len(headers))]
        align = tuple("RIGHT" if number else "LEFT" for number in numbers)
        with self._pdf.table(col_widths=widths, line_height=4, text_align=align) as drawn:
            for row in [headers, *texts]:
                drawn.row([self._written(cell) for cell in row])

    def document(self) -> bytes:
        return bytes(self._pdf.output())

    def _keep(self, height: float) -> None:
        if height and self._pdf.will_page_break(height):
            self._pdf.add_page()

    def _written(self, text: str) -> str:
        # The built-in fonts of PDF know Western letters only.
        return text if self._font == FONT else text.translate(PLAIN).encode("latin-1", "replace").decode("latin-1")

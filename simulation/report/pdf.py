"""The experiment as a PDF report."""

from collections.abc import Callable, Mapping
from io import BytesIO

import polars as pl
from fpdf import FPDF

from simulation.experiment import ExperimentResult, FoundWarmUp
from simulation.hospital_model import Run
from simulation.measure_words import measure_words
from simulation.report.charts import Charts
from simulation.report.figures import waits_shown
from simulation.report.language import ENGLISH, Language
from simulation.report.stress_des import stress_des
from simulation.report.targets import target_table

LATIN_FONT = "Helvetica"
FONT = "report"
PICTURED_WAITS = ("boarding_hours", "surgery_wait_days")


def pdf_report(
    result: ExperimentResult,
    runs: Mapping[str, Run],
    title: str,
    warm_up: FoundWarmUp | None = None,
    *,
    language: Language = ENGLISH,
    names: Callable[[str], str] = lambda option: option,
) -> bytes:
    """Return title, differences, targets, pictures, all means, and the STRESS-DES description as a PDF.

    Parameters
    ----------
    result : ExperimentResult
        With at least one finished replication of each option.
    runs : mapping of str to Run
        What was run, by option.
    title : str
        Of the report.
    warm_up : FoundWarmUp, optional
        The warm-up that was found, for its picture.
    language : Language
        Of every text.
    names : callable
        From an option to what it is called.
    """
    paper = _Paper(language)
    say = language.say
    paper.heading(title, 16)
    if result.cancelled:
        paper.text(say("The experiment was stopped early; what was finished is shown."))
    differences = result.differences()
    if differences is not None:
        paper.heading(say("Differences with paired 95% intervals"))
        columns = ("option", "measure", "base", "other", "difference", "low", "high")
        paper.table(differences.select(columns), names)
    targets = target_table(result)
    if targets.height:
        paper.heading(say("Against the hospital's targets"))
        paper.table(targets.select("option", "target", "basis", "mean", "low", "high", "verdict"), names)
    paper.heading(say("Pictures"))
    charts = Charts(result, language, names)
    shown = set(waits_shown(result))
    pictures = [charts.occupancy_by_hour(), charts.census()]
    pictures += [charts.wait_distribution(wait) for wait in PICTURED_WAITS if wait in shown]
    if warm_up:
        pictures.append(charts.warm_up(warm_up))
    for picture in pictures:
        paper.picture(picture)
    paper.heading(say("Means with 95% intervals"))
    paper.table(result.summary(), names)
    paper.heading("STRESS-DES")
    for item in stress_des(result, runs, names):
        paper.text(say(item.title), bold=True)
        paper.text(item.answer(say))
    return paper.document()


class _Paper:
    """Puts headings, texts, tables and pictures one below the other."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._pdf = FPDF()
        self._pdf.set_auto_page_break(auto=True, margin=15)
        self._font = LATIN_FONT
        if language.font:
            self._font = FONT
            for style in ("", "B"):
                self._pdf.add_font(FONT, style, language.font, collection_font_number=0)
        self._pdf.add_page()

    def heading(self, text: str, size: int = 12) -> None:
        self._pdf.ln(3)
        self._pdf.set_font(self._font, "B", size)
        self._pdf.multi_cell(0, 8, self._written(text), new_x="LMARGIN", new_y="NEXT")

    def text(self, text: str, *, bold: bool = False) -> None:
        self._pdf.set_font(self._font, "B" if bold else "", 9)
        self._pdf.multi_cell(0, 5, self._written(text), new_x="LMARGIN", new_y="NEXT")

    def picture(self, png: bytes) -> None:
        self._pdf.image(BytesIO(png), w=self._pdf.epw)

    def table(self, table: pl.DataFrame, names: Callable[[str], str]) -> None:
        self._pdf.set_font(self._font, "", 7)
        widths = [3 if kind == pl.String else 1.5 for kind in table.dtypes]
        with self._pdf.table(col_widths=tuple(widths), line_height=4, text_align="LEFT") as drawn:
            drawn.row([self._written(self._language.say(name)) for name in table.columns])
            for row in table.iter_rows(named=True):
                drawn.row([self._written(self._cell(name, value, names)) for name, value in row.items()])

    def document(self) -> bytes:
        return bytes(self._pdf.output())

    def _cell(self, column: str, value: object, names: Callable[[str], str]) -> str:
        match column, value:
            case _, float():
                return f"{value:,.4g}"
            case "option", str():
                return names(value)
            case "measure", str():
                words = measure_words(value)
                unit = f" ({self._language.say(words.unit)})" if words.unit else ""
                return self._language.either(words.title, words.title_zh) + unit
            case _, str():
                return self._language.say(value)
            case _:
                return str(value)

    def _written(self, text: str) -> str:
        # The built-in fonts of PDF know Latin letters only.
        return text if self._font == FONT else text.encode("latin-1", "replace").decode("latin-1")

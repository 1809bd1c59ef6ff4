"""The findings as files."""

from collections.abc import Callable
from enum import StrEnum

from fastapi.responses import Response

from api.simulations.results import Findings
from simulation.report.tables import parquet_archive
from simulation.report.workbook import workbook


class Form(StrEnum):
    """Forms of a report, by the ending of its file."""

    XLSX = "xlsx"
    PARQUET = "zip"
    PDF = "pdf"


MEDIA_TYPES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.PARQUET: "application/zip",
    Form.PDF: "application/pdf",
}


def report_response(
    found: Findings, form: Form, say: Callable[[str], str] = lambda text: text, *, chinese: bool = False
) -> Response:
    """Return a report as a download; the PDF speaks the reader's language."""
    headers = {"Content-Disposition": f'attachment; filename="onebed-simulation.{form.value}"'}
    return Response(_file(found, form, say, chinese=chinese), media_type=MEDIA_TYPES[form], headers=headers)


def _file(found: Findings, form: Form, say: Callable[[str], str], *, chinese: bool) -> bytes:
    match form:
        case Form.XLSX:
            return workbook(found.experiment)
        case Form.PARQUET:
            return parquet_archive(found.experiment)
        case Form.PDF:
            return _pdf(found, say, chinese=chinese)


def _pdf(found: Findings, say: Callable[[str], str], *, chinese: bool) -> bytes:
    # What draws pictures takes half a second to load, which a server that is never asked for a PDF can spare.
    from simulation.report.language import ENGLISH, chinese_language
    from simulation.report.pdf import pdf_report

    language = chinese_language(say) if chinese else ENGLISH
    names = {option: language.either(*titles) for option, titles in found.titles.items()}
    title = names[list(names)[-1]] if len(names) <= 2 else ", ".join(names.values())
    return pdf_report(
        found.experiment, found.runs, title, found.warm_up, language=language, names=lambda option: names[option]
    )

"""The findings as files."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from fastapi.responses import Response

from api.simulations.results import Findings
from simulation.report.asked import Asked
from simulation.report.tables import parquet_archive
from simulation.report.workbook import workbook

if TYPE_CHECKING:
    from simulation.report.language import Language


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
    found: Findings, form: Form, made_at: datetime, say: Callable[[str], str] | None = None
) -> Response:
    """Return a report as a download.

    Parameters
    ----------
    found : Findings
        What it tells.
    form : Form
        Workbook, Parquet or PDF.
    made_at : datetime
        Now, in the hospital's zone.
    say : callable, optional
        From English to Chinese; English when left out.
    """
    headers = {"Content-Disposition": f'attachment; filename="onebed-simulation.{form.value}"'}
    return Response(_file(found, form, made_at, say), media_type=MEDIA_TYPES[form], headers=headers)


def _file(found: Findings, form: Form, made_at: datetime, say: Callable[[str], str] | None) -> bytes:
    if form is Form.PARQUET:
        return parquet_archive(found.experiment)
    # What draws pictures and finds fonts takes half a second to load, which a server that is never asked can spare.
    from simulation.report.language import ENGLISH, Language, chinese_language

    if form is Form.XLSX:
        language = Language(say=say, chinese=True) if say else ENGLISH
        return workbook(found.experiment, _asked(found, language, made_at), language)
    from simulation.report.pdf import pdf_report

    language = chinese_language(say) if say else ENGLISH
    return pdf_report(found.experiment, _asked(found, language, made_at), found.warm_up, language=language)


def _asked(found: Findings, language: "Language", made_at: datetime) -> Asked:
    titles = {option: language.either(*both) for option, both in found.titles.items()}
    names = list(titles.values())
    return Asked(
        title=names[-1] if len(names) <= 2 else ", ".join(names),
        runs=found.runs,
        made_at=made_at,
        titles=titles,
        policies=found.policies,
    )

"""The forms on the page of the operating rooms: their fields read, and what was wrong with them told."""

import re
from collections.abc import Callable

from starlette.datastructures import FormData

from api.security import content_of
from api.solver import SolverUnavailable
from api.store.refusals import Invalid, Refusal, RulesBroken
from api.store.store import Envelope
from api.store.transaction import Answer, Transaction
from api.web.file_problem_words import file_place_said, file_problem_said
from api.web.labels import Labels
from api.web.operating_room_pages import minutes_of
from api.web.operating_room_words import broken_said
from api.web.page import Page
from scenarios.input_problems import InputError

TIME = re.compile(r"([01]?\d|2\d):([0-5]\d)")
PLACE_IN_DAY = re.compile(r"cases\.\d+\.\w+")
KEY_LENGTHS = range(8, 201)
Problems = list[tuple[str, str]]
CHANGED = {"HX-Trigger": "list-changed"}
"""Of an answer after which the page draws its list anew."""


def carry_out(page: Page, form: FormData, work: Callable[[Transaction], Answer]) -> Answer:
    """Carry a form's command out once, under the key that it carries."""
    return page.runtime.command(envelope_of(page, form), work)


def envelope_of(page: Page, form: FormData) -> Envelope:
    """Return who sends a form, under which key."""
    key = str(form.get("key") or "")
    if len(key) not in KEY_LENGTHS or not key.isascii() or not key.isprintable():
        raise Invalid("Field {field} is {value!r}, expected a new key", field="key", value=key[:40])
    assert page.principal is not None
    body = {name: value for name, value in form.items() if isinstance(value, str) and name != "key"}
    return Envelope(actor=page.principal.name, key=key, content=content_of(page.request, body))


def told(page: Page, error: Refusal | InputError | SolverUnavailable) -> Problems:
    """Return what is wrong in the reader's language."""
    if isinstance(error, SolverUnavailable):
        return [("", page.labels.gettext(str(error)))]
    if isinstance(error, InputError):
        labels = page.labels
        return [(_thing(labels, one.path), file_problem_said(labels, one.message)) for one in error.problems]
    if isinstance(error, RulesBroken):
        return [(page.labels.gettext(one["rule"]), broken_said(page.labels, one)) for one in error.values["rules"]]
    return [("", page.said({"template": error.template, "values": error.values}))]


def _thing(labels: Labels, path: str) -> str:
    """Return the place of a problem, unless it is in the stored day, which nobody on the page has seen."""
    return "" if PLACE_IN_DAY.fullmatch(path) else file_place_said(labels, path)


def text_of(form: FormData, name: str) -> str:
    """Return a field that must be filled in."""
    value = str(form.get(name) or "").strip()
    if not value or len(value) > 500 or "\x00" in value:
        raise Invalid("Field {field} is {value!r}, expected text", field=name, value=value[:40])
    return value


def time_of(form: FormData, name: str) -> int:
    """Return a time of day as minutes after midnight; beyond 24:00 is the next day."""
    value = text_of(form, name)
    if not TIME.fullmatch(value):
        raise Invalid("Field {field} is {value!r}, expected a time such as 08:30", field=name, value=value[:40])
    return minutes_of(value)


def number_of(form: FormData, name: str) -> int | None:
    """Return a whole number; None for an empty field and for anything else."""
    value = str(form.get(name) or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None

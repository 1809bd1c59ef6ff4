"""Sentences of the optimizer and the store in the reader's language."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from api.web.labels import Labels

DEPARTMENTS = frozenset({"department", "lender", "borrower"})
WORDS = frozenset(
    {
        "age_band",
        "age_bands",
        "asks_as",
        "block_reason",
        "ended_by",
        "equipment",
        "isolation",
        "kind",
        "kinds",
        "level",
        "lies_as",
        "other_level",
        "other_sex",
        "resources",
        "rule",
        "rule_names",
        "sex",
        "state",
        "status",
        "thing",
    }
)
MOMENTS = frozenset({"at", "needed_at", "since"})
DATES = frozenset({"possible_on", "first_day", "last_day"})
"""What values are, by their names; all others are shown as they are: ids, numbers, what somebody typed."""


def said(labels: Labels, template: str, values: Mapping[str, object]) -> str:
    """Return a sentence in the language of some labels.

    Parameters
    ----------
    labels : Labels
        Names of the hospital's things, and the catalogue.
    template : str
        In English, with the names of the values in braces.
    values : mapping
        JSON values by name.
    """
    return labels.gettext(template).format_map(
        {name: _told(value, _teller(labels, name), labels.comma) for name, value in values.items()}
    )


def _told(value: object, tell: Callable[[str], str], comma: str) -> object:
    if isinstance(value, str):
        return tell(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return comma.join(tell(item) for item in value)
    return value


def _teller(labels: Labels, name: str) -> Callable[[str], str]:
    if name in DEPARTMENTS:
        return labels.department
    if name == "ward":
        return labels.ward
    if name in WORDS:
        return labels.gettext
    if name in MOMENTS:
        return lambda moment: labels.date_time(datetime.fromisoformat(moment))
    if name in DATES:
        return lambda day: labels.day(date.fromisoformat(day))
    return str

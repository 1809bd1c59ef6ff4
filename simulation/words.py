"""What planners read for a name of the code, in English and Chinese, and its limits; kept where the name is."""

from dataclasses import dataclass, fields
from functools import cache
from typing import get_type_hints

from scenarios.local_checks import at_least, within

SHARE = "share"
"""Unit of a number between 0 and 1 that is shown in percent."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a parameter, a policy or a measure is called.

    Attributes
    ----------
    en, zh : str
        English and Chinese.
    unit : str
        Of the value; :data:`SHARE` for a share that is shown in percent, empty for a bare number.
    least, most : float or None
        Limits of a number, both allowed; None for none.
    """

    en: str
    zh: str
    unit: str = ""
    least: float | None = None
    most: float | None = None

    def problem(self, name: str, value: object) -> str | None:
        """Return what is wrong with a value, or with one of several; None when nothing is, or when it is no number."""
        if isinstance(value, tuple):
            return next(filter(None, (self.problem(name, part) for part in value)), None)
        if not isinstance(value, int | float) or self.least is None:
            return None
        # A NaN lies within nothing, hence what is allowed is asked for, not what is refused.
        return at_least(name, value, self.least) if self.most is None else within(name, value, self.least, self.most)


@cache
def words_of_fields(kind: type) -> dict[str, Words]:
    """Return what each annotated field of a class is called, in the order of the fields.

    Raises
    ------
    TypeError
        When a field has no words.
    """
    found = {}
    hints = get_type_hints(kind, include_extras=True)
    for name in (field.name for field in fields(kind)):
        hint = hints[name]
        words = next((one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Words)), None)
        if words is None:
            raise TypeError(f"{kind.__name__}.{name} has no words, expected Annotated[..., Words(...)]")
        found[name] = words
    return found

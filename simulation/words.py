"""What planners read for a name of the code, in English and Chinese; kept where the name is."""

from dataclasses import dataclass, fields
from typing import get_type_hints

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
    """

    en: str
    zh: str
    unit: str = ""


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

"""What the optimizer says, as a template and its values, so that whoever shows it may say it in another language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in English, not put together yet.

    Attributes
    ----------
    template : str
        With the names of the values in braces; a translation keeps the names.
    values : mapping of str to str, int or tuple of str
        Ids of the hospital's things, words of its enumerations, and numbers. The name of a value says what it is:
        ``lender`` and ``borrower`` are departments, ``rule`` a rule's name.
    """

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in English."""
        told = {name: ", ".join(value) if isinstance(value, tuple) else value for name, value in self.values.items()}
        return self.template.format_map(told)

"""What is wrong with an input, said so that a user can mend it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_OTHER_PLACE = re.compile(r"(?<=first at )[\w.]+")


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One thing wrong with an input.

    Attributes
    ----------
    path : str
        Where it is, as a user finds it: ``wards.3.rooms.1`` in a document, ``beds.csv row 12`` in a table.
    message : str
        Names the object, its value and what was expected.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message

    def message_with(self, place: Callable[[str], str]) -> str:
        """Return the message with the other place that it names, where the same stood first, told by a function."""
        return _OTHER_PLACE.sub(lambda found: place(found[0]), self.message)


class InputError(ValueError):
    """An input was refused; carries every problem found, and nothing was changed."""

    def __init__(self, problems: Iterable[InputProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def single(cls, path: str, message: str) -> "InputError":
        """Return the error of one problem alone."""
        return cls([InputProblem(path, message)])

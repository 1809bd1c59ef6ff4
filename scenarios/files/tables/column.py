"""What a table of a hospital consists of: columns, each bound to one field of the scenario document."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    TIME = "date and time"
    DATE = "date"
    CLOCK = "time of day such as 08:30"
    COUNTS = "pairs such as nurse:2;anaesthetist:1"
    LIST = "list, separated by ;"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its header.
    field : str
        Field of the row's object, dotted: ``patient.sex``.
    meaning, meaning_zh : str
        For whoever fills it in.
    kind : Kind
        What its cells hold.
    choices : type of StrEnum or None
        Allowed values, when they are few.
    unit : str
        Of a number.
    needed : bool
        An empty cell is a problem.
    """

    name: str
    field: str
    meaning: str
    meaning_zh: str
    kind: Kind = Kind.TEXT
    choices: type[StrEnum] | None = None
    unit: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: a CSV or Parquet file, or a sheet of a workbook.

    Attributes
    ----------
    name : str
        Of the file or sheet.
    meaning, meaning_zh : str
        What a row is.
    at : str
        Where its rows go in the scenario document, dotted; rows of ``rooms`` and ``beds`` go into their parents.
    columns : tuple of Column
        In the order of the template.
    key : str
        For rows that form a mapping: the field that is its key.
    needed : bool
        A hospital without this table is refused: a forgotten file must not pass for an empty hospital.
    """

    name: str
    meaning: str
    meaning_zh: str
    at: str
    columns: tuple[Column, ...]
    key: str = ""
    needed: bool = False

    def column_of(self, field: str) -> Column | None:
        """Return the column bound to a field, or to a part of it."""
        exact = (column for column in self.columns if column.field == field)
        inside = (column for column in self.columns if field and column.field.startswith(f"{field}."))
        return next(exact, None) or next(inside, None)

"""One way to read a scenario, whatever form it comes in."""

from pathlib import Path

from scenarios.files.documents import scenario_from_json
from scenarios.files.text import read_bytes
from scenarios.scenario import Scenario

_IHTC_KEYS = {"occupants", "patients", "rooms", "surgeons", "operating_theaters"}


def load(source: Path | str, *, day: int | None = None) -> Scenario:
    """Return the scenario that a file, a folder or a name of a bundled one stands for, checked.

    Parameters
    ----------
    source : path or str
        A scenario document (``.json``), a folder of ``.csv`` or ``.parquet`` tables, a workbook (``.xlsx``), an
        IHTC-2024 instance (``.json``, told by its keys), or a bundled scenario's name (``demo``).
    day : int, optional
        Day of an IHTC-2024 instance, from 0; only they have days.

    Raises
    ------
    InputError
        All problems of the input at once.
    """
    return load_json(read_bytes(Path(source)), str(source), day=day)


def load_json(data: bytes, name: str, *, day: int | None = None) -> Scenario:
    """Return the scenario in the bytes of a JSON file: a scenario document or an IHTC-2024 instance.

    Raises
    ------
    InputError
        All problems at once.
    """
    return scenario_from_json(data, name)

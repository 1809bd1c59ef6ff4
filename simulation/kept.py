"""Finished replications that outlive the run that made them, so that an interrupted experiment goes on."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, flock
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl

from scenarios.input_problems import InputError

Tables = Mapping[str, pl.DataFrame]
"""What one replication returns: tables by name. ``measures`` has the columns ``measure`` and ``value``."""


class Kept(Protocol):
    """Where the finished replications of one run are kept."""

    def finished(self, most: int) -> dict[int, Tables]:
        """Return what is finished, by number, of the first ``most`` replications."""

    def keep(self, number: int, tables: Tables) -> None:
        """Keep a replication; one that is there already stays."""


KeptOf = Callable[[str, str], Kept]
"""From an option's name and the fingerprint of its run to where its replications are kept."""


@dataclass(frozen=True, slots=True)
class KeptInFolder:
    """A folder with one sub-folder of Parquet files a replication."""

    folder: Path

    def finished(self, most: int) -> dict[int, Tables]:
        """Return what is finished, by number, of the first ``most`` replications."""
        if not self.folder.exists():
            return {}
        numbered = {int(path.name): path for path in self.folder.iterdir() if path.is_dir() and path.name.isdigit()}
        found = {number: _tables(path) for number, path in sorted(numbered.items()) if number < most}
        return {number: tables for number, tables in found.items() if tables}

    def keep(self, number: int, tables: Tables) -> None:
        """Keep a replication; one that is there already stays."""
        # Written beside and renamed: a folder with its final name is complete, whenever the run was interrupted. One
        # that cannot be read is written anew.
        final = self.folder / f"{number:05d}"
        shutil.rmtree(final, ignore_errors=True)
        unfinished = self.folder / f".{number:05d}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for name, table in tables.items():
            table.write_parquet(unfinished / f"{name}.parquet")
        unfinished.rename(final)


def _tables(folder: Path) -> dict[str, pl.DataFrame] | None:
    """Return a replication's tables; None when one of them is damaged."""
    try:
        return {file.stem: pl.read_parquet(file) for file in sorted(folder.glob("*.parquet"))}
    except (pl.exceptions.PolarsError, OSError):
        return None


@contextmanager
def kept_below(folder: Path) -> Iterator[KeptOf]:
    """Keep each option of an experiment in a folder of its own below ``folder``, where nobody else does meanwhile.

    Raises
    ------
    InputError
        When somebody else does, or a folder holds another experiment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except OSError:
            raise InputError.single(str(folder), "is in use by another run, expected a folder of its own") from None
        yield partial(_kept_in, folder)


def _kept_in(folder: Path, option: str, fingerprint: str) -> Kept:
    own = folder / option
    mark = own / "run.json"
    identity = {"fingerprint": fingerprint}
    if mark.exists() and _document(mark) != identity:
        raise InputError.single(str(own), "holds replications of another experiment, expected an empty folder")
    own.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps(identity) + "\n", encoding="utf-8")
    return KeptInFolder(own)


def _document(file: Path) -> object:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return None

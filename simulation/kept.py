"""Finished replications that outlive the run that made them, so that an interrupted experiment goes on."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
        return {
            number: {file.stem: pl.read_parquet(file) for file in sorted(path.glob("*.parquet"))}
            for number, path in sorted(numbered.items())
            if number < most
        }

    def keep(self, number: int, tables: Tables) -> None:
        """Keep a replication; one that is there already stays."""
        # Written beside and renamed: a folder with its final name is complete, whenever the run was interrupted.
        partial = self.folder / f".{number:05d}"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        for name, table in tables.items():
            table.write_parquet(partial / f"{name}.parquet")
        partial.rename(self.folder / f"{number:05d}")


def kept_below(folder: Path) -> KeptOf:
    """Return what keeps each option of an experiment in a folder of its own below ``folder``."""

    def kept_of(option: str, fingerprint: str) -> Kept:
        own = folder / option
        mark = own / "run.json"
        identity = {"fingerprint": fingerprint}
        if mark.exists() and json.loads(mark.read_text(encoding="utf-8")) != identity:
            raise InputError.single(str(own), "holds replications of another experiment, expected an empty folder")
        own.mkdir(parents=True, exist_ok=True)
        mark.write_text(json.dumps(identity) + "\n", encoding="utf-8")
        return KeptInFolder(own)

    return kept_of

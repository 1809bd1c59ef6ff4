"""What simulations start from and what they have finished, in the database so that every server finds it."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import polars as pl
from pydantic import TypeAdapter
from sqlalchemy import Connection, func, insert, select

from api.store.database import Database
from api.store.refusals import NotFound
from api.store.tables import replication, simulation_start
from scenarios.census import Census
from scenarios.files import to_json
from scenarios.scenario import Scenario
from simulation.kept import Kept, KeptOf, Tables

SCENARIO = TypeAdapter(Scenario)
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PackedStart:
    """A state of the hospital as it is kept."""

    id: str
    hospital: str
    at: datetime
    content: bytes

    @classmethod
    def of(cls, scenario: Scenario) -> "PackedStart":
        """Return a state, packed: it takes too long to be done while others wait to write."""
        content = to_json(scenario)
        packed = zlib.compress(content)
        return cls(sha256(content).hexdigest(), _hospital_hash(scenario), scenario.census.at, packed)


def keep_start(connection: Connection, packed: PackedStart, *, shared: bool) -> str:
    """Keep a state of the hospital and return its id.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    packed : PackedStart
        The state.
    shared : bool
        Take the oldest state of the same hospital that is kept, if there is one: runs that forget where they started
        then meet the same patients whenever they are asked for.
    """
    if shared:
        same = select(simulation_start.c.id).where(simulation_start.c.hospital == packed.hospital)
        oldest = connection.execute(same.order_by(simulation_start.c.at, simulation_start.c.id).limit(1)).scalar()
        if oldest is not None:
            return str(oldest)
    if connection.execute(select(simulation_start.c.id).where(simulation_start.c.id == packed.id)).first() is None:
        row = {"id": packed.id, "hospital": packed.hospital, "at": packed.at, "scenario": packed.content}
        connection.execute(insert(simulation_start).values(row))
    return packed.id


def start_scenario(database: Database, start_id: str) -> Scenario:
    """Return a state that was kept."""
    with database.reading() as connection:
        found = connection.execute(
            select(simulation_start.c.scenario).where(simulation_start.c.id == start_id)
        ).scalar()
    if found is None:
        raise NotFound("Start {start} does not exist, expected one that a simulation began with", start=start_id)
    return SCENARIO.validate_json(zlib.decompress(found))


@dataclass(frozen=True, slots=True)
class KeptInStore:
    """The finished replications of one run in the database."""

    database: Database
    run: str

    def finished(self, most: int) -> dict[int, Tables]:
        """Return what is finished, by number, of the first ``most`` replications."""
        wanted = select(replication.c.number, replication.c.tables).where(
            replication.c.run == self.run, replication.c.number < most
        )
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(replication.c.number)).all()
        return {number: _unpacked(packed) for number, packed in rows}

    def keep(self, number: int, tables: Tables) -> None:
        """Keep a replication; one that is there already stays."""
        same = select(replication.c.number).where(replication.c.run == self.run, replication.c.number == number)
        with self.database.writing() as connection:
            if connection.execute(same).first() is None:
                row = {"run": self.run, "number": number, "tables": _packed(tables)}
                connection.execute(insert(replication).values(row))


def kept_in(database: Database) -> KeptOf:
    """Return what keeps the replications of every run in a database, by what was simulated."""

    def kept_of(option: str, fingerprint: str) -> Kept:
        return KeptInStore(database, fingerprint)

    return kept_of


def finished_counts(database: Database, runs: Iterable[str]) -> dict[str, int]:
    """Return how many replications of each run are finished."""
    counted = select(replication.c.run, func.count()).where(replication.c.run.in_(list(runs)))
    with database.reading() as connection:
        rows = connection.execute(counted.group_by(replication.c.run)).all()
    return {run: int(count) for run, count in rows}


def _packed(tables: Tables) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, table in tables.items():
            file = BytesIO()
            table.write_parquet(file)
            archive.writestr(name, file.getvalue())
    return stream.getvalue()


def _unpacked(packed: bytes) -> Tables:
    with ZipFile(BytesIO(packed)) as archive:
        return {name: pl.read_parquet(BytesIO(archive.read(name))) for name in archive.namelist()}


def _hospital_hash(scenario: Scenario) -> str:
    """Return what tells hospitals apart: the place and its rules, whoever lies there."""
    place = Scenario(hospital=scenario.hospital, census=Census(at=NO_TIME), allocation=scenario.allocation)
    return sha256(to_json(place)).hexdigest()

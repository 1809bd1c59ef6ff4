"""One database behind one engine: SQLite in WAL mode, or PostgreSQL by its URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command as alembic_command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from scenarios.input_problems import InputError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 20_000
WRITER_LOCK = 7_310_225
"""Key of PostgreSQL's advisory lock: writers queue, so that sequence numbers become visible in their order."""


class Database:
    """An engine with the transactions that OneBed needs.

    Parameters
    ----------
    url : str
        SQLAlchemy URL; ``sqlite:///file.db`` or ``postgresql://...`` (psycopg).
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self._turn = Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent state."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that no other writer overlaps; commit at the end.

        Threads of one process queue on a lock, which is fair; SQLite's own lock polls and would make some wait long.
        """
        with self._turn, self.engine.connect().execution_options(onebed_writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
            yield connection

    def migrate(self) -> None:
        """Bring the schema to the newest version."""
        with self.engine.connect().execution_options(onebed_writes=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
            alembic_command.upgrade(_migration_config(connection), "head")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _migration_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise InputError.single(
            "database", f"{url!r}, expected an SQLAlchemy URL such as sqlite:///onebed.db"
        ) from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_size=10, max_overflow=40, pool_pre_ping=True)
    if parsed.get_backend_name() != "sqlite":
        raise InputError.single("database", f"{parsed.get_backend_name()}, expected sqlite or postgresql")
    engine = create_engine(parsed, pool_size=10, max_overflow=40, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  a raw driver connection
    # The driver would begin late and upgrade a read lock, which fails under load; OneBed begins itself.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("onebed_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

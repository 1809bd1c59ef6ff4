"""One database behind one engine: SQLite in WAL mode, or PostgreSQL by its URL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from alembic import command as alembic_command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from api.store.refusals import Busy
from scenarios.input_problems import InputError

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE_SECONDS = 5.0
"""How long a writer waits for its turn in this process, and then for the database, before it gives up."""
PATIENCE_MS = "onebed_patience_ms"
"""Option of a transaction, and what is known of a connection: how long it waits for another process."""
CONNECT_SECONDS = 10
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
        # A snapshot a statement would show a log and projections of different moments; a snapshot a transaction would
        # show a writer what was true before its turn. So neither is left to the server's default.
        self._reader, self._writer = self.engine, self.engine.execution_options(onebed_writes=True)
        if self.engine.dialect.name == "postgresql":
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            self._writer = self._writer.execution_options(isolation_level="READ COMMITTED")
        self._turn = Lock()
        self._closed = False
        event.listen(self.engine, "checkin", self._close_what_comes_back)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one consistent state."""
        with self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[Connection]:
        """Yield a connection in a transaction that no other writer overlaps; commit at the end.

        Threads of one process queue on a lock, which is fair; SQLite's own lock polls and would make some wait long.

        Raises
        ------
        Busy
            The turn did not come in time.
        """
        if not self._turn.acquire(timeout=patience_seconds):
            raise Busy("The database has been busy for {seconds} s, expected its turn sooner", seconds=patience_seconds)
        try:
            patience = {PATIENCE_MS: int(patience_seconds * 1000)}
            with self._writer.connect().execution_options(**patience) as connection, connection.begin():
                if connection.dialect.name == "postgresql":
                    if patience_seconds != PATIENCE_SECONDS:
                        connection.execute(text(f"SET LOCAL lock_timeout = {max(1, *patience.values())}"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
                yield connection
        finally:
            self._turn.release()

    def migrate(self) -> None:
        """Bring the schema to the newest version.

        Raises
        ------
        InputError
            When the database cannot be reached, or a newer OneBed has written it.
        """
        try:
            with self._writer.connect() as connection, connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SET LOCAL lock_timeout = 0"))
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": WRITER_LOCK})
                alembic_command.upgrade(_migration_config(connection), "head")
        except CommandError as error:
            raise InputError.single("database", f"{error}, expected a schema that this version knows") from error
        except DBAPIError as error:
            raise InputError.single(
                "database", f"{_shown(self.engine.url)}: {_first_line(error)}, expected one that can be reached"
            ) from error

    def close(self) -> None:
        """Close all connections; those still in use when they come back."""
        self._closed = True
        self.engine.dispose()

    def _close_what_comes_back(self, _connection: object, record: ConnectionPoolEntry) -> None:
        if self._closed:
            record.invalidate()


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
    # What is written are patients' names, so statements are never told with their parameters.
    options: dict[str, Any] = {"pool_size": 10, "max_overflow": 40, "hide_parameters": True}
    if parsed.get_backend_name() == "postgresql":
        arguments = {} if "connect_timeout" in parsed.query else {"connect_timeout": CONNECT_SECONDS}
        engine = create_engine(parsed, pool_pre_ping=True, connect_args=arguments, **options)
        event.listen(engine, "connect", _set_up_postgresql)
        return engine
    if parsed.get_backend_name() != "sqlite":
        raise InputError.single("database", f"{parsed.get_backend_name()}, expected sqlite or postgresql")
    _keep_to_owner(parsed)
    engine = create_engine(parsed, connect_args={"timeout": PATIENCE_SECONDS}, **options)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _first_line(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0]


def _keep_to_owner(url: URL) -> None:
    """Make a new database file that only its owner reads; SQLite gives the files beside it the same mode."""
    if url.database and url.database != ":memory:" and not url.database.startswith("file:"):
        with suppress(OSError):  # what is wrong with the file is said when it is opened
            os.close(os.open(url.database, os.O_CREAT | os.O_RDWR, 0o600))


def _set_up_postgresql(connection: Any, _record: object) -> None:  # noqa: ANN401  a raw driver connection
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(PATIENCE_SECONDS * 1000)}")
    connection.commit()


def _set_up_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  a raw driver connection
    # The driver would begin late and upgrade a read lock, which fails under load; OneBed begins itself.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={int(PATIENCE_SECONDS * 1000)}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("onebed_writes", False):
        patience_ms = options.get(PATIENCE_MS, int(PATIENCE_SECONDS * 1000))
        if connection.info.get(PATIENCE_MS) != patience_ms:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={patience_ms}")
            connection.info[PATIENCE_MS] = patience_ms
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")

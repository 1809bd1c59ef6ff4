"""A PostgreSQL server of our own for a while, from the programs that the system has."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg

USER = "onebed"
FIRST_PORT, PORTS = 20_000, 20_000


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(found[-1]) if found else None)
    return Path(initdb).parent if initdb else None


@contextmanager
def temporary_postgresql() -> Iterator[str]:
    """Yield the URL of a server with data of its own; it listens on this machine only.

    Raises
    ------
    RuntimeError
        When PostgreSQL is not installed.
    """
    bin_folder = programs()
    if bin_folder is None:
        raise RuntimeError("PostgreSQL is not installed, expected initdb on the path or under /usr/lib/postgresql")
    with TemporaryDirectory(prefix="onebed-postgresql-", ignore_cleanup_errors=True) as folder:
        prefix: list[str] = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
            prefix = ["runuser", "-u", "postgres", "--"]

        def run(program: str, *arguments: str) -> None:
            command = [*prefix, str(bin_folder / program), "-D", f"{folder}/data", *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)  # noqa: S603  PostgreSQL's own

        port = FIRST_PORT + os.getpid() % PORTS
        run("initdb", "-U", USER, "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200"
        run("pg_ctl", "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield f"postgresql://{USER}@127.0.0.1:{port}"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


def new_database(server: str, template: str = "template1") -> str:
    """Create a database on a server, as a copy of another that nobody is connected to, and return its URL."""
    name = f"onebed_{uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"

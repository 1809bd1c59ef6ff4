"""How search and pricing are compiled, and where the compiled code is kept."""

import contextlib
import os
import platform
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import ParamSpec, TypeVar

import numba

COMPILING = "compiling the search of onebed schedule, once on this machine: about a minute"
_HERE = Path(__file__).parent
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


@cache
def cache_folder() -> Path:
    """Return the folder of compiled code for exactly these sources.

    Numba notices that a function's own file changed, but not that one it calls or a constant it uses did, and would
    then run old code. A folder by digest of all sources cannot be stale; it lies in ``NUMBA_CACHE_DIR`` if set, else
    in the user's cache, since an installed package may be read-only.
    """
    digest = blake2b(digest_size=8)
    for path in _sources():
        digest.update(path.read_bytes())
    chosen = os.environ.get("NUMBA_CACHE_DIR") or Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "onebed"
    folder = Path(chosen).expanduser() / f"rooms-{digest.hexdigest()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / f"onebed-{os.getuid()}" / folder.name
    return folder


def _sources() -> list[Path]:
    return sorted([*_HERE.glob("local_search/*.py"), *_HERE.glob("columns/*.py"), Path(__file__)])


def is_compiled() -> bool:
    """Return whether these sources were compiled here before, so that loading them takes half a second."""
    return _mark().exists()


def mark_compiled() -> None:
    """Note that everything is compiled and cached."""
    with contextlib.suppress(OSError):
        _mark().touch()


def _mark() -> Path:
    """Return the file that says so; numba also wants the same version, processor and file times."""
    digest = blake2b(f"{numba.__version__} {platform.machine()} {_HERE}".encode(), digest_size=8)
    for path in _sources():
        digest.update(str(path.stat().st_mtime_ns).encode())
    return cache_folder() / f"compiled-{digest.hexdigest()}"


def compiled(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Compile a function at its first call, without the interpreter's lock; later processes load it."""
    # Numba reads the folder when it decorates; other packages keep their code elsewhere.
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
    try:
        made: Callable[_Parameters, _Result] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]
    return made

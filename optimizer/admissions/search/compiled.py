"""How the search is compiled, and where the compiled code is kept."""

import contextlib
import os
import platform
import tempfile
from hashlib import blake2b
from pathlib import Path

import numba

COMPILING = "compiling the search of onebed plan, once on this machine: about half a minute"
_HERE = Path(__file__).parent


def cache_folder() -> Path:
    """Return the folder of compiled code for exactly these sources.

    Numba notices that a function's own file changed, but not that one it calls or a constant it uses did, and would
    then run old code on a new layout. A folder by digest of all sources of the search cannot be stale; it lies in
    ``NUMBA_CACHE_DIR`` if set, else in the user's cache, since an installed package may be read-only.
    """
    digest = blake2b(digest_size=8)
    for path in sorted(_HERE.rglob("*.py")):
        digest.update(path.read_bytes())
    chosen = os.environ.get("NUMBA_CACHE_DIR") or Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")) / "onebed"
    folder = Path(chosen).expanduser() / f"search-{digest.hexdigest()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.gettempdir()) / f"onebed-{os.getuid()}" / folder.name
    return folder


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
    for path in sorted(_HERE.rglob("*.py")):
        digest.update(str(path.stat().st_mtime_ns).encode())
    return Path(numba.config.CACHE_DIR) / f"compiled-{digest.hexdigest()}"  # type: ignore[attr-defined]


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]

compiled = numba.njit(cache=True, nogil=True, error_model="numpy")

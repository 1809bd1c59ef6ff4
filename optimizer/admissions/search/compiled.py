"""How the search is compiled, and where the compiled code is kept."""

import os
import tempfile
from hashlib import blake2b
from pathlib import Path

import numba

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


numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]

compiled = numba.njit(cache=True, nogil=True, error_model="numpy")

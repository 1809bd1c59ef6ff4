"""Where numba keeps the code that it compiled, for whoever compiles."""

import contextlib
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import ParamSpec, TypeVar

import numba

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class CodeCache:
    """The compiled code of some sources, in a folder named by their digest.

    Numba notices that a function's own file changed, but not that one it calls or a constant it uses did, and would
    then run old code on a new layout. A folder by digest of all sources cannot be stale.

    Parameters
    ----------
    name : str
        What the folder's name begins with.
    sources : iterable of Path
        All files that the compiled code depends on.
    """

    def __init__(self, name: str, sources: Iterable[Path]) -> None:
        self.name = name
        self.sources = sorted(sources)

    @cached_property
    def folder(self) -> Path | None:
        """Where the code is kept, None if nowhere: then it is compiled anew in each process.

        ``NUMBA_CACHE_DIR`` if set, else the user's cache, since an installed package may be read-only, else the
        temporary folder. What lies there is run, so that of the last only a folder of the user's own will do.
        """
        digest = blake2b(digest_size=8)
        for path in self.sources:
            digest.update(path.read_bytes())
        return next(filter(_is_usable, _folders(f"{self.name}-{digest.hexdigest()}")), None)

    def is_complete(self) -> bool:
        """Return whether everything was compiled here before, so that loading it takes half a second."""
        mark = self._mark()
        return mark is not None and mark.exists()

    def mark_complete(self) -> None:
        """Note that everything is compiled and kept."""
        mark = self._mark()
        if mark is not None:
            with contextlib.suppress(OSError):
                mark.touch()

    def compile(self, function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
        """Compile a function at its first call, without the interpreter's lock; later processes load it."""
        if self.folder is None:
            return self._compiled(function, kept=False)
        # Numba reads the folder when it decorates; other packages keep their code elsewhere.
        before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
        numba.config.CACHE_DIR = str(self.folder)  # type: ignore[attr-defined]
        try:
            return self._compiled(function, kept=True)
        finally:
            numba.config.CACHE_DIR = before  # type: ignore[attr-defined]

    def _compiled(self, function: Callable[_Parameters, _Result], *, kept: bool) -> Callable[_Parameters, _Result]:
        made: Callable[_Parameters, _Result] = numba.njit(cache=kept, nogil=True, error_model="numpy")(function)
        return made

    def _mark(self) -> Path | None:
        """Return the file that says so; numba also wants the same version, processor and file times."""
        if self.folder is None:
            return None
        here = self.sources[0].parent
        digest = blake2b(f"{numba.__version__} {platform.machine()} {here}".encode(), digest_size=8)
        for path in self.sources:
            digest.update(str(path.stat().st_mtime_ns).encode())
        return self.folder / f"compiled-{digest.hexdigest()}"


def _folders(name: str) -> Iterator[Path]:
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        yield Path(chosen).absolute() / name
    else:
        with contextlib.suppress(RuntimeError):  # a user without a home, as in some containers
            yield (Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "onebed").expanduser() / name
    with contextlib.suppress(OSError):  # no temporary folder either
        yield Path(tempfile.gettempdir()) / f"onebed-{os.getuid()}" / name


def _is_usable(folder: Path) -> bool:
    """Make a folder; return whether it can be written and nobody else of this machine can write into its parent."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        above = folder.parent.stat()
    except OSError:
        return False
    shared = folder.parent.parent == Path(tempfile.gettempdir()) and (
        above.st_uid != os.getuid() or above.st_mode & 0o022
    )
    return os.access(folder, os.W_OK | os.X_OK) and not shared

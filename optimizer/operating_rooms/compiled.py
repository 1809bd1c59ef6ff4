"""How search and pricing are compiled, and where the compiled code is kept."""

from pathlib import Path

from optimizer.code_cache import CodeCache

COMPILING = "compiling the search of onebed schedule, once on this machine: about a minute"
_HERE = Path(__file__).parent

CODE = CodeCache("rooms", [*_HERE.glob("local_search/*.py"), *_HERE.glob("columns/*.py"), Path(__file__)])

compiled = CODE.compile
is_compiled = CODE.is_complete
mark_compiled = CODE.mark_complete

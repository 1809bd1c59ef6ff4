"""How the search is compiled, and where the compiled code is kept."""

from pathlib import Path

from optimizer.code_cache import CodeCache

COMPILING = "compiling the search of onebed plan, once on this machine: about half a minute"

CODE = CodeCache("search", Path(__file__).parent.rglob("*.py"))

compiled = CODE.compile
is_compiled = CODE.is_complete
mark_compiled = CODE.mark_complete

"""One subcommand of ``onebed`` a file; :data:`COMMANDS` lists them in the order ``onebed --help`` shows."""

from collections.abc import Callable
from typing import Any

from api.commands.allocate import allocate
from api.commands.check import check
from api.commands.explain import explain
from api.commands.generate import generate
from api.commands.plan import plan
from api.commands.rebuild import rebuild
from api.commands.schedule import schedule
from api.commands.serve import serve
from api.commands.simulate import simulate
from api.commands.template import template
from api.commands.token import app as token
from api.commands.version import version

COMMANDS: dict[str, Callable[..., Any]] = {
    "allocate": allocate,
    "explain": explain,
    "schedule": schedule,
    "check": check,
    "serve": serve,
    "rebuild": rebuild,
    "generate": generate,
    "simulate": simulate,
    "plan": plan,
    "template": template,
    "version": version,
}

GROUPS = {
    "token": token,
}
"""Subcommands that have subcommands of their own."""

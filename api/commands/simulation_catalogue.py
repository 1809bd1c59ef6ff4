"""What ``onebed simulate`` may be asked, listed: scenarios, policies and their settings."""

from typing import Literal, get_args, get_origin, get_type_hints

import typer

from simulation import what_if
from simulation.policies import POLICIES, Policy
from simulation.words import Words, words_of_fields


def list_catalogue() -> None:
    """Print the bundled scenarios, and the policies with the defaults and limits of their settings."""
    for name in what_if.names():
        question = what_if.bundled(name)
        typer.echo(f"{name:20} {question.title}  {question.title_zh}")
    typer.echo("\nPolicies for --policy NAME:SETTING=VALUE,... with their defaults and limits")
    for name, kind in POLICIES.items():
        typer.echo(f"\n{name:20} {kind.words.en}  {kind.words.zh}")
        for setting, words in words_of_fields(kind).items():
            limits = _limits(kind, setting, words)
            default = getattr(kind(), setting)
            shown = "" if default is None else f"{default:g}" if isinstance(default, float) else str(default)
            typer.echo(f"  {f'{setting}={shown}':28} {words.en}{f' ({limits})' if limits else ''}")


def _limits(kind: type[Policy], setting: str, words: Words) -> str:
    """Return a setting's unit and limits, or the values it may have, as one phrase."""
    hint = get_type_hints(kind)[setting]
    if get_origin(hint) is Literal:
        return ", ".join(get_args(hint))
    least = (
        ""
        if words.least is None
        else f"from {words.least:g}"
        if words.most is None
        else f"{words.least:g} to {words.most:g}"
    )
    return ", ".join(filter(None, (words.unit, least)))

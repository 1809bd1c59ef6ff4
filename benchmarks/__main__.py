"""``python -m benchmarks``."""

from pathlib import Path
from typing import Annotated

import typer

from benchmarks.guard import guarded_suites, regressions
from benchmarks.report import Row, print_table, write_json
from benchmarks.suites import SUITES, Settings, run_suite

GUARD = "guard"

app = typer.Typer(add_completion=False)


@app.command()
def main(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SUITE...]", help=f"{', '.join([*SUITES, GUARD])}; all suites without."),
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the rows to this file.")] = None,
    instances: Annotated[Path, typer.Option(help="Folder of public instances.")] = Path("../shared/data"),
    quick: Annotated[bool, typer.Option("--quick", help="Small instances only.")] = False,
    plots: Annotated[
        Path | None, typer.Option(file_okay=False, exists=True, help="Also draw plots into this folder.")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="With guard: store what is measured as reference.")] = False,
) -> None:
    """Measure the solvers and the simulator; ``guard [SUITE...]`` compares with committed reference values."""
    unknown = set(names or ()) - {*SUITES, GUARD}
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}, expected one of {', '.join([*SUITES, GUARD])}")
    if names and GUARD in names:
        _guard([name for name in names if name != GUARD] or guarded_suites(), update=update)
        return
    results: dict[str, list[Row]] = {}
    for name in names or SUITES:
        results[name] = run_suite(name, Settings(instances=instances, quick=quick, plots=plots))
        print_table(name, results[name])
    if json_file:
        write_json(json_file, results)


def _guard(names: list[str], *, update: bool) -> None:
    worse = [sentence for name in names for sentence in regressions(name, update=update)]
    for sentence in worse:
        typer.echo(sentence, err=True)
    if worse:
        raise typer.Exit(1)
    typer.echo(f"{', '.join(names)}: {'reference values stored' if update else 'within reference values'}")


if __name__ == "__main__":
    app()

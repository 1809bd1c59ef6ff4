"""How often patients change beds."""

from scenarios.events.schema import EventKind
from scenarios.kpis.kpi import Better, Kpi, Observation


def transfers(observation: Observation) -> float:
    """Return the moves between beds per 100 admissions, both in the time that counts.

    One of two admitted patients is moved once.

    >>> from scenarios.kpis.worked_example import worked_example
    >>> transfers(worked_example(
    ...     (0, "admitted", "Ann", "medicine", "M-1"),
    ...     (0, "admitted", "Bo", "surgery", "M-2"),
    ...     (720, "moved", "Bo", "surgery", "S-1"),
    ... ))
    50.0
    """
    admissions = observation.of_kind(EventKind.ADMITTED).height
    return 100 * observation.of_kind(EventKind.MOVED).height / admissions if admissions else float("nan")


TRANSFERS = Kpi(
    name="transfers",
    title="Transfers per 100 admissions",
    title_zh="每百次入院转床数",
    unit="per 100 admissions",
    better=Better.LOWER,
    measure=transfers,
)

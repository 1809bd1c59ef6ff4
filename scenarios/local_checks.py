"""How a dataclass of the domain checks itself: all that is wrong with one object, in one error."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def refuse(name: str, problems: Iterable[str | None]) -> None:
    """Raise one error that lists every problem of an object.

    Parameters
    ----------
    name : str
        The object as a user knows it: ``Ward W12``.
    problems : iterable of str or None
        What is wrong, one sentence each; None where a check passed.

    Raises
    ------
    ValueError
        When there is at least one problem.
    """
    found = [problem for problem in problems if problem]
    if found:
        raise ValueError(f"{name}: " + "; ".join(found))


def at_least(field: str, value: float, least: float) -> str | None:
    """Return what is wrong when a number is smaller than allowed."""
    return None if value >= least else f"{field} {value}, expected >= {least}"


def within(field: str, value: float, least: float, most: float) -> str | None:
    """Return what is wrong when a number lies outside its range."""
    return None if least <= value <= most else f"{field} {value}, expected {least} to {most}"


def named(field: str, value: str) -> str | None:
    """Return what is wrong when a name is empty or has white space around it."""
    return None if value and value == value.strip() else f"{field} {value!r}, expected a name without spaces around it"


def zoned(field: str, value: datetime | None) -> str | None:
    """Return what is wrong when a datetime has no time zone."""
    if value is None or value.utcoffset() is not None:
        return None
    return f"{field} {value.isoformat()}, expected a time zone such as +08:00"


def unique(field: str, values: Iterable[str]) -> list[str]:
    """Return a sentence for every value that stands more than once."""
    seen: set[str] = set()
    twice = {value for value in values if value in seen or seen.add(value)}  # type: ignore[func-returns-value]
    return [f"{field} {value!r} stands twice, expected once" for value in sorted(twice)]


def known_zone(zone: str) -> str | None:
    """Return what is wrong with a time zone's name."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"zone {zone!r}, expected an IANA time zone such as Asia/Shanghai"
    return None

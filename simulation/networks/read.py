"""Networks from JSON documents, and everything that can be wrong with one."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from scenarios.input_problems import InputError, InputProblem
from simulation.networks.network import Expectation, Network, PatientClass, Sessions, VaryingRate, Visit

ROUNDING = 1e-9
_NETWORK = TypeAdapter(Network)


def read_network(path: Path) -> Network:
    """Read a network from its JSON file.

    Raises
    ------
    InputError
        With every problem, each with its place in the document.
    """
    try:
        network = _NETWORK.validate_json(path.read_bytes())
    except OSError as error:
        raise InputError.single(str(path), f"cannot be read: {error.strerror}") from None
    except ValidationError as error:
        raise InputError(
            InputProblem(f"{path.name}: " + ".".join(str(part) for part in problem["loc"]), problem["msg"])
            for problem in error.errors()
        ) from None
    problems = [InputProblem(f"{path.name}: {one.path}", one.message) for one in problems_of(network)]
    if problems:
        raise InputError(problems)
    return network


def problems_of(network: Network) -> list[InputProblem]:
    """Return every contradiction between the parts of a network."""
    found = []
    if not 0 <= network.warm_up < network.horizon:
        found.append(InputProblem("warm_up", f"{network.warm_up}, expected from 0 to below horizon {network.horizon}"))
    if network.replications < 1:
        found.append(InputProblem("replications", f"{network.replications}, expected >= 1"))
    for name, station in network.stations.items():
        found += _servers(f"stations.{name}.servers", station.servers)
        if station.hold_after:
            found += station.hold_after.problems(f"stations.{name}.hold_after")
    for name, patients in network.classes.items():
        found += _class(network, name, patients)
    for number, sessions in enumerate(network.timetable):
        found += _sessions(network, f"timetable.{number}", sessions)
    for name, variant in network.variants.items():
        path = f"variants.{name}"
        found += _named(f"{path}.servers", variant.servers, network.stations)
        for station_name, servers in variant.servers.items():
            found += _servers(f"{path}.servers.{station_name}", servers)
        for number, what in enumerate(variant.expect):
            found += _expectation(network, f"{path}.expect.{number}", what)
    return found


def _class(network: Network, name: str, patients: PatientClass) -> Iterator[InputProblem]:
    path = f"classes.{name}"
    yield from _named(f"{path}.enters", patients.enters, patients.visits)
    yield from _shares(f"{path}.enters", patients.enters.values(), at_most=True)
    if patients.interval:
        yield from patients.interval.problems(f"{path}.interval")
    if patients.rate:
        yield from _rate(f"{path}.rate", patients.rate)
    sent = any(name in option.patients for sessions in network.timetable for option in sessions.options)
    if not patients.interval and not patients.rate and not sent:
        yield InputProblem(path, "never comes, expected an interval, a rate or a session")
    for station, visit in patients.visits.items():
        yield from _visit(network, patients, f"{path}.visits.{station}", station, visit)
    if cycle := _returns_to(patients):
        yield InputProblem(path, f"comes back to {cycle}, expected every station at most once")


def _visit(network: Network, patients: PatientClass, path: str, station: str, visit: Visit) -> Iterator[InputProblem]:
    for number, option in enumerate(visit.service):
        yield from option.service.problems(f"{path}.service.{number}")
    if visit.patience:
        yield from visit.patience.problems(f"{path}.patience")
    yield from _named(path, (station,), network.stations)
    yield from _named(f"{path}.next", visit.next, patients.visits)
    yield from _shares(f"{path}.service", (option.probability for option in visit.service))
    yield from _shares(f"{path}.next", visit.next.values(), at_most=True)


def _returns_to(patients: PatientClass) -> str | None:
    """Return a station that a patient of the class may come to twice; None in a network without a way back."""
    for start in patients.visits:
        reached, ahead = set[str](), list(patients.visits[start].next)
        while ahead:
            station = ahead.pop()
            if station == start:
                return start
            if station not in reached and station in patients.visits:
                reached.add(station)
                ahead += patients.visits[station].next
    return None


def _sessions(network: Network, path: str, sessions: Sessions) -> Iterator[InputProblem]:
    if sessions.count < 0 or sessions.cycle_days < 1:
        yield InputProblem(path, f"{sessions.count} sessions in {sessions.cycle_days} days, expected >= 0 in >= 1")
    yield from _shares(f"{path}.options", (option.probability for option in sessions.options))
    for number, option in enumerate(sessions.options):
        yield from _named(f"{path}.options.{number}.patients", option.patients, network.classes)


def _expectation(network: Network, path: str, what: Expectation) -> Iterator[InputProblem]:
    yield from _named(f"{path}.classes", what.classes, network.classes)
    if what.station:
        yield from _named(f"{path}.station", (what.station,), network.stations)


def _rate(path: str, rate: VaryingRate) -> Iterator[InputProblem]:
    if rate.steps and (min(rate.steps) < 0 or rate.step_length <= 0):
        yield InputProblem(path, f"steps {rate.steps} of {rate.step_length}, expected rates >= 0 of steps > 0")
    if not rate.steps and rate.mean < abs(rate.amplitude):
        yield InputProblem(path, f"mean {rate.mean}, expected at least the amplitude {abs(rate.amplitude)}")


def _servers(path: str, servers: int | None) -> Iterator[InputProblem]:
    if servers is not None and servers < 0:
        yield InputProblem(path, f"{servers}, expected >= 0")


def _named(path: str, names: Iterable[str], known: Mapping[str, object]) -> Iterator[InputProblem]:
    for name in names:
        if name not in known:
            yield InputProblem(path, f"{name}, expected one of {', '.join(sorted(known))}")


def _shares(path: str, shares: Iterable[float], *, at_most: bool = False) -> Iterator[InputProblem]:
    listed = list(shares)
    total, bound = sum(listed), "<= 1" if at_most else "1"
    if any(share < 0 for share in listed) or total > 1 + ROUNDING or (not at_most and total < 1 - ROUNDING):
        yield InputProblem(
            path, f"probabilities {', '.join(f'{share:g}' for share in listed)}, expected a sum of {bound}"
        )

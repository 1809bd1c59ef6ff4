"""Put a whole scenario together from a size and a seed."""

from datetime import datetime, timedelta, timezone

from scenarios.generate.census import generated_census
from scenarios.generate.coming_weeks import coming_weeks
from scenarios.generate.demand import expected_demand
from scenarios.generate.layout import departments_at, ward_outlines
from scenarios.generate.norms import Norms
from scenarios.generate.place import generated_hospital
from scenarios.generate.requests import waiting_requests
from scenarios.generate.streams import Streams
from scenarios.input_problems import InputError, InputProblem
from scenarios.scenario import Scenario

CENSUS_AT = datetime(2026, 3, 11, 10, 0, tzinfo=timezone(timedelta(hours=8)))
"""A Wednesday at ten: the round is over, orders are written, the first patients leave, elective ones arrive."""

LEAST_BEDS = 100
_NAMES = ("OneBed General Hospital", "一床综合医院")


def generate(*, beds: int, waiting: int, seed: int, name: str = "", norms: Norms | None = None) -> Scenario:
    """Make a Chinese tertiary general hospital with its patients and the requests that wait.

    Parameters
    ----------
    beds : int
        Beds in the whole hospital, at least 100.
    waiting : int
        Requests that wait for a bed, at least 0. Another number leaves hospital, census and the first requests as
        they are.
    seed : int
        Of everything random, at least 0; same seed, same scenario.
    name : str
        Of the scenario; by default its size and seed.
    norms : Norms, optional
        Parameters; by default the norms of ``norms.py``.

    Returns
    -------
    Scenario
        Keeps every rule about rooms, lending and caps.

    Raises
    ------
    InputError
        For a size, number or seed out of range.
    """
    _refuse_impossible(beds, waiting, seed)
    norms = norms or Norms()
    streams = Streams.of(seed)
    profiles = departments_at(beds)
    outlines = ward_outlines(beds, norms, streams.layout)
    hospital = generated_hospital(beds, outlines, profiles, _NAMES, norms, streams)
    census = generated_census(hospital, outlines, profiles, CENSUS_AT, norms, streams)
    return Scenario(
        hospital=hospital,
        census=census,
        requests=waiting_requests(hospital, profiles, census, waiting, norms, streams),
        expected_demand=expected_demand(profiles, len(census.stays), CENSUS_AT, norms, streams.demand),
        coming_weeks=coming_weeks(hospital, profiles, census, norms, streams.weeks),
        name=name or f"{beds} beds, {waiting} waiting, seed {seed}",
        seed=seed,
    )


def _refuse_impossible(beds: int, waiting: int, seed: int) -> None:
    limits = (("beds", beds, LEAST_BEDS), ("waiting", waiting, 0), ("seed", seed, 0))
    problems = [
        InputProblem(name, f"{name} {value}, expected >= {least}") for name, value, least in limits if value < least
    ]
    if problems:
        raise InputError(problems)

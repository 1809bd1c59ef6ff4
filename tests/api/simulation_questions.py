"""A small hospital, short questions about it, and a way to carry them out here."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from api.simulations.runner import Simulations
from api.store.store import Store
from scenarios.generate import generate
from tests.api.conftest import HandClock

HOSPITAL = generate(beds=100, waiting=3, seed=6)
SHORT = {"days": 3, "warm_up": 1, "replications": 2}
LOUNGE = {"options": [{"scenario": "discharge-lounge"}], **SHORT}
Ask = Callable[..., str]


def work_off(store: Store, clock: HandClock) -> None:
    """Carry out what is asked, here: starting processes would take most of the time of these tests."""
    Simulations(store.database, clock, 1, ThreadPoolExecutor).work_off()

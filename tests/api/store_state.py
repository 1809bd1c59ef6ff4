"""The beds of the small hospital that tests of the store use, and a look at the state."""

from api.store.live import LiveState
from api.store.store import Store

VACANT, OTHER = "W1-R1-2", "W2-R1-2"
OCCUPIED, LENDER_BED = "W1-R1-1", "W2-R1-1"


def live_of(store: Store) -> LiveState:
    """Return the state as a reader that just came sees it."""
    live = LiveState(store.database)
    live.follow()
    return live


def state(store: Store, bed_id: str) -> str:
    """Return the state of one bed in words."""
    return live_of(store).beds[bed_id].state.value

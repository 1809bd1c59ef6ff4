"""Rooms and wards with their free beds, grouped by who may join."""

from scenarios.hospital import Room

FEMALE, MALE, ANYBODY = 0, 1, 2
"""Shelves of a ward: rooms with company and a free bed that a woman, a man or anybody may join."""

EMPTY_ROOM, EMPTY_SINGLE, EMPTY_ISOLATION, EMPTY_NEGATIVE = 3, 4, 5, 6
"""Shelves of a ward: rooms without company; ordinary, for one, for isolation, with negative pressure."""

SHELVES = 7


class RoomState:
    """A room: who lies in it and which of its beds are free.

    Attributes
    ----------
    free : list of int
        Vacant clean beds, those with the least equipment first.
    women, men : int
        Patients in it, those on their way included.
    pathogen : int
        Of its patients; 0 when they are not isolated.
    shelf : int or tuple
        Where the ward keeps it; -1 for nowhere: nobody can be added.
    """

    __slots__ = ("capacity", "empty_shelf", "free", "isolating", "men", "negative", "pathogen", "shelf", "women")

    def __init__(self, room: Room) -> None:
        self.capacity = len(room.beds)
        self.negative = room.negative_pressure
        self.isolating = room.isolation or room.negative_pressure or len(room.beds) == 1
        self.free: list[int] = []
        self.women = self.men = self.pathogen = 0
        self.shelf: int | tuple[str, int] = -1
        if room.negative_pressure:
            self.empty_shelf = EMPTY_NEGATIVE
        elif room.isolation:
            self.empty_shelf = EMPTY_ISOLATION
        else:
            self.empty_shelf = EMPTY_SINGLE if len(room.beds) == 1 else EMPTY_ROOM


class WardState:
    """A ward: its rooms on shelves, so that a fitting room is found without looking through them.

    Attributes
    ----------
    vacant : int
        Free beds.
    taken : int
        Patients in it, those on their way included.
    staffed : int
        Patients it has nurses for; 0 while it is closed.
    """

    __slots__ = ("cohorts", "department", "number", "shared", "shelves", "staffed", "strict", "taken", "vacant")

    def __init__(self, number: int, department: int, *, shared: bool, strict: bool, staffed: int) -> None:
        self.number = number
        self.department = department
        self.shared = shared
        self.strict = strict
        self.staffed = staffed
        self.vacant = self.taken = 0
        self.shelves: list[dict[RoomState, None]] = [{} for _ in range(SHELVES)]
        self.cohorts: dict[int, dict[RoomState, None]] = {}

    def shelve(self, room: RoomState) -> None:
        """Put a room where it belongs after its patients or beds have changed."""
        shelf = self._shelf_of(room)
        if shelf == room.shelf:
            return
        if room.shelf != -1:
            del self._rooms_on(room.shelf)[room]
        if shelf != -1:
            self._rooms_on(shelf)[room] = None
        room.shelf = shelf

    def _shelf_of(self, room: RoomState) -> int | tuple[str, int]:
        if not room.free:
            return -1
        if room.women + room.men == 0:
            return room.empty_shelf
        if room.pathogen:
            # An airborne cohort and a contact cohort have different pathogens, so one number tells both apart.
            return ("cohort", room.pathogen)
        if not self.strict:
            return ANYBODY
        if room.women and room.men:
            return -1
        return MALE if room.men else FEMALE

    def _rooms_on(self, shelf: int | tuple[str, int]) -> dict[RoomState, None]:
        return self.cohorts.setdefault(shelf[1], {}) if isinstance(shelf, tuple) else self.shelves[shelf]

    def rooms_for(self, sex: int, isolation: int, pathogen: int) -> list[dict[RoomState, None]]:
        """Return the shelves whose rooms a patient may take, best first.

        Rooms with company first, so that empty ones stay for the other sex; rooms for isolation last, so that they
        stay for those who need them.
        """
        shelves = self.shelves
        if isolation == 0:
            company = shelves[sex if self.strict else ANYBODY]
            return [
                company,
                shelves[EMPTY_ROOM],
                shelves[EMPTY_SINGLE],
                shelves[EMPTY_ISOLATION],
                shelves[EMPTY_NEGATIVE],
            ]
        cohort = self.cohorts.get(pathogen, {})
        if isolation == 1:
            return [cohort, shelves[EMPTY_ISOLATION], shelves[EMPTY_SINGLE], shelves[EMPTY_NEGATIVE]]
        return [cohort, shelves[EMPTY_NEGATIVE]]

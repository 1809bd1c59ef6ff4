"""Beds as tiles, rooms and wards: what the board's templates draw."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from api.bed_filter import BedFilter
from api.key_figures import OCCUPANCY_TARGET
from api.overview import is_going, patients_going
from api.readiness import is_overdue
from api.store.live import BedNow, HoldNow, LiveState
from api.views import is_lent, isolation_in
from api.web.labels import STATE_CLASS, Labels, mark
from scenarios.census import BedState
from scenarios.hospital import Room, SexPolicy, Ward
from scenarios.patients import Sex


@dataclass(frozen=True, slots=True)
class Tile:
    """One bed on the board; ``number`` is the bed's id without the ward's, ``label`` what a screen reader says."""

    bed: str
    number: str
    css: str
    letter: str
    mark: str
    when: str
    label: str


@dataclass(frozen=True, slots=True)
class RoomTile:
    """One room on the board: its beds and the sex of those in it."""

    element: str
    id: str
    sex: str
    special: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class WardTile:
    """One ward on the board."""

    element: str
    ward: Ward
    name: str
    department: str
    level: str
    occupied: int
    beds: int
    free: int
    percent: int
    load: str
    rooms: tuple[RoomTile, ...]


class BoardPainter:
    """Draws rooms and wards of a hospital in one language.

    Parameters
    ----------
    live : LiveState
        What is true now.
    labels : Labels
        Names and letters.
    """

    def __init__(self, live: LiveState, labels: Labels) -> None:
        self.live = live
        self.labels = labels
        rooms = [(ward, room) for ward in live.hospital.wards for room in ward.rooms]
        self._room_number = {(ward.id, room.id): number for number, (ward, room) in enumerate(rooms)}
        self._ward_number = {ward.id: number for number, ward in enumerate(live.hospital.wards)}
        self.beds_of_ward = {ward.id: tuple(bed.id for bed in ward.beds) for ward in live.hospital.wards}

    def wards(self, now: datetime, wanted: BedFilter) -> Iterable[WardTile]:
        """Yield every ward with its wanted beds, one after the other, so that a page can start before it ends.

        A ward without any has no rooms; its place on the page is kept for the moment in which it gets one.
        """
        going = patients_going(self.live)
        for ward in self.live.hospital.wards:
            yield self.ward(ward, now, wanted, going)

    def ward(
        self, ward: Ward, now: datetime, wanted: BedFilter | None = None, going: frozenset[str] | None = None
    ) -> WardTile:
        """Draw a ward with its wanted rooms and beds."""
        going = patients_going(self.live) if going is None else going
        beds = [self.live.beds[bed] for bed in self.beds_of_ward[ward.id]]
        rooms = (self.room(ward, room, now, wanted, going) for room in ward.rooms)
        occupied = sum(bed.stay is not None for bed in beds)
        percent = round(100 * occupied / ward.nursed_beds) if ward.nursed_beds else 0
        return WardTile(
            element=f"ward-{self._ward_number[ward.id]}",
            ward=ward,
            name=self.labels.ward(ward.id),
            department=self.labels.department(ward.department),
            level=ward.level_of_care.value,
            occupied=occupied,
            beds=len(beds),
            free=sum(bed.state is BedState.VACANT for bed in beds),
            percent=percent,
            load=load_of(percent),
            rooms=tuple(room for room in rooms if room.tiles),
        )

    def room(self, ward: Ward, room: Room, now: datetime, wanted: BedFilter | None, going: frozenset[str]) -> RoomTile:
        """Draw a room with its wanted beds."""
        beds = [self.live.beds[bed.id] for bed in room.beds]
        sex = self._sex(beds) if ward.sex_policy is SexPolicy.STRICT else ""
        special = "⊖" if room.negative_pressure else "◇" if room.isolation else ""
        shown = [bed for bed in beds if wanted is None or wanted.takes(bed, self.live.hospital, now)]
        return RoomTile(
            element=f"room-{self._room_number[ward.id, room.id]}",
            id=room.id,
            sex=sex,
            special=special,
            tiles=tuple(self._tile(bed, now, sex, going) for bed in shown),
        )

    def _tile(self, bed: BedNow, now: datetime, sex: str, going: frozenset[str]) -> Tile:
        labels, _ = self.labels, self.labels.gettext
        until = shown_until(bed)
        when = labels.when(until, now)
        isolation = isolation_in(bed)
        classes = [STATE_CLASS[bed.state]]
        said = [bed.id, _(bed.state.value)]
        if sex:
            said.append({"F": _("women's room"), "M": _("men's room"), "X": _("mixed room")}[sex])
        if isolation:
            said.append(_("airborne isolation") if isolation == "airborne" else _("contact isolation"))
        if is_lent(bed) and bed.stay:
            classes.append("lent")
            said.append(_("lent to") + " " + labels.department(bed.stay.stay.department))
        if bed.promise is not None:
            classes.append("promised")
            said.append(_("promised"))
        if is_going(bed, going):
            classes.append("going")
        if is_overdue(bed, now):
            classes.append("overdue")
            said.append(_("overdue"))
        if bed.hold and bed.hold.confirmed_at:
            classes.append("confirmed")
            said.append(_("confirmed"))
        if until is not None:
            said.append(_(_meaning(bed)).format(time=labels.date_time(until)))
        elif bed.stay is not None:
            said.append(_("nobody can say when the patient leaves"))
        number = bed.id.removeprefix(f"{bed.place.ward.id}-")
        letter = labels.letters[bed.state]
        mark, shown = labels.marks.get(isolation, ""), when or ("?" if bed.stay else "")
        return Tile(bed.id, number, " ".join(classes), letter, mark, shown, ", ".join(said))

    def _sex(self, beds: list[BedNow]) -> str:
        found = {sex for bed in beds for sex in self._sexes(bed)}
        if len(found) > 1:
            return "X"
        return {Sex.FEMALE: "F", Sex.MALE: "M"}[found.pop()] if found else ""

    def _sexes(self, bed: BedNow) -> Iterable[Sex]:
        if bed.stay is not None:
            yield bed.stay.stay.patient.sex
        elif bed.hold is not None:
            coming = self._request_patient_sex(bed.hold)
            if coming is not None:
                yield coming

    def _request_patient_sex(self, hold: HoldNow) -> Sex | None:
        request = self.live.requests.get(hold.request)
        return request.request.patient.sex if request else None


def shown_until(bed: BedNow) -> datetime | None:
    """Return the moment that a tile shows: discharge expected, hold runs out, cleaning or block ends."""
    if bed.stay is not None:
        return bed.stay.leaves_at
    if bed.hold is not None:
        return bed.hold.expires_at
    return bed.until


def _meaning(bed: BedNow) -> str:
    """Return what the moment on a tile means."""
    if bed.stay is not None:
        return mark("leaves {time}")
    if bed.hold is not None:
        return mark("held until {time}")
    return mark("opens {time}") if bed.state is BedState.BLOCKED else mark("ready {time}")


def load_of(percent: float) -> str:
    """Return how an occupancy in percent lies to the hospital's target: under, within, over."""
    low, high = OCCUPANCY_TARGET.least or 0, OCCUPANCY_TARGET.most or 100
    return "under" if percent < low else "over" if percent > high else "within"

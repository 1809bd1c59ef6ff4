"""Wards drawn as HTML and kept until something in them looks different."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import is_

from markupsafe import Markup

from api.overview import is_going, patients_going
from api.store.live import BedNow, LiveState, RequestNow
from api.web.labels import Labels
from api.web.texts import environment
from api.web.tiles import BoardPainter, shown_until
from scenarios.hospital import Ward


@dataclass(frozen=True, slots=True)
class _Card:
    """A drawn ward, and everything that the drawing shows."""

    html: Markup
    beds: tuple[BedNow, ...]
    going: tuple[bool, ...]
    coming: tuple[RequestNow | None, ...]
    good_until: datetime

    def shows(
        self, beds: tuple[BedNow, ...], going: tuple[bool, ...], coming: tuple[RequestNow | None, ...], now: datetime
    ) -> bool:
        """Return whether the drawing is still right; whatever changes in the live state becomes another object."""
        return (
            now < self.good_until
            and self.going == going
            and all(map(is_, self.beds, beds))
            and len(self.coming) == len(coming)
            and all(map(is_, self.coming, coming))
        )


class WardCards:
    """All wards of a hospital as pieces of a page in one language.

    Drawing 10,000 beds takes a third of a second, comparing them with what is drawn already a few milliseconds. A card
    names no patient, so that everybody may see the same one; it holds for as long as none of its beds has changed, no
    expected time has passed and the day has not ended.

    Parameters
    ----------
    live : LiveState
        What is true now.
    labels : Labels
        Names and letters.
    """

    def __init__(self, live: LiveState, labels: Labels) -> None:
        self.painter = BoardPainter(live, labels)
        self._cards: dict[str, _Card] = {}
        self._macros = environment(labels.language).get_template("macros.html").module

    def all(self, now: datetime) -> Iterator[Markup]:
        """Yield every ward, one after the other, so that a page can start before it ends."""
        going = patients_going(self.painter.live)
        for ward in self.painter.live.hospital.wards:
            yield self._card(ward, now, going)

    def _card(self, ward: Ward, now: datetime, going: frozenset[str]) -> Markup:
        live = self.painter.live
        beds = tuple(live.beds[bed] for bed in self.painter.beds_of_ward[ward.id])
        leaving = tuple(is_going(bed, going) for bed in beds)
        coming = tuple(live.requests.get(bed.hold.request) for bed in beds if bed.hold is not None)
        known = self._cards.get(ward.id)
        if known is not None and known.shows(beds, leaving, coming, now):
            return known.html
        drawn = self._macros.ward_card(self.painter.ward(ward, now, None, going))  # type: ignore[attr-defined]
        html = Markup(drawn)  # noqa: S704  the template has escaped it
        self._cards[ward.id] = _Card(html, beds, leaving, coming, self._good_until(beds, now))
        return html

    def _good_until(self, beds: tuple[BedNow, ...], now: datetime) -> datetime:
        local = now.astimezone(self.painter.labels.zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        coming = (until for bed in beds if (until := shown_until(bed)) is not None and until > now)
        return min(midnight, min(coming, default=midnight))

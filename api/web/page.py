"""One page or fragment: who sees it, in which language, with which names."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from api.runtime import Runtime
from api.security import Principal, csrf_token, read_session, runtime_of, start_session
from api.store.tokens import Role
from api.web.labels import Labels
from api.web.sentences import said
from api.web.texts import environment, language_of
from api.web.tiles import BoardPainter
from api.web.ward_cards import WardCards

PLAN_ACCEPTED = "plan accepted"
"""What a reason begins with that names the job of an accepted plan."""


class Page:
    """What every template needs.

    Parameters
    ----------
    request : Request
        From the browser.
    principal : Principal
        Who looks.
    """

    def __init__(self, request: Request, principal: Principal | None) -> None:
        self.request = request
        self.principal = principal
        self.runtime: Runtime = runtime_of(request)
        self.language = language_of(request)
        known: dict[str, Labels] = request.app.state.labels
        if self.language not in known:
            hospital, timezone = self.runtime.live.hospital, self.runtime.settings.timezone
            known[self.language] = Labels(hospital, self.language, timezone)
        self.labels = known[self.language]
        self.now = self.runtime.now()

    @property
    def cards(self) -> WardCards:
        """Return the drawn wards in this language."""
        kept: dict[str, WardCards] = self.request.app.state.cards
        if self.language not in kept:
            kept[self.language] = WardCards(self.runtime.live, self.labels)
        return kept[self.language]

    @property
    def painter(self) -> BoardPainter:
        """Return what draws the beds."""
        return self.cards.painter

    def said(self, sentence: Mapping[str, Any]) -> str:
        """Return a sentence of the optimizer or the store, given by its template and values, in this language."""
        return said(self.labels, sentence["template"], sentence["values"])

    def reason(self, reason: str) -> str:
        """Return why something was done; what the system gave as reason is said in this language."""
        head, colon, rest = reason.partition(": ")
        if head == PLAN_ACCEPTED:
            return self.labels.gettext("a plan for all who waited, accepted")
        return f"{self.labels.gettext(head)}{colon}{rest}"

    def minutes(self, count: float) -> timedelta:
        """Return some minutes as a length of time."""
        return timedelta(minutes=count)

    def text(self, template: str, **values: Any) -> str:  # noqa: ANN401  template values
        """Return a rendered template."""
        return environment(self.language).get_template(template).render(self.context(**values))

    def context(self, **values: Any) -> dict[str, Any]:  # noqa: ANN401  template values
        """Return the values of a template."""
        principal = self.principal
        return {
            "page": self,
            "labels": self.labels,
            "now": self.now,
            "principal": principal,
            "identified": bool(principal and principal.identified),
            "may_act": bool(principal and principal.identified),
            "demo": getattr(self.runtime, "demo", None),
            "open_access": self.runtime.open_access,
            "may_switch": bool(principal and principal.role.includes(Role.ADMINISTRATOR)),
            "new_key": lambda: str(uuid4()),
            "csrf": "",
            **values,
        }

    @property
    def old_census(self) -> datetime | None:
        """Return when the census was taken that the store was opened with, if it was old and is still seen."""
        census = self.runtime.census
        return census.at if census is not None and census.still_stands(self.runtime.live) else None

    def answer(self, template: str, status: int = 200, **values: Any) -> Response:  # noqa: ANN401  template values
        """Return a whole page; a browser without a session gets one, for the protection against forged requests."""
        session = read_session(self.request)
        response = HTMLResponse(status_code=status)
        if session is None and self.runtime.open_access:
            session = start_session(self.request, response, None)
        content = self.text(template, csrf=csrf_token(session) if session else "", **values)
        response.body = content.encode()
        response.headers["content-length"] = str(len(response.body))
        return response

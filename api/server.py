"""Start a server: open the store, check that it is safe to listen, run."""

import logging
import sys
from datetime import datetime

import uvicorn
from sqlalchemy import func, select

from api.app import create_app
from api.clock import Clock, DemoClock, WallClock
from api.demo import Demo
from api.memory import keep_for_good
from api.old_census import OLD_CENSUS
from api.runtime import Runtime
from api.settings import Settings
from api.store.database import Database
from api.store.kinds import EventKind
from api.store.opening import is_open, open_hospital
from api.store.store import Store
from api.store.tables import event
from api.store.tokens import tokens_in_use
from optimizer.beds.rules import RULE_NAMES
from scenarios.files.load import is_bundled, load
from scenarios.input_problems import InputError
from scenarios.scenario import Scenario
from scenarios.shift import shifted

log = logging.getLogger("onebed")
GRACE_SECONDS = 3
"""How long open event streams may delay the end of the server."""

SWITCH_SECONDS = 0.0005
"""How long a thread may go on computing while another waits to.

A command asks the database some twenty times and has to get back to computing after each; with Python's 5 ms it waits
longer for that than for the database as soon as others compute, and all who queue behind it wait, too.
"""

DEMO_HOLD_MINUTES = 240
"""Half an hour of a demo's time is over before a newcomer has read the panel."""


def prepared(settings: Settings) -> Runtime:
    """Return a runtime on a migrated store with a hospital in it.

    Raises
    ------
    InputError
        When the server would listen beyond this machine and nobody needs a token.
    """
    if settings.demo and "hold_minutes" not in settings.model_fields_set:
        settings = settings.model_copy(update={"hold_minutes": DEMO_HOLD_MINUTES})
    database = Database(settings.database_url)
    database.migrate()
    with database.reading() as connection:
        tokens = tokens_in_use(connection)
    if not settings.on_this_machine_alone and not tokens:
        raise InputError.single(
            "host",
            f"{settings.public_url or settings.host} can be reached from outside and no token exists, expected one: "
            "'onebed token create NAME'",
        )
    wall: Clock = WallClock()
    if not is_open(Store(database, wall)):
        scenario = scenario_to_open(settings, wall.now())
        start = Store(database, DemoClock(scenario.census.at, settings.demo_speed) if settings.demo else wall)
        open_hospital(start, scenario)
    if not settings.demo:
        return Runtime(settings, database, wall)
    clock = DemoClock(_latest(database), settings.demo_speed, running=not _was_stopped(database))
    runtime = Runtime(settings, database, clock)
    runtime.live.follow()
    runtime.demo = Demo(runtime, clock)
    return runtime


def scenario_to_open(settings: Settings, now: datetime) -> Scenario:
    """Return what an empty store opens with.

    A bundled hospital was written down on some Wednesday at ten; its census becomes that of this moment, or of today
    at ten for the demo, whose clock is its own and whose day should have its rhythm. A hospital's own file keeps its
    times: they are what happened.
    """
    scenario = load(settings.scenario, rule_names=RULE_NAMES)
    at = scenario.census.at
    if not is_bundled(settings.scenario):
        if now - at > OLD_CENSUS:
            log.warning("the census is of %s: waits and expected discharges count from then", at.isoformat())
        return scenario
    if settings.demo:
        return shifted(scenario, now.astimezone(at.tzinfo).date() - at.date())
    return shifted(scenario, now.replace(second=0, microsecond=0) - at)


def serve(settings: Settings) -> None:
    """Run the server until it is told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("onebed.http").setLevel(logging.WARNING)
    sys.setswitchinterval(SWITCH_SECONDS)
    runtime = prepared(settings)
    runtime.live.follow()
    app = create_app(runtime, on_started=keep_for_good)
    # Paths carry names of beds and requests, so the access log of uvicorn stays off; ours writes routes.
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="info",
        server_header=False,
        # Without a proxy nobody's word on where a request comes from counts, or the rate limit would mean nothing.
        proxy_headers=bool(settings.public_url),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _latest(database: Database) -> datetime:
    with database.reading() as connection:
        latest: datetime = connection.execute(select(func.max(event.c.recorded_at))).scalar_one()
    return latest


def _was_stopped(database: Database) -> bool:
    switches = (EventKind.DEMO_STOPPED.value, EventKind.DEMO_STARTED.value)
    newest = select(event.c.kind).where(event.c.kind.in_(switches)).order_by(event.c.sequence.desc()).limit(1)
    with database.reading() as connection:
        return connection.execute(newest).scalar() == EventKind.DEMO_STOPPED

"""What the store promises of every command: constraints, idempotency, stale screens, an unchangeable log."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from api.store.commands.holds import confirm_hold, hold_bed, release_hold
from api.store.commands.housekeeping import block, clean
from api.store.commands.stays import admit
from api.store.database import Database
from api.store.opening import open_hospital
from api.store.refusals import KeyReused, Refusal, Stale, WrongState
from api.store.store import Envelope, Store
from api.store.tables import bed_occupation, event, metadata
from scenarios.census import BedState, BlockReason
from scenarios.input_problems import InputError
from tests import make
from tests.api.store_state import LENDER_BED, OCCUPIED, OTHER, VACANT, live_of, state


def test_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_opened_hospital_has_every_bed_stay_and_request(store: Store) -> None:
    live = live_of(store)
    assert [bed_id for bed_id, now in live.beds.items() if now.state is BedState.OCCUPIED] == [OCCUPIED, LENDER_BED]
    assert list(live.beds) == list(live.hospital.place_of_bed)
    assert set(live.requests) == {"Q1", "Q2", "Q3"}


def test_a_second_hospital_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="has a hospital already"):
        open_hospital(store, make.scenario())


def test_the_database_itself_refuses_a_second_live_row_on_a_bed(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    with store.database.writing() as connection:
        hold = dict(connection.execute(select(bed_occupation).where(bed_occupation.c.request == "Q1")).mappings().one())
    with pytest.raises(IntegrityError), store.database.writing() as connection:
        connection.execute(insert(bed_occupation).values({**hold, "id": "second", "request": "Q2"}))


def test_the_log_refuses_to_be_changed(store: Store) -> None:
    with pytest.raises(DBAPIError, match="append-only"), store.database.writing() as connection:
        connection.execute(update(event).values(actor="someone else"))
    with pytest.raises(DBAPIError, match="append-only"), store.database.writing() as connection:
        connection.execute(text("DELETE FROM event"))


def test_a_repeated_command_gets_the_first_answer_and_changes_nothing(store: Store) -> None:
    envelope = Envelope(actor="ann", key="k1", content={"hold": VACANT})
    first = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), envelope)
    store.execute(lambda tx: release_hold(tx, first["hold"]))
    again = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), envelope)
    assert again == first
    assert state(store, VACANT) == "vacant"


def test_a_key_with_another_command_is_refused(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), Envelope(actor="ann", key="k1", content={"bed": VACANT}))
    with pytest.raises(KeyReused):
        store.execute(lambda tx: hold_bed(tx, "Q2", OTHER), Envelope(actor="ann", key="k1", content={"bed": OTHER}))


def test_a_refused_command_leaves_no_trace(store: Store) -> None:
    before = live_of(store).sequence
    with pytest.raises(WrongState):
        store.execute(lambda tx: clean(tx, VACANT), Envelope(actor="ann", key="k1"))
    assert live_of(store).sequence == before
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT), Envelope(actor="ann", key="k1"))


def test_a_stale_screen_is_told_what_changed(store: Store) -> None:
    seen = live_of(store).beds[VACANT].version
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT, bed_version=seen), Envelope(actor="ann", key="k1"))
    store.execute(lambda tx: release_hold(tx, hold["hold"]))
    with pytest.raises(Stale) as refused:
        store.execute(lambda tx: hold_bed(tx, "Q2", VACANT, bed_version=seen))
    assert [change["kind"] for change in refused.value.values["changes"]] == ["hold released", "bed held"]
    assert refused.value.values["changes"][1]["actor"] == "ann"


def test_the_database_itself_refuses_a_second_held_bed_for_a_patient(store: Store) -> None:
    store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    with store.database.reading() as connection:
        hold = dict(connection.execute(select(bed_occupation).where(bed_occupation.c.request == "Q1")).mappings().one())
    other = {**hold, "id": "second", "request": "Q9", "bed": OTHER}
    with pytest.raises(IntegrityError), store.database.writing() as connection:
        connection.execute(insert(bed_occupation).values(other))


def test_a_stale_hold_is_told_what_changed(store: Store) -> None:
    hold = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))
    store.execute(lambda tx: confirm_hold(tx, hold["hold"]), Envelope(actor="bob", key="key"))
    with pytest.raises(Stale) as refused:
        store.execute(lambda tx: release_hold(tx, hold["hold"], version=hold["version"]))
    assert [(one["kind"], one["actor"]) for one in refused.value.values["changes"]] == [("hold confirmed", "bob")]


def test_a_bed_that_an_event_changed_without_naming_it_tells_that_event(store: Store) -> None:
    seen = store.execute(lambda tx: hold_bed(tx, "Q1", VACANT))["version"]
    store.execute(lambda tx: admit(tx, "Q1", OTHER))
    with pytest.raises(Stale) as refused:
        store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, version=seen))
    assert [one["kind"] for one in refused.value.values["changes"]] == ["patient admitted"]


def test_a_version_beyond_the_log_is_stale_and_a_later_one_of_the_log_is_not(store: Store) -> None:
    with pytest.raises(Stale):
        store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, version=10**9))
    end = live_of(store).sequence
    assert store.execute(lambda tx: block(tx, VACANT, BlockReason.CLOSED, version=end))["bed"] == VACANT


def test_many_threads_fighting_for_one_bed_give_it_once(store: Store) -> None:
    def attempt(number: int) -> bool:
        try:
            store.execute(lambda tx: hold_bed(tx, f"Q{number % 3 + 1}", VACANT))
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(attempt, range(64))) == 1

"""The store: carries commands out, once each, and remembers its answers."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from api.clock import Clock
from api.store.database import PATIENCE_SECONDS, Database
from api.store.refusals import BedTaken, KeyReused
from api.store.tables import command
from api.store.transaction import Answer, BedRules, NoRules, Transaction

SYSTEM = "system"
_KNOWN = select(command).where(command.c.key == bindparam("known"))
_REMEMBER = insert(command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who commands, and what makes a repeat recognisable.

    Attributes
    ----------
    actor : str
        Name of the person or system.
    key : str or None
        Idempotency key; None for what the server does by itself.
    content : mapping
        The command as it came in; the same key with other content is refused.
    """

    actor: str = SYSTEM
    key: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Return a digest of who commands what."""
        text = json.dumps([self.actor, self.content], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


class Store:
    """Carries commands out on a database.

    Parameters
    ----------
    database : Database
        Where everything is kept.
    clock : Clock
        The hospital's time.

    Attributes
    ----------
    rules : BedRules
        That beds given by hand must keep; a server sets them, a store alone has none.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.rules: BedRules = NoRules()
        self.on_commit: Callable[[int], None] = lambda sequence: None

    def answered(self, envelope: Envelope) -> Answer | None:
        """Return the first answer to a command that was carried out before; None for a new one."""
        if envelope.key is None:
            return None
        with self.database.reading() as connection:
            known = connection.execute(_KNOWN, {"known": envelope.key}).mappings().first()
        return None if known is None else _first_answer(dict(known), envelope)

    def execute(
        self,
        work: Callable[[Transaction], Answer],
        envelope: Envelope | None = None,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> Answer:
        """Carry one command out in one transaction and return its answer.

        Parameters
        ----------
        work : callable
            Changes the state through a :class:`Transaction` and returns a JSON-ready answer.
        envelope : Envelope, optional
            Who and which; the server itself without a key when left out.
        patience_seconds : float
            How long to wait for the turn to write.

        Raises
        ------
        Refusal
            The command was not carried out and nothing has changed. Refusals are not remembered: the same key may
            be sent again when the state allows the command.
        """
        envelope = envelope or Envelope()
        try:
            with self.database.writing(patience_seconds) as connection:
                if envelope.key is not None:
                    known = connection.execute(_KNOWN, {"known": envelope.key}).mappings().first()
                    if known is not None:
                        return _first_answer(dict(known), envelope)
                transaction = Transaction(connection, envelope.actor, self.clock.now(), envelope.key, self.rules)
                answer = work(transaction)
                if envelope.key is not None:
                    connection.execute(
                        _REMEMBER,
                        {
                            "key": envelope.key,
                            "actor": envelope.actor,
                            "fingerprint": envelope.fingerprint,
                            "answer": dict(answer),
                            "recorded_at": transaction.now,
                        },
                    )
        except IntegrityError as error:
            if "bed_occupation" not in str(error.orig):
                raise
            raise BedTaken("Somebody else has this bed, request or patient in hand, expected it to be free") from error
        if transaction.last_sequence:
            self.on_commit(transaction.last_sequence)
        return answer


def _first_answer(known: Mapping[str, Any], envelope: Envelope) -> Answer:
    if known["fingerprint"] != envelope.fingerprint:
        raise KeyReused(
            "Idempotency key {key} was used for another command or other values, which were carried out; expected a "
            "new key, such as a UUID, for each command, and the old one only to repeat the same",
            key=envelope.key,
        )
    answer: Answer = known["answer"]
    return answer

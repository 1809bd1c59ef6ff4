"""Access tokens: shown once, kept as a hash; and the server's own secret."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import Connection, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.store.database import Database
from api.store.tables import secret, token
from scenarios.input_problems import InputError

PREFIX = "onebed_"


class Role(StrEnum):
    """What somebody may do; each role may do what the ones before it may."""

    VIEWER = "viewer"
    DISPATCHER = "dispatcher"
    ADMINISTRATOR = "administrator"

    def includes(self, needed: "Role") -> bool:
        """Return whether this role may do what ``needed`` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token without its secret part."""

    id: str
    name: str
    role: Role
    hash: str


def hash_of(text: str) -> str:
    """Return what is stored of a token. It carries 256 random bits, so a plain digest cannot be guessed back."""
    return hashlib.sha256(text.encode()).hexdigest()


def create_token(database: Database, name: str, role: Role, now: datetime) -> str:
    """Store a new token and return it in clear, for the only time.

    Raises
    ------
    InputError
        When the name is empty, or has a token in use; the name of a revoked one is free again.
    """
    if not name.strip():
        raise InputError.single("name", "is empty, expected whom the token is for")
    clear = PREFIX + secrets.token_urlsafe(32)
    row = {"id": str(uuid4()), "name": name.strip(), "role": role.value, "hash": hash_of(clear), "created_at": now}
    try:
        with database.writing() as connection:
            connection.execute(insert(token).values(row))
    except IntegrityError:
        raise InputError.single("name", f"{name!r} has a token already, expected another name") from None
    return clear


def revoke_token(database: Database, name: str, now: datetime) -> None:
    """Make a token worthless.

    Raises
    ------
    InputError
        When nobody of that name has one.
    """
    with database.writing() as connection:
        statement = update(token).where(token.c.name == name, token.c.revoked_at.is_(None)).values(revoked_at=now)
        if connection.execute(statement).rowcount == 0:
            raise InputError.single("name", f"{name!r} has no token in use, expected one to revoke")


def tokens_in_use(connection: Connection) -> dict[str, Token]:
    """Return hash to token, for tokens that are not revoked."""
    rows = connection.execute(select(token).where(token.c.revoked_at.is_(None))).mappings()
    return {
        row["hash"]: Token(id=row["id"], name=row["name"], role=Role(row["role"]), hash=row["hash"]) for row in rows
    }


def any_token_ever(connection: Connection) -> bool:
    """Return whether a token was ever made, even if all are revoked."""
    return bool(connection.execute(select(exists().select_from(token))).scalar())


def server_secret(database: Database) -> str:
    """Return the secret that signs cookies; made once and kept, so that a restart logs nobody out."""
    with database.writing() as connection:
        known = connection.execute(select(secret.c.value).where(secret.c.name == "cookies")).scalar_one_or_none()
        if known is None:
            known = secrets.token_urlsafe(48)
            connection.execute(insert(secret).values(name="cookies", value=known))
        return str(known)

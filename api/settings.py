"""What the server may be told from outside, by environment variables that start with ``ONEBED_``."""

from typing import Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from limits import parse
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Settings(BaseSettings):
    """Settings of ``onebed serve``.

    Attributes
    ----------
    database_url : str
        SQLite by default; ``postgresql://...`` when several dispatchers' hosts share it.
    scenario : str
        What an empty store opens with: a scenario file, or a bundled scenario's name.
    host, port : str, int
        Where to listen. Anywhere but loopback needs a token first.
    demo : bool
        Let the hospital live in accelerated time.
    demo_speed : float
        Hospital seconds a real second in demo mode.
    hold_minutes : int
        How long a hold lasts unless it is confirmed.
    max_body_bytes : int
        Larger requests are refused.
    max_streams : int
        Screens and systems that may follow the event streams at once.
    public_url : str
        Where browsers find the server when it stands behind a proxy, such as ``https://onebed.hospital.cn``. Its
        host is then as good as this machine's, the proxy's word on clients' addresses counts, and a token is needed.
    rate_limit, login_rate_limit : str
        Of one client, in the notation of ``limits``: ``100/second``. A client is a token or session in use, and
        for everybody else the address.
    session_hours : int
        How long a browser login lasts.
    solve_seconds : float
        Time limit of "optimise all" unless the caller asks for another.
    simulation_workers : int
        Processes that simulate, at low priority; 0 for one a core.
    warm_solver : bool
        Start the solver's processes at once instead of with the first question.
    timezone : str
        Of the times on screen, an IANA name.
    secure_cookies : bool
        Send cookies over HTTPS only; on by itself where ``public_url`` is HTTPS.
    """

    model_config = SettingsConfigDict(env_prefix="ONEBED_", extra="ignore")

    database_url: str = "sqlite:///onebed.db"
    scenario: str = "demo"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    demo: bool = False
    demo_speed: float = Field(60.0, gt=0)
    hold_minutes: int = Field(30, ge=1)
    max_body_bytes: int = Field(1_048_576, ge=1024)
    max_streams: int = Field(1_000, ge=1)
    public_url: str = ""
    rate_limit: str = "200/second"
    login_rate_limit: str = "10/minute"
    session_hours: int = Field(12, ge=1)
    solve_seconds: float = Field(10.0, gt=0)
    secure_cookies: bool = False
    warm_solver: bool = True
    simulation_workers: int = Field(0, ge=0, le=256)
    timezone: str = "Asia/Shanghai"

    @field_validator("rate_limit", "login_rate_limit")
    @classmethod
    def _readable_rate(cls, value: str) -> str:
        parse(value)
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"time zone {value!r}, expected an IANA name such as Asia/Shanghai")
        return value

    @field_validator("public_url")
    @classmethod
    def _readable_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
            raise ValueError(f"{value!r}, expected scheme and host such as https://onebed.hospital.cn")
        return value

    @model_validator(mode="after")
    def _safe_cookies(self) -> Self:
        if self.public_url.startswith("https://") and "secure_cookies" not in self.model_fields_set:
            self.secure_cookies = True
        return self

    @property
    def public_netloc(self) -> str:
        """Host and port that browsers see behind a proxy; empty without one."""
        return urlsplit(self.public_url).netloc

    @property
    def on_this_machine_alone(self) -> bool:
        """Whether nobody elsewhere can reach the server, through a proxy neither."""
        return self.on_loopback and not self.public_url

    @property
    def on_loopback(self) -> bool:
        """Whether the server listens to this machine only."""
        return self.host in LOOPBACK

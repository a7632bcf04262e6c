"""What the surroundings decide: address, limits and how much is logged; all checked at once."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from riskservice.errors import Fault, RiskServiceError, shown

PREFIX = "RISKSERVICE_"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
DRAFTS = f"{PREFIX}DRAFTS"
SECRET = ("jwt_public_key", "jwt_secret")
"""What no message may quote."""

LogLevel = Literal["debug", "info", "warning", "error"]


class InvalidSettings(RiskServiceError):
    """An environment variable cannot be used; raised at start-up, with every fault."""

    code = "invalid-settings"
    title = "The settings have faults"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """
    How the service is run; each field is the environment variable ``RISKSERVICE_<FIELD>``.

    Attributes
    ----------
    host : str
        Address to listen on. Nothing outside the machine can reach the default.
    port : int
    max_body : int
        Largest body of a request. [bytes]
    max_list_body : int
        Largest body that holds a list of cases. [bytes]
    max_cohort_body, max_cohort_rows, max_cohort_seconds : int
        Largest body that holds a table of many cases, most rows of it, and how long its run may
        take. [bytes, people, seconds]
    log_level : {"debug", "info", "warning", "error"}
    drafts : str or None
        Draft tables and folders of them, joined as paths are in ``PATH``; each is tried out by a
        ruleset of its own. Read when the instruments are loaded.
    jwt_public_key, jwt_secret : str or None
        Key that bearer tokens are checked with, a PEM public key or a shared secret. With either,
        scoring needs a token; without both, nobody is asked who they are.
    """

    host: Annotated[
        str, Meta(min_length=1, description="Give a host name or address, such as 127.0.0.1.")
    ] = "127.0.0.1"
    port: Annotated[
        int,
        Meta(
            ge=1,
            le=65_535,
            description="Give a whole number from 1 to 65535. Some container platforms set this "
            "variable to a tcp:// address by themselves; switch their service links off.",
        ),
    ] = 8080
    max_body: Annotated[
        int,
        Meta(ge=1_024, le=16_777_216, description="Give a number of bytes from 1024 to 16777216."),
    ] = 1_048_576
    max_list_body: Annotated[
        int,
        Meta(
            ge=1_024, le=268_435_456, description="Give a number of bytes from 1024 to 268435456."
        ),
    ] = 16_777_216
    max_cohort_body: Annotated[
        int,
        Meta(
            ge=1_024,
            le=4_294_967_296,
            description="Give a number of bytes from 1024 to 4294967296.",
        ),
    ] = 268_435_456
    max_cohort_rows: Annotated[
        int,
        Meta(ge=1, le=100_000_000, description="Give a number of people from 1 to 100000000."),
    ] = 1_000_000
    max_cohort_seconds: Annotated[
        int, Meta(ge=1, le=86_400, description="Give a number of seconds from 1 to 86400.")
    ] = 300
    log_level: Annotated[
        LogLevel, Meta(description="Choose one of: debug, info, warning, error.")
    ] = "info"
    drafts: Annotated[str, Meta(description="Name draft tables, or folders of them.")] | None = None
    jwt_public_key: (
        Annotated[
            str,
            Meta(
                pattern="^-----BEGIN PUBLIC KEY-----",
                description="Give a public key in PEM form; \\n may stand for a line end.",
            ),
        ]
        | None
    ) = None
    jwt_secret: (
        Annotated[str, Meta(min_length=32, description="Give a secret of at least 32 characters.")]
        | None
    ) = None

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        return self.host in LOOPBACK


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """
    Return the settings of an environment, defaults where it is silent.

    Parameters
    ----------
    environ : mapping of str to str, optional
        By default that of the process.

    Raises
    ------
    InvalidSettings
        With a fault for every variable that cannot be used.
    """
    environ = os.environ if environ is None else environ
    faults: list[Fault] = []
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(Settings):
        name = f"{PREFIX}{field.name.upper()}"
        if name not in environ:
            continue
        given = environ[name].strip()
        try:
            given = _READ.get(field.name, str)(given)
            found[field.name] = msgspec.convert(given, field.type, strict=False)
        except msgspec.ValidationError:
            (schema,), _ = msgspec.json.schema_components([field.type])
            faults.append(
                Fault(
                    pointer=name,
                    value=None if field.name in SECRET else shown(given),
                    message="cannot be used",
                    way_out=_way_out(schema),
                )
            )
    if len(found.keys() & set(SECRET)) > 1:
        faults.append(
            Fault(
                pointer=f"{PREFIX}JWT_SECRET",
                message="stands beside a public key",
                way_out="Give one of the two: tokens are checked in one way only.",
            )
        )
    if faults:
        raise InvalidSettings(*faults)
    return Settings(**found)


def drafts_in(environ: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Return where an environment keeps draft tables; nothing where there are none."""
    environ = os.environ if environ is None else environ
    given = environ.get(DRAFTS, "").split(os.pathsep)
    return tuple(Path(place.strip()) for place in given if place.strip())


_READ: Mapping[str, Callable[[str], str]] = {
    "log_level": str.lower,
    "jwt_public_key": lambda text: text.replace("\\n", "\n"),
}


def _way_out(schema: Mapping[str, Any]) -> str:
    """Return what a setting takes, in words; of an optional one, what it takes when it is there."""
    found = schema if "description" in schema else schema["anyOf"][0]
    return str(found["description"])

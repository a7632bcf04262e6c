"""What the surroundings decide: address, limits and how much is logged; all checked at once."""

import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from riskservice.errors import Fault, RiskServiceError, shown

PREFIX = "RISKSERVICE_"
LOOPBACK = ("127.0.0.1", "::1", "localhost")

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
    log_level : {"debug", "info", "warning", "error"}
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
    log_level: Annotated[
        LogLevel, Meta(description="Choose one of: debug, info, warning, error.")
    ] = "info"

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
            given = given.lower() if field.name == "log_level" else given
            found[field.name] = msgspec.convert(given, field.type, strict=False)
        except msgspec.ValidationError:
            (schema,), _ = msgspec.json.schema_components([field.type])
            faults.append(
                Fault(
                    pointer=name,
                    value=shown(given),
                    message="cannot be used",
                    way_out=schema["description"],
                )
            )
    if faults:
        raise InvalidSettings(*faults)
    return Settings(**found)

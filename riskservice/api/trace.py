"""W3C trace context: one identifier that follows a request through every service it passes."""

import re
import secrets
from collections.abc import Sequence
from typing import NamedTuple

_SHAPE = re.compile(
    rb"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?"
)


class Trace(NamedTuple):
    """Identifier of the whole journey, and its flags as they came in."""

    trace_id: str
    flags: str

    def header(self) -> str:
        """Return a ``traceparent`` that names this service's own step, with a new identifier."""
        return f"00-{self.trace_id}-{secrets.token_hex(8)}-{self.flags}"


def trace_of(values: Sequence[bytes]) -> Trace:
    """
    Return the trace a request belongs to; a new one when its header is missing or malformed.

    Parameters
    ----------
    values : sequence of bytes
        Every ``traceparent`` header of the request; more than one counts as malformed.
    """
    if len(values) == 1 and (found := _SHAPE.fullmatch(values[0].strip())):
        version, trace_id, flags, rest = found.groups()
        if version != b"00" or rest is None:
            return Trace(trace_id.decode(), flags.decode())
    return Trace(secrets.token_hex(16), "00")

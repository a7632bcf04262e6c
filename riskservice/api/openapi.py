"""Write the API description to a file: ``python -m riskservice.api.openapi [target]``."""

import sys
from pathlib import Path

import msgspec

from riskservice.api.app import create_app
from riskservice.api.description import describe
from riskservice.scoring import service

DEFAULT = Path("docs/openapi.json")


def document() -> bytes:
    """Return the description of what is installed, as it is committed."""
    raw = msgspec.json.encode(describe(create_app(), service()))
    return msgspec.json.format(raw, indent=2) + b"\n"


def main(arguments: list[str]) -> None:
    """Write the description."""
    target = Path(arguments[0]) if arguments else DEFAULT
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(document())


if __name__ == "__main__":
    main(sys.argv[1:])

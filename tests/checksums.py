"""Fingerprints of every released file of numbers; ``python -m tests.checksums`` writes them."""

import hashlib
from pathlib import Path

MODELS = Path(__file__).parents[1] / "models"
CHECKSUMS = MODELS / "CHECKSUMS"
DATA = (".toml", ".csv")


def found(models: Path = MODELS) -> dict[str, str]:
    """Return the SHA-256 of every table, ruleset, grid, list and library, by its place."""
    return {
        path.relative_to(models).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(models.rglob("*"))
        if path.suffix in DATA
    }


def recorded(file: Path = CHECKSUMS) -> dict[str, str]:
    """Return what was written down, by place."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {place: digest for digest, place in (line.split("  ", 1) for line in lines)}


def text(digests: dict[str, str]) -> str:
    """Return the lines of the file, which ``sha256sum --check`` reads too."""
    return "".join(f"{digest}  {place}\n" for place, digest in sorted(digests.items()))


if __name__ == "__main__":
    CHECKSUMS.write_text(text(found()), encoding="utf-8")

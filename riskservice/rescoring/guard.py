"""
Text that a spreadsheet would take for a formula, and run, made harmless; and back again.

An apostrophe in front makes it text in every spreadsheet. Numbers stay as they are.
"""

from typing import Final

import polars as pl

_OURS: Final = ("_outcome", "_band", "_table", "notices")
"""How columns end whose texts are from a list of ours; they are many, and none is a formula."""
_FORMULA: Final = r"^[=+\-@\t\r\n]"
_NUMBER: Final = r"^[+-]?[0-9]+(?:\.[0-9]+)?$"
_GUARDED: Final = r"^'[=+\-@\t\r\n]"


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table for a spreadsheet: an apostrophe before every text that reads as a formula."""
    texts = [
        name
        for name, dtype in frame.schema.items()
        if dtype in (pl.String, pl.Categorical, pl.Enum) and not name.endswith(_OURS)
    ]
    return frame.with_columns(pl.col(texts).cast(pl.String)).with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA) & ~pl.col(name).str.contains(_NUMBER))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


def unguarded(texts: pl.Series) -> pl.Series:
    """Return texts of a file written by :func:`guarded` as they were; the opposite of it."""
    marked = texts.str.contains(_GUARDED).fill_null(value=False)
    if not marked.any():
        return texts
    bare = pl.when(marked).then(texts.str.slice(1)).otherwise(texts)
    return pl.select(bare.alias(texts.name)).to_series()

"""Small files of people in every format, made for the tests of reading them."""

import datetime as dt
import gzip
import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import zstandard

from riskservice.kit.questions import Question
from riskservice.rescoring.columns import People
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.readers import open_table
from riskservice.rescoring.row_faults import RowFault
from riskservice.scoring import service

ON = dt.date(2026, 11, 24)


@cache
def questions() -> Mapping[str, Question]:
    return service().registry.questions


def people() -> pl.DataFrame:
    """Return six people with answers of every kind, in the types Parquet has for them."""
    return pl.DataFrame(
        {
            "case_id": ["A1", "A2", "Zoë", "A4", "A5", "A6"],
            "on": [ON, ON, dt.date(2026, 2, 28), ON, ON, ON],
            "sex": ["male", "female", None, "male", "male", "male"],
            "date_of_birth": [
                dt.date(1980, 2, 29), dt.date(1999, 12, 31), None,
                dt.date(1960, 1, 1), dt.date(2001, 6, 30), dt.date(1970, 10, 9),
            ],
            "total_sanctions": [1, 999, None, 12, 3, 4],
            "ever_sexual_offence": [True, False, None, True, None, False],
            "current_offence_code": ["00202", "10400", None, "02000", "99999", "00000"],
            "temper_control": [None, *questions()["temper_control"].choices, None, None],
            "previous_convictions": [["homicide", "arson"], [], None, ["weapon"], None, []],
            "officer": ["OFFICER-001", None, "OFFICER-002", None, None, "O'Neil, J"],
            "team": ["TEAM-01"] * 6,
            "release_date": [dt.date(2027, 1, 5), None, None, dt.date(2026, 12, 1), None, None],
            "allocated": [True, False, None, True, True, True],
            "rosh_nature_of_risk": ['harm, with "quotes"\nand lines', None, "é", None, None, "x"],
        }
    )  # fmt: skip


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return people as CSV has them: lists with bars, an empty one as NONE."""
    lists = pl.col("previous_convictions")
    joined = pl.when(lists.list.len() == 0).then(pl.lit("NONE")).otherwise(lists.list.join("|"))
    return frame.with_columns(joined.alias("previous_convictions"))


def write(frame: pl.DataFrame, path: Path) -> Path:
    """Write people in the format of the name, with nothing of our own writers in it."""
    match "".join(path.suffixes):
        case ".parquet":
            frame.write_parquet(path)
        case ".arrow":
            frame.write_ipc(path)
        case ".arrows":
            frame.write_ipc_stream(path)
        case ".ndjson":
            frame.write_ndjson(path)
        case ".xlsx":
            as_text(frame).write_excel(path)
        case ".csv":
            as_text(frame).write_csv(path)
        case ".csv.gz":
            path.write_bytes(gzip.compress(as_text(frame).write_csv().encode()))
        case ".csv.zst":
            path.write_bytes(zstandard.compress(as_text(frame).write_csv().encode()))
        case ".ndjson.gz":
            held = io.BytesIO()
            frame.write_ndjson(held)
            path.write_bytes(gzip.compress(held.getvalue()))
        case other:
            raise AssertionError(other)
    return path


FORMATS = (
    ".csv", ".csv.gz", ".csv.zst", ".ndjson", ".ndjson.gz", ".parquet", ".arrow", ".arrows",
    ".xlsx",
)  # fmt: skip


def decoded(
    given: Any, *, on: dt.date | None = None, on_column: str | None = None, **options: Any
) -> tuple[list[People], list[RowFault], Decoder]:
    """Return the blocks of a file as people, every fault, and the decoder at its end."""
    table = open_table(given, **options)
    decoder = Decoder.of(table, questions(), on=on, on_column=on_column)
    blocks, faults, row = [], [], 1
    for frame in table.blocks:
        block, found = decoder.decode(frame, row)
        blocks.append(block)
        faults += found
        row += len(block)
    return blocks, faults, decoder


def of_csv(text: str, **options: Any) -> tuple[list[People], list[RowFault], Decoder]:
    return decoded(text.encode(), format="csv", **{"on": ON} | options)


def plain(blocks: Sequence[People]) -> dict[str, Any]:
    """Return blocks as plain values that can be compared, one list a column."""
    out: dict[str, list[Any]] = {}
    for block in blocks:
        out.setdefault("case_id", []).extend(block.case_id.to_list())
        out.setdefault("on", []).extend(block.on.tolist())
        out.setdefault("sound", []).extend(block.sound.tolist())
        for key, codes in block.columns.items():
            assert isinstance(codes, np.ndarray)
            out.setdefault(f"{key}: {codes.dtype}", []).extend(codes.tolist())
        for key, values in block.records.items():
            out.setdefault(key, []).extend(values)
        for column in block.about:
            out.setdefault(f"about {column.name}: {column.dtype}", []).extend(column.to_list())
    return dict(sorted(out.items()))

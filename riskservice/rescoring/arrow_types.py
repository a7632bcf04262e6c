"""
Columns of a foreign Arrow file made fit to be passed on.

Arrow checks what is behind a value and not what is behind a null, and hands both on; a damaged file
can point anywhere from there. Columns are passed on without what is behind their nulls, and only
those of types that an answer can have.
"""

from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

_VIEW = 16
"""Bytes that stand for one text in a column of views."""


def fit(batch: Any) -> Any:
    """
    Return a record batch that can be passed on.

    Raises
    ------
    ArrowInvalid
        When it is damaged, or holds a type that no answer has.
    """
    batch.validate(full=True)
    columns = [_fit(column) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _fit(column: Any) -> Any:
    kind, types = column.type, pa.types
    if types.is_string_view(kind):
        return _views(column)
    if types.is_dictionary(kind):
        values = _fit(column.dictionary).cast(pa.large_string())
        return pa.DictionaryArray.from_arrays(column.indices, values).dictionary_decode()
    if types.is_large_list(kind):
        return _list(column, pa.large_list)
    if types.is_list(kind):
        return _list(column, pa.list_)
    if types.is_struct(kind):
        # Fields as they lie there: those behind a null of the record are nulls of theirs, or fit.
        fields = [_fit(column.field(i)) for i in range(kind.num_fields)]
        names = [field.name for field in kind]
        return pa.StructArray.from_arrays(fields, names=names, mask=column.is_null())
    flat = types.is_primitive(kind) or types.is_decimal(kind) or types.is_null(kind)
    if flat or types.is_string(kind) or types.is_large_string(kind):
        return column
    raise pa.ArrowInvalid(f"no answer is of the type {kind}")


def _list(column: Any, made: Any) -> Any:
    values = _fit(column.values)
    buffers = column.buffers()[:2]
    kind = made(values.type)
    return pa.Array.from_buffers(
        kind, len(column), buffers, offset=column.offset, children=[values]
    )


def _views(column: Any) -> Any:
    """Return texts by view, those behind a null empty."""
    if not column.null_count:
        return column
    _, views, *texts = column.buffers()
    own = np.frombuffer(views, np.uint8)[: (column.offset + len(column)) * _VIEW]
    own = own.reshape(-1, _VIEW)[column.offset :].copy()
    valid = np.asarray(column.is_valid())
    own[~valid] = 0
    buffers = [pa.array(valid).buffers()[1], pa.py_buffer(own), *texts]
    return pa.Array.from_buffers(column.type, len(column), buffers, column.null_count)

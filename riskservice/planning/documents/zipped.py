"""A zip file that is the same whenever and wherever it is made."""

import datetime as dt
import io
import zipfile
from typing import Final

EARLIEST: Final = dt.date(1980, 1, 1)
"""Zip files know no day before it."""


def restamped(raw: bytes, on: dt.date) -> bytes:
    """
    Return a zip file whose entries all bear one day, in the order in which they stand.

    Parameters
    ----------
    raw : bytes
    on : date
        Put in place of the time at which each entry was written.
    """
    day = max(on, EARLIEST)
    stamp = (day.year, day.month, day.day, 0, 0, 0)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as found,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made,
    ):
        for entry in found.infolist():
            info = zipfile.ZipInfo(entry.filename, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            # The system a file was made on would otherwise stand in each entry.
            info.create_system = 0
            made.writestr(info, found.read(entry))
    return out.getvalue()

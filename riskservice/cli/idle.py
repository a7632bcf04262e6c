"""Options that would do nothing: refused before anything is read, for nobody means them."""

from collections.abc import Iterable

from riskservice.cli.files import UnusableOption
from riskservice.errors import Fault


def refuse_idle(names: Iterable[str], message: str, way_out: str) -> None:
    """
    Refuse options.

    Parameters
    ----------
    names : iterable of str
        Of those that were given and are of no use, such as ``on_column``.
    message, way_out : str

    Raises
    ------
    UnusableOption
        With a fault for each of them; none where there are none.
    """
    faults = [
        Fault(pointer=f"--{name.replace('_', '-')}", message=message, way_out=way_out)
        for name in names
    ]
    if faults:
        raise UnusableOption(*faults)

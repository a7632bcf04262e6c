"""Who the person is to each agency; asked for by the forms of MAPPA, never scored."""

from msgspec import Struct


class Identity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Names and the identifiers of the agencies, for documents only.

    Attributes
    ----------
    pnc, ndelius, visor, prison : str or None
        Identifiers in the Police National Computer, nDelius, ViSOR and the prison's records.
    ethnicity : str or None
        In words; a code is not accepted on the form.
    """

    name: str | None = None
    aliases: str | None = None
    pnc: str | None = None
    ndelius: str | None = None
    visor: str | None = None
    prison: str | None = None
    ethnicity: str | None = None

"""``--ruleset``: a named choice of tables, or the file of a draft table to try out."""

import os
from pathlib import Path

import click

from riskservice import drafts
from riskservice.registry import installed
from riskservice.scoring import service
from riskservice.settings import DRAFTS

RULESET_HELP = "Named choice of tables, see: riskservice rulesets; or the file of a draft table."


def chosen(ctx: click.Context, _: click.Parameter, given: str | None) -> str | None:
    """
    Return the name of a ruleset; of the file of a draft, that of the draft's own ruleset.

    The draft is in use until the command is done.

    Raises
    ------
    UnusableDraft
        With every fault of the draft.
    """
    if given is None or not given.endswith(".toml") or ctx.resilient_parsing:
        return given
    table = drafts.read_draft(installed(), Path(given))
    _use(given, ctx)
    return drafts.ruleset_name(table)


def _use(place: str, ctx: click.Context) -> None:
    """Put a draft beside those the environment names, until a command is done."""
    before = os.environ.get(DRAFTS)

    def put_back() -> None:
        os.environ.pop(DRAFTS, None)
        if before is not None:
            os.environ[DRAFTS] = before
        service.cache_clear()

    os.environ[DRAFTS] = os.pathsep.join(filter(None, (before, place)))
    service.cache_clear()
    ctx.call_on_close(put_back)

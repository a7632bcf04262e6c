"""Many cases at once: a table in, a table of results out; or what a panel reads of it."""

from functools import cache
from typing import Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.response import Stream

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import TABLES
from riskservice.api.parameters import (
    CohortOn,
    CohortRanges,
    Instruments,
    OnColumn,
    PreviousOn,
    PreviousRuleset,
    RowFaults,
    RulesetName,
)
from riskservice.api.problems import AnyRequest
from riskservice.api.rescoring import Wanted
from riskservice.rescoring import bulk
from riskservice.rulesets import DEFAULT_RULESET


@cache
def summary_type() -> Any:
    """Return the type of a summary, None where rescoring is not installed; slow to load."""
    try:
        with bulk.needed_by("the description"):
            from riskservice.rescoring.summary import Summary  # noqa: PLC0415  an extra
    except bulk.BulkNotInstalled:
        return None
    return Summary


class RescoreController(Controller):
    """Tables of results."""

    path = "/rescore"
    tags = ("Many cases",)

    @post(status_code=200, opt=described(takes="cohort", media=tuple(TABLES)))
    async def rescore_table(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        on: CohortOn = None,
        on_column: OnColumn = None,
        ruleset: RulesetName = DEFAULT_RULESET,
        instrument: Instruments = None,
        ranges: CohortRanges = "all",
        faults: RowFaults = False,
    ) -> Stream:
        """
        Rescore a table with a row for each person.

        Columns are named by question, in our vocabulary or by the official field names; `case_id`
        is there too. Lists are written `A|B`, an empty list `NONE`; a blank is an answer that is
        not known. The answer has a row for each row, in the same order and by default in the same
        format. Who is at fault has no result; `Riskservice-Faulty-Rows` says how many there are,
        and the same request with `faults=true` answers with what is wrong in which row.
        """
        wanted = Wanted(on, on_column, ruleset, instrument, ranges=ranges)
        return await door.cohorts.rescore(request, wanted, faults=faults)


class CohortsController(Controller):
    """What a panel reads of a cohort."""

    path = "/cohorts"
    tags = ("Many cases",)

    @post(status_code=200, opt=described(summary_type, takes="cohorts"))
    async def sum_up_cohort(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        on: CohortOn = None,
        on_column: OnColumn = None,
        ruleset: RulesetName = DEFAULT_RULESET,
        instrument: Instruments = None,
        ranges: CohortRanges = "all",
        previous_on: PreviousOn = None,
        previous_ruleset: PreviousRuleset = None,
    ) -> Response[bytes]:
        """
        Sum up a cohort: figures, review queue, caseloads, who changes by time alone, faults.

        Takes what `/v1/rescore` takes, or a form with the part `cohort` and, if you like,
        `previous` and `caseloads`. With `previous`, last time's answers or results, it also says
        who changed, from where to where, and why; with `caseloads`, the people whom officers and
        teams have already, what each caseload becomes.
        """
        wanted = Wanted(on, on_column, ruleset, instrument, previous_on, previous_ruleset, ranges)
        ran = await door.cohorts.sum_up(request, wanted)
        return door.answer(request, ran.summary)

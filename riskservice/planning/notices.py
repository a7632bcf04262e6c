"""What a reader must know before using a drafted plan."""

from collections.abc import Iterator

from riskservice.kit.outcome import Notice
from riskservice.planning.factors import banded_results
from riskservice.planning.picture import Picture
from riskservice.planning.plan import Action


def notices_of(picture: Picture, actions: tuple[Action, ...]) -> Iterator[Notice]:
    """Yield what a reader must know before using the plan."""
    yield Notice(
        code="plan-policy",
        text="The level planned for, due dates and reviews follow a house policy of this service, "
        "not a published rule; contact intervals are defaults. Each can be replaced.",
    )
    unconfirmed = sum(
        action.origin is not None and action.origin.confidence == "unconfirmed"
        for action in actions
    )
    if unconfirmed:
        yield Notice(
            code="plan-unconfirmed",
            text=f"{unconfirmed} of {len(actions)} proposed actions rest on practice knowledge "
            "that has not been compared with a published text.",
        )
    known = picture.case.circumstances
    if known and known.management and known.management.reactive_since is not None:
        yield Notice(
            code="reactive",
            text="The person is managed reactively: there are no visits. Contact and visits in "
            "this plan hold from the day active management comes back.",
        )
    yield from _reading_notices(picture)


def _reading_notices(picture: Picture) -> Iterator[Notice]:
    policy = picture.library.policy
    order = policy.level.order
    # A screen or a pathway has results of its own kind, which the policy reads.
    screens = {f.key for f in policy.factors if f.found_in == "result" and f.scale != "static"}
    if picture.assessment.overall.band not in order:
        yield Notice(code="no-band", text=picture.level.why)
    if picture.setting is None:
        yield Notice(
            code="setting-unknown",
            text="It is not recorded whether the person is in custody or in the community: "
            "actions for both are proposed. Strike out what does not apply.",
            questions=("supervision_status",),
        )
    for result, band in banded_results(picture):
        if band not in order and result.instrument not in screens:
            yield Notice(
                code="band-not-used",
                text=f"{result.title} gives {band.replace('_', ' ')}, which is not one of the "
                "levels of this plan; read it beside the plan.",
            )
    for result in picture.assessment.results:
        if result.judgement is not None and result.judgement.disputed_factors:
            yield Notice(
                code="ratings-differ",
                text="Two assessors differ on some factors; the plan follows the first. Agree a "
                "rating, with the reason.",
                questions=result.judgement.disputed_factors,
            )

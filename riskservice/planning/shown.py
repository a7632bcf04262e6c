"""What a plan shows for the tests of a decision: a sentence from the plan, or nothing."""

from collections.abc import Callable

from riskservice.kit.dates import in_words
from riskservice.planning.plan import Factor
from riskservice.planning.reading import contact_sentence
from riskservice.planning.view import View, said


def _judged(view: View) -> list[Factor]:
    kinds = ("risk", "protective")
    return [f for f in view.plan.factors if f.kind in kinds and f.rating is not None]


def _evidence(view: View) -> str | None:
    judged = _judged(view)
    if not judged or not all(said(factor.evidence) for factor in judged):
        return None
    return f"Each of {len(judged)} rated factors has its evidence."


def _sources(view: View) -> str | None:
    judged = _judged(view)
    if not all(said(f.evidence_source) and f.evidence_date is not None for f in judged):
        return None
    latest = max((f.evidence_date for f in judged if f.evidence_date), default=None)
    if latest is None:
        return None
    return f"Each of {len(judged)} rated factors names source and day; latest {in_words(latest)}."


def _nothing_missing(view: View) -> str | None:
    if any(factor.kind == "missing" for factor in view.plan.factors):
        return None
    return "Every factor asked for is rated."


def _missing_sought(view: View) -> str | None:
    missing = {f.factor_id for f in view.plan.factors if f.kind == "missing"}
    live = [action for action in view.plan.actions if action.status != "no_longer_needed"]
    sought = {name for action in live for name in action.factors}
    if not missing:
        return "Nothing that was asked for is missing."
    return f"Each of {len(missing)} open points has an action." if missing <= sought else None


def _instruments(view: View) -> str | None:
    names = sorted({f.source_instrument for f in view.plan.factors if f.source_instrument})
    if not names or view.plan.band is None:
        return None
    return f"Read from {', '.join(names)} under {view.plan.ruleset.title}."


def _agreement(view: View) -> str | None:
    signed = view.plan.agreement
    if signed is None or not said(signed.agreed_by) or signed.agreed_on is None:
        return None
    by = f"Agreed by {signed.agreed_by} on {in_words(signed.agreed_on)}"
    if not said(signed.countersigned_by):
        return f"{by}."
    return f"{by}, countersigned by {signed.countersigned_by}."


def _agencies(view: View) -> str | None:
    titles = view.plan.titles
    names = sorted({titles.get(f"agency:{a.agency}", a.agency) for a in view.plan.actions})
    return f"Actions lie with {'; '.join(names)}." if len(names) > 1 else None


def _policy(view: View) -> str | None:
    stamp = view.plan.library
    return f"Made under plan policy {stamp.plans_version} ({stamp.plans_status})."


def _officer(view: View) -> str | None:
    officer = view.plan.officer
    if officer is None or not said(officer.name) or officer.allocated is False:
        return None
    return f"Managed by {officer.name}."


def _progress(view: View) -> str | None:
    statuses = [action.status for action in view.plan.actions]
    done, begun = statuses.count("completed"), statuses.count("in_progress")
    if not done + begun:
        return None
    return f"Of {len(statuses)} actions {done} are completed and {begun} in progress."


def _matched(view: View) -> str | None:
    if not view.plan.factors or not view.plan.actions:
        return None
    return f"{len(view.plan.actions)} actions answer {len(view.plan.factors)} factors."


def _contact(view: View) -> str | None:
    return contact_sentence(view.plan.contact)


def _contingencies(view: View) -> str | None:
    number = len(view.plan.contingencies)
    return f"{number} contingencies, each with an owner at night." if number else None


def _reviews(view: View) -> str | None:
    held = [review.on for review in view.plan.reviews if review.on is not None]
    if not held:
        return None
    times = "1 review" if len(held) == 1 else f"{len(held)} reviews"
    return f"{times} recorded, the latest on {in_words(max(held))}."


SHOWN: dict[str, Callable[[View], str | None]] = {
    "evidence": _evidence,
    "sources": _sources,
    "nothing_missing": _nothing_missing,
    "missing_sought": _missing_sought,
    "instruments": _instruments,
    "agreement": _agreement,
    "agencies": _agencies,
    "policy": _policy,
    "officer": _officer,
    "progress": _progress,
    "matched": _matched,
    "contact": _contact,
    "contingencies": _contingencies,
    "reviews": _reviews,
}

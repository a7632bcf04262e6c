"""Made-up histories: ages, sanctions, offences and dates that go together. Nobody is real."""

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.registry import installed

Draw = np.random.Generator
Ints = NDArray[np.int64]
Where = NDArray[np.bool_]
Columns = dict[str, Any]

_YEAR = 365.25
_SHARES = {
    "violence_against_the_person_abh_plus": 16,
    "violence_against_the_person_sub_abh": 14,
    "public_order_and_harrassment": 9,
    "theft_non_motor": 14,
    "drug_import_export_or_production": 8,
    "drug_possession_or_supply": 6,
    "burglary_domestic": 6,
    "burglary_other": 3,
    "acquisitive_violence": 5,
    "weapons_non_firearm": 4,
    "criminal_damage": 4,
    "fraud_and_forgery": 4,
    "motoring_offences": 4,
    "absconding_or_bail": 2,
    "handling_stolen_goods": 1,
}
"""How often each kind of offence is the current one, among those not sexual. [parts]"""
_VIOLENT = ("violence", "acquisitive_violence", "weapons", "firearms")
_ON_CHILDREN, _ON_ADULTS = "sexual_against_child", "sexual_not_against_child"


@cache
def listed_offences() -> dict[str, tuple[str, ...]]:
    """Return the codes of each kind of offence that stand in every installed list of codes."""
    lists: list[pl.DataFrame] = []
    for package in installed().packages:
        folder = files(package) / "offence_codes"
        if folder.is_dir():
            found = sorted(f.name for f in folder.iterdir() if f.name.endswith(".csv"))
            lists += [
                pl.read_csv((folder / name).read_bytes(), infer_schema=False) for name in found
            ]
    of_today = next(each for each in lists if "category" in each.columns)
    for each in lists:
        of_today = of_today.join(_exact(each).select("code"), on="code", how="semi")
    by_kind = of_today.sort("code").group_by("category", maintain_order=True).agg("code")
    return {kind: tuple(codes) for kind, codes in by_kind.iter_rows()}


def _exact(codes: pl.DataFrame) -> pl.DataFrame:
    """Return a list without the codes that stand for details that are still needed."""
    groups = [column for column in codes.columns if column.endswith("group")]
    if not groups:
        return codes
    return codes.filter(~pl.any_horizontal(pl.col(groups).is_in(["need_details", "unknown"])))


def some(draw: Draw, n: int, share: Any) -> Where:
    """Return a share of ``n`` people, picked at random."""
    picked: Where = draw.random(n) < share
    return picked


def lives(draw: Draw, n: int, on: dt.date) -> Columns:
    """
    Return the histories of ``n`` people as arrays of their answers.

    Dates are NumPy days, NaT where there is none; ``_rank`` is how much speaks for further
    offending, from a standard normal distribution, and ``_sexual`` who has sexual offences.
    """
    today = np.datetime64(on, "D")
    woman = some(draw, n, 0.03)
    sexual = some(draw, n, np.where(woman, 0.05, 1 / 3))
    rank = draw.standard_normal(n)
    age = np.clip(18.3 + draw.gamma(2.0, 8.5, n) + 6 * sexual, None, 88)
    born = today - (age * _YEAR).astype(np.int64)
    since = np.minimum(draw.exponential(2.2, n) + 0.1, np.minimum(age - 13, 18))
    convicted = today - (since * _YEAR).astype(np.int64)
    age_then = age - since
    columns = _sanctions(draw, n, rank, age_then, sexual)
    columns["current_offence_code"], grave = _offences(draw, n, sexual)
    violent = draw.binomial(columns["_others"], np.clip(0.22 + 0.08 * rank, 0.05, 0.6))
    violent = np.where((columns["_others"] > 0) & grave, np.maximum(violent, 1), violent)
    columns |= {
        "sex": np.where(woman, "female", "male").astype(object),
        "date_of_birth": born,
        "date_of_current_conviction": convicted,
        "violent_sanctions": violent,
        "ever_sexual_offence": sexual,
        "_rank": rank,
        "_sexual": sexual,
        "_woman": woman,
    }
    columns |= _dates(draw, n, today, columns)
    columns |= _occasions(draw, n, columns)
    return columns


def _sanctions(draw: Draw, n: int, rank: Any, age_then: Any, sexual: Where) -> Columns:
    years = np.minimum(age_then - 10, 30)
    total = 1 + draw.poisson(np.exp(0.75 * rank - 0.3) * years / 2.5)
    kinds = ("contact_adult", "contact_child", "non_contact", "indecent_image")
    main = draw.choice(4, n, p=(0.33, 0.35, 0.12, 0.20))
    counts: Columns = {}
    for i, kind in enumerate(kinds):
        more = draw.geometric(0.75, n) - 1
        rare = some(draw, n, 0.12)
        counts[f"{kind}_sanctions"] = np.where(sexual, np.where(main == i, 1 + more, rare), 0)
    counted = sum(counts.values())
    total = np.minimum(np.maximum(total, counted), 250)
    spread = draw.beta(1.2, 1.2 + np.log1p(total), n)
    first = np.floor(10 + np.maximum(age_then - 10, 0) * spread).astype(np.int64)
    alone = total == 1
    return counts | {
        "total_sanctions": total,
        "age_at_first_sanction": np.where(alone, np.floor(age_then - 0.01), first).astype(np.int64),
        "_counted": counted,
        "_others": total - counted,
    }


def _offences(draw: Draw, n: int, sexual: Where) -> tuple[Any, Where]:
    """Return the codes of current offences, and where they are violent."""
    listed = listed_offences()
    kinds = [kind for kind in _SHARES if kind in listed]
    shares = np.array([_SHARES[kind] for kind in kinds], dtype=np.float64)
    picked = np.array([*kinds, _ON_CHILDREN, _ON_ADULTS])[
        np.where(
            sexual & some(draw, n, 0.7),
            len(kinds) + draw.integers(0, 2, n),
            draw.choice(len(kinds), n, p=shares / shares.sum()),
        )
    ]
    place = draw.random(n)
    codes = np.empty(n, dtype=object)
    for kind in np.unique(picked):
        here = picked == kind
        choices = np.array(listed[str(kind)], dtype=object)
        codes[here] = choices[(place[here] * len(choices)).astype(np.int64)]
    return codes, np.char.startswith(picked.astype(str), _VIOLENT[0]) | np.isin(
        picked, ("acquisitive_violence", "weapons_non_firearm")
    )


def _dates(draw: Draw, n: int, today: Any, columns: Columns) -> Columns:
    born, convicted = columns["date_of_birth"], columns["date_of_current_conviction"]
    status = draw.choice(3, n, p=(0.75, 0.22, 0.03))
    release = today + draw.integers(1, 181, n)
    grown = np.minimum(born + int(18.01 * _YEAR), today)
    begun = convicted + (draw.random(n) * (today - convicted).astype(np.int64)).astype(np.int64)
    young = born + int(12 * _YEAR)
    before = (draw.exponential(1.2, n) * _YEAR).astype(np.int64) + 30
    offended = np.maximum(convicted - before, young)
    earlier = (draw.exponential(4.0, n) * _YEAR).astype(np.int64)
    again = some(draw, n, 0.3)
    sexual_on = np.maximum(offended - np.where(again, earlier, 0), young)
    return {
        "supervision_status": np.array(["custody", "community", "remand"], dtype=object)[status],
        "release_date": release,
        "follow_up_start": np.where(status == 1, np.maximum(begun, grown), release),
        "most_recent_offence_date": np.minimum(offended, convicted),
        "most_recent_sexual_offence_date": np.where(
            columns["_sexual"], np.minimum(sexual_on, convicted), np.datetime64("NaT")
        ),
    }


def _occasions(draw: Draw, n: int, columns: Columns) -> Columns:
    """Return what Risk Matrix 2000 and its like ask, in keeping with the counts of sanctions."""
    sexual, total = columns["_sexual"], columns["total_sanctions"]
    of_sexual = np.minimum(columns["_counted"], 8)
    of_violent = np.minimum(columns["violent_sanctions"], 8)
    occasions = np.maximum((total * 0.8).astype(np.int64), np.maximum(of_sexual, of_violent))
    stranger = sexual & some(draw, n, 0.25)
    return {
        "sexual_appearances": of_sexual,
        "violent_appearances": of_violent,
        "criminal_appearances": np.maximum(occasions, 1),
        "stranger_victim": stranger,
        "rm2000_stranger_victim": stranger,
        "male_victim": sexual & some(draw, n, 0.2),
        "never_lived_with_partner": some(draw, n, 0.35),
        "non_contact_sexual_offence": columns["non_contact_sanctions"] > 0,
        "burglary": some(draw, n, np.clip(0.15 + 0.06 * columns["_rank"], 0.02, 0.6)),
        "is_a_risk_of_sexual_harm": sexual | some(draw, n, 0.04),
    }

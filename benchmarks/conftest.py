"""One complete, plainly synthetic case that every instrument but the withdrawn ones can score."""

import os
from typing import Any

import msgspec
import pytest

# Figures are per core, so that everything here has one thread; said before polars is imported.
for _threads in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from riskservice import Case, Service, service  # noqa: E402

_RATED = {"rating": "high", "evidence": "synthetic", "date": "2026-05-01", "source": "visit"}

ANSWERS: dict[str, Any] = {
    "sex": "male",
    "ever_sexual_offence": True,
    "date_of_birth": "1980-01-01",
    "follow_up_start": "2026-10-01",
    "supervision_status": "community",
    "total_sanctions": 21,
    "contact_adult_sanctions": 5,
    "contact_child_sanctions": 5,
    "non_contact_sanctions": 5,
    "indecent_image_sanctions": 5,
    "most_recent_sexual_offence_date": "2014-01-01",
    "most_recent_offence_date": "2014-01-01",
    "stranger_victim": False,
    "sexual_appearances": 2,
    "criminal_appearances": 6,
    "violent_appearances": 1,
    "burglary": False,
    "male_victim": True,
    "rm2000_stranger_victim": True,
    "never_lived_with_partner": False,
    "non_contact_sexual_offence": False,
    "arms_assessor": "A. Example, assessor",
    "arms_overall_level": "high",
    "arms_overall_reason": "synthetic",
    "arms_disagreement_reason": "synthetic",
}
ANSWERS |= {
    question.key: _RATED
    for question in service().registry.questions.values()
    if question.kind == "record" and question.key != "arms_second_rating"
}
ANSWERS |= {key: "medium" for key in service().registry.questions if key.startswith("rosh_") and (
    service().registry.questions[key].kind == "choice")}  # fmt: skip


@pytest.fixture(scope="session")
def here() -> Service:
    return service()


@pytest.fixture(scope="session")
def body() -> bytes:
    return msgspec.json.encode({"case_id": "BENCHMARK", "on": "2026-11-24", "answers": ANSWERS})


@pytest.fixture(scope="session")
def case(here: Service, body: bytes) -> Case:
    return here.reader.read(body)

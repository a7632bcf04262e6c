"""Many cases over HTTP: tables in and out in each format, limits that answer, nothing half done."""

import gzip
import io
import itertools
import json
import subprocess
import sys
import time
from typing import Any

import msgspec
import polars as pl
import pytest
from litestar import Litestar

from riskservice import Service
from riskservice.api import cohorts, create_app, running
from riskservice.api.media import ARROW_FILE, ARROW_STREAM, CSV, NDJSON, PARQUET, TABLES, XLSX
from riskservice.api.problems import Refused
from riskservice.rescoring.asked import Asked, Outputs
from riskservice.rescoring.readers import open_blocks
from riskservice.rescoring.run import rescore_file
from riskservice.rescoring.summary import Summary
from riskservice.rescoring.writers import Writer
from riskservice.settings import Settings
from tests.api.asking import ask
from tests.api.conftest import TODAY, Client, Lines
from tests.rescoring.runs import KEYS, N, at_fault, last_time, run, sound

RESCORE, COHORTS = "/v1/rescore", "/v1/cohorts"
ONLY = [("instrument", key) for key in KEYS]


def raw(frame: pl.DataFrame, media: str = CSV) -> bytes:
    """Return a table as it is sent."""
    stream = io.BytesIO()
    with Writer(stream, format=TABLES.get(media, "xlsx")) as writer:
        writer.write(frame)
    return stream.getvalue()


def post(
    client: Client, content: bytes, media: str = CSV, path: str = RESCORE, **query: Any
) -> Any:
    accept = {"accept": query.pop("accept")} if "accept" in query else {}
    params = [*ONLY, *query.items()]
    return client.post(
        path, content=content, params=params, headers={"content-type": media, **accept}
    )


def table(content: bytes, media: str) -> pl.DataFrame:
    return pl.concat(open_blocks(content, format=TABLES[media]), how="vertical_relaxed")


@pytest.fixture(scope="module")
def results() -> pl.DataFrame:
    """What a run over a file gives."""
    out = io.BytesIO()
    run(Asked(given=raw(at_fault(), PARQUET), instruments=KEYS), Outputs(results=out, format="ipc"))
    return pl.read_ipc(out.getvalue())


# Tables in and out -------------------------------------------------------------------------------


@pytest.mark.parametrize("media", TABLES)
def test_a_table_comes_back_in_its_own_format(
    client: Client, media: str, results: pl.DataFrame
) -> None:
    answer = post(client, raw(at_fault(), media), media)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media
    assert int(answer.headers["content-length"]) == len(answer.content)
    found = table(answer.content, media)
    assert found.columns == results.columns
    texts = [name for name, kind in results.schema.items() if kind == pl.String]
    assert found.select(pl.col(texts).cast(pl.String)).equals(results.select(texts))


@pytest.mark.parametrize("media", TABLES)
def test_a_table_comes_back_in_the_format_asked_for(
    client: Client, media: str, results: pl.DataFrame
) -> None:
    answer = post(client, raw(at_fault(), PARQUET), PARQUET, accept=f"{media}, */*;q=0.1")
    assert answer.headers["content-type"].partition(";")[0] == media
    assert table(answer.content, media)["case_id"].to_list() == results["case_id"].to_list()


def test_a_workbook_goes_in_and_csv_comes_out(client: Client, results: pl.DataFrame) -> None:
    answer = post(client, raw(at_fault(), XLSX), XLSX)
    assert answer.headers["content-type"].partition(";")[0] == CSV
    assert table(answer.content, CSV)["dc_srp_band"].equals(results["dc_srp_band"].cast(pl.String))


def test_a_packed_table_is_unpacked(client: Client) -> None:
    packed = gzip.compress(raw(sound()))
    plain = post(client, raw(sound()))
    for headers in ({"content-encoding": "gzip"}, {}):
        answer = client.post(
            RESCORE, content=packed, params=ONLY, headers={"content-type": CSV, **headers}
        )
        assert answer.content == plain.content


def test_an_answer_says_how_many_are_scored_and_at_fault(client: Client) -> None:
    headers = post(client, raw(at_fault())).headers
    assert headers["riskservice-rows"] == str(N)
    assert headers["riskservice-faulty-rows"] == "2"
    assert headers["riskservice-faults"] == "2"
    assert 0 < int(headers["riskservice-scored-rows"]) < N
    assert headers["riskservice-run"].startswith("run-")


def test_the_faults_of_rows_are_a_table_too(client: Client) -> None:
    answer = post(client, raw(at_fault()), accept=NDJSON, faults="true")
    assert answer.status_code == 200
    assert answer.headers["riskservice-faulty-rows"] == "2"
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert [(fault["row"], fault["question"]) for fault in found] == [
        (6, "on"),
        (8, "date_of_birth"),
    ]
    assert all(fault["fault"] and fault["way_out"] for fault in found)


def test_the_day_its_column_and_the_rules_can_be_said(client: Client) -> None:
    undated = raw(sound().drop("on"))
    assert post(client, undated, on="2026-11-24").headers["riskservice-faulty-rows"] == "0"
    assert post(client, undated, on_column="release_date").status_code == 200
    answer = post(client, raw(sound()), ruleset="hmpps-2026.08")
    assert set(table(answer.content, CSV)["dc_srp_table"]) == {"2026.1-hmpps"}


def test_the_same_table_again_gives_the_same_bytes_and_the_same_run(client: Client) -> None:
    first, second = (post(client, raw(at_fault(), PARQUET), PARQUET) for _ in range(2))
    assert first.content == second.content
    assert first.headers["riskservice-run"] == second.headers["riskservice-run"]


# Refusals ----------------------------------------------------------------------------------------

BAD = {
    "empty": (b"", "is empty"),
    "header only": (b"case_id,on,sex\n", "has a header and no rows"),
    "no identifiers": (b"on,sex\n2026-11-24,male\n", "has no column case_id"),
    "no day": (b"case_id,sex\nA,male\n", "does not say on which day"),
    "no questions": (b"case_id,on\nA,2026-11-24\n", "has no column that is a question"),
    "Latin-1": ("case_id,on,sex\nZoë,2026-11-24,male\n".encode("latin-1"), "is not UTF-8"),
    "cut Parquet": (b"PAR1" + b"\0" * 90, "cut short"),
    "cut gzip": (gzip.compress(b"case_id,on,sex\nA,2026-11-24,male\n")[:-9], "is cut short"),
    "no days": (b"case_id,on,sex\nA,1/2/2026,male\n", "no row with a day of assessment"),
}


@pytest.mark.parametrize("path", [RESCORE, COHORTS])
@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_table_that_cannot_be_read_is_a_problem_and_no_table(
    client: Client, path: str, content: bytes, said: str
) -> None:
    answer = post(client, content, path=path)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    (fault,) = answer.json()["faults"]
    assert said in fault["message"]
    assert fault["way_out"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("media", [PARQUET, ARROW_FILE, ARROW_STREAM, XLSX, NDJSON])
def test_what_is_not_what_it_is_said_to_be_is_a_problem(client: Client, media: str) -> None:
    for content in (b"x" * 100, raw(sound().head(20), media)[:400] if media != NDJSON else b"[]"):
        answer = post(client, content, media)
        assert answer.status_code == 400, answer.text
        assert answer.json()["errorCode"] == "unreadable-file"


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ({"on": "soon"}, 400, "?on"),
        ({"on": "0001-01-01"}, 400, "?on"),
        ({"on": "1950-01-01"}, 422, "?on"),
        ({"on_column": "none"}, 400, "cohort"),
        ({"ruleset": "none"}, 422, "?ruleset"),
        ({"faults": "perhaps"}, 400, "?faults"),
        ({"ranges": "some"}, 400, "?ranges"),
        ({"previous": "x"}, 400, "?previous"),
    ],
)
def test_a_query_that_cannot_be_followed_is_a_problem(
    client: Client, query: dict[str, str], status: int, pointer: str
) -> None:
    answer = post(client, raw(sound()), **query)
    assert (answer.status_code, answer.json()["faults"][0]["pointer"]) == (status, pointer)


def test_other_formats_are_refused_both_ways(client: Client) -> None:
    assert post(client, b"{}", "application/json").status_code == 415
    assert post(client, raw(sound()), accept="application/json").status_code == 406
    answer = client.post(
        RESCORE, content=b"x", headers={"content-type": CSV, "content-encoding": "br"}
    )
    assert (answer.status_code, answer.json()["errorCode"]) == (415, "unsupported-media")


def test_ranges_can_be_left_out(client: Client) -> None:
    found = {
        ranges: pl.read_csv(post(client, raw(sound()), ranges=ranges).content)
        for ranges in ("all", "none")
    }
    assert found["all"]["dc_srp_lowest_band"].null_count() < N
    assert found["none"]["dc_srp_lowest_band"].null_count() == N
    assert found["none"]["dc_srp_percent"].equals(found["all"]["dc_srp_percent"])


# Limits ------------------------------------------------------------------------------------------


def small(here: Service, **limits: int) -> Litestar:
    return create_app(here, Settings(**limits), today=lambda: TODAY)  # type: ignore[arg-type]


def test_a_body_up_to_the_limit_is_read_and_one_byte_more_is_not(here: Service) -> None:
    content = raw(sound().head(30).select("case_id", "on", "sex", "date_of_birth"))
    headers = [(b"content-type", CSV.encode())]
    for limit, status in ((len(content), 200), (len(content) - 1, 413)):
        app = small(here, max_cohort_body=limit)
        assert ask(app, RESCORE, [content, b""], headers).status == status


def test_an_announced_size_beyond_the_limit_is_refused_unread(app: Litestar) -> None:
    headers = [(b"content-type", CSV.encode()), (b"content-length", b"999999999999")]
    answer = ask(app, RESCORE, itertools.repeat(b"x"), headers)
    assert (answer.status, answer.taken) == (413, 0)


def test_more_people_than_the_limit_are_refused_with_the_limit(here: Service) -> None:
    headers = [(b"content-type", PARQUET.encode())]
    answer = ask(small(here, max_cohort_rows=N - 1), RESCORE, [raw(sound(), PARQUET), b""], headers)
    assert answer.status == 413
    assert f"The limit is {N - 1} people at once." in json.loads(answer.body)["detail"]
    assert (
        ask(small(here, max_cohort_rows=N), RESCORE, [raw(sound(), PARQUET), b""], headers)[0]
        == 200
    )


@pytest.mark.parametrize("path", [RESCORE, COHORTS])
def test_a_run_that_takes_too_long_is_given_up_and_says_so(
    here: Service, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count(0, 2)
    monkeypatch.setattr(running.time, "monotonic", lambda: next(clock))
    headers = [(b"content-type", CSV.encode())]
    answer = ask(small(here, max_cohort_seconds=1), path, [raw(sound()), b""], headers)
    assert answer.status == 413
    assert "It would take longer than 1 seconds." in json.loads(answer.body)["detail"]


def test_a_client_that_leaves_is_noted(app: Litestar, lines: Lines) -> None:
    ask(app, RESCORE, [raw(sound())[:500]], [(b"content-type", CSV.encode())])
    (line,) = lines()
    assert (line["status"], line["bytes_in"]) == (499, 500)


@pytest.mark.parametrize("path", [RESCORE, COHORTS])
def test_a_run_stops_when_its_client_leaves(
    path: str, app: Litestar, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []

    def slowly(*args: Any, **kwargs: Any) -> Any:
        time.sleep(0.1)
        try:
            return rescore_file(*args, **kwargs)
        except Refused as refusal:
            stopped.append(refusal.detail)
            raise

    monkeypatch.setattr("riskservice.rescoring.run.rescore_file", slowly)
    ask(app, path, [raw(sound()), b"", None], [(b"content-type", CSV.encode())])
    (line,) = lines()
    assert line["status"] == 499
    assert stopped == ["The client left before the answer."]


def test_ranges_can_be_left_out_of_a_summary(client: Client) -> None:
    kept = [
        post(client, raw(sound()), path=COHORTS, ranges=ranges).json()["run"]["run_id"]
        for ranges in ("all", "overall")
    ]
    assert kept[0] != kept[1]


@pytest.mark.parametrize("path", [RESCORE, COHORTS])
def test_without_the_extra_it_is_said_what_is_missing(path: str) -> None:
    code = (
        "import sys; sys.modules['polars'] = None\n"
        "from litestar.testing import TestClient\n"
        "from riskservice.api import create_app\n"
        "with TestClient(create_app()) as client:\n"
        f"    answer = client.post({path!r}, content=b'case_id,on\\nA,2026-11-24\\n',\n"
        f"                         headers={{'content-type': {CSV!r}}})\n"
        "print(answer.status_code, answer.text)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8"
    )
    assert "501 {" in ran.stdout
    assert '"errorCode":"rescoring-not-installed"' in ran.stdout
    assert "pip install 'riskservice[bulk]'" in ran.stdout


def test_what_it_needs_is_loaded_only_when_it_is_used() -> None:
    code = (
        "import sys; from riskservice.api import create_app; create_app()\n"
        "assert not {'polars', 'pyarrow'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("path", [RESCORE, COHORTS])
def test_who_may_ask_is_checked_before_anything_is_read(here: Service, path: str) -> None:
    app = create_app(here, Settings(jwt_secret="not a secret, only long enough for one"))  # noqa: S106
    answer = ask(app, path, itertools.repeat(b"x"), [(b"content-type", CSV.encode())])
    assert (answer.status, answer.taken) == (401, 0)


def test_nothing_of_a_table_is_logged(client: Client, lines: Lines) -> None:
    frame = at_fault().with_columns(case_id=pl.lit("Qx7Zmarker-") + pl.col("case_id"))
    for path in (RESCORE, COHORTS):
        assert post(client, raw(frame), path=path).status_code == 200
        post(client, raw(frame)[:-5] + b"\xff", path=path)
    found = lines()
    assert [line["status"] for line in found] == [200, 400, 200, 400]
    assert [line.get("people") for line in found] == [N, None, N, None]
    assert "Qx7Zmarker" not in json.dumps(found)


# Summaries ---------------------------------------------------------------------------------------


def form(**parts: tuple[bytes, str]) -> dict[str, Any]:
    return {name: (f"{name}.file", content, media) for name, (content, media) in parts.items()}


@pytest.mark.parametrize("media", [CSV, PARQUET, NDJSON])
def test_a_cohort_is_summed_up(client: Client, media: str) -> None:
    answer = post(client, raw(at_fault(), media), media, COHORTS)
    assert answer.status_code == 200, answer.text
    found = msgspec.json.decode(answer.content, type=Summary)
    assert (found.headline.people, found.headline.faulty) == (N, 2)
    assert found.faults.total == 2
    assert found.queue.total > 0
    assert found.matrices == ()
    assert found.run.source is None


def test_last_time_beside_it_shows_who_changed_and_why(client: Client) -> None:
    files = form(cohort=(raw(at_fault()), CSV), previous=(raw(last_time(), PARQUET), PARQUET))
    answer = client.post(COHORTS, files=files, params=ONLY)
    assert answer.status_code == 200, answer.text
    found = msgspec.json.decode(answer.content, type=Summary)
    ran = run(
        Asked(given=raw(at_fault()), previous=raw(last_time(), PARQUET), instruments=KEYS),
        Outputs(summary=True),
    )
    assert ran.summary is not None
    assert msgspec.structs.replace(found, run=ran.run) == ran.summary
    assert found.run.previous == "answers"
    assert found.headline.changes is not None
    assert found.headline.changes["risen"] > 0


def test_caseloads_beside_it_are_counted_with_the_cohort_in_them(client: Client) -> None:
    others = last_time().with_columns(case_id="OTHER-" + pl.col("case_id"), officer=pl.lit("Odd"))
    files = form(cohort=(raw(sound()), CSV), caseloads=(raw(others), CSV))
    answer = client.post(COHORTS, files=files, params=ONLY)
    assert answer.status_code == 200, answer.text
    found = answer.json()["caseload"]
    assert found["with_existing"]
    assert found["everyone"]["people"] == 2 * N


def test_last_times_day_and_rules_can_be_said(client: Client) -> None:
    files = form(cohort=(raw(sound()), CSV), previous=(raw(last_time().drop("on")), CSV))
    assert client.post(COHORTS, files=files, params=ONLY).status_code == 400
    query = [*ONLY, ("previous_on", "2026-07-24"), ("previous_ruleset", "hmpps-2026.08")]
    assert client.post(COHORTS, files=files, params=query).status_code == 200


@pytest.mark.parametrize(
    "files",
    [
        form(previous=(b"x", CSV)),
        form(cohort=(b"x", CSV), other=(b"x", CSV)),
        [("cohort", ("a", b"x", CSV)), ("cohort", ("b", b"x", CSV))],
    ],
)
def test_a_form_with_other_parts_is_a_problem(client: Client, files: Any) -> None:
    answer = client.post(COHORTS, files=files)
    assert answer.status_code == 400
    assert "cohort" in answer.json()["faults"][0]["way_out"]


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\nx"),
        ("multipart/form-data; boundary=b", b"no form at all"),
        ("multipart/form-data; boundary=b", b"--b--\r\n"),
    ],
)
def test_a_form_that_is_none_is_a_problem(client: Client, media: str, content: bytes) -> None:
    answer = client.post(COHORTS, content=content, headers={"content-type": media})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "unreadable-body")


def test_a_summary_in_messagepack_is_the_same(client: Client) -> None:
    first = post(client, raw(sound()), path=COHORTS)
    second = post(client, raw(sound()), path=COHORTS, accept="application/msgpack")
    kind = cohorts.summary_type()
    assert msgspec.msgpack.decode(second.content, type=kind) == msgspec.json.decode(
        first.content, type=kind
    )

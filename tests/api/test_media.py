"""Which media type a client would rather have."""

import pytest

from riskservice.api.media import HTML, JSON, MSGPACK, PLANS, TEXT, preferred, readable


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/msgpack", MSGPACK),
        ("application/json;q=0.5, application/msgpack", MSGPACK),
        ("application/json, application/msgpack", JSON),
        ("application/msgpack;q=0.9, */*;q=0.1", MSGPACK),
        ("application/json;q=0, application/*", MSGPACK),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ("text/*", HTML),
        ("text/*, text/html;q=0", TEXT),
        ("text/plain ; charset=utf-8 ; q=1.0", TEXT),
        ("image/png", None),
        ("*/*;q=0", None),
        ("nonsense", None),
        ("text/plain;q=much, text/html;q=0.1", HTML),
        ("text/plain;q=nan, text/html;q=0.1", HTML),
    ],
)
def test_the_client_decides_and_the_first_offer_wins_a_tie(accept: str, chosen: str | None) -> None:
    assert preferred(accept, PLANS) == chosen


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("application/json", "json"),
        ("APPLICATION/JSON ; charset=utf-8", "json"),
        ("application/x-msgpack", "msgpack"),
        ("application/vnd.msgpack", "msgpack"),
        ("text/json", None),
        ("", None),
    ],
)
def test_a_body_is_read_by_its_content_type(given: str, kind: str | None) -> None:
    assert readable(given) == kind

"""What a message may look like."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InvalidMessage
from pipeline.messages import Generate, Process, parse, without_tokens


def test_a_process_message_is_read() -> None:
    data = {"access_token": "t", "user_template_id": 7, "outfeed_id": "f", "extra": None}
    message = parse(json.dumps({"type": "process", "data": data, "more": 1}))
    assert isinstance(message, Process)
    assert (message.data.user_template_id, message.data.outfeed_id) == (7, "f")


def test_a_message_does_not_show_its_token() -> None:
    data = {"access_token": "secret", "user_template_id": 7, "outfeed_id": "f"}
    assert "secret" not in repr(parse(json.dumps({"type": "process", "data": data})))


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"access_token": "", "user_template_id": 1, "outfeed_id": 1}, "$.data.access_token"),
        ({"access_token": 5, "user_template_id": 1, "outfeed_id": 1}, "$.data.access_token"),
        ({"access_token": "t", "user_template_id": "", "outfeed_id": 1}, "$.data.user_template_id"),
        ({"access_token": "t", "user_template_id": 1, "outfeed_id": True}, "$.data.outfeed_id"),
        ({"access_token": "t", "user_template_id": 1, "outfeed_id": "\0"}, "$.data.outfeed_id"),
        ({"access_token": "t", "user_template_id": 1}, "outfeed_id"),
    ],
)
def test_what_is_wrong_is_named(data: object, place: str) -> None:
    with pytest.raises(InvalidMessage) as caught:
        parse(json.dumps({"type": "process", "data": data}))
    assert place in str(caught.value)


@given(st.text() | st.from_type(dict).map(str))
def test_nothing_but_invalid_message_is_raised(body: str) -> None:
    with pytest.raises(InvalidMessage):
        parse(body)


@given(
    st.text(
        min_size=1, max_size=200, alphabet=st.characters(exclude_characters="\0", codec="utf-8")
    )
)
def test_a_generate_message_comes_back_as_it_went(feed_id: str) -> None:
    message = parse(json.dumps({"type": "generate", "data": {"generated_feed_id": feed_id}}))
    assert isinstance(message, Generate)
    assert message.data.generated_feed_id == feed_id


@pytest.mark.parametrize(
    "body",
    [
        '{"type": "process", "data": {"access_token": "eyJhbGciOi.eyJz.c2ln", "outfeed_id": 1}}',
        '{"type": "process", "data": {"access_token" : "a \\" quote eyJhbGciOi.eyJz.c2ln"}}',
        '{"access_token": "eyJhbGciOi.eyJz.c2ln',
        "not json, eyJhbGciOiJSUzI1NiJ9.eyJz.c2ln and more",
    ],
)
def test_a_body_without_tokens_is_otherwise_the_same(body: str) -> None:
    cleaned = without_tokens(body)
    assert "c2ln" not in cleaned
    assert "[removed]" in cleaned
    assert cleaned.split("[removed]")[0] == body[: len(cleaned.split("[removed]")[0])]


def test_a_body_without_a_token_stays_as_it_is() -> None:
    body = '{"type": "process", "data": {"keyboard": "eyebrow.pencil", "access_token": 5}}'
    assert without_tokens(body) == body

"""The database, S3 and SQS fail for a while; what was begun goes on when they are back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from cutting_proxy import CuttingProxy, cutting_proxy
from faults import HASTY, Errand, work_until_quiet
from feed_scene import Scene, scene
from loopback import Handler, serving
from waiting import PATIENCE, wait_until

from pipeline.config import Settings
from pipeline.database import Database
from pipeline.errors import DatabaseUnavailable, StorageUnavailable
from pipeline.hand_back import HandBack
from pipeline.handler import handle_record
from pipeline.objects import Pictures
from pipeline.parts import Parts
from pipeline.patience import Patience
from pipeline.queue import Queue

PRODUCTS = 12


@pytest.fixture
def feed(stack: Any) -> Iterator[Scene]:
    with scene(stack.env, PRODUCTS, broken=1) as feed:
        yield feed


@pytest.fixture
def proxy(stack: Any) -> Iterator[CuttingProxy]:
    """Between the worker and PostgreSQL."""
    with cutting_proxy(int(stack.env["DB_PORT"])) as proxy:
        yield proxy


def test_a_commit_whose_answer_is_lost_is_not_done_twice(feed: Scene, proxy: CuttingProxy) -> None:
    commits: list[bytes] = []

    def every_third_commit(piece: bytes) -> bool:
        if b"COMMIT" in piece:
            commits.append(piece)
        return b"COMMIT" in piece and len(commits) % 3 == 0

    proxy.cut_after = every_third_commit
    feed.send_process(times=2)
    work(feed, proxy)
    assert proxy.connections > 5
    assert_all_is_well(feed)


def test_connections_that_are_cut_at_any_moment_do_no_harm(
    feed: Scene, proxy: CuttingProxy
) -> None:
    stop = threading.Event()

    def cut_often() -> None:
        while not stop.wait(0.03):
            proxy.cut()

    feed.send_process(times=2)
    cutter = threading.Thread(target=cut_often)
    cutter.start()
    work(feed, proxy, seconds=3)
    stop.set()
    cutter.join()
    work(feed, proxy)
    assert_all_is_well(feed)


def test_a_database_that_is_gone_for_a_while_is_waited_for(
    feed: Scene, proxy: CuttingProxy
) -> None:
    proxy.refusing = True
    feed.send_process()
    worker = threading.Thread(target=work, args=(feed, proxy))
    worker.start()
    wait_until(lambda: proxy.connections >= 10)
    assert feed.tally().rows == 0
    proxy.refusing = False
    worker.join()
    assert_all_is_well(feed)


def test_a_database_that_says_nothing_is_left(
    feed: Scene, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(parts_of(feed, proxy).database._settings, Patience(limit=0))
    database.run(lambda connection: None)
    proxy.stalled.set()
    with monkeypatch.context() as hasty:
        hasty.setattr("pipeline.database.ANSWER_LIMIT", 0.2)
        hasty.setattr("pipeline.database.CONNECT_LIMIT", 0.1)
        hasty.setattr("pipeline.database._CANCEL_LIMIT", 0.1)
        for limit in ("0.2", "0.1"):  # of the connection that there is, then of a new one
            with pytest.raises(DatabaseUnavailable, match=f"no answer within {limit} s"):
                database.run(lambda connection: connection.cursor().execute("SELECT 1"))
    proxy.stalled.clear()
    database.run(lambda connection: connection.cursor().execute("SELECT 1"))
    database.close()


def test_a_database_that_may_only_be_read_is_waited_for(feed: Scene) -> None:
    name = feed.env["DB_NAME"]
    parts = replace(parts_of(feed), database=Database(settings(feed).database, Patience(limit=0)))
    feed.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    feed.send_process()
    (message,) = parts.queue.receive(1)
    record = {"messageId": "1", "body": message["Body"], "attributes": {}}
    with pytest.raises(HandBack, match="read-only"):
        handle_record(record, parts)
    feed.sql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    work(feed)
    assert_all_is_well(feed)


@pytest.mark.parametrize("answer", [503, 500, 403, None], ids=["503", "500", "403", "silence"])
def test_s3_that_fails_hands_the_row_back(feed: Scene, answer: int | None) -> None:
    feed.send_process()
    parts = parts_of(feed)
    with bad_server(answer) as address:
        s3 = client(feed, "s3", address, hasty=answer is None)
        broken = replace(parts, pictures=Pictures(s3, "pictures"))
        work_until_quiet(broken, Errand(feed.env), enough=lambda: handed_back(feed))
        tally = feed.tally()
        assert (tally.generated, tally.rows, tally.dead) == (0, PRODUCTS, 0)
    work(feed)
    assert_all_is_well(feed)


def test_s3_that_fails_to_the_end_is_the_rows_explained_end(stack: Any) -> None:
    with scene(stack.env, PRODUCTS, broken=1, receives=2) as feed, bad_server(403) as address:
        feed.send_process()
        pictures = Pictures(client(feed, "s3", address), "pictures")
        work_until_quiet(replace(parts_of(feed), pictures=pictures), Errand(feed.env))
        tally = feed.tally()
        assert (tally.failed, tally.broken) == (PRODUCTS, {})
        reasons = feed.sql("SELECT DISTINCT error_message FROM facebook_test.generated_feeds")
    assert any("could not be stored" in reason and "403" in reason for (reason,) in reasons)


def test_s3_that_recovers_at_once_is_not_noticed(feed: Scene) -> None:
    with bad_server(503, times=1) as address:
        pictures = Pictures(client(feed, "s3", address), "pictures")
        assert pictures.put("key.png", b"picture")
        with pytest.raises(StorageUnavailable):
            Pictures(client(feed, "s3", "http://127.0.0.1:9"), "pictures").put("key", b"")


def test_a_queue_that_throttles_gets_the_rest_later(feed: Scene) -> None:
    feed.send_process()
    parts = parts_of(feed)
    (message,) = parts.queue.receive(1)
    record = {"messageId": "1", "body": message["Body"], "attributes": {}}
    with bad_server(503) as address:
        throttled = Queue(client(feed, "sqs", address), address, Patience(limit=0))
        with pytest.raises(Exception, match="did not take 4 of 4 messages"):
            handle_record(record, replace(parts, queue=throttled))
    tally = feed.tally()
    assert (tally.rows, tally.unsent) == (HASTY.chunk, HASTY.chunk)
    work(feed)
    assert_all_is_well(feed)


def work(feed: Scene, proxy: CuttingProxy | None = None, seconds: float = PATIENCE) -> None:
    work_until_quiet(parts_of(feed, proxy), Errand(feed.env, seconds=seconds))


def handed_back(feed: Scene) -> bool:
    """Whether all rows are made, and one of them was begun and waits again."""
    ((made, back),) = feed.sql(
        "SELECT count(*), count(*) FILTER (WHERE status = 'PROCESSED' AND attempt > 0) "
        "FROM facebook_test.generated_feeds"
    )
    return bool(made == PRODUCTS and back)


def parts_of(feed: Scene, proxy: CuttingProxy | None = None) -> Parts:
    """Parts that reach AWS by the scene's variables, whatever the process's own say."""
    wanted = settings(feed)
    if proxy is not None:
        wanted = replace(wanted, database=replace(wanted.database, port=proxy.port))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in feed.env.items():
            patch.setenv(name, value)
        parts = Parts.from_settings(wanted)
    return replace(parts, database=Database(wanted.database, Patience(limit=2.0, first_pause=0.02)))


def settings(feed: Scene) -> Settings:
    return replace(Settings.from_env(feed.env), delivery=replace(HASTY, receives=20))


def client(feed: Scene, service: Any, address: str, hasty: bool = False) -> Any:
    """A client that tries twice; a hasty one doesn't wait long for an answer."""
    config = Config(
        read_timeout=0.5 if hasty else PATIENCE,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    session: Any = boto3.session.Session(
        feed.env["AWS_ACCESS_KEY_ID"], feed.env["AWS_SECRET_ACCESS_KEY"], region_name="us-east-1"
    )
    return session.client(service, endpoint_url=address, config=config)


def assert_all_is_well(feed: Scene) -> None:
    tally = feed.tally()
    assert tally.broken == {}
    assert (tally.generated, tally.failed) == (PRODUCTS - 1, 1)


@contextmanager
def bad_server(status: int | None, times: int | None = None) -> Iterator[str]:
    """A server that answers with an error, so often or always; with None it never answers."""
    release, left = threading.Event(), [times]

    class Bad(Handler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if status is None:
                release.wait()
                self.close_connection = True
                return
            code = status
            if left[0] is not None:
                code = status if left[0] > 0 else 200
                left[0] -= 1
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PUT = do_POST = do_GET = answer

    with serving(Bad) as host:
        try:
            yield f"http://{host}"
        finally:
            release.set()

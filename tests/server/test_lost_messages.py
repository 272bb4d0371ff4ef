"""What sockets drop of a kernel's messages: nothing while the server is busy, else it is said."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from conftest import TOKEN, RunningServer, StartServer
from lessonbook import lost_messages
from lessonbook.lost_messages import LostMessages

HEADERS = {"Authorization": f"token {TOKEN}"}
SHOWN = 5_000
# Each is a message of its own, which printed text is not. What they weigh is more than a line
# holds, so that they have to wait in sockets.
FLOOD = f"""
import time
from IPython.display import display
for i in range({SHOWN}):
    display({{"text/plain": str(i), "text/weight": "x" * 8_000}}, raw=True)
    time.sleep(0.001)
"""


@pytest.fixture(scope="module")
def server(start_server: StartServer) -> RunningServer:
    """Return a server that sends its pages all that it hears."""
    return start_server(
        "/",
        "--ZMQChannelsWebsocketConnection.limit_rate=False",
        "--LessonbookApp.output_journal_bytes=200000000",
    )


@pytest.fixture
def kernel(server: RunningServer) -> Iterator[str]:
    answer = server.client.send("POST", f"{server.base_url}api/kernels", "{}", **HEADERS)
    assert answer.status == 201
    yield answer.json["id"]
    server.client.send("DELETE", f"{server.base_url}api/kernels/{answer.json['id']}", **HEADERS)


async def flood_while_busy(server: RunningServer, kernel: str, until: str) -> tuple[int, str]:
    """Run the flood while the server's event loop stands still.

    Returns how many displays the websocket brought, and what it brought of stderr, which is read
    until it has these words.
    """
    address = f"{server.base_url}api/kernels/{kernel}/channels?session_id=s"
    url = f"ws://127.0.0.1:{server.client.port}{address}"
    request = HTTPRequest(url, headers=HEADERS)
    socket: WebSocketClientConnection = await websocket_connect(request)
    await run(socket, "ready", "1")
    running = asyncio.ensure_future(run(socket, "flood", FLOOD))
    server.app.io_loop.call_later(0.5, time.sleep, 15)
    displays, errors = await running
    count = 0
    # What comes next shows a gap that the flood ended with.
    while until not in errors:
        count += 1
        more, words = await run(socket, f"next-{count}", "2")
        displays, errors = displays + more, errors + words
    socket.close()
    return displays, errors


async def run(socket: WebSocketClientConnection, msg_id: str, code: str) -> tuple[int, str]:
    """Run code up to its reply, which goes by another socket than what it shows and is not lost."""
    header = {"msg_id": msg_id, "msg_type": "execute_request", "session": "s", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    await socket.write_message(json.dumps({**message, "channel": "shell"}))
    displays, errors = 0, ""
    while True:
        message = json.loads(await socket.read_message())
        kind = message["msg_type"]
        displays += kind == "display_data"
        if kind == "stream":
            errors += message["content"]["text"]
        if kind == "execute_reply" and message["parent_header"].get("msg_id") == msg_id:
            return displays, errors


def journal(server: RunningServer, kernel: str) -> list[dict[str, Any]]:
    path = f"lessonbook/api/kernels/{kernel}/journal"
    return list(server.client.get(path).json["runs"])


def test_nothing_is_lost_while_the_server_is_busy(server: RunningServer, kernel: str) -> None:
    journal(server, kernel)
    _, errors = asyncio.run(asyncio.wait_for(flood_while_busy(server, kernel, ""), 120))
    assert errors == ""
    flood = next(run for run in journal(server, kernel) if run["msg_id"] == "flood")
    assert flood["dropped"] == 0
    shown = [entry["content"]["data"]["text/plain"] for entry in flood["entries"]]
    assert shown == [str(number) for number in range(SHOWN)]


def test_what_sockets_drop_is_said_to_the_page_and_in_the_journal(
    server: RunningServer, kernel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost_messages, "MOST_WAITING", 10)
    journal(server, kernel)
    said = "messages are missing here"
    displays, errors = asyncio.run(asyncio.wait_for(flood_while_busy(server, kernel, said), 120))
    assert displays < SHOWN
    assert said in errors
    texts = [
        entry["content"].get("text", "")
        for run in journal(server, kernel)
        for entry in run["entries"]
    ]
    assert any(said in text for text in texts)


def test_gaps_are_counted_by_the_numbers_at_the_end_of_ids() -> None:
    lost = LostMessages()
    ids = ["a_1_0", "a_1_1", "a_1_3", "a_1_14", "a_1_9", "a_1_15", "b_2_7", "b_2_20", "a_1_16"]
    assert [lost.note(each) for each in ids] == [0, 0, 0, 10, 0, 0, 0, 12, 0]


@pytest.mark.parametrize("stranger", ["", "no-number", "x_-5", "x_1e9", "x_" + "9" * 16, "_", "_7"])
def test_ids_of_other_kinds_tell_nothing(stranger: str) -> None:
    lost = LostMessages()
    assert [lost.note(each) for each in ("k_1", stranger, stranger, "k_2")] == [0, 0, 0, 0]

"""The output journal: what it keeps, what it gives up, and that it hears a real kernel."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import zmq
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from conftest import TOKEN, Response, RunningServer
from lessonbook.journal import OutputJournal, SeenIds
from lessonbook.output_spool import OutputSpool

HEADERS = {"Authorization": f"token {TOKEN}"}
PLENTY = 8_000_000


class Tape:
    """Plays messages into a journal as a kernel would send them."""

    def __init__(self, limit: int = PLENTY, spool: OutputSpool | None = None) -> None:
        self.journal = OutputJournal(limit, spool)
        self.count = 0

    def send(self, run: str, msg_type: str, **content: object) -> None:
        self.count += 1
        size = len(json.dumps(content))
        self.journal.record(msg_type, f"kernel_1_{self.count}", run, content, size)

    def print(self, run: str, text: str, name: str = "stdout") -> None:
        self.send(run, "stream", name=name, text=text)

    def begin(self, run: str) -> None:
        self.send(run, "status", execution_state="busy")
        self.send(run, "execute_input", execution_count=1)

    def end(self, run: str) -> None:
        self.send(run, "status", execution_state="idle")

    def run(self, run: str) -> dict[str, Any]:
        (found,) = self.journal.answer(msg_ids={run})["runs"]
        return dict(found)

    def text(self, run: str) -> str:
        return b"".join(self.journal.text(run) or []).decode()


def text_of(run: dict[str, Any]) -> str:
    return "".join(entry["content"].get("text", "") for entry in run["entries"])


def test_parts_of_a_stream_grow_together_and_other_outputs_stand_between() -> None:
    tape = Tape()
    tape.begin("a")
    tape.print("a", "one ")
    tape.print("a", "two")
    tape.print("a", "careful", "stderr")
    tape.send("a", "display_data", data={"text/plain": "shown"}, metadata={})
    tape.print("a", "three")
    tape.end("a")
    run = tape.run("a")
    assert [(each["type"], each["content"]) for each in run["entries"]] == [
        ("stream", {"name": "stdout", "text": "one two"}),
        ("stream", {"name": "stderr", "text": "careful"}),
        ("display_data", {"data": {"text/plain": "shown"}, "metadata": {}}),
        ("stream", {"name": "stdout", "text": "three"}),
    ]
    assert (run["state"], run["complete"], run["late"]) == ("ended", True, False)
    assert (run["execution_count"], run["ename"], run["dropped"]) == (1, None, 0)


def test_what_came_after_an_answer_is_given_by_its_number_exactly() -> None:
    tape = Tape()
    tape.begin("a")
    tape.print("a", "before ")
    seq = tape.journal.answer()["seq"]
    tape.print("a", "after")
    (later,) = tape.journal.answer(since=seq)["runs"]
    assert text_of(later) == "after"
    assert text_of(tape.run("a")) == "before after"


def test_every_message_of_a_run_is_named_once() -> None:
    tape = Tape()
    tape.begin("a")
    tape.print("b", "another run")
    tape.print("a", "x")
    assert tape.run("a")["seen"] == {"ranges": {"kernel_1": [[1, 2], [4, 4]]}, "others": []}


def test_ids_that_do_not_end_in_a_counter_are_kept_as_they_are() -> None:
    seen = SeenIds()
    for message_id in ("f3-9a", "k_01", "k_1", "k_2", "k_٣", "", "k_-1", f"k_{10**15}"):
        seen.add(message_id)
    assert seen.as_json() == {
        "ranges": {"k": [[1, 2]]},
        "others": ["f3-9a", "k_01", "k_٣", "", "k_-1", f"k_{10**15}"],
    }


def test_a_full_journal_gives_up_the_oldest_and_counts_what_it_gave_up() -> None:
    tape = Tape(limit=100_000)
    tape.begin("a")
    for number in range(50_000):
        tape.print("a", f"{number:06}\n")
    run = tape.run("a")
    lines = text_of(run).split()
    assert tape.journal.size <= 100_000
    assert lines[-1] == "049999"
    assert run["dropped"] > 0
    assert run["dropped"] + len(lines) == 50_000
    assert lines == [f"{number:06}" for number in range(run["dropped"], 50_000)]


def test_an_output_larger_than_the_journal_leaves_a_count_behind() -> None:
    tape = Tape(limit=10_000)
    tape.begin("a")
    tape.send("a", "display_data", data={"image/png": "x" * 20_000}, metadata={})
    tape.end("a")
    run = tape.run("a")
    assert (run["entries"], run["dropped"], run["state"]) == ([], 1, "ended")


def test_many_runs_do_not_grow_without_end() -> None:
    tape = Tape()
    for number in range(5_000):
        tape.begin(str(number))
        tape.end(str(number))
    runs = tape.journal.answer()["runs"]
    assert len(runs) == 2_000
    assert runs[-1]["msg_id"] == "4999"


def test_cleared_output_is_not_kept() -> None:
    tape = Tape()
    tape.begin("a")
    tape.print("a", "gone")
    tape.send("a", "clear_output", wait=False)
    tape.print("a", "kept")
    assert [each["type"] for each in tape.run("a")["entries"]] == ["clear_output", "stream"]
    assert text_of(tape.run("a")) == "kept"


def test_output_after_the_end_is_late() -> None:
    tape = Tape()
    tape.begin("a")
    tape.end("a")
    tape.print("a", "from a task")
    assert tape.run("a")["late"] is True


def test_a_run_that_was_not_heard_from_its_start_says_so() -> None:
    tape = Tape()
    tape.print("a", "in the middle")
    assert tape.run("a")["complete"] is False


def test_an_error_names_itself() -> None:
    tape = Tape()
    tape.begin("a")
    tape.send("a", "error", ename="ZeroDivisionError", evalue="", traceback=[])
    tape.end("a")
    tape.send("a", "error", ename="LateError", evalue="", traceback=[])
    assert tape.run("a")["ename"] == "ZeroDivisionError"


def test_runs_of_a_kernel_that_went_away_are_lost_and_forgotten_ones_are_gone() -> None:
    tape = Tape()
    tape.begin("ended")
    tape.end("ended")
    tape.begin("cut off")
    tape.journal.end_runs()
    assert (tape.run("ended")["state"], tape.run("cut off")["state"]) == ("ended", "lost")
    tape.journal.forget({"ended", "cut off", "never there"})
    assert tape.journal.answer()["runs"] == []


def test_what_was_asked_and_answered_stands_where_it_was_asked_and_once() -> None:
    tape = Tape()
    tape.begin("a")
    tape.print("a", "one ")
    for _ in range(2):
        tape.journal.add_echo("a", "asked/echo", "name? Ada ")
    tape.print("a", "two")
    tape.journal.add_echo("never there", "x/echo", "lost")
    assert text_of(tape.run("a")) == "one name? Ada two"
    assert tape.run("a")["seen"]["others"] == ["asked/echo"]
    assert [run["msg_id"] for run in tape.journal.answer()["runs"]] == ["a"]


@pytest.fixture
def kernel(server: RunningServer) -> Iterator[str]:
    answer = server.client.send("POST", f"{server.base_url}api/kernels", "{}", **HEADERS)
    assert answer.status == 201
    yield answer.json["id"]
    server.client.send("DELETE", f"{server.base_url}api/kernels/{answer.json['id']}", **HEADERS)


def journal(server: RunningServer, kernel: str, **query: object) -> Response:
    path = f"lessonbook/api/kernels/{kernel}/journal?{urlencode(query, doseq=True)}"
    return server.client.get(path)


async def connect(server: RunningServer, kernel: str) -> WebSocketClientConnection:
    address = f"{server.base_url}api/kernels/{kernel}/channels?session_id=s-{kernel}"
    url = f"ws://127.0.0.1:{server.client.port}{address}"
    return await websocket_connect(HTTPRequest(url, headers=HEADERS))


def request(msg_id: str, code: str) -> str:
    header = {"msg_id": msg_id, "msg_type": "execute_request", "session": "s", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
    return json.dumps({**message, "channel": "shell"})


async def run_code(socket: WebSocketClientConnection, msg_id: str, code: str) -> str:
    """Run code and return what the websocket brought of its stdout."""
    text = ""
    await socket.write_message(request(msg_id, code))
    while True:
        message = json.loads(await socket.read_message())
        if message["parent_header"].get("msg_id") != msg_id:
            continue
        if message["msg_type"] == "stream":
            text += message["content"]["text"]
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return text


def test_a_kernels_output_is_there_as_the_websocket_brought_it(
    server: RunningServer, kernel: str
) -> None:
    assert journal(server, kernel).json["runs"] == []
    code = "for i in range(500): print(i, flush=True)\n1 / 0"

    async def play() -> str:
        socket = await connect(server, kernel)
        text = await run_code(socket, "first", code)
        await run_code(socket, "second", "2")
        socket.close()
        return text

    text = asyncio.run(asyncio.wait_for(play(), 60))
    first, second = journal(server, kernel).json["runs"]
    assert text == "".join(f"{number}\n" for number in range(500))
    assert text_of(first) == text
    assert (first["msg_id"], first["complete"], first["state"]) == ("first", True, "ended")
    assert (first["ename"], second["ename"]) == ("ZeroDivisionError", None)
    assert journal(server, kernel, msg_id="second").json["runs"] == [second]


def test_the_journal_goes_on_after_a_restart(server: RunningServer, kernel: str) -> None:
    assert journal(server, kernel).status == 200

    async def begin() -> None:
        socket = await connect(server, kernel)
        await run_code(socket, "warm", "1")
        await socket.write_message(
            request("cut", "print(1, flush=True)\nimport time; time.sleep(60)")
        )
        while json.loads(await socket.read_message())["msg_type"] != "stream":
            pass
        socket.close()

    asyncio.run(asyncio.wait_for(begin(), 60))
    address = f"{server.base_url}api/kernels/{kernel}/restart"
    assert server.client.send("POST", address, "{}", **HEADERS).status == 200

    async def go_on() -> None:
        socket = await connect(server, kernel)
        await run_code(socket, "after", "print('again')")
        socket.close()

    asyncio.run(asyncio.wait_for(go_on(), 60))
    runs = {run["msg_id"]: run for run in journal(server, kernel).json["runs"]}
    assert runs["cut"]["state"] == "lost"
    assert text_of(runs["after"]) == "again\n"


def test_nothing_is_missed_while_the_subscription_comes_back_after_a_restart(
    server: RunningServer, kernel: str
) -> None:
    context = server.settings["kernel_manager"].get_kernel(kernel).context
    context.setsockopt(zmq.RECONNECT_IVL, 1500)
    try:
        assert journal(server, kernel).status == 200
    finally:
        del context.sockopts[zmq.RECONNECT_IVL]
    address = f"{server.base_url}api/kernels/{kernel}/restart"
    assert server.client.send("POST", address, "{}", **HEADERS).status == 200

    async def go_on() -> None:
        socket = await connect(server, kernel)
        await run_code(socket, "after", "print('again')")
        socket.close()

    asyncio.run(asyncio.wait_for(go_on(), 60))
    (run,) = journal(server, kernel).json["runs"]
    assert (text_of(run), run["complete"], run["state"]) == ("again\n", True, "ended")


def test_tracebacks_are_hidden_where_the_server_hides_them(
    server: RunningServer, kernel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.settings["kernel_manager"], "allow_tracebacks", False)
    journal(server, kernel)

    async def fail() -> None:
        socket = await connect(server, kernel)
        await socket.write_message(request("fails", "secret = 1 / 0"))
        while "ended" not in {run["state"] for run in journal(server, kernel).json["runs"]}:
            pass
        socket.close()

    # The websocket is not asked: of the servers that hide tracebacks, some break it at the first.
    asyncio.run(asyncio.wait_for(fail(), 60))
    answer = journal(server, kernel, msg_id="fails")
    assert answer.json["runs"][0]["entries"][0]["content"]["ename"] == "ExecutionError"
    assert "secret" not in answer.text


def test_an_answer_is_kept_for_a_run_that_is_known(server: RunningServer, kernel: str) -> None:
    journal(server, kernel)

    async def play() -> None:
        socket = await connect(server, kernel)
        await run_code(socket, "asks", "print(1)")
        socket.close()

    asyncio.run(asyncio.wait_for(play(), 60))
    address = f"{server.base_url}lessonbook/api/kernels/{kernel}/journal"
    note = {"msg_id": "asks", "id": "q/echo", "text": "name? Žižek 🐍\n"}
    assert server.client.send("POST", address, json.dumps(note), **HEADERS).status == 204
    (run,) = journal(server, kernel).json["runs"]
    assert text_of(run) == "1\nname? Žižek 🐍\n"
    for bad in ("", "7", "{}", '{"msg_id": "asks", "id": "q", "text": 7}', "{not json"):
        assert server.client.send("POST", address, bad, **HEADERS).status == 400


def test_runs_are_forgotten_when_asked(server: RunningServer, kernel: str) -> None:
    journal(server, kernel)

    async def play() -> None:
        socket = await connect(server, kernel)
        await run_code(socket, "old", "print(1)")
        await run_code(socket, "new", "print(2)")
        socket.close()

    asyncio.run(asyncio.wait_for(play(), 60))
    address = f"{server.base_url}lessonbook/api/kernels/{kernel}/journal?msg_id=old"
    assert server.client.send("DELETE", address, **HEADERS).status == 204
    assert [run["msg_id"] for run in journal(server, kernel).json["runs"]] == ["new"]


def test_a_kernel_that_ended_takes_its_journal_with_it(server: RunningServer, kernel: str) -> None:
    assert journal(server, kernel).status == 200
    address = f"{server.base_url}api/kernels/{kernel}"
    assert server.client.send("DELETE", address, **HEADERS).status == 204
    assert journal(server, kernel).status == 404
    assert kernel not in server.settings["lessonbook_journals"]._listeners


@pytest.mark.parametrize("since", ["-1", "x", "1e3", "٣", "9" * 40])
def test_a_number_that_is_none_is_refused(server: RunningServer, kernel: str, since: str) -> None:
    assert journal(server, kernel, since=since).status == 400


def test_only_those_who_may_run_code_may_read_its_output(
    server: RunningServer, kernel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_execution(handler: object, user: object, action: str, resource: str) -> bool:
        return action != "execute"

    monkeypatch.setattr(server.settings["authorizer"], "is_authorized", refuse_execution)
    assert journal(server, kernel).status == 403


def test_a_flood_is_whole_as_text_and_gone_with_its_run() -> None:
    spool = OutputSpool(PLENTY)
    tape = Tape(limit=50_000, spool=spool)
    tape.begin("a")
    lines = [f"line {number}\n" for number in range(40_000)]
    for at in range(0, len(lines), 100):
        tape.print("a", "\x1b[31m" + "".join(lines[at : at + 100]) + "\x1b[0m")
    tape.send("a", "display_data", data={"text/plain": "shown"}, metadata={})
    tape.send("a", "error", ename="E", evalue="bad", traceback=["\x1b[31mE\x1b[0m: bad"])
    assert tape.journal.size <= 50_000
    assert tape.text("a") == "".join(lines) + "shown\nE: bad\n"
    # Asked again, and while it goes on.
    reading = tape.journal.text("a")
    assert reading is not None
    first = next(reading)
    for _ in range(100):
        tape.print("a", "more\n" * 1_000)
    assert (first + b"".join(reading)).decode() == "".join(lines) + "shown\nE: bad\n"
    tape.journal.forget({"a"})
    assert tape.journal.text("a") is None
    tape.begin("a")
    assert tape.text("a") == ""
    tape.journal.close()


def test_each_run_has_a_text_of_its_own() -> None:
    tape = Tape(limit=20_000, spool=OutputSpool(PLENTY))
    for part in range(20):
        for run in ("a", "b"):
            tape.print(run, f"{run}{part}" * 1_000)
    for run in ("a", "b"):
        assert tape.text(run) == "".join(f"{run}{part}" * 1_000 for part in range(20))
    tape.journal.close()


def test_cleared_output_is_gone_from_the_text_too() -> None:
    tape = Tape(limit=20_000, spool=OutputSpool(PLENTY))
    tape.begin("a")
    for _ in range(20):
        tape.print("a", "x" * 9_000)
    tape.send("a", "clear_output", wait=False)
    tape.print("a", "after")
    assert tape.text("a") == "after"
    tape.journal.close()


def test_a_spool_that_is_full_says_what_is_missing() -> None:
    spool = OutputSpool(1_000)
    for _ in range(3):
        spool.add("a", "x" * 400)
    assert b"".join(spool.read("a")).decode() == (
        "x" * 800 + "\n[400 bytes are missing here: the server had no room for more.]\n"
    )
    spool.forget("a")
    spool.add("a", "fits")
    assert b"".join(spool.read("a")) == b"fits"
    spool.close()


def test_all_of_a_run_is_given_as_a_file(server: RunningServer, kernel: str) -> None:
    assert journal(server, kernel).status == 200

    async def play() -> None:
        socket = await connect(server, kernel)
        await run_code(socket, "long", "print('x' * 20_000_000)\nprint('end')")
        socket.close()

    asyncio.run(asyncio.wait_for(play(), 60))
    path = f"lessonbook/api/kernels/{kernel}/journal/text"
    answer = server.client.get(f"{path}?msg_id=long")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="output.txt"'
    text = answer.text
    assert len(text) == 20_000_005
    assert (text.find("\n"), text[-5:]) == (20_000_000, "\nend\n")
    assert server.client.get(f"{path}?msg_id=none").status == 404

"""The teacher's routes: courses, what is known of an assignment, marks, commands."""

from __future__ import annotations

import http.client
import json
import os
import select
import shutil
import stat
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from conftest import TOKEN, Client, Response, RunningServer, write_notebook
from lessonbook import course_run
from lessonbook.marks_file import MarkConflictError, save_mark

WITH_TOKEN = {"Authorization": f"token {TOKEN}"}


@pytest.fixture
def course(server: RunningServer) -> Iterator[Path]:
    """Make a course with one assignment that two students handed in."""
    folder = server.root / "teaching" / "async"
    write_notebook(folder, "source/hw1/gather.ipynb", "1")
    for student in ("ann", "bob"):
        write_notebook(folder, f"submitted/{student}/hw1/gather.ipynb", "1")
    yield folder
    shutil.rmtree(folder)


def path_of(server: RunningServer, course: Path) -> str:
    return course.relative_to(server.root).as_posix()


def request_for(path: str, **changes: Any) -> dict[str, Any]:
    mark = {"points": 2, "extra": None, "comment": "Why?", "flag": False, "work": "w1"}
    who = {"student": "ann", "notebook": "gather", "cell": "essay"}
    return {"course": path, "assignment": "hw1", **who, "revision": 0, "mark": mark, **changes}


def put(server: RunningServer, path: str, **changes: Any) -> Response:
    return server.client.put("lessonbook/api/class/marks", request_for(path, **changes))


def test_courses_are_found_by_their_folders(server: RunningServer, course: Path) -> None:
    write_notebook(course, "release/hw1/gather.ipynb", "1")
    write_notebook(course, "release/hw0/old.ipynb", "1")
    (course / "grades").mkdir()
    (course / "grades/hw1.json").write_text('{"schema":1,"gradedAt":"2026-03-01T10:00:00Z"}')
    write_notebook(server.root, "plain/source.ipynb", "1")
    write_notebook(server.root, ".hidden/source/hw1/a.ipynb", "1")
    write_notebook(server.root, "a/b/c/source/hw1/too-deep.ipynb", "1")
    answer = server.client.get("lessonbook/api/class")
    assert answer.status == 200
    found = {one["path"]: one for one in answer.json["courses"]}
    assert all(path.startswith("teaching/") for path in found)
    assert found[path_of(server, course)] == {
        "path": path_of(server, course),
        "name": course.name,
        "assignments": [
            {
                "name": "hw0",
                "source": False,
                "released": True,
                "submitted": 0,
                "gradedAt": None,
            },
            {
                "name": "hw1",
                "source": True,
                "released": True,
                "submitted": 2,
                "gradedAt": "2026-03-01T10:00:00Z",
            },
        ],
    }


def test_what_is_known_of_an_assignment_comes_as_it_lies_there(
    server: RunningServer, course: Path
) -> None:
    (course / "course.json").write_text('{"course": "Ü"}', encoding="utf-8")
    query = f"course={path_of(server, course)}&assignment=hw1"
    answer = server.client.get(f"lessonbook/api/class/grades?{query}")
    assert answer.json == {"grades": "", "marks": "", "rules": '{"course": "Ü"}', "students": ""}


def test_a_mark_is_kept_with_who_and_when(server: RunningServer, course: Path) -> None:
    answer = put(server, path_of(server, course))
    assert answer.status == 200
    saved = answer.json["mark"]
    assert saved["revision"] == 1
    assert saved["by"] != ""
    assert saved["at"].endswith("Z")
    file = course / "marks" / "hw1.json"
    assert json.loads(file.read_text()) == {
        "schema": 1,
        "assignment": "hw1",
        "students": {"ann": {"gather": {"essay": saved}}},
    }
    assert stat.S_IMODE(file.stat().st_mode) & 0o007 == 0, "nobody else may read it"


def test_two_teachers_lose_no_mark(server: RunningServer, course: Path) -> None:
    path = path_of(server, course)
    theirs = put(server, path, mark={"points": 3, "comment": "Good"}).json["mark"]
    late = put(server, path, mark={"points": 1})
    assert late.status == 409
    assert late.json["mark"] == theirs
    assert "meanwhile" in late.json["message"]
    other = put(server, path, student="bob")
    assert other.status == 200, "another answer is nobody's conflict"
    again = put(server, path, revision=theirs["revision"], mark={"points": 1})
    assert again.json["mark"]["revision"] == 2
    taken_back = put(server, path, revision=2, mark={"points": None})
    assert taken_back.json["mark"]["points"] is None
    assert put(server, path, revision=0).status == 409, "what was taken back is no new mark"


def test_many_at_once_each_save_their_own_mark(tmp_path: Path) -> None:
    def save(number: int) -> None:
        save_mark(tmp_path, "hw1", request_for("", student=f"s{number}"), "me")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(save, range(40)))
    marks = json.loads((tmp_path / "marks/hw1.json").read_text())
    assert len(marks["students"]) == 40
    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(save_mark, tmp_path, "hw1", request_for(""), str(i)) for i in range(8)]
    won = [run for run in runs if not isinstance(run.exception(), MarkConflictError)]
    assert len(won) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"student": ""},
        {"student": 7},
        {"cell": "x" * 256},
        {"notebook": None},
        {"revision": -1},
        {"revision": "0"},
        {"revision": True},
        {"mark": None},
        {"mark": {"points": "3"}},
        {"mark": {"points": True}},
        {"mark": {"points": 1e9}},
        {"mark": {"extra": []}},
        {"mark": {"comment": "x" * 10_001}},
        {"mark": {"comment": None}},
        {"assignment": "../hw1"},
        {"assignment": ".hw1"},
        {"assignment": 7},
        {"course": 7},
    ],
)
def test_what_is_no_mark_is_refused_in_words(
    server: RunningServer, course: Path, changes: dict[str, Any]
) -> None:
    answer = put(server, path_of(server, course), **changes)
    assert answer.status == 400
    assert len(answer.json["message"]) > 10
    assert not (course / "marks" / "hw1.json").exists()


def test_numbers_that_are_none_are_refused(server: RunningServer, course: Path) -> None:
    body = json.dumps(request_for(path_of(server, course))).replace('"points": 2', '"points": NaN')
    address = f"{server.base_url}lessonbook/api/class/marks"
    answer = server.client.send("PUT", address, body, **WITH_TOKEN)
    assert answer.status == 400


@pytest.mark.parametrize("text", ["{ oops", "[]", '{"schema": 2, "students": {}}', "\xff"])
def test_a_damaged_file_is_not_written_over(server: RunningServer, course: Path, text: str) -> None:
    file = course / "marks" / "hw1.json"
    file.parent.mkdir()
    file.write_text(text, encoding="latin-1")
    answer = put(server, path_of(server, course))
    assert answer.status == 500
    assert "marks/hw1.json cannot be read" in answer.json["message"]
    assert file.read_text(encoding="latin-1") == text


def test_nothing_outside_the_servers_files_is_a_course(
    server: RunningServer, course: Path, tmp_path: Path
) -> None:
    write_notebook(tmp_path, "source/hw1/a.ipynb", "1")
    (server.root / "link").symlink_to(tmp_path)
    write_notebook(server.root, ".secret/source/hw1/a.ipynb", "1")
    for path in ("link", ".secret", f"../{server.root.name}", "no/such", "plain\0"):
        assert put(server, path).status == 404, path
    assert not (tmp_path / "marks").exists()
    assert "link" not in server.client.get("lessonbook/api/class").text
    secret = tmp_path / "secret.json"
    secret.write_text('"secret"')
    (course / "grades").mkdir()
    (course / "grades/hw1.json").symlink_to(secret)
    query = f"course={path_of(server, course)}&assignment=hw1"
    answer = server.client.get(f"lessonbook/api/class/grades?{query}")
    assert answer.status == 404
    assert "secret" not in answer.json.get("grades", "")


SCRIPT = """#!{python}
import sys, time
try:
    print(sys.argv, flush=True)
    if "slow" in sys.argv:
        time.sleep(600)
except KeyboardInterrupt:
    open({ended!r}, "w").write("ended")
sys.exit(1)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a program of the test's own in the place of Node."""
    script = tmp_path / "node"
    script.write_text(SCRIPT.format(python=sys.executable, ended=str(tmp_path / "ended")))
    script.chmod(0o755)
    monkeypatch.setattr(course_run, "find_node", lambda: str(script))
    monkeypatch.setattr(course_run, "CLI_FILE", script)
    return script


def run_command(client: Client, path: str, assignment: str, command: str) -> Response:
    address = f"{client.base_url}lessonbook/api/class/run"
    body = json.dumps({"course": path, "assignment": assignment, "command": command})
    return client.send("POST", address, body, **WITH_TOKEN)


@pytest.mark.parametrize(
    ("command", "words"), [("release", "'release'"), ("update", "'grade', '--resume'")]
)
def test_a_command_says_what_it_says(
    server: RunningServer, course: Path, program: Path, command: str, words: str
) -> None:
    answer = run_command(server.client, path_of(server, course), "--help", command)
    assert answer.status == 200
    first, last = (json.loads(line) for line in answer.text.splitlines())
    arguments = f"['{program}', '{program}', {words}, '--course', '{course}', '--', '--help']"
    assert first == {"line": arguments}
    assert last == {"exit": 1}


def test_one_command_at_a_time_and_it_ends_with_the_page(
    server: RunningServer, course: Path, program: Path, tmp_path: Path
) -> None:
    path = path_of(server, course)
    os.mkfifo(tmp_path / "ended")
    ended = os.open(tmp_path / "ended", os.O_RDONLY | os.O_NONBLOCK)
    connection = http.client.HTTPConnection("127.0.0.1", server.client.port, timeout=60)
    body = json.dumps({"course": path, "assignment": "slow", "command": "grade"})
    connection.request("POST", f"{server.base_url}lessonbook/api/class/run", body, WITH_TOKEN)
    answer = connection.getresponse()
    assert b"slow" in answer.readline()
    assert run_command(server.client, path, "hw1", "grade").status == 423
    assert server.client.get("api/status").status == 200, "the server goes on meanwhile"
    answer.close()
    connection.close()
    readable, _, _ = select.select([ended], [], [], 60)
    assert readable, "the command was not ended"
    os.close(ended)


def test_commands_that_are_none_and_a_missing_program_are_said(
    server: RunningServer, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(server, course)
    assert run_command(server.client, path, "hw1", "rm").status == 400
    monkeypatch.setattr(course_run, "find_node", lambda: None)
    answer = run_command(server.client, path, "hw1", "grade")
    assert answer.status == 501
    assert "Node.js" in answer.json["message"]

"""Reading and saving one notebook through the server."""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any, TextIO

import nbformat
import pytest
from tornado import web

from conftest import TOKEN, Response, RunningServer, notebook, write_notebook
from lessonbook.failure import describe_failure


def read(server: RunningServer, path: str) -> Response:
    return server.client.get(f"lessonbook/api/contents/{path}")


def save(server: RunningServer, path: str, content: object, **options: object) -> Response:
    return server.client.put(f"lessonbook/api/contents/{path}", {"content": content, **options})


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sources(path: Path) -> list[str]:
    cells = json.loads(path.read_text())["cells"]
    return ["".join(cell["source"]) for cell in cells]


def test_reading_gives_the_notebook_and_the_stamp_of_its_file(server: RunningServer) -> None:
    path = write_notebook(server.root, "read me/ü.ipynb", "1 + 1")
    answer = read(server, "read%20me/%C3%BC.ipynb")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["hash"] == sha256(path)
    assert answer.json["writable"] is True
    assert answer.json["lastModified"].startswith("20")
    assert [cell["source"] for cell in answer.json["content"]["cells"]] == ["1 + 1"]


def test_what_was_just_read_can_be_saved_and_saved_again(server: RunningServer) -> None:
    path = write_notebook(server.root, "twice.ipynb", "a")
    first = save(
        server, "twice.ipynb", notebook("b"), hash=read(server, "twice.ipynb").json["hash"]
    )
    assert first.status == 200
    assert first.json["hash"] == sha256(path)
    assert first.json["path"] == "twice.ipynb"
    second = save(server, "twice.ipynb", notebook("c"), hash=first.json["hash"])
    assert second.status == 200
    assert sources(path) == ["c"]


def test_a_save_keeps_keys_that_nobody_knows(server: RunningServer) -> None:
    path = write_notebook(server.root, "keys.ipynb", "a")
    content = notebook("b", custom={"deep": [1, {"x": None}]})
    content["cells"][0]["metadata"]["vendor"] = {"k": "v"}
    answer = save(server, "keys.ipynb", content, hash=sha256(path))
    assert answer.status == 200
    saved = json.loads(path.read_text())
    assert saved["metadata"] == {"custom": {"deep": [1, {"x": None}]}}
    assert saved["cells"][0]["metadata"] == {"vendor": {"k": "v"}}


def test_a_file_that_changed_is_not_overwritten(server: RunningServer) -> None:
    path = write_notebook(server.root, "race.ipynb", "mine")
    seen = read(server, "race.ipynb").json["hash"]
    write_notebook(server.root, "race.ipynb", "theirs")
    answer = save(server, "race.ipynb", notebook("mine, edited"), hash=seen)
    assert answer.status == 409
    assert answer.json["reason"] == "changed"
    assert answer.json["hash"] == sha256(path)
    assert "race.ipynb" in answer.json["message"]
    assert sources(path) == ["theirs"]


def test_a_page_that_saw_no_hash_is_known_by_the_time_of_the_file(server: RunningServer) -> None:
    path = write_notebook(server.root, "time.ipynb", "old")
    # As Jupyter's own API writes it: the page may have opened the file through that.
    seen = server.client.get("api/contents/time.ipynb?content=0").json["last_modified"]
    early = "2001-01-01T00:00:00Z"
    assert save(server, "time.ipynb", notebook("new"), lastModified=early).status == 409
    answer = save(server, "time.ipynb", notebook("new"), hash=None, lastModified=seen)
    assert answer.status == 200
    assert answer.json["lastModified"] == answer.json["last_modified"]
    assert sources(path) == ["new"]


def test_the_reader_may_overwrite_knowingly(server: RunningServer) -> None:
    path = write_notebook(server.root, "force.ipynb", "theirs")
    answer = save(server, "force.ipynb", notebook("mine"), hash="0" * 64, overwrite=True)
    assert answer.status == 200
    assert answer.json["hash"] == sha256(path)
    assert sources(path) == ["mine"]


def test_a_file_that_vanished_is_not_brought_back_unasked(server: RunningServer) -> None:
    path = write_notebook(server.root, "gone.ipynb", "x")
    seen = sha256(path)
    path.unlink()
    answer = save(server, "gone.ipynb", notebook("x"), hash=seen)
    assert answer.status == 409
    assert answer.json["reason"] == "missing"
    assert answer.json["hash"] is None
    assert not path.exists()
    assert save(server, "gone.ipynb", notebook("x"), hash=seen, overwrite=True).status == 200
    assert sources(path) == ["x"]


def test_a_new_file_is_made_only_where_there_is_none(server: RunningServer) -> None:
    path = server.root / "new.ipynb"
    path.unlink(missing_ok=True)
    assert save(server, "new.ipynb", notebook("first"), hash=None).status == 200
    answer = save(server, "new.ipynb", notebook("second"), hash=None)
    assert answer.status == 409
    assert answer.json["reason"] == "changed"
    assert sources(path) == ["first"]


VALID = json.dumps(notebook("1"))
DAMAGED = {
    "cut off": (VALID[:40], "not valid JSON: line 1"),
    "empty": ("", "empty"),
    "blank": ("\n\n", "empty"),
    "NaN": (
        VALID.replace('"metadata": {}, "nbformat"', '"metadata": {"x": NaN}, "nbformat"'),
        "NaN",
    ),
    "infinity": (
        VALID.replace('"execution_count": null', '"execution_count": Infinity'),
        "Infinity",
    ),
    "byte order mark": ("\ufeff" + VALID, "byte order mark"),
    "a list": ("[1, 2]", "no cells"),
    "another file": ('{"name": "package"}', "no cells"),
    "null cell": ('{"cells": [null], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "parts"),
    "cells of the wrong kind": ('{"cells": 3, "metadata": {}, "nbformat": 4}', "parts"),
    "merge conflict": ("<<<<<<< HEAD\n" + VALID, "not valid JSON: line 1"),
    "too deep": ('{"cells": ' + "[" * 100_000, "deep"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_notebook_is_given_as_text_with_the_reason(
    server: RunningServer, kind: str
) -> None:
    text, reason = DAMAGED[kind]
    path = server.root / "damaged.ipynb"
    path.write_text(text)
    answer = read(server, "damaged.ipynb")
    assert answer.status == 200
    assert "content" not in answer.json
    assert answer.json["format"] == "text"
    assert answer.json["text"] == text
    assert answer.json["hash"] == sha256(path)
    assert reason in answer.json["problem"]
    assert str(server.root) not in answer.text
    assert path.read_text() == text


def test_a_notebook_that_is_not_utf8_is_given_as_bytes(server: RunningServer) -> None:
    path = server.root / "latin.ipynb"
    path.write_bytes(VALID.replace('"1"', '"é"').encode("latin-1"))
    answer = read(server, "latin.ipynb")
    assert answer.json["format"] == "base64"
    assert base64.b64decode(answer.json["text"]) == path.read_bytes()
    assert "UTF-8" in answer.json["problem"]


def test_a_lone_surrogate_in_a_file_reaches_the_page(server: RunningServer) -> None:
    path = server.root / "half.ipynb"
    path.write_text(VALID.replace('"1"', '"\\ud800"'))
    answer = read(server, "half.ipynb")
    assert answer.status == 200
    text = answer.json.get("text") or json.dumps(answer.json["content"])
    assert "\\ud800" in text


def test_the_answer_to_reading_is_json_that_a_browser_accepts(server: RunningServer) -> None:
    (server.root / "nan.ipynb").write_text(DAMAGED["NaN"][0])

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    json.loads(read(server, "nan.ipynb").body, parse_constant=refuse)


def test_a_missing_notebook_is_a_404_in_words(server: RunningServer) -> None:
    answer = read(server, "nowhere/none.ipynb")
    assert answer.status == 404
    assert answer.json["reason"] == "not-found"
    assert "nowhere/none.ipynb" in answer.json["message"]


def test_a_folder_is_not_a_notebook(server: RunningServer) -> None:
    (server.root / "folder.ipynb").mkdir(exist_ok=True)
    assert read(server, "folder.ipynb").status == 400
    assert save(server, "folder.ipynb", notebook(), hash=None).status == 400
    assert read(server, "").status in {400, 404}


def test_hidden_files_stay_hidden(server: RunningServer) -> None:
    path = write_notebook(server.root, ".hidden/secret.ipynb", "canary-hidden")
    before = path.read_bytes()
    assert read(server, ".hidden/secret.ipynb").status == 404
    answer = save(server, ".hidden/secret.ipynb", notebook(), hash=None, overwrite=True)
    assert answer.status == 404
    assert path.read_bytes() == before


BAD_REQUESTS: dict[str, Any] = {
    "no content": {"hash": None},
    "content is text": {"content": "{}", "hash": None},
    "no cells": {"content": {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}},
    "old format": {"content": {"worksheets": [], "metadata": {}, "nbformat": 3}},
    "a cell is a number": {"content": {**notebook(), "cells": [1]}},
    "hash is a number": {"content": notebook(), "hash": 7},
    "overwrite is text": {"content": notebook(), "hash": None, "overwrite": "no"},
    "a list": [1],
    "nothing": None,
}


@pytest.mark.parametrize("kind", BAD_REQUESTS)
def test_a_wrong_request_changes_nothing(server: RunningServer, kind: str) -> None:
    path = write_notebook(server.root, "safe.ipynb", "safe")
    before = path.read_bytes()
    answer = server.client.put("lessonbook/api/contents/safe.ipynb", BAD_REQUESTS[kind])
    assert answer.status == 400
    assert answer.json["reason"] in {"bad-request", "not-a-notebook"}
    assert path.read_bytes() == before


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"content": NaN}'])
def test_a_body_that_is_not_json_is_refused(server: RunningServer, body: bytes) -> None:
    address = f"{server.base_url}lessonbook/api/contents/x.ipynb"
    answer = server.client.send("PUT", address, body, Authorization=f"token {TOKEN}")
    assert answer.status == 400
    assert answer.json["reason"] == "bad-request"


def test_a_lone_surrogate_is_refused_before_anything_is_written(server: RunningServer) -> None:
    for name in ("surrogate-new.ipynb", "surrogate-old.ipynb"):
        path = server.root / name
        path.unlink(missing_ok=True)
        if "old" in name:
            write_notebook(server.root, name, "old")
        before = path.read_bytes() if path.exists() else None
        stamp = sha256(path) if path.exists() else None
        answer = save(server, name, notebook("\ud83d"), hash=stamp)
        assert answer.status == 500
        assert answer.json["reason"] == "surrogate"
        assert "half a character" in answer.json["message"]
        assert (path.read_bytes() if path.exists() else None) == before


def test_a_whole_emoji_is_not_a_lone_surrogate(server: RunningServer) -> None:
    (server.root / "emoji.ipynb").unlink(missing_ok=True)
    assert (
        save(server, "emoji.ipynb", notebook("print('\U0001f600 \\\\ud800')"), hash=None).status
        == 200
    )


@pytest.mark.parametrize("existing", [True, False])
def test_a_full_disk_is_said_in_words_and_the_old_file_stays(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch, existing: bool
) -> None:
    path = server.root / f"full-{existing}.ipynb"
    if existing:
        write_notebook(server.root, path.name, "old")
    before = path.read_bytes() if existing else b""

    def fill_the_disk(nb: object, file: TextIO, **options: object) -> None:
        file.write("{")
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(nbformat, "write", fill_the_disk)
    answer = save(server, path.name, notebook("new"), hash=sha256(path) if existing else None)
    assert answer.status == 500
    assert answer.json["reason"] == "disk-full"
    assert "disk is full" in answer.json["message"]
    assert str(server.root) not in answer.text
    if existing:
        assert path.read_bytes() == before


def test_a_folder_that_is_gone_is_said_in_words(server: RunningServer) -> None:
    answer = save(server, "no/such/folder/a.ipynb", notebook(), hash=None)
    assert answer.status == 500
    assert answer.json["reason"] == "no-folder"
    assert str(server.root) not in answer.text


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_is_said_in_words(server: RunningServer) -> None:
    path = write_notebook(server.root, "locked.ipynb", "x")
    path.chmod(0o444)
    answer = save(server, "locked.ipynb", notebook(), hash=sha256(path))
    assert answer.status == 403
    assert answer.json["reason"] == "forbidden"
    assert str(server.root) not in answer.text


@pytest.mark.parametrize(
    ("cause", "status", "reason"),
    [
        (PermissionError(errno.EACCES, "no", "/srv/secret/a"), 403, "forbidden"),
        (OSError(errno.ENOSPC, "no", "/srv/secret/a"), 500, "disk-full"),
        (OSError(errno.EDQUOT, "no", "/srv/secret/a"), 500, "disk-full"),
        (OSError(errno.EROFS, "no", "/srv/secret/a"), 500, "read-only"),
        (OSError(errno.EIO, "no", "/srv/secret/a"), 500, "failed"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), 500, "surrogate"),
    ],
)
def test_no_message_names_a_folder_of_the_server(
    cause: Exception, status: int, reason: str
) -> None:
    error = web.HTTPError(status, "Unexpected error while saving file: /srv/secret/a")
    error.__cause__ = cause
    failure = describe_failure(error, "lesson.ipynb")
    assert (failure.status, failure.reason) == (status, reason)
    assert "/srv" not in failure.message
    assert failure.message.endswith(".")


def save_text(server: RunningServer, path: str, content: object, **options: object) -> Response:
    return server.client.put(f"lessonbook/api/text/{path}", {"content": content, **options})


def test_a_text_is_saved_as_it_is_where_it_did_not_change(server: RunningServer) -> None:
    path = server.root / "notes.txt"
    path.write_bytes(b"one\r\ntwo\n")
    first = save_text(server, "notes.txt", "one\r\n2\n", hash=sha256(path))
    assert first.status == 200
    assert path.read_bytes() == b"one\r\n2\n"
    assert first.json["hash"] == sha256(path)
    path.write_text("theirs")
    refused = save_text(server, "notes.txt", "mine", hash=first.json["hash"])
    assert (refused.status, refused.json["reason"]) == (409, "changed")
    assert refused.json["hash"] == sha256(path)
    assert path.read_text() == "theirs"
    assert save_text(server, "notes.txt", "mine", hash="x", overwrite=True).status == 200
    assert path.read_text() == "mine"


@pytest.mark.parametrize("content", [None, 1, ["a"], {"cells": []}])
def test_what_is_no_text_is_refused(server: RunningServer, content: object) -> None:
    answer = save_text(server, "no-text.txt", content)
    assert (answer.status, answer.json["reason"]) == (400, "not-text")
    assert not (server.root / "no-text.txt").exists()


def test_a_folder_or_a_hidden_file_takes_no_text(server: RunningServer) -> None:
    (server.root / "a folder").mkdir(exist_ok=True)
    assert save_text(server, "a%20folder", "x").status == 400
    assert save_text(server, ".hidden.txt", "x").status == 404
    assert not (server.root / ".hidden.txt").exists()

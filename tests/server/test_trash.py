"""What is deleted can be brought back as it was, and nothing is written over on the way."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from conftest import TOKEN, Response, RunningServer
from lessonbook import trash


def call(server: RunningServer, method: str, entry: str = "", **body: object) -> Response:
    return server.client.send(
        method,
        f"{server.base_url}lessonbook/api/trash{entry}",
        json.dumps(body) if method == "POST" else None,
        Authorization=f"token {TOKEN}",
    )


@pytest.mark.parametrize("name", ["plain.txt", "50% #1 🐍 שלום.txt", "ü" * 124 + ".ipynb", "-rf"])
def test_a_deleted_file_comes_back_byte_for_byte(server: RunningServer, name: str) -> None:
    path = server.root / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\x00\xffbytes")
    thrown = call(server, "POST", path=f"bin/{name}")
    assert thrown.status == 201
    assert not path.exists()
    assert call(server, "GET").json["entries"][0] == thrown.json
    assert call(server, "POST", f"/{thrown.json['id']}").json["path"] == f"bin/{name}"
    assert path.read_bytes() == b"\x00\xffbytes"
    assert thrown.json["id"] not in call(server, "GET").text


def test_a_folder_comes_back_with_all_in_it_also_when_its_own_folder_is_gone(
    server: RunningServer,
) -> None:
    folder = server.root / "outer" / "inner"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("a")
    (folder / ".hidden").write_text("h")
    thrown = call(server, "POST", path="outer/inner")
    assert thrown.json["type"] == "directory"
    (server.root / "outer").rmdir()
    assert call(server, "POST", f"/{thrown.json['id']}").status == 200
    assert sorted(file.name for file in folder.iterdir()) == [".hidden", "a.txt"]


def test_what_lies_in_its_place_now_is_not_written_over(server: RunningServer) -> None:
    path = server.root / "twice.txt"
    path.write_text("old")
    thrown = call(server, "POST", path="twice.txt").json
    path.write_text("new")
    answer = call(server, "POST", f"/{thrown['id']}")
    assert answer.status == 409
    assert answer.json["reason"] == "taken"
    assert path.read_text() == "new"
    path.unlink()
    assert call(server, "POST", f"/{thrown['id']}").status == 200
    assert path.read_text() == "old"


def test_a_link_goes_and_comes_and_what_it_leads_to_stays(
    server: RunningServer, tmp_path: Path
) -> None:
    (tmp_path / "shared.txt").write_text("shared")
    link = server.root / "linked"
    link.symlink_to(tmp_path)
    thrown = call(server, "POST", path="linked").json
    assert not link.is_symlink()
    assert (tmp_path / "shared.txt").read_text() == "shared"
    assert call(server, "DELETE", f"/{thrown['id']}").status == 204
    assert (tmp_path / "shared.txt").read_text() == "shared"


def test_deleted_for_good_is_gone(server: RunningServer) -> None:
    (server.root / "gone.txt").write_text("x")
    thrown = call(server, "POST", path="gone.txt").json
    assert call(server, "DELETE", f"/{thrown['id']}").status == 204
    for method in ("POST", "DELETE"):
        assert call(server, method, f"/{thrown['id']}").status == 404
    assert not (server.root / trash.FOLDER / thrown["id"]).exists()


@pytest.mark.parametrize(
    "path", ["", "/", "no-such-file", "../out", "a/../../out", ".not-shown", ".lessonbook-trash"]
)
def test_what_is_not_there_or_not_shown_cannot_be_deleted(server: RunningServer, path: str) -> None:
    (server.root / ".not-shown").write_text("s")
    (server.root.parent / "out").write_text("o")
    answer = call(server, "POST", path=path)
    assert answer.status == 404
    assert (server.root / ".not-shown").exists()
    assert (server.root.parent / "out").exists()
    assert str(server.root) not in answer.text


@pytest.mark.parametrize("body", [{}, {"path": 1}, {"path": None}])
def test_a_request_without_a_path_is_refused(
    server: RunningServer, body: dict[str, object]
) -> None:
    assert call(server, "POST", **body).status == 400


def test_a_note_that_leads_out_of_the_root_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.txt").write_text("a")
    entry = trash.throw_away(root, "a.txt")
    note = root / trash.FOLDER / entry.id / "deleted.json"
    for path in ("../out.txt", "/etc/x", "a/../../out.txt", ""):
        note.write_text(json.dumps({"path": path, "deleted_at": "2026-01-01", "type": "file"}))
        with pytest.raises(trash.NoSuchEntryError):
            trash.put_back(root, entry.id)
    assert [path.name for path in tmp_path.iterdir()] == ["root"]


def test_what_lay_there_for_a_month_goes_with_the_next_delete(tmp_path: Path) -> None:
    for name in ("old.txt", "young.txt", "next.txt"):
        (tmp_path / name).write_text(name)
    ages = {"old.txt": 31, "young.txt": 29}
    for name, days in ages.items():
        entry = trash.throw_away(tmp_path, name)
        note = tmp_path / trash.FOLDER / entry.id / "deleted.json"
        at = datetime.now(timezone.utc) - timedelta(days=days)
        note.write_text(json.dumps({"path": name, "deleted_at": at.isoformat(), "type": "file"}))
    trash.throw_away(tmp_path, "next.txt")
    assert {entry.path for entry in trash.list_trash(tmp_path)} == {"young.txt", "next.txt"}


def test_a_file_that_cannot_be_moved_stays_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept.txt").write_text("kept")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(trash.shutil, "move", refuse)
    with pytest.raises(PermissionError):
        trash.throw_away(tmp_path, "kept.txt")
    assert (tmp_path / "kept.txt").read_text() == "kept"
    assert trash.list_trash(tmp_path) == []
    assert list((tmp_path / trash.FOLDER).iterdir()) == []

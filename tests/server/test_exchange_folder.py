"""What the exchange folder refuses to carry, and what a disk may do to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import write_notebook
from lessonbook.exchange_folder import LARGEST, ExchangeFolder, read_files
from lessonbook.exchange_port import ExchangeError

COURSE = "async101"


def test_a_disk_that_keeps_other_bytes_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notebook(tmp_path, f"exchange/{COURSE}/outbound/hw1/first.ipynb", "1")
    (tmp_path / "exchange" / COURSE / "inbound").mkdir()
    folder = ExchangeFolder(tmp_path / "exchange", tmp_path / "cache", "ann")
    whole = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", lambda file, data: whole(file, data[:-1]))
    with pytest.raises(ExchangeError, match="not what was handed in"):
        folder.submit(COURSE, "hw1", {"first.ipynb": b"{}"})
    assert list((tmp_path / "exchange" / COURSE / "inbound").iterdir()) == []


def test_what_is_too_large_or_a_link_to_a_folder_is_named(tmp_path: Path) -> None:
    work = tmp_path / "hw1"
    work.mkdir()
    with (work / "film.mp4").open("wb") as film:
        film.truncate(LARGEST + 1)
    with pytest.raises(ExchangeError, match=r"100 MB \(at film.mp4\)"):
        read_files(work)
    (work / "film.mp4").unlink()
    (work / "away").symlink_to(tmp_path)
    with pytest.raises(ExchangeError, match="away is a link to a folder"):
        read_files(work)

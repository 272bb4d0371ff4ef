"""What the exchange folder refuses to carry, and what a disk may do to it."""

from __future__ import annotations

import os
import pwd
import stat
import tempfile
from collections.abc import Callable, Iterator
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


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every user can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def as_user(name: str, act: Callable[[], object]) -> str:
    """Do something in a process of another user; returns what it raised, in words."""
    user = pwd.getpwnam(name)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
            act()
        except BaseException as error:
            os.write(writer, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        return said.read()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user")
def test_learners_write_where_they_cannot_list_and_own_what_they_hand_in(
    open_folder: Path,
) -> None:
    write_notebook(open_folder, f"exchange/{COURSE}/outbound/hw1/first.ipynb", "1")
    inbound = open_folder / "exchange" / COURSE / "inbound"
    inbound.mkdir()
    inbound.chmod(0o2733)  # as nbgrader makes it
    cache = open_folder / "cache"
    cache.mkdir(mode=0o777)
    cache.chmod(0o777)
    folder = ExchangeFolder(open_folder / "exchange", cache, "nobody")
    nobody = pwd.getpwnam("nobody").pw_uid

    assert as_user("nobody", lambda: folder.submit(COURSE, "hw1", {"first.ipynb": b"{}"})) == ""
    assert as_user("nobody", lambda: os.listdir(inbound)).startswith("PermissionError")
    [submission] = inbound.iterdir()
    assert submission.name.startswith("nobody+hw1+")
    # nbgrader warns of a submission that is not its student's own.
    assert {path.stat().st_uid for path in [submission, *submission.iterdir()]} == {nobody}
    assert submission.stat().st_gid == inbound.stat().st_gid
    assert stat.S_IMODE(submission.stat().st_mode) == 0o777

    inbound.chmod(0o2700)
    refused = as_user("nobody", lambda: folder.submit(COURSE, "hw1", {"first.ipynb": b"{}"}))
    assert refused.startswith("ExchangeError: The course async101 takes no submissions")
    assert len(list(inbound.iterdir())) == 1


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be another user")
def test_a_course_that_a_learner_cannot_read_is_not_shown(open_folder: Path) -> None:
    for course in ("open", "closed"):
        write_notebook(open_folder, f"{course}/outbound/hw1/first.ipynb", "1")
    (open_folder / "closed").chmod(0o700)
    folder = ExchangeFolder(open_folder, open_folder / "cache", "nobody")

    def list_courses() -> None:
        assert [offer.course for offer in folder.offers()] == ["open"]

    assert as_user("nobody", list_courses) == ""
    refused = as_user("nobody", lambda: folder.fetch("closed", "hw1"))
    assert refused.startswith("NothingThereError: There is no assignment hw1")

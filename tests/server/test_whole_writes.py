"""A file is the old one or the new one, whole, whenever the server ends; and a save changes nothing
of it but its content."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager
from jupyter_server.services.contents.largefilemanager import LargeFileManager

from lessonbook.whole_writes import write_whole

SCRIPT = Path(__file__).with_name("save_until_killed.py")
SOURCES = SCRIPT.parents[2] / "src" / "server"
LONG = "ü" * 125 + ".text"  # 255 bytes

posix = pytest.mark.skipif(os.name == "nt", reason="modes, links and signals of POSIX")


@pytest.fixture
def manager(tmp_path: Path) -> LargeFileManager:
    made = LargeFileManager(root_dir=str(tmp_path))
    write_whole(made)
    return made


def save(manager: LargeFileManager, name: str, text: str) -> None:
    manager.save({"type": "file", "format": "text", "content": text}, name)


def write_half(manager: LargeFileManager, path: Path) -> None:
    with manager.atomic_writing(str(path)) as file:
        file.write("half")
        raise OSError("no space")


@posix
def test_no_file_is_cut_by_five_hundred_kills(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path), "500", "20261127"],
        env={**os.environ, "PYTHONPATH": str(SOURCES)},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["broken"] == 0
    assert told["versions"] > 5, "the processes came to save something"
    # The notebook, checkpoints' folder at most, and one file that the next save uses again.
    assert told["left"] <= 3


@posix
def test_a_save_keeps_the_mode_and_leaves_nothing_else(
    tmp_path: Path, manager: LargeFileManager
) -> None:
    file = tmp_path / "a.py"
    file.write_text("old")
    file.chmod(0o751)
    save(manager, "a.py", "new\n")
    assert file.read_bytes() == b"new\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


@posix
def test_a_new_file_has_the_mode_that_the_system_gives(
    tmp_path: Path, manager: LargeFileManager
) -> None:
    (tmp_path / "usual").write_text("")
    save(manager, "new.txt", "x")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "new.txt")]
    assert modes[0] == modes[1]


@posix
def test_links_stay_links(tmp_path: Path, manager: LargeFileManager) -> None:
    (tmp_path / "folder").mkdir()
    target = tmp_path / "folder" / "target.txt"
    target.write_text("old")
    (tmp_path / "link.txt").symlink_to(target)
    save(manager, "link.txt", "by the link")
    assert (tmp_path / "link.txt").is_symlink()
    assert target.read_text() == "by the link"
    (tmp_path / "twin.txt").hardlink_to(target)
    save(manager, "twin.txt", "by its other name")
    assert target.read_text() == "by its other name"


def test_a_name_of_255_bytes_has_room(tmp_path: Path, manager: LargeFileManager) -> None:
    save(manager, LONG, "1")
    save(manager, LONG, "2")
    assert [path.name for path in tmp_path.iterdir()] == [LONG]
    assert (tmp_path / LONG).read_text() == "2"


def test_a_write_that_fails_leaves_the_old_file_alone(
    tmp_path: Path, manager: LargeFileManager
) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(OSError, match="no space"):
        write_half(manager, tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@posix
def test_what_a_killed_save_left_is_used_again(tmp_path: Path, manager: LargeFileManager) -> None:
    with manager.atomic_writing(str(tmp_path / "a.txt")) as file:
        file.write("first")
        [left] = [path.name for path in tmp_path.iterdir()]
    (tmp_path / left).write_text("what a server left that was killed")
    save(manager, "a.txt", "second")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "second"}


@posix
def test_two_saves_of_one_file_at_once_do_not_mix(
    tmp_path: Path, manager: LargeFileManager
) -> None:
    path = str(tmp_path / "a.txt")
    with manager.atomic_writing(path) as one, manager.atomic_writing(path) as other:
        one.write("one" * 1000)
        other.write("other")
    assert (tmp_path / "a.txt").read_text() == "one" * 1000
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_managers_of_another_kind_are_left_alone(tmp_path: Path) -> None:
    class Own(FileContentsManager):
        def atomic_writing(self, os_path: str, *args: object, **kwargs: object) -> object:
            return super().atomic_writing(os_path, *args, **kwargs)

    own = Own(root_dir=str(tmp_path))
    write_whole(own)
    assert "atomic_writing" not in vars(own)
    plain = FileContentsManager(root_dir=str(tmp_path), use_atomic_writing=False)
    write_whole(plain)
    (tmp_path / "a.txt").write_text("old")
    before = (tmp_path / "a.txt").stat().st_ino
    save(plain, "a.txt", "new")
    assert (tmp_path / "a.txt").stat().st_ino == before

"""Writes files so that a server that ends in the middle leaves the old file or the new one, whole.

Jupyter's own ``atomic_writing`` copies the old file aside and then writes over it: that survives an
error, not the end of the process. Here the new text is written beside the file and renamed over it
(POSIX ``rename`` is atomic), for every save of the server's contents manager, also JupyterLab's.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import MethodType
from typing import IO, Any

from jupyter_server.services.contents.fileio import FileManagerMixin

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


def write_whole(contents_manager: Any) -> None:
    """Have a contents manager write whole files, if it is one that writes files as Jupyter does.

    One that writes elsewhere, or in its own way, is left alone, and so is every file where a rename
    would change more than its content (see `can_be_replaced`).
    """
    own = getattr(type(contents_manager), "atomic_writing", None)
    if own is not FileManagerMixin.atomic_writing:
        return

    def atomic_writing(self: Any, os_path: str, *args: Any, **kwargs: Any) -> Any:
        target = Path(os.path.realpath(os_path))
        if not self.use_atomic_writing or not can_be_replaced(target):
            return own(self, os_path, *args, **kwargs)
        return _replacing(self, target, *args, **kwargs)

    contents_manager.atomic_writing = MethodType(atomic_writing, contents_manager)


def can_be_replaced(target: Path) -> bool:
    """Say whether a new file may take this one's place.

    Not where its folder takes no new file, where it has several names (hard links), or where it
    belongs to somebody else and the new one would not.
    """
    if not os.access(target.parent, os.W_OK | os.X_OK):
        return False
    try:
        found = target.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if not stat.S_ISREG(found.st_mode) or not os.access(target, os.W_OK):
        return False
    if found.st_nlink > 1:
        return False
    return not hasattr(os, "getuid") or (found.st_uid, found.st_gid) == (os.geteuid(), os.getegid())


def _replacing(
    manager: Any, target: Path, text: bool = True, encoding: str = "utf-8", **kwargs: Any
) -> AbstractContextManager[IO[Any]]:
    kwargs.pop("log", None)
    if text:
        kwargs.setdefault("newline", "\n")
        kwargs["encoding"] = encoding

    @contextmanager
    def writing() -> Iterator[IO[Any]]:
        with manager.perm_to_403(str(target)):
            number, beside = _open_beside(target)
            try:
                with os.fdopen(number, "w" if text else "wb", **kwargs) as file:
                    yield file
                    file.flush()
                    _take_on(target, beside)
                    os.fsync(file.fileno())
                    if fcntl is not None:
                        os.replace(beside, target)
                if fcntl is None:  # Windows renames no open file
                    os.replace(beside, target)
            except BaseException:
                with contextlib.suppress(OSError):
                    beside.unlink()
                raise

    return writing()


def _open_beside(target: Path) -> tuple[int, Path]:
    """Open an empty hidden file in the same folder.

    Its name is the same each time and short whatever the file's is, so that what a killed server
    left is used again, and a name of 255 bytes has room.
    """
    name = hashlib.sha256(target.name.encode(errors="surrogateescape")).hexdigest()[:16]
    flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    beside = target.with_name(f".~{name}")
    for _attempt in range(100):
        number = os.open(beside, flags, 0o666)
        if _is_ours(number, beside):
            os.ftruncate(number, 0)
            return number, beside
        os.close(number)
        # Another save of the same file is under way.
        beside = target.with_name(f".~{name}{os.urandom(4).hex()}")
    raise OSError(f"no file can be made beside {target.name}")


def _is_ours(number: int, beside: Path) -> bool:
    """Say whether nobody else writes here, and the file was not renamed since it was opened."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(number).st_ino == beside.stat().st_ino
    except OSError:
        return False


def _take_on(target: Path, beside: Path) -> None:
    """Give the new file the old one's mode and, where there are any, its extended attributes."""
    if target.exists():
        with contextlib.suppress(OSError):
            times = beside.stat()
            shutil.copystat(target, beside)
            os.utime(beside, ns=(times.st_atime_ns, times.st_mtime_ns))

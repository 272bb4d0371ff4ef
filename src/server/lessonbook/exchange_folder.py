"""nbgrader's exchange folder, read and written as nbgrader 0.9 does, so that either can be used.

::

    <root>/<course>/outbound/<assignment>/           what was released
    <root>/<course>/inbound/<student>+<assignment>+<timestamp>+<random>/   what was handed in
    <root>/<course>/feedback/<md5>.html              feedback; md5 of the submission's secret and
                                                     the notebook's name
    <cache>/<course>/<student>+<assignment>+<timestamp>/   the learner's copy of each submission

``inbound`` can be written by all and listed by the teacher alone; a submission's random part is
what hides it from others. Whoever runs the server owns what they hand in, as nbgrader checks.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from .exchange_port import ExchangeError, Files, NothingThereError, Offer, Stored, Submission

LARGEST = 100_000_000
"""Bytes of a file, and of all files of a submission together: nbgrader's own limit."""

_TIMESTAMP = "%Y-%m-%d %H:%M:%S.%f %Z"
_SECRET = "submission_secret.txt"
_LEFT_OUT = {".ipynb_checkpoints", "__pycache__", "feedback"}
_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
_SUBMISSION_MODE = 0o777  # So that the teacher can delete it.


def is_left_out(name: str) -> bool:
    """Return whether nbgrader leaves a file or folder of this name out of what it carries."""
    return name in _LEFT_OUT or name.endswith(".pyc")


class ExchangeFolder:
    """The port on a folder that learners and teachers share."""

    def __init__(self, root: Path, cache: Path, student: str) -> None:
        self.root = root
        self.cache = cache
        self.student = student

    def offers(self) -> list[Offer]:
        """Return what was released, course by course."""
        return [
            self._offer(course.name, assignment)
            for course in _folders(self.root)
            for assignment in _folders(course / "outbound")
        ]

    def fetch(self, course: str, assignment: str) -> Files:
        """Return the released files."""
        folder = self._released(course, assignment)
        files = read_files(folder)
        if not any(name.endswith(".ipynb") for name in files):
            raise ExchangeError(
                f"{assignment} was released without a notebook in it, so there is nothing to "
                "fetch. Tell your teacher."
            )
        return files

    def submit(self, course: str, assignment: str, files: Files) -> Stored:
        """Put a submission where ``nbgrader collect`` finds it, whole or not at all."""
        self._released(course, assignment)
        inbound = self.root / course / "inbound"
        if not os.path.isdir(inbound) or not os.access(inbound, os.W_OK | os.X_OK):
            raise ExchangeError(
                f"The course {course} takes no submissions: its folder inbound is not there or "
                "cannot be written. Tell your teacher."
            )
        stored = Stored(datetime.now(timezone.utc).strftime(_TIMESTAMP), secrets.token_hex(64))
        mine = f"{self.student}+{assignment}+{stored.timestamp}"
        whole = {
            **files,
            "timestamp.txt": stored.timestamp.encode(),
            _SECRET: stored.secret.encode(),
        }
        random = base64.urlsafe_b64encode(os.urandom(9)).decode("ascii")
        _put(inbound / f"{mine}+{random}", whole, _SUBMISSION_MODE)
        _put(self.cache / course / mine, whole, _FOLDER_MODE)
        return stored

    def feedback(self, course: str, assignment: str) -> dict[str, Files]:
        """Return the pages that the learner's submissions have the secrets for."""
        found: dict[str, Files] = {}
        for copy, submission in self._submissions(course, assignment):
            found[submission.timestamp] = {
                f"{name}.html": _feedback_page(self.root / course, copy, name).read_bytes()
                for name in sorted(submission.feedback)
            }
        return {timestamp: pages for timestamp, pages in found.items() if pages}

    def _released(self, course: str, assignment: str) -> Path:
        folder = self.root / course / "outbound" / assignment
        # Not `Path.is_dir`: it raises where the course may not be looked into.
        if not os.path.isdir(folder):
            raise NothingThereError(f"There is no assignment {assignment} in the course {course}.")
        return folder

    def _offer(self, course: str, released: Path) -> Offer:
        return Offer(
            course=course,
            assignment=released.name,
            notebooks=_notebooks(released),
            rules=_read_text(released / "assignment.json"),
            submissions=tuple(one for _, one in self._submissions(course, released.name)),
        )

    def _submissions(self, course: str, assignment: str) -> list[tuple[Path, Submission]]:
        """Return the learner's copies with what they hold, oldest first."""
        found = []
        for copy in _folders(self.cache / course):
            student, _, rest = copy.name.partition("+")
            name, _, timestamp = rest.partition("+")
            if student != self.student or name != assignment:
                continue
            names = _notebooks(copy)
            pages = frozenset(
                name
                for name in names
                if os.path.isfile(_feedback_page(self.root / course, copy, name))
            )
            found.append((copy, Submission(timestamp, names, pages)))
        return sorted(found, key=lambda one: one[1].timestamp)


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by path, without what nbgrader leaves out.

    Raises
    ------
    ExchangeError
        When there is more than nbgrader carries, or a link to a folder: nothing is left out
        without a word.
    """
    files: dict[str, bytes] = {}
    size = 0
    for path, file in sorted(_walk(folder, "")):
        size += file.stat().st_size
        if size > LARGEST:
            raise ExchangeError(
                f"{folder.name} holds more than {LARGEST // 1_000_000} MB (at {path}). Delete "
                "what does not belong to it, or move it elsewhere."
            )
        files[path] = file.read_bytes()
    return files


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        path = f"{prefix}{entry.name}"
        if is_left_out(entry.name):
            continue
        if any(0xD800 <= ord(letter) <= 0xDFFF for letter in entry.name):
            shown = path.encode("utf-8", "replace").decode()
            raise ExchangeError(f"The name {shown} is not in UTF-8. Rename the file.")
        if entry.is_symlink() and entry.is_dir():
            raise ExchangeError(f"{path} is a link to a folder. Copy the folder here instead.")
        if entry.is_dir():
            yield from _walk(Path(entry.path), f"{path}/")
        elif entry.is_file():
            yield path, Path(entry.path)


def _put(folder: Path, files: Files, mode: int) -> None:
    """Write a folder under another name, look whether all of it lies there, and give it its own."""
    partial = folder.parent / f".{secrets.token_hex(12)}.part"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir()
        for path, data in files.items():
            file = partial / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        for name, _, names in os.walk(partial):
            os.chmod(name, _FOLDER_MODE)
            for file_name in names:
                os.chmod(os.path.join(name, file_name), _FILE_MODE)
        if {path: (partial / path).read_bytes() for path in files} != dict(files):
            raise ExchangeError("What was written is not what was handed in. Try again.")
        os.chmod(partial, mode)
        partial.rename(folder)
    except OSError as error:
        raise ExchangeError(
            f"Nothing was handed in: it could not be written ({error.strerror}). Try again, and "
            "tell your teacher if it stays so."
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    if not folder.is_dir():
        raise ExchangeError("Nothing was handed in: the folder is gone again. Try again.")


def _feedback_page(course: Path, copy: Path, notebook: str) -> Path:
    """Return where feedback on a notebook of a submission lies, or would lie."""
    try:
        secret = (copy / _SECRET).read_bytes()
    except OSError:
        return course / "feedback" / "none"
    digest = hashlib.md5(secret + notebook.encode(), usedforsecurity=False).hexdigest()
    return course / "feedback" / f"{digest}.html"


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _notebooks(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(file.stem for file in folder.glob("*.ipynb")))


def _folders(folder: Path) -> list[Path]:
    """Return the folders in a folder that can be read, by name, without hidden ones."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                Path(entry.path)
                for entry in entries
                if not entry.name.startswith(".")
                and entry.is_dir()
                and os.access(entry.path, os.R_OK | os.X_OK)
            )
    except OSError:
        return []

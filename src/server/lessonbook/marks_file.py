"""Saves marks by hand: ``marks/<assignment>.json`` in a course's folder.

``src/grading/marks.ts`` says what is in the file and puts it into the grades. Two teachers may mark
at once, on one server or on two with the same folder: a mark is saved only if it is still the one
that its teacher saw, under a lock that holds across processes, and the file is never half written.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import tempfile
import threading
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows: one server is all there is
    fcntl = None  # type: ignore[assignment]

SCHEMA = 1
_LONGEST_NAME = 255
_LONGEST_COMMENT = 10_000
_MOST_POINTS = 1e6
_THREADS = threading.Lock()


class MarkConflictError(Exception):
    """Another mark was saved meanwhile; nothing was written. ``current`` is that mark."""

    def __init__(self, current: dict[str, Any] | None) -> None:
        super().__init__("the mark was changed meanwhile")
        self.current = current


class MarksUnreadableError(Exception):
    """The file is there and cannot be read, so it must not be written over."""


class BadMarkError(ValueError):
    """What was sent is no mark; the message says why."""


def save_mark(course: Path, assignment: str, request: dict[str, Any], by: str) -> dict[str, Any]:
    """Save one mark.

    Parameters
    ----------
    course : Path
        The course's folder.
    assignment : str
        The name of its folder.
    request : dict
        ``student``, ``notebook``, ``cell`` (a grade id); ``revision`` of the mark that its teacher
        saw, 0 for none; ``mark`` with ``points`` and ``extra`` (a number or None), ``comment``,
        ``flag`` and ``work``.
    by : str
        Who gives it.

    Returns
    -------
    dict
        The mark as saved, with its new ``revision``.

    Raises
    ------
    BadMarkError
        When the request is no such thing.
    MarkConflictError
        When another mark was saved meanwhile.
    MarksUnreadableError
        When the file is damaged.
    """
    names = [_name(request, key) for key in ("student", "notebook", "cell")]
    revision = request.get("revision")
    if not isinstance(revision, int) or isinstance(revision, bool) or revision < 0:
        raise BadMarkError("“revision” must be a whole number from 0.")
    mark = _read_mark(request.get("mark"))
    file = course / "marks" / f"{assignment}.json"
    file.parent.mkdir(exist_ok=True)
    with _locked(file):
        marks = _read(file, assignment)
        place = marks["students"]
        for name in names[:-1]:
            place = place.setdefault(name, {})
        current = place.get(names[-1])
        if _revision(current) != revision:
            raise MarkConflictError(current)
        now = datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
        saved = {"revision": revision + 1, **mark, "by": by, "at": now}
        place[names[-1]] = saved
        _write(file, marks)
    return saved


def _read_mark(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadMarkError("“mark” must be an object.")
    comment = value.get("comment", "")
    if not isinstance(comment, str) or len(comment) > _LONGEST_COMMENT:
        raise BadMarkError(f"A comment can have up to {_LONGEST_COMMENT} characters.")
    work = value.get("work", "")
    if not isinstance(work, str) or len(work) > _LONGEST_NAME:
        raise BadMarkError("“work” must be a short text.")
    return {
        "points": _points(value.get("points")),
        "extra": _points(value.get("extra")),
        "comment": _without_surrogates(comment),
        "flag": value.get("flag") is True,
        "work": _without_surrogates(work),
    }


def _points(value: object) -> float | None:
    if value is None:
        return None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value) or abs(value) > _MOST_POINTS:
        raise BadMarkError("Points must be a number, or nothing.")
    return value


def _name(request: dict[str, Any], key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_NAME:
        raise BadMarkError(f"“{key}” must be a name.")
    return _without_surrogates(value)


def _without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _revision(mark: object) -> int:
    value = mark.get("revision") if isinstance(mark, dict) else 0
    return value if isinstance(value, int) else 0


def _read(file: Path, assignment: str) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise MarksUnreadableError from error
    if not text.strip():
        return {"schema": SCHEMA, "assignment": assignment, "students": {}}
    try:
        marks = json.loads(text)
    except ValueError as error:
        raise MarksUnreadableError from error
    levels_are_right = (
        isinstance(marks, dict)
        and marks.get("schema") == SCHEMA
        and isinstance(marks.get("students"), dict)
        and all(
            isinstance(notebooks, dict) and all(isinstance(one, dict) for one in notebooks.values())
            for notebooks in marks["students"].values()
        )
    )
    if not levels_are_right:
        raise MarksUnreadableError
    return marks


def _write(file: Path, marks: dict[str, Any]) -> None:
    """Write the file in one step: whoever reads it sees the old one or the new one."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".next")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(marks, stream, ensure_ascii=False, indent=1)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        if file.exists():
            os.chmod(name, file.stat().st_mode & 0o777)
        else:
            os.chmod(name, 0o660)
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


@contextlib.contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Hold the file's lock, against other threads and other servers on the same folder."""
    with _THREADS, open(file.parent / f".{file.stem}.lock", "a") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)  # Closing the file gives it back.
        yield

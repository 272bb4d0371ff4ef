"""Deleted files, kept below the server's root until they are put back, deleted for good or old.

Jupyter's own delete sends a file to the platform's trash or nowhere, and has no way back. Here a
deleted file is moved to ``.lessonbook-trash/<id>/`` with a note of where it lay. A hidden folder,
so that no front end lists it. Everything here blocks and is called in a thread.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

FOLDER = ".lessonbook-trash"
_NOTE = "deleted.json"
_ID = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{8}")
_KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class TrashEntry:
    """A deleted file or folder.

    ``path`` is where it lay (an API path), ``deleted_at`` ISO 8601 with zone, ``type`` one of
    ``"file"``, ``"notebook"`` and ``"directory"``.
    """

    id: str
    path: str
    deleted_at: str
    type: str


class NoSuchEntryError(Exception):
    """There is no such deleted file (any more)."""


class PlaceTakenError(Exception):
    """Where the file lay there is another one now."""


def throw_away(root: Path, path: str) -> TrashEntry:
    """Move a file or folder to the trash; what lies there too long goes for good.

    Parameters
    ----------
    root : Path
        The folder that API paths start from.
    path : str
        API path of a file or folder below it, not the root itself.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    OSError
        It cannot be moved, or the trash cannot be made; then nothing has changed.
    """
    source = root / path
    if not os.path.lexists(source):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    now = datetime.now(timezone.utc)
    entry = TrashEntry(
        id=f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}",
        path=path,
        deleted_at=now.isoformat(timespec="seconds"),
        type=_type_of(source),
    )
    _drop_old(root, now)
    place = root / FOLDER / entry.id
    place.mkdir(parents=True)
    try:
        (place / _NOTE).write_text(json.dumps(asdict(entry)), encoding="utf-8")
        shutil.move(source, _content(place))
    except BaseException:
        if os.path.lexists(source):
            shutil.rmtree(place, ignore_errors=True)
        raise
    return entry


def list_trash(root: Path) -> list[TrashEntry]:
    """Return what is in the trash, the newest first."""
    folder = root / FOLDER
    names = sorted(os.listdir(folder), reverse=True) if folder.is_dir() else []
    return [entry for name in names if (entry := _read(root, name)) is not None]


def put_back(root: Path, entry_id: str) -> TrashEntry:
    """Move a deleted file back to where it lay, making its folder again where that is gone.

    Raises
    ------
    NoSuchEntryError
        It is not in the trash.
    PlaceTakenError
        Another file lies there now; nothing is changed.
    OSError
        It cannot be moved.
    """
    entry = _find(root, entry_id)
    target = root / entry.path
    if os.path.lexists(target):
        raise PlaceTakenError(entry.path)
    target.parent.mkdir(parents=True, exist_ok=True)
    place = root / FOLDER / entry.id
    shutil.move(_content(place), target)
    shutil.rmtree(place, ignore_errors=True)
    return entry


def delete_for_good(root: Path, entry_id: str) -> None:
    """Delete what is in the trash.

    Raises
    ------
    NoSuchEntryError
        It is not in the trash.
    OSError
        It cannot be deleted.
    """
    shutil.rmtree(root / FOLDER / _find(root, entry_id).id)


def _content(place: Path) -> Path:
    # A name of our own: the file's may be as long as the file system takes, or that of the note.
    return place / "content"


def _find(root: Path, entry_id: str) -> TrashEntry:
    entry = _read(root, entry_id)
    if entry is None:
        raise NoSuchEntryError(entry_id)
    return entry


def _read(root: Path, entry_id: str) -> TrashEntry | None:
    if _ID.fullmatch(entry_id) is None:
        return None
    place = root / FOLDER / entry_id
    try:
        note = json.loads((place / _NOTE).read_text(encoding="utf-8"))
        entry = TrashEntry(entry_id, str(note["path"]), str(note["deleted_at"]), str(note["type"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # The note may have been written by anybody; a path in it never leads out of the root.
    parts = entry.path.split("/")
    is_inside = all(part not in {"", ".", ".."} and "\0" not in part for part in parts)
    return entry if is_inside and os.path.lexists(_content(place)) else None


def _drop_old(root: Path, now: datetime) -> None:
    for entry in list_trash(root):
        try:
            is_old = now - datetime.fromisoformat(entry.deleted_at) > _KEPT_FOR
        except (ValueError, TypeError):
            continue
        if is_old:
            shutil.rmtree(root / FOLDER / entry.id, ignore_errors=True)


def _type_of(source: Path) -> str:
    if source.is_dir():
        return "directory"
    return "notebook" if source.suffix == ".ipynb" else "file"

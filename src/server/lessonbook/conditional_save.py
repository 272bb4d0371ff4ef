"""Saves a notebook or a text only if the file is still the one that the page last saw.

Jupyter's contents API has no such call (it ignores ``If-Match``), so two open pages could overwrite
each other without a word. Works through any contents manager. A writer outside this server can
still come between the comparison and the write; no file system offers more.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from typing import Any

import nbformat
from jupyter_client.jsonutil import json_default
from jupyter_server.utils import ensure_async
from tornado import web

from .failure import folder_refusal
from .faithful_text import faithful_text
from .path_locks import PathLocks


@dataclass(frozen=True)
class FileStamp:
    """What tells one state of a file from another.

    ``hash`` is None where the contents manager makes none (before Jupyter Server 2.11, or not on
    disk); ``last_modified`` (ISO 8601) stands in for it then.
    """

    hash: str | None
    last_modified: str | None


class SaveConflictError(Exception):
    """The file is not the one that the page last saw; nothing was written.

    ``reason`` is ``"changed"`` or ``"missing"``; ``current`` is the file as it is now, if any.
    """

    def __init__(self, reason: str, current: FileStamp | None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.current = current


async def save_if_unchanged(
    contents_manager: Any,
    locks: PathLocks,
    path: str,
    content: dict[str, Any],
    *,
    expected: FileStamp | None,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Save a notebook under the lock of its file.

    Parameters
    ----------
    contents_manager : jupyter_server.services.contents.manager.ContentsManager
        Any contents manager, plain or async.
    locks : PathLocks
        The locks shared by every save of this server.
    path : str
        API path of the notebook.
    content : dict
        The notebook, nbformat 4.
    expected : FileStamp or None
        The file that the page last saw; None if it saw that there is no such file.
    overwrite : bool
        Save whatever is there now.

    Returns
    -------
    dict
        The contents model of what was saved, without content, with its new ``hash``.

    Raises
    ------
    SaveConflictError
        The file has changed or is gone.
    tornado.web.HTTPError
        400 for a folder; else what the contents manager says when it cannot write.
    """
    if await ensure_async(contents_manager.dir_exists(path)):
        raise folder_refusal(path)
    async with locks.lock_for(path, getattr(contents_manager, "root_dir", None)):
        current = await read_stamp(contents_manager, path)
        if not overwrite:
            _refuse_conflict(expected, current)
        before = await _read_text(contents_manager, path) if current else None
        if before is not None and _in_its_hand(before, content) == before:
            contents_manager.check_and_sign(nbformat.from_dict(content), path)
            return await get_model(contents_manager, path, content=False)
        model = {"type": "notebook", "format": "json", "content": content}
        saved = await ensure_async(contents_manager.save(model, path))
        if before is not None:
            await _keep_hand(contents_manager, path, before)
        stamp = await read_stamp(contents_manager, path)
        return {**saved, "hash": stamp.hash if stamp else None}


async def save_text_if_unchanged(
    contents_manager: Any,
    locks: PathLocks,
    path: str,
    text: str,
    *,
    expected: FileStamp | None,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Save a text file as `save_if_unchanged` saves a notebook; the text is written as it is."""
    if await ensure_async(contents_manager.dir_exists(path)):
        raise folder_refusal(path)
    async with locks.lock_for(path, getattr(contents_manager, "root_dir", None)):
        if not overwrite:
            _refuse_conflict(expected, await read_stamp(contents_manager, path, "file"))
        model = {"type": "file", "format": "text", "content": text}
        saved = await ensure_async(contents_manager.save(model, path))
        stamp = await read_stamp(contents_manager, path, "file")
        return {**saved, "hash": stamp.hash if stamp else None}


async def _read_text(contents_manager: Any, path: str) -> str | None:
    try:
        model = await get_model(contents_manager, path, type="file", format="text", content=True)
    except web.HTTPError:  # not UTF-8
        return None
    text = model["content"]
    return text if isinstance(text, str) else None


def _in_its_hand(before: str, content: dict[str, Any]) -> str | None:
    """Return the notebook's new text in the file's own hand; None where the file has none."""
    try:
        return faithful_text(before, content)
    except (ValueError, RecursionError):
        return None


async def _keep_hand(contents_manager: Any, path: str, before: str) -> None:
    # Jupyter's own save came first: with its hooks, its signature, and a whole file should this
    # second one fail. What the hooks made of the notebook is what is written.
    try:
        saved = await _read_text(contents_manager, path)
        text = _in_its_hand(before, json.loads(saved or ""))
        if text is not None and text != saved:
            model = {"type": "file", "format": "text", "content": text}
            await ensure_async(contents_manager.save(model, path))
    except Exception as error:
        contents_manager.log.warning("%s was saved in Jupyter's own style: %r", path, error)


async def read_stamp(contents_manager: Any, path: str, kind: str = "notebook") -> FileStamp | None:
    """Return the stamp of a notebook (or ``"file"``) as it is now, or None if there is none."""
    if not await ensure_async(contents_manager.file_exists(path)):
        return None
    try:
        model = await get_model(contents_manager, path, type=kind, content=False)
    except web.HTTPError as error:
        if error.status_code == 404:  # it went away in between
            return None
        raise
    return stamp_of(model)


async def get_model(contents_manager: Any, path: str, **options: Any) -> dict[str, Any]:
    """Call the contents manager's ``get``, with the hash where the manager can make one."""
    parameters = inspect.signature(contents_manager.get).parameters
    if "require_hash" in parameters:
        options["require_hash"] = True
    return dict(await ensure_async(contents_manager.get(path, **options)))


def stamp_of(model: dict[str, Any]) -> FileStamp:
    """Return the stamp of a contents model that came from `get_model`."""
    return FileStamp(model.get("hash"), time_text(model.get("last_modified")))


def time_text(time: Any) -> str | None:
    """Write a time as Jupyter's own API does (ISO 8601); some contents managers give text."""
    return time if time is None or isinstance(time, str) else str(json_default(time))


def _refuse_conflict(expected: FileStamp | None, current: FileStamp | None) -> None:
    if current is None:
        if expected is not None:
            raise SaveConflictError("missing", None)
        return
    if expected is None:
        raise SaveConflictError("changed", current)
    if not _is_same(expected, current):
        raise SaveConflictError("changed", current)


def _is_same(expected: FileStamp, current: FileStamp) -> bool:
    if expected.hash is not None and current.hash is not None:
        return expected.hash == current.hash
    return current.last_modified is not None and expected.last_modified == current.last_modified

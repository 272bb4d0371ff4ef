"""``lessonbook/api/contents/<path>``: read a notebook tolerantly, save it conditionally.

``lessonbook/api/text/<path>`` saves a text file in the same way.

Everything else about files (list, rename, upload) is Jupyter's own contents API. Authentication,
authorisation and the XSRF check are those of Jupyter's contents handler.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from jupyter_client.jsonutil import json_default
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import ensure_async
from tornado import web

from .api_path import parse_api_path
from .conditional_save import (
    FileStamp,
    SaveConflictError,
    save_if_unchanged,
    save_text_if_unchanged,
    time_text,
)
from .failure import LONE_SURROGATE, RefusedError, describe_failure
from .tolerant_read import read_notebook

_CONFLICTS = {
    "changed": "“{path}” was changed by someone else since you opened or saved it. "
    "Nothing was overwritten.",
    "missing": "“{path}” is gone: it was moved, renamed or deleted since you opened it. "
    "Nothing was written.",
}


class FileHandler(APIHandler):
    """What the routes of one file share: the path, answers, refusals in words."""

    auth_resource = "contents"

    async def _visible_path(self, raw: str) -> str:
        path = parse_api_path(raw)
        manager = self.contents_manager
        if not manager.allow_hidden and await ensure_async(manager.is_hidden(path)):
            raise web.HTTPError(404)
        return path

    def _answer(self, body: dict[str, Any]) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(body, default=json_default))

    def _answer_saved(self, model: dict[str, Any]) -> None:
        self._answer({**model, "lastModified": time_text(model.get("last_modified"))})

    def _answer_conflict(self, conflict: SaveConflictError, path: str) -> None:
        current = conflict.current
        self.set_status(HTTPStatus.CONFLICT)
        self._answer(
            {
                "message": _CONFLICTS[conflict.reason].format(path=path),
                "reason": conflict.reason,
                "hash": current.hash if current else None,
                "lastModified": current.last_modified if current else None,
            }
        )

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what went wrong in words, without the server's folders."""
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else web.HTTPError(status_code)
        failure = describe_failure(error, self.path_kwargs.get("path", "").strip("/"))
        self.set_status(failure.status)
        self.finish(json.dumps({"message": failure.message, "reason": failure.reason}))


class NotebookContentsHandler(FileHandler):
    """One notebook file."""

    @web.authenticated
    @authorized
    async def get(self, path: str) -> None:
        """Answer with the notebook, or with its text and why it is not one."""
        # A hub checks this for each read by script; so do we, that both behave alike.
        self.check_xsrf_cookie()
        notebook_path = await self._visible_path(path)
        self._answer(await read_notebook(self.contents_manager, notebook_path))

    @web.authenticated
    @authorized
    async def put(self, path: str) -> None:
        """Save the notebook if the file is still the one with the given hash."""
        notebook_path = await self._visible_path(path)
        request = parse_save_request(self.request.body, _read_notebook)
        try:
            model = await save_if_unchanged(
                self.contents_manager,
                self.settings["lessonbook_path_locks"],
                notebook_path,
                request["content"],
                expected=request["expected"],
                overwrite=request["overwrite"],
            )
        except SaveConflictError as conflict:
            self._answer_conflict(conflict, notebook_path)
            return
        self._answer_saved(model)


class TextFileHandler(FileHandler):
    """One text file; it is read by Jupyter's own contents API."""

    @web.authenticated
    @authorized
    async def put(self, path: str) -> None:
        """Save the text if the file is still the one with the given hash."""
        text_path = await self._visible_path(path)
        request = parse_save_request(self.request.body, _read_text)
        try:
            model = await save_text_if_unchanged(
                self.contents_manager,
                self.settings["lessonbook_path_locks"],
                text_path,
                request["content"],
                expected=request["expected"],
                overwrite=request["overwrite"],
            )
        except SaveConflictError as conflict:
            self._answer_conflict(conflict, text_path)
            return
        self._answer_saved(model)


def parse_save_request(body: bytes, read_content: Callable[[object], Any]) -> dict[str, Any]:
    """Read the body of a save.

    Parameters
    ----------
    body : bytes
        JSON: ``content``, ``hash`` (of the file the page last saw, or
        null), ``lastModified`` (ISO 8601, for contents managers without hashes) and ``overwrite``.
    read_content : callable
        Returns the content, or raises `RefusedError` when it is not what is saved here.

    Returns
    -------
    dict
        ``content``, ``expected`` (a `FileStamp`, or None if the page saw no file), ``overwrite``.

    Raises
    ------
    RefusedError
        400 when it is not that; 500 (Jupyter's status) when the text has lone surrogates.
    """
    try:
        request = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RefusedError(400, "bad-request", "The request is not JSON.") from error
    if not isinstance(request, dict):
        raise RefusedError(400, "bad-request", "The request must be a JSON object.")
    content = read_content(request.get("content"))
    last_seen = FileStamp(_text(request, "hash"), _text(request, "lastModified"))
    overwrite = request.get("overwrite", False)
    if not isinstance(overwrite, bool):
        raise RefusedError(400, "bad-request", "“overwrite” must be true or false.")
    if _has_lone_surrogate(body, request):
        # Found only while writing it would leave an empty file where there was none before.
        raise RefusedError(500, "surrogate", LONE_SURROGATE)
    return {
        "content": content,
        "expected": None if last_seen == FileStamp(None, None) else last_seen,
        "overwrite": overwrite,
    }


def _read_notebook(content: object) -> object:
    if not _is_notebook(content):
        message = "“content” must be a notebook in nbformat 4 with a list of cells."
        raise RefusedError(400, "not-a-notebook", message)
    return content


def _read_text(content: object) -> str:
    if not isinstance(content, str):
        raise RefusedError(400, "not-text", "“content” must be text.")
    return content


def _is_notebook(content: object) -> bool:
    return (
        isinstance(content, dict)
        and content.get("nbformat") == 4
        and isinstance(content.get("nbformat_minor"), int)
        and isinstance(content.get("metadata"), dict)
        and isinstance(content.get("cells"), list)
        and all(isinstance(cell, dict) for cell in content["cells"])
    )


def _text(request: dict[str, Any], key: str) -> str | None:
    value = request.get(key)
    if value is not None and not isinstance(value, str):
        raise RefusedError(400, "bad-request", f"“{key}” must be text or null.")
    return value


def _has_lone_surrogate(body: bytes, request: object) -> bool:
    # JSON in UTF-8 can carry one only as an escape, so most bodies need no second look.
    if b"\\ud" not in body and b"\\uD" not in body:
        return False
    try:
        json.dumps(request, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _refuse_constant(name: str) -> None:
    raise ValueError(name)

"""``lessonbook/api/trash``: delete a file so that it can be brought back.

For servers whose files are on their disk. Elsewhere the page asks first and uses Jupyter's delete.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import ensure_async
from tornado import web

from . import trash
from .api_path import parse_api_path
from .failure import RefusedError, describe_failure


class _Handler(APIHandler):
    """What the routes share: where the files are, and how mistakes are said."""

    auth_resource = "contents"
    named = ""

    @property
    def root(self) -> Path:
        """The folder that the server's files lie in."""
        root = getattr(self.contents_manager, "root_dir", None)
        if not root:
            raise RefusedError(501, "no-trash", "This server has no place for deleted files.")
        return Path(root)

    def answer(self, body: dict[str, Any], status: int = HTTPStatus.OK) -> None:
        """Finish with JSON."""
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(body))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what went wrong in words, without the server's folders."""
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else web.HTTPError(status_code)
        failure = describe_failure(error, self.named)
        is_refusal = failure.reason in {"forbidden", "read-only"}
        self.set_status(HTTPStatus.FORBIDDEN if is_refusal else failure.status)
        self.finish(json.dumps({"message": failure.message, "reason": failure.reason}))


class TrashHandler(_Handler):
    """The deleted files of a server."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with what was deleted, the newest first."""
        self.check_xsrf_cookie()
        entries = await asyncio.to_thread(trash.list_trash, self.root)
        self.answer({"entries": [asdict(entry) for entry in entries]})

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Move a file or folder to the trash."""
        body = self.get_json_body()
        raw = body.get("path") if isinstance(body, dict) else None
        if not isinstance(raw, str):
            raise RefusedError(400, "bad-request", "“path” must name a file or folder.")
        path = self.named = parse_api_path(raw)
        manager = self.contents_manager
        hidden = not manager.allow_hidden and await ensure_async(manager.is_hidden(path))
        if path == "" or hidden or path.split("/")[0] == trash.FOLDER:
            raise web.HTTPError(404)
        try:
            entry = await asyncio.to_thread(trash.throw_away, self.root, path)
        except FileNotFoundError as error:
            raise web.HTTPError(404) from error
        self.answer(asdict(entry), HTTPStatus.CREATED)


class TrashEntryHandler(_Handler):
    """One deleted file."""

    @web.authenticated
    @authorized
    async def post(self, entry_id: str) -> None:
        """Put it back."""
        try:
            entry = await asyncio.to_thread(trash.put_back, self.root, entry_id)
        except trash.NoSuchEntryError as error:
            raise web.HTTPError(404) from error
        except trash.PlaceTakenError as taken:
            words = f"There is another file at “{taken}” now. Rename that one first."
            raise RefusedError(409, "taken", words) from taken
        self.answer(asdict(entry))

    @web.authenticated
    @authorized
    async def delete(self, entry_id: str) -> None:
        """Delete it for good."""
        try:
            await asyncio.to_thread(trash.delete_for_good, self.root, entry_id)
        except trash.NoSuchEntryError as error:
            raise web.HTTPError(404) from error
        self.set_status(HTTPStatus.NO_CONTENT)
        self.finish()

"""``lessonbook/api/checkpoints/<path>?id=``: the text of an earlier version of a notebook.

Jupyter's own API lists checkpoints and puts one back over the file; to look at one first it has no
call. Nothing is changed here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.contents.filecheckpoints import FileCheckpoints
from jupyter_server.utils import ensure_async
from tornado import web

from .api_path import parse_api_path


class CheckpointHandler(APIHandler):
    """The earlier versions of one file."""

    auth_resource = "contents"

    @web.authenticated
    @authorized
    async def get(self, path: str) -> None:
        """Answer with the text of a version."""
        self.check_xsrf_cookie()
        file_path = parse_api_path(path)
        manager = self.contents_manager
        if not manager.allow_hidden and await ensure_async(manager.is_hidden(file_path)):
            raise web.HTTPError(404)
        text = await read_checkpoint(manager, file_path, self.get_query_argument("id"))
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps({"text": text}))


async def read_checkpoint(contents_manager: Any, path: str, checkpoint_id: str) -> str:
    """Return the text of a checkpoint.

    Parameters
    ----------
    contents_manager : jupyter_server.services.contents.manager.ContentsManager
        Any contents manager whose checkpoints are files or can be read by themselves.
    path : str
        API path of the notebook.
    checkpoint_id : str
        One of those that the manager lists for the path.

    Raises
    ------
    tornado.web.HTTPError
        404 no such version, 501 a manager whose checkpoints cannot be read.
    """
    listed = await ensure_async(contents_manager.list_checkpoints(path))
    if checkpoint_id not in {checkpoint["id"] for checkpoint in listed}:
        raise web.HTTPError(404, "There is no such earlier version.")
    checkpoints = contents_manager.checkpoints
    if isinstance(checkpoints, FileCheckpoints):
        file = Path(checkpoints.checkpoint_path(checkpoint_id, path))
        return file.read_text(encoding="utf-8", errors="replace")
    if hasattr(checkpoints, "get_notebook_checkpoint"):
        model = await ensure_async(checkpoints.get_notebook_checkpoint(checkpoint_id, path))
        return json.dumps(model["content"])
    raise web.HTTPError(501, "Earlier versions cannot be read on this server.")

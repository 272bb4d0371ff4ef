"""Serves the built page's files: compressed beforehand, and for ever where the name has a hash.

They hold no secret and the browser needs them before anyone is known, so no login is asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Coroutine
from pathlib import PurePosixPath

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

# The build writes "name-HASH.js", "name-HASH.woff2", "name-HASH.js.map".
_HASHED = re.compile(r"-[0-9A-Z]{8}(\.\w+)+$")

# By name, since Windows' registry may call a script text/plain, which browsers then refuse.
_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}

_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class StaticFilesHandler(JupyterHandler, web.StaticFileHandler):
    """Files of the static folder, by name."""

    _encoding: str | None = None

    @allow_unauthenticated
    def get(self, path: str, include_body: bool = True) -> Coroutine[None, None, None]:
        """Send a file."""
        return web.StaticFileHandler.get(self, path, include_body)

    @allow_unauthenticated
    def head(self, path: str) -> Awaitable[None]:
        """Send a file's headers."""
        return web.StaticFileHandler.get(self, path, include_body=False)

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """Choose the compressed sibling where there is one that the browser accepts.

        Tornado keeps the size and time of the file it validates here, so the sibling's own path
        has to be validated, or Content-Length would be that of the plain file.
        """
        if "\0" in absolute_path:
            raise web.HTTPError(404)
        accepted = _accepted_encodings(self.request.headers.get("Accept-Encoding", ""))
        for encoding, suffix in _ENCODINGS:
            if encoding in accepted and os.path.isfile(absolute_path + suffix):
                self._encoding = encoding
                absolute_path += suffix
                break
        return super().validate_absolute_path(root, absolute_path)

    def get_content_type(self) -> str:
        """Name the type of the plain file, whichever sibling is sent."""
        suffix = PurePosixPath(self.path).suffix
        return _CONTENT_TYPES.get(suffix, "application/octet-stream")

    def set_extra_headers(self, path: str) -> None:
        """Say how long the file keeps and how it is packed."""
        hashed = _HASHED.search(path) is not None
        keep = "public, max-age=31536000, immutable" if hashed else "no-cache"
        self.set_header("Cache-Control", keep)
        # The frames of outputs have no origin, and modules are fetched as if from elsewhere. The
        # files are the same for everyone.
        self.set_header("Access-Control-Allow-Origin", "*")
        self.set_header("Vary", "Accept-Encoding")
        if self._encoding is not None:
            self.set_header("Content-Encoding", self._encoding)

    def write_error(self, status_code: int, **kwargs: object) -> None:
        """Answer in one plain line: a page in place of a script would only confuse."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(f"{status_code}: there is no such file here.\n")


def _accepted_encodings(header: str) -> set[str]:
    accepted = set()
    for item in header.lower().split(","):
        name, _, quality = item.partition(";")
        if not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", quality):
            accepted.add(name.strip())
    return accepted

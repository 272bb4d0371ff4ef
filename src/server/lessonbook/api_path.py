"""Reads the path in an address, for pages and the contents API alike.

The contents manager keeps every path inside its root; this refuses the odd ones before they reach
it, so that one file has one name and no odd path becomes an internal error.
"""

from __future__ import annotations

import os

from tornado import web

_ODD_CHARACTERS = frozenset("\0\\:" if os.name == "nt" else "\0")
_LONGEST_NAME = 255
_LONGEST_PATH = 4096


def parse_api_path(raw: str | None) -> str:
    """Return the path relative to the server's root, without slashes at its ends.

    Parameters
    ----------
    raw : str or None
        The decoded path from the address; None or "" means the root.

    Raises
    ------
    tornado.web.HTTPError
        404 for a path with ``.`` or ``..`` in it, a NUL, (on Windows) a backslash or a drive, or
        longer than any file system takes: 255 bytes a name, 4096 in all.
    """
    parts = [part for part in (raw or "").split("/") if part]
    path = "/".join(parts)
    if len(path.encode()) > _LONGEST_PATH or any(_is_odd(part) for part in parts):
        raise web.HTTPError(404, "There is no file at this address.")
    return path


def _is_odd(name: str) -> bool:
    too_long = len(name.encode()) > _LONGEST_NAME
    return name in {".", ".."} or too_long or not _ODD_CHARACTERS.isdisjoint(name)

"""Reads the path in an address, for pages and the contents API alike.

The contents manager keeps every path inside its root; this refuses the odd ones before they reach
it, so that one file has one name and no odd path becomes an internal error.
"""

from __future__ import annotations

import os

from tornado import web


def parse_api_path(raw: str | None) -> str:
    """Return the path relative to the server's root, without slashes at its ends.

    Parameters
    ----------
    raw : str or None
        The decoded path from the address; None or "" means the root.

    Raises
    ------
    tornado.web.HTTPError
        404 for a path with ``.`` or ``..`` in it, a NUL, or (on Windows) a backslash or a drive.
    """
    parts = [part for part in (raw or "").split("/") if part]
    odd_characters = "\0\\:" if os.name == "nt" else "\0"
    if any(part in {".", ".."} or set(part) & set(odd_characters) for part in parts):
        raise web.HTTPError(404, "There is no file at this address.")
    return "/".join(parts)

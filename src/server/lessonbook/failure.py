"""Puts into a student's words why a notebook could not be read or saved.

What the contents manager raises may name folders of the server, so none of its text is passed on.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass

from tornado import web


@dataclass(frozen=True)
class Failure:
    """An answer: HTTP status, one word for the page's script, words for the reader."""

    status: int
    reason: str
    message: str


class RefusedError(web.HTTPError):
    """A request that cannot be done as it is; it carries its own answer."""

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(status, message)
        self.failure = Failure(status, reason, message)


def folder_refusal(path: str) -> RefusedError:
    """Make the error for a folder in a notebook's place."""
    return RefusedError(400, "folder", f"“{path or '/'}” is a folder, not a notebook.")


def describe_failure(error: BaseException, path: str) -> Failure:
    """Explain an error.

    Parameters
    ----------
    error : BaseException
        What was raised. The first in the chain of errors that led to it explains best: the later
        ones may only say that cleaning up failed too.
    path : str
        API path of the file, as the reader knows it.
    """
    if isinstance(error, RefusedError):
        return error.failure
    status = error.status_code if isinstance(error, web.HTTPError) else 500
    for cause in reversed(_causes(error)):
        if isinstance(cause, UnicodeEncodeError):
            return Failure(500, "surrogate", LONE_SURROGATE)
        if isinstance(cause, OSError) and cause.errno in _SYSTEM_FAILURES:
            reason, message = _SYSTEM_FAILURES[cause.errno]
            return Failure(status, reason, message.format(path=path))
    reason, message = _STATUS_FAILURES.get(status, _STATUS_FAILURES[500])
    return Failure(status, reason, message.format(path=path))


LONE_SURROGATE = (
    "A cell holds half a character (a lone surrogate), which no file can hold. Remove it, or let "
    "the page replace it, and save again."
)

_NOT_ALLOWED = (
    "forbidden",
    "You are not allowed to change “{path}”. Save a copy under another name.",
)
_DISK_FULL = (
    "disk-full",
    "The disk is full. Make room, then save again; the file on disk is as it was.",
)

_SYSTEM_FAILURES = {
    errno.EACCES: _NOT_ALLOWED,
    errno.EPERM: _NOT_ALLOWED,
    errno.EROFS: (
        "read-only",
        "“{path}” is on a disk that cannot be written. Save a copy elsewhere.",
    ),
    errno.ENOSPC: _DISK_FULL,
    errno.EDQUOT: _DISK_FULL,
    errno.EFBIG: ("too-large", "The notebook is too large for this disk. Clear some outputs."),
    errno.ENAMETOOLONG: ("name-too-long", "The name of the file is too long. Use a shorter one."),
    errno.ENOENT: ("no-folder", "The folder of “{path}” is gone. Save a copy elsewhere."),
}

_STATUS_FAILURES = {
    400: ("refused", "The server refused “{path}”."),
    403: _NOT_ALLOWED,
    404: ("not-found", "There is no file “{path}”. It may have been moved, renamed or deleted."),
    413: ("too-large", "The notebook is too large for this server. Clear some outputs."),
    500: (
        "failed",
        "The server could not handle “{path}”. Try again; if it stays so, tell whoever runs the "
        "server: its log has the details.",
    ),
}


def _causes(error: BaseException | None) -> list[BaseException]:
    causes: list[BaseException] = []
    while error is not None and error not in causes:
        causes.append(error)
        error = error.__cause__ or error.__context__
    return causes

"""One asyncio lock per file, so that check-and-save is one step for all pages of a server.

Used by the contents handler. It knows nothing of writers in other processes.
"""

from __future__ import annotations

import asyncio
import os
from weakref import WeakValueDictionary


class PathLocks:
    """Locks by path; a lock lives only as long as someone holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock_for(self, path: str, root_dir: str | None = None) -> asyncio.Lock:
        """Return the lock of a file.

        Parameters
        ----------
        path : str
            The file's API path.
        root_dir : str, optional
            The folder on disk that API paths start from, where there is one. With it two names
            for the same file (a link, other capitals on Windows) share one lock.
        """
        key = path
        if root_dir is not None:
            key = os.path.normcase(os.path.realpath(os.path.join(root_dir, path)))
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock

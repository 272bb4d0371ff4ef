"""What a kernel's journal gives up, kept in files until it is of no use to anybody.

A cell that floods prints more than page, notebook and memory keep. Its oldest outputs go to a file
as text, so that the reader can still have all of them. The files are the server's own, and gone
with the kernel.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_CODES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-_])"  # colours and the like
)
_CHUNK = 1_000_000


def text_of(msg_type: str, content: dict[str, Any]) -> str:
    """Return an output as text without terminal codes; empty for what shows nothing.

    Parameters
    ----------
    msg_type : str
        The type of an iopub message.
    content : dict
        Its content; what does not fit is left out.
    """
    if msg_type == "stream":
        text = content.get("text")
        return _CODES.sub("", text) if isinstance(text, str) else ""
    if msg_type == "error":
        lines = content.get("traceback")
        lines = lines if isinstance(lines, list) else []
        return _CODES.sub("", "\n".join(map(str, lines))) + "\n"
    data = content.get("data")
    if msg_type not in {"display_data", "execute_result"} or not isinstance(data, dict):
        return ""
    for kind in ("text/plain", "text/markdown"):
        if isinstance(data.get(kind), str):
            return f"{data[kind]}\n"
    return f"[{', '.join(map(str, data))}]\n"


class OutputSpool:
    """Text of a kernel's runs, a file for each, up to ``limit`` bytes in all."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._folder: Path | None = None
        self._count = 0
        self._files: dict[str, Path] = {}
        self._sizes: dict[str, int] = {}
        self._total = 0
        # Bytes that found no room, by run.
        self._lost: dict[str, int] = {}
        # The file that was written last stays open: floods come from one run at a time.
        self._open: tuple[str, BinaryIO] | None = None

    def add(self, run: str, text: str) -> None:
        """Keep more of a run, after what was kept of it before."""
        data = text.encode("utf-8", "replace")
        if not data:
            return
        if run in self._lost or self._total + len(data) > self._limit:
            self._lost[run] = self._lost.get(run, 0) + len(data)
            return
        try:
            self._writer(run).write(data)
        except OSError:  # the disk is full, or there is none to write to
            self._lost[run] = self._lost.get(run, 0) + len(data)
            return
        self._sizes[run] = self._sizes.get(run, 0) + len(data)
        self._total += len(data)

    def read(self, run: str) -> Iterator[bytes]:
        """Give what was kept of a run, in pieces, and say what found no room."""
        if self._open is not None:
            self._open[1].flush()
        path = self._files.get(run)
        # What comes while somebody reads is not for them.
        left = self._sizes.get(run, 0)
        if path is not None:
            with contextlib.suppress(OSError), path.open("rb") as file:
                while chunk := file.read(min(_CHUNK, left)):
                    left -= len(chunk)
                    yield chunk
        if run in self._lost:
            lost = f"{self._lost[run]:,}"
            yield f"\n[{lost} bytes are missing here: the server had no room for more.]\n".encode()

    def forget(self, run: str) -> None:
        """Drop what was kept of a run."""
        self._lost.pop(run, None)
        self._total -= self._sizes.pop(run, 0)
        path = self._files.pop(run, None)
        if path is None:
            return
        if self._open is not None and self._open[0] == run:
            self._shut()
        with contextlib.suppress(OSError):
            path.unlink()

    def close(self) -> None:
        """Drop everything."""
        self._shut()
        self._files.clear()
        self._sizes.clear()
        self._total = 0
        self._lost.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _writer(self, run: str) -> BinaryIO:
        if self._open is not None and self._open[0] == run:
            return self._open[1]
        self._shut()
        if self._folder is None:
            # Readable by the server's own user alone.
            self._folder = Path(tempfile.mkdtemp(prefix="lessonbook-output-"))
        self._count += 1
        path = self._files.setdefault(run, self._folder / f"{self._count}.txt")
        self._open = (run, path.open("ab"))
        return self._open[1]

    def _shut(self) -> None:
        if self._open is not None:
            with contextlib.suppress(OSError):
                self._open[1].close()
            self._open = None

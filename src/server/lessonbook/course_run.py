"""Runs ``lessonbook release`` and ``grade`` for the class page, in processes of their own.

The server's event loop only passes on what they say. When the page that asked goes away, the
command is ended as by Ctrl-C; grading can then be resumed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

from .node import find_node
from .places import CLI_FILE

COMMANDS = {
    "release": ("release",),
    "grade": ("grade",),
    # Nothing is run again: only marks that came since are put in.
    "update": ("grade", "--resume"),
}

_PATIENCE = 10  # seconds from the polite end to the other one


class CannotRunError(Exception):
    """There is no terminal program, or no Node to run it; the message says how to get it."""


class CourseRuns:
    """The commands that run now; one in a course at a time."""

    def __init__(self) -> None:
        self._running: set[Path] = set()

    def is_running(self, course: Path) -> bool:
        """Return whether a command runs in a course."""
        return course in self._running

    async def run(
        self, course: Path, command: str, assignment: str
    ) -> AsyncGenerator[str | int, None]:
        """Run a command of `COMMANDS`; ask `is_running` first.

        Yields
        ------
        str or int
            What it says, line by line; at last its exit code.

        Raises
        ------
        CannotRunError
            When it cannot be started.
        """
        self._running.add(course)
        try:
            process = await _start([*COMMANDS[command], "--course", str(course), "--", assignment])
            try:
                assert process.stdout is not None
                while line := await _read_line(process.stdout):
                    yield line.decode(errors="replace").rstrip("\r\n")
                yield await process.wait()
            finally:
                await _end(process)
        finally:
            self._running.discard(course)


async def _start(arguments: list[str]) -> asyncio.subprocess.Process:
    node = await asyncio.to_thread(find_node)
    if node is None or not CLI_FILE.is_file():
        raise CannotRunError(
            "This needs Node.js 20 or newer on the server. Get it with: "
            'pip install "lessonbook[cli]". Or type the command in a terminal.'
        )
    return await asyncio.create_subprocess_exec(
        node,
        str(CLI_FILE),
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "LESSONBOOK_PYTHON": sys.executable},
        limit=1_000_000,
    )


async def _read_line(stream: asyncio.StreamReader) -> bytes:
    try:
        return await stream.readline()
    except ValueError:  # longer than the limit; that much of it is gone
        return b"...\n"


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), _PATIENCE)
    except asyncio.TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

"""Where a learner's code stands: the innermost of its lines in a frame, a traceback or a task.

A line belongs to the learner when its function's globals are the notebook's own.
"""

from __future__ import annotations

import asyncio
import linecache
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType
from typing import Any, NamedTuple

__all__ = ["Place", "place_of_error", "place_of_frame", "trace_of", "words_of_task"]


class Place(NamedTuple):
    """One line of the learner's code; `line` counts from 1 within its cell or file."""

    line: int
    function: str
    source: str

    def __str__(self) -> str:
        where = f"line {self.line}"
        if not self.function.startswith("<"):
            where += f" of {self.function}()"
        return f"{where}: `{self.source}`" if self.source else where


def place_of_frame(frame: FrameType | None, names: dict[str, Any]) -> Place | None:
    """Return the innermost line of `names`' code from a frame outwards, or None."""
    while frame is not None:
        if frame.f_globals is names:
            return _place(frame, frame.f_lineno)
        frame = frame.f_back
    return None


def place_of_error(error: BaseException, names: dict[str, Any]) -> Place | None:
    """Return the innermost line of `names`' code that an error went through, or None."""
    found = None
    for frame, line in _steps(error.__traceback__):
        if frame.f_globals is names:
            found = _place(frame, line)
    return found


def trace_of(error: BaseException) -> list[str]:
    """Retrace an error through the learner's code and what that called, as lines of text."""
    words = []
    for frame, line in _steps(error.__traceback__):
        if not frame.f_globals.get("__name__", "").startswith("lessonbook."):
            place = _place(frame, line)
            words.append(f"  line {line}, in {place.function}: {place.source}")
    return [f"{type(error).__name__}: {error}", *words[-8:]]


def words_of_task(task: asyncio.Task[Any], names: dict[str, Any]) -> str:
    """Say what an unfinished task waits for and where: ``worker() waits in Queue.get, line 3``."""
    name, waits, place = None, "", None
    for frame in _frames(task):
        if frame.f_globals is names:
            name = name or frame.f_code.co_name
            place = _place(frame, frame.f_lineno)
        elif "/asyncio/" in frame.f_code.co_filename.replace("\\", "/"):
            waits = f" waits in {_asyncio_name(frame)}"
            break
    name = name or getattr(task.get_coro(), "__name__", "a task")
    return f"{name}(){waits}" + ("" if place is None else f", {place}")


def _place(frame: FrameType, line: int) -> Place:
    code = frame.f_code
    source = linecache.getline(code.co_filename, line, frame.f_globals).strip()
    return Place(line, code.co_name, source[:120])


def _steps(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _frames(task: asyncio.Task[Any]) -> Iterable[FrameType]:
    """Yield the frames of a waiting task, outermost first."""
    inner: Any = task.get_coro()
    for _depth in range(100):
        frame = _first(inner, "cr_frame", "gi_frame", "ag_frame")
        if frame is None:
            return
        yield frame
        inner = _first(inner, "cr_await", "gi_yieldfrom", "ag_await")


def _asyncio_name(frame: FrameType) -> str:
    """Name a method of asyncio with its class, which code objects tell only from Python 3.11 on."""
    name = frame.f_code.co_name
    owner = frame.f_locals.get("self")
    if owner is not None and name != "__aenter__":
        return f"{type(owner).__name__}.{name}"
    return type(owner).__name__ if owner is not None else f"asyncio.{name}"


def _first(thing: Any, *names: str) -> Any:
    for name in names:
        value = getattr(thing, name, None)
        if value is not None:
            return value
    return None

"""How a failed check is shown: one sentence first; the test's line and the learner's below it."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["CheckFailed", "show_call", "show_seconds", "show_value"]

LONGEST = 120


class CheckFailed(AssertionError):  # noqa: N818 -- learners read this name
    """An exercise is not right yet; the text says why."""

    def __init__(self, message: str, printed: str = "", trace: Sequence[str] = ()) -> None:
        super().__init__(message)
        self._printed = printed
        self._trace = trace

    def _render_traceback_(self) -> list[str]:
        """Give IPython what to show in place of its traceback, which is all of this package."""
        lines = [f"Not right yet: {self}"]
        for frame, number in traceback.walk_tb(self.__traceback__):
            if frame.f_globals.get("__name__", "").startswith("lessonbook."):
                break
            source = linecache.getline(frame.f_code.co_filename, number, frame.f_globals)
            if _is_from_people(frame.f_code.co_filename) and source:
                lines.append(f"The check, line {number}: {source.strip()}")
        if self._printed:
            lines.append(f"Printed meanwhile:\n{self._printed.rstrip()[-2000:]}")
        if self._trace:
            lines.append("\n".join(self._trace))
        return lines


def show_call(function: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> str:
    """Write a call as in code: ``add_later(2, 3, delay=1.5)``; long ones are cut."""
    name = getattr(function, "__name__", type(function).__name__)
    if name == "<lambda>":
        return "It"
    given = [_show_argument(value) for value in args]
    given += [f"{key}={_show_argument(value)}" for key, value in options.items()]
    inside = ", ".join(given)
    return f"{name}({inside})" if len(inside) <= 60 else f"{name}(…)"


def show_value(value: object) -> str:
    """Write a value as Python shows it, cut where it is long or where it cannot be shown."""
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2]} …"


def show_seconds(seconds: float) -> str:
    """Write seconds with as many digits as they need, at least one: ``0.0 s``, ``0.25 s``."""
    return f"{float(f'{seconds:.3f}')} s"


def _show_argument(value: object) -> str:
    name = getattr(value, "__name__", None)
    return name if callable(value) and isinstance(name, str) else show_value(value)


def _is_from_people(file: str) -> bool:
    """Cells and files; not the shell that runs the cells."""
    return not any(part in file.replace("\\", "/") for part in ("/IPython/", "/ipykernel/"))

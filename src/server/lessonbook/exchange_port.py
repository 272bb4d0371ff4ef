"""How assignments come to a learner and go back: the interface, whatever carries them.

An implementation carries bytes; where they lie among the learner's files is `student_work.py`'s.
All methods may take long, so they are called in threads. `exchange_folder.py` is nbgrader's folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

Files = Mapping[str, bytes]
"""The files of an assignment by path, with ``/`` between the parts."""


class ExchangeError(Exception):
    """Something could not be fetched or handed in; the message says what to do, to a learner."""


class NothingThereError(ExchangeError):
    """There is no such course, assignment or exchange."""


@dataclass(frozen=True)
class Submission:
    """What was handed in once."""

    timestamp: str
    """As nbgrader writes it, such as ``2026-10-01 12:00:00.123456 UTC``."""
    notebooks: tuple[str, ...]
    """Names without ``.ipynb``."""
    feedback: frozenset[str] = frozenset()
    """The notebooks that there is feedback on."""


@dataclass(frozen=True)
class Offer:
    """An assignment that was released."""

    course: str
    assignment: str
    notebooks: tuple[str, ...]
    """Names without ``.ipynb``."""
    rules: str = ""
    """The text of its ``assignment.json``: when it is due, what being late costs."""
    submissions: tuple[Submission, ...] = field(default=())
    """The learner's own, oldest first."""


@dataclass(frozen=True)
class Stored:
    """A submission that lies where the teacher collects it."""

    timestamp: str
    secret: str
    """What only the learner and the teacher know of it."""


class Exchange(Protocol):
    """Carries assignments of any number of courses for one learner.

    All methods may raise `ExchangeError`.
    """

    student: str
    """The learner's id in every course."""

    def offers(self) -> list[Offer]:
        """Return what was released in all courses that the learner can see, by name."""

    def fetch(self, course: str, assignment: str) -> Files:
        """Return the released files; never none."""

    def submit(self, course: str, assignment: str, files: Files) -> Stored:
        """Hand files in, and return only when they lie there as they were given."""

    def feedback(self, course: str, assignment: str) -> dict[str, Files]:
        """Return the feedback pages by the timestamp of the submission, then ``notebook.html``."""

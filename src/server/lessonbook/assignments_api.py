"""``lessonbook/api/assignments``: a learner's assignments, fetched and handed in.

The work is done in threads: a shared disk may be slow, and the server has kernels to serve.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from jupyter_core.paths import jupyter_data_dir
from jupyter_server.auth.decorator import authorized
from tornado import web

from .class_api import ClassHandler
from .exchange_folder import ExchangeFolder
from .exchange_port import ExchangeError, NothingThereError
from .receipts import list_questions, make_receipt
from .student_work import StudentWork

_T = TypeVar("_T")
_ODD = frozenset("+*/\\\0")


class AssignmentsHandler(ClassHandler):
    """All assignments, and what the routes below share."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the assignments of all courses; without an exchange there are none."""
        self.check_xsrf_cookie()
        if not self._exchange_root.is_dir():
            self.answer({"exchange": False, "assignments": []})
            return
        work = self.work()
        found = await self.in_thread(work.overview)
        self.answer({"exchange": True, "student": work.exchange.student, "assignments": found})

    @property
    def _exchange_root(self) -> Path:
        return Path(self.settings["lessonbook_exchange"]["root"])

    def work(self) -> StudentWork:
        """Return the learner's side of the exchange."""
        given = self.settings["lessonbook_exchange"]
        data = Path(jupyter_data_dir())
        student = given["student"] or student_id()
        if not student or not _ODD.isdisjoint(student):
            raise web.HTTPError(
                500, f"“{student}” cannot be a student's id here: it may not hold + * / or \\."
            )
        cache = Path(given["cache"]) if given["cache"] else data / "nbgrader_cache"
        return StudentWork(
            ExchangeFolder(self._exchange_root, cache, student),
            self.root,
            data / "lessonbook" / "fetched",
            data / "lessonbook" / "receipts",
            given["with_course"],
        )

    def place(self, body: dict[str, Any]) -> tuple[str, str]:
        """Return the course and the assignment that a request names."""
        return _check_id(body.get("course")), _check_id(body.get("assignment"))

    async def in_thread(self, act: Callable[..., _T], *args: Any) -> _T:
        """Do something that takes long; its mistakes become answers with words."""
        try:
            return await asyncio.to_thread(act, *args)
        except NothingThereError as error:
            raise web.HTTPError(404, str(error)) from error
        except ExchangeError as error:
            raise web.HTTPError(422, str(error)) from error


class FetchHandler(AssignmentsHandler):
    """Fetching, and bringing up to date."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Fetch; answer with what was written and what is to be merged."""
        course, assignment = self.place(self.read_body())
        fetched = await self.in_thread(self.work().fetch, course, assignment)
        self.answer(dataclasses.asdict(fetched))

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Note that a notebook has taken in what was released."""
        body = self.read_body()
        course, assignment = self.place(body)
        file, theirs = body.get("file"), body.get("theirs")
        if not isinstance(file, str) or not isinstance(theirs, str):
            raise web.HTTPError(400, "Name the file, and what was taken in.")
        await self.in_thread(self.work().merged, course, assignment, file, theirs.encode())
        self.answer({})


class LookHandler(AssignmentsHandler):
    """What would be handed in."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Answer with what was released, what of it is missing, and what is not answered."""
        course, assignment = self.place(self.read_body())
        self.answer(await self.in_thread(_look, self.work(), course, assignment))


class SubmitHandler(AssignmentsHandler):
    """Handing in."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Hand in what lies in the assignment's folder; answer with a receipt when it is there."""
        course, assignment = self.place(self.read_body())
        self.answer(await self.in_thread(_submit, self.work(), course, assignment))


class FeedbackHandler(AssignmentsHandler):
    """Feedback."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Put the feedback that there is beside the work."""
        course, assignment = self.place(self.read_body())
        pages = await self.in_thread(self.work().fetch_feedback, course, assignment)
        self.answer({"pages": pages})


def student_id() -> str:
    """Return who the learner is: the hub's name for them, else the system's, as with nbgrader."""
    hub_user = os.environ.get("JUPYTERHUB_USER")
    if hub_user:
        return hub_user
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return ""


def _look(work: StudentWork, course: str, assignment: str) -> dict[str, Any]:
    files = work.collect(course, assignment)
    released = work.exchange.fetch(course, assignment)
    notebooks = [path for path in released if path.endswith(".ipynb")]
    folder = work.folder_name(course, assignment)
    return {
        "missing": [path for path in notebooks if path not in files],
        "open": [one["question"] for one in list_questions(files, released) if not one["answered"]],
        "released": [
            {
                "path": f"{folder}/{path}",
                "file": path,
                "text": released[path].decode("utf-8", "replace"),
            }
            for path in notebooks
        ],
    }


def _submit(work: StudentWork, course: str, assignment: str) -> dict[str, Any]:
    files = work.collect(course, assignment)
    released = work.exchange.fetch(course, assignment)
    stored = work.exchange.submit(course, assignment, files)
    student = work.exchange.student
    receipt = make_receipt(course, assignment, student, stored, files, released)
    with contextlib.suppress(OSError):  # It was handed in, whatever becomes of our copy.
        work.keep_receipt(receipt)
    return receipt


def _check_id(name: object) -> str:
    if (
        not isinstance(name, str)
        or not name
        or name.startswith(".")
        or len(name.encode()) > 200
        or not _ODD.isdisjoint(name)
    ):
        raise web.HTTPError(400, "This is not the name of a course or an assignment.")
    return name

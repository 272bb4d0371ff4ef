"""``lessonbook/api/class/…``: a teacher's courses, their grades, marks by hand, and commands.

The server's files are the teacher's own: these routes show and change nothing that lies outside
the server's root, and whoever may write files there may mark.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from . import course_folders as folders
from .course_run import COMMANDS, CannotRunError, CourseRuns
from .marks_file import BadMarkError, MarkConflictError, MarksUnreadableError, save_mark


class ClassHandler(APIHandler):
    """What the routes share: where the files are, and how mistakes are said."""

    auth_resource = "contents"

    @property
    def root(self) -> Path:
        """The folder that the server's files lie in."""
        root = getattr(self.contents_manager, "root_dir", None)
        if not root:  # They are not on a disk.
            raise web.HTTPError(404, "The class page needs a server whose files are on its disk.")
        return Path(root)

    def read_body(self) -> dict[str, Any]:
        """Return the request's JSON object."""
        body = self.get_json_body()
        if not isinstance(body, dict):
            raise web.HTTPError(400, "The request is no JSON object.")
        return body

    async def course(self, raw: object) -> Path:
        """Return the folder of the course that is named; 404 when it is none."""
        if not isinstance(raw, str):
            raise web.HTTPError(400, "Name a course.")
        return await asyncio.to_thread(folders.course_folder, self.root, raw)

    def answer(self, body: dict[str, Any], status: int = HTTPStatus.OK) -> None:
        """Finish with JSON."""
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(body))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say what went wrong in words, without the server's folders."""
        error = kwargs["exc_info"][1] if "exc_info" in kwargs else None
        words = error.log_message if isinstance(error, web.HTTPError) else None
        if isinstance(error, OSError):
            words = f"The course's folder cannot be read or written: {error.strerror}."
        self.finish(json.dumps({"message": words or "The server could not do this."}))


class CoursesHandler(ClassHandler):
    """The courses."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the courses and their assignments."""
        self.check_xsrf_cookie()
        self.answer({"courses": await asyncio.to_thread(_list_courses, self.root)})


class GradesHandler(ClassHandler):
    """What is known of one assignment."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer with the texts of the assignment's files; the page knows how to read them."""
        self.check_xsrf_cookie()
        course = await self.course(self.get_query_argument("course"))
        name = folders.check_name(self.get_query_argument("assignment"))
        files = {
            "grades": ("grades", f"{name}.json"),
            "marks": ("marks", f"{name}.json"),
            "rules": ("course.json",),
            "students": ("students.csv",),
        }
        texts = await asyncio.gather(
            *(asyncio.to_thread(folders.read_text, course, *parts) for parts in files.values())
        )
        self.answer(dict(zip(files, texts, strict=True)))


class MarksHandler(ClassHandler):
    """The marks of one assignment."""

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Save one mark, if it is still the one that its teacher saw."""
        body = self.read_body()
        course = await self.course(body.get("course"))
        name = folders.check_name(body.get("assignment"))
        user = self.current_user
        by = str(getattr(user, "display_name", None) or getattr(user, "username", "") or "")
        try:
            mark = await asyncio.to_thread(save_mark, course, name, body, by)
        except BadMarkError as error:
            raise web.HTTPError(400, str(error)) from error
        except MarkConflictError as conflict:
            self.answer(
                {"message": "This answer was marked meanwhile.", "mark": conflict.current},
                HTTPStatus.CONFLICT,
            )
            return
        except MarksUnreadableError as error:
            raise web.HTTPError(
                500,
                f"marks/{name}.json cannot be read, so nothing was written over it. Mend it, or "
                "move it away to begin anew.",
            ) from error
        self.answer({"mark": mark})


class CourseRunHandler(ClassHandler):
    """Release and grading."""

    _passing: asyncio.Future[None] | None = None

    @web.authenticated
    @authorized
    @authorized("execute", "kernels")
    async def post(self) -> None:
        """Run a command; answer with what it says as it says it, a JSON object a line."""
        body = self.read_body()
        course = await self.course(body.get("course"))
        name = folders.check_name(body.get("assignment"))
        command = body.get("command")
        if command not in COMMANDS:
            raise web.HTTPError(400, "There is no such command.")
        runs: CourseRuns = self.settings["lessonbook_course_runs"]
        if runs.is_running(course):
            raise web.HTTPError(423, "Something runs in this course already. Wait for its end.")
        self.set_header("Content-Type", "application/x-ndjson")
        self.set_header("Cache-Control", "no-store")
        self._passing = asyncio.ensure_future(self._pass_on(runs.run(course, command, name)))
        try:
            await self._passing
        except asyncio.CancelledError:
            pass  # The page went away, and the command with it.
        except CannotRunError as error:
            raise web.HTTPError(501, str(error)) from error

    async def _pass_on(self, running: AsyncGenerator[str | int, None]) -> None:
        async with contextlib.aclosing(running):
            async for said in running:
                key = "exit" if isinstance(said, int) else "line"
                self.write(json.dumps({key: said}) + "\n")
                await self.flush()

    def on_connection_close(self) -> None:
        """End the command with the page that asked for it."""
        super().on_connection_close()
        if self._passing is not None:
            self._passing.cancel()


def _list_courses(root: Path) -> list[dict[str, Any]]:
    return [
        {
            "path": path,
            "name": path.rpartition("/")[2] or root.resolve().name,
            "assignments": folders.list_assignments(root / path),
        }
        for path in folders.find_courses(root)
    ]

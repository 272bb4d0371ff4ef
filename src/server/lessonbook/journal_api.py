"""``lessonbook/api/kernels/<id>/journal``: what a kernel's runs have printed.

For those who may use the kernel, as its websocket is. Authentication and the XSRF check are those
of Jupyter's handlers.
"""

from __future__ import annotations

import json

from jupyter_client.jsonutil import json_default
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from tornado import web

from .journal import OutputJournal


class JournalHandler(APIHandler):
    """What the addresses of a journal share."""

    auth_resource = "kernels"

    async def journal_of(self, kernel_id: str) -> OutputJournal:
        """Return a kernel's journal, or answer that there is none."""
        journal = await self.settings["lessonbook_journals"].journal_of(kernel_id)
        if journal is None:
            raise web.HTTPError(404, "There is no such kernel, or it cannot be listened to.")
        return journal


class KernelJournalHandler(JournalHandler):
    """The journal of one kernel."""

    @web.authenticated
    @authorized
    @authorized(action="execute")
    async def get(self, kernel_id: str) -> None:
        """Answer with entries: ``since`` (a number), ``msg_id`` (any number of them)."""
        self.check_xsrf_cookie()
        since = self.get_query_argument("since", "0")
        if not (since.isascii() and since.isdecimal() and len(since) < 16):
            raise web.HTTPError(400, "since must be a whole number, 0 or more")
        msg_ids = self.get_query_arguments("msg_id")
        journal = await self.journal_of(kernel_id)
        self.set_header("Cache-Control", "no-store")
        answer = journal.answer(int(since), set(msg_ids) if msg_ids else None)
        self.finish(json.dumps(answer, default=json_default))

    @web.authenticated
    @authorized
    @authorized(action="execute")
    async def post(self, kernel_id: str) -> None:
        """Keep what a run asked with ``input()`` and was answered.

        The body is ``{"msg_id": <the run>, "id": <of the note>, "text": <question and answer>}``.
        """
        body = self.get_json_body()
        note = body if isinstance(body, dict) else {}
        values = [note.get(key) for key in ("msg_id", "id", "text")]
        if not all(isinstance(value, str) for value in values):
            raise web.HTTPError(400, "The body must have the texts msg_id, id and text.")
        journal = await self.journal_of(kernel_id)
        journal.add_echo(*values)
        self.set_status(204)
        self.finish()

    @web.authenticated
    @authorized
    @authorized(action="execute")
    async def delete(self, kernel_id: str) -> None:
        """Drop the runs named by ``msg_id``: newer runs of their cells have taken their place."""
        journal = await self.journal_of(kernel_id)
        journal.forget(set(self.get_query_arguments("msg_id")))
        self.set_status(204)
        self.finish()


class RunTextHandler(JournalHandler):
    """All that a run printed, as a file."""

    @web.authenticated
    @authorized
    @authorized(action="execute")
    async def get(self, kernel_id: str) -> None:
        """Answer with the text of the run ``msg_id``, piece by piece: it may be long."""
        self.check_xsrf_cookie()
        journal = await self.journal_of(kernel_id)
        pieces = journal.text(self.get_query_argument("msg_id"))
        if pieces is None:
            raise web.HTTPError(404, "Nothing of this run is kept.")
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Content-Disposition", 'attachment; filename="output.txt"')
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")
        for piece in pieces:
            self.write(piece)
            # Waits until it has left, so that it does not gather here.
            await self.flush()
        self.finish(set_content_type="text/plain; charset=utf-8")

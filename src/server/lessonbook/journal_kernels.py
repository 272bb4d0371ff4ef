"""Listens to kernels for the journal: one more subscriber on each kernel's iopub channel.

The server's websockets are left alone. Messages are taken in bundles, a few times a second at most
in each burst: waking up for each of them would cost more than reading it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from typing import Any
from uuid import uuid4

import zmq
from jupyter_client.session import Session
from jupyter_server.gateway.gateway_client import GatewayClient
from zmq.eventloop.zmqstream import ZMQStream

from .journal import OUTPUT_TYPES, OutputJournal
from .lost_messages import LostMessages, hold_more, words
from .output_spool import OutputSpool

_KEPT_TYPES = OUTPUT_TYPES | {"status", "execute_input"}
# How long a new subscriber waits to hear the kernel, and how often it knocks, in seconds.
_PATIENCE = 5.0
_KNOCK = 0.2
# How long messages gather, in seconds, and how many are read before others have their turn.
_GATHER = 0.02
_BUNDLE = 200


class KernelJournals:
    """The journals of a server's kernels, each begun when it is first asked for."""

    def __init__(self, kernel_manager: Any, limit: int, spool_limit: int = 0) -> None:
        self._kernel_manager = kernel_manager
        self._limit = limit
        self._spool_limit = spool_limit
        self._listeners: dict[str, JournalListener] = {}

    async def journal_of(self, kernel_id: str) -> OutputJournal | None:
        """Return a kernel's journal; None where there can be none.

        Parameters
        ----------
        kernel_id : str
            A kernel of this server. Where the server is a gateway's front, its kernels are out
            of reach.
        """
        self._let_go_of_ended()
        if kernel_id not in self._kernel_manager or GatewayClient.instance().gateway_enabled:
            return None
        listener = self._listeners.get(kernel_id)
        if listener is None:
            listener = JournalListener(
                self._kernel_manager, kernel_id, OutputJournal(self._limit, self._spool())
            )
            self._listeners[kernel_id] = listener
        listener.attach()
        await listener.wait_until_heard()
        listener.take_all()
        return listener.journal

    async def hear_again(self, kernel_id: str) -> None:
        """Return when a kernel's journal, if it has one, is known to hear the kernel's process."""
        listener = self._listeners.get(kernel_id)
        if listener is not None and kernel_id in self._kernel_manager:
            listener.attach()
            listener.doubt()
            await listener.wait_until_heard()

    def _spool(self) -> OutputSpool | None:
        return OutputSpool(self._spool_limit) if self._spool_limit > 0 else None

    def close(self) -> None:
        """Stop listening to all kernels."""
        for listener in self._listeners.values():
            listener.close()
        self._listeners.clear()

    def _let_go_of_ended(self) -> None:
        for kernel_id in [each for each in self._listeners if each not in self._kernel_manager]:
            self._listeners.pop(kernel_id).close()


class JournalListener:
    """Writes what one kernel prints into its journal, also after a restart."""

    def __init__(self, kernel_manager: Any, kernel_id: str, journal: OutputJournal) -> None:
        self.journal = journal
        self._kernel_manager = kernel_manager
        self._kernel_id = kernel_id
        self._kernel = kernel_manager.get_kernel(kernel_id)
        self._session = Session(config=self._kernel.session.config, key=self._kernel.session.key)
        self._stream: ZMQStream | None = None
        self._ports: list[int] = []
        self._lost = LostMessages()
        self._heard = asyncio.Event()
        self._gathering: asyncio.TimerHandle | None = None
        # The parent of the message before, packed, and the execute request that it names.
        self._parent: tuple[bytes, str] = (b"", "")
        kernel_manager.add_restart_callback(kernel_id, self._on_restart)
        kernel_manager.add_restart_callback(kernel_id, self._on_death, "dead")

    def attach(self) -> None:
        """Subscribe, unless that was done: a restart may have moved the kernel to other ports."""
        ports = list(self._kernel.ports)
        if self._stream is not None and not self._stream.closed() and ports == self._ports:
            return
        self._detach()
        self._ports = ports
        self._heard.clear()
        self._stream = self._kernel_manager.connect_iopub(self._kernel_id)
        hold_more(self._stream)
        self._lost = LostMessages()
        self._stream.on_recv(self._on_first)

    def doubt(self) -> None:
        """Count only what comes from now on as a sign that the kernel is heard."""
        self.take_all()
        self._heard.clear()

    async def wait_until_heard(self) -> None:
        """Return when the subscription is known to work, or after a while without a sign."""
        if self._heard.is_set():
            return
        control = self._kernel_manager.connect_control(self._kernel_id)
        try:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._knock(control), _PATIENCE)
        finally:
            control.close()

    def take_all(self) -> None:
        """Read every message that has arrived."""
        while self._take(_BUNDLE):
            pass

    def close(self) -> None:
        """Stop listening."""
        self._detach()
        self.journal.close()
        if self._kernel_id in self._kernel_manager:
            self._kernel_manager.remove_restart_callback(self._kernel_id, self._on_restart)
            self._kernel_manager.remove_restart_callback(self._kernel_id, self._on_death, "dead")

    async def _knock(self, control: ZMQStream) -> None:
        while not self._heard.is_set():
            self._session.send(control, "kernel_info_request")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._heard.wait(), _KNOCK)

    def _on_first(self, frames: list[bytes]) -> None:
        """Read a message and let those that follow it gather."""
        if self._stream is not None and not self._stream.closed():
            self._stream.stop_on_recv()
            self._gather(_GATHER)
        self._on_message(frames)

    def _gather(self, delay: float) -> None:
        loop = asyncio.get_running_loop()
        self._gathering = loop.call_later(delay, self._on_gathered)

    def _on_gathered(self) -> None:
        self._gathering = None
        if self._take(_BUNDLE):
            self._gather(0)
        elif self._stream is not None and not self._stream.closed():
            self._stream.on_recv(self._on_first)

    def _take(self, most: int) -> bool:
        """Read up to so many messages; return whether there may be more."""
        if self._stream is None or self._stream.closed():
            return False
        for _ in range(most):
            try:
                frames = self._stream.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return False
            self._on_message(frames)
        return True

    def _detach(self) -> None:
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        if self._stream is not None and not self._stream.closed():
            self._stream.close()
        self._stream = None

    def _on_restart(self) -> None:
        self.journal.end_runs()
        self.attach()

    def _on_death(self) -> None:
        self.journal.end_runs()

    def _on_message(self, frames: list[bytes]) -> None:
        self._heard.set()
        try:
            _, parts = self._session.feed_identities(frames)
            if len(parts) < 5 or not self._is_signed(parts):
                return
            header, content = self._session.unpack(parts[1]), self._session.unpack(parts[4])
            parent_id = self._parent_id(parts[2])
        except ValueError:  # not a message, such as the welcome of a new subscriber
            return
        if isinstance(header, dict) and isinstance(content, dict):
            self._record(header, parent_id, content, len(parts[4]))

    def _record(
        self, header: dict[str, Any], parent_id: str, content: dict[str, Any], size: int
    ) -> None:
        msg_type = header.get("msg_type")
        missing = self._lost.note(str(header.get("msg_id", "")))
        if missing > 0 and parent_id != "":
            text = f"{words(missing)}\n"
            told = {"name": "stderr", "text": text}
            self.journal.record("stream", f"lost-{uuid4().hex}", parent_id, told, len(text))
        if msg_type == "shutdown_reply" or content.get("execution_state") == "starting":
            self.journal.end_runs()
        if msg_type not in _KEPT_TYPES or parent_id == "":
            return
        if msg_type == "error" and not self._kernel_manager.allow_tracebacks:
            # As the server's websockets do.
            content = {
                "ename": "ExecutionError",
                "evalue": "Execution error",
                "traceback": [self._kernel_manager.traceback_replacement_message],
            }
        self.journal.record(msg_type, str(header.get("msg_id", "")), parent_id, content, size)

    def _is_signed(self, parts: list[bytes]) -> bool:
        # `Session.deserialize` does this too, but also keeps every signature and parses every date.
        if self._session.auth is None:
            return True
        return hmac.compare_digest(self._session.sign(parts[1:5]), parts[0])

    def _parent_id(self, packed: bytes) -> str:
        """Return the execute request that a message belongs to; empty when it is none."""
        if packed != self._parent[0]:
            parent = self._session.unpack(packed)
            is_run = isinstance(parent, dict) and parent.get("msg_type") == "execute_request"
            self._parent = (packed, str(parent.get("msg_id", "")) if is_run else "")
        return self._parent[1]

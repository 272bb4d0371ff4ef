"""One real kernel for a test: start, run code cell by cell, stop. Nothing here knows of lessons."""

import os
import queue
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from jupyter_client.manager import KernelManager

START_TIMEOUT = 120
CELL_TIMEOUT = 120
# The package `lessonbook` of this checkout, as a kernel with the wheel has it.
PACKAGE = Path(__file__).parents[2] / "src" / "server"


@dataclass
class Ran:
    """What one run of a cell gave back."""

    stdout: str = ""
    stderr: str = ""
    result: str = ""
    error: "tuple[str, str] | None" = None
    displayed: list = field(default_factory=list)
    # What displays were updated with, in order: (display id, bundle).
    updates: list = field(default_factory=list)

    @property
    def text(self):
        """The printed text followed by the result, as a reader sees them."""
        return self.stdout + self.result

    def collect(self, message):
        """Add a message of the iopub channel."""
        kind, content = message["msg_type"], message["content"]
        if kind == "stream" and content["name"] == "stdout":
            self.stdout += content["text"]
        elif kind == "stream":
            self.stderr += content["text"]
        elif kind == "execute_result":
            self.result += content["data"]["text/plain"]
        elif kind == "display_data":
            self.displayed.append(content["data"])
        elif kind == "update_display_data":
            self.updates.append((content["transient"]["display_id"], content["data"]))
        elif kind == "error":
            self.error = (content["ename"], content["evalue"])


class KernelSession:
    """A kernel of the running Python, as a context manager."""

    def __enter__(self):
        self._manager = KernelManager(kernel_name="python3")
        # A kernelspec installed for another Python must not answer for this one.
        self._manager.kernel_spec.argv[0] = sys.executable
        path = os.pathsep.join(filter(None, [str(PACKAGE), os.environ.get("PYTHONPATH")]))
        self._manager.start_kernel(env={**os.environ, "PYTHONPATH": path})
        try:
            self._client = self._manager.client()
            self._client.start_channels()
            self._client.wait_for_ready(timeout=START_TIMEOUT)
        except BaseException:
            self._manager.shutdown_kernel(now=True)
            raise
        return self

    def __exit__(self, *exc_info):
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def run(self, code, cell_id=None, until=None, interrupt_on=None):
        """Run `code` as a cell; return what it gave as a `Ran`.

        With `until`, a predicate on the `Ran`, messages that come after the run count too until it
        holds. The kernel is interrupted, and woken, when the cell has printed `interrupt_on`.
        """
        ran = Ran()
        content = {"code": code, "silent": False, "allow_stdin": False, "store_history": True}
        metadata = {} if cell_id is None else {"cellId": cell_id}
        request = self._client.session.msg("execute_request", content, metadata=metadata)
        self._client.shell_channel.send(request)
        asked = request["header"]["msg_id"]
        deadline = time.monotonic() + CELL_TIMEOUT
        is_over = False
        while not is_over or not (until is None or until(ran)):
            message = self._next_message(deadline)
            if message["parent_header"].get("msg_id") != asked:
                continue
            ran.collect(message)
            if message["msg_type"] == "status":
                is_over = is_over or message["content"]["execution_state"] == "idle"
            if interrupt_on is not None and interrupt_on in ran.stdout:
                interrupt_on = None
                self._manager.interrupt_kernel()
                # SIGINT alone does not wake a kernel that waits in an await.
                self._client.kernel_info()
        return ran

    def _next_message(self, deadline):
        try:
            return self._client.get_iopub_msg(timeout=max(0.1, deadline - time.monotonic()))
        except queue.Empty:
            raise TimeoutError("The kernel did not say what was expected of it.") from None

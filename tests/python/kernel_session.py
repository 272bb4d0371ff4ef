"""One real kernel for a test: start, run code cell by cell, stop. Nothing here knows of lessons."""

import sys
from dataclasses import dataclass, field

from jupyter_client.manager import KernelManager

START_TIMEOUT = 120
CELL_TIMEOUT = 120


@dataclass
class Ran:
    """What one run of a cell gave back."""

    stdout: str = ""
    stderr: str = ""
    result: str = ""
    error: "tuple[str, str] | None" = None
    displayed: list = field(default_factory=list)

    @property
    def text(self):
        """The printed text followed by the result, as a reader sees them."""
        return self.stdout + self.result


class KernelSession:
    """A kernel of the running Python, as a context manager."""

    def __enter__(self):
        self._manager = KernelManager(kernel_name="python3")
        # A kernelspec installed for another Python must not answer for this one.
        self._manager.kernel_spec.argv[0] = sys.executable
        self._manager.start_kernel()
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

    def run(self, code):
        """Run `code` as a cell; return what it gave as a `Ran`."""
        ran = Ran()

        def collect(message):
            content = message["content"]
            if message["msg_type"] == "stream" and content["name"] == "stdout":
                ran.stdout += content["text"]
            elif message["msg_type"] == "stream":
                ran.stderr += content["text"]
            elif message["msg_type"] == "execute_result":
                ran.result += content["data"]["text/plain"]
            elif message["msg_type"] == "display_data":
                ran.displayed.append(content["data"])
            elif message["msg_type"] == "error":
                ran.error = (content["ename"], content["evalue"])

        self._client.execute_interactive(
            code, allow_stdin=False, output_hook=collect, timeout=CELL_TIMEOUT
        )
        return ran

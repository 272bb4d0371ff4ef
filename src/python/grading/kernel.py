"""ipykernel in a forked process: as from its command line, less what grading has no use for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from ipykernel.kernelapp import IPKernelApp


class GradingKernelApp(IPKernelApp):
    """No history file, no start-up files, no banner."""

    def init_blackhole(self) -> None:
        """Do nothing: the keeper has seen to the streams."""

    def log_connection_info(self) -> None:
        """Log nothing: nobody connects by hand."""

    def _run_startup_files(self) -> None:
        """Run none: a student's home is not where a kernel gets its code from."""


def run_kernel(connection_file: str, on_up: Callable[[], None]) -> None:
    """Run a kernel until it is ended; ``on_up`` is called when its sockets are open."""
    sys.argv = ["ipykernel"]
    options: list[Any] = [
        f"--IPKernelApp.connection_file={connection_file}",
        "--HistoryManager.enabled=False",
    ]
    app = GradingKernelApp.instance()
    app.initialize(options)
    on_up()
    app.start()

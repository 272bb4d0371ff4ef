"""A Jupyter Server with kernels and nothing else."""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

from jupyter_server._tz import utcnow
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import PeriodicCallback

from . import sandbox
from .provisioner import ForkProvisioner, GradingKernelManager, Link


class PromptConnection(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that sends each frame at once; Nagle's algorithm costs 40 ms a cell."""

    def connect(self) -> Any:
        """Open it."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


class QuietKernels(AsyncMappingKernelManager):
    """Kernels whose messages the server passes on without reading them for itself."""

    def start_watching_activity(self, kernel_id: str) -> None:
        """Take the kernel for idle: it could be spoken to when it was started."""
        kernel = self._kernels[kernel_id]
        kernel.reason = ""
        kernel.last_activity = utcnow()
        kernel.execution_state = "idle"


class GradingServer(ServerApp):
    """Takes no extension and no configuration of the person's own."""

    def find_server_extensions(self) -> None:
        """None."""

    def load_config_file(self, suppress_errors: bool = True) -> None:
        """None."""

    def start_ioloop(self) -> None:
        """Begin to listen to the zygote with the loop, and end when the grader is gone."""
        self.io_loop.add_callback(ForkProvisioner.link.open)
        grader = ForkProvisioner.link.config["grader"]

        def look() -> None:
            if os.getppid() != grader:
                self.stop()

        self.io_loop.add_callback(PeriodicCallback(look, 500).start)
        super().start_ioloop()


def serve(link: socket.socket, config: dict[str, Any]) -> None:
    """Serve until ended; options come from the command line."""
    sandbox.hide_process()
    ForkProvisioner.link = Link(link, config)
    manager = f"{GradingKernelManager.__module__}.{GradingKernelManager.__name__}"
    settings = {
        "ServerApp.log_level": "WARN",
        "ServerApp.kernel_manager_class": f"{__name__}.{QuietKernels.__name__}",
        "AsyncMappingKernelManager.kernel_manager_class": manager,
        "ServerApp.kernel_websocket_connection_class": f"{__name__}.{PromptConnection.__name__}",
        "KernelManager.transport": "ipc",
        "KernelRestarter.restart_limit": 0,
        "KernelRestarter.time_to_dead": 0.2,
        # Floods are cut in the kernel; a server that drops messages would drop errors with them.
        "ZMQChannelsWebsocketConnection.limit_rate": False,
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    GradingServer.launch_instance([*sys.argv[1:], *options])

"""The grading server: a Jupyter Server whose kernels are forked from a warm process, behind walls.

Started by ``lessonbook grade`` with the name of a configuration file in ``LESSONBOOK_GRADING``.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Start the zygote, which has no part in this environment, and serve."""
    config = Path(os.environ["LESSONBOOK_GRADING"])
    here, there = socket.socketpair()
    # What is in this process's environment, such as the token, is out of the kernels' reach.
    zygote = [sys.executable, "-m", f"{__package__}.zygote", str(config), str(there.fileno())]
    env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": os.environ["PYTHONPATH"]}
    with subprocess.Popen(zygote, env=env, pass_fds=[there.fileno()], stdin=subprocess.DEVNULL):
        there.close()
        from .server import serve

        try:
            serve(here, json.loads(config.read_text()))
        finally:
            here.close()


if __name__ == "__main__":
    main()

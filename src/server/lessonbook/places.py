"""Where the built parts lie: inside the installed package, or in a checkout's ``dist`` folder.

Used by the server application and the command line. Builds nothing and checks nothing.
"""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _find_checkout() -> Path | None:
    if PACKAGE.parts[-3:] != ("src", "server", "lessonbook"):
        return None
    root = PACKAGE.parents[2]
    return root if (root / "package.json").is_file() else None


CHECKOUT: Path | None = _find_checkout()
"""The root of the source checkout this package runs from, or None when it is installed."""

STATIC_DIR: Path = (CHECKOUT / "dist" if CHECKOUT else PACKAGE) / "static"
"""The folder of the built page; it need not exist."""

CLI_FILE: Path = (CHECKOUT / "dist" if CHECKOUT else PACKAGE) / "cli" / "lessonbook.mjs"
"""The bundled terminal program; it need not exist."""


def read_version() -> str:
    """Return the version; ``package.json`` is the one place where it is written."""
    if CHECKOUT is None:
        return metadata.version("lessonbook")
    package = json.loads((CHECKOUT / "package.json").read_text(encoding="utf-8"))
    return str(package["version"])

"""What a person set for themselves, kept on the server, and what the admin gives as defaults.

The file is ``lessonbook/settings.json`` in the person's own Jupyter configuration folder, so on a
hub each has their own. Defaults come from ``lessonbook/overrides.json`` in any of Jupyter's
configuration folders (as JupyterLab's ``overrides.json``), and above those from the traitlet
``LessonbookApp.settings_defaults``. What a setting means is the page's business.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_dir, jupyter_config_path

_FOLDER = "lessonbook"


class SettingsFile:
    """The settings of one person, as a JSON object."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or Path(jupyter_config_dir()) / _FOLDER / "settings.json"

    def read(self) -> tuple[dict[str, Any], bool]:
        """Return the settings, and whether the file is there and cannot be read."""
        try:
            return _read_object(self._path), False
        except FileNotFoundError:
            return {}, False
        except (OSError, ValueError, RecursionError):
            return {}, True

    def change(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Set some settings; None takes one back. Returns them all.

        A file that cannot be read stays beside the new one, as ``settings.json.damaged``.

        Raises
        ------
        OSError
            The file cannot be written.
        """
        settings, is_damaged = self.read()
        settings.update(changes)
        settings = {name: value for name, value in settings.items() if value is not None}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        if is_damaged and self._path.is_file():
            self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        beside.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", "utf-8")
        beside.replace(self._path)
        return settings


def read_overrides() -> dict[str, Any]:
    """Return the admin's defaults out of all configuration folders; the nearer folder counts."""
    merged: dict[str, Any] = {}
    for folder in reversed(jupyter_config_path()):
        try:
            merged.update(_read_object(Path(folder) / _FOLDER / "overrides.json"))
        except (OSError, ValueError, RecursionError):
            continue  # Not there, or not JSON: the others count.
    return merged


def _read_object(path: Path) -> dict[str, Any]:
    value = json.loads(path.read_text("utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path} holds no JSON object")
    return value

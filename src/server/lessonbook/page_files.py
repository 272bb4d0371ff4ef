"""Reads ``manifest.json``, the build's list of the files that the page starts with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

_FILE_NAME = re.compile(r"[\w.-]+")


class PageNotBuiltError(Exception):
    """The static folder is missing, or its manifest is not one."""


@dataclass(frozen=True)
class PageFiles:
    """Names of the page's first files, relative to ``lessonbook/static/``."""

    entry: str
    style: str
    #: The script of the frames that outputs live in.
    frame: str
    preload: tuple[str, ...]


def read_page_files(static_dir: str) -> PageFiles:
    """Read the manifest anew, so that a page built while the server runs is served at once.

    Raises
    ------
    PageNotBuiltError
        When there is no readable manifest in the folder.
    """
    try:
        manifest = json.loads((Path(static_dir) / "manifest.json").read_text(encoding="utf-8"))
        preload = tuple(_file_name(name) for name in manifest.get("preload", []))
        first = (_file_name(manifest[key]) for key in ("entry", "style", "frame"))
        return PageFiles(*first, preload)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise PageNotBuiltError("the page has not been built") from error


def _file_name(value: object) -> str:
    if not isinstance(value, str) or not _FILE_NAME.fullmatch(value):
        raise ValueError(f"not a file name: {value!r}")
    return value

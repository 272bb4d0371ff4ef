"""Finds the courses among a server's files, and what lies in them.

A course is a folder with nbgrader's names in it: ``source/<assignment>/*.ipynb`` by the teacher,
``release/``, ``submitted/<student>/<assignment>/``. Only who can read a course's folder sees it:
the page of a student, whose server has another root, has none to show. Reads and never writes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tornado import web

from .api_path import parse_api_path

_DEPTH = 2
_MOST_FOLDERS = 2000
_NAME = re.compile(r"[^./\\\0][^/\\\0]*")
_GRADED_AT = re.compile(rb'"gradedAt": ?"([^"]{1,40})"')


def find_courses(root: Path) -> list[str]:
    """Return the API paths of the courses in a folder and two levels below it, by name.

    The root itself is ``""``.
    """
    found = []
    for looked, (path, folder) in enumerate(_folders(root, "", _DEPTH)):
        if looked == _MOST_FOLDERS:
            break
        if is_course(folder):
            found.append(path)
    return sorted(found)


def is_course(folder: Path) -> bool:
    """Return whether a folder has a teacher's notebooks in it."""
    return any(
        entry.name.endswith(".ipynb")
        for assignment in _subfolders(folder / "source")
        for entry in _entries(assignment)
    )


def course_folder(root: Path, raw: str) -> Path:
    """Return a course's folder.

    Raises
    ------
    tornado.web.HTTPError
        404 for a path that is no course, is hidden, or leads out of the root.
    """
    path = parse_api_path(raw)
    folder = (root / path).resolve()
    is_hidden = any(part.startswith(".") for part in path.split("/"))
    if is_hidden or not folder.is_relative_to(root.resolve()) or not is_course(folder):
        raise web.HTTPError(404, "There is no course in this folder.")
    return folder


def check_name(name: object) -> str:
    """Return the name of an assignment's folder.

    Raises
    ------
    tornado.web.HTTPError
        400 for what cannot be one.
    """
    if not isinstance(name, str) or len(name.encode()) > 200 or not _NAME.fullmatch(name):
        raise web.HTTPError(400, "This is not the name of an assignment.")
    return name


def list_assignments(course: Path) -> list[dict[str, Any]]:
    """Return what there is of each assignment, by name.

    Returns
    -------
    list of dict
        ``name``; ``source`` and ``released``, whether it is there; ``submitted``, how many
        students handed in; ``gradedAt``, ISO 8601 or None.
    """
    source = {folder.name for folder in _subfolders(course / "source")}
    release = {folder.name for folder in _subfolders(course / "release")}
    submitted: dict[str, int] = {}
    for student in _subfolders(course / "submitted"):
        for folder in _subfolders(student):
            submitted[folder.name] = submitted.get(folder.name, 0) + 1
    return [
        {
            "name": name,
            "source": name in source,
            "released": name in release,
            "submitted": submitted.get(name, 0),
            "gradedAt": _graded_at(course / "grades" / f"{name}.json"),
        }
        for name in sorted(source | release | set(submitted))
    ]


def read_text(course: Path, *parts: str) -> str:
    """Return the text of a file of a course; empty where there is none.

    Raises
    ------
    tornado.web.HTTPError
        404 for a link that leads out of the course.
    """
    file = course.joinpath(*parts)
    if not file.resolve().is_relative_to(course):
        raise web.HTTPError(404, "There is no such file in this course.")
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _graded_at(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            found = _GRADED_AT.search(stream.read(4096))
    except OSError:
        return None
    return found.group(1).decode(errors="replace") if found else None


def _folders(folder: Path, path: str, depth: int) -> Iterator[tuple[str, Path]]:
    yield path, folder
    if depth == 0:
        return
    for below in _subfolders(folder):
        if below.name != "node_modules":
            yield from _folders(below, f"{path}/{below.name}".lstrip("/"), depth - 1)


def _subfolders(folder: Path) -> list[Path]:
    """Return the folders in a folder, by name, without links and hidden ones."""
    return sorted(
        Path(entry.path)
        for entry in _entries(folder)
        if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
    )


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []  # Not there, no folder, or not for us.

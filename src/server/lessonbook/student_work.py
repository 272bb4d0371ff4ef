"""Where assignments lie among a learner's files: fetched into a folder, handed in out of it.

What the learner wrote is never written over. A copy of what was fetched is kept beside the
learner's settings (``<data>/lessonbook/fetched/<course>/<assignment>/``): it tells what the learner
changed, and what the teacher changed since.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .exchange_folder import read_files
from .exchange_port import Exchange, ExchangeError, Files, Offer


@dataclass(frozen=True)
class Fetched:
    """What a fetch did."""

    written: tuple[str, ...]
    """Files that are new, or that the learner had not changed."""
    kept: tuple[str, ...]
    """Files that both changed: the learner's stayed."""
    merge: tuple[dict[str, str], ...]
    """Notebooks that both changed: ``path``, the text of ``base`` and of ``theirs``."""


@dataclass(frozen=True)
class StudentWork:
    """The assignments of one learner."""

    exchange: Exchange
    files: Path
    """The server's root."""
    bases: Path
    """Where copies of what was fetched are kept."""
    receipts: Path
    """Where the receipts of what was handed in are kept."""
    with_course: bool = False
    """Folders are ``<course>/<assignment>``, as with nbgrader's ``path_includes_course``."""

    def folder_name(self, course: str, assignment: str) -> str:
        """Return the path of an assignment's folder below the server's root."""
        return f"{course}/{assignment}" if self.with_course else assignment

    def folder(self, course: str, assignment: str) -> Path:
        """Return an assignment's folder; it need not be there."""
        return self.files / self.folder_name(course, assignment)

    def overview(self) -> list[dict[str, Any]]:
        """Return all assignments as the page shows them; see `src/execution/exchange-port.ts`."""
        return [self._describe(offer) for offer in self.exchange.offers()]

    def fetch(self, course: str, assignment: str) -> Fetched:
        """Bring an assignment's folder to what was released, around what the learner did."""
        released = self.exchange.fetch(course, assignment)
        folder = self.folder(course, assignment)
        base = self._base(course, assignment)
        if not folder.exists():
            _write_folder(folder, released)
            self._keep_base(course, assignment, released)
            return Fetched(tuple(released), (), ())
        if base is None and not self._is_ours(folder, released):
            raise ExchangeError(
                f"There is a folder {self.folder_name(course, assignment)} already that was not "
                "fetched from this course. Rename it, then fetch again."
            )
        return self._update(course, assignment, released, base or {})

    def merged(self, course: str, assignment: str, path: str, theirs: bytes) -> None:
        """Note that the learner's notebook has taken in what was released."""
        base = self._base(course, assignment)
        if base is None or path not in base:
            raise ExchangeError("There is nothing to merge. Load this page again.")
        self._keep_base(course, assignment, {**base, path: theirs})

    def collect(self, course: str, assignment: str) -> Files:
        """Return what is to be handed in, as it lies there now."""
        folder = self.folder(course, assignment)
        if not folder.is_dir():
            raise ExchangeError(
                f"There is no folder {self.folder_name(course, assignment)}. Fetch the assignment "
                "first."
            )
        files = read_files(folder)
        if not any(name.endswith(".ipynb") for name in files):
            raise ExchangeError(
                f"There is no notebook in {self.folder_name(course, assignment)}, so there is "
                "nothing to hand in."
            )
        return files

    def keep_receipt(self, receipt: dict[str, Any]) -> None:
        """Keep the receipt of a submission, so that the page can give it again."""
        text = json.dumps(receipt, ensure_ascii=False, indent=1)
        where = (receipt["course"], receipt["assignment"], receipt["timestamp"])
        _write_file(self._receipt_file(*where), text.encode())

    def fetch_feedback(self, course: str, assignment: str) -> int:
        """Put feedback beside the work, as nbgrader does; returns the number of pages."""
        found = self.exchange.feedback(course, assignment)
        if not found:
            raise ExchangeError("There is no feedback yet.")
        folder = self.folder(course, assignment) / "feedback"
        for timestamp, pages in found.items():
            for name, page in pages.items():
                _write_file(folder / timestamp / name, page)
        return sum(len(pages) for pages in found.values())

    def _describe(self, offer: Offer) -> dict[str, Any]:
        folder = self.folder(offer.course, offer.assignment)
        path = self.folder_name(offer.course, offer.assignment)
        return {
            "course": offer.course,
            "assignment": offer.assignment,
            "rules": offer.rules,
            "folder": path if folder.is_dir() else None,
            "updated": self._is_updated(offer) if folder.is_dir() else False,
            "notebooks": [f"{path}/{name}.ipynb" for name in offer.notebooks],
            "submissions": [
                {
                    "timestamp": one.timestamp,
                    "receipt": self._receipt(offer.course, offer.assignment, one.timestamp),
                    "feedback": sorted(one.feedback),
                    "pages": [
                        f"{path}/feedback/{one.timestamp}/{name}.html"
                        for name in one.notebooks
                        if (folder / "feedback" / one.timestamp / f"{name}.html").is_file()
                    ],
                }
                for one in offer.submissions
            ],
        }

    def _receipt_file(self, course: str, assignment: str, timestamp: str) -> Path:
        return self.receipts / course / assignment / f"{timestamp}.json"

    def _receipt(self, course: str, assignment: str, timestamp: str) -> str:
        """Return the text of a receipt; empty where nbgrader handed in, which gives none."""
        try:
            return self._receipt_file(course, assignment, timestamp).read_text(encoding="utf-8")
        except OSError:
            return ""

    def _is_updated(self, offer: Offer) -> bool:
        """Return whether something else was released since the folder was fetched."""
        base = self._base(offer.course, offer.assignment)
        if base is None:
            return False
        try:
            return dict(self.exchange.fetch(offer.course, offer.assignment)) != base
        except ExchangeError:
            return False

    def _update(self, course: str, assignment: str, released: Files, base: Files) -> Fetched:
        folder = self.folder(course, assignment)
        written, kept, merge = [], [], []
        now = dict(base)
        for path, theirs in released.items():
            file = folder / path
            mine = file.read_bytes() if file.is_file() else None
            before = base.get(path)
            if mine is None and not file.exists():
                _write_file(file, theirs)
                written.append(path)
            elif mine == theirs or before == theirs:
                pass
            elif mine is not None and mine == before:
                _write_file(file, theirs)
                written.append(path)
            elif path.endswith(".ipynb") and before is not None and mine is not None:
                merge.append(
                    {
                        "path": f"{self.folder_name(course, assignment)}/{path}",
                        "file": path,
                        "base": before.decode("utf-8", "replace"),
                        "theirs": theirs.decode("utf-8", "replace"),
                    }
                )
                continue  # Its base changes when the merge is saved.
            else:
                kept.append(path)
            now[path] = theirs
        self._keep_base(course, assignment, now)
        return Fetched(tuple(written), tuple(kept), tuple(merge))

    def _is_ours(self, folder: Path, released: Files) -> bool:
        """Return whether a folder that nobody noted down is the assignment: nbgrader fetched it."""
        return any(path.endswith(".ipynb") and (folder / path).is_file() for path in released)

    def _base(self, course: str, assignment: str) -> dict[str, bytes] | None:
        folder = self.bases / course / assignment
        return read_files(folder) if folder.is_dir() else None

    def _keep_base(self, course: str, assignment: str, files: Files) -> None:
        folder = self.bases / course / assignment
        shutil.rmtree(folder, ignore_errors=True)
        _write_folder(folder, files)


def _write_folder(folder: Path, files: Files) -> None:
    """Write a folder that is not there, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.parent / f".{folder.name}.{secrets.token_hex(6)}.part"
    try:
        for path, data in files.items():
            (partial / path).parent.mkdir(parents=True, exist_ok=True)
            (partial / path).write_bytes(data)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write_file(file: Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.{secrets.token_hex(6)}.part")
    try:
        partial.write_bytes(data)
        os.replace(partial, file)
    finally:
        partial.unlink(missing_ok=True)

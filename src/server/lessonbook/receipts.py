"""Receipts: what was handed in, when, and which questions were answered, signed.

A receipt is JSON::

    {"schema": 1, "course": "async101", "assignment": "hw1", "student": "ann",
     "timestamp": "2026-10-01 12:00:00.123456 UTC",
     "files": [{"path": "first.ipynb", "sha256": "<64 hex>"}],
     "questions": [{"notebook": "first.ipynb", "question": "loops", "answered": true}],
     "signature": "<64 hex>"}

The signature is HMAC-SHA256 over the lines below, joined by a line feed, each part written as
JavaScript's ``encodeURIComponent`` writes it. Its key is the text of the submission's
``submission_secret.txt``, which the learner's server and the teacher have::

    lessonbook-receipt 1
    <course> <assignment> <student> <timestamp>
    file <path> <sha256>                            one for each file
    question <notebook> <question> answered|open    one for each question

``src/grading/receipt.ts`` reads it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .exchange_port import Files, Stored


def make_receipt(
    course: str, assignment: str, student: str, stored: Stored, files: Files, released: Files
) -> dict[str, Any]:
    """Make the receipt of a submission."""
    receipt: dict[str, Any] = {
        "schema": 1,
        "course": course,
        "assignment": assignment,
        "student": student,
        "timestamp": stored.timestamp,
        "files": [
            {"path": path, "sha256": hashlib.sha256(data).hexdigest()}
            for path, data in sorted(files.items())
        ],
        "questions": list_questions(files, released),
    }
    receipt["signature"] = hmac.new(
        stored.secret.encode(), signed_text(receipt).encode(), hashlib.sha256
    ).hexdigest()
    return receipt


def list_questions(files: Files, released: Files) -> list[dict[str, Any]]:
    """Return the released questions; an answered one has another text than the released."""
    return [
        {"notebook": path, "question": name, "answered": source != answers.get(name, source)}
        for path, questions in _released_questions(released)
        for answers in [dict(_questions(files.get(path, b"")))]
        for name, source in questions
    ]


def signed_text(receipt: dict[str, Any]) -> str:
    """Return the text that the signature of a receipt is over."""
    who = (receipt[key] for key in ("course", "assignment", "student", "timestamp"))
    lines = [("lessonbook-receipt", "1"), tuple(who)]
    lines += [("file", one["path"], one["sha256"]) for one in receipt["files"]]
    lines += [
        ("question", one["notebook"], one["question"], "answered" if one["answered"] else "open")
        for one in receipt["questions"]
    ]
    return "\n".join(" ".join(quote(part, safe="!'()*") for part in line) for line in lines)


def _released_questions(released: Files) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for path, data in sorted(released.items()):
        if path.endswith(".ipynb"):
            yield path, list(_questions(data))


def _questions(notebook: bytes) -> Iterator[tuple[str, str]]:
    """Yield name and text of each cell that holds an answer; none where there is no notebook."""
    try:
        cells = json.loads(notebook)["cells"]
    except (ValueError, KeyError, TypeError):
        return
    for cell in cells if isinstance(cells, list) else []:
        name = _name_of(cell) if isinstance(cell, dict) else None
        if name:
            name = name.encode("utf-8", "replace").decode()  # Half a character can be in no text.
            source = cell.get("source", "")
            yield name, "".join(source) if isinstance(source, list) else str(source)


def _name_of(cell: dict[str, Any]) -> str | None:
    """Return what a question is called: its grade id, else its cell's id."""
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    nbgrader, ours = metadata.get("nbgrader"), metadata.get("lessonbook")
    if isinstance(nbgrader, dict) and nbgrader.get("solution") is True:
        return str(nbgrader.get("grade_id") or "")
    # The answer to a question of code stands in the solution cell below it.
    is_quiz = isinstance(ours, dict) and ours.get("kind") == "quiz"
    if is_quiz and ours.get("question") != "code":
        return str(cell.get("id") or "")
    return None

"""Writes a notebook in the hand of the program that wrote the file before.

Jupyter writes every notebook its own way: keys sorted, an indent of one, no escapes. A file from VS
Code, Colab, nbconvert or a person's own script would change in each line with the first save. Here
what did not change is copied letter for letter, and what did is written as the rest of the file is:
indent, separators, order of keys, escapes, text as one string or as lines.

JSON as in RFC 8259, notebooks as in nbformat 4.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring
from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_FIRST_MEMBER = re.compile(r"\s*\{(\n?)([ \t]*)\"")
_SEPARATORS = re.compile(r"\"(\s*:\s*)")
_READER = json.JSONDecoder()

# What nbformat takes out of a notebook when it reads one: no change of a reader's.
_TRANSIENT_CELL = frozenset({"trusted"})
_TRANSIENT_NOTEBOOK = frozenset({"orig_nbformat", "orig_nbformat_minor", "signature"})
_LINES = frozenset({"source", "text"})


@dataclass(frozen=True)
class _Hand:
    """How a file is written: one level of indent (None for a single line), colon, escapes."""

    indent: str | None
    colon: str
    comma: str
    escapes: bool


@dataclass(frozen=True)
class _Member:
    """A member of an object in the text: its key, its value, and where the value stands."""

    key: str
    value: Any
    start: int
    end: int


def faithful_text(before: str, content: dict[str, Any]) -> str:
    """Write a notebook, letter for letter as it was where nothing changed.

    Parameters
    ----------
    before : str
        The file's text, a notebook of nbformat 4.
    content : dict
        The notebook as it is now, nbformat 4.

    Returns
    -------
    str
        The new text; ``before`` itself when nothing changed.

    Raises
    ------
    ValueError
        ``before`` is not such a notebook; then there is no hand to follow.
    """
    members = _members(before, _skip(before, 0))
    old = {member.key: member.value for member in members}
    if old.get("nbformat") != 4 or not isinstance(old.get("cells"), list):
        raise ValueError("not a notebook of nbformat 4")
    hand = _read_hand(before)
    has_ids = (content["nbformat"], content["nbformat_minor"]) >= (4, 5)

    def write(member: _Member, value: Any) -> str:
        if member.key == "cells":
            return _write_cells(before, member, value, hand, has_ids)
        if member.key == "metadata":
            return _write_object(before, member, value, hand, 1, _TRANSIENT_NOTEBOOK)
        return _write_value(before, member, value, hand, 1)

    return _replace_members(before, members, content, write, hand, 0, frozenset())


def _write_cells(text: str, member: _Member, cells: list[Any], hand: _Hand, has_ids: bool) -> str:
    spans = list(_elements(text, member.start))
    old = _match_cells([value for value, _, _ in spans], cells)
    written = []
    for cell, place in zip(cells, old, strict=True):
        if place is None:
            fresh = cell if has_ids else {k: v for k, v in cell.items() if k != "id"}
            written.append(_dump(_as_lines(fresh), hand, 2))
        else:
            value, start, end = spans[place]
            # An id that the file did not have was only lent to the cell.
            lent = "id" not in value and (not has_ids or _same_cell(value, cell))
            now = {k: v for k, v in cell.items() if not (lent and k == "id")}
            written.append(_write_cell(text, _Member("", value, start, end), now, hand))
    if old == list(range(len(spans))):
        return _splice(text, member, [(s, e) for _, s, e in spans], written)
    return _join(written, "[", "]", hand, 1)


def _write_cell(text: str, cell: _Member, now: dict[str, Any], hand: _Hand) -> str:
    if _same_cell(cell.value, now):
        return text[cell.start : cell.end]
    members = _members(text, cell.start)

    def write(member: _Member, value: Any) -> str:
        if member.key == "metadata":
            return _write_object(text, member, value, hand, 3, _TRANSIENT_CELL)
        return _write_value(text, member, value, hand, 3)

    return _replace_members(text, members, now, write, hand, 2, frozenset(), cell.start, cell.end)


def _write_object(
    text: str,
    member: _Member,
    value: Any,
    hand: _Hand,
    depth: int,
    transient: frozenset[str],
) -> str:
    if not isinstance(member.value, dict) or not isinstance(value, dict):
        return _write_value(text, member, value, hand, depth)
    return _replace_members(
        text,
        _members(text, member.start),
        value,
        lambda inner, now: _write_value(text, inner, now, hand, depth + 1),
        hand,
        depth,
        transient,
        member.start,
        member.end,
    )


def _write_value(text: str, member: _Member, value: Any, hand: _Hand, depth: int) -> str:
    if _same(member.value, value, member.key):
        return text[member.start : member.end]
    if member.key in _LINES and isinstance(member.value, str):
        return _dump(_joined(value), hand, depth)
    if member.key == "outputs" and isinstance(member.value, list) and isinstance(value, list):
        return _write_outputs(text, member, value, hand, depth)
    return _dump(_as_lines({member.key: value})[member.key], hand, depth)


def _write_outputs(text: str, member: _Member, value: list[Any], hand: _Hand, depth: int) -> str:
    spans = list(_elements(text, member.start))
    written = [
        text[spans[i][1] : spans[i][2]]
        if i < len(spans) and _same(spans[i][0], output)
        else _dump(_as_lines(output), hand, depth + 1)
        for i, output in enumerate(value)
    ]
    return _join(written, "[", "]", hand, depth)


def _replace_members(
    text: str,
    members: list[_Member],
    now: dict[str, Any],
    write: Any,
    hand: _Hand,
    depth: int,
    transient: frozenset[str],
    start: int = 0,
    end: int | None = None,
) -> str:
    end = len(text) if end is None else end
    kept = [m for m in members if m.key in now or m.key in transient]
    added = [key for key in now if key not in {m.key for m in members} and key not in transient]
    values = [text[m.start : m.end] if m.key in transient else write(m, now[m.key]) for m in kept]
    if len(kept) == len(members) and not added:
        spans = [(m.start, m.end) for m in members]
        return _splice(text, _Member("", None, start, end), spans, values)
    pairs = [(m.key, value) for m, value in zip(kept, values, strict=True)] + [
        (key, _dump(_as_lines({key: now[key]})[key], hand, depth + 1)) for key in added
    ]
    if [m.key for m in members] == sorted(m.key for m in members):
        pairs.sort(key=lambda pair: pair[0])
    written = [f"{_string(key, hand)}{hand.colon}{value}" for key, value in pairs]
    whole = _join(written, "{", "}", hand, depth)
    if depth > 0:
        return whole
    opening = _skip(text, 0)
    closing = _skip(text, members[-1].end) + 1 if members else end
    return text[:opening] + whole + text[closing:]


def _splice(text: str, whole: _Member, spans: list[tuple[int, int]], values: list[str]) -> str:
    parts, at = [], whole.start
    for (start, end), value in zip(spans, values, strict=True):
        parts += [text[at:start], value]
        at = end
    return "".join([*parts, text[at : whole.end]])


def _match_cells(old: list[Any], cells: list[Any]) -> list[int | None]:
    """Return for each cell the place of the one in the file that it was, if any."""
    places = {v["id"]: i for i, v in enumerate(old) if isinstance(v, dict) and "id" in v}
    found = [places.get(cell.get("id")) for cell in cells]
    free = [i for i in range(len(old)) if i not in set(found) and isinstance(old[i], dict)]
    # Cells without an id in the file: the same text in the same order, else the same place.
    for number, cell in enumerate(cells):
        if found[number] is None:
            same = next((i for i in free if "id" not in old[i] and _same_cell(old[i], cell)), None)
            if same is not None:
                found[number] = same
                free.remove(same)
    for number in range(min(len(cells), len(old))):
        lone = found[number] is None and number in free and "id" not in old[number]
        if lone and len(old) == len(cells):
            found[number] = number
            free.remove(number)
    return found


def is_same_cell(old: Any, now: Any, *, but_id: bool = False) -> bool:
    """Compare a cell of a file with one that Jupyter read; ``but_id`` leaves its id out."""
    if not isinstance(old, dict) or not isinstance(now, dict):
        return bool(old == now)
    if but_id:
        old, now = ({k: v for k, v in cell.items() if k != "id"} for cell in (old, now))
    return _same_cell(old, now)


def is_same_metadata(old: Any, now: Any) -> bool:
    """Compare the metadata of a file's notebook with what Jupyter read."""
    return _same(old, now, transient=_TRANSIENT_NOTEBOOK)


def _same_cell(old: Any, now: dict[str, Any]) -> bool:
    if not isinstance(old, dict):
        return False
    keys = (old.keys() | now.keys()) - ({"id"} if "id" not in old else set())
    return all(
        key in old and key in now and _same(old[key], now[key], key, _TRANSIENT_CELL)
        for key in keys
    )


def _same(a: Any, b: Any, key: str = "", transient: frozenset[str] = frozenset()) -> bool:
    """Compare JSON values as a notebook means them: lines joined, numbers as a browser has them."""
    if isinstance(a, dict) and isinstance(b, dict):
        keys = (a.keys() | b.keys()) - transient
        bundle = key == "data" or key == "attachments"
        return all(k in a and k in b and _same(a[k], b[k], "text" if bundle else k) for k in keys)
    if key in _LINES and (_is_text(a) and _is_text(b)):
        return bool(_joined(a) == _joined(b))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, bool) or isinstance(b, bool) or a is None or b is None:
        return a is b
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        try:
            return float(a) == float(b)
        except OverflowError:
            return a == b
    return bool(type(a) is type(b) and a == b)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(line, str) for line in value)
    )


def _joined(value: Any) -> Any:
    return "".join(value) if isinstance(value, list) else value


def _as_lines(value: Any, key: str = "") -> Any:
    """Split text into lines where nbformat does: sources, streams, text in MIME bundles."""
    if isinstance(value, dict):
        bundle = key == "data"
        return {
            k: _split(v) if bundle and not _is_json(k) else _as_lines(v, k)
            for k, v in value.items()
            if not (key == "metadata" and k in _TRANSIENT_CELL)
        }
    if isinstance(value, list):
        return [_as_lines(item) for item in value]
    return _split(value) if key in _LINES else value


def _split(value: Any) -> Any:
    return value.splitlines(keepends=True) if isinstance(value, str) else value


def _is_json(mime: str) -> bool:
    return mime == "application/json" or mime.endswith("+json")


def _read_hand(text: str) -> _Hand:
    first = _FIRST_MEMBER.match(text)
    indent = first[2] if first and first[1] else None
    colon = _SEPARATORS.search(text)
    escapes = text.isascii() and re.search(r"\\u[0-9a-fA-F]{4}", text) is not None
    compact = indent is None and '": ' not in text
    return _Hand(indent, colon[1] if colon else ": ", "," if compact else ", ", escapes)


def _dump(value: Any, hand: _Hand, depth: int) -> str:
    if isinstance(value, dict):
        pairs = [
            f"{_string(k, hand)}{hand.colon}{_dump(v, hand, depth + 1)}" for k, v in value.items()
        ]
        return _join(pairs, "{", "}", hand, depth)
    if isinstance(value, list):
        return _join([_dump(item, hand, depth + 1) for item in value], "[", "]", hand, depth)
    return _string(value, hand)


def _string(value: Any, hand: _Hand) -> str:
    return json.dumps(value, ensure_ascii=hand.escapes)


def _join(items: list[str], opening: str, closing: str, hand: _Hand, depth: int) -> str:
    if not items:
        return opening + closing
    if hand.indent is None:
        return opening + hand.comma.join(items) + closing
    inner, outer = "\n" + hand.indent * (depth + 1), "\n" + hand.indent * depth
    return opening + inner + ("," + inner).join(items) + outer + closing


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _members(text: str, at: int) -> list[_Member]:
    """Find the members of the object at a place of the text."""
    if text[at : at + 1] != "{":
        raise ValueError("not an object")
    found: list[_Member] = []
    at = _skip(text, at + 1)
    while text[at : at + 1] == '"':
        key, at = scanstring(text, at + 1)
        start = _skip(text, _skip(text, at) + 1)
        value, end = _READER.raw_decode(text, start)
        found.append(_Member(key, value, start, end))
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
    if len({member.key for member in found}) != len(found):
        raise ValueError("a key stands twice")
    return found


def _elements(text: str, at: int) -> Iterator[tuple[Any, int, int]]:
    """Find the elements of the list at a place of the text: value, start, end."""
    at = _skip(text, at + 1)
    while text[at : at + 1] not in {"]", ""}:
        value, end = _READER.raw_decode(text, at)
        yield value, at, end
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)

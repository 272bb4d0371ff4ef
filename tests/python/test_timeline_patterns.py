"""The timeline of the patterns that lessons use, in a real kernel: what the fixture states."""

import re
import sys
from pathlib import Path

import pytest
from recorded import LOAD, record

FIXTURE = Path(__file__).parent / "fixtures" / "timelines.txt"
VERSION = ".".join(map(str, sys.version_info[:2]))


def read_cases():
    text = FIXTURE.read_text(encoding="utf-8")
    for case in text.split("\n=== ")[1:]:
        head, _, rest = case.partition("\n")
        name, pythons = re.fullmatch(r"(.*?)(?: \[(.*)\])?", head).groups()
        code, _, picture = rest.partition("\n---\n")
        yield name, pythons, code, picture.rstrip("\n")


CASES = {
    name: (code, picture)
    for name, pythons, code, picture in read_cases()
    if pythons is None or VERSION in pythons.split()
}


def lines_of(picture, is_slow):
    """The picture in the fixture's words."""
    children = {}
    parents = picture.bundle["tasks"]["parent"]
    for task, parent in enumerate(parents):
        children.setdefault(parent, []).append(task)

    def walk(task, depth):
        state = " ".join(filter(None, [picture.states[task], picture.errors[task]]))
        name = f"{picture.names[task]} = " if picture.names[task] else ""
        eager = "eager " if picture.eager[task] else ""
        waits = [
            f"{wait} @{line}"
            for wait, line in zip(picture.waits[task], picture.wait_lines[task], strict=True)
        ]
        waits = [wait for at, wait in enumerate(waits) if at == 0 or waits[at - 1] != wait]
        tail = f" | {', '.join(waits)}" if waits else ""
        yield f"{'  ' * depth}{name}{picture.labels[task]}: {eager}{state}{tail}"
        for child in children.get(task, ()):
            yield from walk(child, depth + 1)

    for root in children.get(-1, ()):
        yield from walk(root, 0)
    for label, line, source in () if is_slow else picture.blocked:
        yield f"blocked: {label} line {line}: {source}"


@pytest.fixture(scope="module")
def recording_kernel(kernel):
    ran = kernel.run(LOAD)
    assert ran.error is None, ran.error
    return kernel


@pytest.mark.parametrize("name", CASES)
def test_shows_the_stated_picture(recording_kernel, name):
    code, stated = CASES[name]
    _ran, picture = record(recording_kernel, code)
    assert picture.bundle["warnings"] == []
    assert "\n".join(lines_of(picture, "holds the loop" in name)) == stated

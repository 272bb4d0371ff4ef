"""Which line is named when the first look finds the code at a later place: ``lessonbook.held``."""

import asyncio
import dis
import importlib.util
import random
from pathlib import Path

import pytest

PATH = Path(__file__).parents[2] / "src" / "python" / "held.py"
NAMES = {"asyncio": asyncio, "random": random}


@pytest.fixture(scope="module")
def held_line():
    spec = importlib.util.spec_from_file_location("lessonbook_held", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.held_line


def places(body):
    """Compile a coroutine function; give its code, and its instructions as (offset, name, line)."""
    source = "async def work(a, b, many):\n" + "".join(f"    {line}\n" for line in body)
    names = {}
    exec(compile(source, "<cell>", "exec"), names)
    code = names["work"].__code__
    line_of = {
        offset: line
        for start, end, line in code.co_lines()
        for offset in range(start, end)
        if line is not None
    }
    return code, [
        (one.offset, one.opname, line_of.get(one.offset)) for one in dis.get_instructions(code)
    ]


def stand(body, line, *kinds):
    """Where a look may find the code in a line: its last instruction of one of these kinds."""
    code, instructions = places(body)
    offset = [at for at, name, its_line in instructions if its_line == line and name in kinds][-1]
    return code, offset, line


CALLS = ("CALL", "CALL_FUNCTION", "CALL_METHOD", "CALL_KW", "PRECALL")


@pytest.mark.parametrize(
    ("body", "line", "named"),
    [
        # What is called is quick, or written in Python, where a look would have found it.
        (["x = a ** b", "print(1)"], 3, 2),
        (["x = a in many", "y = 1", "print(x)"], 4, 2),
        (["x = a == b", "random.choices(many)"], 3, 2),
        # What is called may have taken the time itself.
        (["x = a ** b", "sorted(many)"], 3, 3),
        (["sorted(many)", "print(1)"], 3, 3),
        # Another call lies between, where a look would have been let in.
        (["x = a ** b", "len(many)", "print(1)"], 4, 4),
        # The operator stands in the same line.
        (["y = 1", "print(a * b)"], 3, 3),
    ],
)
def test_a_look_at_a_call(held_line, body, line, named):
    assert held_line(*stand(body, line, *CALLS), NAMES, False) == named


@pytest.mark.parametrize(
    ("body", "line", "named"),
    [
        (["x = a * b", "y = 1", "await asyncio.sleep(0)"], 4, 2),
        (["y = 1", "await asyncio.sleep(0)"], 3, 3),
        (["x = a * b", "print(x)", "await asyncio.sleep(0)"], 4, 4),
    ],
)
def test_a_look_at_a_coroutine_that_has_only_begun(held_line, body, line, named):
    place = stand(body, line, "SEND", "YIELD_FROM")
    assert held_line(*place, NAMES, True) == named


def test_a_look_at_a_jump_back(held_line):
    body = ["while True:", "    x = a * b", "    y = 1"]
    code, instructions = places(body)
    offset = [at for at, name, _line in instructions if "JUMP" in name][-1]
    assert held_line(code, offset, 4, NAMES, False) == 3


def test_a_place_that_is_none(held_line):
    code, _instructions = places(["x = a * b"])
    assert held_line(code, -1, 1, NAMES, False) == 1

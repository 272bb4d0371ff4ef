"""What Python says of each mistake that the error coach knows, as the fixture states it."""

import re
import sys
from pathlib import Path

import pytest

FIXTURE = Path(__file__).parents[1] / "fixtures" / "asyncio-errors.txt"
VERSION = ".".join(map(str, sys.version_info[:2]))


def read_cases():
    for case in FIXTURE.read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, rest = case.partition("\n")
        name, pythons = re.fullmatch(r"(.*?)(?: \[(.*)\])?", head).groups()
        code, _, said = rest.partition("\n---\n")
        if pythons is None or VERSION in pythons.split():
            yield name, code, said.partition("\n-->")[0].splitlines()


CASES = {name: (code, said) for name, code, said in read_cases()}


def matches(stated, said):
    """Tell whether a text is what was stated; ``...`` stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, stated.strip().split("..."))), said.strip())


@pytest.mark.parametrize("name", CASES)
def test_python_says_what_the_fixture_states(kernel, name):
    code, stated = CASES[name]
    ran = kernel.run(code)
    printed = [line.removeprefix("stderr ") for line in stated if line.startswith("stderr ")]
    raised = [line.removeprefix("error ") for line in stated if line.startswith("error ")]
    # Some versions of IPython print what others raise.
    if ran.error is None:
        assert any(line in ran.stderr for line in printed), ran.stderr
    else:
        said = f"{ran.error[0]}: {ran.error[1]}"
        assert any(matches(line, said) for line in raised), said

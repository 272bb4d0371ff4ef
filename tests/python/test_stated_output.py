"""The rules by which a stated output matches; the lesson's own outputs are in test_lesson.py."""

import pytest
from stated_output import matches, stated_outputs


@pytest.mark.parametrize(
    ("stated", "actual"),
    [
        ("hi\n", "hi\n"),
        ("hi", "hi\n\n"),
        ("A1 B1\n", "A1 B1 \n"),
        ("took ... s", "took 0.03 s\n"),
        ("first\n...\nlast", "first\n2\n3\nlast"),
        ("    got 0", "    got 0"),
    ],
)
def test_same_text_matches(stated, actual):
    assert matches(stated, actual)


@pytest.mark.parametrize(
    ("stated", "actual"),
    [
        ("hi", "ho"),
        ("hi", "hi\nand more"),
        ("hi", ""),
        ("", "hi"),
        ("got 0", "    got 0"),
        ("1.5", "1x5"),
        ("took ... s", "took 0.03 ms"),
        ("a\nb", "b\na"),
    ],
)
def test_other_text_does_not_match(stated, actual):
    assert not matches(stated, actual)


def test_only_blocks_marked_output_are_stated_outputs():
    source = "Text\n\n```output\none\n\ntwo\n```\n\n```python\nprint()\n```\n\n```output\n```\n"
    assert stated_outputs(source) == ["one\n\ntwo\n", ""]

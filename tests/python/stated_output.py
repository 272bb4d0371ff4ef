"""What a lesson states about a cell's output: fenced ``output`` blocks, and how they match."""

import re

FENCE = re.compile(r"^```output\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def stated_outputs(markdown):
    """Return the text of each ``output`` block in a Markdown source."""
    return FENCE.findall(markdown)


def matches(stated, actual):
    """Tell whether `actual` is what was stated: ``...`` stands for anything.

    Blanks at line ends and empty lines at the end do not count.
    """
    parts = [re.escape(part) for part in _trimmed(stated).split("...")]
    return re.fullmatch(".*".join(parts), _trimmed(actual), re.DOTALL) is not None


def _trimmed(text):
    return "\n".join(line.rstrip() for line in text.splitlines()).rstrip("\n")

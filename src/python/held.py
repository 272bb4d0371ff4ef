"""Which line held the loop, when the first look after a stretch in C finds the code further on.

Python lets another thread look only between some instructions: after a call of a function in C,
where a function begins, at a jump back (the eval breaker, `Python/ceval.c`). An operator is no such
place: after ``huge ** huge`` the look finds whatever is called next, lines later. What held the
loop lies between that place and the one before.
"""

import builtins
import dis
import time
import types

__all__ = ["held_line"]

_PLACES = ("CALL", "JUMP_BACKWARD", "POP_JUMP_BACKWARD", "JUMP_ABSOLUTE", "RESUME", "SEND", "YIELD")
_OPERATORS = (
    "BINARY",
    "INPLACE",
    "COMPARE_OP",
    "CONTAINS_OP",
    "UNARY",
    "LIST_EXTEND",
    "SET_UPDATE",
    "FORMAT",
)
# Functions in C that never take long, though they are called everywhere.
_QUICK = (id, isinstance, len, print, range, time.monotonic, time.perf_counter, time.time, type)

# By the id of a code object: the object, which keeps the id its own, and its instructions.
_known: dict = {}


def held_line(code, offset: int, line: int, names: dict, has_called: bool) -> int:
    """Say which line of a function had held the loop when it was looked at.

    Parameters
    ----------
    code : types.CodeType
        Of the function.
    offset, line : int
        Where it stood: ``f_lasti`` and ``f_lineno`` of its frame.
    names : dict
        Its global names.
    has_called : bool
        It had just called a function in Python, which had taken no time yet.

    Returns
    -------
    int
        The line where it stood, unless the time was spent before that.
    """
    instructions = _instructions_of(code)
    last = 0
    for last, (at, _name, _argument, _line) in enumerate(instructions):
        if at > offset:
            last -= 1
            break
    if last < 0:
        return line
    here = instructions[last][1]
    # The call that made the coroutine which is awaited here is passed over.
    may_pass = has_called and not here.startswith("CALL")
    operator, called = -1, []
    for _at, name, argument, its_line in reversed(instructions[:last]):
        if name.startswith(_PLACES) and "INTRINSIC" not in name:
            if not may_pass or not name.startswith("CALL"):
                break
            may_pass = False
        if operator < 0 and its_line is not None and name.startswith(_OPERATORS):
            operator = its_line
        if its_line == line and isinstance(argument, str):
            called.append(argument)
    is_guilty = here.startswith("CALL") and not has_called and not _is_quick(called[::-1], names)
    return line if operator < 0 or is_guilty else operator


def _is_quick(called, names):
    """Whether what is called cannot have held the loop itself: a look would have found its code."""
    found = None
    if called:
        found = names.get(called[0], getattr(builtins, called[0], None))
    for name in called[1:]:
        if not isinstance(found, types.ModuleType):
            break
        found = vars(found).get(name)
    return isinstance(found, (types.FunctionType, types.MethodType)) or any(
        found is one for one in _QUICK
    )


def _instructions_of(code):
    known = _known.get(id(code))
    if known is None:
        if len(_known) >= 100:
            _known.clear()
        found, line = [], None
        for one in dis.get_instructions(code):
            starts = one.starts_line
            # From Python 3.13 on this is a yes or no, and the line stands beside it.
            if starts is not None and starts is not False:
                line = one.line_number if starts is True else starts
            if one.opname != "CACHE":
                found.append((one.offset, one.opname, one.argval, line))
        known = _known[id(code)] = (code, found)
    return known[1]

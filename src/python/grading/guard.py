"""Watches over test cells inside a kernel: that they run to their end, on Python as it is.

The grader runs this text once in a fresh kernel, before anything of the student's, and then calls
``before`` and ``after`` around each test cell, silently. It undoes what student code did to the
machinery that runs tests, and tells what it saw. It shares a process with that code, so it can be
fooled by somebody who aims at it; what it says is never believed further than "this test gave no
proof".
"""

import ast
import asyncio
import builtins
import contextlib
import gc
import importlib
import json
import linecache
import os
import sys
import threading

_shell = get_ipython()  # noqa: F821 -- IPython's builtin
_out = sys.stdout
_loop = asyncio.get_running_loop()
_main = threading.get_ident()
_folder = os.getcwd() + os.sep
# Parts of the file names that kernels give to cells.
_CELL = ("ipykernel_", "<ipython-input")
_LIBRARIES = (
    "asyncio asyncio.base_events asyncio.events asyncio.futures asyncio.locks asyncio.queues "
    "asyncio.runners asyncio.taskgroups asyncio.tasks asyncio.timeouts contextlib copy functools "
    "inspect itertools json math operator random re statistics sys threading time unittest.case"
)
# What decides whether an object agrees with another one.
_COMPARISONS = ("__eq__", "__lt__", "__gt__", "__le__", "__ge__", "__contains__")
_HISTORY = _shell.history_manager.store_inputs
# What watches the event loop during a test: watch.py puts it here, where it is wanted.
watch = None


class _Test:
    """The test cell that runs now."""

    nonce = ""
    ended = False
    armed = False
    mend = True
    own = frozenset()
    imports = None
    shadowed = frozenset()
    text = ()


def before(nonce, own, imports, mend):
    """Get ready for a test cell: put right what was changed, and tell what was.

    ``own`` are names that the teacher's notebook binds, ``imports`` those that it imports, with
    module and attribute; ``mend`` is false where nothing is to be put right.
    """
    found = []
    for owner, name, value, pristine in _changes():
        found.append(f"{owner} was replaced" if name is None else f"{owner}.{name} was replaced")
        if mend:
            value(pristine)
    found.extend(_hooks(mend))
    _Test.nonce, _Test.ended, _Test.armed = nonce, False, True
    _Test.mend, _Test.own, _Test.shadowed = mend, frozenset(own), frozenset()
    _Test.imports = imports
    _shell.ast_transformers.append(_PROOF)
    _shell.history_manager.store_inputs = _store_nothing
    _shell.showtraceback = _show_traceback
    if watch is not None:
        watch.arm()
    _say(nonce, changed=found[:20])


def after(nonce):
    """Tell how a test cell went."""
    if _PROOF in _shell.ast_transformers:
        _shell.ast_transformers.remove(_PROOF)
    _shell.history_manager.store_inputs = _HISTORY
    vars(_shell).pop("showtraceback", None)
    _give_text_back()
    suspicious = [*_agreeable_classes()][:20]
    if _is_students(sys.gettrace()):
        suspicious.append("a trace function is set, which can skip lines of a test")
    _say(
        nonce,
        ended=_Test.ended and _Test.nonce == nonce,
        line=_failing_line(),
        shadowed=sorted(_Test.shadowed),
        suspicious=suspicious,
        findings=[] if watch is None else watch.take(),
    )


def where(nonce):
    """Tell, from another thread, at which line of a cell the main thread stands or waits."""
    place, busy = None, False
    frame = sys._current_frames().get(_main)
    while frame is not None and place is None:
        if _is_cell(frame.f_code):
            place, busy = _place(frame), True
        frame = frame.f_back
    if place is None:
        for task in asyncio.all_tasks(_loop):
            # The coroutine of a task that is over must not be asked for: Python 3.12.1 crashes.
            place = place or (None if task.done() else _waiting_place(task.get_coro()))
    _say(nonce, place=place, busy=busy)


def done(nonce, value=None):
    """Note that a test cell has reached its end; gives the value of its last line."""
    _Test.ended = nonce == _Test.nonce
    return value


def _say(nonce, **report):
    _out.write("\x1e" + json.dumps({"nonce": nonce, **report}) + "\x1e")
    _out.flush()


def _store_nothing(line_num, source, source_raw=None):
    # An answer could read the test in the history. The semicolon says that no result is shown.
    text = "None;" if source.rstrip().endswith(";") else "None"
    _HISTORY(line_num, text, text)


def _hide_text():
    # The test is about to run: what it calls need not find its text.
    file = next(reversed(linecache.cache), None)
    if file is not None and any(part in file for part in _CELL):
        _Test.text = (file, linecache.cache.pop(file))
    with contextlib.suppress(Exception):
        _shell.kernel.get_parent("shell")["content"]["code"] = ""


def _give_text_back():
    if _Test.text:
        file, entry = _Test.text
        linecache.cache.setdefault(file, entry)
        _Test.text = ()


def _show_traceback(*args, **options):
    _give_text_back()
    return type(_shell).showtraceback(_shell, *args, **options)


def _leave(*_args):
    raise SystemExit("A graded notebook goes on after exit().")


class _Proof(ast.NodeTransformer):
    """Makes a test cell say that it has reached its end, and read Python's own names."""

    def visit_Module(self, node):
        if not _Test.armed or "_lessonbook_guard" in ast.dump(node):
            return node
        _Test.armed = False  # Cells within the cell are not the test.
        _hide_text()
        if _Test.mend:
            self.bound = _bound_names(node)
            self.kept = self.bound | _Test.own
            self.generic_visit(node)
        last = node.body[-1] if node.body else None
        is_value = isinstance(last, ast.Expr)
        guard = _expression("__import__('sys').modules['_lessonbook_guard']['done']")
        call = ast.Call(guard, [ast.Constant(_Test.nonce)] + ([last.value] if is_value else []), [])
        statement = ast.Expr(call) if last is None else ast.copy_location(ast.Expr(call), last)
        node.body[len(node.body) - is_value :] = [statement]
        return ast.fix_missing_locations(node)

    def visit_Name(self, node):
        name = node.id
        own = _shell.user_ns.get(name)
        if isinstance(node.ctx, ast.Load) and name in _Test.imports and name not in self.bound:
            return self.real_import(node, own)
        if (
            not isinstance(node.ctx, ast.Load)
            or name in self.kept
            or name not in _BUILTINS
            or own is None
            or own is _BUILTINS[name]
            or own is _leave
        ):
            return node
        _Test.shadowed |= {name}
        return ast.copy_location(_expression(f"__import__('builtins').{name}"), node)

    def real_import(self, node, own):
        """Read what the teacher imported, where the name stands for something else by now."""
        module, attribute = _Test.imports[node.id]
        try:
            real = importlib.import_module(module)
            real = getattr(real, attribute) if attribute else real
        except Exception:
            return node
        if own is None or own is real:
            return node
        _Test.shadowed |= {node.id}
        text = f"__import__('importlib').import_module({module!r})"
        text += f".{attribute}" if attribute else ""
        return ast.copy_location(_expression(text), node)


_PROOF = _Proof()


def _expression(text):
    return ast.parse(text, mode="eval").body


def _bound_names(node):
    names = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and not isinstance(one.ctx, ast.Load):
            names.add(one.id)
        elif isinstance(one, ast.arg):
            names.add(one.arg)
        elif isinstance(one, ast.alias):
            names.add(one.asname or one.name)
        elif isinstance(getattr(one, "name", None), str):
            names.add(one.name)
    return names


def _callables(thing):
    return {name: value for name, value in vars(thing).items() if callable(value)}


def _owners():
    """List what tests lean on: name and object."""
    yield "builtins", builtins
    for name in _LIBRARIES.split():
        module = sys.modules.get(name)
        if module is not None:
            yield name, module
            for cls in vars(module).values():
                if isinstance(cls, type) and cls.__module__ == name:
                    yield f"{name}.{cls.__qualname__}", cls
    for thing in _MACHINERY:
        yield type(thing).__name__, thing
        for cls in type(thing).__mro__:
            if cls.__module__.split(".")[0] in ("IPython", "ipykernel", "jupyter_client"):
                yield f"{cls.__module__}.{cls.__qualname__}", cls


_MACHINERY = (
    _shell,
    _shell.display_pub,
    _shell.displayhook,
    _shell.kernel,
    _shell.kernel.session,
    _shell.input_transformer_manager,
)
_BUILTINS = dict(vars(builtins))
_MODULES = {name: sys.modules[name] for name in _LIBRARIES.split() if name in sys.modules}
_PRISTINE = [(label, owner, _callables(owner)) for label, owner in _owners()]
_LISTS = [
    *(
        (_shell, name)
        for name in ("input_transformers_cleanup", "input_transformers_post", "ast_transformers")
    ),
    *(
        (_shell.input_transformer_manager, name)
        for name in ("cleanup_transforms", "line_transforms", "token_transformers")
    ),
]
_CLASSES_BEFORE = {
    base: set(type.__subclasses__(base))
    for base in _BUILTINS.values()
    if isinstance(base, type) and base is not type
}


def _changes():
    """List what student code put in the place of what tests lean on, with the way back."""
    for name, module in _MODULES.items():
        if sys.modules.get(name) is not module:
            yield name, None, lambda value, name=name: sys.modules.update({name: value}), module
    for label, owner, pristine in _PRISTINE:
        now = vars(owner)
        for name, value in pristine.items():
            if now.get(name) is not value and _is_students(now.get(name), missing=name not in now):
                yield label, name, lambda v, o=owner, n=name: setattr(o, n, v), value
        if owner in _MACHINERY:
            for name in [name for name in now if name not in pristine]:
                if hasattr(type(owner), name) and callable(now[name]) and _is_students(now[name]):
                    yield label, name, lambda _v, o=owner, n=name: vars(o).pop(n, None), None


def _hooks(mend):
    """List what student code hung into the way from a cell's text to its result."""
    for owner, name in _LISTS:
        if any(_is_students(one) for one in getattr(owner, name)):
            yield "code is rewritten before it runs"
            if mend:
                hooks = getattr(owner, name)
                hooks[:] = [one for one in hooks if not _is_students(one)]
    for name, found in _shell.events.callbacks.items():
        if any(_is_students(one) for one in found):
            yield f"code of the student's runs at each cell ({name})"
            if mend:
                found[:] = [one for one in found if not _is_students(one)]
    if _shell.custom_exceptions:
        yield "errors are caught before they are shown"
        if mend:
            _shell.set_custom_exc((), None)
    if mend and (sys.stdout is not _out or sys.stderr is not _ERR):
        sys.stdout, sys.stderr = _out, _ERR


_ERR = sys.stderr


def _is_students(thing, missing=False):
    """Say whether something is made by code of the notebook or of a file beside it."""
    if missing:
        return True
    for _depth in range(10):
        inner = getattr(thing, "__func__", None) or getattr(thing, "func", None)
        if inner is None:
            break
        thing = inner
    code = getattr(thing, "__code__", None)
    if code is not None:
        return _is_cell(code) or code.co_filename.startswith(_folder)
    for one in (thing, type(thing)):
        module = getattr(one, "__module__", None)
        if module == "__main__" or (isinstance(module, str) and module.startswith("unittest.mock")):
            return True
        file = (
            getattr(sys.modules.get(module), "__file__", None) if isinstance(module, str) else None
        )
        if file and file.startswith(_folder):
            return True
    return False


def _agreeable_classes():
    """List classes of the student's whose objects agree with anything."""
    waiting, seen = list(_CLASSES_BEFORE), set()
    while waiting:
        base = waiting.pop()
        for cls in type.__subclasses__(base):
            if cls in seen or cls in _CLASSES_BEFORE.get(base, ()) or not _is_students(cls):
                continue
            seen.add(cls)
            waiting.append(cls)
            for name in _COMPARISONS:
                method = vars(cls).get(name)
                if callable(method) and _agrees_with_all(cls, method):
                    yield f"objects of the class {cls.__name__} agree with anything ({name})"
                    break


def _agrees_with_all(cls, method):
    try:
        made = [cls.__new__(cls)]
    except Exception:
        made = []
    made += [one for one in gc.get_referrers(cls) if type(one) is cls][:20]
    for one in made:
        try:
            if method(one, object()) is True and method(one, object()) is True:
                return True
        except Exception:
            continue
    return False


def _failing_line():
    """Find the line of the test at which the last error came up; None without one."""
    result = getattr(_shell, "last_execution_result", None)
    trace = getattr(getattr(result, "error_in_exec", None), "__traceback__", None)
    while trace is not None:
        if _is_cell(trace.tb_frame.f_code):
            return trace.tb_lineno
        trace = trace.tb_next
    return None


def _is_cell(code):
    return any(part in code.co_filename for part in _CELL)


def _place(frame):
    text = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
    return {"line": frame.f_lineno, "text": text, "function": frame.f_code.co_name}


def _waiting_place(coroutine):
    place, inner = None, coroutine
    for _depth in range(200):
        frame = _first(inner, "cr_frame", "gi_frame", "ag_frame")
        if frame is None:
            break
        if _is_cell(frame.f_code):
            place = _place(frame)
        inner = _first(inner, "cr_await", "gi_yieldfrom", "ag_await")
    return place


def _first(thing, *names):
    for name in names:
        value = getattr(thing, name, None)
        if value is not None:
            return value
    return None


_shell.user_ns.update(exit=_leave, quit=_leave)

"""Inside the sandbox: the place where the cells of one notebook run, for the student's process and the judge's alike.

A process answers requests one after the other: run a cell, hand out values by name, take values, call a function. While
it waits for the other side, it serves what the other side asks in between, so calls may go back and forth.
"""

from __future__ import annotations

import ast
import base64
import builtins
import contextlib
import os
import sys
import textwrap
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type

from technopolitics.classroom.sandbox.crossing import Crossing
from technopolitics.classroom.sandbox.wire import Channel

__all__ = ["Desk", "make_shell", "serve"]


class Desk:
    """Collects what one cell shows, and cuts what is too long."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.left = 0
        self.listening = False

    def begin(self, most: int) -> None:
        """Empty, for the next cell; ``most`` is the number of characters that may be shown."""
        self.outputs, self.left, self.listening = [], most, True

    def text(self, name: str, words: str) -> None:
        """Text on stdout or stderr."""
        words = self._within(words)
        if not words:
            return
        last = self.outputs[-1] if self.outputs else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += words
        else:
            self.outputs.append({"output_type": "stream", "name": name, "text": words})

    def data(self, kind: str, bundle: dict[str, Any], count: int | None = None) -> None:
        """A result or a display, as a bundle of media types."""
        if not self.listening:
            return
        shown = {}
        for media, content in bundle.items():
            text = base64.b64encode(content).decode("ascii") if isinstance(content, bytes) else str(content)
            # Pictures are large by nature: they may take ten times as much as text.
            cost = len(text) // (10 if media.startswith("image/") else 1)
            if cost <= self.left:
                self.left -= cost
                shown[media] = text
        if bundle and not shown:
            shown = {"text/plain": "(this output was too large and is left out)"}
        output = {"output_type": kind, "data": shown}
        if kind == "execute_result":
            output["execution_count"] = count
        self.outputs.append(output)

    def error(self, kind: type, value: BaseException, traceback: list[str]) -> None:
        """An error that ended the cell."""
        lines = [line[:4000] for line in traceback[:60]]
        self.outputs.append({"output_type": "error", "ename": kind.__name__[:200], "evalue": _said(value), "traceback": lines})

    def _within(self, words: str) -> str:
        if not self.listening or self.left <= 0:
            return ""
        if len(words) > self.left:
            words = words[: self.left] + "\n(the output was cut here: it is too long)\n"
            self.left = 0
        else:
            self.left -= len(words)
        return words


def _said(error: BaseException) -> str:
    try:
        return str(error)[:4000]
    except BaseException:
        return ""


class _Stream:
    """Stands in for sys.stdout and sys.stderr."""

    encoding = "utf-8"
    errors = "replace"
    closed = False

    def __init__(self, name: str, desk: Desk) -> None:
        self.name = name
        self._desk = desk

    def write(self, words: str) -> int:
        if not isinstance(words, str):
            raise TypeError(f"write() argument must be str, not {type(words).__name__}")
        self._desk.text(self.name, words)
        return len(words)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True


class _Publisher(DisplayPublisher):
    desk = AnyTrait()

    def publish(self, data: Any, metadata: Any = None, source: Any = None, *, transient: Any = None, update: bool = False, **more: Any) -> None:
        self.shell.desk.data("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.desk.outputs.clear()


class _Hook(DisplayHook):
    def start_displayhook(self) -> None:
        """No prompt is written in a notebook."""

    def write_output_prompt(self) -> None:
        """No prompt is written in a notebook."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.desk.data("execute_result", format_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing waits."""


class _Shell(InteractiveShell):
    """IPython as in a notebook's kernel: same magics, same displays, same tracebacks, and no socket."""

    desk = AnyTrait()
    brief = False
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    system = InteractiveShell.system_piped

    def showtraceback(self, *arguments: Any, **options: Any) -> None:
        """A failed test says its sentence; the lines of a hidden test are for nobody, and take time to format."""
        kind, value = sys.exc_info()[:2]
        if self.brief and kind is not None and issubclass(kind, AssertionError):
            self.desk.error(kind, value, [f"{kind.__name__}: {_said(value)}"])
        else:
            super().showtraceback(*arguments, **options)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.desk.error(etype, evalue, stb)

    def enable_gui(self, gui: Any = None) -> None:
        """A notebook has no windows."""


def make_shell() -> _Shell:
    """The shell, made once in the pre-warmed process and inherited by every process that is forked from it."""
    from traitlets.config import Config

    c = Config()
    c.HistoryManager.enabled = False  # a data base on disk, and a thread, for nobody
    c.InteractiveShell.colors = "neutral"
    shell = _Shell.instance(config=c)
    shell.desk = Desk()
    # Chosen by the environment (MPLBACKEND); importing it ties figures to this shell, as in a notebook.
    import matplotlib.pyplot
    import matplotlib_inline.backend_inline

    matplotlib_inline.backend_inline.configure_inline_support(shell, "inline")
    matplotlib.pyplot.figure()
    matplotlib.pyplot.close("all")
    shell.user_ns_hidden.update(shell.user_ns)
    return shell


def serve(channel: Channel, shell: _Shell) -> None:
    """Answer requests until the other side closes the connection."""
    _Place(channel, shell).serve()


class _Place:
    """One process's side of the conversation."""

    def __init__(self, channel: Channel, shell: _Shell) -> None:
        self.channel = channel
        self.shell = shell
        self.held: dict[int, Callable] = {}
        self.numbers: dict[int, int] = {}
        self.borrowed: dict[str, Any] = {}
        self.most_output = 200_000
        self.crossing = Crossing(self._hold, self._stub)

    def serve(self) -> None:
        sys.stdout, sys.stderr = _Stream("stdout", self.shell.desk), _Stream("stderr", self.shell.desk)
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
        builtins.input = _no_questions
        while True:
            self.channel.send(self._answer(self._next()))

    def _next(self) -> dict[str, Any]:
        # An interrupt that comes too late, between two cells, is nobody's.
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return self.channel.receive()

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        handler = {"run": self._run, "fetch": self._fetch, "call": self._call, "put": self._put}.get(str(request.get("do")))
        if handler is None:
            return {"refused": "unknown request"}
        return handler(request)

    # ------------------------------------------------------------------------------------------------- a cell

    def _run(self, request: dict[str, Any]) -> dict[str, Any]:
        source, borrows = str(request["source"]), bool(request.get("borrow"))
        self.shell.brief = borrows
        if borrows:
            self._borrow(source)
        desk = self.shell.desk
        desk.begin(self.most_output)
        try:
            result = self.shell.run_cell(source, store_history=True)
            failed = not result.success
        except KeyboardInterrupt:
            failed = True
        except SystemExit as problem:
            # Leaving is an error of the cell, not the end of the notebook.
            desk.error(SystemExit, problem, [f"SystemExit: {problem}"])
            failed = True
        desk.listening = False
        if failed and not any(o["output_type"] == "error" for o in desk.outputs):
            # As nbgrader does for an interrupt or an exit whose traceback IPython does not show.
            problem = self._last_error(locals().get("result"))
            desk.error(type(problem), problem, [f"{type(problem).__name__}: {_said(problem)}"])
        if borrows:
            self._give_back()
        return {"outputs": desk.outputs, "failed": failed, "count": self.shell.execution_count - 1}

    @staticmethod
    def _last_error(result: Any) -> BaseException:
        return getattr(result, "error_before_exec", None) or getattr(result, "error_in_exec", None) or KeyboardInterrupt()

    def _borrow(self, source: str) -> None:
        """Before a test cell: take the student's values of the names that it uses and that are not the judge's own."""
        own = self.shell.user_ns
        names = [name for name in sorted(_used_names(source)) if name not in own and not hasattr(builtins, name)]
        if not names:
            return
        answer = self._ask({"ask": "fetch", "names": names})
        for name, packed in dict(answer.get("values", {})).items():
            if name in names:
                own[name] = self.borrowed[name] = self.crossing.unpack(packed)

    def _give_back(self) -> None:
        """After it: the next test looks again, for the student may have changed a value in between."""
        own = self.shell.user_ns
        for name, value in self.borrowed.items():
            if own.get(name) is value:
                del own[name]
        self.borrowed.clear()
        self.held.clear()
        self.numbers.clear()

    def _fetch(self, request: dict[str, Any]) -> dict[str, Any]:
        own, hidden = self.shell.user_ns, self.shell.user_ns_hidden
        wanted = [str(name) for name in request["names"]]
        present = [name for name in wanted if name in own and (name not in hidden or own[name] is not hidden[name])]
        return {"values": {name: self.crossing.pack(own[name]) for name in present}}

    def _put(self, request: dict[str, Any]) -> dict[str, Any]:
        """Settings, and files that belong to the assignment."""
        self.most_output = int(request.get("output", self.most_output))
        for name, content in dict(request.get("files", {})).items():
            path = Path(os.getcwd()) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(content))
        return {"done": True}

    # ------------------------------------------------------------------------------------------------- calls

    def _hold(self, function: Callable) -> int:
        number = self.numbers.setdefault(id(function), len(self.numbers))
        self.held[number] = function
        return number

    def _stub(self, number: int, name: str) -> Callable:
        def stub(*arguments: Any, **named: Any) -> Any:
            answer = self._ask({"ask": "call", "number": number, "arguments": self.crossing.pack(arguments), "named": self.crossing.pack(named)})
            if "raised" in answer:
                kind, said = answer["raised"]
                raise _error_like(str(kind), self.crossing.unpack(said))
            return self.crossing.unpack(answer.get("value"))

        stub.__name__ = stub.__qualname__ = name
        return stub

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        function = self.held.get(request.get("number"))
        if function is None:
            return {"raised": ["LookupError", "no such function"]}
        arguments, named = self.crossing.unpack(request["arguments"]), self.crossing.unpack(request["named"])
        # What a function prints while a test calls it belongs to no cell: it could only give away what the test asks.
        listening, self.shell.desk.listening = self.shell.desk.listening, False
        try:
            return {"value": self.crossing.pack(function(*arguments, **named))}
        except BaseException as error:
            return {"raised": [type(error).__name__, self.crossing.pack(error.args)]}
        finally:
            self.shell.desk.listening = listening

    def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Send a question to the other side; serve its own questions until the answer comes."""
        self.channel.send(question)
        while True:
            message = self.channel.receive()
            if "do" not in message:
                return message
            self.channel.send(self._answer(message))


def _used_names(source: str) -> set[str]:
    """Names that a cell reads."""
    try:
        tree = ast.parse(textwrap.dedent(source))
    except SyntaxError:
        return set()
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _error_like(name: str, said: Any) -> Exception:
    """An exception of the same name: Python's own where there is one, else an empty one of that name."""
    words = said if isinstance(said, tuple) else (said,)
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception):
        with contextlib.suppress(TypeError):  # some of Python's own want more than words (UnicodeDecodeError)
            return known(*words)
    return types.new_class(name if name.isidentifier() else "Error", (Exception,))(*words)


def _no_questions(*_: Any) -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")

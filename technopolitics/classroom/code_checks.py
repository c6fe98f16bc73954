"""What can be seen in a student's code without running it: what would wait, hang, or miss something when it is graded.

Nothing here proves anything. A finding is a sentence that a student can check, and a place where a person may look.
"""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePosixPath, PureWindowsPath

from technopolitics.classroom.findings import Finding, find, listed, shown

__all__ = ["Code", "check_code", "course_modules"]

# Python's own parser may need very much memory for a long text.
LONGEST_CELL = 60_000
# All cells together; a finished assignment has a tenth of this.
MOST_CHECKED = 200_000

SHELL_MAGICS = {"bash", "cmd", "perl", "ruby", "script", "sh", "sx", "system", "!"}
INSTALL_MAGICS = {"conda", "mamba", "micromamba", "pip", "uv"}
# Cell magics whose cell is Python all the same.
PYTHON_MAGICS = {"capture", "prun", "time", "timeit"}

NUMPY_READERS = {"fromfile", "genfromtxt", "load", "loadtxt", "memmap"}
PANDAS_OTHER = {"read_clipboard", "read_gbq", "read_html", "read_sql", "read_sql_query", "read_sql_table"}
# Modules with a function open(file, mode); on anything else, .open(mode) is a method of a path.
OPENERS = {"", "Image", "bz2", "codecs", "gzip", "io", "lzma", "os", "tarfile", "wave"}
PATH_READERS = {"read_bytes", "read_text"}
PATH_WRITERS = {"write_bytes", "write_text"}
WRITERS = {"savefig", "save", "savetxt", "savez"}
ASKS = {"breakpoint", "input", "raw_input"}
LEAVES = {"_exit", "abort", "exit", "quit"}
# Of many files, modules or errors of one kind, so many are named: one sentence after another helps nobody.
MOST_NAMED = 5
ENDLESS_ITERATORS = {"count", "cycle"}
LONG_SLEEP = 60

NETWORK_MODULES = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "telnetlib", "urllib3"}
SHELL_MODULES = {"subprocess", "pexpect", "sh"}

_MODE = re.compile(r"[rwaxbtU+]{1,4}")
_URL = re.compile(r"(?i)^(https?|ftp|s3|gs)://")
_ABSOLUTE = re.compile(
    r"(?i)^(?:[a-z]:[\\/]|\\\\[^\\]|~[\\/]|file:/|/(?:content|data|drive|home|kaggle|media|mnt|opt|private|root|tmp|users|usr|var|volumes|workspaces?)/)"
)


@dataclass(frozen=True)
class Code:
    """One code cell of a student: what a sentence calls it (as `named` says it), and its text."""

    name: str
    text: str


@dataclass
class _Seen:
    """Names of cells, or things with the cells they were seen in, by code."""

    cells: dict[str, list[str]] = field(default_factory=dict)
    things: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def note(self, code: str, cell: str, thing: str = "") -> None:
        where = self.things.setdefault(code, {}).setdefault(thing, []) if thing else self.cells.setdefault(code, [])
        if cell not in where:
            where.append(cell)


def check_code(cells: Iterable[Code], files: Collection[str] = (), beside: Collection[str] = ()) -> list[Finding]:
    """Findings about a student's code cells, in the order of the notebook.

    ``files`` are names of files that travel with the assignment. ``beside`` are names of files that lie beside the
    notebook and do not travel. Any text is taken; Python that cannot be read is a finding.
    """
    seen = _Seen()
    trees: list[tuple[str, ast.Module]] = []
    checked = 0
    for cell in cells:
        checked += len(cell.text)
        if len(cell.text) > LONGEST_CELL or checked > MOST_CHECKED:
            seen.note("unchecked-cell", cell.name)
            continue
        text, magics = _without_magics(cell.text)
        for magic in magics:
            if (code := _of_magic(magic)) is not None:
                seen.note(code, cell.name)
        try:
            trees.append((cell.name, _parsed(text)))
        except SyntaxError as problem:
            seen.note("syntax", cell.name, f"line {problem.lineno}" if problem.lineno else "some line")
        except (ValueError, RecursionError, MemoryError):
            seen.note("unchecked-cell", cell.name)
    written = {name for _, tree in trees for name in _written(tree)} | set(files)
    own = {node.name for _, tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    known: dict[str, str] = {}
    for name, tree in trees:
        try:
            _look(name, tree, own, known, written, seen)
        except RecursionError:
            seen.note("unchecked-cell", name)
    return _findings(seen, set(beside))


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in a student's string is not the instructor's to read
        return ast.parse(text)


def _without_magics(text: str) -> tuple[str, list[str]]:
    """Python that is left when IPython's own lines are taken out, and those lines."""
    first = text.lstrip().split("\n", 1)
    magics: list[str] = []
    if first[0].startswith("%%"):
        magics.append(first[0])
        rest = first[1] if len(first) > 1 else ""
        if first[0][2:].split(" ")[0].strip() not in PYTHON_MAGICS:
            return "", magics
        text = "\n" + rest  # so that the numbers of lines stay
    if not re.search(r"^[ \t]*[%!?]|=[ \t]*[%!]|\?[ \t]*$", text, re.MULTILINE):
        return text, magics
    try:
        _parsed(text)
        return text, magics  # such as a line that goes on with the operator %
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        lines = []
        for line in text.split("\n"):
            bare = line.lstrip()
            found = re.match(r"[\w.\[\], ]{1,200}=\s*([%!].*)", bare)
            if bare[:1] in ("%", "!", "?") or bare.rstrip().endswith("?"):
                magics.append(bare)
                line = line[: len(line) - len(bare)] + "pass"
            elif found:
                magics.append(found[1])
                line = line[: len(line) - len(found[1])] + "None"
            lines.append(line)
        return "\n".join(lines), magics


def _of_magic(line: str) -> str | None:
    """The code of a line of IPython's own: a shell command, an installation, or nothing to mention."""
    words = re.findall(r"[\w.-]+", line)
    if any(word in INSTALL_MAGICS for word in words[:3]) and ("install" in words or line.startswith("%")):
        return "install"
    if line.startswith("!"):
        return "shell"
    name = line.lstrip("%").split(" ")[0].strip()
    return "shell" if name in SHELL_MAGICS else None


# ---------------------------------------------------------------------------------------------------- one cell


def _look(cell: str, tree: ast.Module, own: set[str], known: dict[str, str], written: set[str], seen: _Seen) -> None:
    """Note what is in one cell. ``own`` are functions of the student; ``known`` carries names with a plain text from cell to cell."""
    guarded = _guarded(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Name)
            and (text := _constant(node.value, known))
        ):
            known[node.targets[0].id] = text
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for module in _modules(node):
                _look_at_module(cell, module, node in guarded, seen)
        elif isinstance(node, ast.Call):
            _look_at_call(cell, node, own, known, written, seen)
        elif isinstance(node, ast.While | ast.For) and _may_not_end(node):
            seen.note("endless", cell)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _ABSOLUTE.match(node.value) and "\n" not in node.value:
            seen.note("absolute-path", cell, shown(node.value))


def _modules(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.level:
        yield "." * node.level + (node.module or node.names[0].name)
    else:
        yield node.module or ""
        if node.module == "urllib":
            yield from (f"urllib.{alias.name}" for alias in node.names)


def _look_at_module(cell: str, module: str, guarded: bool, seen: _Seen) -> None:
    top = module.split(".")[0]
    if top in NETWORK_MODULES or module.startswith("urllib.request"):
        seen.note("network", cell)
    elif top in SHELL_MODULES:
        seen.note("shell", cell)
    elif top not in sys.stdlib_module_names and not guarded and top not in course_modules():
        seen.note("module", cell, module if module.startswith(".") else top)


def _guarded(tree: ast.Module) -> set[ast.AST]:
    """Imports whose failure the student has thought of."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.handlers:
            found |= {inner for statement in node.body for inner in ast.walk(statement)}
    return found


def _look_at_call(cell: str, call: ast.Call, own: set[str], known: dict[str, str], written: set[str], seen: _Seen) -> None:
    name, base = _called(call)
    asks = not base and name in ASKS and name not in own
    if asks or (base, name) in (("getpass", "getpass"), ("pdb", "set_trace")):
        seen.note("input", cell)
    elif (base == "os" and name in ("system", "popen")) or (name == "system" and base == "get_ipython"):
        seen.note("shell", cell)
    elif name == "sleep" and call.args and isinstance(call.args[0], ast.Constant) and _is_long(call.args[0].value):
        seen.note("endless", cell)
    if not (name in own and not base) and not _writes(call, name) and (text := _read_file(call, name, base, known)):
        _look_at_file(cell, text, written, seen)


def _is_long(seconds: object) -> bool:
    return isinstance(seconds, int | float) and seconds > LONG_SLEEP


def _look_at_file(cell: str, text: str, written: set[str], seen: _Seen) -> None:
    if _URL.match(text):
        seen.note("network", cell)
    elif _ABSOLUTE.match(text) or PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute():
        seen.note("absolute-path", cell, shown(text))
    elif text and _plain_name(text) not in written and "\n" not in text:
        seen.note("missing-data", cell, shown(text))


def _plain_name(text: str) -> str:
    return str(PurePosixPath(text.replace("\\", "/")))


def _called(call: ast.Call) -> tuple[str, str]:
    """Last name of what is called, and the name before it: ("read_csv", "pd"), ("open", "")."""
    if isinstance(call.func, ast.Name):
        return call.func.id, ""
    if isinstance(call.func, ast.Attribute):
        before = call.func.value
        if isinstance(before, ast.Call):
            before = before.func
        return call.func.attr, before.id if isinstance(before, ast.Name) else before.attr if isinstance(before, ast.Attribute) else "?"
    return "", ""


def _read_file(call: ast.Call, name: str, base: str, known: dict[str, str]) -> str | None:
    """The name of the file that a call reads, as far as it stands in the text."""
    if name in PATH_READERS or (name == "open" and not _opens_by_function(call)):
        return _constant(call.func.value, known) if isinstance(call.func, ast.Attribute) else None
    numpys = name in NUMPY_READERS and base in ("np", "numpy")
    pandas = name.startswith("read_") and name not in PANDAS_OTHER
    if not (numpys or pandas or name in ("imread", "open")):
        return None
    keyword = next((k.value for k in call.keywords if k.arg in ("file", "filepath_or_buffer", "fname", "io", "path", "path_or_buf")), None)
    first = call.args[0] if call.args else keyword
    return _constant(first, known) if first is not None else None


def _opens_by_function(call: ast.Call) -> bool:
    """open("a.txt", "w") or gzip.open("a.txt"), and not Path("a.txt").open("w")."""
    _, base = _called(call)
    first = call.args[0] if call.args else None
    mode_comes_first = first is None or (isinstance(first, ast.Constant) and isinstance(first.value, str) and bool(_MODE.fullmatch(first.value)))
    return isinstance(call.func, ast.Name) or base in OPENERS or not mode_comes_first


def _constant(node: ast.expr, known: dict[str, str]) -> str | None:
    """The text that an expression stands for, as far as that is plain to see."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Call) and _called(node)[0] in ("Path", "PurePath") and len(node.args) == 1:
        return _constant(node.args[0], known)
    return None


def _mode(call: ast.Call, place: int) -> str:
    given = call.args[place] if len(call.args) > place else next((k.value for k in call.keywords if k.arg == "mode"), None)
    return given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else "r"


def _writes(call: ast.Call, name: str) -> bool:
    if name == "open":
        return any(sign in _mode(call, int(_opens_by_function(call))) for sign in "wax")
    return name in WRITERS or name in PATH_WRITERS or name.startswith("to_")


def _written(tree: ast.Module) -> Iterator[str]:
    """Names of files that a cell makes itself; a later cell may read them."""
    known = {
        node.targets[0].id: text
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and (text := _constant(node.value, {}))
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name, _ = _called(node)
        if not _writes(node, name):
            continue
        at_path = isinstance(node.func, ast.Attribute) and (name in PATH_WRITERS or (name == "open" and not _opens_by_function(node)))
        where = node.func.value if at_path and isinstance(node.func, ast.Attribute) else node.args[0] if node.args else None
        if where is not None and (text := _constant(where, known)):
            yield _plain_name(text)


# ------------------------------------------------------------------------------------------------------- loops


def _may_not_end(loop: ast.While | ast.For) -> bool:
    """Whether nothing in a loop can make it end: always true, a comparison of names that the loop leaves alone, or an iterator without end."""
    if _can_leave(loop):
        return False
    if isinstance(loop, ast.For):
        return _is_endless_iterator(loop.iter)
    if isinstance(loop.test, ast.Constant):
        return bool(loop.test.value)
    parts = list(ast.walk(loop.test))
    allowed = ast.Name | ast.Constant | ast.Compare | ast.BoolOp | ast.UnaryOp | ast.boolop | ast.unaryop | ast.cmpop | ast.expr_context
    if not all(isinstance(part, allowed) for part in parts):
        return False
    asked = {part.id for part in parts if isinstance(part, ast.Name)}
    # A name may change by an assignment, by being handed to a function, or by a method or an item of its own.
    touched = {
        inner.id
        for statement in loop.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Call | ast.Attribute | ast.Subscript | ast.Global | ast.Nonlocal) or _stores(node)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name)
    }
    return bool(asked) and not asked & touched


def _stores(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)


def _is_endless_iterator(node: ast.expr) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name, base = _called(node)
    return (name in ENDLESS_ITERATORS and base in ("", "itertools")) or (name == "repeat" and base in ("", "itertools") and len(node.args) == 1)


def _can_leave(loop: ast.While | ast.For) -> bool:
    """Whether a loop has a way out: a break of its own, a return, a yield, an error that is raised, or an exit."""
    todo: list[tuple[ast.AST, bool]] = [(statement, True) for statement in loop.body]
    while todo:
        node, own = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if (isinstance(node, ast.Break) and own) or isinstance(node, ast.Return | ast.Raise | ast.Yield | ast.YieldFrom | ast.Await | ast.Assert):
            return True
        if isinstance(node, ast.Call) and _called(node)[0] in LEAVES | {"next"}:
            return True
        inner = own and not isinstance(node, ast.While | ast.For | ast.AsyncFor)
        todo.extend((child, inner) for child in ast.iter_child_nodes(node))
    return False


# -------------------------------------------------------------------------------------------------- sentences


def _findings(seen: _Seen, beside: set[str]) -> list[Finding]:
    """One finding for each code, with the cells that it is about."""
    found = []
    for code, sentence in (
        ("shell", "{where} gives commands to the computer's shell. In grading there is a bare computer without network: do it in Python."),
        ("install", "{where} installs something. In grading there is no network and nothing is installed: use what the course has."),
        ("network", "{where} uses the network. In grading there is none: use the tables of tp.load."),
        ("input", "{where} waits for a keyboard (input, breakpoint). Nobody answers in grading: write the value into the cell."),
        (
            "endless",
            "{where} may not end: nothing in a loop makes it stop, or it sleeps for more than a minute. It would be stopped without a result.",
        ),
        (
            "unchecked-cell",
            "{where} is too long or too tangled to be looked at here. Shorten it, for example by loading data instead of pasting them.",
        ),
    ):
        if code in seen.cells:
            found.append(find(code, sentence.format(where=_where(seen.cells[code]))))
    for line, cells in _some(seen, "syntax"):
        found.append(find("syntax", f"Python cannot read {_where(cells, small=True)} ({line}). Run the cell and mend what Python points at."))
    for path, cells in _some(seen, "absolute-path"):
        found.append(
            find(
                "absolute-path",
                f"{_where(cells)} uses the path '{path}', which exists on your computer only. Use the tables of tp.load, or a name alone.",
            )
        )
    for path, cells in _some(seen, "missing-data"):
        found.append(
            find(
                "missing-data",
                f"{_where(cells)} reads the file '{path}', which does not travel with the notebook. Use tp.load, or put the values in a cell.",
            )
        )
    for module, cells in _some(seen, "module"):
        file = f"{module.lstrip('.').split('.')[0]}.py"
        reason = (
            f"the file '{file}' beside your notebook does not travel with it. Copy its functions into a cell."
            if file in beside or module.startswith(".")
            else "it is not in the course's environment and may be missing in grading. Do it with pandas, NumPy or plain Python."
        )
        found.append(find("module", f"{_where(cells)} imports '{shown(module, 40)}': {reason}"))
    return found


def _some(seen: _Seen, code: str) -> list[tuple[str, list[str]]]:
    return list(seen.things.get(code, {}).items())[:MOST_NAMED]


def _where(cells: list[str], small: bool = False) -> str:
    words = f"the cell {listed(cells, quoted=False)}" if len(cells) == 1 else f"each of the cells {listed(cells, quoted=False)}"
    return words if small else words[0].upper() + words[1:]


@cache
def course_modules() -> frozenset[str]:
    """Top-level modules that every place where the course runs has: this package, what it needs, and IPython."""
    todo, done, modules = ["technopolitics", "ipython"], set(), {"technopolitics", "IPython", "mpl_toolkits", "pylab"}
    while todo:
        name = todo.pop()
        if name in done:
            continue
        done.add(name)
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        for needed in distribution.requires or []:
            requirement, _, marker = needed.partition(";")
            if "extra ==" not in marker:
                todo.append(re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0].lower())
        for file in distribution.files or []:
            top = file.parts[0]
            if len(file.parts) > 1 and file.suffix == ".py" and top.isidentifier():
                modules.add(top)
            elif len(file.parts) == 1 and file.suffix in (".py", ".so", ".pyd"):
                modules.add(top.split(".")[0])
    return frozenset(modules)

"""Submissions made to do harm, one small maker for each, with what must come of it.

Each attacker hands in the released notebook of a2_chips with two right answers (HONEST points), three wrong ones, and
the attack. A maker changes the notebook, puts files beside it, or does both. ``{names in braces}`` of a piece of code are
filled in with the places of the course that it attacks. Broken files without bad intent stand in broken_submissions.

Nothing here does harm when it is read. Run it through the grader only.
"""

from __future__ import annotations

import copy
import json
import os
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tests.answer_bank import a2_chips
from tests.page_attacks import HTML

__all__ = ["ASSIGNMENT", "ATTACKS", "GROUPS", "HONEST", "Attack", "Outside", "hand_in", "table"]

ASSIGNMENT = "a2_chips"
NAME = f"{ASSIGNMENT}.ipynb"

# What the two right answers are worth; every other task of an attacker is answered wrongly or not at all.
RIGHT = ("home_share", "hbm_change")
HONEST = 16.0
WRONG = {
    "hhi_function": "def hhi(shares):\n    return 0",
    "cascade_function": "def cascade(links, removed):\n    return set()",
    "sole_suppliers": 'sole_suppliers = {"US": 1}',
}

# Group: what plain nbgrader 0.9.6 does, and what happens here.
GROUPS = {
    "reads": ("the code reads whatever the instructor can read", "there is nothing to read but Python, the tables and the notebook itself"),
    "writes": ("the gradebook, solutions and libraries can be changed", "everything but a small folder in memory is read-only or not there"),
    "network": ("the code reaches every server that the machine reaches", "there is no network at all"),
    "buys points": ("full marks in most cases", "no point more than the honest answers are worth"),
    "starves": ("runs to the limits of the machine", "stopped at a limit, named, and the class goes on"),
    "kills": ("the submission, or the whole run, ends without a grade", "costs its own cell or test, and the answers above still count"),
    "mangled cells": ("a silent zero, full marks, or a stopped class", "the frame of the release is put back, and what was mended is named"),
    "attacks the reader": ("runs in the browser of whoever opens the page", "text, tables and PNG pictures are left, nothing that acts"),
    "files beside": ("links are followed, modules are imported", "nothing is followed, imported or unpacked; a person is told"),
    "names of students": ("most are graded, some are skipped without a word", "graded, or refused with a sentence"),
}


@dataclass(frozen=True)
class Outside:
    """What an attack aims at: the course, a port where a server of this machine listens, and a folder that anybody may write to."""

    course: Path
    port: int
    folder: Path
    grader: int


Maker = Callable[[Path, NotebookNode, Outside], None]


@dataclass(frozen=True)
class Attack:
    """One attack, and what must come of it.

    ``status`` stands in the class list, ``says`` is a part of a sentence beside it ("" for none). ``points`` is the most that
    it may get; an attack that ``keeps`` its honest answers gets exactly that. ``plain`` is what plain nbgrader does.
    """

    group: str
    plain: str
    make: Maker
    status: str
    says: str
    points: float
    keeps: bool
    student: str


ATTACKS: dict[str, Attack] = {}


def _enter(name: str, group: str, plain: str, make: Maker, status: str, says: str, points: float, keeps: bool, student: str) -> None:
    assert name not in ATTACKS, name
    student = student or "eve " + name[:60].replace("/", " ")
    ATTACKS[name] = Attack(group, plain, make, status, says, points, keeps, student)


def code(
    name: str,
    group: str,
    plain: str,
    *cells: str,
    answers: dict[str, str] | None = None,
    status: str = "graded",
    says: str = "",
    points: float = HONEST,
    keeps: bool = True,
) -> None:
    """Enter an attack by code: cells of its own below the first two cells, and ``answers`` in answer cells."""

    def make(folder: Path, notebook: NotebookNode, outside: Outside) -> None:
        _fill(notebook, answers or {}, outside)
        for number, text in enumerate(cells):
            notebook.cells.insert(3 + number, new_code_cell(_aimed(text, outside)))

    _enter(name, group, plain, make, status, says, points, keeps, "")


def notebook(
    name: str, group: str, plain: str, status: str = "graded", says: str = "", points: float = HONEST, keeps: bool = True, student: str = ""
) -> Callable[[Maker], Maker]:
    """Enter an attack whose maker changes the notebook or the folder by itself."""

    def enter(make: Maker) -> Maker:
        _enter(name, group, plain, make, status, says, points, keeps, student)
        return make

    return enter


def _aimed(text: str, outside: Outside) -> str:
    facts = {
        "course": str(outside.course),
        "port": str(outside.port),
        "outside": str(outside.folder),
        "grader": str(outside.grader),
        "assignment": ASSIGNMENT,
    }
    for word, value in facts.items():
        text = text.replace("{" + word + "}", value)
    return text


def _fill(notebook: NotebookNode, answers: dict[str, str], outside: Outside) -> None:
    for name, text in answers.items():
        cell(notebook, name).source = _aimed(text, outside)


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """The cell with that label."""
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def hand_in(attack: Attack, outside: Outside) -> None:
    """Put the attack into submitted/ of the course that it attacks."""
    notebook = nbformat.read(outside.course / "assignments" / ASSIGNMENT / NAME, as_version=4)
    right = {task.cell: task.right[0] for task in a2_chips.TASKS if task.cell in RIGHT}
    _fill(notebook, {**right, **WRONG}, outside)
    # A word of its own in each submission shows whether anything of it reaches another one.
    notebook.cells.insert(2, new_code_cell(f"print({mark(attack.student)!r})"))
    folder = outside.course / "submitted" / attack.student / ASSIGNMENT
    folder.mkdir(parents=True)
    attack.make(folder, notebook, outside)
    if notebook.cells:
        (folder / NAME).write_text(json.dumps(notebook), encoding="utf-8")


def mark(student: str) -> str:
    """The word that the submission of this student prints."""
    return f"MARK-{os.fsencode(student).hex()[:60]}-{len(student)}"


def table() -> list[str]:
    """The lines of a Markdown table: group, number of attacks, plain nbgrader, here."""
    numbers = Counter(attack.group for attack in ATTACKS.values())
    lines = ["| Attack | Tried | Plain nbgrader | Here |", "|---|---|---|---|"]
    return lines + [f"| {group} | {numbers[group]} | {plain} | {here} |" for group, (plain, here) in GROUPS.items()]


# ---------------------------------------------------------------------------------------------------------- reads

READ_ALL = """
import glob, os
found = []
for path in glob.glob({pattern!r}, recursive=True, include_hidden=True):
    try:
        found.append(open(path, errors="replace").read())
    except OSError:
        pass
print(found)
"""

code(
    "runs the instructor's solution",
    "reads",
    "full marks for the task",
    answers={
        "sole_suppliers": """
import json
cells = json.load(open("{course}/solutions/{assignment}/{assignment}.ipynb"))["cells"]
exec("".join(next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == "sole_suppliers")["source"]))
"""
    },
    status="review",
)
code("reads the gradebook", "reads", "reads it", READ_ALL.replace("{pattern!r}", "'{course}/*.db'"), status="graded or review")
code("reads a classmate's work", "reads", "reads it", READ_ALL.replace("{pattern!r}", "'{course}/submitted/**/*.ipynb'"), status="graded or review")
code("climbs up from its own folder", "reads", "reads it", READ_ALL.replace("{pattern!r}", "'../../../*/*.txt'"))
code("reads what lies outside the course", "reads", "reads it", READ_ALL.replace("{pattern!r}", "'{outside}/**'"), status="graded or review")
code("reads the home folder", "reads", "reads it", "import os\n" + READ_ALL.replace("{pattern!r}", "os.path.expanduser('~root/.*')"))
code(
    "reads the grader's environment",
    "reads",
    "reads it",
    "import glob, os\nprint(dict(os.environ), [open(p, errors='replace').read() for p in glob.glob('/proc/*/environ')])",
)
code(
    "reads with a shell",
    "reads",
    "reads it",
    "%%bash\ncat {course}/*.txt {outside}/* /etc/passwd; env; ps aux",
    status="review",
    says="computer's shell",
)
code(
    "reads the memory of other processes",
    "reads",
    "reads it where the kernel allows it",
    """
import glob
found = []
for path in glob.glob("/proc/[0-9]*/mem") + glob.glob("/proc/[0-9]*/maps") + glob.glob("/proc/[0-9]*/fd/*"):
    try:
        found.append(open(path, "rb").read(4096))
    except OSError:
        pass
print(len(found))
""",
)
code(
    "looks for hidden tests in history and memory",
    "reads",
    "reads them",
    answers={
        "under_the_line": """
import gc
print([v for d in gc.get_objects() if isinstance(d, dict) for v in list(d.values()) if isinstance(v, str) and "HIDDEN" + " TESTS" in v])
print(get_ipython().user_ns.get("In"), get_ipython().history_manager.input_hist_raw)
"""
    },
)
code(
    "listens to every cell that runs",
    "reads",
    "reads the hidden tests",
    "get_ipython().events.register('pre_run_cell', lambda info: print('HEARD') if 'graded.right' in info.raw_cell else None)\nget_ipython().ast_transformers.append(type('T', (), {'visit': lambda s, n: n})())",
)
code(
    "keeps the cases of hidden tests",
    "reads",
    "prints them",
    answers={
        "caught_function": "import sys\nheard = []\ndef caught(*case):\n    heard.append(case)\n    print('HEARD', case)\n    sys.__stdout__.write('HEARD')\n    return 'free'"
    },
)
code(
    "takes keys out of the kernel's keyring",
    "reads",
    "reads the keys of the grader's login",
    """
import ctypes, platform
libc = ctypes.CDLL(None)
number = {"x86_64": 250, "aarch64": 219}.get(platform.machine())
if number:
    buffer = ctypes.create_string_buffer(100)
    for ring in (-3, -4, -5):
        key = libc.syscall(number, 10, ring, b"user", b"technopolitics-canary", 0)
        print(libc.syscall(number, 11, key, buffer, 100), buffer.value)
""",
)

# --------------------------------------------------------------------------------------------------------- writes

code(
    "gives itself points in the gradebook",
    "writes",
    "495 points",
    "import sqlite3\nwith sqlite3.connect('{course}/gradebook.db') as book:\n    book.execute('update grade set manual_score = 99')",
    status="graded or review",
)
code(
    "writes files everywhere",
    "writes",
    "writes them",
    """
import os, sys, pandas
for folder in ("{outside}", "{course}", "{course}/solutions", "/", "/var/tmp", "/usr/local", sys.prefix, os.path.dirname(pandas.__file__), os.path.expanduser("~root")):
    try:
        open(os.path.join(folder, "hostile-was-here"), "w").close()
    except OSError:
        pass
""",
    status="graded or review",
)
code(
    "writes start-up files for later gradings",
    "writes",
    "they run in every later grading",
    """
import os, site, sys
for path in ("~root/.ipython/profile_default/startup/hostile-was-here.py", "~root/.pythonrc", site.getsitepackages()[0] + "/hostile-was-here.pth",
             os.path.dirname(os.__file__) + "/hostile-was-here.py"):
    try:
        os.makedirs(os.path.dirname(os.path.expanduser(path)), exist_ok=True)
        open(os.path.expanduser(path), "a").write("print('MARK-of-a-start-up-file')")
    except OSError:
        pass
os.environ["PYTHONSTARTUP"] = "x.py"
""",
)
code(
    "spoils a library for the next submission",
    "writes",
    "the next students get wrong results",
    """
import os, pandas, matplotlib, technopolitics
for module in (pandas, matplotlib, technopolitics):
    try:
        open(module.__file__, "a").write("\\nraise SystemExit")
    except OSError:
        pass
pandas.DataFrame.groupby = None
for path in ("/tmp/mpl/fontlist.json", "/tmp/pandas.py", "/dev/shm/hostile-was-here"):
    try:
        open(path, "w").write("x")
    except OSError:
        pass
del pandas.DataFrame.groupby
""",
    points=HONEST,
    keeps=False,
    status="review",
)
code(
    "changes classmates' work",
    "writes",
    "changes it",
    """
import glob, os
for path in glob.glob("{course}/submitted/*/*/*.ipynb") + glob.glob("{course}/autograded/*/*/*.ipynb"):
    try:
        os.chmod(path, 0o666)
        open(path, "w").write("{}")
    except OSError:
        pass
""",
    status="graded or review",
)
code(
    "leaves a process behind",
    "writes",
    "it goes on after the grading",
    """
import os, subprocess
subprocess.Popen(["setsid", "nohup", "sleep", "86399"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "86399"])
    os._exit(0)
""",
    status="review",
)
code(
    "puts a mark into the kernel's keyring",
    "writes",
    "the grader's login keeps it",
    """
import ctypes, platform
number = {"x86_64": 248, "aarch64": 217}.get(platform.machine())
if number:
    for ring in (-3, -4, -5):
        ctypes.CDLL(None).syscall(number, b"user", b"technopolitics-mark", b"x", 1, ring)
""",
)

code(
    "cuts the tie to the grader",
    "writes",
    "it goes on after the grading",
    "import ctypes, os, time\nctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\nos._exit = lambda *a: time.sleep(86399)",
    status="review",
    says="may not end",
)
code(
    "makes a world of its own",
    "writes",
    "possible, and no use: all doors are open",
    """
import ctypes, os
libc = ctypes.CDLL(None)
if os.fork() == 0:
    libc.unshare(0x10000000 | 0x20000)
    os.makedirs("/tmp/work/above", exist_ok=True)
    tried = [libc.umount2(b"/tmp", 2), libc.umount2(b"/proc", 2), libc.mount(b"/", b"/tmp/work/above", None, 0x1000, None)]
    if 0 in tried or os.path.exists("/tmp/mpl") or os.path.exists("/tmp/work/above/tmp/mpl"):
        open("/tmp/work/broke", "w").close()
    os._exit(0)
os.wait()
print("BROKE" + "-OUT" if os.path.exists("/tmp/work/broke") else "held")
""",
    status="graded or review",
)

# -------------------------------------------------------------------------------------------------------- network

code(
    "connects to a server of this machine",
    "network",
    "connects",
    "import socket\nfor host in ('127.0.0.1', 'localhost', '0.0.0.0'):\n    try:\n        socket.create_connection((host, {port}), timeout=1).send(b'x')\n    except OSError:\n        pass",
    status="review",
    says="network",
)
code(
    "sends a datagram",
    "network",
    "sends it",
    "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ntry:\n    s.sendto(b'x', ('127.0.0.1', {port}))\nexcept OSError:\n    pass",
    status="review",
    says="network",
)
code(
    "connects from a shell",
    "network",
    "connects",
    "%%bash\n(echo x > /dev/tcp/127.0.0.1/{port}) 2> /dev/null\ncurl -s -m 1 http://127.0.0.1:{port}/ || true",
    status="review",
)
code(
    "loads a table from a server",
    "network",
    "loads it",
    "try:\n    pd.read_csv('http://127.0.0.1:{port}/table.csv')\nexcept OSError:\n    pass",
    status="review",
    says="network",
)
code(
    "talks through a socket in the file system",
    "network",
    "talks to any local service",
    """
import glob, socket
for path in ["\\0hostile", "{outside}/socket", *glob.glob("/run/**/*.sock*", recursive=True), *glob.glob("/tmp/**/*sock*", recursive=True)]:
    try:
        with socket.socket(socket.AF_UNIX) as s:
            s.connect(path)
            s.send(b"x")
    except OSError:
        pass
""",
    status="review",
)

# ---------------------------------------------------------------------------------------------------- buys points

# The student's end of the channel to the grader, as hostile code finds it.
PLACE = 'import gc\nplace = next(t for t in gc.get_objects() if type(t).__name__ == "_Place")\n'


@notebook("tags that skip the tests", "buys points", "full marks", "repaired", "tags that change how they are run")
def _(folder, notebook, outside):
    for c in notebook.cells:
        if "test_" in c.metadata.get("nbgrader", {}).get("grade_id", ""):
            c.metadata["tags"] = ["skip-execution"]


@notebook("tags that allow errors", "buys points", "no error stops anything", "repaired", "tags that change how they are run")
def _(folder, notebook, outside):
    for c in notebook.cells:
        c.metadata["tags"] = ["raises-exception", "nbval-skip"]


code(
    "replaces the judges of the course",
    "buys points",
    "full marks",
    "from technopolitics.practice import graded, judging\ngraded.right = graded.formed = lambda *a, **k: None\njudging.Kind.judge = judging.Rule.judge = lambda *a: judging.RIGHT",
)
code(
    "replaces built-ins",
    "buys points",
    "full marks",
    "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.callable = lambda *a: True\nbuiltins.AssertionError = type('Fine', (BaseException,), {})\nbuiltins.float = lambda *a: 42.0",
    keeps=False,
    status="graded or review",
)
code(
    "switches errors off",
    "buys points",
    "full marks",
    """
import sys
shell = get_ipython()
shell.showtraceback = shell._showtraceback = lambda *a, **k: None
shell.set_custom_exc((Exception,), lambda *a, **k: None)
shell.run_cell = lambda *a, **k: None
sys.excepthook = sys.settrace = lambda *a: None
""",
    keeps=False,
    status="graded or review",
)
code(
    "empties the tests before they run",
    "buys points",
    "full marks",
    "get_ipython().input_transformers_post.append(lambda lines: [] if any('graded.' in l for l in lines) else lines)\nget_ipython().input_transformers_cleanup.append(lambda lines: [] if any('graded.' in l for l in lines) else lines)",
    keeps=False,
)
code(
    "changes the data that tests compute from",
    "buys points",
    "full marks",
    """
import technopolitics as tp
empty = pd.DataFrame({"supplier": ["a"], "supplier_country": ["US"], "customer": ["b"], "customer_country": ["US"], "criticality": ["sole"]})
true_load = tp.load
tp.load = lambda name, *a: empty if "links" in name else true_load(name, *a)
""",
)
code(
    "brings names of the hidden tests along",
    "buys points",
    "nothing, here",
    "_links = _sole = pd.DataFrame({'supplier': ['a'], 'supplier_country': ['US'], 'customer': ['b'], 'customer_country': ['US'], 'criticality': ['sole']})\n_rule = _falls = _awaited = lambda *a, **k: set()\n_cases = []\nstages = graded = None\nsmall = None",
    keeps=False,
)
code(
    "is equal to everything",
    "buys points",
    "full marks where a test compares",
    answers={
        "sole_suppliers": """
class Same(dict):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __contains__(self, key): return True
    def __getitem__(self, key): return Fit()
    def get(self, *a): return Fit()
    def keys(self): return Same()
    def items(self): return Same()
    def __iter__(self): return iter(())
class Fit(float):
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __lt__
    def __sub__(self, other): return Fit()
    __rsub__ = __add__ = __radd__ = __mul__ = __truediv__ = __abs__ = __neg__ = lambda self, *a: Fit()
    def __float__(self): return 1.0
sole_suppliers = Same()
""",
        "hhi_function": "hhi = Fit = type('Fit', (float,), {'__eq__': lambda *a: True, '__call__': lambda *a: Fit()})",
    },
)
code(
    "a table that lies about itself",
    "buys points",
    "full marks where a test looks",
    answers={
        "sole_suppliers": """
class Lying(pd.Series):
    shape = property(lambda self: (99, 99))
    def __len__(self): return 5
    def items(self): return iter([])
    def equals(self, other): return True
    def __eq__(self, other): return True
sole_suppliers = Lying({"US": 1})
""",
        "under_the_line": "under_the_line = pd.DataFrame([[1, 2], [3, 4]], columns=pd.MultiIndex.from_tuples([('a', 'b'), ('a', 'b')]))",
    },
)
code(
    "forges the results of cells",
    "buys points",
    "full marks",
    PLACE + "for _ in range(3):\n    place.channel.send({'outputs': [], 'failed': False, 'count': 1})",
    keeps=False,
)
code(
    "forges results with bytes of its own",
    "buys points",
    "full marks",
    "import os\nfor number in range(3, 12):\n    try:\n        os.write(number, b'\\x00\\x00\\x00\\x0e{\"outputs\":[]}')\n    except OSError:\n        pass",
    keeps=False,
)
code(
    "answers the judge with an order",
    "buys points",
    "full marks",
    PLACE,
    answers={
        "hhi_function": """
ORDER = {"do": "run", "source": "from technopolitics.practice import graded; graded.right = graded.formed = lambda *a, **k: None"}
def hhi(shares):
    place.channel.send(ORDER)
    return 0
place._fetch = lambda request: ORDER
"""
    },
    keeps=False,
)
code(
    "asks the judge for its values",
    "buys points",
    "nothing, here",
    PLACE,
    answers={
        "hhi_function": """
def hhi(shares):
    heard = [place._ask({"ask": what, "number": 0, "names": ["_hhi", "_cases", "given"], "arguments": {"tuple": []}, "named": {"dict": []}, "source": "1"})
             for what in ("fetch", "call", "run", "put")]
    return heard[0].get("value") or 0
"""
    },
)
code(
    "answers twice from a copy of itself",
    "buys points",
    "nothing, here",
    answers={"hhi_function": "import os\ndef hhi(shares):\n    os.fork()\n    return 0"},
    keeps=False,
    status="graded or review",
)
code(
    "replaces what carries values to the judge",
    "buys points",
    "nothing, here",
    """
from technopolitics.classroom.sandbox import crossing, drawing, wire, workplace
crossing.Crossing.pack = lambda self, value: {"opaque": "bool"}
crossing.transcribe = drawing.transcribe = lambda figure: {}
workplace._used_names = lambda source: set()
wire.json.dumps = lambda *a, **k: "{}"
""",
    points=0,
)
code(
    "sends values with odd insides",
    "buys points",
    "nothing, here",
    PLACE
    + """
odd = [{"opaque": "bool_"}, {"np": ["O", ""]}, {"array": ["V8", [1], "AAAA"]}, {"range": [0, 9, 0]}, {"call": [[], {}]}, {"figure": {"axes": 1}}, {"int": "zz"},
       {"extension": ["Sparse[object]", []]}, {"fraction": [1, 0]}, {"decimal": "sNaN"}, {"levels": [[], 1]}, {"dict": [[{"list": []}, 1]]}, {"series": [1, 2, 3]}]
real = place.crossing.pack
class Odd:
    numbers = iter(range(10**6))
def pack(value):
    return odd[next(Odd.numbers) % len(odd)] if type(value) in (int, dict) else real(value)
place.crossing.pack = pack
""",
    keeps=False,
)
code(
    "looks for the answer in the caller's frames",
    "buys points",
    "full marks",
    answers={
        "hhi_function": """
import sys
def hhi(shares):
    frame = sys._getframe(1)
    while frame is not None:
        for name in ("target", "awaited", "_hhi"):
            if name in frame.f_locals:
                found = frame.f_locals[name]
                return found(shares) if callable(found) else found
        frame = frame.f_back
    return 0
"""
    },
)
code(
    "gives another value at each call",
    "buys points",
    "nothing",
    answers={
        "hhi_function": "import itertools\n_n = itertools.count()\ndef hhi(shares):\n    return next(_n) * 100",
        "caught_function": "import random\ndef caught(*case):\n    return random.choice(['denied', 'free'])",
    },
)
code(
    "stops the tests with an exit",
    "buys points",
    "full marks where the exit is not an error",
    answers={
        "hhi_function": "def hhi(shares):\n    raise SystemExit(0)",
        "cascade_function": "class Quiet(BaseException):\n    def __str__(self): raise SystemExit\ndef cascade(*a):\n    raise Quiet",
        "caught_function": "def caught(*a):\n    raise KeyboardInterrupt",
    },
)
code(
    "raises errors that look like a success",
    "buys points",
    "nothing",
    answers={
        "hhi_function": "def hhi(shares):\n    raise StopIteration(1)",
        "cascade_function": "def cascade(*a):\n    raise ExceptionGroup('fine', [ValueError(1)])",
        "caught_function": "Fine = type('__import__', (Exception,), {})\ndef caught(*a):\n    raise Fine('x' * 30_000_000)",
    },
    keeps=False,
    status="review",
)
code("drowns the results in outputs", "buys points", "nothing", *["print('x' * 190_000)"] * 45)
code(
    "shows a number as partial credit",
    "buys points",
    "points of its choice",
    "10",
    answers={"hhi_function": "def hhi(shares):\n    display(5)\n    return 0\n5"},
)
code(
    "draws another picture than it shows",
    "buys points",
    "full marks where a test asks the figure",
    answers={
        "stages_plot": """
figure, ax = plt.subplots()
ax.bar(["a"], [1])
class Lying(type(ax)):
    def get_title(self, loc="center"): return "a title of many words"
    def get_xlabel(self): return "points"
    containers = property(lambda self: [])
ax.__class__ = Lying
"""
    },
    # A title and a label that a figure says it has are the title and the label of the figure.
    points=HONEST + 3,
    keeps=False,
)
code(
    "poisons the modules of the process",
    "buys points",
    "full marks",
    "import sys, types\nfake = types.ModuleType('graded')\nfake.__getattr__ = lambda name: lambda *a, **k: None\nfor name in ('technopolitics.practice.graded', 'technopolitics.practice.judging', 'math'):\n    sys.modules[name] = fake\ngraded = fake",
    keeps=False,
)
code(
    "loads itself again with autoreload",
    "buys points",
    "full marks",
    "%load_ext autoreload\n%autoreload 2\nopen('graded.py', 'w').write('right = formed = lambda *a, **k: None')\nimport sys; sys.path.insert(0, '.')",
)

# -------------------------------------------------------------------------------------------------------- starves

code(
    "a cell that ignores every interrupt",
    "starves",
    "waits for ever without a time limit",
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass",
    status="review",
    says="longer than",
)
code(
    "a function that never ends",
    "starves",
    "waits for ever without a time limit",
    answers={"hhi_function": "def hhi(shares):\n    while True:\n        pass"},
    status="review",
    says="longer than",
    keeps=False,
)
code(
    "a function that is slow each time",
    "starves",
    "waits as long as it takes",
    answers={"caught_function": "import time\ndef caught(*case):\n    time.sleep(1.5)\n    return 'free'"},
    status="review",
    says="longer than",
)
code(
    "a generator without an end",
    "starves",
    "waits for ever",
    answers={
        "under_the_line": "import itertools\nunder_the_line = itertools.count()",
        "sole_suppliers": "sole_suppliers = (n for n in iter(int, 1))",
    },
    status="graded or review",
)
code(
    "takes all memory",
    "starves",
    "the machine swaps",
    "blocks = []\nwhile True:\n    blocks.append(bytearray(50_000_000))",
    keeps=False,
    status="review",
)
code(
    "takes memory with many processes",
    "starves",
    "the machine swaps",
    "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        block = b'x' * 200_000_000\n        time.sleep(600)\ntime.sleep(60)",
    status="review",
    keeps=False,
)
code(
    "takes memory that belongs to no process",
    "starves",
    "the machine swaps",
    """
import os
held = 0
try:
    for number in range(20):
        file = os.memfd_create(str(number))
        held += sum(os.write(file, bytes(10_000_000)) for _ in range(6))
except OSError:
    pass
print("BROKE" + "-OUT" if held > 500_000_000 else "held")
""",
)
code(
    "takes memory that processes share",
    "starves",
    "the machine swaps",
    """
import mmap, os, time
for _ in range(6):
    if os.fork() == 0:
        block = mmap.mmap(-1, 200_000_000)
        for place in range(0, len(block), 4096):
            block[place] = 1
        time.sleep(600)
time.sleep(60)
print("BROKE" + "-OUT")
""",
    status="review",
    keeps=False,
)
code(
    "keeps all processors busy",
    "starves",
    "the others wait",
    "import os\nfor _ in range(12):\n    if os.fork() == 0:\n        while True: pass",
    keeps=False,
    status="graded or review",
)
code(
    "starts hundreds of processes",
    "starves",
    "starts them",
    "import os, signal\nfor _ in range(500):\n    try:\n        if os.fork() == 0:\n            signal.pause()\n    except OSError:\n        break",
    keeps=False,
    status="graded or review",
)
code(
    "fills the disk",
    "starves",
    "4 GB",
    "try:\n    for number in range(400):\n        with open(f'{number}', 'wb') as file:\n            file.write(bytes(10_000_000))\nexcept OSError:\n    pass",
    keeps=False,
)
code("prints sixty million signs", "starves", "a notebook of 60 MB is stored", "print('x' * 60_000_000)\n'y' * 60_000_000")
code(
    "shows thousands of outputs",
    "starves",
    "all are stored",
    "for i in range(5_000): display(i)\nraise ValueError('\\n'.join(map(str, range(10_000))))",
)
code("recursion without end", "starves", "an error", answers={"hhi_function": "def hhi(shares):\n    return hhi(shares)"})
code(
    "sends questions without end",
    "starves",
    "nothing, here",
    PLACE,
    answers={"hhi_function": "def hhi(shares):\n    while True:\n        place.channel.send({'ask': 'call', 'number': 1})"},
    status="review",
    says="longer than",
    keeps=False,
)
code(
    "sends its answer a byte at a time",
    "starves",
    "nothing, here",
    """
import os, time
os.write(3, b"\\x00\\xff\\xff\\xff")
while True:
    os.write(3, b" ")
    time.sleep(0.0005)
""",
    status="review",
    keeps=False,
)
code(
    "announces a message of four gigabytes",
    "starves",
    "nothing, here",
    "import os\nos.write(3, b'\\xff\\xff\\xff\\xff')",
    status="review",
    says="no answer",
    keeps=False,
)
code(
    "a message of ten million empty lists",
    "starves",
    "nothing, here",
    "import os, struct\nbody = b'{\"outputs\":[' + b'[],' * 5_000_000 + b'[]]}'\nblock = struct.pack('!I', len(body)) + body\nwhile block:\n    block = block[os.write(3, block):]",
    status="review",
    says="no answer",
    keeps=False,
)
code(
    "threads that never stop writing",
    "starves",
    "the answers get lost",
    "import os, threading\ndef write():\n    while True:\n        os.write(3, b'x' * 1000)\n[threading.Thread(target=write, daemon=True).start() for _ in range(3)]",
    status="review",
    keeps=False,
)
code(
    "values nested and large",
    "starves",
    "minutes for a message",
    answers={
        "sole_suppliers": "sole_suppliers = {}\nfor _ in range(5_000):\n    sole_suppliers = {'a': sole_suppliers}",
        "under_the_line": "under_the_line = ['x' * 30_000_000]",
        "hhi_function": "hhi = lambda shares: 10 ** 100_000",
        "caught_function": "caught = lambda *case: 'x' * 5_000_000",
    },
    keeps=False,
    status="review",
)
code(
    "a range of a million millions",
    "starves",
    "all memory",
    answers={"under_the_line": "under_the_line = range(10 ** 12)"},
    status="graded or review",
    says="",
)
code(
    "a figure with a million points and no end",
    "starves",
    "minutes",
    answers={
        "stages_plot": "figure, ax = plt.subplots(figsize=(5000, 5000))\nax.set_xlim(0, 1e300)\nax.xaxis.set_major_locator(__import__('matplotlib').ticker.MultipleLocator(1))\nax.plot(range(1_000_000))\nplt.close('all')"
    },
    keeps=False,
)
code(
    "HTML that takes hours to read",
    "starves",
    "nothing: it is not read",
    "from IPython.display import HTML\nfor sign in ('<div>', '<b><p>', '<td ' + ' '.join(f'a{i}=1' for i in range(30_000)) + '>'):\n    display(HTML(sign * (190_000 // len(sign))))",
)


@notebook("a text that takes hours to read", "starves", "minutes for a page")
def _(folder, notebook, outside):
    notebook.cells[-1].source = r"\begin{a}" * 40_000
    notebook.cells.append(new_markdown_cell("<div>" * 60_000))


code(
    "many slow cells",
    "starves",
    "waits for each",
    *["import time\ntime.sleep(1.9)"] * 12,
    status="review",
    says="The notebook ran longer",
    keeps=False,
)

# ---------------------------------------------------------------------------------------------------------- kills

code("ends its process", "kills", "the kernel died: no grade", "import os\nos._exit(0)", status="review", says="ended its process")
code(
    "ends its process in a called function",
    "kills",
    "the kernel died: no grade",
    answers={"hhi_function": "import os\ndef hhi(shares):\n    os._exit(0)"},
    status="review",
    says="ended its process",
)
code(
    "kills everything that it may",
    "kills",
    "the run ends",
    "import os, signal\nfor number in ({grader}, os.getppid(), -1, 1, 2, 3):\n    try:\n        os.kill(number, signal.SIGKILL)\n    except OSError:\n        pass",
)
code("crashes Python", "kills", "the kernel died: no grade", "import ctypes\nctypes.string_at(0)", status="review", says="ended its process")
code(
    "overflows the stack",
    "kills",
    "the kernel died: no grade",
    "import sys\nsys.setrecursionlimit(10 ** 9)\ndef deep(x):\n    return deep([x, *map(deep, [x])])\ndeep(1)",
    status="review",
    keeps=False,
)
code("closes the channel", "kills", "the kernel died: no grade", "import os\nos.closerange(0, 100)", status="review", says="ended its process")
code(
    "never lets go",
    "kills",
    "waits for ever",
    "import os, signal, threading\nfor number in range(1, 32):\n    try:\n        signal.signal(number, signal.SIG_IGN)\n    except (OSError, ValueError):\n        pass\nthreading.Event().wait()",
    status="review",
    says="longer than",
)
code(
    "dies again and again",
    "kills",
    "the kernel died: no grade",
    *["import os\nos.abort()"] * 5,
    status="review",
    says="ended its process",
    keeps=False,
)
code(
    "leaves work for the exit",
    "kills",
    "runs at the exit",
    "import atexit, threading, time\natexit.register(lambda: time.sleep(600))\nthreading.Thread(target=time.sleep, args=(600,)).start()",
    status="review",
    says="may not end",
)
code(
    "half characters in what it shows",
    "kills",
    "the notebook cannot be saved",
    "print('\\ud800')\nraise type('\\udcff', (Exception,), {})('\\ud800')",
    answers={"hhi_function": "def hhi(shares):\n    raise ValueError('\\ud800')"},
)
code(
    "outputs nested without end",
    "kills",
    "the class stops",
    "from IPython.display import publish_display_data\ndeep = {}\nfor _ in range(700):\n    deep = {'a': deep}\npublish_display_data({'application/json': deep, 'text/plain': 'x'}, metadata=deep)",
    keeps=False,
)
code(
    "sends outputs that are none",
    "kills",
    "nothing, here",
    PLACE
    + "place.channel.send({'outputs': [None, 7, [], {}, {'output_type': []}, {'output_type': 'stream', 'name': [], 'text': {}}, {'output_type': 'error'}, "
    "{'output_type': 'display_data', 'data': [], 'metadata': 1}, {'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 14_000_000}]})",
    keeps=False,
)

# -------------------------------------------------------------------------------------------------- mangled cells


@notebook("points and labels edited", "mangled cells", "points of its choice", "repaired", "label")
def _(folder, notebook, outside):
    for c in notebook.cells:
        if "nbgrader" in c.metadata:
            c.metadata.nbgrader |= {"points": 1000, "locked": False, "grade": True, "solution": True}


@notebook("points that are no numbers", "mangled cells", "a traceback; the class stops", "repaired", "label")
def _(folder, notebook, outside):
    cell(notebook, "test_hhi_values").metadata.nbgrader["points"] = float("nan")
    cell(notebook, "test_hhi_missing").metadata.nbgrader["points"] = {"$gt": 0}


@notebook("tests rewritten", "mangled cells", "the release's test is used", "repaired", "changed")
def _(folder, notebook, outside):
    for c in notebook.cells:
        if "test_" in c.metadata.get("nbgrader", {}).get("grade_id", ""):
            c.source = "pass"


@notebook("tests deleted", "mangled cells", "a silent zero", "repaired", "missing")
def _(folder, notebook, outside):
    notebook.cells = [c for c in notebook.cells if "test_" not in c.metadata.get("nbgrader", {}).get("grade_id", "")]


@notebook("tests turned into text", "mangled cells", "full marks or a traceback", "repaired", "another kind of cell")
def _(folder, notebook, outside):
    for number, c in enumerate(notebook.cells):
        if "test_" in c.metadata.get("nbgrader", {}).get("grade_id", ""):
            notebook.cells[number] = new_markdown_cell(c.source, metadata=c.metadata, id=c.id)


@notebook("tests moved before the answers", "mangled cells", "run before the answer", "repaired", "in other places")
def _(folder, notebook, outside):
    tests = [c for c in notebook.cells if "test_" in c.metadata.get("nbgrader", {}).get("grade_id", "")]
    notebook.cells = tests + [c for c in notebook.cells if c not in tests]


@notebook("a second cell with a test's label", "mangled cells", "the class stops", "repaired", "more than once")
def _(folder, notebook, outside):
    twin = copy.deepcopy(cell(notebook, "test_hhi_values"))
    twin.source = "pass"
    notebook.cells.insert(0, twin)


@notebook("labels that no release has", "mangled cells", "a traceback; the class stops")
def _(folder, notebook, outside):
    more = new_code_cell(
        "1", metadata={"nbgrader": {"grade": True, "grade_id": "bonus", "points": 500, "locked": True, "solution": False, "schema_version": 99}}
    )
    notebook.cells.append(more)


@notebook("a locked cell with other data", "mangled cells", "the release's cell is used", "repaired", "changed")
def _(folder, notebook, outside):
    cell(notebook, "given").source = "given = dict.fromkeys(['year', 'country', 'line', 'stages'], 0)"


@notebook("a kernel of its choice", "mangled cells", "starts the kernel that the notebook names", "review", "kernel for 'bash'")
def _(folder, notebook, outside):
    notebook.metadata = {
        "kernelspec": {"name": "bash", "language": "bash", "display_name": "x", "argv": ["/bin/sh", "-c", "touch hostile-was-here"]},
        "language_info": {"name": "bash", "pygments_lexer": "bash"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
    }


# --------------------------------------------------------------------------------------------- attacks the reader


@notebook("scripts in texts", "attacks the reader", "run in Formgrader and in the feedback page")
def _(folder, notebook, outside):
    notebook.cells[-1].source = "\n\n".join(HTML.values())
    notebook.cells.append(new_raw_cell(HTML["script"]))


code(
    "scripts in outputs",
    "attacks the reader",
    "run in Formgrader and in the feedback page",
    "from IPython.display import HTML, Javascript, SVG, Markdown, Latex\ndisplay(HTML('<script>alert(1)</script><img src=x onerror=alert(1)>'), Javascript('alert(1)'), Markdown('<script>alert(1)</script>'), Latex('\\\\href{javascript:alert(1)}{x}'))\ndisplay({'image/svg+xml': '<svg onload=alert(1)>', 'application/javascript': 'alert(1)'}, raw=True)",
)
code(
    "scripts in errors",
    "attacks the reader",
    "escaped",
    "raise type('<script>alert(1)</script>', (Exception,), {})('<img src=x onerror=alert(1)>\\x1b]8;;javascript:alert(1)\\x07x\\x1b[2J')",
    answers={"hhi_function": "def hhi(shares):\n    raise ValueError('<script>alert(1)</script>\\x1b[2J')"},
)
code(
    "pictures that are none",
    "attacks the reader",
    "shown as they are",
    "display({'image/png': '\"><script>alert(1)</script>', 'image/jpeg': 'x', 'text/html': '<iframe src=javascript:alert(1)>'}, raw=True)",
)
code(
    "links into the server",
    "attacks the reader",
    "followed by a click",
    'from IPython.display import HTML\nHTML(\'<a href="javascript:alert(1)">a</a><a href="/formgrader/">b</a><base href="http://attack.invalid">\')',
)

# --------------------------------------------------------------------------------------------------- files beside


@notebook(
    "a link to the solution in place of the notebook",
    "files beside",
    "the solution stands in its feedback",
    "rejected",
    "link to another file",
    points=0,
)
def _(folder, notebook, outside):
    (folder / NAME).symlink_to(outside.course / "solutions" / ASSIGNMENT / NAME)
    notebook.cells = []


@notebook("a link to everything in place of the folder", "files beside", "followed", "rejected", "there is a link", points=0)
def _(folder, notebook, outside):
    folder.rmdir()
    folder.symlink_to("/", target_is_directory=True)
    notebook.cells = []


@notebook("links beside the notebook", "files beside", "copied into the result", "review", "is never followed")
def _(folder, notebook, outside):
    (folder / "solutions").symlink_to(outside.course / "solutions", target_is_directory=True)
    (folder / "data.csv").symlink_to(outside.course / "gradebook.db")
    (folder / "timestamp.txt").symlink_to(outside.course / "secret.txt")


@notebook("modules with the names of libraries", "files beside", "imported in place of the library: full marks", "repaired", "name of a library")
def _(folder, notebook, outside):
    for name in ("technopolitics", "pandas", "numpy", "sitecustomize"):
        (folder / f"{name}.py").write_text("def __getattr__(name):\n    return lambda *a, **k: None", encoding="utf-8")
    (folder / "technopolitics.pth").write_text("import os", encoding="utf-8")


@notebook("a file of four gigabytes", "files beside", "copied three times")
def _(folder, notebook, outside):
    with open(folder / "data.bin", "wb") as file:
        file.truncate(4 * 1024**3)  # without content: it takes no room here


@notebook("a time of four gigabytes", "files beside", "read into memory", "review", "does not say when")
def _(folder, notebook, outside):
    with open(folder / "timestamp.txt", "wb") as file:
        file.truncate(4 * 1024**3)


@notebook("a pipe that nobody writes to", "files beside", "waits for ever", "review", "pipe")
def _(folder, notebook, outside):
    os.mkfifo(folder / "data.csv")
    os.mkfifo(folder / "timestamp.txt")


@notebook("an archive that climbs out and grows", "files beside", "not opened", "review", "unpack to more than")
def _(folder, notebook, outside):
    with zipfile.ZipFile(folder / "work.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../hostile-was-here", bytes(150_000_000))


@notebook("a page and a configuration beside the notebook", "files beside", "served, and read as nbgrader's own")
def _(folder, notebook, outside):
    for name in ("evil.html", "nbgrader_config.py", "jupyter_config.py"):
        (folder / name).write_text("<script>alert(1)</script>" if name.endswith("html") else "raise SystemExit", encoding="utf-8")


# ---------------------------------------------------------------------------------------------- names of students


def _named(student: str, plain: str, status: str = "graded", says: str = "", points: float = HONEST) -> None:
    shown = student if student.isprintable() and len(student) < 40 else f"{student[:3]!a} and {len(student)} signs"
    _enter(f"the name {shown}", "names of students", plain, lambda folder, notebook, outside: None, status, says, points, True, student)


for _student in ("-rf", "[abc]", "*", "a b", "O'Neil", '"; drop table grade; --', "学生", "$(touch hostile-was-here)", "CON", "%s{0}", "=1+1"):
    _named(_student, "not graded" if _student in ("-rf", "[abc]", "*") else "graded")
_named("n" * 128, "graded")
_named("n" * 200, "graded", "rejected", "Rename the folder", 0)
_named("a\x1b[2J\nb", "graded, and the terminal obeys", "rejected", "Rename the folder", 0)
_named(os.fsdecode(b"\xff\xfe name"), "a traceback; the class stops", "rejected", "Rename the folder", 0)

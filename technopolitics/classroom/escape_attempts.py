"""Try to break out of the sandbox of this machine, and report what held: ``technopolitics doctor --sandbox``.

Each attempt is a cell as a hostile student would write it. It runs like every student's cell and says in ``broke``
whether it got through. Some leave traces outside that are looked for afterwards.
"""

from __future__ import annotations

import os
import secrets
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
from nbformat import NotebookNode

import technopolitics
from technopolitics import datasets
from technopolitics.classroom.sandbox.confinement import Limits
from technopolitics.classroom.sandbox.notebook_run import run_notebook
from technopolitics.classroom.sandbox.session import Session

__all__ = ["ATTEMPTS", "Verdict", "try_everything"]

CANARY = "TECHNOPOLITICS_CANARY"


@dataclass(frozen=True)
class Verdict:
    """One attempt: what was tried, whether the sandbox held, and what the attempt met."""

    name: str
    held: bool
    met: str


# Name to code. The names in capitals are set before it runs; the code sets ``broke``.
ATTEMPTS = {
    "read the course (solutions, gradebook, other students)": """
import os
found = [p for p in ("solutions", "assignments", "gradebook.db", "submitted", "nbgrader_config.py", ".git") if os.path.exists(os.path.join(ROOT, p))]
broke = bool(found)""",
    "read your home folder": """
import os
broke = any(os.path.exists(os.path.join(HOME, name)) for name in IN_HOME)""",
    "read system files with accounts": """
broke = False
for path in ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/etc/resolv.conf", "/var/log", "/run", "/sys/class/net"):
    import os
    broke = broke or os.path.exists(path)""",
    "read the grader's environment": """
import glob, os
seen = repr(dict(os.environ))
for path in glob.glob("/proc/*/environ"):
    try:
        seen += open(path, "rb").read().decode(errors="replace")
    except OSError:
        pass
broke = SECRET in seen""",
    "write outside the working folder": """
import os, sys, technopolitics
broke = False
for folder in ("/", "/usr", "/etc", "/dev", "/var", ROOT, sys.prefix, os.path.dirname(technopolitics.__file__), os.path.dirname(os.__file__)):
    try:
        open(os.path.join(folder, SECRET), "w").close()
        broke = True
    except OSError:
        pass""",
    "reach a server on this machine": """
import socket
broke = False
for host in ("127.0.0.1", "localhost"):
    try:
        socket.create_connection((host, PORT), timeout=2)
        broke = True
    except OSError:
        pass""",
    "reach the internet": """
import socket
broke = False
for address in (("1.1.1.1", 53), ("8.8.8.8", 443)):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            s = socket.socket(socket.AF_INET, kind)
            s.settimeout(2)
            s.connect(address)
            s.send(b"x")
            broke = True
        except OSError:
            pass""",
    "listen on the machine's network": """
import os
names = os.listdir("/sys/class/net") if os.path.isdir("/sys/class/net") else []
try:
    import socket
    names += [name for _, name in socket.if_nameindex()]
except OSError:
    pass
broke = bool(set(names) - {"lo"})""",
    "see or stop other processes": """
import os, signal
others = [p for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid()] if os.path.isdir("/proc") else []
broke = bool(others)
for number in (GRADER, os.getppid(), 2, 3):
    try:
        if number > 0 and number != os.getpid():
            os.kill(number, 0)
            broke = True
    except OSError:
        pass""",
    "become root, mount, or leave the root folder": """
import ctypes, os
broke = False
libc = ctypes.CDLL(None, use_errno=True)
for act in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.chroot("/usr")):
    try:
        act()
        broke = True
    except OSError:
        pass
broke = broke or libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0 or libc.umount2(b"/tmp", 2) == 0""",
    "use a program that carries root's rights": """
import subprocess
broke = False
for command in (["su", "-c", "id"], ["sudo", "-n", "id"], ["mount", "-t", "tmpfs", "x", "/tmp"], ["bwrap", "--ro-bind", "/", "/", "cat", ROOT + "/gradebook.db"]):
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=10)
        broke = broke or (done.returncode == 0 and b"uid=0" in done.stdout or done.returncode == 0 and command[0] in ("mount", "bwrap"))
    except (OSError, subprocess.SubprocessError):
        pass""",
    "write to the grader's terminal": """
import os
broke = False
for path in ("/dev/tty", "/dev/pts/0", "/dev/console"):
    try:
        os.write(os.open(path, os.O_RDWR), b"")
        broke = True
    except OSError:
        pass""",
    "take more memory than allowed": """
try:
    block = bytearray(MEMORY * 2)
    broke = True
except MemoryError:
    broke = False""",
    "hold memory that belongs to no process": """
import os
os.memfd_create("memory")
broke = True""",
    "fill the disk": """
import os
written = 0
broke = False
try:
    for number in range(64):
        with open(f"block{number}", "wb") as file:
            for _ in range(16):
                file.write(b"x" * 1_000_000)
                written += 1_000_000
except OSError:
    pass
broke = written > 2 * DISK
for name in os.listdir("."):
    os.remove(name)""",
    "start hundreds of processes": """
import os, signal
children = []
try:
    for _ in range(500):
        child = os.fork()
        if not child:
            signal.pause()
        children.append(child)
except OSError:
    pass
for child in children:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
broke = len(children) >= 200""",
    "leave a process behind": """
import os, time
if os.fork() == 0:
    os.setsid()
    for number in range(3):
        os.closerange(0, 3)
    time.sleep(600)
broke = False""",
    "replace a library for the next submission": """
import os, sys, pandas, technopolitics
broke = False
for module in (pandas, technopolitics):
    try:
        with open(module.__file__, "a") as file:
            file.write("# " + SECRET)
        broke = True
    except OSError:
        pass
open("pandas.py", "w").write("raise SystemExit")""",
    "read the hidden tests": """
import gc, sys
seen = []
for thing in gc.get_objects():
    if isinstance(thing, dict):
        seen += [v for v in list(thing.values()) if isinstance(v, str) and "HIDDEN" + "_TEST_" + "MARK" in v]
frames = sys._current_frames().values()
broke = bool(seen)""",
    "ask the judge for its values": """
from technopolitics.classroom.sandbox import workplace
import gc
place = next(t for t in gc.get_objects() if type(t).__name__ == "_Place")
answer = place._ask({"ask": "fetch", "names": ["secret_of_the_judge"]})
broke = bool(answer.get("values"))""",
}

_TEST = """
secret_of_the_judge = 42  # HIDDEN_TEST_MARK
assert broke is False
"""


def try_everything(root: Path) -> Iterator[Verdict]:
    """Run the attempts in a sandbox like the grader's; ``root`` is the course's folder. NoSandbox when there is none."""
    secret = secrets.token_hex(16)
    os.environ[CANARY] = secret
    with _listening() as port, Session(hidden=(root,)) as session:
        limits = Limits(cell_seconds=20)
        facts = {
            "ROOT": str(root),
            "HOME": str(Path.home()),
            "IN_HOME": _private_names(Path.home()),
            "PORT": port,
            "SECRET": secret,
            "GRADER": os.getpid(),
            "MEMORY": limits.memory,
            "DISK": limits.disk,
        }
        setting = "\n".join(f"{name} = {value!r}" for name, value in facts.items())
        for name, code in ATTEMPTS.items():
            run = run_notebook(session, _notebook(setting, code), limits)
            errors = [o for o in run.notebook.cells[-1].outputs if o.output_type == "error"]
            met = [f"{o.ename}: {o.evalue}"[:120] for o in run.notebook.cells[1].outputs if o.output_type == "error"]
            # An attempt that stops with an error never said that it got through; the judge then finds no ``broke``.
            got_through = bool(errors) and errors[0].ename == "AssertionError"
            yield Verdict(name, not got_through, met[0] if met else "")
        yield _endless(session)
        inside = psutil.Process(session.pid).children(recursive=True)
    del os.environ[CANARY]
    left = [process for process in inside if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    yield Verdict("stay alive when the grading has ended", not left, f"{len(inside)} processes ended" if not left else f"{len(left)} are left")


def _endless(session: Session) -> Verdict:
    """A cell that ignores every interrupt, with a short limit."""
    code = (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass"
    )
    began = time.monotonic()
    run = run_notebook(session, _notebook("", code), Limits(cell_seconds=2))
    stopped = any(i.kind == "cell time" for i in run.incidents) and time.monotonic() - began < 30
    return Verdict("run for ever", stopped, "stopped after its time" if stopped else "")


def _notebook(setting: str, code: str) -> NotebookNode:
    cells = [nbformat.v4.new_code_cell(setting), nbformat.v4.new_code_cell(code), nbformat.v4.new_code_cell(_TEST)]
    cells[2].metadata["nbgrader"] = {"grade": True, "solution": False, "locked": True, "grade_id": "test", "points": 1}
    return nbformat.v4.new_notebook(cells=cells)


@contextmanager
def _listening() -> Iterator[int]:
    """A real server on this machine, so that a connection that is refused proves the wall and not an empty port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _private_names(home: Path) -> list[str]:
    """What lies in the home folder, without the folders on the way to Python itself, which are meant to be seen."""
    public = {Path(sys.prefix), Path(sys.base_prefix), Path(technopolitics.__file__), datasets.data_folder()}
    try:
        return [path.name for path in home.iterdir() if not any(shown.is_relative_to(path) for shown in public)]
    except OSError:
        return []

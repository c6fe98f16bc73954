"""The outer wall: bubblewrap gives the pre-warmed process an empty world with read-only Python and data in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import matplotlib

import technopolitics
from technopolitics import datasets

__all__ = ["AS_A_KERNEL", "WAYS_OUT", "command", "why_not"]

NOBODY = 65534

# What a notebook's kernel under nbgrader has, with or without walls; one thread for each, so that jobs share the cores.
AS_A_KERNEL = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "NBGRADER_EXECUTION": "autograde",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}

WAYS_OUT = (
    "Grade inside a Linux machine that has bubblewrap (Debian, Ubuntu: sudo apt install bubblewrap): a virtual machine, WSL 2 on Windows, "
    "a Linux JupyterHub, or a container that allows user namespaces. With --unsafe (or TECHNOPOLITICS_UNSAFE=1 for nbgrader's own commands) "
    "students' code runs as you: it can read your files, change the gradebook, and use the network. Do that only with notebooks that you trust."
)


def why_not() -> str:
    """Empty when a sandbox can be made here, else the reason in one sentence."""
    if sys.platform != "linux":
        return f"there is no sandbox on {sys.platform}: it needs features of the Linux kernel."
    program = shutil.which("bwrap")
    if program is None:
        return "bubblewrap is not installed."
    try:
        trial = subprocess.run([program, *_wall(), "true"], capture_output=True, text=True, timeout=20, env={"PATH": os.defpath})
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"bubblewrap does not start: {problem}."
    if trial.returncode:
        words = trial.stderr.strip().splitlines()
        return f"this machine does not let bubblewrap make a sandbox ({words[-1] if words else 'no reason given'})."
    return ""


def command(control: int, hidden: tuple[Path, ...] = ()) -> list[str]:
    """How to start the pre-warmed process behind the wall; ``control`` is the file descriptor of its socket.

    ``hidden`` are folders that must not be seen even where they lie inside a folder that Python needs.
    """
    root = os.geteuid() == 0
    return [
        shutil.which("bwrap") or "bwrap",
        *_wall(),
        *_view(hidden),
        *["--remount-ro", "/dev", "--remount-ro", "/"],
        *(["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if root else []),
        *["--", sys.executable, "-I", "-m", "technopolitics.classroom.sandbox.forkserver", str(control), str(NOBODY) if root else "-", "confined"],
    ]


def _wall() -> list[str]:
    """No network, no other process, no terminal, no environment, and only the system's own programs."""
    # Not --die-with-parent: to the kernel, the parent is the thread that started this. What ends everything inside is the end of the socket.
    wall = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--new-session"]
    # Root makes the wall with its own powers and then becomes nobody; everyone else needs a user namespace.
    wall += [] if os.geteuid() == 0 else ["--unshare-user"]
    wall += ["--cap-drop", "ALL", "--clearenv", "--ro-bind", "/usr", "/usr"]
    for folder in ("/bin", "/sbin", "/lib", "/lib64", "/lib32"):
        if os.path.islink(folder):
            wall += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            wall += ["--ro-bind", folder, folder]
    for path in ("/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives"):
        wall += ["--ro-bind-try", path, path]
    return [*wall, "--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]


def _view(hidden: tuple[Path, ...]) -> list[str]:
    """Python with its packages, this package, the tables, and matplotlib's list of fonts; all read-only."""
    python = {Path(sys.prefix), Path(sys.base_prefix), *(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "stdlib"))}
    course = {Path(technopolitics.__file__).parent, Path(datasets.data_folder())}
    inside = _topmost({path for path in python if not path.is_relative_to("/usr")})
    view = _shown(inside)
    for path in hidden:
        view += ["--tmpfs", str(path)] if any(path.is_relative_to(p) for p in (*inside, Path("/usr"))) else []
    view += _shown(sorted(course))
    scratch = "/tmp"
    if any(path.is_relative_to("/tmp") for path in (*inside, *course)):
        # Each submission covers its scratch folder with an empty one: that would hide what lies in /tmp.
        scratch = "/scratch"
        view += ["--remount-ro", "/tmp", "--perms", "1777", "--tmpfs", scratch]
    # Matplotlib wants to write beside its list of fonts; each submission later gets an empty folder of its own there.
    view += ["--perms", "0777", "--dir", f"{scratch}/mpl"]
    for cache in Path(matplotlib.get_cachedir()).glob("fontlist-*.json"):
        view += ["--ro-bind", str(cache), f"{scratch}/mpl/{cache.name}"]
    for name, value in {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": f"{scratch}/work",
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": f"{scratch}/mpl",
        "IPYTHONDIR": f"{scratch}/ipython",
        "TECHNOPOLITICS_HOME": f"{scratch}/work",
        "TECHNOPOLITICS_SCRATCH": scratch,
        "TMPDIR": scratch,
        **AS_A_KERNEL,
    }.items():
        view += ["--setenv", name, value]
    return view


def _topmost(paths: set[Path]) -> list[Path]:
    """Without those that lie inside another one."""
    return sorted(path for path in paths if not any(path != other and path.is_relative_to(other) for other in paths))


def _shown(paths: list[Path]) -> list[str]:
    """Read-only at their own places; the folders above them may be passed through, and hold nothing else."""
    above = sorted({parent for path in paths for parent in path.parents if parent not in (Path("/"), Path("/usr"), Path("/tmp"))})
    steps = [word for parent in above for word in ("--perms", "0755", "--dir", str(parent))]
    return steps + [word for path in paths for word in ("--ro-bind", str(path), str(path))]

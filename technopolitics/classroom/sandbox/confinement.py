"""Confine a forked process for good before it runs a line of a student (Linux only, through the C library).

The process gets namespaces of its own: users, processes, mounts, network, IPC, host name. It sees no other process, has
no network device, writes nowhere but in a small folder in memory, holds no capability, and has limits on memory,
processor time, processes, open files and file size. See namespaces(7), user_namespaces(7), prctl(2), setrlimit(2).
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import struct
from dataclasses import asdict, dataclass
from typing import Any

from technopolitics.classroom.sandbox.refused_calls import refuse_calls

__all__ = ["WORK", "Limits", "confine", "own_world", "stay_unreadable", "tie_to_parent"]

# The only folder that can be written to. Another one than /tmp where Python or the course itself lies in /tmp.
SCRATCH = os.environ.get("TECHNOPOLITICS_SCRATCH", "/tmp")
WORK = f"{SCRATCH}/work"

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x00020000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
MS_NOSUID, MS_NODEV, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x4000, 0x40000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 4, 24, 38, 47
CAPABILITY_VERSION_3 = 0x20080522

_c = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Bytes, seconds, and counts."""

    memory: int = 1536 * 1024**2
    disk: int = 64 * 1024**2
    cell_seconds: float = 60
    notebook_seconds: float = 600
    processes: int = 48
    open_files: int = 256
    output: int = 200_000

    def as_message(self) -> dict[str, Any]:
        """For the wire."""
        return asdict(self)


def _checked(result: int, doing: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{doing}: {os.strerror(number)}")


def tie_to_parent() -> None:
    """This process is killed when its parent ends, however that happens."""
    _checked(_c.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0), "prctl")


def stay_unreadable(yes: bool = True) -> None:
    """Nobody of the same user may read this process's memory or attach to it."""
    _checked(_c.prctl(PR_SET_DUMPABLE, 0 if yes else 1, 0, 0, 0), "prctl")


def own_world() -> None:
    """New namespaces; takes effect on processes for the next child. OSError when the system forbids them."""
    user, group = os.geteuid(), os.getegid()
    stay_unreadable(False)  # a process that cannot be read may not map its own user either
    _checked(_c.unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def confine(limits: Limits) -> None:
    """The last steps, in the first process of the new world: mounts, limits, and then no way back."""
    already = _address_space()
    _mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None)
    _mount(b"tmpfs", SCRATCH.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, f"size={limits.disk},nr_inodes=4096,mode=0700".encode())
    _mount(b"tmpfs", b"/dev/shm", b"tmpfs", MS_NOSUID | MS_NODEV, f"size={limits.disk},nr_inodes=1024,mode=0700".encode())
    try:
        _mount(b"proc", b"/proc", b"proc", MS_NOSUID | MS_NODEV, None)
    except OSError:
        # A host that hides parts of /proc forbids a new one. Python works with an empty folder; a view of others is not an option.
        _mount(b"tmpfs", b"/proc", b"tmpfs", MS_NOSUID | MS_NODEV, b"size=4096,mode=0555")
    os.mkdir(WORK)
    os.chdir(WORK)
    _limit(limits, already)
    _drop_everything()
    refuse_calls()


def _mount(source: bytes, target: bytes, kind: bytes | None, flags: int, options: bytes | None) -> None:
    _checked(_c.mount(source, target, kind, flags, options), f"mount {target.decode()}")


def _address_space() -> int:
    """Bytes of address space in use; the pre-warmed libraries are not the student's."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _limit(limits: Limits, already: int) -> None:
    for kind, amount in (
        (resource.RLIMIT_AS, already + limits.memory),
        (resource.RLIMIT_FSIZE, limits.disk),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CPU, int(limits.notebook_seconds) + 30),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (amount, amount))


def _drop_everything() -> None:
    """No capability is left, and none can come back through a program that carries some."""
    _checked(_c.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    for capability in range(64):
        if _c.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0 and ctypes.get_errno() == errno.EINVAL:
            break
    _c.prctl(PR_CAP_AMBIENT, 4, 0, 0, 0)
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    _checked(_c.capset(header, struct.pack("6I", *[0] * 6)), "capset")

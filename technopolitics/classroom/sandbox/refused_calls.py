"""Calls to the kernel that no notebook needs and that reach past the limits: refused with EPERM, by a seccomp filter.

Memory that belongs to no process (memfd, System V) counts in no limit; keyrings outlive a process; the rest is how
other escapes begin. See seccomp(2). The numbers of the calls differ from machine to machine: where they are not known here,
there is no filter, and the other walls stand alone.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

__all__ = ["refuse_calls"]

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
PLACE_OF_NUMBER, PLACE_OF_MACHINE = 0, 4
OTHER_NUMBERS = 0x40000000  # on x86-64, the same calls have second numbers from here on

# Name to number: on x86-64, and on machines with the kernel's generic table.
CALLS = {
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
}
# Machine to its number in the filter, and the column above.
MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1), "riscv64": (0xC00000F3, 1)}


def refuse_calls() -> None:
    """For this process and all that it starts, for good. It must have given up new privileges before. OSError when the kernel says no."""
    if platform.machine() not in MACHINES:
        return
    steps = _program(*MACHINES[platform.machine()])
    program = ctypes.create_string_buffer(b"".join(steps), 8 * len(steps))
    described = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, described, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the kernel takes no seccomp filter")


def _program(machine: int, column: int) -> list[bytes]:
    """The filter in the kernel's small language; a jump counts the steps that it leaves out."""
    numbers = [pair[column] for pair in CALLS.values()]
    refuse_in = len(numbers) + 1
    return [
        _step(LOAD, PLACE_OF_MACHINE),
        _step(EQUAL, machine, 0, refuse_in + 2),
        _step(LOAD, PLACE_OF_NUMBER),
        _step(AT_LEAST, OTHER_NUMBERS, refuse_in, 0),
        *(_step(EQUAL, number, refuse_in - 1 - place, 0) for place, number in enumerate(numbers)),
        _step(RETURN, ALLOW),
        _step(RETURN, REFUSE),
    ]


def _step(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_true, when_false, value)

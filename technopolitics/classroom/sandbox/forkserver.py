"""The pre-warmed process: it has everything imported, runs nothing of a student, and forks confined processes.

It lives inside bubblewrap. The grader sends it a socket for each new process; what the process then says goes through
that socket and never through this one.
"""

from __future__ import annotations

import gc
import os
import random
import select
import signal
import socket
import sys
import tempfile
from typing import Any

from technopolitics.classroom.sandbox import confinement
from technopolitics.classroom.sandbox.wire import Channel, Closed

__all__ = ["main"]

PATROL_SECONDS = 0.3  # one process is held by its own limit; this catches many that share the work


def main(control: int, user: int | None, confined: bool) -> None:
    """Serve on the inherited socket ``control``. ``user`` is the one to become when started by root."""
    # Blocks the signals of a terminal: whoever stops the grader closes the socket, and that ends everything here.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if confined:
        confinement.tie_to_parent()
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    from technopolitics.classroom.sandbox.workplace import make_shell

    shell = make_shell()
    _warm_up(shell)
    if confined:
        confinement.tie_to_parent()  # becoming another user has cut the tie
        confinement.stay_unreadable()
    gc.collect()
    gc.freeze()  # children share these pages as long as nobody counts references in them
    _Server(socket.socket(fileno=control), shell, confined).serve()


# What lessons and assignments do again and again: the first time costs up to a second, in each submission.
_EXERCISE = """
import matplotlib.pyplot as plt, pandas as pd, technopolitics as tp
from technopolitics.practice import graded
rows = tp.load("foundry_revenue").query("quarter.str.startswith('2025') and share_pct > 1")
sums = rows.groupby("quarter")["share_pct"].sum().sort_values()
with plt.style.context(tp.STYLE):
    figure, ax = plt.subplots()
    ax.barh(list(sums.index), sums)
    ax.set(title="a b c", xlabel="d")
    plt.show()
graded.bars_of("figure", ax)
rows
graded.right("sums", sums, graded.Numbers("a Series", "percent"), sums * 2)
"""


def _warm_up(shell: Any) -> None:
    """Run the exercise, an error, and a figure once, and forget them; read the tables."""
    import technopolitics as tp
    from technopolitics.classroom.sandbox.crossing import Crossing
    from technopolitics.classroom.sandbox.drawing import redraw, transcribe

    for name in tp.tables():
        tp.about(name)
    names = set(shell.user_ns)
    for source in (_EXERCISE, "1 / 0"):
        shell.desk.begin(10_000_000)
        shell.run_cell(source, store_history=False)
    shell.desk.listening = False
    redraw(transcribe(shell.user_ns["figure"]))
    crossing = Crossing(lambda function: 0, lambda number, name: None)
    crossing.unpack(crossing.pack(shell.user_ns["rows"]))
    for name in set(shell.user_ns) - names:
        del shell.user_ns[name]


class _Server:
    def __init__(self, control: socket.socket, shell: Any, confined: bool) -> None:
        self.control = control
        self.channel = Channel(control)
        self.shell = shell
        self.confined = confined
        self.watchers: dict[int, int] = {}  # number of a process to the process that watches it

    def serve(self) -> None:
        self.channel.send({"ready": True})
        while True:
            self._bury_the_dead()
            if not select.select([self.control], [], [], 1.0)[0]:
                continue
            try:
                request, ends = self._receive()
            except Closed:
                for watcher in self.watchers.values():
                    os.kill(watcher, signal.SIGTERM)
                return
            if request["do"] == "fork":
                self._fork(request, ends[0])
            elif request["number"] in self.watchers:
                kind = signal.SIGUSR1 if request["do"] == "interrupt" else signal.SIGTERM
                os.kill(self.watchers[request["number"]], kind)

    def _receive(self) -> tuple[dict[str, Any], list[int]]:
        """A request, and the socket that came with it (the first byte carries it)."""
        _, ends, _, _ = socket.recv_fds(self.control, 1, 1)
        return self.channel.receive(), ends

    def _bury_the_dead(self) -> None:
        for number, watcher in list(self.watchers.items()):
            if os.waitpid(watcher, os.WNOHANG)[0]:
                del self.watchers[number]

    def _fork(self, request: dict[str, Any], end: int) -> None:
        watcher = os.fork()
        if watcher:
            os.close(end)
            self.watchers[request["number"]] = watcher
            return
        try:
            self.control.close()
            _watch(end, confinement.Limits(**request["limits"]), self.shell, self.confined)
        finally:
            os._exit(1)


def _watch(end: int, limits: confinement.Limits, shell: Any, confined: bool) -> None:
    """Fork once more into the new world, and stay outside to pass on interrupts and to watch the memory of all in it."""
    if confined:
        confinement.own_world()
        confinement.tie_to_parent()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # so that sigtimedwait below can wait for it
    waiting, begins = os.pipe()
    # Opened now: what is mounted over /proc for the worker hides it from this process too.
    processes = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)
    worker = os.fork()
    if not worker:
        try:
            os.close(begins)
            os.close(processes)
            os.read(waiting, 1)
            _work(end, limits, shell, confined)
        finally:
            os._exit(1)
    os.close(end)
    os.close(waiting)
    signal.signal(signal.SIGUSR1, lambda *_: os.kill(worker, signal.SIGINT))
    # The worker could cut the tie to its parent, so that the parent's end alone would not end it.
    signal.signal(signal.SIGTERM, lambda *_: os.kill(worker, signal.SIGKILL))
    os.write(begins, b"x")
    while os.waitpid(worker, os.WNOHANG) == (0, 0):
        if confined and _memory_below(os.getpid(), processes) > limits.memory + limits.disk:
            os.kill(worker, signal.SIGKILL)
        signal.sigtimedwait([signal.SIGCHLD], PATROL_SECONDS)
    os._exit(0)


def _memory_below(top: int, processes: int) -> int:
    """Bytes of memory that all processes below ``top`` hold, shared memory included; libraries and files are not counted.

    ``processes`` is the opened folder /proc.
    """
    parents, sizes = {}, {}
    for name in os.listdir(processes):
        if not name.isdigit():
            continue
        try:
            with open(os.open(f"{name}/stat", os.O_RDONLY, dir_fd=processes), "rb") as file:
                parents[int(name)] = int(file.read().rpartition(b")")[2].split()[1])
            with open(os.open(f"{name}/status", os.O_RDONLY, dir_fd=processes), "rb") as file:
                sizes[int(name)] = sum(1024 * int(line.split()[1]) for line in file if line.startswith((b"RssAnon:", b"RssShmem:")))
        except OSError:
            continue
    below = {top}
    while more := {p for p, parent in parents.items() if parent in below} - below:
        below |= more
    return sum(sizes.get(p, 0) for p in below)


def _work(end: int, limits: confinement.Limits, shell: Any, confined: bool) -> None:
    from technopolitics.classroom.sandbox.workplace import serve

    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    keep = os.dup2(end, 3)
    os.closerange(4, 1024)
    if confined:
        confinement.tie_to_parent()
        confinement.confine(limits)
    else:
        os.chdir(tempfile.mkdtemp())
    import numpy

    random.seed()
    numpy.random.seed()  # else the global generator would give every student the same draws
    try:
        serve(Channel(socket.socket(fileno=keep)), shell)
    except Closed:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if sys.argv[2] != "-" else None, sys.argv[3] == "confined")

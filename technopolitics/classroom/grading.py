"""Grade an assignment for a class: prepare each submission, run it in the sandbox, record it; several at a time.

One process owns the gradebook. It examines each submission and puts it into the frame of the release, hands it to an
executor of ``concurrent.futures`` (threads that drive confined processes here, or a Dask cluster), and records what comes back.
Each result is on the disk before it is in the gradebook, and in the gradebook before it is in autograded/. So a run
that is stopped at any moment goes on where it was: nothing is graded twice and nothing is lost.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import stat
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata, SaveAutoGrades
from nbgrader.utils import parse_utc

from technopolitics.classroom.confined_step import ConfinedExecute, released_files, shared_session
from technopolitics.classroom.course_reading import Course, read_course, released_notebook
from technopolitics.classroom.doctor import examine_submission
from technopolitics.classroom.findings import shown
from technopolitics.classroom.gradebook_record import Ledger, Standing, read_source
from technopolitics.classroom.grading_work import Job, Outcome, restore, work
from technopolitics.classroom.notebook_file import LARGEST_FILE, read_bytes
from technopolitics.classroom.sandbox.session import NoSandbox
from technopolitics.classroom.staging import LONGEST_STAMP, Staged, Staging

__all__ = ["Summary", "grade"]

_STATUS = {"ok": "graded", "repaired": "repaired", "look": "review"}
# As long as nbgrader's column for it, which some data bases enforce.
LONGEST_NAME = 128
# What the gradebook and the run do themselves; the other steps of nbgrader's configuration run on each notebook.
_DONE_ELSEWHERE = (ConfinedExecute, SaveAutoGrades, AssignLatePenalties, CheckCellMetadata)


@dataclass
class Summary:
    """Student to how it went; ``graded`` were run now, ``unchanged`` were graded before from the same files."""

    standings: dict[str, Standing] = field(default_factory=dict)
    graded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    stopped: bool = False

    def count(self, status: str) -> int:
        """Number of submissions of a status."""
        return sum(s.status == status for s in self.standings.values())


def grade(
    assignment: str,
    course: Path,
    jobs: int | None = None,
    scheduler: str = "",
    db_url: str = "",
    force: bool = False,
    unsafe: bool = False,
    say: Callable[[str], None] = print,
) -> Summary:
    """Grade all submissions of ``assignment`` in the folder ``course``; returns how each one went.

    ``jobs`` submissions run at a time (default: one for each core). ``scheduler`` is the address of a Dask scheduler.
    RuntimeError says what is missing. NoSandbox (a RuntimeError) is raised before anything is graded.
    """
    where = read_course(course, db_url)
    released = released_notebook(where, assignment)
    students = _students(where.submitted, assignment)
    if not students:
        raise RuntimeError(
            f"there is nothing in {where.submitted}/STUDENT/{assignment}. First collect: nbgrader collect {assignment}, or technopolitics collect."
        )
    workers = jobs or os.cpu_count() or 1
    options = _Options(workers, force, unsafe, say)
    with ExitStack() as open_things:
        executor = open_things.enter_context(_executor(workers, scheduler))
        # Starts while the gradebook is read, and says before the first grade whether there can be a sandbox at all.
        first = executor.submit(_ready, unsafe, str(where.root))
        ledger = open_things.enter_context(Ledger(where.db_url, where.course_id, _late_plugin(where.config)))
        run = _Run(assignment, where, released, ledger, executor, options)
        first.result()
        return run.over(students)


@dataclass(frozen=True)
class _Options:
    """What was asked for."""

    jobs: int
    force: bool
    unsafe: bool
    say: Callable[[str], None]


def _ready(unsafe: bool, root: str) -> bool:
    return shared_session(unsafe, (Path(root),)).alive


@contextmanager
def _executor(jobs: int, scheduler: str) -> Iterator[Executor]:
    """Where submissions run: threads here, or the machines of a cluster."""
    if not scheduler:
        # Threads are enough: each one waits for confined processes, and those use the cores.
        with ThreadPoolExecutor(jobs) as threads:
            yield threads
        return
    from distributed import Client

    try:
        client = Client(scheduler, timeout="10s")
    except OSError as problem:
        raise RuntimeError(
            f"no Dask scheduler answers at {scheduler} ({problem}). Start one with: dask scheduler, and dask worker {scheduler}"
        ) from None
    with client, client.get_executor(pure=False) as cluster:
        yield cluster


def _late_plugin(config: Any) -> Any:
    return AssignLatePenalties(config=config).plugin_class(config=config)


@dataclass(frozen=True)
class _Ticket:
    """What is known of a submission while it runs."""

    student: str
    digest: str
    status: str
    findings: tuple[str, ...]


class _Run:
    """One run over a class."""

    def __init__(self, assignment: str, where: Course, released: NotebookNode, ledger: Ledger, executor: Executor, options: _Options) -> None:
        self.assignment, self.where, self.released, self.ledger, self.executor, self.options = assignment, where, released, ledger, executor, options
        self.source = read_source(ledger.gradebook, assignment)
        confined = ConfinedExecute(config=where.config)
        self.limits, self.unsafe = confined.limits(), options.unsafe or confined.unsafe
        self.before, self.after = _steps(where.config)
        self.files = released_files(where.sources / assignment)
        self.staging = Staging(where.grading / assignment, where.submitted, where.autograded, assignment)
        self.summary = Summary(ledger.standings(assignment))
        self.release_digest = self._digest_of_release()

    def over(self, students: list[str]) -> Summary:
        """Grade everybody; the order of recording is the order in which runs end."""
        self.staging.forget_draft()
        began, done, running, todo = time.monotonic(), 0, {}, deque(students)
        try:
            while todo or running:
                # A few wait in line, so that nobody idles; not all, so that results are recorded as they come.
                while todo and len(running) < 3 * self.options.jobs:
                    ticket, job = self._prepare(todo.popleft())
                    if job is not None:
                        running[self.executor.submit(work, job)] = ticket
                    done += job is None
                for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                    ticket = running.pop(future)
                    self._finish(ticket, future)
                    done += 1
                    left = (time.monotonic() - began) / done * (len(students) - done)
                    self.options.say(
                        f"[{done}/{len(students)}] {ticket.student}: {self.summary.standings[ticket.student].status}; about {left:.0f} s left"
                    )
        except KeyboardInterrupt:
            self.summary.stopped = True
        finally:
            for future in running:
                future.cancel()
            self.staging.sweep()
            self._write_table()
        return self.summary

    def _prepare(self, student: str) -> tuple[_Ticket, Job | None]:
        """Look at a submission; None in place of a job when nothing has to run."""
        if not student.isprintable() or len(student) > LONGEST_NAME:
            return self._refuse_name(student), None
        folder = self.where.submitted / student / self.assignment
        digest = _digest_of_folder(folder, self.release_digest)
        ticket = _Ticket(student, digest, "graded", ())
        before = self.summary.standings.get(student)
        staged = None if self.options.force else self.staging.get(student, digest)
        if before is not None and before.digest == digest and not self.options.force:
            if staged is not None:
                self.staging.move(student)  # the last run was stopped just before this
            if before.status == "rejected" or self.staging.place(student).is_dir():
                self.summary.unchanged.append(student)
                return ticket, None
        if staged is not None:  # the last run was stopped before it could record this
            self._record(student, staged)
            return ticket, None
        diagnosis = examine_submission(folder, self.assignment, self.released, files=tuple(self.files))
        findings = tuple(finding.sentence for finding in diagnosis.findings if finding.severity != "ok")
        if diagnosis.notebook is None:
            self._reject(student, digest, findings)
            return ticket, None
        job = Job(
            student,
            self.assignment,
            restore(diagnosis.notebook, self.source),
            limits=self.limits,
            files=self.files,
            before=self.before,
            after=self.after,
            config=_plain(self.where.config, (*self.before, *self.after)),
            unsafe=self.unsafe,
            hidden=(str(self.where.root),),
        )
        return _Ticket(student, digest, _STATUS[diagnosis.status], findings), job

    def _finish(self, ticket: _Ticket, future: Future[Outcome]) -> None:
        """First on the disk, then in the gradebook, then in its place."""
        try:
            outcome = future.result()
        except (NoSandbox, BrokenExecutor):
            raise
        except Exception as problem:  # one submission that nobody thought of must not stop a class
            sentence = f"The grader met something that nobody thought of ({type(problem).__name__}): please look at this submission by hand."
            self._reject(ticket.student, ticket.digest, (*ticket.findings, sentence))
            return
        standing = Standing("review" if outcome.incidents else ticket.status, (*ticket.findings, *outcome.incidents), ticket.digest)
        staged = Staged(outcome.notebook, outcome.points, standing)
        self.staging.put(ticket.student, staged)
        self._record(ticket.student, staged)

    def _record(self, student: str, staged: Staged) -> None:
        stamp = _timestamp(self.where.submitted / student / self.assignment / "timestamp.txt")
        self.ledger.record(self.assignment, student, staged.notebook, staged.points, stamp, staged.standing)
        self.staging.move(student)
        self.summary.standings[student] = staged.standing
        self.summary.graded.append(student)

    def _reject(self, student: str, digest: str, findings: tuple[str, ...]) -> None:
        """A named status, and never a silent zero; a grade that exists stays."""
        kept = ("The grade of an earlier submission stays.",) if self.staging.place(student).is_dir() else ()
        standing = Standing("rejected", (*findings, *kept), digest)
        self.ledger.note(self.assignment, student, standing)
        self.summary.standings[student] = standing
        self.options.say(f"{student}: not graded. {' '.join(standing.findings)}")

    def _refuse_name(self, student: str) -> _Ticket:
        """A folder whose name can be no student's: it is told, and neither the gradebook nor a terminal gets to see the name as it is."""
        said = shown(student)
        sentence = (
            f"The name of this folder has signs that cannot be written or more than {LONGEST_NAME} of them: it was not graded. Rename the folder."
        )
        self.summary.standings[said] = Standing("rejected", (sentence,), "")
        self.options.say(f"{said}: {sentence}")
        return _Ticket(said, "", "rejected", ())

    def _digest_of_release(self) -> bytes:
        """Changes with the release, a hidden test, a file beside them, or a limit: then everybody is graded again."""
        parts = [nbformat.writes(self.released), json.dumps(self.source.cells, sort_keys=True), json.dumps(self.limits.as_message(), sort_keys=True)]
        digest = hashlib.sha256("\0".join(parts).encode())
        for name, content in sorted(self.files.items()):
            digest.update(name.encode() + b"\0" + content)
        return digest.digest()

    def _write_table(self) -> None:
        """COURSE/grading/ASSIGNMENT.csv: a line for each submission and finding, for the report and for a spreadsheet."""
        path = self.where.grading / f"{self.assignment}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        with open(draft, "w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file)
            lines.writerow(["student_id", "status", "sentence"])
            for student, standing in sorted(self.summary.standings.items()):
                lines.writerows([student, standing.status, sentence] for sentence in (standing.findings or ("",)))
        os.replace(draft, path)


def _steps(config: Any) -> tuple[tuple[type, ...], tuple[type, ...]]:
    """nbgrader's steps as configured, before and after points are read, without those that the run and the ledger do themselves."""
    steps = list(config.Autograde.autograde_preprocessors)
    if ConfinedExecute not in steps or SaveAutoGrades not in steps:
        raise RuntimeError("nbgrader_config.py does not run notebooks in the sandbox. Call technopolitics.classroom.settings.configure in it.")
    place = steps.index(SaveAutoGrades)
    return tuple(tuple(step for step in part if step not in _DONE_ELSEWHERE) for part in (steps[:place], steps[place:]))


def _plain(config: Any, steps: tuple[type, ...]) -> dict[str, Any]:
    """The part of the configuration that concerns these steps, so that it can travel to another machine."""
    names = {base.__name__ for step in steps for base in step.__mro__}
    return {name: dict(config[name]) for name in config if name in names}


def _students(submitted: Path, assignment: str) -> list[str]:
    if not submitted.is_dir():
        return []
    with os.scandir(submitted) as entries:
        return sorted(e.name for e in entries if not e.name.startswith(".") and os.path.lexists(os.path.join(e.path, assignment)))


def _digest_of_folder(folder: Path, release: bytes) -> str:
    """Of the names and contents of a submission's regular files, and of what it is graded against. Links are not followed."""
    digest = hashlib.sha256(release)
    if folder.is_symlink():
        return digest.hexdigest()  # it may lead to all the files of this machine
    for place, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(place) / name
            digest.update(f"{path.relative_to(folder)}\0".encode(errors="surrogateescape"))
            try:
                status = path.lstat()
                if not stat.S_ISREG(status.st_mode):
                    digest.update(b"no regular file\0")
                elif status.st_size > LARGEST_FILE:  # not read for grading, so not read here
                    digest.update(f"{status.st_size} {status.st_mtime_ns}\0".encode())
                else:
                    with open(path, "rb") as file:
                        digest.update(hashlib.file_digest(file, "sha256").digest())
            except OSError:
                digest.update(b"not readable\0")
    return digest.hexdigest()


def _timestamp(path: Path) -> datetime | None:
    """When it was handed in; None when nobody wrote it down in a form that can be read."""
    try:
        return parse_utc(read_bytes(path, LONGEST_STAMP).decode("utf-8").strip())
    except (ValueError, OverflowError):
        return None

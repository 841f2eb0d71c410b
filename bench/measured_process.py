"""Runs one command to its end and writes what its whole process tree used, as one JSON document.

    python3 measured_process.py REPORT COMMAND [ARGUMENT...]

Wall time is taken around the command alone; this interpreter's own start is outside it. CPU time is the kernel's
account of every process of the tree that has ended (getrusage, RUSAGE_CHILDREN).

Peak memory is the larger of two figures. The kernel's high-water mark (ru_maxrss) is exact and misses no short peak,
but knows only the largest single process. Sampled every 20 ms, the summed resident sets of the tree also see several
processes at once, counting shared pages once for each. For a command of one process the first is the answer.

Why a small interpreter stands in between: Linux carries the high-water mark of the process that forks over the exec,
so a command started by a large process would be given that process's size as its own peak. What remains is this
interpreter's size, about 15 MB: the least that is ever reported.
"""

import ctypes
import json
import os
import pathlib
import resource
import select
import signal
import sys
import time

SAMPLE_SECONDS = 0.02
STOP_SECONDS = 5
PR_SET_CHILD_SUBREAPER = 36
STOPPING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
PROC = pathlib.Path("/proc")


def adopt_orphans() -> None:
    """Descendants whose parent ends become ours (Linux), so that none leaves the account."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children_of(pid: int) -> list[int]:
    found = []
    for task in (PROC / str(pid) / "task").glob("*/children"):
        try:
            found += map(int, task.read_text().split())
        except OSError:
            pass  # ended between two looks
    return found


def descendants(pid: int) -> list[int]:
    children = children_of(pid)
    return children + [below for child in children for below in descendants(child)]


def resident_bytes(pid: int) -> int:
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def largest_process_bytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, kilobytes on Linux
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit


def reap() -> dict[int, int]:
    """Exit statuses of the children that have ended since the last call."""
    ended = {}
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if pid == 0:
            return ended
        ended[pid] = status


def stop_tree() -> None:
    """Ends what is left of the tree: asks, waits, then kills."""
    deadline = time.monotonic() + STOP_SECONDS
    request = signal.SIGTERM
    while left := descendants(os.getpid()):
        for pid in left:
            try:
                os.kill(pid, request)
            except ProcessLookupError:
                pass
        time.sleep(SAMPLE_SECONDS)
        reap()
        if time.monotonic() > deadline:
            request = signal.SIGKILL


def signal_pipe() -> int:
    """A file descriptor that yields the number of each signal received, so that waiting costs no polling."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    for number in STOPPING | {signal.SIGCHLD}:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(writer)
    return reader


def watch(command: int, signals: int) -> tuple[int | None, int]:
    """Waits for the command; its exit status, or None where it was stopped, and the largest sampled sum."""
    parent, peak = os.getppid(), 0
    while True:
        ready, _, _ = select.select([signals], [], [], SAMPLE_SECONDS)
        received = set(os.read(signals, 64)) if ready else set()
        if received & STOPPING or os.getppid() != parent:
            return None, peak
        if (status := reap().get(command)) is not None:
            return status, peak
        peak = max(peak, sum(map(resident_bytes, descendants(os.getpid()))))


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    report, *command = sys.argv[1:]
    adopt_orphans()
    signals = signal_pipe()
    before = cpu_seconds()  # a wrapper script around python3 leaves its own children in the account
    begin = time.perf_counter()
    try:
        pid = os.posix_spawnp(command[0], command, os.environ)
    except OSError as error:
        print(f'Cannot run "{command[0]}": {error.strerror}', file=sys.stderr)
        return 127
    status, sampled = watch(pid, signals)
    wall = time.perf_counter() - begin
    stop_tree()
    if status is None:
        return 128 + signal.SIGTERM
    figures = {
        "wallSeconds": wall,
        "cpuSeconds": cpu_seconds() - before,
        "peakBytes": max(largest_process_bytes(), sampled),
    }
    pathlib.Path(report).write_text(json.dumps(figures))
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())

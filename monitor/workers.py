"""Where CPU-bound work on hostile bytes runs: killable child processes with limits of time and memory.

Rule kept: one bad page loses only itself. A child that runs too long is killed, one that takes too much memory or
dies is replaced, and the caller gets a `WorkerError` that names which; the pool goes on working. No child exists
before the first task.

The only module that imports pebble. Two of its habits are worked round here, both found by trying:

* A result that cannot be unpickled in the parent breaks the whole pool, and one whose pickling raises
  AttributeError kills the child. So `_call` pickles in the child and `Pool.run` unpickles in the parent.
* It ends a child with SIGTERM, which a Python handler does not see while C code loops, and waits 3 s before SIGKILL.
  So children take SIGTERM as the operating system means it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from monitor.errors import WorkerError

if sys.platform != "win32":  # Windows has no resource limits; the time limit and the byte caps stand there
    import resource

# A task that no child ever acknowledged (it could not even be unpickled there) has no clock in pebble: after its own
# and its predecessor's time and this much for starting children, the pool is taken for stuck and replaced.
STUCK_SECONDS = 60.0

#: Tasks handed over at once for each child: one it works on and one it finds waiting, so that it never idles.
IN_FLIGHT = 2


class Pool:
    """A lazily started pool of killable child processes.

    ``processes`` 0 or less means one per core. ``memory_mb`` is what a child may take beyond what it has when it
    starts (POSIX; 0 = no limit). ``initializer(*initargs)`` runs in every new child. ``preload`` names modules that
    the fork server imports once, so that a child which replaces a killed one starts in milliseconds.
    """

    def __init__(
        self,
        processes: int,
        memory_mb: int,
        initializer: Callable[..., object] | None = None,
        initargs: Sequence[Any] = (),
        *,
        preload: Sequence[str] = (),
    ) -> None:
        self.processes = processes if processes > 0 else os.cpu_count() or 1
        self._setup = (memory_mb, initializer, tuple(initargs))
        self._preload = list(preload)
        self._pool: ProcessPool | None = None
        self._room: tuple[asyncio.AbstractEventLoop, asyncio.Semaphore] | None = None

    async def run(self, function: Callable[..., Any], *args: Any, seconds: float) -> Any:
        """Call ``function(*args)`` in a child and give its result; both must pickle.

        Raises whatever the function raises, and `WorkerError` when there is no result: the child took longer than
        ``seconds`` of its own time, or too much memory, or died, or the result does not pickle. Cancelling the
        awaiting task kills the child.
        """
        async with self._places():
            return _unpack(await self._answer(function, args, seconds), function)

    def _places(self) -> asyncio.Semaphore:
        """Give the semaphore of the running loop: one pool may serve several loops, one after another."""
        loop = asyncio.get_running_loop()
        if self._room is None or self._room[0] is not loop:
            self._room = (loop, asyncio.Semaphore(self.processes * IN_FLIGHT))
        return self._room[1]

    async def _answer(self, function: Callable[..., Any], args: tuple[Any, ...], seconds: float) -> bytes:
        pool = self._started()
        name = _name(function)
        try:
            async with asyncio.timeout(seconds * IN_FLIGHT + STUCK_SECONDS):
                answer: bytes = await asyncio.wrap_future(pool.schedule(_call, (function, args), timeout=seconds))
        except asyncio.CancelledError as error:
            if _is_cancelled():
                raise
            raise WorkerError(f"{name}: the worker processes were closed before it was done") from error
        except TimeoutError as error:
            if not error.args:  # ours, not pebble's: the task never started
                self._discard(pool)
            raise WorkerError(f"{name}: no result after {seconds:g} s (time limit); its process was killed") from error
        except MemoryError as error:
            raise WorkerError(f"{name}: out of memory (limit {self._setup[0]} MB)") from error
        except ProcessExpired as error:
            raise WorkerError(f"{name}: its process died ({_death(error.exitcode)})") from error
        except (BrokenProcessPool, RuntimeError) as error:
            if self._pool is not pool:
                raise WorkerError(f"{name}: the worker processes were closed before it was done") from error
            self._discard(pool)
            raise WorkerError(f"{name}: the worker processes broke down ({error}); new ones are started") from error
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise WorkerError(f"{name}: the task cannot be sent to a process ({error})") from error
        return answer

    def _started(self) -> ProcessPool:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self.processes, initializer=_start_child, initargs=self._setup, context=self._context()
            )
        return self._pool

    def _context(self) -> Any:
        """Never fork: the parent has threads, and a forked lock may stay locked for ever."""
        if "forkserver" not in multiprocessing.get_all_start_methods():
            return multiprocessing.get_context("spawn")
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", *self._preload])
        return context

    def _discard(self, pool: ProcessPool) -> None:
        """Drop a broken pool; the next task starts another."""
        if self._pool is pool:
            self._pool = None
            _end(pool)

    def close(self) -> None:
        """Kill what still runs and leave no child behind; safe to call twice."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            _end(pool)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble ships no annotation for it
    pool.join()


def _is_cancelled() -> bool:
    """Whether the awaiting task itself was cancelled, not only the child's future."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _name(function: Callable[..., Any]) -> str:
    return getattr(function, "__name__", type(function).__name__)


def _death(code: int | None) -> str:
    """Say how a child ended: ``killed by SIGSEGV``, ``exit code 3``."""
    if code is not None and code < 0:
        try:
            return f"killed by {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"
    return f"exit code {code}"


# ------------------------------------------------------------------------------------------------ in the child


def _start_child(memory_mb: int, initializer: Callable[..., object] | None, initargs: tuple[Any, ...]) -> None:
    """Set a new child up: signals, the caller's initializer, then the memory limit on top of what that took."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if initializer is not None:
        initializer(*initargs)
    if memory_mb > 0:
        _limit_memory(memory_mb * 1024 * 1024)


def _limit_memory(room: int) -> None:
    """Allow ``room`` bytes of address space beyond what is mapped now (POSIX).

    Counted from now on, because reserved address space says nothing about memory: an idle child already has
    hundreds of megabytes of it.
    """
    if sys.platform == "win32":
        return
    limit = _mapped() + room
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ValueError, OSError):
        pass  # macOS refuses limits below what it has reserved; the time limit and the byte caps stand


def _mapped() -> int:
    """Bytes of address space this process has (Linux; elsewhere a generous guess)."""
    if not sys.platform.startswith("linux"):
        return 1 << 30
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not needed for one number
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _call(function: Callable[..., Any], args: tuple[Any, ...]) -> bytes:
    """Run in the child; give ``(worked, result or exception)`` pickled, checked that it comes back whole."""
    try:
        answer = (True, function(*args))
    except MemoryError:
        raise
    except Exception as error:  # whatever it is, it is raised again in the parent
        return _pickled_error(error)
    try:
        return pickle.dumps(answer)
    except MemoryError:
        raise
    except Exception as error:  # pickling runs the result's own code, which may raise anything
        return pickle.dumps((False, WorkerError(f"{_name(function)}: its result does not pickle ({error})")))


def _pickled_error(error: Exception) -> bytes:
    """Pickle an exception, or a `WorkerError` that describes it when it does not survive the journey."""
    try:
        data = pickle.dumps((False, error))
        pickle.loads(data)  # noqa: S301 - our own bytes, made on the line above
    except Exception:  # an exception's own __reduce__ may raise anything
        return pickle.dumps((False, WorkerError(f"{type(error).__name__}: {error}")))
    return data


# ----------------------------------------------------------------------------------------------- in the parent


def _unpack(answer: bytes, function: Callable[..., Any]) -> Any:
    """Give the result or raise the exception a child sent."""
    try:
        worked, value = pickle.loads(answer)  # noqa: S301 - made by `_call` in our own child, over its own pipe
    except Exception as error:
        raise WorkerError(f"{_name(function)}: its result cannot be read ({error})") from error
    if not worked:
        raise value
    return value

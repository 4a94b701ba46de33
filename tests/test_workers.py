"""Children with limits: every way to fail is tried for real, and the pool still works afterwards."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from monitor import workers
from monitor.errors import ConfigError, WorkerError
from monitor.workers import Pool

PLENTY = 30.0
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX resource limits and signals")


class TwoArgumentError(Exception):
    """An exception that pickles but does not unpickle."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)
        self.second = second


class DoesNotComeBack:
    """A result that pickles in the child and raises when it is read in the parent."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return (_explode, ())


def _explode() -> object:
    raise ValueError("not here")


def _double(value: int) -> int:
    return value * 2


def _loop() -> None:
    while True:
        pass


def _loop_in_c() -> int:
    return sum(iter(int, 1))


def _hog() -> int:
    return len(bytearray(3_000_000_000))


def _exit(code: int) -> None:
    os._exit(code)


def _segfault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def _unpicklable() -> object:
    return lambda: None


def _raise(error: Exception) -> None:
    raise error


def _raise_odd() -> None:
    raise TwoArgumentError("first", "second")


def _pid() -> int:
    return os.getpid()


def _signals() -> tuple[object, object]:
    return signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)


_kept: list[object] = []


def _remember(value: str) -> None:
    _kept.append(value)


def _remembered() -> list[object]:
    return _kept


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1, 400) as made:
        yield made


def run(pool: Pool, function: Callable[..., object], *args: object, seconds: float = PLENTY) -> object:
    async def main() -> object:
        return await pool.run(function, *args, seconds=seconds)

    return asyncio.run(main())


def works(pool: Pool) -> bool:
    return run(pool, _double, 21) == 42


def test_no_child_exists_before_the_first_task() -> None:
    with Pool(1, 0) as pool:
        assert pool._pool is None


def test_a_result_comes_back(pool: Pool) -> None:
    assert works(pool)
    assert run(pool, _pid) != os.getpid()


@pytest.mark.parametrize("function", [_loop, _loop_in_c])
def test_an_endless_loop_is_killed_and_named(pool: Pool, function: Callable[..., object]) -> None:
    with pytest.raises(WorkerError, match=r"no result after 0.3 s \(time limit\)"):
        run(pool, function, seconds=0.3)
    assert works(pool)


@posix
def test_a_memory_hog_is_stopped_and_named(pool: Pool) -> None:
    with pytest.raises(WorkerError, match=r"_hog: out of memory \(limit 400 MB\)"):
        run(pool, _hog)
    assert works(pool)


def test_a_child_that_exits_is_named_with_its_code(pool: Pool) -> None:
    with pytest.raises(WorkerError, match=r"_exit: its process died \(exit code 3\)"):
        run(pool, _exit, 3)
    assert works(pool)


@posix
def test_a_child_that_crashes_is_named_with_its_signal(pool: Pool) -> None:
    with pytest.raises(WorkerError, match="killed by SIGSEGV"):
        run(pool, _segfault)
    assert works(pool)


def test_a_child_that_exits_cleanly_in_mid_task_does_not_hang(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "STUCK_SECONDS", 0.5)
    with pytest.raises(WorkerError):
        run(pool, _exit, 0, seconds=1.0)
    monkeypatch.undo()
    assert works(pool)


def test_a_result_that_does_not_pickle_is_named(pool: Pool) -> None:
    with pytest.raises(WorkerError, match="_unpicklable: its result does not pickle"):
        run(pool, _unpicklable)
    assert works(pool)


def test_a_result_that_cannot_be_read_back_is_named(pool: Pool) -> None:
    with pytest.raises(WorkerError, match=r"DoesNotComeBack: its result cannot be read \(not here\)"):
        run(pool, DoesNotComeBack)
    assert works(pool)


def test_a_task_that_does_not_pickle_is_named(pool: Pool) -> None:
    with pytest.raises(WorkerError, match="cannot be sent"):
        run(pool, _double, threading.Lock())
    assert works(pool)


def test_an_exception_of_the_family_comes_back_as_itself(pool: Pool) -> None:
    with pytest.raises(ConfigError, match=r"a.toml:1:1: unknown key"):
        run(pool, _raise, ConfigError("a.toml:1:1: unknown key"))


def test_an_unexpected_exception_comes_back_as_itself(pool: Pool) -> None:
    with pytest.raises(ZeroDivisionError):
        run(pool, _raise, ZeroDivisionError("by zero"))


def test_an_exception_that_does_not_unpickle_is_described(pool: Pool) -> None:
    with pytest.raises(WorkerError, match="TwoArgumentError: first"):
        run(pool, _raise_odd)
    assert works(pool)


@posix
def test_children_leave_interrupts_to_the_parent_and_die_on_sigterm(pool: Pool) -> None:
    assert run(pool, _signals) == (signal.SIG_IGN, signal.SIG_DFL)


def test_the_initializer_runs_in_every_child() -> None:
    with Pool(1, 0, _remember, ("lexicons",)) as pool:
        assert run(pool, _remembered) == ["lexicons"]
        with pytest.raises(WorkerError):
            run(pool, _exit, 1)
        assert run(pool, _remembered) == ["lexicons"]
    assert _kept == []


def test_a_failing_initializer_is_an_error_not_a_hang() -> None:
    with Pool(1, 0, _explode) as pool, pytest.raises(WorkerError, match="broke down"):
        run(pool, _double, 1)


def test_one_bad_task_leaves_the_others_alone() -> None:
    async def main(pool: Pool) -> list[object]:
        tasks = [pool.run(_double, n, seconds=PLENTY) for n in range(10)]
        return await asyncio.gather(
            *tasks, pool.run(_loop, seconds=0.3), pool.run(_exit, 1, seconds=PLENTY), return_exceptions=True
        )

    with Pool(2, 0) as pool:
        results = asyncio.run(main(pool))
    assert results[:10] == [n * 2 for n in range(10)]
    assert all(isinstance(result, WorkerError) for result in results[10:])


def test_more_tasks_than_places_wait_their_turn_in_any_loop() -> None:
    async def main(pool: Pool) -> list[object]:
        return await asyncio.gather(*(pool.run(_double, n, seconds=PLENTY) for n in range(20)))

    with Pool(1, 0) as pool:
        assert asyncio.run(main(pool)) == asyncio.run(main(pool)) == [n * 2 for n in range(20)]


def test_a_pool_closed_in_mid_task_is_an_error_not_a_cancellation() -> None:
    async def main() -> None:
        pool = Pool(1, 0)
        task = asyncio.create_task(pool.run(_loop, seconds=PLENTY))
        while not (pool._pool and any(t.started for t in pool._pool._pool_manager.task_manager.tasks.values())):
            await asyncio.sleep(0.01)
        pool.close()
        with pytest.raises(WorkerError, match="closed"):
            await task

    asyncio.run(main())


def test_cancelling_the_caller_kills_the_child(pool: Pool) -> None:
    async def main() -> None:
        task = asyncio.create_task(pool.run(_loop, seconds=PLENTY))
        while not (pool._pool and any(t.started for t in pool._pool._pool_manager.task_manager.tasks.values())):
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert works(pool)


def test_close_ends_running_children_and_may_be_called_twice() -> None:
    pool = Pool(1, 0)
    child = run(pool, _pid)
    pool.close()
    pool.close()
    assert isinstance(child, int)
    if sys.platform != "win32":
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)

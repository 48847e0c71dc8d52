"""Coroutines taken in turns, on one thread."""

import time as _time

CancelledError = type("CancelledError", (BaseException,), {"__module__": "asyncio.exceptions"})
TimeoutError = TimeoutError


class InvalidStateError(Exception):
    __module__ = "asyncio.exceptions"


class Future:
    def __init__(self):
        self._done = False
        self._result = None
        self._error = None
        self._cancelled = False
        self._callbacks = []

    def done(self):
        return self._done

    def cancelled(self):
        return self._cancelled

    def result(self):
        if not self._done:
            raise InvalidStateError("Result is not set.")
        if self._error is not None:
            raise self._error
        return self._result

    def exception(self):
        if not self._done:
            raise InvalidStateError("Exception is not set.")
        return self._error

    def set_result(self, result):
        self._finish(result, None)

    def set_exception(self, error):
        self._finish(None, error)

    def _finish(self, result, error):
        if self._done:
            raise InvalidStateError("invalid state")
        self._done = True
        self._result = result
        self._error = error
        for callback in self._callbacks:
            callback(self)

    def add_done_callback(self, callback):
        if self._done:
            callback(self)
        else:
            self._callbacks.append(callback)

    def cancel(self, msg=None):
        if self._done:
            return False
        self._cancelled = True
        self._finish(None, CancelledError())
        return True

    def __await__(self):
        while not self._done:
            yield self
        return self.result()


class Task(Future):
    _count = 0

    def __init__(self, coroutine, name=None):
        super().__init__()
        Task._count += 1
        self._coroutine = coroutine
        self._name = name or f"Task-{Task._count}"
        self._wake = 0.0
        self._waits_for = None
        self._cancel = False

    def get_name(self):
        return self._name

    def cancel(self, msg=None):
        if self._done:
            return False
        self._cancel = True
        return True

    def _is_ready(self, now):
        if self._cancel:
            return True
        if self._waits_for is not None:
            return self._waits_for.done()
        return self._wake <= now

    def _step(self):
        self._waits_for = None
        try:
            if self._cancel:
                self._cancel = False
                asked = self._coroutine.throw(CancelledError())
            else:
                asked = self._coroutine.send(None)
        except StopIteration as stop:
            self._finish(stop.value, None)
        except CancelledError as error:
            self._cancelled = True
            self._finish(None, error)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            self._finish(None, error)
        else:
            if isinstance(asked, Future):
                self._waits_for = asked
            else:
                self._wake = _loop.now + (asked or 0.0)


class _Loop:
    def __init__(self):
        self.now = 0.0
        self.tasks = []
        self.current = None
        self.running = False

    def run_until(self, main):
        self.tasks.append(main)
        while not main.done():
            ready = [task for task in self.tasks if not task.done() and task._is_ready(self.now)]
            if not ready:
                waits = [task._wake for task in self.tasks if not task.done() and task._waits_for is None]
                if not waits:
                    raise RuntimeError("all tasks wait for each other")
                wake = min(waits)
                _time.sleep(wake - self.now)
                self.now = wake
                continue
            for task in ready:
                if not task.done():
                    self.current = task
                    task._step()
            self.tasks = [task for task in self.tasks if not task.done()]

    def create_task(self, coroutine, name=None):
        return create_task(coroutine, name=name)

    def run_until_complete(self, awaitable):
        return run(_wrap(awaitable))

    def time(self):
        return self.now

    def close(self):
        pass

    def is_running(self):
        return self.running


_loop = _Loop()


async def _wrap(awaitable):
    return await awaitable


def run(main, *, debug=None):
    if _loop.running:
        raise RuntimeError("asyncio.run() cannot be called from a running event loop")
    if not hasattr(main, "send"):
        raise ValueError(f"a coroutine was expected, got {main!r}")
    _loop.running = True
    _loop.tasks = []
    task = Task(main)
    try:
        _loop.run_until(task)
    finally:
        _loop.running = False
    return task.result()


def create_task(coro, *, name=None, context=None):
    if not _loop.running:
        raise RuntimeError("no running event loop")
    task = Task(coro, name)
    _loop.tasks.append(task)
    return task


def ensure_future(awaitable):
    if isinstance(awaitable, Future):
        return awaitable
    return create_task(awaitable if hasattr(awaitable, "send") else _wrap(awaitable))


class _Pause:
    def __init__(self, delay):
        self.delay = delay

    def __await__(self):
        yield self.delay


async def sleep(delay, result=None):
    await _Pause(max(delay, 0.0))
    return result


async def gather(*awaitables, return_exceptions=False):
    tasks = [ensure_future(awaitable) for awaitable in awaitables]
    results = []
    for task in tasks:
        try:
            results.append(await task)
        except Exception as error:
            if not return_exceptions:
                raise
            results.append(error)
    return results


async def wait_for(awaitable, timeout):
    task = ensure_future(awaitable)
    if timeout is None:
        return await task
    end = _loop.now + timeout
    while not task.done():
        if _loop.now >= end:
            task.cancel()
            raise TimeoutError()
        await _Pause(min(0.001, max(end - _loop.now, 0.0)))
    return task.result()


async def wait(tasks, *, timeout=None, return_when="ALL_COMPLETED"):
    tasks = [ensure_future(task) for task in tasks]
    for task in tasks:
        while not task.done():
            await _Pause(0.0)
    return set(tasks), set()


async def to_thread(func, /, *args, **kwargs):
    return func(*args, **kwargs)


def current_task(loop=None):
    return _loop.current


def get_running_loop():
    if not _loop.running:
        raise RuntimeError("no running event loop")
    return _loop


def get_event_loop():
    return _loop


def new_event_loop():
    return _loop


def set_event_loop(loop):
    pass


def iscoroutinefunction(func):
    import inspect

    return inspect.iscoroutinefunction(func)


def iscoroutine(obj):
    import inspect

    return inspect.iscoroutine(obj)


class Lock:
    def __init__(self):
        self._locked = False

    def locked(self):
        return self._locked

    async def acquire(self):
        while self._locked:
            await _Pause(0.0)
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("Lock is not acquired.")
        self._locked = False

    async def __aenter__(self):
        await self.acquire()

    async def __aexit__(self, *error):
        self.release()


class Event:
    def __init__(self):
        self._set = False

    def is_set(self):
        return self._set

    def set(self):
        self._set = True

    def clear(self):
        self._set = False

    async def wait(self):
        while not self._set:
            await _Pause(0.0)
        return True


class Semaphore(Lock):
    def __init__(self, value=1):
        super().__init__()
        self._left = value

    async def acquire(self):
        while self._left <= 0:
            await _Pause(0.0)
        self._left -= 1
        return True

    def release(self):
        self._left += 1


class TaskGroup:
    def __init__(self):
        self._tasks = []

    async def __aenter__(self):
        return self

    def create_task(self, coro, *, name=None):
        task = create_task(coro, name=name)
        self._tasks.append(task)
        return task

    async def __aexit__(self, kind, error, trace):
        for task in self._tasks:
            await task

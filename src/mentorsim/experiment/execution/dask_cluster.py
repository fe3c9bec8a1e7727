"""Dask, which spreads work over the machines of a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from mentorsim.errors import UserError
from mentorsim.experiment.folder.identity import code_digest

_SECONDS_TO_CONNECT = 10
_SECONDS_FOR_A_WORKER = 30


@contextmanager
def dask_executor(scheduler: str | None, workers: int) -> Iterator[tuple[Executor, int]]:
    """Connect to a Dask cluster, or start one on this machine, and let it go at the end.

    Parameters
    ----------
    scheduler
        Address of the scheduler, such as ``tcp://10.0.0.1:8786``; None: start a cluster.
    workers
        How many processes to start; of a cluster that is there, those that it has are used.

    Yields
    ------
    tuple
        An executor, and how many tasks it does at a time.

    Raises
    ------
    UserError
        When Dask is not installed, there is no scheduler at the address, or it has no workers with this
        mentorsim.
    """
    try:
        # As a module without types: those that Dask has are incomplete.
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UserError(
            'the executor dask needs Dask: install it with pip install "mentorsim[cluster]"'
        ) from None
    if scheduler is None:
        with (
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client.get_executor(pure=False), workers
        return
    try:
        client = distributed.Client(scheduler, timeout=_SECONDS_TO_CONNECT)
    except (OSError, ValueError) as problem:
        raise UserError(f"there is no Dask scheduler at {scheduler}: {problem}") from None
    with client:
        _check_workers(client, scheduler)
        threads = sum(client.nthreads().values())
        yield client.get_executor(pure=False), max(threads, workers, 1)


def _check_workers(client: Any, scheduler: str) -> None:
    """Refuse a cluster without workers, or one whose workers would make other rows than this process."""
    try:
        client.wait_for_workers(1, timeout=_SECONDS_FOR_A_WORKER)
    except TimeoutError:
        raise UserError(
            f"the Dask scheduler at {scheduler} has no workers: start some with `dask worker {scheduler}`"
        ) from None
    for worker, found in client.run(code_digest, on_error="return").items():
        if isinstance(found, BaseException):
            raise UserError(
                f"the Dask worker {worker} cannot import this mentorsim ({type(found).__name__}: {found}): "
                "install the same one there"
            )
        if found != code_digest():
            raise UserError(
                f"the Dask worker {worker} has another state of mentorsim's code: install the same one there"
            )

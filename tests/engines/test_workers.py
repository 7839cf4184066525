from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import textwrap

import pytest

from labelproof._engines import worker_count, workers

FORKS = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a program given as text needs forked workers")
COUNT_THREADS = """
import json, os
import numpy as np
from labelproof._blocks import open_source
from labelproof._engines import run_pass

class Shares:
    "A pass whose result is the number of threads that the rows were shared among."
    def init(self): return [1]
    def update(self, state, block): pass
    def merge(self, state, other): return state + other
    def finish(self, state): return len(state)

def threads(task):
    rows = 1 << 23  # work for 256 threads, and no memory: all strides are zero
    source = open_source(np.broadcast_to(np.float32(0.5), (rows, 2)))
    return run_pass(Shares(), source, np.broadcast_to(np.int64(0), rows), block_rows=rows)
"""


def threads_in_workers(start, **environment):
    """The threads that each task of a pool of two workers used, counted in a fresh process; first those outside."""
    program = COUNT_THREADS + textwrap.dedent(start)
    kept = {k: v for k, v in os.environ.items() if k not in ("OMP_NUM_THREADS", "LABELPROOF_NUM_THREADS")}
    command = [sys.executable, "-W", "ignore", "-c", program]
    done = subprocess.run(
        command, env={**kept, **environment}, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


JOBLIB = """
    from joblib import Parallel, delayed
    if __name__ == "__main__":
        outside = threads(0)
        print(json.dumps([outside, *Parallel(n_jobs=2, backend={backend!r})(delayed(threads)(i) for i in range(4))]))
"""
DASK = """
    from distributed import Client, LocalCluster
    if __name__ == "__main__":
        outside = threads(0)
        options = {{"n_workers": {workers}, "threads_per_worker": {threads}, "processes": {processes}}}
        with LocalCluster(**options, dashboard_address=None) as cluster, Client(cluster) as client:
            print(json.dumps([outside, *client.gather(client.map(threads, range(4)))]))
"""


def quietly(monkeypatch, processors):
    """No limits from outside, and a number of processors."""
    for variable in ("LABELPROOF_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(processors)), raising=False)
    monkeypatch.setattr(workers, "_quota", lambda cgroups, own: None)


def test_a_given_number_is_taken(monkeypatch):
    monkeypatch.setenv("LABELPROOF_NUM_THREADS", "5")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert worker_count(3) == 3


def test_the_environment_decides_without_a_number(monkeypatch):
    monkeypatch.setenv("LABELPROOF_NUM_THREADS", "5")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert worker_count(None) == 5
    assert worker_count(-1) == 5


@pytest.mark.parametrize("processors", [1, 6])
def test_all_processors_by_default(monkeypatch, processors):
    quietly(monkeypatch, processors)
    assert worker_count(None) == processors
    assert worker_count(-1) == processors


@pytest.mark.parametrize(("value", "expected"), [("2", 2), ("3,2", 3), ("50", 6), ("0", 6), ("many", 6), ("", 6)])
def test_the_limit_of_openmp_holds_up_to_the_processors(monkeypatch, value, expected):
    quietly(monkeypatch, 6)
    monkeypatch.setenv("OMP_NUM_THREADS", value)
    assert worker_count(None) == expected


@pytest.mark.parametrize("bad", [0, -2, 1.5])
def test_bad_numbers_are_refused(bad):
    with pytest.raises(ValueError, match="`n_jobs` must be a positive integer"):
        worker_count(bad)


@pytest.mark.parametrize("text", ["-1", " -1 ", " "])
def test_an_environment_may_leave_the_number_open(monkeypatch, text):
    quietly(monkeypatch, 6)
    monkeypatch.setenv("LABELPROOF_NUM_THREADS", text)
    assert worker_count(None) == 6
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    assert worker_count(-1) == 2


def test_a_bad_environment_is_named(monkeypatch):
    monkeypatch.setenv("LABELPROOF_NUM_THREADS", "many")
    with pytest.raises(ValueError, match="The environment variable LABELPROOF_NUM_THREADS"):
        worker_count(None)


def group(folder, name, limit):
    (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / name / "cpu.max").write_text(limit)


@pytest.mark.parametrize(
    ("limits", "own", "expected"),
    [
        ({"": "max 100000"}, "0::/\n", None),
        ({"": "200000 100000"}, "0::/\n", 2),
        ({"": "150000 100000"}, "0::/\n", 2),
        ({"": "10000 100000"}, "0::/\n", 1),
        ({"": "max 100000", "a": "400000 100000", "a/b": "max 100000"}, "0::/a/b\n", 4),
        ({"": "300000 100000", "a": "800000 100000"}, "1:cpu:/x\n0::/a\n", 3),
        ({"a": "nonsense"}, "0::/a\n", None),
        ({}, "0::/a\n", None),
        ({"": "200000 100000"}, "1:cpu:/\n", None),
        ({"": "200000 0"}, "0::/\n", None),
    ],
)
def test_a_containers_share_is_the_least_on_the_way_up(tmp_path, limits, own, expected):
    for name, limit in limits.items():
        group(tmp_path / "cgroups", name, limit)
    (tmp_path / "own").write_text(own)
    assert workers._quota(tmp_path / "cgroups", tmp_path / "own") == expected


def test_a_system_without_control_groups_has_no_share(tmp_path):
    assert workers._quota(tmp_path, tmp_path / "missing") is None


def test_a_containers_share_limits_the_default(monkeypatch):
    quietly(monkeypatch, 6)
    monkeypatch.setattr(workers, "_quota", lambda cgroups, own: 2)
    assert worker_count(None) == 2


def test_processes_of_joblib_share_the_processors():
    outside, *inside = threads_in_workers(JOBLIB.format(backend="loky"))
    assert outside == workers._processors()
    assert inside == [max(outside // 2, 1)] * 4


@pytest.mark.parametrize("backend", ["threading", pytest.param("multiprocessing", marks=FORKS)])
def test_other_workers_of_joblib_use_one_thread_each(backend):
    outside, *inside = threads_in_workers(JOBLIB.format(backend=backend))
    assert outside == workers._processors()
    assert inside == [1, 1, 1, 1]


@FORKS
def test_workers_of_multiprocessing_use_one_thread_each():
    outside, *inside = threads_in_workers("""
        import multiprocessing
        if __name__ == "__main__":
            outside = threads(0)
            with multiprocessing.get_context("fork").Pool(2) as pool:
                print(json.dumps([outside, *pool.map(threads, range(4))]))
    """)
    assert outside == workers._processors()
    assert inside == [1, 1, 1, 1]


@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="distributed (Dask) is not installed")
@pytest.mark.parametrize(("count", "threads", "processes"), [(2, 1, True), (1, 2, False)], ids=["nannies", "threads"])
def test_workers_of_dask_use_one_thread_each(count, threads, processes):
    outside, *inside = threads_in_workers(DASK.format(workers=count, threads=threads, processes=processes))
    assert outside == workers._processors()
    assert inside == [1, 1, 1, 1]


def test_the_environment_of_a_dask_nanny_means_one_thread():
    inside = threads_in_workers("print(json.dumps([threads(0)]))", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    assert inside == [1]


def test_more_threads_inside_a_worker_can_be_asked_for():
    outside, *inside = threads_in_workers(JOBLIB.format(backend="threading"), LABELPROOF_NUM_THREADS="3")
    assert outside == 3
    assert inside == [3, 3, 3, 3]

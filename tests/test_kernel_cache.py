"""Compiled kernels are never stale, and never stop an import."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from pathlib import Path

import numba
import pytest

from mentorsim.numerics import kernel_cache
from mentorsim.numerics.kernel_cache import cache_folder, cache_places, save_in_turn, sources_hash
from tests.processes import GROUND, run_python


@pytest.fixture
def small_package(tmp_path: Path) -> Path:
    """Make a package of three files: a caller, its helper in another file, and a file of constants."""
    package = tmp_path / "root" / "mentorsim"
    package.mkdir(parents=True)
    shutil.copytree(GROUND, package / "numerics")
    (package / "__init__.py").write_text("")
    (package / "constants.py").write_text("STEP = 1.0\n")
    (package / "helper.py").write_text(
        "from mentorsim.numerics.kernel import kernel\n\n@kernel\ndef helper(x):\n    return x + 10.0\n"
    )
    (package / "caller.py").write_text(
        "from mentorsim.constants import STEP\nfrom mentorsim.helper import helper\n"
        "from mentorsim.numerics.kernel import kernel\n\n"
        "@kernel\ndef caller(x):\n    return helper(x) + STEP\n"
    )
    return package


CALL = """
from mentorsim.caller import caller
print(caller(100.0), sum(caller.stats.cache_hits.values()))
"""


def call(package: Path) -> tuple[float, int]:
    value, hits = run_python(CALL, package.parent, MENTORSIM_CACHE=str(package.parent / "cache")).split()
    return float(value), int(hits)


def test_a_second_process_reuses_the_compiled_code(small_package: Path) -> None:
    assert call(small_package) == (111.0, 0)
    assert call(small_package) == (111.0, 1)


def test_a_changed_helper_in_another_file_reaches_its_callers(small_package: Path) -> None:
    assert call(small_package) == (111.0, 0)
    helper = small_package / "helper.py"
    helper.write_text(helper.read_text().replace("10.0", "20.0"))
    assert call(small_package) == (121.0, 0)


def test_a_changed_constant_in_a_file_without_kernels_reaches_its_users(small_package: Path) -> None:
    assert call(small_package) == (111.0, 0)
    (small_package / "constants.py").write_text("STEP = 2.0\n")
    assert call(small_package) == (112.0, 0)


def caller_hash(package: Path) -> str:
    """Hash what the caller's machine code depends on, as a new process would."""
    for memory in (kernel_cache._content, kernel_cache._imported, kernel_cache._modules):
        memory.cache_clear()
    return sources_hash(package, package / "caller.py")


def test_an_unrelated_module_changes_nothing(small_package: Path) -> None:
    assert call(small_package) == (111.0, 0)
    before = caller_hash(small_package)
    (small_package / "unrelated.py").write_text(
        "from mentorsim.caller import caller\nfrom mentorsim.numerics.kernel import kernel\n\n"
        "@kernel\ndef unrelated(x):\n    return caller(x) + 1.0\n"
    )
    assert caller_hash(small_package) == before
    assert call(small_package) == (111.0, 1)


def test_a_changed_caller_leaves_the_code_of_its_helpers_alone(small_package: Path) -> None:
    helper, caller = small_package / "helper.py", small_package / "caller.py"
    before = sources_hash(small_package, helper)
    caller.write_text(caller.read_text().replace("+ STEP", "- STEP"))
    assert caller_hash(small_package)
    assert sources_hash(small_package, helper) == before


def test_modules_with_equal_sources_do_not_share_a_folder(small_package: Path) -> None:
    twin = shutil.copy(small_package / "helper.py", small_package / "twin.py")
    assert sources_hash(small_package, Path(twin)) != sources_hash(small_package, small_package / "helper.py")


def test_a_change_behind_two_imports_reaches_the_compiled_code(small_package: Path) -> None:
    helper, deep = small_package / "helper.py", small_package / "deep" / "constants.py"
    deep.parent.mkdir()
    (deep.parent / "__init__.py").write_text("")
    deep.write_text("TEN = 10.0\n")
    helper.write_text(
        "from mentorsim.deep import constants\n" + helper.read_text().replace("10.0", "constants.TEN")
    )
    assert call(small_package) == (111.0, 0)
    deep.write_text("TEN = 30.0\n")
    assert call(small_package) == (131.0, 0)


def test_modules_that_import_each_other_count_for_each_other(small_package: Path) -> None:
    constants = small_package / "constants.py"
    constants.write_text("STEP = 1.0\nimport mentorsim.caller\n")
    before = [sources_hash(small_package, small_package / f"{name}.py") for name in ("caller", "constants")]
    caller_hash(small_package)
    (small_package / "helper.py").write_text("")
    caller_hash(small_package)
    after = [sources_hash(small_package, small_package / f"{name}.py") for name in ("caller", "constants")]
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    "statement",
    [
        "import mentorsim.more",
        "import mentorsim.more as m",
        "import math, mentorsim.more",
        "from mentorsim import other, more",
        "from mentorsim.more import A",
        "from mentorsim import (\n    other,  # not (this) one\n    more as m,\n)",
        "from mentorsim.more import (\n    A,\n    B,\n)",
        "from mentorsim import other, \\\n    more",
        "if True:\n    from mentorsim import more",
        "from . import more",
        "from .more import A",
    ],
)
def test_every_way_to_import_a_module_counts(small_package: Path, statement: str) -> None:
    caller, more = small_package / "caller.py", small_package / "more.py"
    caller.write_text(statement + "\n" + caller.read_text())
    more.write_text("A = 1\n")
    before = caller_hash(small_package)
    more.write_text("A = 2\n")
    assert caller_hash(small_package) != before


def test_a_setting_that_changes_machine_code_gets_its_own_folder(
    small_package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = caller_hash(small_package)
    monkeypatch.setenv("NUMBA_CPU_NAME", "generic")
    assert caller_hash(small_package) != before


NOWHERE = """
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    from mentorsim.caller import caller
    print(caller(100.0), len(caught), caught[0].message)
"""


@pytest.mark.parametrize("temporary_folder", [True, False])
def test_where_nothing_is_writable_kernels_still_run_with_one_warning(
    small_package: Path, temporary_folder: bool
) -> None:
    blocked = small_package.parent / "a file, so that no folder can be made in it"
    blocked.write_text("")
    temporary = small_package.parent / "temporary"
    if temporary_folder:
        temporary.mkdir()
    settings = dict.fromkeys(("MENTORSIM_CACHE", "XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"), str(blocked))
    # gettempdir() tries several folders; the script asks for this one alone.
    code = f"import tempfile; tempfile.tempdir = {str(temporary)!r}\n" + NOWHERE
    value, warned, message = run_python(code, small_package.parent, **settings).split(maxsplit=2)
    assert (float(value), int(warned)) == (111.0, 1)
    assert "MENTORSIM_CACHE" in message
    assert bool(list(temporary.rglob("*.nbi"))) == temporary_folder


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_compiled_code_is_not_taken_from_a_folder_that_others_may_write(small_package: Path) -> None:
    blocked = small_package.parent / "file"
    blocked.write_text("")
    shared = small_package.parent / f"mentorsim-{os.getuid()}"
    shared.mkdir()
    shared.chmod(0o777)
    settings = dict.fromkeys(("MENTORSIM_CACHE", "XDG_CACHE_HOME", "HOME"), str(blocked))
    code = f"import tempfile; tempfile.tempdir = {str(small_package.parent)!r}\n" + NOWHERE
    assert "every process" in run_python(code, small_package.parent, **settings)
    assert not list(shared.iterdir())


def test_a_cache_that_cannot_be_written_any_more_stops_nothing(small_package: Path) -> None:
    cache = small_package.parent / "cache"
    code = f"""
import pathlib, shutil
from mentorsim.caller import caller
shutil.rmtree({str(cache)!r}); pathlib.Path({str(cache)!r}).write_text("")
print(caller(100.0))
"""
    assert float(run_python(code, small_package.parent, MENTORSIM_CACHE=str(cache))) == 111.0


def test_damaged_files_in_the_cache_are_replaced(small_package: Path) -> None:
    assert call(small_package) == (111.0, 0)
    kept = [path for path in (small_package.parent / "cache").rglob("*.nb?") if path.is_file()]
    for path in kept:
        path.write_bytes(b"" if path.suffix == ".nbc" else path.read_bytes()[:20])
    assert call(small_package) == (111.0, 0)
    assert call(small_package) == (111.0, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks on Windows")
def test_saves_into_one_folder_come_one_after_the_other(tmp_path: Path) -> None:
    running, most_at_once = 0, 0

    def save() -> None:
        nonlocal running, most_at_once
        running += 1
        most_at_once = max(most_at_once, running)
        time.sleep(0.01)
        running -= 1

    # The lock belongs to the opened file, so that threads stand for processes here.
    threads = [threading.Thread(target=save_in_turn, args=(tmp_path, save)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (running, most_at_once) == (0, 1)


def test_folders_unused_for_a_month_are_removed_and_others_kept(
    small_package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = small_package.parent / "cache"
    monkeypatch.setenv("MENTORSIM_CACHE", str(place))
    days = 24 * 3600.0
    for name, age in {"kernels-old": 40, "kernels-recent": 20, "mine": 400, "kernels-foreign": 400}.items():
        (place / name).mkdir(parents=True)
        stamp = place / name / ("something" if name == "kernels-foreign" else "last-used")
        stamp.touch()
        os.utime(stamp, (time.time() - age * days,) * 2)
    folder = cache_folder(small_package, small_package / "caller.py")
    assert folder is not None
    kept = {path.name for path in place.iterdir()}
    assert kept == {"kernels-recent", "mine", "kernels-foreign", folder.name}


def test_the_users_wish_decides_where_the_cache_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path / "first"))
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "second"))
    monkeypatch.setenv(
        "LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", str(tmp_path / "third")
    )
    places = cache_places()
    assert places[:2] == [tmp_path / "first", tmp_path / "second" / "mentorsim"]
    if sys.platform != "darwin":
        assert places[2] == tmp_path / "third" / "mentorsim"


def test_an_unusable_wish_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORSIM_CACHE", "~nobody-of-this-name/cache")
    assert all(place.is_absolute() for place in cache_places())


def test_other_users_of_numba_keep_their_cache_setting(small_package: Path) -> None:
    code = (
        "import numba; before = numba.config.CACHE_DIR\n" + CALL + "assert numba.config.CACHE_DIR == before"
    )
    assert run_python(code, small_package.parent, MENTORSIM_CACHE=str(small_package.parent / "cache"))

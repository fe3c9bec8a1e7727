"""What is brought is bounded, its names are never used, and nothing in it is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mentorsim.dashboard import uploads

from .conftest import ORIGIN, TINY


def everything_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_scenario_is_opened_whatever_its_file_is_called(browser: Any, tmp_path: Path):
    answer = browser.post("/open/file", files={"scenario": ("../../x", TINY.encode())})
    assert answer.url.path.startswith("/study/")
    assert {Path(name).parts[:2] for name in everything_in(tmp_path)} == {("page", "states")}


def test_too_much_yaml_is_refused(browser: Any):
    answer = browser.post("/open/file", files={"scenario": ("a.yaml", b"#" * 256_001)})
    assert (answer.status_code, "256 kB" in answer.text) == (413, True)


def test_two_hundred_megabytes_are_refused_and_never_held(browser: Any, tmp_path: Path):
    import tracemalloc

    def stream() -> Iterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="roster"; filename="r.csv"\r\n\r\n'
        for _ in range(200):
            yield b"a" * 1_000_000
        yield b"\r\n--x--\r\n"

    tracemalloc.start()
    from starlette.requests import Request

    async def receive_all() -> int:
        parts = iter(stream())

        async def receive() -> dict[str, Any]:
            part = next(parts, None)
            return {"type": "http.request", "body": part or b"", "more_body": part is not None}

        headers = [(b"content-type", b"multipart/form-data; boundary=x")]
        request = Request({"type": "http", "method": "POST", "headers": headers, "path": "/"}, receive)
        with pytest.raises(uploads.TooLargeError):
            await uploads._posted(request)
        return tracemalloc.get_traced_memory()[1]

    import anyio

    peak = anyio.run(receive_all)
    tracemalloc.stop()
    assert peak < 30_000_000
    assert everything_in(tmp_path) == set()


def test_a_roster_over_ten_megabytes_is_refused(browser: Any, study: str):
    answer = browser.post(f"{study}/pair", files={"roster": ("r.csv", b"a" * 10_000_001)})
    assert (answer.status_code, "10 MB" in answer.text) == (413, True)


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch owned']\n",
        TINY + "extra: !!python/name:os.system\n",
        TINY.replace("A tiny school", "&a [*a]"),
        "a: &x [1]\nb: [*x, *x]\n",
        "\x00",
        "[" * 5000,
    ],
)
def test_yaml_runs_no_code_and_hides_nothing(browser: Any, text: str):
    answer = browser.post("/open/file", files={"scenario": ("a.yaml", text.encode())})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
    assert not Path("owned").exists()


@pytest.mark.parametrize("name", ["/etc/passwd", "../secret.csv", "..\\\\secret.csv", "C:/secret.csv"])
def test_a_scenario_that_is_brought_names_no_files_elsewhere(browser: Any, name: str):
    text = TINY.replace("program: {", f'program: {{match: {{never: {{pairs_file: "{name}"}}}}, ')
    answer = browser.post("/open/file", files={"scenario": ("a.yaml", text.encode())})
    assert (answer.status_code, "outside" in answer.text) == (400, True)


def test_no_file_and_no_form_are_said(browser: Any):
    assert "Choose a file" in browser.post("/open/file").text
    answer = browser.post(
        "/open/file", content=b"--x\r\nnonsense", headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 400
    answer = browser.post("/open/file", content=b"\xff\xfe", headers={"content-type": "multipart/form-data"})
    assert answer.status_code == 400
    latin = browser.post("/open/file", files={"scenario": ("a.yaml", b"title: \xff\n")})
    assert (latin.status_code, "UTF-8" in latin.text) == (400, True)
    assert ORIGIN

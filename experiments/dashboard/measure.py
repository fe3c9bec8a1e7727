"""Measure the page: how fast it answers while comparisons run, how large it is, whether memory stays flat.

    python experiments/dashboard/measure.py --loads 1000 --runs 2

starts the page in a folder of its own as users do, lets two comparisons of 6 policies x 200 replications run,
loads pages meanwhile, and prints what it found. Nothing in it is asserted: a clock is not a test. With
``--repeat 50`` it then lets so many short comparisons run one after another, looks at each result, and prints
the memory of the page as it goes.
"""

from __future__ import annotations

import argparse
import http.client
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

SCENARIO = "first_year_university"


@dataclass
class Visitor:
    """A browser that has followed the link."""

    host: str
    cookie: str = ""

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, str, bytes, float]:
        """Return status, where the answer leads, its body, and the seconds that it took."""
        headers = {"Host": self.host, "Origin": f"http://{self.host}", "Cookie": self.cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(self.host, timeout=60)
        started = time.perf_counter()
        connection.request(method, path, urlencode(form or {}), headers)
        answer = connection.getresponse()
        body = answer.read()
        seconds = time.perf_counter() - started
        set_cookie = answer.getheader("set-cookie")
        if set_cookie:
            self.cookie = set_cookie.split(";")[0]
        connection.close()
        return answer.status, answer.getheader("location") or "", body, seconds


def resident_megabytes(process: int) -> float:
    """Return the memory of a process, on Linux."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024.0
    return float("nan")


def spread(seconds: list[float]) -> str:
    """Write the median, the 95th percentile and the slowest of some times."""
    ordered = sorted(seconds)
    middle, most = ordered[len(ordered) // 2], ordered[int(0.95 * (len(ordered) - 1))]
    return f"median {middle:.3f} s, 95 % within {most:.3f} s, slowest {ordered[-1]:.3f} s"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--loads", type=int, default=1000, help="pages that are loaded while nothing runs")
    parser.add_argument("--runs", type=int, default=1, help="comparisons that run meanwhile, 0 to 2")
    parser.add_argument("--replications", default="200")
    parser.add_argument("--repeat", type=int, default=0, help="short comparisons, one after another")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long pages are loaded under load")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "mentorsim",
            "dashboard",
            SCENARIO,
            "--no-browser",
            "--folder",
            folder,
        ]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            link = server.stdout.readline().split()[-1]
            measure(asked, link, server.pid)
        finally:
            server.terminate()
            server.wait()


def measure(asked: argparse.Namespace, link: str, process: int) -> None:
    """Measure the page behind a link."""
    host, _, start = link.removeprefix("http://").partition("/")
    visitor = Visitor(host)
    for _ in range(100):
        try:
            study = visitor.ask("GET", f"/{start}")[1]
            break
        except OSError:
            time.sleep(0.1)
    paths = ["/", study, f"{study}/policy/1", f"{study}/school", f"{study}/yaml", "/static/style.css"]
    print("first look at each page")
    for path in paths:
        status, _, body, seconds = visitor.ask("GET", path)
        print(f"  {path.split('/')[-1] or 'start':<24} {status}  {len(body) / 1000:6.1f} kB  {seconds:.3f} s")
    pages = paths[:-1]
    warm = [visitor.ask("GET", pages[number % len(pages)])[3] for number in range(min(100, asked.loads))]
    before = resident_megabytes(process)
    times = [visitor.ask("GET", pages[number % len(pages)])[3] for number in range(asked.loads)]
    after = resident_megabytes(process)
    print(f"{len(times)} pages while nothing runs: {spread([*warm, *times])}")
    print(f"memory {before:.1f} MB before, {after:.1f} MB after")
    runs = [
        visitor.ask("POST", f"{study}/compare", {"replications": asked.replications})[1]
        for _ in range(asked.runs)
    ]
    if runs:
        load_meanwhile(asked, visitor, process, pages, runs)
    if asked.repeat:
        run_again_and_again(asked.repeat, visitor, process, study)


def load_meanwhile(
    asked: argparse.Namespace, visitor: Visitor, process: int, pages: list[str], runs: list[str]
) -> None:
    """Load pages while comparisons run."""
    under_load: list[float] = []
    ends = time.monotonic() + asked.seconds
    while time.monotonic() < ends:
        for path in (*pages, *runs):
            under_load.append(visitor.ask("GET", path)[3])
            time.sleep(0.05)
    print(
        f"{len(under_load)} pages while {len(runs)} x 6 x {asked.replications} runs go on: "
        f"{spread(under_load)}"
    )
    for run in runs:
        said = visitor.ask("GET", run)[2].decode().split('id="sentence">')[1].split("<")[0]
        print(f"  {said}")
    print(f"memory {resident_megabytes(process):.1f} MB")


def run_again_and_again(times: int, visitor: Visitor, process: int, study: str) -> None:
    """Let short comparisons run one after another, and print the memory after every tenth of them."""
    for number in range(times):
        if number % max(1, times // 10) == 0:
            print(f"after {number} runs {resident_megabytes(process):.1f} MB")
        run = visitor.ask("POST", f"{study}/compare", {"replications": "4"})[1]
        while b"data-events" in visitor.ask("GET", run)[2]:
            time.sleep(0.2)
        if visitor.ask("GET", f"{run}/report.html")[0] != 200:
            raise SystemExit(f"{run} has no report")
    print(f"after {times} runs {resident_megabytes(process):.1f} MB")


if __name__ == "__main__":
    main()

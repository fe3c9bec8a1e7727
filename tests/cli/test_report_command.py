"""``mentorsim report`` and ``compare --report``: files that are written, and mistakes in one sentence."""

from pathlib import Path

from tests.cli.commands import error_of, run


def test_a_folder_and_a_comparison_give_a_report(study: Path, tmp_path: Path) -> None:
    folder, first = tmp_path / "results", tmp_path / "first.html"
    result = run("compare", study, "--out", folder, "--workers", "1", "--report", first)
    assert result.exit_code == 0, result.output
    assert f"The report is in {first}" in result.stderr
    found = run("report", folder)
    assert found.exit_code == 0, found.output
    assert found.stdout == f"The report is in {folder / 'report.html'}\n"
    assert (folder / "report.html").read_bytes() == first.read_bytes()
    elsewhere = tmp_path / "other" / "page.html"
    assert run("report", folder, "--out", elsewhere, "--quiet").stdout == ""
    assert elsewhere.read_bytes() == first.read_bytes()


def test_what_has_no_report_is_refused(tmp_path: Path) -> None:
    assert "holds no results" in error_of("report", tmp_path)
    assert "there is no folder" in error_of("report", tmp_path / "missing")

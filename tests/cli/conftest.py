"""Files that the tests of this room start from."""

from pathlib import Path

import pytest

from tests.cli.commands import STUDY


@pytest.fixture
def study(tmp_path: Path) -> Path:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY, encoding="utf-8")
    return file

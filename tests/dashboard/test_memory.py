"""Pages that are looked at again and again leave nothing behind."""

from __future__ import annotations

import gc
from typing import Any


def test_a_hundred_pages_leave_no_objects(browser: Any, study: str):
    paths = ["/", study, f"{study}/policy/1", f"{study}/school", "/nothing"]

    def look() -> int:
        for path in paths * 10:
            browser.get(path)
        gc.collect()
        return len(gc.get_objects())

    look()
    before = look()
    assert look() - before < 100

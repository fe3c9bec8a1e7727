"""Settings of the whole test suite: how Hypothesis searches, and figures without a screen."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

os.environ["MPLBACKEND"] = "Agg"

# No deadline, because the first example of a test may have to compile a kernel; and how fast examples are
# drawn tells only how busy the machine is.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))

# Pages are as wide as can be, whatever terminal the tests are started from.
os.environ["COLUMNS"] = "100"

# In the background of a script and under nohup, Ctrl-C comes ignored, and every process that a test starts
# would inherit that: those that wait to be interrupted would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def plugins_stay_within_their_test() -> Iterator[None]:
    """Forget after a test which plugins it loaded: a later one would hand them to its workers."""
    from mentorsim.plugins import none_loaded

    with none_loaded():
        yield

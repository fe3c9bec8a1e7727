"""Comparisons that the tests of this room show."""

import pytest

from mentorsim.api.compare import compare
from mentorsim.api.comparison import Comparison
from tests.experiment.studies import FailingModel, study


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """Small, with undefined ratios, failed runs and groups."""
    scenario = study(run__smallest_worthwhile={"gpa": 0.5})
    return compare(scenario, replications=9, workers=1, by=["first_generation", "major"], model=FailingModel)


@pytest.fixture(scope="session")
def broken() -> Comparison:
    """One policy fails in every replication, so there is hardly anything to show."""
    return compare(study(), replications=3, workers=1, model=NeverGapModel)


class NeverGapModel(FailingModel):
    """Fails under the policy `gap`."""

    def run(self):
        if self.policy == "gap":
            raise RuntimeError("no mentor at all")
        return super().run()

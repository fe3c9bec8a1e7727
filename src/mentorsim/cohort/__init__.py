"""Who takes part: the students' columns, synthesized or read from a roster, and their friendships."""

from mentorsim.cohort.make import make_cohort
from mentorsim.cohort.people import Category, Cohort, FriendshipPairs, Observed

__all__ = ["Category", "Cohort", "FriendshipPairs", "Observed", "make_cohort"]

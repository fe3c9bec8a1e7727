"""What the cohort owns: what a student is, which never changes and is shared by all policies of a world."""

from __future__ import annotations

from mentorsim.mechanisms.column import Column
from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.rows import share

_VALUES = "latent value, standardized"

PEOPLE = Declaration(
    name="cohort",
    meaning="who the students are, made before a run",
    columns=(
        Column("role", "code", "0: first-year, 1: upper-year", 0.0, 1.0, block="discrete_traits"),
        Column("major", "code", "number of the major; 0: unknown", 0.0, block="discrete_traits"),
        share("sociability", "how readily one meets others", "traits"),
        share("prosociality", "how readily one helps others", "traits"),
        Column("study_habits", "times the usual", "usual effort", 0.0, block="traits"),
        Column("skill_at_entry", "SD", "skill at entry", block="traits"),
        share("belonging_at_entry", "belonging at entry", "traits"),
        share("motivation_at_entry", "motivation at entry", "traits"),
        Column("few", "share", "how few of one's own groups are in one's field", 0.0, block="traits"),
        Column("value_1", "SD", f"first {_VALUES}", block="traits"),
        Column("value_2", "SD", f"second {_VALUES}", block="traits"),
        Column("value_3", "SD", f"third {_VALUES}", block="traits"),
    ),
)

"""What rapport and friendships own."""

from __future__ import annotations

from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.rows import (
    CONVENTION,
    SETTLED_SIGN,
    parameter,
    partner,
    share,
    weekly_sum,
)

COMMUNICATION_AND_RAPPORT = Declaration(
    name="communication_and_rapport",
    meaning="what contact does to the two who have it",
    after="help_and_learning",
    columns=(
        share("communication", "communicating well"),
        weekly_sum("practice", "hours", "hours of practice in communicating"),
    ),
    parameters=(
        parameter(
            "communication_rate",
            0.01,
            "share of the way to 1 an hour",
            0.0,
            0.04,
            "communication learned in contact",
        ),
        parameter("rapport_start", 0.4, "rapport", 0.2, 0.6, "rapport of a new pair"),
        parameter("rapport_base", 0.4, "log-odds", -1.0, 1.5, "rapport that a typical pair tends to"),
        parameter(
            "rapport_deep",
            0.5,
            "log-odds per SD",
            0.2,
            0.9,
            "deep-level similarity",
            "correlation with relationship quality 0.38 to 0.59 (Eby 2013)",
        ),
        parameter("rapport_surface", 0.0, "log-odds", -0.6, 0.6, "surface similarity", SETTLED_SIGN),
        parameter("rapport_chemistry", 0.8, "log-odds SD", 0.3, 1.5, "what nobody can foresee in a pair"),
        parameter("rapport_rate", 0.15, "share an hour", 0.03, 0.4, "how fast rapport comes"),
        parameter("rapport_communication", 0.8, "log-odds per unit", 0.0, 2.0, "two who communicate well"),
        parameter(
            "rapport_training",
            0.5,
            "log-odds per full training",
            0.0,
            1.5,
            "mentors trained in relationship building",
        ),
        parameter("rapport_fade", 0.04, "share a missed week", 0.0, 0.15, "rapport lost by a missed meeting"),
        parameter("coaching_effect", 0.5, "log-odds", 0.0, 1.5, "a pair coached after a check-in"),
    ),
)

FRIENDSHIPS = Declaration(
    name="friendships",
    meaning="friendships form in term weeks and fade in all",
    after="communication_and_rapport",
    columns=(partner("new_friend", "the friend made this week, of the two the larger row"),),
    parameters=(
        parameter("affinity_base", 0.45, "strength", 0.3, 0.7, "strength that a typical friendship tends to"),
        parameter("affinity_surface", 0.1, "strength", -0.2, 0.4, "surface similarity", SETTLED_SIGN),
        parameter("affinity_deep", 0.08, "strength per SD", 0.0, 0.2, "deep-level similarity"),
        parameter(
            "affinity_noise", 0.2, "strength SD", 0.05, 0.35, "what nobody can foresee in a friendship"
        ),
        parameter("friendship_rate", 0.1, "share a week", 0.02, 0.3, "how fast a friendship grows or fades"),
        parameter("break_contact", 0.6, "share", 0.2, 1.0, "contact of friends in a break"),
        parameter("friendship_floor", 0.1, "strength", 0.05, 0.2, "below this it is over", CONVENTION),
        parameter("friendship_start", 0.3, "strength", 0.15, 0.5, "strength of a new friendship", CONVENTION),
        parameter("encounter_rate", 0.25, "encounters a week", 0.05, 0.8, "how often somebody new is met"),
        parameter(
            "entry_burst",
            3.0,
            "times",
            0.0,
            10.0,
            "more encounters at entry",
            "ties burst at entry (network studies)",
        ),
        parameter("burst_weeks", 4.0, "weeks", 1.0, 12.0, "how long that lasts"),
        parameter("venue_mentor", 0.25, "share", 0.0, 0.3, "encounters through the mentor"),
        parameter("venue_group", 0.2, "share", 0.0, 0.3, "encounters in the group"),
        parameter(
            "venue_friend",
            0.25,
            "share",
            0.0,
            0.3,
            "encounters through a friend",
            "clustering 0.2 to 0.4 (friendship networks)",
        ),
        parameter(
            "venue_section", 0.3, "share", 0.0, 0.6, "encounters in the own section, where there are sections"
        ),
        parameter("venue_major", 0.1, "share", 0.0, 0.1, "encounters within the major"),
        parameter("befriend", -0.3, "log-odds", -3.0, 2.0, "becoming friends with whom one meets"),
        parameter("befriend_surface", 1.0, "log-odds", -0.5, 2.5, "surface similarity", SETTLED_SIGN),
        parameter("befriend_deep", 0.4, "log-odds per SD", 0.0, 1.0, "deep-level similarity"),
        parameter("befriend_role", 1.0, "log-odds", 0.0, 3.0, "first-years and upper-years less"),
        parameter("befriend_communication", 1.0, "log-odds per unit", 0.0, 3.0, "two who communicate well"),
        parameter(
            "befriend_crowded",
            0.25,
            "log-odds per unit of strength",
            0.0,
            0.6,
            "who has friends looks for fewer",
        ),
    ),
)

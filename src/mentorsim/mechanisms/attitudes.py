"""What belonging, motivation and mentor strain own."""

from __future__ import annotations

from mentorsim.mechanisms.declaration import Declaration
from mentorsim.mechanisms.rows import (
    SETTLED_SIGN,
    amount,
    parameter,
    share,
)

BELONGING = Declaration(
    name="belonging",
    meaning="belonging drifts down without ties and is held up by them",
    after="friendships",
    columns=(
        share("belonging", "belonging"),
        amount("failed_ends", "ties", "matches that failed and are not yet felt, by how much they are"),
        amount("ending_trace", "ties", "matches that have failed since the start, by how much it was felt"),
    ),
    parameters=(
        parameter("belonging_rate", 0.08, "share a week", 0.02, 0.25, "how fast belonging moves"),
        parameter(
            "belonging_drift",
            0.05,
            "belonging",
            0.0,
            0.2,
            "decline without ties",
            "belonging declines over the first year (Gopalan and Brady 2020)",
        ),
        parameter("belonging_friends", 0.3, "belonging", 0.0, 0.8, "friendships"),
        parameter("friends_half", 2.0, "summed strength", 0.5, 5.0, "friendships that give half of it"),
        parameter("belonging_contact", 0.15, "belonging", 0.0, 0.4, "mentoring contact weighted by rapport"),
        parameter(
            "contact_half", 0.5, "hours weighted by rapport", 0.1, 2.0, "contact that gives half of it"
        ),
        parameter(
            "belonging_few",
            0.5,
            "belonging",
            -0.2,
            1.0,
            "being few in one's field, with nobody alike near",
            "women in engineering without a woman as mentor (Dennehy and Dasgupta 2017); set to C19",
            center=0.4,
        ),
        parameter(
            "few_mentor",
            6.0,
            "share per unit of rapport",
            0.0,
            10.0,
            "what a mentor of one's own group makes up for",
            "women in engineering with a woman as mentor (Dennehy and Dasgupta 2017); set to C19",
            center=4.0,
        ),
        parameter("few_friends", 0.5, "share", 0.0, 1.0, "what friends of one's own group make up for"),
        parameter(
            "belonging_noise", 0.02, "belonging SD a week", 0.0, 0.06, "week-to-week noise in belonging"
        ),
        parameter(
            "lambda_failed",
            0.03,
            "belonging",
            -0.03,
            0.09,
            "a match that fails unannounced, on belonging",
            SETTLED_SIGN,
        ),
        parameter(
            "lambda_closeness",
            0.5,
            "share per unit of rapport",
            -1.0,
            2.0,
            "more after a close match",
            SETTLED_SIGN,
        ),
        parameter("lambda_length", 0.0, "share per year", -1.5, 1.5, "more after a long match", SETTLED_SIGN),
        parameter("lambda_lasting", 0.3, "share", 0.0, 1.0, "of what a failed match costs, does not fade"),
    ),
)

MOTIVATION = Declaration(
    name="motivation",
    meaning="competence, autonomy, relatedness, accountability and friends",
    after="belonging",
    columns=(share("motivation", "motivation"),),
    parameters=(
        parameter(
            "lambda_motivation", 0.02, "motivation", -0.03, 0.07, "the same on motivation", SETTLED_SIGN
        ),
        parameter("motivation_rate", 0.08, "share a week", 0.02, 0.25, "how fast motivation moves"),
        parameter("motivation_drift", 0.02, "motivation", 0.0, 0.1, "decline over the year"),
        parameter(
            "motivation_competence",
            0.5,
            "per unit of results",
            0.0,
            1.5,
            "competence",
            "GPA and self-efficacy 0.50 (Robbins 2004)",
        ),
        parameter(
            "motivation_standing",
            0.1,
            "per unit of results",
            -0.2,
            0.4,
            "results above the mean of one's group",
            "rank among peers (Elsner and Isphording 2017)",
        ),
        parameter("motivation_autonomy", 0.25, "per unit of strategy", 0.0, 0.6, "autonomy"),
        parameter("motivation_relatedness", 0.2, "per unit of belonging", 0.0, 0.6, "relatedness"),
        parameter("motivation_accountability", 0.08, "per unit", 0.0, 0.2, "accountability to a partner"),
        parameter(
            "motivation_reminder", 0.01, "per week reminded", -0.03, 0.05, "one-way contact", SETTLED_SIGN
        ),
        parameter(
            "motivation_reward",
            0.02,
            "per unit of reward",
            -0.04,
            0.08,
            "a reward for progress",
            SETTLED_SIGN,
        ),
        parameter("motivation_strain", 0.2, "per unit of strain", 0.0, 0.5, "mentor strain"),
        parameter("motivation_friends", 0.01, "share a week", 0.0, 0.05, "friends' motivation"),
        parameter(
            "motivation_noise", 0.02, "motivation SD a week", 0.0, 0.06, "week-to-week noise in motivation"
        ),
    ),
)

MENTOR_STRAIN = Declaration(
    name="mentor_strain",
    meaning="what a load costs that support does not take off",
    after="motivation",
    columns=(share("strain", "strain of mentoring"),),
    parameters=(
        parameter("strain_support", 0.5, "share", 0.0, 1.0, "pressure that full mentor support takes off"),
        parameter(
            "strain_self_care", 0.4, "share", 0.0, 1.0, "pressure that full self-care training takes off"
        ),
        parameter("strain_free", 0.5, "share of capacity", 0.0, 1.0, "load that costs nothing"),
        parameter("strain_rate", 0.1, "share a week", 0.02, 0.3, "how fast strain comes"),
    ),
)

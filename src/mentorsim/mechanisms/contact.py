"""What peer influence and meetings own."""

from __future__ import annotations

from mentorsim.mechanisms.declaration import WEEK_START, Declaration
from mentorsim.mechanisms.rows import (
    CALIBRATED,
    amount,
    count,
    parameter,
    partner,
    share,
    weekly_count,
    weekly_sum,
)

PEER_INFLUENCE = Declaration(
    name="peer_influence",
    meaning="what friends add up to",
    after=WEEK_START,
    columns=(
        weekly_sum("friend_strength", "strength", "summed strength of friendships"),
        weekly_sum("friend_motivation", "strength", "friends' motivation, weighted by strength and summed"),
        weekly_sum("friend_performance", "strength", "friends' results, weighted by strength and summed"),
        weekly_sum("friend_alike", "strength", "likeness of friends, weighted by strength and summed"),
        weekly_sum("friends_left", "strength", "strength of friends who have left school"),
        weekly_sum("together", "partners", "partners to study with"),
        partner("companion", "the friend one is with this week"),
    ),
)

MEETINGS = Declaration(
    name="meetings",
    meaning="who shows up, and being expected",
    after="peer_influence",
    columns=(
        share("accountability", "being expected by somebody"),
        amount("mentor_hours", "hours", "hours as a mentor last week"),
        amount("mentoring_hours", "hours", "hours as a mentor since the start"),
        count("meetings", "meetings", "meetings attended as a mentee since the start"),
        weekly_sum("load", "meetings a week", "load as a mentor"),
        weekly_sum("dilution", "share", "what is left of help at this load"),
        weekly_sum("rapport_sum", "rapport", "rapport with all mentors, summed"),
        weekly_sum("contact", "hours", "mentoring contact, weighted by rapport"),
        weekly_sum("contact_alike", "hours", "mentoring contact with people like oneself"),
        weekly_sum("hours_as_mentor", "hours", "hours as a mentor this week"),
        weekly_sum("fellow_hours", "hours", "hours in sessions with fellow members"),
        partner("met_mentor", "a mentor one has met"),
        partner("co_mentee", "another mentee of the same mentor"),
        partner("last_mentee", "mentors: the mentee met last"),
        weekly_count("rapport_count", "ties", "active ties as a mentee"),
        weekly_count("sessions", "bits", "held sessions of the own group that were attended, one bit each"),
        weekly_count("tie_role", "code", "in the program as 1: a mentee, 2: a mentor, 3: both"),
        weekly_count("met", "flag", "has met somebody of the program"),
        weekly_count("reminded", "flag", "has had one-way contact"),
    ),
    parameters=(
        parameter(
            "show_mentee",
            1.6,
            "log-odds",
            -1.0,
            3.0,
            "a mentee coming to a planned meeting",
            CALIBRATED,
            center=1.2,
        ),
        parameter(
            "show_mentor",
            2.5,
            "log-odds",
            0.0,
            4.0,
            "a mentor coming to a planned meeting",
            CALIBRATED,
            center=2.2,
        ),
        parameter("show_motivation", 3.0, "log-odds per unit", 0.0, 6.0, "more with motivation"),
        parameter(
            "show_rapport",
            2.0,
            "log-odds per unit",
            0.0,
            5.0,
            "more with rapport",
            "interaction frequency and support 0.25 (Eby 2013)",
        ),
        parameter(
            "show_check_ins", 1.5, "log-odds per check-in a week", 0.0, 4.0, "more when somebody checks in"
        ),
        parameter(
            "show_reward", 0.5, "log-odds per unit of reward", -0.5, 1.5, "more when meetings are rewarded"
        ),
        parameter(
            "show_asking",
            0.6,
            "log-odds per full training",
            0.0,
            1.5,
            "more when mentees are trained to ask for help",
        ),
        parameter(
            "show_load", 0.8, "log-odds, if all is overload", 0.0, 3.0, "mentors come less when overloaded"
        ),
        parameter("show_strain", 1.5, "log-odds per unit", 0.0, 4.0, "strained mentors come less"),
        parameter(
            "capacity",
            4.0,
            "meetings a week",
            2.0,
            10.0,
            "what a mentor carries without dilution",
            "loads of 5 to 30 mentees seen (program reports)",
        ),
        parameter("gamma", 0.5, "exponent", 0.0, 1.5, "how fast help is diluted beyond capacity"),
        parameter(
            "group_load_share",
            0.4,
            "share",
            0.0,
            1.0,
            "what each further member of a group adds to the load of one",
        ),
        parameter(
            "contact_any",
            0.4,
            "share",
            0.0,
            1.0,
            "what an hour that is not social gives to belonging, relative to a social one",
        ),
        parameter(
            "fellow_contact",
            0.15,
            "hours per hour",
            0.0,
            0.5,
            "contact with fellow members in a group session",
        ),
        parameter("accountability_keep", 0.7, "share per week", 0.3, 0.95, "how long being expected lasts"),
        parameter("accountability_meeting", 0.8, "share", 0.2, 1.0, "being expected after a meeting"),
        parameter(
            "accountability_check_ins",
            0.8,
            "share per check-in a week",
            0.0,
            2.0,
            "being expected because of check-ins",
        ),
        parameter(
            "accountability_reward",
            0.2,
            "share per unit of reward",
            -0.2,
            0.6,
            "being expected because of a reward",
        ),
    ),
)

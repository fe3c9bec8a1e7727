"""Help: tutoring, guidance, studying together, and learning by teaching."""

from __future__ import annotations

from mentorsim.cohort.traits import MOST_SKILL
from mentorsim.dynamics.columns import Floats, Integers, Records, Ties
from mentorsim.dynamics.loads import TIES_AHEAD
from mentorsim.dynamics.peer_influence import zone
from mentorsim.dynamics.rows import Parameters, ProgramSettings
from mentorsim.dynamics.study import fit
from mentorsim.numerics.arithmetic import clip
from mentorsim.numerics.kernel import inner_kernel
from mentorsim.numerics.prefetch import fetch


@inner_kernel
def mean_group_skill(groups: Records, seats: Integers, group: Integers, skill: Floats) -> None:
    """Mean skill of each group's members: the level that a group is taught at."""
    for g in range(groups.shape[0]):
        total = 0.0
        count = 0
        for seat in range(groups[g].first_seat, groups[g].last_seat):
            i = seats[seat]
            if group[i] == g:
                total += skill[i]
                count += 1
        groups[g].mean_skill = total / count if count > 0 else 0.0


@inner_kernel
def give_help(
    ties: Ties,
    groups: Records,
    skill: Floats,
    communication: Floats,
    prosociality: Floats,
    dilution: Floats,
    settings: ProgramSettings,
    parameters: Parameters,
    tutoring_gain: Floats,
    guidance: Floats,
    teaching_hours: Floats,
    together: Floats,
) -> None:
    """Turn the hours of every tie into tutoring, guidance and teaching."""
    last = ties.mentor.shape[0] - 1
    for t in range(ties.mentor.shape[0]):
        soon = min(t + TIES_AHEAD, last)
        fetch((skill, communication, prosociality, dilution, teaching_hours, together), ties.mentor[soon])
        fetch((skill, tutoring_gain, guidance), ties.mentee[soon])
        hours = ties.hours[t]
        if hours <= 0.0:
            continue
        i = ties.mentee[t]
        j = ties.mentor[t]
        stake = prosociality[j] - 0.5 + parameters.reward_stake * settings.reward_mentor_progress
        base = (
            parameters.quality_base
            + parameters.quality_preparation * settings.preparation_level
            + parameters.quality_communication * (communication[j] - 0.5)
            + parameters.quality_stake * stake
        )
        tutoring = clip(base + parameters.quality_training * settings.tutoring_skills, 0.0, 2.0) * dilution[j]
        guiding = clip(base + parameters.quality_training * settings.goal_setting, 0.0, 2.0)
        received = hours * ties.closeness[t]
        tutoring_hours = hours * settings.tutoring_share
        distance = skill[j] - skill[i]
        level_fit = 1.0
        if ties.group[t] >= 0:
            level_fit = fit(skill[i], groups[ties.group[t]].mean_skill, parameters)
        tutoring_gain[i] += (
            parameters.eta
            * tutoring
            * zone(distance, parameters.delta)
            * received
            * settings.tutoring_share
            * level_fit
        )
        guidance[i] += parameters.guidance_rate * guiding * received * settings.guidance_share
        teaching_hours[j] += ties.mentor_hours[t] * settings.tutoring_share
        together[j] += tutoring_hours * zone(-distance, parameters.delta)


@inner_kernel
def learn(
    enrolled: Integers,
    skill_at_entry: Floats,
    class_gain: Floats,
    tutoring_gain: Floats,
    together: Floats,
    teaching_hours: Floats,
    guidance: Floats,
    in_term: int,
    settings: ProgramSettings,
    parameters: Parameters,
    skill: Floats,
    strategy: Floats,
) -> None:
    """Write the week's skill and study strategy, for all gains at once."""
    half = parameters.teaching_half
    teaching = (
        parameters.phi * parameters.eta * min(1.0, settings.tutoring_skills + settings.preparation_level)
    )
    for i in range(enrolled.shape[0]):
        if enrolled[i] == 0:
            continue
        kept = skill[i]
        remembered = strategy[i]
        if in_term:
            remembered = remembered * (1.0 - parameters.strategy_fade)
        else:
            kept = kept - parameters.break_decay * max(0.0, kept - skill_at_entry[i])
        together_gain = parameters.together_rate * together[i] / (parameters.together_half + together[i])
        teaching_gain = teaching * teaching_hours[i] * half / (half + teaching_hours[i])
        gained = kept + class_gain[i] + tutoring_gain[i] + together_gain + teaching_gain
        strategy[i] = clip(remembered + guidance[i] * (1.0 - strategy[i]), 0.0, 1.0)
        skill[i] = clip(gained, -MOST_SKILL, MOST_SKILL)

"""A small college in which all that can happen happens often, and changes to it."""

from __future__ import annotations

from typing import Any

from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario, parse_scenario
from mentorsim.world import World, make_world

STUDY = """
title: A small college
calendar: {terms: 2, weeks_per_term: 6, break_weeks: 2, summer_weeks: 1, assessment_weeks: [3, 6]}
institution: {weekly_departure: 0.01, term_departure: 0.05}
cohort:
  first_years: 40
  upper_years: 20
  attributes:
    first_generation: {share: 0.4, gaps: {skill: -0.5, belonging: -0.4}}
    major: {categories: [arts, law, music], shares: [0.5, 0.3, 0.2]}
friendships: {mean_degree: 4, homophily: {major: 0.4}}
program:
  starts_week: 1
  mentors: 12
  mentees_per_mentor: 3
  offer: {how: proactive}
  match: {method: random}
policies:
  no program: none
  pairs: {}
  groups: {format: group, group_size: 3}
  circles: {format: group, mentors: none}
parameters:
  end_mentor: -4.0
  end_mentee: -5.0
  take_up: 1.0
  encounter_rate: 0.8
run: {seed: 2026}
"""


def study(**changes: Any) -> Scenario:
    """Return the small college with changes; a double underscore in a name stands for a point."""
    return parse_scenario(STUDY).with_changes(
        {name.replace("__", "."): value for name, value in changes.items()}
    )


def run_of(
    scenario: Scenario, policy: str = "pairs", *, replication: int = 0, world: World | None = None
) -> MentoringModel:
    """Run a policy to the horizon."""
    return MentoringModel(scenario, policy, replication=replication, world=world).run()


def both(scenario: Scenario, first: str, second: str) -> tuple[MentoringModel, MentoringModel]:
    """Run two policies in one replication."""
    world = make_world(scenario, scenario.run.seed, 0)
    return run_of(scenario, first, world=world), run_of(scenario, second, world=world)

"""Small studies and odd models that several tests share."""

import os
import signal
import time
from pathlib import Path

from mentorsim.model import MentoringModel
from mentorsim.scenario import Scenario, parse_scenario

STUDY = """
title: A small college
calendar: {terms: 2, weeks_per_term: 5, break_weeks: 1}
cohort:
  first_years: 60
  upper_years: 30
  attributes:
    first_generation: {share: 0.4, gaps: {skill: -0.6}}
    major: {categories: [arts, law, music], shares: [0.5, 0.4, 0.1]}
friendships: {mean_degree: 4}
program:
  mentors: 15
  mentees_per_mentor: 3
  training: {hours: 4, topics: [listening]}
  mentor_support: {hours_per_month: 1}
  check_ins: {every_weeks: 2, rematch_below: 0.4}
  offer: {how: proactive}
policies:
  nothing: none
  random: {match: {method: random}}
  gap: {match: {method: gap}}
outcomes: [retention, gpa, belonging, equity_gap, mentor_gpa, cost, cost_per_retained]
run: {seed: 11}
"""


def study(**changes: object) -> Scenario:
    """Return the small study with changes; a double underscore in a name stands for a point."""
    scenario = parse_scenario(STUDY)
    return scenario.with_changes({name.replace("__", "."): value for name, value in changes.items()})


class FailingModel(MentoringModel):
    """Fails under the policy `gap` in every third replication."""

    def run(self):
        if self.policy == "gap" and self.replication % 3 == 1:
            raise RuntimeError(f"no mentor in {self.replication}")
        return super().run()


class CuredModel(MentoringModel):
    """Fails as `FailingModel` does, until there is the file that the title names."""

    def run(self):
        if self.policy == "gap" and self.replication % 3 == 1 and not Path(self.study.title).exists():
            raise RuntimeError(f"no mentor in {self.replication}")
        return super().run()


class AlwaysFailingModel(MentoringModel):
    def run(self):
        raise RuntimeError("never")


class DyingModel(MentoringModel):
    """Takes its whole process down in replication 3, once; the file that the title names remembers it."""

    def run(self):
        memory = Path(self.study.title)
        if self.replication == 3 and not memory.exists():
            memory.touch()
            os._exit(1)
        return super().run()


class InterruptedModel(MentoringModel):
    """Presses Ctrl-C in replication 4."""

    def run(self):
        if self.replication == 4:
            raise KeyboardInterrupt
        return super().run()


class KillerModel(MentoringModel):
    """Takes its whole process down in replication 3, always."""

    def run(self):
        if self.replication == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().run()


class EndlessModel(MentoringModel):
    """Never ends in replication 2 under the policy `gap`."""

    def run(self):
        while self.replication == 2 and self.policy == "gap":
            time.sleep(0.01)
        return super().run()


class SlowFailingModel(FailingModel):
    """Fails now and then, and takes long enough that a kill meets it at work."""

    def run(self):
        time.sleep(0.01)
        return super().run()


class CountingModel(MentoringModel):
    """Notes every run in the file that the title names."""

    def run(self):
        with Path(self.study.title).open("a") as opened:
            opened.write(f"{self.program and self.program.mentors.count} {self.policy} {self.replication}\n")
        return super().run()


class SlowModel(MentoringModel):
    """Takes long enough that a kill meets it at work."""

    def run(self):
        time.sleep(0.02)
        return super().run()

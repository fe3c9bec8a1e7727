"""A commented scenario and a roster to start from: what `mentorsim new` writes."""

from __future__ import annotations

from mentorsim.documents.yaml_text import inline

_COHORT = """\
cohort:
  first_years: 400
  upper_years: 300             # the pool that mentors are recruited from
  attributes:                  # any names; a share, and gaps between group means in SD
    first_generation: {share: 0.35, gaps: {skill: -0.5, belonging: -0.4}}
    major: {categories: [engineering, nursing, arts], shares: [0.3, 0.3, 0.4]}
"""

_ROSTER_COHORT = """\
cohort:
  upper_years: 60              # the pool that mentors are recruited from, synthesized beside the roster
  roster:
    file: FILE
    id: student_id             # leave out where there is none: the row number is then the id
    prior_grade: prior_grade   # any scale; it is standardized
    attributes:
      major: major
      first_generation: {column: first_generation, yes: [yes]}
      adult: {column: age, at_least: 23}
    missing: middle            # refuse | middle | drop
    values: [q1, q2, q3]       # survey answers about values, if you have them
    slots: free_times          # free weekly times, if you have them
"""

_SCENARIO = """\
# A study for mentorsim: every line can be changed. `mentorsim check FILE` says whether it is right,
# `mentorsim show FILE` what every setting is and where it comes from, `mentorsim compare FILE` runs it.
title: My mentoring program
description: Say here what the study is modeled on, with its sources.

calendar:
  terms: 2
  weeks_per_term: 15
  break_weeks: 4               # between two terms

institution:                   # what you leave out is taken from the parameter table
  grade_scale: 4               # top of the scale
  courses_per_term: 5

COHORT
friendships:
  mean_degree: 5               # friends of a typical student
  homophily: {major: 0.5, first_generation: 0.2}   # how much friends are alike: 0 by chance, 1 always

# budget: {amount: 10000, mentors: 40}           # what there is to spend; a policy that needs more is flagged

program:                       # the program once, with all that you plan
  eligibility: everyone        # or {at_risk: {lowest_share: 0.4}} or {attribute: first_generation, is: yes}
  format: one_to_one           # or group, with group_size
  mentors: MENTORS                 # from the upper-years; or {count: MENTORS, from: cohort}
  mentees_per_mentor: 4
  focus: mixed                 # tutoring | guidance | social | mixed, or shares {tutoring: 0.5, social: 0.5}
  meetings_per_week: 1         # 0.25 is one every fourth week
  hours_per_meeting: 1
  starts_week: 2               # week of the calendar, from 1
  training: {hours: 6, topics: [listening, goal_setting]}
  mentor_support: {hours_per_month: 1}
  check_ins: none              # or {every_weeks: 4, rematch_below: 0.3}
  reward: none                 # or {to: pair, for: meetings}
  match:
    method: score              # `mentorsim show --methods` lists them
    criteria:
      - {field: major, rule: same, importance: high}
      - {field: prior_grade, rule: gap, at: 1.0, importance: medium}   # the mentor 1 SD above the mentee
  costs: {currency: USD, mentor_hour: 15, training_hour: 20, coordinator_hour: 35}

policies:                      # what to compare: `none`, or only what differs from the program above
  no program: none
  as planned: {}
  random pairs: {match: {method: random}}
  lighter load: {mentees_per_mentor: 2}
  with check-ins: {check_ins: {every_weeks: 4}}

outcomes: [retention, gpa, belonging]

run:
  seed: 1                      # the same scenario and seed give the same results
  until: {outcome: retention, half_width: 0.005}   # continue until differences are known this well
  max_replications: 2000
  smallest_worthwhile: {retention: 0.01, gpa: 0.05, belonging: 0.02}   # less would change nothing
"""

_ROSTER = """\
student_id,prior_grade,major,first_generation,age,q1,q2,q3,free_times
s001,13.5,engineering,yes,18,4,2,5,Mon am; Tue pm
s002,11.0,nursing,no,19,3,3,2,Tue pm; Thu am
s003,16.2,arts,no,18,5,1,4,Mon am; Fri pm
s004,12.8,nursing,yes,24,2,4,3,Wed pm
s005,14.1,engineering,no,18,4,4,1,Tue pm; Wed pm
s006,9.9,arts,yes,31,1,5,5,Mon am; Thu am
s007,15.0,engineering,no,20,,,,Fri pm
s008,12.0,nursing,no,18,3,2,4,Mon pm; Tue pm
s009,,arts,yes,19,5,3,3,Wed pm; Thu am
s010,17.3,nursing,no,18,2,2,2,Mon am; Tue pm
s011,10.4,engineering,yes,22,4,1,5,Tue pm; Fri pm
s012,13.0,arts,no,18,3,5,1,Mon am; Wed pm
"""


def starting_scenario(roster_file: str | None = None) -> str:
    """Return the text of a commented scenario.

    Parameters
    ----------
    roster_file
        The name of a roster with the columns of ``starting_roster``; None for synthesized students.
    """
    if roster_file is None:
        return _SCENARIO.replace("COHORT", _COHORT).replace("MENTORS", "100")
    cohort = _ROSTER_COHORT.replace("FILE", inline(roster_file))
    return _SCENARIO.replace("COHORT", cohort).replace("MENTORS", "3")


def starting_roster() -> str:
    """Return the text of a small roster: a CSV file with the columns that the starting scenario names."""
    return _ROSTER

"""What training can be about, and what each topic changes; a topic without an effect does not exist."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Topics for mentors, and what they raise.
MENTOR_TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "listening": "communication",
        "goal_setting": "quality of guidance",
        "tutoring_skills": "quality of tutoring, and own learning by teaching",
        "relationship_building": "rapport",
        "self_care": "less strain",
    }
)

#: Topics for mentees, and what they raise.
MENTEE_TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "listening": "communication",
        "study_skills": "study strategy",
        "asking_for_help": "showing up at meetings",
    }
)

#: Every topic of either table, and what it raises.
TOPICS: Mapping[str, str] = MappingProxyType({**MENTOR_TOPICS, **MENTEE_TOPICS})

"""Design bench for peer-mentoring programs: simulate a program a thousand times before a school runs it once."""

"""Forms that follow from the settings of a scenario: labels, units, limits, and what was typed."""

"""What is studied: scenarios, typed and validated; YAML in and out; JSON Schema; the parameter table."""

from mentorsim.mechanisms.parameter import Parameter
from mentorsim.scenario.loading import load_scenario, parse_scenario
from mentorsim.scenario.parameter_table import parameter_table
from mentorsim.scenario.program import Program
from mentorsim.scenario.study import Scenario

__all__ = ["Parameter", "Program", "Scenario", "load_scenario", "parameter_table", "parse_scenario"]

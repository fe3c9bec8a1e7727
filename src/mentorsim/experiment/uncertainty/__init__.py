"""Comparisons under many draws of the mechanism parameters."""

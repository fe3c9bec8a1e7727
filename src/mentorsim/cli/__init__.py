"""The commands: they parse, call and print, and hold no logic. Only Typer is loaded until a command runs."""

from mentorsim.cli.app import app, main

__all__ = ["app", "main"]

"""Write the golden files of this folder anew: ``python -m tests.report.cohort.update_golden``.

The cohort is made up, so that no change of the model moves them: only one of words, places or the format.
"""

from pathlib import Path

from mentorsim.animation.positions import positions
from mentorsim.report.cohort.event_words import text_log
from mentorsim.report.cohort.player_data import player_data
from tests.animation.cohorts import story

if __name__ == "__main__":
    cohort, folder = story(), Path(__file__).parent / "golden"
    (folder / "story.txt").write_text(text_log(cohort), encoding="utf-8")
    (folder / "story.json").write_text(player_data(cohort, positions(cohort)) + "\n", encoding="utf-8")

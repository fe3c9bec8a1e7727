"""The compiled model against the plain Mesa model of the same rules, the twin in ``tests/reference``.

The twin is timed with Mesa's own random numbers, because the keyed ones are slow in pure Python; the ratio
with keyed draws stands beside it.
"""

from __future__ import annotations

from statistics import median

from study import study
from timing import seconds

RUNS = 20


def twin_ratios(times: int) -> dict[str, float]:
    """Compare the week loop and the whole run: world, pairing, weeks and outcomes."""
    from mentorsim.model import MentoringModel
    from mentorsim.outcomes import measure
    from mentorsim.world import make_world
    from tests.reference.twin import TwinModel

    scenario = study()
    world = make_world(scenario, 1, 0)
    weeks = scenario.calendar.total_weeks
    student_weeks = world.cohort.size * (weeks - 2)
    MentoringModel(scenario, "best score", rng=1, world=world).run()
    measure(MentoringModel(scenario, "random", rng=1, world=world).run(), ["retention", "gpa"])

    def our_weeks() -> float:
        models = [MentoringModel(scenario, "random", rng=1, world=world) for _ in range(RUNS)]
        for model in models:
            model.step()
            model.step()
        return seconds(lambda: [model.run() for model in models]) / RUNS

    def our_run(policy: str) -> float:
        def job() -> None:
            for replication in range(RUNS):
                model = MentoringModel(scenario, policy, rng=1, world=make_world(scenario, 1, replication))
                measure(model.run(), ["retention", "gpa"])

        return seconds(job) / RUNS

    def twin_weeks(draws: str) -> float:
        model = TwinModel(scenario, "random", world.cohort, rng=1, draws=draws)
        model.step()
        model.step()
        return seconds(lambda: [model.step() for _ in range(weeks - 2)])

    def twin_run() -> float:
        def job() -> None:
            model = TwinModel(scenario, "random", world.cohort, rng=1, draws="mesa")
            for _ in range(weeks):
                model.step()

        return seconds(job)

    plain = [(our_weeks(), twin_weeks("mesa")) for _ in range(times)]
    keyed = [(our_weeks(), twin_weeks("keyed")) for _ in range(max(1, times // 2))]
    runs = [(our_run("random"), twin_run(), our_run("best score")) for _ in range(times)]
    return {
        "nanoseconds_per_student_week": median(ours for ours, _ in plain) / student_weeks * 1e9,
        "twin_microseconds_per_student_week": median(twin for _, twin in plain) / student_weeks * 1e6,
        "twin_ratio_week": median(twin / ours for ours, twin in plain),
        "twin_ratio_week_keyed_draws": median(twin / ours for ours, twin in keyed),
        "twin_ratio_run": median(twin / ours for ours, twin, _ in runs),
        "twin_ratio_run_best_score": median(twin / scored for _, twin, scored in runs),
    }

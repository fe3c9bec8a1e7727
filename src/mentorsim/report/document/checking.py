"""The section on how to check: command, seed, versions, digest, and the CHEERS items folded."""

from __future__ import annotations

from mentorsim.report.document.cheers import cheers_table
from mentorsim.report.document.source import ComparisonSource, Provenance
from mentorsim.report.web.parts import (
    CommandLines,
    Definitions,
    Folded,
    Notice,
    PageSection,
    Part,
    Sentences,
    Tabled,
)


def checking_section(source: ComparisonSource) -> PageSection:
    """Build the section."""
    found, provenance = source.found, source.provenance
    samples = found["samples"]
    runs = f"{found['replications']:,} of each option"
    if samples is not None:
        runs = f"{samples:,} posterior samples, each in {found['replications_per_sample']:,}; {runs}"
    pairs = [
        ("Simulated years", runs),
        ("Failed", f"{found['failures']:,}" if found["failures"] else "none"),
        ("Seed", str(found["seed"])),
        *provenance_pairs(provenance),
    ]
    if found["stopped"]:
        pairs.insert(1, ("Stopped", found["stopped"]))
    parts: list[Part] = [
        Sentences(["This makes the same numbers again, to the last digit:"]),
        CommandLines(provenance.command),
        Definitions(pairs),
    ]
    if not provenance.same_code:
        parts.append(
            Notice(
                "warning",
                "",
                ["This report was written by another state of mentorsim than the one that made the runs."],
            )
        )
    parts.append(
        Folded(
            "Reporting checklist for health economic evaluations (CHEERS 2022), as far as the scenario knows",
            [Tabled(cheers_table(source), "cheers-table")],
        )
    )
    return PageSection("check", "How to check it", parts)


def provenance_pairs(provenance: Provenance) -> list[tuple[str, str]]:
    """Return versions and digest as terms and what they are."""
    pairs = [("mentorsim", provenance.version)]
    if provenance.versions:
        libraries = ", ".join(
            f"{name} {version}" for name, version in provenance.versions.items() if name != "system"
        )
        pairs.append(("Made with", libraries))
    return [*pairs, ("Digest of scenario, seed and code", provenance.digest)]

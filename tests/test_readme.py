"""What the README shows of a revision that writes itself is what happens."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT, run

CHANGES = {
    "templates/views/general_insurance_redshift_boxplot.sql": (
        "WHERE lobcode = 'AUTO'",
        "WHERE lobcode = 'PROPERTY'",
    ),
    "templates/materialized_views/general_insurance_redshift_materialized.sql": (
        "AUTO REFRESH NO\n",
        "SORTKEY (startdate)\nAUTO REFRESH NO\n",
    ),
}


def test_the_transcript_of_a_revision_is_real(project: Path) -> None:
    for name, (before, after) in CHANGES.items():
        file = project / name
        file.write_text(file.read_text().replace(before, after))

    said = ""
    for command in (
        ("redlake", "check"),
        ("redlake", "revision", "-m", "claims of the PROPERTY line, by date"),
        ("redlake", "check"),
    ):
        shown = " ".join(f'"{word}"' if " " in word else word for word in command)
        said += f"$ {shown}\n{run(*command, root=project).said}"

    assert f"```\n{said}```\n" in (ROOT / "README.md").read_text(encoding="utf-8")

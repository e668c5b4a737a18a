"""redlake sandbox start|stop|status|run, as typed into a shell."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil

from tests.conftest import Done, run


def shell(project: Path, script: str) -> Done:
    """A shell that runs ``script`` in the project, with this interpreter's programs first."""
    programs = Path(sys.executable).parent
    return run("sh", "-c", f'PATH="{programs}:$PATH"; {script}', root=project)


def test_from_start_to_stop(project: Path) -> None:
    done = shell(
        project,
        "redlake sandbox status && redlake sandbox start --as dev"
        " && redlake sandbox status"
        " && redlake sandbox run --as dev -- alembic -x env=dev current"
        " && redlake sandbox run --as dev -- sh -c 'exit 7'; echo it exited with $?"
        " && redlake sandbox stop --as dev && redlake sandbox status",
    )

    lines = done.said.splitlines()
    assert done.code == 0, done.said
    assert lines[0] == "no sandbox is running; start one: redlake sandbox start --as ENV"
    assert lines[1].startswith("a sandbox stands in for dev (account 111122223333, us-east-2)")
    assert lines[3] == lines[1]
    assert lines[4:] == ["it exited with 7", "the sandbox of dev is gone", lines[0]]


def test_it_ends_with_the_shell_that_started_it(project: Path) -> None:
    done = shell(project, "redlake sandbox start --as dev")

    process = int(done.said.partition("process ")[2].split()[0])
    deadline = time.monotonic() + 30
    while _runs(process) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _runs(process)


def test_run_without_one_starts_one_for_the_command(project: Path) -> None:
    done = shell(
        project,
        "redlake sandbox run --as prod --role prod-insurancelake-us-east-2-analyst-role"
        ' -- python -c \'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])\''
        " && redlake sandbox status",
    )

    said, arn, status = done.said.splitlines()
    role = "prod-insurancelake-us-east-2-analyst-role"
    assert arn == f"arn:aws:sts::123456789012:assumed-role/{role}/sandbox"
    assert said == "no sandbox stands in for prod: starting one for this"
    assert status.startswith("no sandbox is running")


def test_psql_is_let_in_as_the_role(project: Path) -> None:
    role = "dev-insurancelake-us-east-2-analyst-role"

    done = shell(
        project,
        f"redlake sandbox run --as dev --role {role} -- psql -XAtc 'select current_user'",
    )

    assert done.said.splitlines()[-1] == f"IAMR:{role}"


def test_what_it_does_not_know(project: Path) -> None:
    role = shell(project, "redlake sandbox run --as dev --role nobody -- true")
    command = shell(project, "redlake sandbox run --as dev -- no-such-command")
    environment = shell(project, "redlake sandbox start --as stage")
    stopped = shell(project, "redlake sandbox stop --as stage")
    nowhere = run("redlake", "sandbox", "status", root=Path("/"))

    assert (role.code, "has no role nobody" in role.said) == (1, True), role.said
    assert (command.code, "there is no command no-such-command" in command.said) == (1, True)
    assert (environment.code, "known are dev, prod, test" in environment.said) == (1, True)
    assert (stopped.code, "known are dev, prod, test" in stopped.said) == (1, True)
    assert (nowhere.code, "no redlake project in /" in nowhere.said) == (1, True)


def test_a_folder_is_served(project: Path) -> None:
    folder = project / "lake" / "insurance"
    folder.mkdir(parents=True)
    (folder / "claims.csv").write_text("number,lob,incurred\n1,AUTO,10.5\n2,HOME,0\n")
    query = "select * from awsdatacatalog.insurance.claims order by 1"

    done = shell(
        project,
        "redlake sandbox start --as dev --data lake"
        " && redlake sandbox run --as dev -- redlake bootstrap dev"
        f" && redlake sandbox run --as dev -- psql -XAtc '{query}'"
        "; redlake sandbox run --as dev --data lake -- true; redlake sandbox stop --as dev",
    )

    assert "1|AUTO|10.5\n2|HOME|0\n" in done.said, done.said
    assert "a sandbox stands in for dev already, without --data lake" in done.said


def test_a_folder_that_cannot_be_served_starts_nothing(project: Path) -> None:
    file = project / "lake" / "insurance" / "claims.csv"
    file.parent.mkdir(parents=True)
    file.write_text("number,lob\n1\n")

    unreadable = shell(project, "redlake sandbox run --as dev --data lake -- true")
    missing = shell(project, "redlake sandbox start --as dev --data nowhere")
    missing_run = shell(project, "redlake sandbox run --as dev --data nowhere -- true")
    status = shell(project, "redlake sandbox status")

    assert unreadable.code == 1
    assert f"{file}: line 2 has 1 fields, and the header 2" in unreadable.said
    assert (missing.code, "nowhere is no folder" in missing.said) == (1, True), missing.said
    assert missing_run.code == 1
    assert "nowhere is no folder" in missing_run.said.splitlines()[0]
    assert status.said.startswith("no sandbox is running")


def _runs(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False

"""redlake upgrade and downgrade: one environment, several at once, and how they end."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from redlake.sandbox.process import Running
from tests.conftest import Done, Lake, run
from tests.holdings import admin, holdings, rows
from tests.test_alembic import VERSION, add_revision


@dataclass(frozen=True)
class Both:
    """A project with a sandbox for dev and one for test, each behind an AWS profile."""

    root: Path
    lakes: Mapping[str, Lake]
    variables: Mapping[str, str]

    def run(self, *command: str) -> Done:
        return run(*command, root=self.root, variables=self.variables)

    def bootstrapped(self, environment: str) -> None:
        done = self.run("redlake", "bootstrap", environment)
        assert done.code == 0, done.said

    def version(self, environment: str) -> list[tuple[Any, ...]]:
        with admin(self.lakes[environment]) as session:
            return rows(session, VERSION)


@pytest.fixture
def both(project: Path, sandbox: Callable[[str], Running], tmp_path: Path) -> Both:
    lakes = {name: Lake(project, name, sandbox(name)) for name in ("dev", "test")}
    config, certificates = tmp_path / "aws.config", tmp_path / "certificates.pem"
    for name, it in lakes.items():
        running = it.running
        with config.open("a") as file:
            file.write(
                f"[profile {name}]\nregion = {running.region}\n"
                f"endpoint_url = {running.endpoint}\n"
                f"aws_access_key_id = {running.access_key_id}\n"
                f"aws_secret_access_key = {running.secret_access_key}\n"
            )
        with certificates.open("a") as file:
            file.write(Path(running.certificate).read_text())
        described = project / "environments" / f"{name}.toml"
        text = described.read_text()
        described.write_text(text.replace("[connection]", f'[connection]\nprofile = "{name}"', 1))
    variables = {
        name: value
        for name, value in lakes["dev"].running.variables().items()
        if not name.startswith(("AWS_", "PG"))
    }
    variables |= {
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SSL_CERT_FILE": str(certificates),
    }
    return Both(project, lakes, variables)


def events(said: str) -> list[dict[str, Any]]:
    """The lines of what was said, each of which must be a JSON object."""
    return [json.loads(line) for line in said.splitlines()]


def test_an_upgrade_says_what_it_does_and_then_that_nothing_is_to_do(dev: Lake) -> None:
    up = dev.run("redlake", "upgrade", "dev", "--to", "0001")
    next_one = dev.run("redlake", "upgrade", "dev", "--to", "+1")
    again = dev.run("redlake", "upgrade", "dev", "--to", "0002")

    assert (up.code, next_one.code) == (0, 0), up.said + next_one.said
    lines = up.said.splitlines()
    assert lines[0] == "0001_glue_role upgrade in dev"
    assert "  verified: the Glue role has a user" in lines
    assert lines[-1] == "dev is at 0001"
    assert (again.code, again.said) == (0, "nothing to do: dev is at 0002\n")
    with admin(dev) as session:
        commands = rows(session, "select command from redlake.runs order by started_at")
    assert commands == [
        ("redlake upgrade dev --to 0001",),
        ("redlake upgrade dev --to +1",),
    ]


def test_a_dry_run_changes_nothing(dev: Lake) -> None:
    before = holdings(dev)

    dry = dev.run("redlake", "upgrade", "dev", "--dry-run")

    assert dry.code == 0, dry.said
    assert "would run: CREATE DATABASE" in dry.said
    assert holdings(dev) == before
    with admin(dev) as session:
        assert rows(session, "select 1 from pg_namespace where nspname = 'redlake'") == []


def test_a_downgrade_destroys_only_with_consent(dev: Lake) -> None:
    up = dev.run("redlake", "upgrade", "dev", "--to", "0006")
    before = holdings(dev)

    refused = dev.run("redlake", "downgrade", "dev", "--to", "-1")
    unchanged = holdings(dev)
    done = dev.run("redlake", "downgrade", "dev", "--to", "-1", "--allow-destructive")

    assert up.code == 0, up.said
    assert refused.code == 1
    assert refused.said.startswith("redlake: this destroys data in dev:")
    assert 'the database "syntheticgeneraldata_consume" with all that is in it' in refused.said
    assert "--allow-destructive" in refused.said
    assert unchanged == before
    assert done.code == 0, done.said
    assert done.said.splitlines()[-1] == "dev is at 0005"


def test_json_says_each_event_on_a_line(dev: Lake) -> None:
    up = dev.run("redlake", "upgrade", "dev", "--to", "0001", "--json")
    refused = dev.run("redlake", "upgrade", "dev", "--to", "9999", "--json")

    said = events(up.said)
    assert up.code == 0
    assert {each["environment"] for each in said} == {"dev"}
    assert {"revision", "statement", "committed", "verified"} <= {each["event"] for each in said}
    assert (said[-1]["event"], said[-1]["revision"]) == ("done", "0001")
    (failed,) = events(refused.said)
    assert refused.code == 1
    assert (failed["environment"], failed["event"]) == ("dev", "failed")
    assert "9999" in failed["text"]


def test_what_failed_is_said_once_and_without_a_traceback(dev: Lake) -> None:
    add_revision(dev, "0008", "0007", "DROP VIEW public.missing;\n", "DROP GROUP never;\n")

    plain = dev.run("redlake", "upgrade", "dev")
    in_json = dev.run("redlake", "upgrade", "dev", "--json")

    assert (plain.code, in_json.code) == (1, 1)
    assert "Traceback" not in plain.said + in_json.said
    (error,) = [line for line in plain.said.splitlines() if line.startswith("redlake: ")]
    assert "public.missing" in error
    last = events(in_json.said)[-1]
    assert (last["event"], last["interrupted"]) == ("failed", False)
    assert last["text"].splitlines()[0] == error.removeprefix("redlake: ")


@pytest.mark.parametrize("words", [("nope",), ("dev", "nope"), ("nope", "--json")])
def test_an_environment_that_is_unknown_is_refused(words: tuple[str, ...], project: Path) -> None:
    done = run("redlake", "upgrade", *words, root=project)

    assert done.code == 1
    assert "there is no environment" in done.said
    assert "known are dev, prod, test" in done.said
    if "--json" in words:
        assert events(done.said)[-1]["environment"] == "nope"


def test_an_environment_that_is_named_twice_is_refused(project: Path) -> None:
    done = run("redlake", "downgrade", "dev", "test", "dev", "--to", "base", root=project)

    assert done.code == 1
    assert done.said == "redlake: dev is named twice; name each environment once\n"


def test_a_downgrade_says_where_to(project: Path) -> None:
    done = run("redlake", "downgrade", "dev", root=project)

    assert done.code == 2
    assert "--to" in done.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_is_gone_on_with(number: signal.Signals, dev: Lake) -> None:
    stopped = stopped_at("revision", number, dev.root, dev.running.variables(), "dev")
    again = dev.run("redlake", "upgrade", "dev", "--to", "0005")

    said = events(stopped.said)
    assert stopped.code == 1
    assert said[-1]["event"] == "failed"
    assert said[-1]["interrupted"]
    assert "run again" in said[-1]["text"]
    assert again.code == 0, again.said
    assert again.said.splitlines()[-1] == "dev is at 0005"


def test_several_run_at_once_and_are_summed_up(both: Both) -> None:
    for name in both.lakes:
        both.bootstrapped(name)

    up = both.run("redlake", "upgrade", "dev", "test", "--to", "0001")
    again = both.run("redlake", "upgrade", "test", "dev", "--to", "0001", "--json")

    assert up.code == 0, up.said
    lines = up.said.splitlines()
    assert "dev: 0001_glue_role upgrade in dev" in lines
    assert "test:   verified: the Glue role has a user" in lines
    assert [line.split()[:4] for line in lines[-2:]] == [
        ["dev", "done", "at", "0001"],
        ["test", "done", "at", "0001"],
    ]
    assert again.code == 0, again.said
    said = events(again.said)
    assert [(each["environment"], each["outcome"]) for each in said[-2:]] == [
        ("test", "nothing to do"),
        ("dev", "nothing to do"),
    ]
    assert sorted(each["environment"] for each in said if each["event"] == "nothing") == [
        "dev",
        "test",
    ]


def test_on_a_terminal_lines_stay_and_one_for_each_moves(both: Both) -> None:
    for name in both.lakes:
        both.bootstrapped(name)
    mine, its = pty.openpty()
    termios.tcsetwinsize(its, (40, 100))

    process = subprocess.Popen(
        [sys.executable, "-m", "redlake", "upgrade", "dev", "test", "--to", "0001"],
        cwd=both.root,
        env={**both.variables, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=its,
        text=True,
    )
    os.close(its)
    shown = ""
    with contextlib.suppress(OSError):  # at its end
        while chunk := os.read(mine, 65536):
            shown += chunk.decode(errors="replace")
    os.close(mine)
    summary, _ = process.communicate(timeout=60)

    assert process.returncode == 0, shown
    assert [line.split()[:2] for line in summary.splitlines()] == [
        ["dev", "done"],
        ["test", "done"],
    ]
    for name in both.lakes:
        assert f"{name}: 0001_glue_role upgrade in {name}" in shown
        assert re.search(rf"\b{name} +0001_glue_role upgrade", shown)
        assert f"{name}:   CREATE" not in shown
    assert "0:00:0" in shown


def test_one_that_fails_stops_no_other(both: Both) -> None:
    both.bootstrapped("dev")

    done = both.run("redlake", "upgrade", "dev", "test", "--to", "0001")

    assert done.code == 1
    assert "Traceback" not in done.said
    ended = [line for line in done.said.splitlines() if not line.startswith(("dev:", "test:"))]
    assert ended[0].split()[:4] == ["dev", "done", "at", "0001"]
    assert ended[1].split()[:5] == ["test", "failed", "before", "any", "revision"]
    assert "redlake bootstrap test" in done.said
    assert done.said.count("lacks rights in test") == 1
    assert both.version("dev") == [("0001",)]


def test_with_fail_fast_one_that_fails_stops_the_others(both: Both) -> None:
    both.bootstrapped("dev")
    with holding_the_lock(both):
        done = both.run("redlake", "upgrade", "dev", "test", "--to", "0002", "--fail-fast")
    stopped_before = both.version("dev")
    again = both.run("redlake", "upgrade", "dev", "--to", "0002")

    assert done.code == 1
    ended = [line.split()[:2] for line in done.said.splitlines()]
    assert ["dev", "stopped"] in ended, done.said
    assert ["test", "failed"] in ended, done.said
    assert stopped_before == [("0001",)]
    assert again.code == 0, again.said


def test_several_that_are_stopped_end_in_good_order(both: Both) -> None:
    for name in both.lakes:
        both.bootstrapped(name)

    stopped = stopped_at(
        "revision", signal.SIGINT, both.root, both.variables, "dev", "test", to="0005"
    )
    again = both.run("redlake", "upgrade", "dev", "test", "--to", "0005")

    summary = [each for each in events(stopped.said) if each["event"] == "summary"]
    assert stopped.code == 1
    assert [each["outcome"] for each in summary] == ["stopped", "stopped"]
    assert again.code == 0, again.said


@contextlib.contextmanager
def holding_the_lock(both: Both) -> Iterator[None]:
    """Another run in dev, as far as the lock knows."""
    first = both.run("redlake", "upgrade", "dev", "--to", "0001")
    assert first.code == 0, first.said
    with admin(both.lakes["dev"]) as session:
        rows(session, "begin")
        rows(session, "lock redlake.lock")
        yield
        session.rollback()


def stopped_at(
    event: str,
    number: signal.Signals,
    root: Path,
    variables: Mapping[str, str],
    *environments: str,
    to: str = "head",
) -> Done:
    """An upgrade that gets a signal as soon as it tells ``event``."""
    command = ["-m", "redlake", "upgrade", *environments, "--to", to, "--json"]
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=root,
        env=dict(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if json.loads(line).get("event") == event:
            process.send_signal(number)
            break
    rest, _ = process.communicate(timeout=60)
    return Done(process.returncode, "".join([*said, rest]))

"""`grant-report`: the file, what is printed, the exit codes."""

from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.grants import Stage
from tests.reports.project import complete_project
from tests.support import factories


def test_the_command_writes_the_report_and_says_what_it_lacks(app: Flask, session: Session, tmp_path: Path) -> None:
    application = complete_project(session)
    session.commit()
    out = tmp_path / "звіт.pdf"
    done = app.test_cli_runner().invoke(args=["grant-report", str(application.id), "--lang", "en", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF-")
    assert "required: 1. Summary: The summary is not written" in done.stderr
    assert "advised: 12. Annexes: There is no photograph" in done.stderr
    assert f"{out}: draft," in done.stdout
    assert "required items missing: 2" in done.stdout


def test_the_command_refuses_what_cannot_be(app: Flask, session: Session, tmp_path: Path) -> None:
    application = factories.make_application(session, stage=Stage.AWARDED)
    session.commit()
    runner = app.test_cli_runner()
    unknown = runner.invoke(args=["grant-report", "999999", "--out", str(tmp_path / "x.pdf")])
    assert (unknown.exit_code, unknown.stderr) == (1, "Error: There is no application 999999\n")
    nowhere = runner.invoke(args=["grant-report", str(application.id), "--out", str(tmp_path / "no" / "x.pdf")])
    assert nowhere.exit_code == 1
    assert "Cannot write" in nowhere.stderr
    assert not list(tmp_path.glob("*.pdf"))
    for wrong in (["1", "--lang", "fr", "--out", "x"], ["one", "--out", "x"], ["1"], ["1", "--out", str(tmp_path)]):
        assert runner.invoke(args=["grant-report", *wrong]).exit_code == 2

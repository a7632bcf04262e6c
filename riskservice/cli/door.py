"""The command itself: which commands there are, and what happens when one goes wrong."""

import sys
import traceback
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

import riskservice
from riskservice.cli import faults, terminal
from riskservice.cli.lazily import Lazily
from riskservice.errors import RiskServiceError

FAULTS, BUG = 2, 70

_COMMANDS = {
    "score": "riskservice.cli.scoring:score",
    "explain": "riskservice.cli.explaining:explain",
    "plan": "riskservice.cli.planning:plan",
    "mappa": "riskservice.cli.mappa:mappa",
    "form": "riskservice.cli.forms:form",
    "instruments": "riskservice.cli.catalogue:instruments",
    "questions": "riskservice.cli.questions:questions",
    "offence": "riskservice.cli.codes:offence",
    "tables": "riskservice.cli.catalogue:tables",
    "rulesets": "riskservice.cli.catalogue:rulesets",
    "check": "riskservice.cli.checking:check",
    "rescore": "riskservice.cli.rescoring:rescore",
    "compare": "riskservice.cli.comparing:compare",
    "agreement": "riskservice.cli.agreement:agreement",
    "recalibrate": "riskservice.cli.recalibrating:recalibrate",
    "record": "riskservice.cli.recording:record",
    "validate": "riskservice.cli.validating:validate",
    "synth": "riskservice.cli.synth:synth",
    "serve": "riskservice.cli.serving:serve",
}


class Door(Lazily):
    """The whole command: loaded as it is used, and never with a traceback."""

    commands_at = _COMMANDS

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command; faults end with code 2, faults of this program with code 70."""
        try:
            try:
                return super().main(*args, **kwargs)
            except OSError as error:
                if not _by_click(error):
                    raise
                terminal.give_up(sys.stdout, error)
        except RiskServiceError as error:
            _tell(error)
            sys.exit(FAULTS)
        except Exception as error:  # noqa: BLE001  said to be a bug, with its own exit code
            _confess(error)
            sys.exit(BUG)


def _by_click(error: OSError) -> bool:
    """Return whether an error arose while click printed help or the version."""
    innermost = traceback.extract_tb(error.__traceback__)[-1]
    return Path(innermost.filename).parent == Path(click.__file__).parent


def _tell(error: RiskServiceError) -> None:
    with suppress(terminal.CannotWrite):
        terminal.show(*faults.account(error), err=True)


def _confess(error: Exception) -> None:
    """Say where it broke and what broke, but nothing of the case: messages may hold answers."""
    package = Path(riskservice.__file__).parent
    places = [
        f" at {Path(frame.filename).relative_to(package.parent).as_posix()}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(package)
    ]
    with suppress(terminal.CannotWrite):
        terminal.write(
            f"This is a bug in riskservice {version('riskservice')}, not a fault of your case.\n"
            f"{type(error).__name__}{places[-1] if places else ''}, in Python "
            f"{sys.version.split()[0]}.\nNo result was given. Please report it with these lines "
            "and the command you ran; do not send the case itself.\n",
            err=True,
        )


@click.group(
    cls=Door,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  riskservice score case.json
  riskservice plan case.json --html > plan.html
  riskservice form dc_srp
  riskservice rescore cohort.csv -o results.csv --on 2026-11-24
  riskservice COMMAND --help        more on one command

\b
Exit codes:
  0  there is an answer, also when nothing could be scored
  1  check: a plug-in breaks a promise; plan check: the plan has gaps
  2  something given to the command is wrong; every fault is listed
  3  rescore: some rows are at fault, everyone else is scored
 70  a bug in riskservice
""",
)
@click.version_option(version("riskservice"), "-V", "--version", prog_name="riskservice")
def cli() -> None:
    """
    Score the risk of people convicted of sexual and violent offences, with reasons.

    Every result says which published table it rests on. A missing answer is never taken as no:
    the result then says what is still possible, and which questions would settle it.
    """


def main() -> None:
    """Run the command line; the entry point of the package."""
    cli()

"""``riskservice synth``: a made-up cohort to try things on."""

import click

from riskservice.cli import files, terminal
from riskservice.rescoring import bulk
from riskservice.scoring import service as installed_service

SEED = 20_260_804
MOST = 100_000_000


@click.command(
    epilog="""\b
Examples:
  riskservice synth 5500 -o cohort.csv
  riskservice synth 1000000 -o cohort.parquet --seed 7 --on 2026-11-24
"""
)
@click.argument("n", type=click.IntRange(1, MOST))
@click.option("-o", "--output", metavar="FILE", required=True, help="Where to write it.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=SEED, help="Other people.")
@click.option("--on", metavar="DATE", help="Day of assessment of everyone; by default today.")
def synth(n: int, output: str, seed: int, on: str | None) -> None:
    """
    Write a cohort of N made-up people, in the format the name of the file says.

    Nobody real is in it. The same seed and day make the same people, so that two who talk about a
    row mean the same row.
    """
    with bulk.needed_by("riskservice synth"):
        from riskservice.rescoring.synth import cohort  # noqa: PLC0415  an extra, maybe not there
        from riskservice.rescoring.writers import Writer  # noqa: PLC0415

    day = files.day(on) or files.today()
    with Writer(output) as writer:
        for block in cohort(installed_service().registry.questions, n, on=day, seed=seed):
            writer.write(block)
    terminal.write(f"{n:,} made-up people, as on {day}: {output}\n", err=True)

"""``python -m riskservice.cli``, for where scripts of an environment are not on the path."""

from riskservice.cli.door import cli

cli(prog_name="riskservice")

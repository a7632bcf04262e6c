"""
The wheel in a fresh place, with strangers' plug-ins beside ours: they register as ours do.

Everything is built and installed without the network: the build backend and the dependencies are
those of the environment that runs the tests.
"""

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
GROUP = "riskservice.instruments"

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "1.0"

[project.entry-points."{group}"]
{key} = "{module}:{attribute}"

[tool.hatch.build.targets.wheel]
packages = ["{module}"]
"""

MODULE = '''\
"""Bicycle theft by visitors of a library; an invention of the tests that predicts nothing."""

from typing import Annotated, Any

from riskservice.kit import Answers, Count, Instrument, Ints, YesNo, excluded, question, steps


class BicycleAnswers(Answers, frozen=True, kw_only=True):
    """What the scale asks."""

    has_library_card: Annotated[YesNo | None, question("Has a library card")] = None
    bicycles: Annotated[Count | None, question("Bicycles seen", guidance="On any day.")] = None


@excluded
def no_card(has_library_card: Ints) -> Any:
    """There is no library card."""
    return has_library_card == 0


INSTRUMENT = Instrument(
    key="bicycle",
    title="Bicycle scale",
    about="Predicts nothing.",
    answers=BicycleAnswers,
    tables="{module}",
    excluded=(no_card,),
    terms=(steps("bicycles"),),
)
'''

TABLE = """\
instrument = "bicycle"
version = "1"
status = "in force"
effective_from = 2020-01-01

[[sources]]
id = "nobody"
cite = "Nobody, On bicycles, 2026"
licence = "MIT"

[steps.bicycles]
at = [1, 4]
points = [0, 2, 5]
cite = "nobody"

[bands]
at = [2, 5]
names = ["low", "medium", "high"]
cite = "nobody"
"""

SCORE = """\
import json, riskservice
from riskservice import installed, score
from riskservice.kit.form import form_text
from riskservice.kit.questions import questions_of
from riskservice.plugins import check_plugin

registry = installed()
report = check_plugin("bicycle")
found = score({"case_id": "W", "on": "2026-11-24",
               "answers": {"has_library_card": True, "bicycles": 3}})
(result,) = [r for r in found.results if r.instrument == "bicycle"]
ours = score({"on": "2026-11-24", "answers": {"sex": "female"}}, instruments=["dc_srp"]).results[0]
assessor = registry.assessor("bicycle", found.on, registry.ruleset())
print(json.dumps({
    "file": riskservice.__file__,
    "keys": sorted(registry.definitions),
    "broken": [f"{f.check}: {f.message}" for f in report.findings if not f.ok],
    "points": result.points, "band": result.band, "why": result.items[0].why,
    "ours": type(ours).__name__,
    "form": form_text(assessor),
    "record": [q.key for q in questions_of(registry.answers)],
}))
"""

START = """\
import sys
from riskservice import BrokenPlugin, installed
try:
    installed()
except BrokenPlugin as error:
    sys.exit("\\n".join(f"{f.pointer}: {f.message}" for f in error.faults))
"""


class Place:
    """A fresh environment that sees our dependencies but not our source."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "place"
        run(sys.executable, "-m", "venv", "--without-pip", str(self.folder))
        self.python = self.folder / ("Scripts" if os.name == "nt" else "bin") / "python"
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        self.packages = Path(run(str(self.python), "-c", code).stdout.strip())
        # A path line adds the folder alone; .pth files inside it, such as the one of an editable
        # install of ours, are not read from there.
        beside = sysconfig.get_path("purelib")
        (self.packages / "dependencies.pth").write_text(f"{beside}\n", encoding="utf-8")

    def install(self, what: Path) -> None:
        run(
            sys.executable, "-m", "pip", "--python", str(self.python), "install", "--quiet",
            "--no-deps", "--no-index", "--no-build-isolation", "--disable-pip-version-check",
            str(what),
        )  # fmt: skip

    def uninstall(self, name: str) -> None:
        run(
            sys.executable, "-m", "pip", "--python", str(self.python), "uninstall", "--quiet",
            "--yes", "--disable-pip-version-check", name,
        )  # fmt: skip

    def say(self, code: str) -> subprocess.CompletedProcess[str]:
        return run(str(self.python), "-I", "-c", code, fails=True, cwd=self.folder)


def run(
    *command: str, fails: bool = False, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command away from our source; show what it said where it must not fail."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP_"))}
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=cwd, env=clean, timeout=300
    )
    assert fails or done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


def stranger(folder: Path, name: str, module: str, body: str, key: str = "bicycle") -> Path:
    """Write a stranger's package with its own tables, and return its folder."""
    root = folder / name
    (root / module / key).mkdir(parents=True)
    pyproject = PYPROJECT.format(
        name=name, group=GROUP, key=key, module=module, attribute="INSTRUMENT"
    )
    (root / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    (root / module / "__init__.py").write_text(body, encoding="utf-8")
    table = TABLE.replace('"bicycle"', f'"{key}"', 1)
    (root / module / key / "1.toml").write_text(table, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT))
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def place(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("strangers")
    found = Place(folder)
    found.install(wheel)
    body = MODULE.replace("{module}", "stranger_bicycles")
    found.install(stranger(folder, "stranger-bicycles", "stranger_bicycles", body))
    return found


@pytest.fixture(scope="module")
def scored(place: Place) -> dict[str, Any]:
    done = place.say(SCORE)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_wheel_itself_is_what_runs(place: Place, scored: dict[str, Any]) -> None:
    assert Path(scored["file"]).is_relative_to(place.packages)
    assert not Path(scored["file"]).is_relative_to(ROOT)


def test_a_strangers_plug_in_is_found_beside_ours(scored: dict[str, Any]) -> None:
    assert "bicycle" in scored["keys"]
    assert {"arms", "dc_srp", "iic_srp", "rm2000_c", "rosh"} <= set(scored["keys"])


def test_a_strangers_plug_in_is_checked_as_ours_are(scored: dict[str, Any]) -> None:
    assert scored["broken"] == []


def test_a_case_is_scored_with_a_strangers_plug_in_and_with_ours(scored: dict[str, Any]) -> None:
    assert (scored["points"], scored["band"]) == (2, "medium")
    assert scored["why"] == "1 to 3: 2 points"
    assert scored["ours"] == "NotApplicable"


def test_a_strangers_form_prints(scored: dict[str, Any]) -> None:
    assert re.search(r"^Bicycle scale\n=+\n", scored["form"])
    assert "2. Bicycles seen  [Number, 0 to 999]" in scored["form"]
    assert "nobody: Nobody, On bicycles, 2026 (MIT)" in scored["form"]


def test_a_strangers_questions_join_the_record_of_a_case(scored: dict[str, Any]) -> None:
    assert {"has_library_card", "bicycles", "sex", "date_of_birth"} <= set(scored["record"])


def test_two_plug_ins_with_one_key_are_refused_at_start_up(place: Place, tmp_path: Path) -> None:
    body = MODULE.replace("{module}", "twin_bicycles").replace("Bicycle scale", "Twin scale")
    place.install(stranger(tmp_path, "twin-bicycles", "twin_bicycles", body))
    try:
        done = place.say(START)
    finally:
        place.uninstall("twin-bicycles")
    assert done.returncode == 1
    assert done.stderr.startswith("bicycle: is registered twice")
    assert "stranger_bicycles:INSTRUMENT" in done.stderr
    assert "twin_bicycles:INSTRUMENT" in done.stderr
    assert place.say(START).returncode == 0


def test_a_plug_in_that_cannot_be_imported_is_named_and_stops_the_start(
    place: Place, tmp_path: Path
) -> None:
    body = 'raise RuntimeError("the tyre is flat")\n'
    place.install(stranger(tmp_path, "flat-bicycles", "flat_bicycles", body, "flat"))
    try:
        done = place.say(START)
    finally:
        place.uninstall("flat-bicycles")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "flat: fails to load from flat_bicycles:INSTRUMENT: RuntimeError('the tyre is flat')"
    ]
    assert place.say(START).returncode == 0


def test_the_wheel_holds_code_tables_and_forms_and_nothing_else(wheel: Path) -> None:
    import zipfile  # noqa: PLC0415  the only use

    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {t for t in tops if not t.endswith(".dist-info")} == {
        "riskservice", "instruments", "models",
    }  # fmt: skip
    pages = [path.relative_to(ROOT).as_posix() for path in (ROOT / "riskservice").rglob("*.html")]
    assert "riskservice/rescoring/templates/cohort.html" in pages
    assert set(pages) <= set(names)
    assert "riskservice/py.typed" in names
    for table in (ROOT / "models").rglob("*.toml"):
        assert table.relative_to(ROOT).as_posix() in names
    assert not [name for name in names if "test" in name or "__pycache__" in name]

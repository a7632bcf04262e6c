"""The laws of the house, read off the source: who may enter which room, and what is never done."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE, PLUGINS = ROOT / "riskservice", ROOT / "instruments"

LAYERS = (
    ("errors",),
    ("kit", "repeats"),
    ("circumstances",),
    ("registry", "rulesets", "drafts", "case", "settings", "logs"),
    (
        "scoring",
        "assessment",
        "combining",
        "policies",
        "disputes",
        "differences",
        "plugins",
        "codes",
    ),
    ("rescoring", "planning", "mappa", "clocks", "validation", "records", "official"),
    ("cli", "api", "pages", "spark"),
)
RANK = {room: i for i, rooms in enumerate(LAYERS) for room in rooms}

NEVER = {
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal",
}  # fmt: skip
CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter"}
PURE = (
    "kit",
    "repeats",
    "circumstances",
    "scoring",
    "assessment",
    "combining",
    "policies",
    "disputes",
    "differences",
    "registry",
    "rulesets",
    "case",
)
# Made-up people for the conformance suite: drawn from a generator the caller seeds.
MAKES_PEOPLE = {"riskservice/kit/people.py", "riskservice/kit/conformance.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imports(path: Path, *, typing_too: bool = True) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of everything a module imports."""
    queue: list[ast.AST] = [tree_of(path)]
    package = name_of(path).removesuffix(".py").removesuffix("/__init__").split("/")
    if path.name != "__init__.py":
        package = package[:-1]
    while queue:
        node = queue.pop()
        if is_typing_only(node) and not typing_too:
            continue
        queue += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                full = f"{module}.{alias.name}"
                place = ROOT / full.replace(".", "/")
                is_module = place.is_dir() or place.with_suffix(".py").is_file()
                yield node.lineno, full if is_module else module


def room_of(module: str) -> str:
    """Return the room of a module of the house: ``kit`` for ``riskservice.kit.kernel``."""
    return module.split(".")[1] if "." in module else ""


HOUSE_MODULES = [pytest.param(path, id=name_of(path)) for path in sources(HOUSE)]
PLUGIN_MODULES = [pytest.param(path, id=name_of(path)) for path in sources(PLUGINS)]
ALLOWED_OUTSIDE = {"numpy", "msgspec", "instruments"}


def test_every_room_has_its_place_among_the_layers() -> None:
    rooms = {
        path.name.removesuffix(".py")
        for path in HOUSE.iterdir()
        if path.is_dir() or path.suffix == ".py"
    }
    assert rooms - {"__init__", "__main__", "__pycache__", "py.typed"} <= set(RANK)


@pytest.mark.parametrize("path", PLUGIN_MODULES)
def test_an_instrument_enters_the_kit_only(path: Path) -> None:
    for line, name in imports(path):
        top = name.split(".")[0]
        if top == "riskservice":
            assert name == "riskservice.kit", f"line {line}: {name}"
        else:
            assert top in ALLOWED_OUTSIDE | sys.stdlib_module_names, f"line {line}: {name}"


@pytest.mark.parametrize("path", HOUSE_MODULES)
def test_the_house_never_imports_a_plug_in_or_its_tables(path: Path) -> None:
    tops = {name.split(".")[0] for _, name in imports(path)}
    assert not tops & {"instruments", "models", "tests"}
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__", "files")
        ):
            said = [a.value for a in node.args if isinstance(a, ast.Constant)]
            assert not any(str(s).split(".")[0] in ("instruments", "models") for s in said)


@pytest.mark.parametrize("path", HOUSE_MODULES)
def test_imports_run_downward_only(path: Path) -> None:
    room = room_of(name_of(path).removesuffix(".py").replace("/", "."))
    if room == "__init__":
        return  # the package's own door shows what is inside
    for line, name in imports(path):
        if name.split(".")[0] != "riskservice" or name == "riskservice":
            continue
        assert RANK[room_of(name)] <= RANK[room], f"line {line}: {room} imports {name}"


@pytest.mark.parametrize(
    "path", [p for p in HOUSE_MODULES if str(p.id).startswith("riskservice/kit/")]
)
def test_the_kit_imports_nothing_of_the_house_but_errors(path: Path) -> None:
    for line, name in imports(path):
        if name.split(".")[0] == "riskservice":
            inside = name in ("riskservice.errors", "riskservice.kit")
            assert inside or name.startswith("riskservice.kit."), f"line {line}: {name}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {
        name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path
        for path in (*sources(HOUSE), *sources(PLUGINS))
    }
    # A package's __init__ shows its modules; who imports one of them does not need the package.
    needs = {
        module: {
            name
            for _, name in imports(path, typing_too=False)
            if name in modules and name != module
        }
        for module, path in modules.items()
    }
    done: set[str] = set()
    while ready := {m for m, wanted in needs.items() if m not in done and wanted <= done}:
        done |= ready
    assert sorted(set(needs) - done) == []


# Numbers -----------------------------------------------------------------------------------------


def declared(tree: ast.Module, names: tuple[str, ...]) -> set[int]:
    return {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in names
        for inner in ast.walk(node.value)
    }


@pytest.mark.parametrize("path", PLUGIN_MODULES)
def test_the_only_numbers_of_an_instrument_are_nought_one_and_declared_domains(
    path: Path,
) -> None:
    tree = tree_of(path)
    # An example of an answer is shown to people and never reaches a score.
    names = ("size", "ge", "le", *(("example",) if path.name == "questions.py" else ()))
    allowed = declared(tree, names)
    bare = [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float | complex)
        and not isinstance(node.value, bool)
        and node.value not in (0, 1)
        and id(node) not in allowed
    ]
    assert bare == []


# What is never done ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*HOUSE_MODULES, *PLUGIN_MODULES])
def test_nothing_is_ever_unpickled_or_run_from_text(path: Path) -> None:
    tree = tree_of(path)
    assert not {name.split(".")[0] for _, name in imports(path)} & NEVER
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in ("eval", "exec", "compile", "__import__"), f"line {node.lineno}"
            assert not called.endswith(("read_pickle", "np.load", "numpy.load"))
        if isinstance(node, ast.keyword):
            assert node.arg != "allow_pickle"


def pure_modules() -> list[Path]:
    return [
        path for path in sources(HOUSE) if name_of(path).split("/")[1].removesuffix(".py") in PURE
    ] + sources(PLUGINS)


def reads_a_clock(path: Path) -> Iterator[str]:
    for line, name in imports(path):
        if name.split(".")[0] in ("time", "uuid", "secrets"):
            yield f"line {line}: {name}"
    for node in ast.walk(tree_of(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CLOCKS
        ):
            yield f"line {node.lineno}: {ast.unparse(node.func)}"


def draws_numbers(path: Path) -> Iterator[str]:
    for line, name in imports(path):
        if name.split(".")[0] == "random":
            yield f"line {line}: {name}"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute) and node.attr in ("random", "default_rng"):
            yield f"line {node.lineno}: {ast.unparse(node)}"


def touches_the_world(path: Path) -> Iterator[str]:
    for line, name in imports(path):
        if name.split(".")[0] in ("os", "socket", "urllib", "http", "subprocess", "logging"):
            yield f"line {line}: {name}"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("open", "print", "input"):
            yield f"line {node.lineno}: {ast.unparse(node.func)}"


@pytest.mark.parametrize("path", [pytest.param(p, id=name_of(p)) for p in pure_modules()])
def test_scoring_reads_no_clock_draws_no_number_and_touches_nothing(path: Path) -> None:
    assert list(reads_a_clock(path)) == []
    assert list(touches_the_world(path)) == []
    if name_of(path) not in MAKES_PEOPLE:
        assert list(draws_numbers(path)) == []


def test_the_laws_are_read_off_something() -> None:
    assert len(sources(HOUSE)) > 40
    assert len(sources(PLUGINS)) > 5
    entered = {name for path in sources(PLUGINS) for _, name in imports(path)}
    assert "riskservice.kit" in entered

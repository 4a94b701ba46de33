"""Texts that explain the interface itself, and the shells' completion scripts."""

from __future__ import annotations

import click

from monitor.cli import OK
from monitor.cli.spoken import again


def exit_codes() -> str:
    """Write every exit code and what it means."""
    meanings = {
        0: again("done, also when nothing was found"),
        1: again("the command failed"),
        2: again("wrong usage or a mistake in the configuration"),
        3: again("finished, but some source failed or some data is stale"),
        4: again("mail was not sent"),
        5: again("the database is locked, missing, unreadable or needs: monitor db upgrade"),
        130: again("interrupted from outside"),
    }
    return "".join(f"{code:<4} {meaning}\n" for code, meaning in meanings.items())


def _variables() -> dict[str, str]:
    return {
        "MONITOR_CONFIG": again("the configuration folder (as --config)"),
        "MONITOR_DB": again("the database: a path or a URL (as --db)"),
        "MONITOR_LANG": again("the language of messages, digests and pages: fi or en (as --lang)"),
        "MONITOR_SMTP_PASSWORD": again(
            "the SMTP password; or [smtp] password_file, or the systemd credential smtp_password"
        ),
        "MONITOR_ALERT_…_SECRET": "what the alert of that id signs or sends with; or secret_file of the [[alert]]",
        "NO_COLOR": again("print without colours (as --no-color)"),
        "XDG_CONFIG_HOME": again("where the usual configuration folder is"),
        "XDG_DATA_HOME": again("where the usual database is"),
    }


@click.command("help", short_help="Explain a command, the exit codes or the environment variables.")
@click.argument("topic", nargs=-1, metavar="[COMMAND|exit-codes|environment]")
@click.pass_context
def help_(ctx: click.Context, topic: tuple[str, ...]) -> int:
    """Explain a command, the exit codes or the environment variables.

    Without a topic it lists the commands.
    """
    if topic == ("exit-codes",):
        click.echo(exit_codes(), nl=False)
    elif topic == ("environment",):
        click.echo(environment(), nl=False)
    else:
        root = ctx.find_root()
        click.echo(_help_of(root, topic))
    return OK


def environment() -> str:
    """Write every environment variable and what it stands for."""
    from monitor.config.environment import variables

    own = _variables()
    settings = {
        name: f"[{path[0]}] {path[1]}" if len(path) > 1 else str(path[0])
        for name, path in variables().items()
        if name not in own
    }
    lines = [f"{name:28} {meaning}" for name, meaning in own.items()]
    lines += ["", again("For a key of settings.toml:"), *(f"{name:28} {key}" for name, key in settings.items()), ""]
    lines += [
        again("A flag goes before the environment, the environment before your files, your files before the defaults."),
        again("monitor config show --origin tells where each value comes from."),
    ]
    return "\n".join(lines) + "\n"


def _help_of(root: click.Context, topic: tuple[str, ...]) -> str:
    """Give the help of a command, found the way the command line itself finds it."""
    ctx = root
    for name in topic:
        group = ctx.command
        if not isinstance(group, click.Group):
            raise click.UsageError(f"{ctx.command_path} has no commands of its own.", ctx)
        _, command, _ = group.resolve_command(ctx, [name])
        if command is None:
            raise click.UsageError(f"No such command {name!r}.", ctx)
        ctx = command.make_context(name, [], parent=ctx, resilient_parsing=True)
    return ctx.get_help()


@click.command(short_help="Print a script that lets your shell complete commands.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> int:
    """Print a script that lets your shell complete commands.

    For bash: monitor completion bash > ~/.local/share/bash-completion/completions/monitor
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    root = ctx.find_root()
    if made is None:
        raise click.UsageError(f"No completion for {shell}.", ctx)
    click.echo(made(root.command, {}, "monitor", "_MONITOR_COMPLETE").source())
    return OK

"""Texts that explain the interface itself."""

from __future__ import annotations

import click

_EXIT_CODES = """\
0    done, also when nothing was found
1    failed
2    wrong usage or a mistake in the configuration
3    finished, but some source failed or some data is stale
4    mail was not sent
5    the database is locked, missing, unreadable or needs: monitor db upgrade
130  interrupted
"""

_ENVIRONMENT = """\
MONITOR_CONFIG         folder of the configuration files (as --config)
MONITOR_DB             database file or URL (as --db)
MONITOR_LANG           fi or en (as --lang)
MONITOR_SMTP_PASSWORD  the SMTP password; or [smtp] password_file, or the systemd credential smtp_password
MONITOR_SECTION_KEY    any other setting, e.g. MONITOR_FETCH_CONTACT for [fetch] contact
NO_COLOR               print without colours
XDG_CONFIG_HOME        base of the default configuration folder
XDG_DATA_HOME          base of the default database folder

A flag goes before the environment, the environment before your files, your files before the shipped defaults.
monitor config show --origin tells where each value comes from.
"""


@click.group("help", short_help="Explain exit codes and environment variables.")
def help_() -> None:
    """Explain exit codes and environment variables."""


@help_.command("exit-codes")
def exit_codes() -> None:
    """List the exit codes and what they mean."""
    click.echo(_EXIT_CODES, nl=False)


@help_.command("environment")
def environment() -> None:
    """List the environment variables and what they do."""
    click.echo(_ENVIRONMENT, nl=False)

"""The command line's own words in the reader's language: help, what Click says, errors.

Rules kept: cheap (standard library and Click), because ``--help`` runs it. Finnish only where somebody wants it: by
flag, by environment, in the user's settings, or by the locale of the machine.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from weakref import WeakKeyDictionary

import click

ENGLISH = "en"
LANGUAGES = ("fi", ENGLISH)
#: What each command said in English, before it was said again.
_ENGLISH: WeakKeyDictionary[object, dict[str, str]] = WeakKeyDictionary()
_TEXTS = ("help", "short_help", "epilog")


def chosen(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Say which language the command line speaks: flag, environment, the user's settings, the machine; else English."""
    wishes = (_flag(arguments), environ.get("MONITOR_LANG", ""), _settings(arguments, environ), _locale(environ))
    return next((wish for wish in wishes if wish in LANGUAGES), ENGLISH)


def _value(arguments: Sequence[str], name: str) -> str:
    """Read an option that goes before the command without parsing the rest."""
    for place, argument in enumerate(arguments):
        if argument == name:
            return (*arguments[place + 1 : place + 2], "")[0]
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return ""


def _flag(arguments: Sequence[str]) -> str:
    return _value(arguments, "--lang")


def _settings(arguments: Sequence[str], environ: Mapping[str, str]) -> str:
    """Read the one key without the checks (and the imports) of the configuration; a broken file is told elsewhere."""
    folder = _value(arguments, "--config") or environ.get("MONITOR_CONFIG", "")
    # Where Linux has it; elsewhere the usual folder has another name, and --lang, MONITOR_LANG or the locale decide.
    usual = os.path.join(environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"), "monitor")  # noqa: PTH111, PTH118 - see messages
    try:
        with open(os.path.join(folder or usual, "settings.toml"), "rb") as file:  # noqa: PTH118, PTH123 - see messages
            import tomllib

            return str(tomllib.load(file).get("language", ""))
    except (OSError, ValueError, RecursionError):
        return ""


def _locale(environ: Mapping[str, str]) -> str:
    wanted = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "fi" if wanted.startswith("fi") else ""


def speak(language: str) -> None:
    """Let Click say its own words in a language; it asks the process's default catalogue."""
    os.environ["LANGUAGE"] = language
    if language != ENGLISH:
        from monitor.messages import DOMAIN, LOCALES

        gettext.bindtextdomain(DOMAIN, LOCALES)
        gettext.textdomain(DOMAIN)


def again(text: str) -> str:
    """Say an English message in the language that is spoken."""
    language = os.environ.get("LANGUAGE", ENGLISH)
    if language == ENGLISH:  # nothing to look up, nothing to import
        return text
    from monitor.messages import messages

    return messages(language).again(text)


def localised(command: click.Command) -> click.Command:
    """Put a command's texts, and those of its options and commands, into the language that is spoken."""
    _say(command, _TEXTS)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            _say(parameter, ("help",))
    if isinstance(command, click.Group):
        for one in command.commands.values():
            localised(one)
    return command


def _say(one: object, names: Sequence[str]) -> None:
    english = _ENGLISH.setdefault(one, {name: getattr(one, name, None) or "" for name in names})
    for name, text in english.items():
        if text:
            setattr(one, name, _paragraphs(text))


def _paragraphs(text: str) -> str:
    """Say a help text again, paragraph by paragraph."""
    return "\n\n".join(again(" ".join(part.split())) for part in text.split("\n\n"))

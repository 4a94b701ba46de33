"""Write configuration: the commented files of `monitor init`, outlets from OPML, new subscribers.

Rules kept: a file that exists is never overwritten, only appended to when that is what was asked for; comments stay;
every write is whole or not at all; tomlkit is imported here alone. The folder is its owner's alone.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
import typing
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import tomlkit

from monitor.config import values
from monitor.config.chronology import is_chronology
from monitor.config.files import Mistake, read_toml
from monitor.config.load import OUTLETS, SETTINGS, comparable
from monitor.config.load import check as check_all
from monitor.config.opml import Outline, read_opml
from monitor.config.paths import bundled
from monitor.config.shapes import Interface, OutletsFile, SettingsFile, Shape, check
from monitor.errors import AddressError, ConfigError
from monitor.model import FeedKind


class Written(NamedTuple):
    """What `init` did: files written, files left alone because they were there, and remarks about an OPML file."""

    written: list[Path]
    left_alone: list[Path]
    remarks: list[str]


def init(folder: Path, *, language: str = "fi", opml: Path | None = None) -> Written:
    """Write the commented configuration files that are not there yet; touch no other, and never the network.

    Lexicons are not copied: a copy would hide the better ones of a later version. Raises ConfigError when the folder
    cannot be made or the OPML file cannot be read.
    """
    if language not in typing.get_args(Interface):
        raise ConfigError(f"language must be one of fi, en, not {values.shown(language)}")
    outlines, remarks = read_opml(opml) if opml else ([], [])
    written, left = [], []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, text in _templates(language).items():
            path = folder / name
            if os.path.lexists(path):
                left.append(path)
                continue
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _write(path, text)
            written.append(path)
    except OSError as error:
        raise ConfigError(f"{error.filename or folder}: cannot be written: {error.strerror or error}") from error
    if outlines:
        remarks += [f"{folder / OUTLETS}: added {name}" for name in add_outlets(folder, outlines)]
    return Written(written, left, remarks)


def _templates(language: str) -> dict[str, str]:
    """Give each file's name and text, commented in a language where there is a translation."""
    config = bundled("config")
    names = [SETTINGS, OUTLETS]
    for sub in ("cases/*.toml", "schemas/*.json"):
        names += sorted(path.relative_to(config).as_posix() for path in config.glob(sub))
    texts = {name: (config / name).read_text(encoding="utf-8") for name in names}
    translated = config / language / SETTINGS
    if translated.is_file():
        texts[SETTINGS] = translated.read_text(encoding="utf-8")
    texts[SETTINGS] = re.sub(r'(?m)^language = "\w+"', f'language = "{language}"', texts[SETTINGS], count=1)
    return texts


def new_case(folder: Path, case: str, *, name: str = "", language: str = "fi") -> Path:
    """Write a commented case file from the template; give its path.

    Raises ConfigError for an id that cannot be, or that a case has already: no file is overwritten or hidden.
    """
    try:
        values.identifier(case)
    except ValueError as error:
        raise ConfigError(f"the id of a case {error}") from None
    path = folder / "cases" / f"{case}.toml"
    if is_chronology(path):
        raise ConfigError(f"{values.shown(case)} would be read as a chronology: choose another id")
    taken = [one for one in (path, bundled("config") / "cases" / path.name) if os.path.lexists(one)]
    if taken:
        raise ConfigError(f"{taken[0]}: there is a case of that id already; nothing was written")
    shipped = bundled("config") / "templates"
    translated = shipped / language / "case.toml"
    text = (translated if translated.is_file() else shipped / "case.toml").read_text(encoding="utf-8")
    quoted = tomlkit.string(name or case).as_string()
    text = text.replace('"@ID@"', f'"{case}"').replace('"@NAME@"', quoted)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, text)
    except OSError as error:
        raise ConfigError(f"{error.filename or path}: cannot be written: {error.strerror or error}") from error
    return path


def import_opml(folder: Path, path: Path) -> tuple[list[str], list[str]]:
    """Append the new feeds of an OPML file to the user's outlets: ids added, and what could not be used."""
    outlines, remarks = read_opml(path)
    return add_outlets(folder, outlines), remarks


def add_outlets(folder: Path, outlines: Iterable[Outline]) -> list[str]:
    """Append outlets to `outlets.toml`, its comments kept; feeds that are there already are passed over.

    Feeds of one title and homepage are one outlet's. Gives the ids added. Raises ConfigError when the file has mistakes
    or cannot be written.
    """
    text, file = _checked(folder / OUTLETS, OutletsFile, bundled("config") / OUTLETS)
    ids = {outlet.id for outlet in file.outlet}
    feeds = {comparable(feed.url) for outlet in file.outlet for feed in outlet.feed}
    added: list[str] = []
    for group in _by_outlet(_not_among(feeds, outlines)):
        added.append(_free_id(group[0], ids))
        ids.add(added[-1])
        text = _appended(text, "outlet", _outlet(added[-1], group))
    if added:
        _save(folder / OUTLETS, text, OutletsFile)
    return added


def outlet_toml(one: Outline, *, within: bool = False) -> str:
    """Write a source as `outlets.toml` has it: an outlet with its feed, or the feed alone to stand below its outlet."""
    if within:
        document = tomlkit.document()
        document.append("outlet", cast("Any", tomlkit.item({"feed": [_feed(one)]})))
        return tomlkit.dumps(document).strip() + "\n"
    return _appended("", "outlet", _outlet(_free_id(one, ()), [one])).strip() + "\n"


def _not_among(known: set[str], outlines: Iterable[Outline]) -> Iterator[Outline]:
    """Give the sources whose address is not known yet, each once."""
    for one in outlines:
        try:
            url = comparable(one.url)
        except AddressError:
            continue
        if url not in known:
            known.add(url)
            yield one


def _by_outlet(outlines: Iterable[Outline]) -> list[list[Outline]]:
    """Put together what one outlet publishes; without a title and a homepage there is no telling."""
    groups: dict[object, list[Outline]] = {}
    for one in outlines:
        known = (one.title, one.homepage) if one.title and one.homepage else one.url
        groups.setdefault(known, []).append(one)
    return list(groups.values())


def _outlet(id_: str, group: Sequence[Outline]) -> dict[str, Any]:
    one = group[0]
    language = one.language if one.language in ("fi", "en", "sv") else "fi"
    return {
        "id": id_,
        "name": one.title or id_,
        "language": language,
        "kind": str(one.publisher),
        "homepage": one.homepage,
        "parameters": [],
        "feed": [_feed(one) for one in group],
    }


def _feed(one: Outline) -> dict[str, Any]:
    how = {"kind": str(one.kind)} if one.kind is not FeedKind.FEED else {}
    chosen = {name: value for name, value in (("links", one.links), ("part", one.part)) if value}
    return {"url": one.url, **how, **chosen, "enabled": True}


def _free_id(one: Outline, taken: Collection[str]) -> str:
    """Make a permanent ASCII id of an outlet's title, else of its host."""
    host = (urlsplit(one.url).hostname or "").removeprefix("www.").removeprefix("feeds.")
    base = _slug(one.title) or _slug(host) or "outlet"
    number, id_ = 1, base
    while id_ in taken:
        number += 1
        id_ = f"{base}-{number}"
    return id_


def _slug(text: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:30].strip("-")


def add_subscriber(folder: Path, address: str, wishes: Mapping[str, Any] | None = None) -> None:
    """Append a subscriber to `settings.toml`, its comments kept; ``wishes`` are further keys as the file has them.

    Raises ConfigError when a value is wrong, the address is subscribed already, or the file cannot be written: the
    file is then as it was.
    """
    path = folder / SETTINGS
    text, file = _checked(path, SettingsFile, bundled("config") / SETTINGS)
    if address.lower() in [one.address.lower() for one in file.subscriber]:
        raise ConfigError(f"{path}: {values.shown(address)} is subscribed already")
    table = {"address": address, "language": file.language, **(wishes or {})}
    _save_known(folder, path, _appended(text, "subscriber", table))


def remove_subscriber(folder: Path, address: str) -> None:
    """Take a subscriber out of `settings.toml`; raise ConfigError when there is none of that address."""
    path = folder / SETTINGS
    text, file = _checked(path, SettingsFile, bundled("config") / SETTINGS)
    places = [place for place, one in enumerate(file.subscriber) if one.address.lower() == address.lower()]
    if not places:
        raise ConfigError(f"{path}: {values.shown(address)} is no subscriber")
    document = tomlkit.parse(text)
    for place in reversed(places):
        del cast("Any", document["subscriber"])[place]
    _save(path, tomlkit.dumps(document), SettingsFile)


def set_contact(folder: Path, contact: str) -> None:
    """Write ``[fetch] contact`` into `settings.toml`, its comments kept; raise ConfigError when it is no contact."""
    path = folder / SETTINGS
    text, _ = _checked(path, SettingsFile, bundled("config") / SETTINGS)
    document = tomlkit.parse(text)
    table = cast("Any", document.setdefault("fetch", tomlkit.table()))
    table["contact"] = contact
    _save(path, tomlkit.dumps(document), SettingsFile)


def _save_known(folder: Path, path: Path, text: str) -> None:
    """Write settings, and take them back if they name what the other files do not know (a case, a kind)."""
    before = path.read_bytes() if path.exists() else None
    known = set(check_all(folder))
    _save(path, text, SettingsFile)
    mistakes = [one for one in check_all(folder) if one not in known]
    if mistakes:
        if before is None:
            path.unlink()
        else:
            _write(path, before.decode("utf-8"))
        raise ConfigError("\n".join(mistakes))


FileShape = Any


def _checked(path: Path, shape: type[Shape], fallback: Path) -> tuple[str, FileShape]:
    """Read a file that is to be appended to (the shipped one when the user has none); raise ConfigError if wrong."""
    source, mistakes = read_toml(path if os.path.lexists(path) else fallback)
    if source.data is None:
        raise ConfigError("\n".join(map(str, mistakes)))
    file, problems = check(shape, source.data)
    if file is None:
        raise ConfigError("\n".join(str(source.mistake(p.path, p.message, at_key=p.at_key)) for p in problems))
    return source.text, file


def _appended(text: str, key: str, table: dict[str, Any]) -> str:
    """Append one table to an array of tables at the end of a TOML text."""
    document = tomlkit.document()
    tables = tomlkit.aot()
    tables.append(cast("Any", tomlkit.item(table)))
    document.append(key, tables)
    return text.rstrip("\n") + "\n\n" + tomlkit.dumps(document)


def _save(path: Path, text: str, shape: type[Shape]) -> None:
    """Write a text if, and only if, it is a file this program would read."""
    try:
        data = tomllib.loads(text)
    except ValueError as error:
        raise ConfigError(f"{path}: a table cannot be appended to it as it is written ({error})") from error
    _, problems = check(shape, data)
    if problems:
        raise ConfigError("\n".join(str(Mistake(str(path), 0, 0, problem.message)) for problem in problems))
    try:
        _write(path, text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all, keeping the mode of the one it replaces."""
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

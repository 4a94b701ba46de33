"""All configuration into one `Config`: the user's files, the shipped ones, the environment, the flags.

Rules kept: flag > environment > user's file > shipped file; a user's file replaces the shipped one of that name
whole; every mistake of every file is reported at once, at file:line:column; an insecure setting is a mistake.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor import model
from monitor.config import environment, values
from monitor.config.alerts import alert_problems, find_alert_secrets
from monitor.config.archive import KEY, archive_problems, placed
from monitor.config.cases import checked_case
from monitor.config.chronology import PATTERN, SUFFIX, checked_chronology, is_chronology
from monitor.config.files import Mistake, Source, read_text, read_toml, tables, text_at
from monitor.config.paths import bundled, database_path, default_folder
from monitor.config.secrets import Secret, smtp_password
from monitor.config.secrets import secret as find_secret
from monitor.config.shapes import CaseFile, OutletsFile, Problem, SettingsFile
from monitor.config.shapes import Path as Keys
from monitor.config.shapes import check as checked
from monitor.config.subscribers import Known, subscriber_problems
from monitor.errors import AddressError, ConfigError, LexiconError
from monitor.lexicon import read_lexicon
from monitor.messages import said
from monitor.urls import canonical
from monitor.weights import SUFFIX as WEIGHTS
from monitor.weights import read_weights

SETTINGS, OUTLETS = "settings.toml", "outlets.toml"
BUNDLED = "bundled default"


def load(
    folder: Path | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    database: str = "",
    language: str = "",
) -> model.Config:
    """Load and check everything; ``database`` and ``language`` are what the flags say.

    Without ``folder`` it is ``MONITOR_CONFIG``, else the user's default folder if there is one, else the shipped
    files alone. Raises ConfigError listing every mistake, one a line.
    """
    environ = os.environ if environ is None else environ
    reader = _Reader(_user_folder(folder, environ), environ)
    config = reader.config(database, language)
    if config is None:
        raise ConfigError("\n".join(str(mistake) for mistake in reader.mistakes))
    return config


def check(folder: Path | None = None, environ: Mapping[str, str] | None = None, *, database: str = "") -> list[str]:
    """Give every mistake in configuration and lexicons as `monitor check` lists them; nothing when all is well."""
    environ = os.environ if environ is None else environ
    try:
        reader = _Reader(_user_folder(folder, environ), environ)
    except ConfigError as error:
        return [str(error)]
    reader.config(database, "")
    reader.chronologies()
    mistakes = [str(mistake) for mistake in reader.mistakes]
    for texts, read in ((reader.texts, read_lexicon), (reader.weights, read_weights)):
        for name, text in texts:
            try:
                read(text, name)
            except LexiconError as error:
                mistakes += str(error).splitlines()
    return mistakes


def read_chronology(
    case: str, folder: Path | None = None, environ: Mapping[str, str] | None = None
) -> tuple[Path, tuple[model.PastStep, ...]] | None:
    """Read a case's chronology, the user's in place of the shipped one: its file and its steps; None without one.

    Raises ConfigError with every mistake in it.
    """
    environ = os.environ if environ is None else environ
    reader = _Reader(_user_folder(folder, environ), environ)
    path = next((path for path in reader.files("cases", PATTERN) if path.stem == case + SUFFIX), None)
    if path is None:
        return None
    reader.cases()
    reader.found.clear()  # what is wrong with the case itself, every command says that loads it
    steps = reader.chronology(path)
    if reader.found:
        raise ConfigError("\n".join(str(mistake) for mistake in reader.mistakes))
    return path, steps


def _user_folder(folder: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Give the user's folder; None when there is none and none was asked for."""
    asked = folder or (Path(environ["MONITOR_CONFIG"]) if environ.get("MONITOR_CONFIG") else None)
    if asked is None:
        usual = default_folder(environ)
        return usual if usual.is_dir() else None
    if not asked.is_dir():
        what = said("is not a folder") if asked.exists() else said("no such folder")
        raise ConfigError(f"{asked}: {what}. To write a new configuration there, run: monitor --config {asked} init")
    return asked


@dataclass(frozen=True, slots=True)
class _Settings:
    """What settings.toml and the environment say together, and where each value came from."""

    file: SettingsFile
    folder: Path
    secret: Secret
    alert_secrets: tuple[Secret, ...]
    key: Secret
    origins: dict[str, str]


@dataclass(slots=True)
class _Reader:
    """One loading: collects mistakes instead of stopping at the first."""

    user: Path | None
    environ: Mapping[str, str]
    found: list[Mistake] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)  # lexicons as read
    weights: list[tuple[str, str]] = field(default_factory=list)  # and theirs
    known: dict[str, CaseFile | None] = field(default_factory=dict)  # cases by id; None where the file has mistakes

    @property
    def mistakes(self) -> list[Mistake]:
        """Give what was found, file by file from top to bottom, variables last."""
        return sorted(set(self.found), key=lambda one: (one.file.startswith("MONITOR_"), one))

    def config(self, database: str, language: str) -> model.Config | None:
        """Read everything; None when there is a mistake anywhere."""
        self.found += environment.unknown(self.environ)
        self.found += _misnamed(self.user)
        outlets, outlets_path = self.outlets()
        cases = self.cases()
        settings = self.settings(Known.of([path.stem for path in self.case_files()], cases.values(), outlets))
        self.lexicons()
        if settings is None or self.found:
            return None
        flags = {"database": database, "language": language}
        return self.assembled(settings, flags, outlets, outlets_path, cases)

    def file(self, name: str) -> Path:
        """Give the user's file of a name, else the shipped one."""
        if self.user is not None and os.path.lexists(self.user / name):
            return self.user / name
        return bundled("config") / name

    def files(self, folder: str, pattern: str = "*.toml") -> list[Path]:
        """Give the files of a sub-folder, the user's in place of a shipped one of the same name."""
        by_name = {path.name: path for path in sorted((bundled("config") / folder).glob(pattern))}
        if self.user is not None:
            by_name.update({path.name: path for path in sorted((self.user / folder).glob(pattern))})
        return [by_name[name] for name in sorted(by_name)]

    def case_files(self) -> list[Path]:
        """Give the files of cases; their chronologies lie beside them."""
        return [path for path in self.files("cases") if not is_chronology(path)]

    def settings(self, known: Known) -> _Settings | None:
        """Read settings.toml and lay the environment over it."""
        source, mistakes = read_toml(self.file(SETTINGS))
        self.found += mistakes
        given = environment.given(self.environ)
        _, wrong = checked(SettingsFile, _overlaid({}, given))
        self.found += [Mistake(given[one.path[:2]][0], 0, 0, one.message) for one in wrong]
        if source.data is None:
            return None
        _, problems = checked(SettingsFile, source.data)
        self.found += [source.mistake(one.path, one.message, at_key=one.at_key) for one in problems]
        data = _overlaid(source.data, given)
        alert_secrets = find_alert_secrets(source.data, source.path.parent, self.environ)
        secret = smtp_password(text_at(data, "smtp", "password_file"), source.path.parent, self.environ)
        key = find_secret(KEY, text_at(data, "archive", "wayback_key_file"), source.path.parent, self.environ)
        self.found += [
            _placed(problem, source, given)
            for problem in [
                *_settings_problems(data, secret.insecure, known),
                *archive_problems(data, key),
                *alert_problems(data, alert_secrets, known),
            ]
        ]
        merged, _ = checked(SettingsFile, data)
        if merged is None:
            return None
        shipped = self.user is None or source.path.parent != self.user
        return _Settings(
            merged, source.path.parent, secret, alert_secrets, key, _origins(merged, source, given, shipped=shipped)
        )

    def outlets(self) -> tuple[tuple[model.Outlet, ...], Path]:
        """Read outlets.toml."""
        source, mistakes = read_toml(self.file(OUTLETS))
        self.found += mistakes
        if source.data is None:
            return (), source.path
        file, problems = checked(OutletsFile, source.data)
        problems += _outlet_problems(source)
        self.found += [source.mistake(one.path, one.message, at_key=one.at_key) for one in problems]
        return tuple(outlet.noun() for outlet in file.outlet) if file else (), source.path

    def cases(self) -> dict[Path, CaseFile]:
        """Read every case file."""
        read: dict[Path, CaseFile] = {}
        for path in self.case_files():
            source, mistakes = read_toml(path)
            case, wrong = checked_case(source)
            self.found += mistakes + wrong
            self.known[path.stem] = case
            if case is not None:
                read[path] = case
        return read

    def chronologies(self) -> None:
        """Look for mistakes in the chronologies of cases; only `check` does, for nothing else reads them all."""
        for path in self.files("cases", PATTERN):
            self.chronology(path)

    def chronology(self, path: Path) -> tuple[model.PastStep, ...]:
        """Read one chronology."""
        source, mistakes = read_toml(path)
        steps, wrong = checked_chronology(source, self.known)
        self.found += mistakes + wrong
        return steps

    def lexicons(self) -> None:
        """Read the text of lexicons and their weights; `lexicon` and `weights` know what they mean."""
        for texts, pattern in ((self.texts, "*.toml"), (self.weights, f"*{WEIGHTS}")):
            for path in self.files("lexicons", pattern):
                text = read_text(path)
                if isinstance(text, Mistake):
                    self.found.append(text)
                else:
                    texts.append((str(path), text))

    def assembled(
        self,
        settings: _Settings,
        flags: Mapping[str, str],
        outlets: tuple[model.Outlet, ...],
        outlets_path: Path,
        cases: Mapping[Path, CaseFile],
    ) -> model.Config:
        """Put checked parts together."""
        file = settings.file
        language = flags["language"] or file.language
        origins = {**settings.origins, "smtp.password": settings.secret.origin, "outlets": str(outlets_path)}
        origins["archive.wayback_key"] = settings.key.origin
        origins.update({f"cases.{path.stem}": str(path) for path in cases})
        origins.update(
            {f"lexicons.{Path(name).name.removesuffix('.toml')}": name for name, _ in [*self.texts, *self.weights]}
        )
        if language != file.language:
            origins["language"] = "--lang"
        if flags["database"] or self.environ.get("MONITOR_DB"):
            origins["database"] = "--db" if flags["database"] else "MONITOR_DB"
        return model.Config(
            language=language,
            timezone=file.timezone,
            database=database_path(flags["database"], self.environ, file.database, settings.folder),
            mask_names=tuple(file.mask_names),
            keep_texts_days=file.keep_texts_days,
            fetch=file.fetch.noun(),
            digest=file.digest.noun(),
            smtp=file.smtp.noun(settings.secret.value, settings.secret.file),
            archive=file.archive.noun(
                settings.key.value, settings.key.file, placed(settings.folder, file.archive.folder)
            ),
            subscribers=tuple(one.noun(file.language, file.timezone) for one in file.subscriber),
            alerts=tuple(
                one.noun(file.language, file.timezone, found.value, found.origin)
                for one, found in zip(file.alert, settings.alert_secrets, strict=True)
            ),
            outlets=outlets,
            cases=tuple(case.noun() for case in cases.values() if case.enabled),
            lexicons=tuple(self.texts),
            weights=tuple(self.weights),
            origins=origins,
            folder=str(self.user) if self.user else "",
        )


def _placed(problem: Problem, source: Source, given: Mapping[Keys, tuple[str, Any]]) -> Mistake:
    """Say what is wrong with a value, naming the variable it came from if it did."""
    if problem.path in given:
        return Mistake(given[problem.path][0], 0, 0, problem.message)
    return source.mistake(problem.path, problem.message, at_key=problem.at_key)


def _overlaid(data: Mapping[str, Any], given: Mapping[Keys, tuple[str, Any]]) -> dict[str, Any]:
    """Lay what the environment gives over what a file holds."""
    result: dict[str, Any] = {key: dict(part) if isinstance(part, dict) else part for key, part in data.items()}
    for path, (_, value) in given.items():
        table = result.setdefault(str(path[0]), {}) if len(path) > 1 else result
        if isinstance(table, dict):
            table[str(path[-1])] = value
    return result


def _origins(
    file: SettingsFile, source: Source, given: Mapping[Keys, tuple[str, Any]], *, shipped: bool
) -> dict[str, str]:
    """Say where each setting's value came from."""
    origins: dict[str, str] = {}
    for path in _paths(file):
        line = source.places.values.get(path, (0, 0))[0]
        written = f"{source.path}:{line}" if line and not shipped else BUNDLED
        origins[".".join(map(str, path))] = given[path][0] if path in given else written
    return origins


def _paths(file: SettingsFile) -> Iterator[Keys]:
    """Give the path of every setting that is a single value."""
    for key, value in dict(file).items():
        if hasattr(value, "noun"):
            yield from ((key, name) for name in dict(value))
        elif key not in ("subscriber", "alert"):
            yield (key,)


# ------------------------------------------------------------------------------- checks across keys and files


def _settings_problems(data: dict[str, Any], insecure: str, known: Known) -> Iterator[Problem]:
    """Find what is wrong between the settings themselves, and between them and the other files."""
    host = text_at(data, "smtp", "host")
    if not host.isprintable() or any(mark in host for mark in " /@"):
        yield Problem(("smtp", "host"), f"must be the name of a mail server, not {values.shown(host)}")
    if text_at(data, "smtp", "security") == "none" and host and not values.loopback(host):
        yield Problem(
            ("smtp", "security"),
            f'"none" would send mail and password readable by anyone on the way to {values.shown(host)}: '
            'use "starttls" or "tls" ("none" is for a server on this machine)',
        )
    if insecure:
        yield Problem(("smtp", "password_file"), insecure)
    yield from subscriber_problems(data, known)


def _outlet_problems(source: Source) -> Iterator[Problem]:
    """Find outlets and feeds that stand in the file twice."""
    ids: dict[str, int] = {}
    feeds: dict[str, int] = {}
    for number, outlet in tables(source.data, "outlet"):
        path: Keys = ("outlet", number, "id")
        id_ = text_at(outlet, "id")
        if id_ in ids:
            yield Problem(path, f"{values.shown(id_)} is the id of the outlet on line {ids[id_]} too")
        if id_:
            ids.setdefault(id_, source.places.find(path)[0])
        for place, feed in tables(outlet, "feed"):
            yield from _kind_problems(feed, ("outlet", number, "feed", place))
            where: Keys = ("outlet", number, "feed", place, "url")
            url = _comparable_or_nothing(text_at(feed, "url"))
            if url in feeds:
                yield Problem(where, f"this feed stands on line {feeds[url]} already")
            if url:
                feeds.setdefault(url, source.places.find(where)[0])


def _kind_problems(feed: dict[str, Any], where: Keys) -> Iterator[Problem]:
    """Find selectors that the feed's kind has no use for."""
    kind = text_at(feed, "kind") or str(model.FeedKind.FEED)
    for key, of in (("links", model.FeedKind.LISTING), ("part", model.FeedKind.WATCHED)):
        if text_at(feed, key) and kind != of:
            yield Problem((*where, key), f'{key} is for kind = "{of}", and this one\'s kind is {values.shown(kind)}')


def _comparable_or_nothing(url: str) -> str:
    """Give the comparable form of an address that is one; the shape says what is wrong with the others."""
    try:
        return comparable(values.address(url))
    except (ValueError, AddressError):
        return ""


def comparable(url: str) -> str:
    """Give a feed's address in the form in which two spellings of one are equal; a feed's query is all its own."""
    names = {part.partition("=")[0] for part in url.partition("#")[0].partition("?")[2].split("&")}
    return canonical(url, names)


def _misnamed(folder: Path | None) -> Iterator[Mistake]:
    """Find files that would be ignored because of a slip in their name."""
    names = [SETTINGS, OUTLETS]
    for path in sorted(folder.glob("*.toml")) if folder else []:
        near = values.suggestion(path.name, names)
        if path.name not in names and near:
            yield Mistake(str(path), 0, 0, f"is no configuration file{near}")

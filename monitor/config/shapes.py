"""The shape of each configuration file, checked by pydantic, and its translation into the nouns of `model`.

Rules kept: pydantic is imported here alone; unknown keys are mistakes; every key of settings has a default, and the
defaults are those of `model` (a test compares them with the shipped file); a mistake is a `Problem` with the path of
the key, so that the caller can say line and column.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema

from monitor import model
from monitor.config import values
from monitor.messages import said

Path = tuple[str | int, ...]

#: Languages the program writes in, and languages it reads.
Interface = Literal["fi", "en"]
Readable = Literal["fi", "en", "sv"]

_TEXT = {"type": "string"}
Duration = Annotated[dt.timedelta, BeforeValidator(values.duration), WithJsonSchema({**_TEXT, "examples": ["20s"]})]
Size = Annotated[
    int, BeforeValidator(values.size), WithJsonSchema({"type": ["string", "integer"], "examples": ["5MB"]})
]
Clock = Annotated[dt.time, BeforeValidator(values.clock), WithJsonSchema({**_TEXT, "examples": ["07:00"]})]
QuietHours = Annotated[
    str, AfterValidator(values.checked_quiet_hours), WithJsonSchema({**_TEXT, "examples": ["22:00-07:00"]})
]
Zone = Annotated[str, AfterValidator(values.zone)]
Address = Annotated[str, AfterValidator(values.address), WithJsonSchema({**_TEXT, "format": "uri"})]
Homepage = Annotated[str, AfterValidator(values.optional(values.address))]
Mailbox = Annotated[str, AfterValidator(values.mailbox)]
Sender = Annotated[str, AfterValidator(values.optional(values.mailbox))]
Contact = Annotated[str, AfterValidator(values.contact)]
Network = Annotated[str, AfterValidator(values.network)]
Identifier = Annotated[str, AfterValidator(values.identifier)]
CivilDate = Annotated[
    str, BeforeValidator(values.civil_date), WithJsonSchema({**_TEXT, "examples": ["2024", "2024-04", "2024-04-30"]})
]
Pattern = Annotated[str, AfterValidator(values.pattern)]
Selector = Annotated[str, AfterValidator(values.optional(values.selector))]
Text = Annotated[str, Field(min_length=1)]
FullName = Annotated[str, AfterValidator(values.full_name)]
Texts = Annotated[list[Text], AfterValidator(values.distinct)]
Kinds = Annotated[list[Annotated[model.Kind, Field(strict=False)]], AfterValidator(values.distinct)]


class Shape(BaseModel):
    """What every table keeps: no unknown key, no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


# ----------------------------------------------------------------------------------------------- cases/ID.toml


class Names(Shape):
    """A name in each language; at least one."""

    fi: str = ""
    en: str = ""
    sv: str = ""

    def noun(self) -> dict[str, str]:
        """Give the languages that have a name."""
        return {language: name for language, name in self.model_dump().items() if name}


class Roles(Shape):
    """Role phrases in each language."""

    fi: Texts = []
    en: Texts = []
    sv: Texts = []

    def noun(self) -> dict[str, tuple[str, ...]]:
        """Give the languages that have phrases."""
        return {language: tuple(phrases) for language, phrases in self.model_dump().items() if phrases}


class ActorTable(Shape):
    """One ``[[actor]]``."""

    id: Text
    names: Texts = []
    forms: Texts = []
    roles: Roles = Roles()
    kind: Literal["person", "organisation", "group"] = "person"
    identifies: bool = True

    def noun(self) -> model.Actor:
        """Give the actor."""
        return model.Actor(self.id, tuple(self.names), tuple(self.forms), self.roles.noun(), self.kind, self.identifies)


class ProceedingTable(Shape):
    """One ``[[proceeding]]``."""

    id: Identifier
    names: Names
    subjects: Texts
    kinds: Kinds
    courts: Texts = []
    starts: Kinds = []
    ends: Kinds = []

    def noun(self) -> model.Proceeding:
        """Give the proceeding."""
        return model.Proceeding(
            self.id,
            self.names.noun(),
            tuple(self.subjects),
            tuple(self.kinds),
            tuple(self.courts),
            tuple(self.starts),
            tuple(self.ends),
        )


class CaseFile(Shape):
    """The whole of ``cases/ID.toml``."""

    id: Identifier
    enabled: bool = True
    names: Names
    organisation: str = model.OTHER
    accused: str = model.OTHER
    accused_since: dt.date | None = None
    context: Texts = []
    weak_names: Texts = []
    not_this: Texts = []
    actor: list[ActorTable] = []
    proceeding: Annotated[list[ProceedingTable], Field(min_length=1)]

    def noun(self) -> model.Case:
        """Give the case."""
        return model.Case(
            id=self.id,
            names=self.names.noun(),
            actors=tuple(actor.noun() for actor in self.actor),
            proceedings=tuple(proceeding.noun() for proceeding in self.proceeding),
            organisation=self.organisation,
            accused=self.accused,
            accused_since=self.accused_since,
            context=tuple(self.context),
            not_this=tuple(self.not_this),
            weak_names=tuple(self.weak_names),
        )


# ------------------------------------------------------------------------------------- cases/ID-chronology.toml


class SourceTable(Shape):
    """One source of a step."""

    outlet: Text
    url: Address
    published: CivilDate

    def noun(self, *, weak: bool) -> dict[str, str]:
        """Give the source as the docket holds it."""
        return {**dict(self), "weak": "true"} if weak else dict(self)


class StepTable(Shape):
    """One ``[[step]]``; ``weakly_sourced`` when copies and aggregators alone tell it."""

    id: Text
    kind: Annotated[model.Kind, Field(strict=False)]
    subject: Text
    status: Annotated[model.Modality, Field(strict=False)] = model.Modality.FACT
    date: CivilDate | None = None
    outcome: Annotated[model.Outcome, Field(strict=False)] | None = None
    authority: str = ""
    stage: str = ""
    finality: Literal["", "final", "not_final"] = ""
    proceeding: str = ""
    weakly_sourced: bool = False
    what: Names
    source: Annotated[list[SourceTable], Field(min_length=1)]

    def noun(self) -> model.PastStep:
        """Give the step."""
        return model.PastStep(
            id=self.id,
            kind=self.kind,
            subject=self.subject,
            what=self.what.noun(),
            sources=tuple(one.noun(weak=self.weakly_sourced) for one in self.source),
            status=self.status,
            date=model.EventDate.parse(self.date) if self.date else None,
            outcome=self.outcome,
            authority=self.authority or None,
            stage=self.stage,
            finality=self.finality,
            proceeding=self.proceeding,
        )


class ChronologyFile(Shape):
    """The whole of ``cases/ID-chronology.toml``."""

    case: Identifier
    step: list[StepTable] = []


# ------------------------------------------------------------------------------------------------ outlets.toml


class FeedTable(Shape):
    """One ``[[outlet.feed]]``."""

    url: Address
    enabled: bool = True
    reason: str = ""
    kind: Annotated[model.FeedKind, Field(strict=False)] = model.FeedKind.FEED
    links: Selector = ""
    part: Selector = ""

    def noun(self) -> model.Feed:
        """Give the feed; one that is off always has a reason to show."""
        reason = self.reason if self.enabled else self.reason or "disabled in outlets.toml"
        return model.Feed(self.url, self.enabled, reason, self.kind, self.links, self.part)


class OutletTable(Shape):
    """One ``[[outlet]]``."""

    id: Identifier
    name: str = ""
    language: Readable = "fi"
    kind: Literal["press", "wire", "authority"] = "press"
    homepage: Homepage = ""
    parameters: Texts = []
    article_id: Pattern = ""
    timezone: Zone = "Europe/Helsinki"
    feed: list[FeedTable] = []

    def noun(self) -> model.Outlet:
        """Give the outlet."""
        return model.Outlet(
            id=self.id,
            name=self.name or self.id,
            language=self.language,
            kind=model.OutletKind(self.kind),
            homepage=self.homepage,
            parameters=tuple(self.parameters),
            article_id=self.article_id,
            timezone=self.timezone,
            feeds=tuple(feed.noun() for feed in self.feed),
        )


class OutletsFile(Shape):
    """The whole of ``outlets.toml``."""

    outlet: list[OutletTable] = []


# ----------------------------------------------------------------------------------------------- settings.toml

_FETCH = model.FetchSettings()
_DIGEST = model.DigestSettings()
_SMTP = model.SmtpSettings()
_ARCHIVE = model.ArchiveSettings()
_READER = model.Subscriber("")
Count = Annotated[int, Field(ge=1, le=100_000)]


class FetchTable(Shape):
    """The ``[fetch]`` table."""

    contact: Contact = _FETCH.contact
    deadline: Duration = _FETCH.deadline
    max_bytes: Size = _FETCH.max_bytes
    allow_private: Annotated[list[Network], AfterValidator(values.distinct)] = list(_FETCH.allow_private)
    workers: Annotated[int, Field(ge=1, le=500)] = _FETCH.workers
    pause_seconds: Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)] = _FETCH.pause_seconds
    host_requests_per_day: Count = _FETCH.host_requests_per_day
    interval: Duration = _FETCH.interval
    max_entries: Count = _FETCH.max_entries
    processes: Annotated[int, Field(ge=0, le=256)] = _FETCH.processes
    parse_seconds: Annotated[float, Field(ge=0.1, le=600, allow_inf_nan=False)] = _FETCH.parse_seconds
    memory_mb: Annotated[int, Field(ge=64, le=1_000_000)] = _FETCH.memory_mb

    def noun(self) -> model.FetchSettings:
        """Give the settings of fetching."""
        return model.FetchSettings(**{**dict(self), "allow_private": tuple(self.allow_private)})


class DigestTable(Shape):
    """The ``[digest]`` table."""

    at: Clock = _DIGEST.at
    send_empty: Annotated[model.SendEmpty, Field(strict=False)] = _DIGEST.send_empty
    subject: Literal["normal", "discreet"] = "normal"
    max_items: Count = _DIGEST.max_items

    def noun(self) -> model.DigestSettings:
        """Give the settings of the digest."""
        return model.DigestSettings(**dict(self))


class SmtpTable(Shape):
    """The ``[smtp]`` table; a password has no key here on purpose."""

    host: str = _SMTP.host
    port: Annotated[int, Field(ge=1, le=65535)] = _SMTP.port
    security: Annotated[model.Security, Field(strict=False)] = _SMTP.security
    username: str = _SMTP.username
    password_file: str = ""
    sender: Sender = _SMTP.sender

    def noun(self, password: str, password_file: str) -> model.SmtpSettings:
        """Give the settings of mail, with the secret found elsewhere."""
        kept = {**dict(self), "password": password, "password_file": password_file}
        return model.SmtpSettings(**kept)


class ArchiveTable(Shape):
    """The ``[archive]`` table; a key has no key here on purpose."""

    warc: bool = _ARCHIVE.warc
    folder: str = _ARCHIVE.folder
    max_file: Size = _ARCHIVE.max_file
    wayback: bool = _ARCHIVE.wayback
    wayback_url: Address = _ARCHIVE.wayback_url
    wayback_per_hour: Annotated[int, Field(ge=1, le=1000)] = _ARCHIVE.wayback_per_hour
    wayback_key_file: str = _ARCHIVE.wayback_key_file

    def noun(self, key: str, key_file: str, folder: str) -> model.ArchiveSettings:
        """Give the settings of the archive, with the secret found elsewhere and the folder's full path."""
        return model.ArchiveSettings(
            **{**dict(self), "wayback_key": key, "wayback_key_file": key_file, "folder": folder}
        )


class SubscriberTable(Shape):
    """One ``[[subscriber]]``; language and timezone are those of the file when not given."""

    address: Mailbox
    language: Interface | None = None
    cases: Annotated[Texts, Field(min_length=1)] = ["*"]
    proceedings: Annotated[Texts, Field(min_length=1)] = ["*"]
    kinds: Annotated[Texts, Field(min_length=1)] = ["*"]
    outlets: Annotated[Texts, Field(min_length=1)] = ["*"]
    origins: Annotated[int, Field(ge=1, le=100)] = _READER.origins
    every: Annotated[model.Every, Field(strict=False)] = _READER.every
    weekday: Annotated[model.Weekday, Field(strict=False)] = _READER.weekday
    timezone: Zone | None = None
    at: Clock | None = None

    def noun(self, language: str, timezone: str) -> model.Subscriber:
        """Give the subscriber."""
        lists = {name: tuple(getattr(self, name)) for name in ("cases", "proceedings", "kinds", "outlets")}
        given = {"language": self.language or language, "timezone": self.timezone or timezone}
        return model.Subscriber(**{**dict(self), **lists, **given})


class AlertTable(Shape):
    """One ``[[alert]]``; language and timezone are those of the file when not given."""

    id: Identifier
    channel: Annotated[model.Channel, Field(strict=False)]
    address: Sender = ""
    url: Homepage = ""
    secret_file: str = ""
    kinds: Annotated[Texts, Field(min_length=1)] = [str(kind) for kind in model.ALERT_KINDS]
    cases: Annotated[Texts, Field(min_length=1)] = ["*"]
    proceedings: Annotated[Texts, Field(min_length=1)] = ["*"]
    statuses: Annotated[
        list[Annotated[model.Modality, Field(strict=False)]], Field(min_length=1), AfterValidator(values.distinct)
    ] = [model.Modality.FACT]
    origins: Annotated[int, Field(ge=1, le=100)] = 1
    updates: bool = True
    gather: Duration = dt.timedelta(minutes=2)
    quiet_hours: QuietHours = ""
    subject: Literal["normal", "discreet"] = "normal"
    language: Interface | None = None
    timezone: Zone | None = None

    def noun(self, language: str, timezone: str, secret: str, origin: str) -> model.Alert:
        """Give the alert, with the secret found elsewhere."""
        quiet = values.quiet_hours(self.quiet_hours)
        return model.Alert(
            id=self.id,
            channel=self.channel,
            kinds=tuple(model.Kind) if "*" in self.kinds else tuple(model.Kind(kind) for kind in self.kinds),
            cases=tuple(self.cases),
            proceedings=tuple(self.proceedings),
            statuses=tuple(self.statuses),
            origins=self.origins,
            updates=self.updates,
            gather=self.gather,
            quiet_from=quiet[0] if quiet else None,
            quiet_to=quiet[1] if quiet else None,
            timezone=self.timezone or timezone,
            language=self.language or language,
            subject=self.subject,
            address=self.address,
            url=self.url,
            secret=secret,
            secret_origin=origin,
        )


class SettingsFile(Shape):
    """The whole of ``settings.toml``."""

    language: Interface = "fi"
    timezone: Zone = "Europe/Helsinki"
    database: str = ""
    keep_texts_days: Annotated[int, Field(ge=0, le=36500)] = 0
    mask_names: list[FullName] = []
    fetch: FetchTable = FetchTable()
    digest: DigestTable = DigestTable()
    smtp: SmtpTable = SmtpTable()
    archive: ArchiveTable = ArchiveTable()
    subscriber: list[SubscriberTable] = []
    alert: list[AlertTable] = []


# ------------------------------------------------------------------------------------------- mistakes, in words

FileShape = TypeVar("FileShape", bound=Shape)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the path of keys to it, whether the key itself is wrong, and what to say."""

    path: Path
    message: str
    at_key: bool = False


_SENTENCES = {
    "string_type": said("must be text in quotes"),
    "int_type": said("must be a whole number"),
    "int_from_float": said("must be a whole number"),
    "float_type": said("must be a number"),
    "bool_type": said("must be true or false"),
    "list_type": said("must be a list"),
    "model_type": said("must be a table"),
    "dict_type": said("must be a table"),
    "date_type": said("must be a date such as 2022-10-27"),
    "greater_than_equal": said("must be at least {1}"),
    "less_than_equal": said("must be at most {1}"),
    "finite_number": said("must be a finite number"),
    "string_too_short": said("must not be empty"),
    "too_short": said("must have at least one item"),
    "missing": said("a needed key is missing"),
}
#: Keys that people write and that must not be there, with what to do instead.
_HINTS: dict[Path, str] = {
    ("smtp", "password"): said(
        "a password does not belong in this file: write it to a file of its own and name that in "
        "password_file, or set MONITOR_SMTP_PASSWORD"
    ),
}


def check(shape: type[FileShape], data: Mapping[str, Any]) -> tuple[FileShape | None, list[Problem]]:
    """Check what TOML gave against a shape: the checked file, or None and every mistake."""
    try:
        return shape.model_validate(dict(data)), []
    except ValidationError as error:
        found = [_problem(shape, dict(one)) for one in error.errors(include_url=False)]
        return None, list(dict.fromkeys(found))


def _problem(shape: type[Shape], error: dict[str, Any]) -> Problem:
    """Turn one of pydantic's errors into a sentence."""
    path: Path = error["loc"]
    kind = str(error["type"])
    if kind == "extra_forbidden":
        return Problem(path, _unknown_key(shape, path), at_key=True)
    if kind == "missing":
        return Problem(path[:-1], f'missing key "{path[-1]}"', at_key=True)
    return Problem(path, _sentence(path, kind, error))


def _sentence(path: Path, kind: str, error: dict[str, Any]) -> str:
    """Say what a value must be, beginning with the name of its key."""
    context = error.get("ctx", {})
    if kind in ("enum", "literal_error"):
        told = _choice(str(context["expected"]), error["input"])
    elif kind == "value_error":
        told = str(context["error"])
    else:
        told = _SENTENCES.get(kind, str(error["msg"])).format("", *context.values())
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    return f"{key} {told}" if told.startswith("must ") and key else told


def _choice(expected: str, given: object) -> str:
    """Say which words are possible, and the nearest one."""
    choices = [choice for choice in re.findall(r"'([^']*)'", expected) if choice]
    near = values.suggestion(given, choices) if isinstance(given, str) else ""
    if len(choices) > 8:
        return said(f"unknown word {values.shown(given)}") + near
    return said(f"must be one of {', '.join(choices)}, not {values.shown(given)}") + near


def _unknown_key(shape: type[Shape], path: Path) -> str:
    """Say that a key is unknown, and the nearest known one."""
    key = str(path[-1])
    hint = _HINTS.get(path)
    if hint:
        return hint
    return said(f"unknown key {values.shown(key)}") + values.suggestion(key, _known_keys(shape, path[:-1]))


def _known_keys(shape: type[Shape], path: Path) -> list[str]:
    """Give the keys of the table at a path."""
    table: type[Shape] | None = shape
    for part in path:
        if isinstance(part, str) and table is not None:
            table = _table_in(table.model_fields[part].annotation)
    return list(table.model_fields) if table else []


def _table_in(annotation: Any) -> type[Shape] | None:
    """Find the table that an annotation such as ``list[FeedTable]`` is about."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    return next((found for part in typing.get_args(annotation) if (found := _table_in(part))), None)


def value_type(shape: type[Shape], path: Path) -> type | None:
    """Give the plain type of the value at a path: str, int, float, bool, list or another class."""
    table: type[Shape] | None = shape
    for part in path[:-1]:
        table = _table_in(table.model_fields[str(part)].annotation) if table else None
    annotation: Any = table.model_fields[str(path[-1])].annotation if table else None
    found = typing.get_origin(annotation) or annotation
    return found if isinstance(found, type) else None


# ------------------------------------------------------------------------------------------------- JSON Schemas

FILES: dict[str, type[Shape]] = {
    "settings": SettingsFile,
    "outlets": OutletsFile,
    "case": CaseFile,
    "chronology": ChronologyFile,
}


def json_schemas() -> dict[str, str]:
    """Give the text of each JSON Schema by file name, as `config/schemas/` holds them."""
    return {f"{name}.json": _json_schema(shape) for name, shape in FILES.items()}


def _json_schema(shape: type[Shape]) -> str:
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", **shape.model_json_schema()}
    return json.dumps(_tidied(schema), ensure_ascii=False, indent=2) + "\n"


def _tidied(node: Any) -> Any:
    """Drop the titles that repeat a key, and defaults that are not written as the file would write them."""
    if isinstance(node, list):
        return [_tidied(part) for part in node]
    if not isinstance(node, dict):
        return node
    dropped = {"title"} if isinstance(node.get("title"), str) else set()
    if "examples" in node or isinstance(node.get("default"), dict):
        dropped.add("default")
    return {key: _tidied(value) for key, value in node.items() if key not in dropped}

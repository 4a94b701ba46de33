"""Pages kept as they came, from a real server; and a database made of WARC files alone that says the same."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import pytest

from monitor.archive.reading import pages
from monitor.archive.store import Place, Store, cut
from monitor.pipeline import archiving
from monitor.pipeline.importing import read_items
from monitor.storage import archive
from tests.pipeline.trial import START, TEXT, TITLE, Item, Trial, page, rss

EDITED = (*TEXT, "Jutun lopussa on uusi kappale, jonka toimitus lisäsi illalla sen jälkeen, kun juttu oli julkaistu.")
OTHER = (
    "Helsingin hovioikeus aloitti maanantaina Vastaamon tietomurron käsittelyn. Aleksanteri Kivimäki kiistää syytteet.",
    "Käsittely kestää hovioikeuden mukaan marraskuulle saakka, ja sen aikana kuullaan yli kymmentä todistajaa.",
)


def publish(trial: Trial, *items: Item) -> None:
    trial.server.put("/rss", rss(*items), "application/rss+xml")
    trial.feeds("/rss")


def one_story(trial: Trial, body: str = "", **headers: str) -> None:
    publish(trial, Item(trial.server.put("/juttu", body or page(), **headers)))


def places(trial: Trial) -> list[archive.KeptPlace]:
    ids = trial.rows("select id from revision order by id")
    with trial.engine.begin() as conn:
        found = archive.places(conn, ids)
    return [found[one] for one in ids if one in found]


def records(folder: Path, place: archive.KeptPlace) -> bytes:
    return gzip.decompress(cut(folder, Place(place.file, place.offset, place.length, place.digest)))


def test_each_new_revision_is_kept_with_the_bytes_that_came_and_an_unchanged_page_is_not(trial: Trial) -> None:
    folder = trial.archive()
    one_story(trial, page(paragraphs=(*TEXT, "x" * 1200)))
    trial.cycle()
    trial.clock.pass_(6)
    trial.cycle()
    trial.server.put("/juttu", page(paragraphs=EDITED))
    trial.clock.pass_(6)
    trial.cycle()
    first, second = places(trial)
    assert "Content-Encoding: gzip" in records(folder, first).decode("latin-1"), "it came packed, and is kept so"
    assert b"GET /juttu HTTP/1.1" in records(folder, first)
    assert page(paragraphs=EDITED).encode() in records(folder, second)
    assert trial.server.paths().count("/juttu") >= 3


def test_nothing_is_kept_unless_it_is_asked_for(trial: Trial) -> None:
    one_story(trial)
    trial.cycle()
    assert places(trial) == []
    assert not list(trial.path.parent.glob("*pages*"))


@pytest.mark.parametrize(
    ("body", "headers", "reason"),
    [
        (
            page().replace("<title>", '<meta name="robots" content="noindex, noarchive"><title>'),
            {},
            'meta name="robots"',
        ),
        (page(), {"X_Robots_Tag": "noarchive"}, "X-Robots-Tag"),
        (page(), {"X_Robots_Tag": "case-monitor: noarchive"}, "X-Robots-Tag"),
    ],
)
def test_a_page_that_says_noarchive_is_kept_nowhere_and_that_is_told(
    trial: Trial, body: str, headers: dict[str, str], reason: str
) -> None:
    folder = trial.archive(wayback=True, wayback_url=trial.server.url("/save"))
    one_story(trial, body, **headers)
    trial.cycle()
    (place,) = places(trial)
    assert (place.file, reason in place.reason) == ("", True)
    assert not folder.exists()
    assert reason in trial.rows("select reason from capture where state = 'refused'")[0]
    trial.run(archiving.ask_archive)
    assert not any(path.startswith("/save") for path in trial.server.paths())


def test_a_page_that_forbids_another_robot_only_is_kept(trial: Trial) -> None:
    trial.archive()
    one_story(trial, X_Robots_Tag="googlebot: noarchive")
    trial.cycle()
    assert places(trial)[0].file


def test_a_disk_that_is_full_costs_no_article_and_is_told(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    trial.archive()
    one_story(trial)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    trial.poll()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        trial.read()
    assert trial.state("/juttu") == ("read", "")
    assert places(trial)[0].reason == "not written: No space left on device"


def test_the_database_never_names_a_record_that_is_not_on_the_disk(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.archive()
    one_story(trial)
    order: list[str] = []
    sync, save = os.fsync, archive.save_place
    monkeypatch.setattr(os, "fsync", lambda fd: (order.append("disk"), sync(fd))[1])

    def saved(*args: Any, **more: Any) -> None:
        order.append("database")
        save(*args, **more)

    monkeypatch.setattr(archive, "save_place", saved)
    trial.cycle()
    assert order[-2:] == ["disk", "database"]


@pytest.mark.parametrize("planted", [False, True])
def test_a_row_before_its_record_would_be_seen(trial: Trial, monkeypatch: pytest.MonkeyPatch, planted: bool) -> None:
    """The gate itself: when the disk fails at the sync, no row may name the record; a store that hides it is caught."""
    trial.archive()
    one_story(trial)
    trial.poll()

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        if planted:
            patch.setattr(Store, "sync", lambda _: None)
            patch.setattr(Store, "_make_folder", lambda self: self._folder.mkdir(exist_ok=True))
            patch.setattr("monitor.archive.store._sync_folder", lambda _: None)
        trial.read()
    assert bool(places(trial)[0].file) is planted


# ------------------------------------------------------------------------------------------------------ round trip


def told(trial: Trial) -> object:
    """Give all that must be the same in a database made of the WARC files of another.

    The numbers of entries are left out: they count in the order of transactions, which no two runs share.
    """
    revisions = trial.rows(
        "select a.outlet_id, a.key, r.content_hash, r.page_hash, r.title, r.published, r.updated, r.language,"
        " r.headline_only, r.fetched_at from revision r join article a on a.id = r.article_id"
        " order by r.fetched_at, a.key"
    )
    articles = trial.rows("select key, url, state, title, published, published_at from article order by key")
    docket = [
        (
            entry.kind,
            entry.status,
            entry.date,
            entry.outcome,
            entry.first_reported_at,
            entry.outlets,
            sorted((report.url, report.quote, str(report.published_at)) for report in entry.reports),
        )
        for entry in trial.docket()
    ]
    return revisions, articles, sorted(docket, key=str)


def again(trial: Trial, path: Path, files: list[Path]) -> tuple[Trial, list[str]]:
    fresh = Trial(trial.config, trial.pool, trial.server, path)
    fresh.archive(warc=False)
    problems: list[str] = []
    items = [item for file in files for item in read_items(file, "", None, problems)]
    counts = fresh.import_(*items)
    return fresh, problems + counts.problems


def test_a_new_database_made_of_the_files_alone_says_the_same(trial: Trial, tmp_path: Path) -> None:
    folder = trial.archive()
    wall = page("Vain tilaajille: Kivimäki valitti tuomiosta", ()).replace(
        "</head>", '<meta name="article:content_tier" content="locked"></head>'
    )
    items = [
        Item(trial.server.put("/juttu", page())),
        Item(
            trial.server.put("/hovi", page("Vastaamon käsittely alkoi hovioikeudessa", OTHER)),
            "Toinen otsikko",
            published=START - 3 * (START - START.replace(hour=11)),
        ),
        Item(trial.server.put("/muuri", wall), "Kivimäki valitti Vastaamo-tuomiostaan hovioikeuteen"),
        Item(
            trial.server.put(
                "/vanha",
                status=301,
                validators=False,
                Location=trial.server.put("/uusi", page("Kivimäki vangittiin", OTHER[1:])),
            )
        ),
        Item(trial.server.put("/tiedosto", "%PDF-1.4 …", "application/pdf"), "Vastaamon konkurssi"),
    ]
    publish(trial, *items)
    trial.cycle()
    trial.server.put("/juttu", page(paragraphs=EDITED))
    trial.clock.pass_(6)
    trial.cycle()
    fresh, problems = again(trial, tmp_path / "fresh.db", sorted(folder.iterdir()))
    try:
        assert problems == []
        assert len(told(fresh)[0]) == 6  # type: ignore[index]  # a tuple of lists
        assert told(fresh) == told(trial)
        before = fresh.rows("select count(*) from revision"), fresh.docket()
        items_again = list(read_items(next(folder.iterdir()), "", None, []))
        assert fresh.import_(*items_again).revisions == 0
        assert (fresh.rows("select count(*) from revision"), fresh.docket()) == before
    finally:
        fresh.engine.dispose()


def test_a_story_of_several_pages_is_kept_whole_and_read_whole(trial: Trial, tmp_path: Path) -> None:
    folder = trial.archive()
    second = trial.server.put("/juttu/2", page(TITLE, OTHER))
    first = page().replace("<title>", f'<link rel="next" href="{second}"><title>')
    one_story(trial, first)
    trial.cycle()
    text = trial.rows("select text from revision")
    assert OTHER[0] in text[0], "the story has two pages"
    (kept,) = pages(next(folder.iterdir())).pages
    assert [one.url for one in kept.further] == [second]
    fresh, problems = again(trial, tmp_path / "fresh.db", sorted(folder.iterdir()))
    assert problems == []
    assert fresh.rows("select text from revision") == text
    fresh.engine.dispose()


def test_two_addresses_of_one_story_are_one_after_the_import_too(trial: Trial, tmp_path: Path) -> None:
    folder = trial.archive()
    own = trial.server.put("/juttu", page())
    face = trial.server.put("/amp", page().replace("<title>", f'<link rel="canonical" href="{own}"><title>'))
    publish(trial, Item(face))
    trial.cycle()
    fresh = Trial(trial.config, trial.pool, trial.server, tmp_path / "fresh.db")
    fresh.feeds("/rss")
    publish(fresh, Item(own))
    fresh.cycle()
    problems: list[str] = []
    (item,) = [
        one for file in sorted(folder.iterdir()) for one in read_items(file, "", None, problems) if one.url == face
    ]
    fresh.import_(item)
    assert fresh.rows("select count(*) from article where copy_of is null") == [1]
    assert [len(entry.reports) for entry in fresh.docket() if entry.kind == "verdict"] == [1]
    fresh.engine.dispose()


def test_a_record_that_is_broken_is_told_with_file_and_offset_and_the_rest_is_read(
    trial: Trial, tmp_path: Path
) -> None:
    folder = trial.archive()
    publish(trial, *(Item(trial.server.put(f"/juttu-{n}", page(f"{TITLE} {n}")), f"{TITLE} {n}") for n in range(3)))
    trial.cycle()
    place = places(trial)[1]
    file = folder / place.file
    data = bytearray(file.read_bytes())
    data[place.offset + 60 : place.offset + 90] = bytes(30)
    file.write_bytes(bytes(data))
    fresh, problems = again(trial, tmp_path / "fresh.db", [file])
    assert [problem.startswith(f"{file}:{place.offset}: ") for problem in problems] == [True]
    assert fresh.rows("select count(*) from revision") == [2]
    fresh.engine.dispose()


def test_old_files_go_with_the_texts_they_held(trial: Trial) -> None:
    folder = trial.archive()
    one_story(trial)
    trial.cycle()
    file = folder / places(trial)[0].file
    trial.clock.pass_(24 * 10)
    with trial.engine.begin() as conn:
        assert (
            archiving.purge_pages(conn, str(folder), trial.clock() - 20 * 24 * (START - START.replace(hour=11))) == []
        )
        assert file.exists()
        assert archiving.purge_pages(conn, str(folder), trial.clock()) == [file.name]
    assert not file.exists()
    assert places(trial)[0].reason == "removed with the texts it held"

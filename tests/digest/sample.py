"""A day's digest for the tests, written from what the default case's file and facts hold; sample outlets, own words."""

from __future__ import annotations

import datetime as dt

from monitor.digest import (
    CaseState,
    Change,
    Conflict,
    DigestInput,
    DigestItem,
    ProceedingState,
    Source,
    SourceDrift,
    SourceGap,
    SourceMove,
    SourceTrouble,
    Step,
    Upcoming,
    Version,
)
from monitor.model import (
    EventDate,
    Figure,
    Kind,
    Modality,
    Outcome,
    PollState,
    Precision,
    Qualifier,
    Subscriber,
)

ON = dt.date(2026, 2, 27)
TO = dt.datetime(2026, 2, 27, 5, 0, tzinfo=dt.UTC)
FROM = TO - dt.timedelta(days=1)

NAMES = {
    "fi": {
        "kivimaki": "Kivimäen rikosasia",
        "tapio": "Tapion rikosasia",
        "redress": "Korvaukset ja siviilivaateet",
        "regulator": "Tietosuojavaltuutetun asia",
    },
    "en": {
        "kivimaki": "Criminal case against Kivimäki",
        "tapio": "Criminal case against Tapio",
        "redress": "Compensation and civil claims",
        "regulator": "The data protection ombudsman’s matter",
    },
}
MADE_UP = {
    "fi": ("Esimerkkitapaus", "Esimerkki Oy:n riita-asia", "Hiljainen tapaus"),
    "en": ("Sample case", "Dispute of Esimerkki Oy", "Quiet case"),
}
STANDING = {
    "kivimaki": {
        "step": Step(Kind.APPEAL_RULING, Modality.FACT, EventDate.parse("2026-02-26"), Outcome.RAISED),
        "term": (83.0, "months", None),
        "finality": "not_final",
    },
    "tapio": {"step": Step(Kind.APPEAL_RULING, Modality.FACT, EventDate.parse("2025"), Outcome.ACQUITTED)},
    "regulator": {
        "step": Step(Kind.REGULATOR_ACTION, Modality.FACT, EventDate.parse("2021-12-07")),
        "term": (608000.0, "EUR", None),
    },
}


def cases(language: str) -> tuple[CaseState, ...]:
    """Name the default case, a made-up one, and one in which nothing happens."""
    proceedings = tuple(ProceedingState(key, name, **STANDING.get(key, {})) for key, name in NAMES[language].items())
    made_up, dispute, quiet = MADE_UP[language]
    return (
        CaseState("vastaamo", "Vastaamo", proceedings),
        CaseState("sample", made_up, (ProceedingState("estate", dispute),)),
        CaseState("quiet", quiet),
    )


def source(outlet: str, language: str = "fi", hour: int = 0, **more: str) -> Source:
    """Make a sample outlet's report in the window."""
    host = outlet.lower().replace(" ", "-").replace("ä", "a")
    address = more.get("url", f"https://{host}.example/uutiset/{hour}-24511")
    return Source(outlet, address, more.get("title", ""), language, FROM + dt.timedelta(hours=hour, minutes=21))


def appeal_ruling() -> DigestItem:
    """Tell the court of appeal's ruling, told by eight outlets."""
    quote = "Helsingin hovioikeus korotti Aleksanteri Kivimäen vankeusrangaistuksen kuuteen vuoteen ja 11 kuukauteen."
    return DigestItem(
        number="vastaamo-41",
        case_id="vastaamo",
        proceeding_id="kivimaki",
        kind=Kind.APPEAL_RULING,
        modality=Modality.FACT,
        subject="Kivimäki",
        quote=quote,
        source=source("Mallin Sanomat", hour=5),
        authority="Helsingin hovioikeus",
        date=EventDate.parse("2026-02-26", "torstaina"),
        outcome=Outcome.RAISED,
        more=tuple(source(f"Näytelehti {letter}", hour=6) for letter in "ABCDEFG"),
        reports=8,
        origins=2,
        why=("v:korottaa + vankeusrangaistus", "hovioikeus", "Kivimäki (otsikko)"),
        change=Change.HAPPENED,
        before=Step(Kind.APPEAL_RULING, Modality.PLANNED, EventDate.parse("2026-02-26")),
        figures=(Figure("vastaamo", "sentence", 83, "months", Qualifier.EXACT, quote, 0, len(quote), None, None),),
    )


def supreme_court() -> DigestItem:
    """Tell leave to appeal that may be sought: possible, not decided."""
    return DigestItem(
        number="vastaamo-42",
        case_id="vastaamo",
        proceeding_id="kivimaki",
        kind=Kind.APPEAL,
        modality=Modality.HYPOTHETICAL,
        subject="Kivimäki",
        quote="The ruling is not final, and leave to appeal may be sought from the Supreme Court.",
        source=source("Sample Times", "en", 7),
        authority=None,
        date=None,
        why=("may be sought", "leave to appeal"),
    )


def demand() -> DigestItem:
    """Tell what the prosecutor demanded, as background: never a decision."""
    quote = "Syyttäjä vaati käräjäoikeudessa seitsemän vuoden vankeutta."
    return DigestItem(
        number="vastaamo-33",
        case_id="vastaamo",
        proceeding_id="kivimaki",
        kind=Kind.VERDICT,
        modality=Modality.SOUGHT,
        subject="Kivimäki",
        quote=quote,
        source=source("Mallin Sanomat", hour=5),
        authority="Länsi-Uudenmaan käräjäoikeus",
        date=EventDate.parse("2024-02"),
        outcome=Outcome.CONVICTED,
        news=False,
        why=("v:vaatia + vankeus", "käräjäoikeus"),
        figures=(Figure("vastaamo", "sentence", 84, "months", Qualifier.EXACT, quote, 0, len(quote)),),
    )


def hearing() -> DigestItem:
    """Tell a date ahead, in the made-up case."""
    return DigestItem(
        number="sample-4",
        case_id="sample",
        proceeding_id="estate",
        kind=Kind.TRIAL,
        modality=Modality.PLANNED,
        subject="Esimerkki Oy",
        quote="Esimerkki Oy:n riita-asian pääkäsittely alkaa Helsingin käräjäoikeudessa 16. maaliskuuta.",
        source=source("Näytelehti A", hour=9),
        authority="Helsingin käräjäoikeus",
        date=EventDate.parse("2026-03-16", "16. maaliskuuta"),
        more=(source("Sample Times", "en", 10),),
        reports=2,
        origins=1,
        why=("pääkäsittely + alkaa", "Esimerkki Oy"),
    )


def acquittal() -> DigestItem:
    """Tell an older ruling whose date is known only now."""
    return DigestItem(
        number="vastaamo-38",
        case_id="vastaamo",
        proceeding_id="tapio",
        kind=Kind.APPEAL_RULING,
        modality=Modality.FACT,
        subject="Tapio",
        quote="The Court of Appeal acquitted former chief executive Ville Tapio last year.",
        source=source("Sample Times", "en", 7),
        authority="Helsinki Court of Appeal",
        date=EventDate.parse("2025"),
        outcome=Outcome.ACQUITTED,
        change=Change.CORRECTED,
        before=Step(Kind.APPEAL_RULING, Modality.FACT, None, Outcome.ACQUITTED),
        reports=4,
        origins=3,
        why=("v:acquit", "Court of Appeal", "Tapio"),
    )


def fine() -> DigestItem:
    """Tell that two more outlets recall the fine."""
    return DigestItem(
        number="vastaamo-21",
        case_id="vastaamo",
        proceeding_id="regulator",
        kind=Kind.REGULATOR_ACTION,
        modality=Modality.FACT,
        subject="Vastaamo",
        quote="Vastaamolle määrättiin joulukuussa 2021 noin 608 000 euron seuraamusmaksu.",
        source=source("Näytelehti B", hour=11),
        authority="Tietosuojavaltuutetun toimisto",
        date=EventDate("2021-12", Precision.MONTH, "joulukuussa 2021"),
        news=False,
        change=Change.REPORTS,
        more=(source("Näytelehti C", hour=12),),
        reports=9,
        origins=4,
        why=("v:määrätä + seuraamusmaksu", "Vastaamo"),
    )


def full(language: str) -> DigestInput:
    """Make a day with a ruling, a plan, a demand, a correction, a conflict and a source that failed."""
    return DigestInput(
        subscriber=Subscriber("lukija@example.fi", language),
        on=ON,
        window_from=FROM,
        window_to=TO,
        cases=cases(language),
        items=(fine(), demand(), supreme_court(), hearing(), acquittal(), appeal_ruling()),
        sources_total=11,
        sources_ok=9,
        troubles=(
            SourceTrouble(
                "Näytelehti E",
                "https://naytelehti-e.example/rss",
                PollState.TIMEOUT,
                "20 s",
                FROM + dt.timedelta(hours=11),
            ),
            SourceTrouble("Sample Herald", "https://sample-herald.example/rss", PollState.HTTP_ERROR, "403 Forbidden"),
            SourceTrouble(
                "Näytelehti F",
                "https://naytelehti-f.example/rss",
                PollState.STALE,
                last_ok_at=TO,
                silent_since_at=FROM - dt.timedelta(days=20),
            ),
        ),
        gaps=(
            SourceGap(
                "Mallin Sanomat",
                "https://mallin-sanomat.example/rss",
                FROM - dt.timedelta(hours=2),
                FROM + dt.timedelta(hours=3),
            ),
        ),
        drifts=(SourceDrift("Näytelehti A", "9 of the last 10 pages gave no text", FROM + dt.timedelta(hours=4)),),
        moves=(SourceMove("Näytelehti B", "https://b.example/rss", "https://b.example/feed"),),
        new_articles=12,
        headline_only=1,
        conflicts=(
            Conflict(
                "vastaamo-24:date",
                "vastaamo",
                "date",
                (
                    Version(
                        "2024-04-30",
                        ("Mallin Sanomat", "Sample Times"),
                        source("Mallin Sanomat", hour=5),
                        "Käräjäoikeus antoi tuomionsa 30. huhtikuuta 2024.",
                        said=EventDate.parse("2024-04-30"),
                    ),
                    Version(
                        "2024-05",
                        ("Näytelehti D",),
                        source("Näytelehti D", hour=9),
                        "Tuomio annettiin toukokuussa 2024.",
                        said=EventDate.parse("2026-02-26"),
                    ),
                ),
                number="vastaamo-24",
                kind=Kind.VERDICT,
                subject="Kivimäki",
            ),
            Conflict(
                "vastaamo:victims",
                "vastaamo",
                "victims",
                (
                    Version(
                        "about 33000 persons", ("Mallin Sanomat",), source("Mallin Sanomat", hour=5), "noin 33 000"
                    ),
                    Version("22000 persons", ("Sample Times",), source("Sample Times", "en", 7), "22,000 people"),
                ),
            ),
        ),
        upcoming=(
            Upcoming(
                "sample-4",
                "sample",
                "estate",
                Kind.TRIAL,
                "Esimerkki Oy",
                EventDate.parse("2026-03-16"),
                "Näytelehti A",
                "Helsingin käräjäoikeus",
            ),
        ),
        last_sent_on=ON - dt.timedelta(days=1),
    )


def silent(language: str) -> DigestInput:
    """Make a day without news, with all sources answering."""
    return DigestInput(
        subscriber=Subscriber("lukija@example.fi", language),
        on=ON,
        window_from=FROM,
        window_to=TO,
        cases=cases(language),
        sources_total=10,
        sources_ok=10,
        articles_seen=118,
        last_sent_on=ON - dt.timedelta(days=7),
    )

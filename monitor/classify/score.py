"""How good a reading is against labels: the measures by which the classifier is judged.

Rows are dictionaries as `monitor classify --jsonl` writes them; gold and predicted rows are joined by id. Rule kept:
the definitions stand here alone, and a test holds the figures on the development set as floors.

* relevance: precision, recall, F1 of "relevant";
* kinds, facts, news: micro F1 over each article's set of kinds (of any modality; told as facts; told as news and
  neither denied nor hypothetical); what an article wrongly taken for relevant tells counts as wrong;
* modality: share of shared kinds that agree in a modality and, where the labels hold no fact, hold none;
* false_fact: share of the labels' kinds without any fact that are taken for facts;
* date: of shared kinds with a dated label, the share where some predicted date overlaps some labelled one;
* spurious_date: share of shared kinds without a labelled date that got one;
* subject: share of shared kinds with a subject in common;
* figures: micro F1 over (what, rounded value).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from monitor.model import EventDate

Row = Mapping[str, Any]
Rows = Mapping[str, Row]
Chooser = Callable[[Row], set[Any]]

_EMPTY: Final[Row] = {}
_UNREAL: Final = ("denied", "hypothetical")


@dataclass(frozen=True, slots=True)
class F1:
    """Hits, false and missed ones, and what follows from them."""

    hit: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return _share(self.hit, self.hit + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the labelled that was found."""
        return _share(self.hit, self.hit + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return _share(2 * self.precision * self.recall, self.precision + self.recall)


@dataclass(frozen=True, slots=True)
class Shared:
    """One kind that both the labels and the prediction of an article hold: their mentions of it."""

    gold: list[Row]
    predicted: list[Row]

    def values(self, key: str) -> tuple[set[Any], set[Any]]:
        """Give the values of a field on both sides, without empty ones."""
        return (
            {mention.get(key) for mention in self.gold if mention.get(key)},
            {mention.get(key) for mention in self.predicted if mention.get(key)},
        )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def kinds(row: Row, keep: Callable[[Row], bool] = bool) -> set[Any]:
    """Give the kinds an article tells, as far as it is relevant and ``keep`` wants the mention."""
    return {str(mention["kind"]) for mention in row.get("developments", ()) if row.get("relevant") and keep(mention)}


def facts(row: Row) -> set[Any]:
    """Give the kinds told as facts."""
    return kinds(row, lambda mention: mention.get("modality") == "fact")


def news(row: Row) -> set[Any]:
    """Give the kinds told as news and neither denied nor merely possible."""
    return kinds(row, lambda mention: bool(mention.get("news")) and mention.get("modality") not in _UNREAL)


def figures(row: Row) -> set[Any]:
    """Give the figures of an article as (what, value rounded to a tenth)."""
    found = set()
    for figure in row.get("figures", ()) if row.get("relevant") else ():
        try:
            found.add((figure["what"], round(float(figure["value"]), 1)))
        except (TypeError, ValueError):
            continue
    return found


def micro(gold: Rows, predicted: Rows, chosen: Chooser) -> F1:
    """Count hits, wrong and missed ones over all articles."""
    hit = wrong = missed = 0
    for key, row in gold.items():
        labelled, found = chosen(row), chosen(predicted.get(key, _EMPTY))
        hit, wrong, missed = hit + len(labelled & found), wrong + len(found - labelled), missed + len(labelled - found)
    return F1(hit, wrong, missed)


def relevance(gold: Rows, predicted: Rows) -> F1:
    """Count articles rightly and wrongly taken for relevant."""
    return micro(gold, predicted, lambda row: {"relevant"} if row.get("relevant") else set())


def shared(gold: Rows, predicted: Rows) -> Iterator[Shared]:
    """Give every kind of every article that both sides hold."""
    for key, row in gold.items():
        other = predicted.get(key, _EMPTY)
        for kind in sorted(kinds(row) & kinds(other)):
            yield Shared(_of(row, kind), _of(other, kind))


def _of(row: Row, kind: str) -> list[Row]:
    return [mention for mention in row["developments"] if str(mention["kind"]) == kind]


def agrees(pair: Shared) -> bool:
    """Whether the modalities of a shared kind agree."""
    labelled, found = pair.values("modality")
    return bool(labelled & found) and ("fact" in labelled or "fact" not in found)


def dates_meet(pair: Shared) -> bool:
    """Whether some predicted date can mean the same day as some labelled one."""
    labelled, found = pair.values("date")
    return any(EventDate.parse(one).overlaps(EventDate.parse(other)) for one in labelled for other in found)


def score(gold: Rows, predicted: Rows) -> dict[str, F1 | float]:
    """Measure predicted rows against gold rows, both by article id."""
    pairs = list(shared(gold, predicted))
    dated = [pair for pair in pairs if pair.values("date")[0]]
    undated = [pair for pair in pairs if not pair.values("date")[0]]
    return {
        "relevance": relevance(gold, predicted),
        "kinds": micro(gold, predicted, kinds),
        "facts": micro(gold, predicted, facts),
        "news": micro(gold, predicted, news),
        "modality": _share(sum(map(agrees, pairs)), len(pairs)),
        "false_fact": _false_facts(gold, predicted),
        "date": _share(sum(map(dates_meet, dated)), len(dated)),
        "spurious_date": _share(sum(bool(pair.values("date")[1]) for pair in undated), len(undated)),
        "subject": _share(sum(bool(set.intersection(*pair.values("subject"))) for pair in pairs), len(pairs)),
        "figures": micro(gold, predicted, figures),
    }


def _false_facts(gold: Rows, predicted: Rows) -> float:
    unreal = [(key, kind) for key, row in gold.items() for kind in kinds(row) - facts(row)]
    return _share(sum(kind in facts(predicted.get(key, _EMPTY)) for key, kind in unreal), len(unreal))


def kind_table(gold: Rows, predicted: Rows) -> dict[str, F1]:
    """Measure every kind the labels hold by itself."""
    labelled = sorted({kind for row in gold.values() for kind in kinds(row)})
    return {kind: micro(gold, predicted, lambda row, kind=kind: kinds(row) & {kind}) for kind in labelled}  # type: ignore[misc]


def score_rows(gold: Rows, predicted: Rows) -> list[dict[str, Any]]:
    """Give every measure and then every kind as a table row: measure, value, and for F1 p, r and counts."""
    table = [_table_row(name, value) for name, value in score(gold, predicted).items()]
    return table + [_table_row(f"kind:{name}", value) for name, value in kind_table(gold, predicted).items()]


def _table_row(name: str, value: F1 | float) -> dict[str, Any]:
    if not isinstance(value, F1):
        return {"measure": name, "value": value}
    return {
        "measure": name,
        "value": value.f1,
        "p": value.precision,
        "r": value.recall,
        "counts": f"{value.hit}/{value.hit + value.missed}",
    }

"""The steps in order; the only package that knows the order.

    feeds due --poll--> entries --> articles due --read--> revisions, mentions --file--> docket --deliver--> digests

`chronology` files what was known before, `polling` asks feeds, `articles` reads pages, `joining` makes two addresses
one article, `filing` puts mentions into the docket, `ruling` what people decide, `reclassifying` reads everything
again, `importing` brings in files, `archiving` keeps pages as they came, `composing` and `delivering` make and mail
digests with what `correcting` makes of sources' edits and `background` reads once for all readers, `alerting` tells
what cannot wait, `handing` hands over either.

Rule kept: the database says what is due, so a crash needs no recovery code; what is written together is written in
one transaction.
"""

from monitor.pipeline.alerting import AlertCounts, compose_alerts, send_alerts, send_test_alert, unannounced
from monitor.pipeline.archiving import ask_archive, open_store, purge_pages
from monitor.pipeline.articles import ArticleCounts, read_articles
from monitor.pipeline.composing import Composed, compose_for
from monitor.pipeline.delivering import DeliveryCounts, compose_due, send_outbox, stored_message
from monitor.pipeline.filing import refold
from monitor.pipeline.importing import (
    ImportCounts,
    Imported,
    document_of,
    fetch_item,
    import_items,
    read_items,
    read_published,
)
from monitor.pipeline.line import Line, Progress, keep_hosts
from monitor.pipeline.polling import PollCounts, poll_feeds, register
from monitor.pipeline.probing import Probe, discover, probe_feeds

__all__ = [
    "AlertCounts",
    "ArticleCounts",
    "Composed",
    "DeliveryCounts",
    "ImportCounts",
    "Imported",
    "Line",
    "PollCounts",
    "Probe",
    "Progress",
    "ask_archive",
    "compose_alerts",
    "compose_due",
    "compose_for",
    "discover",
    "document_of",
    "fetch_item",
    "import_items",
    "keep_hosts",
    "open_store",
    "poll_feeds",
    "probe_feeds",
    "purge_pages",
    "read_articles",
    "read_items",
    "read_published",
    "refold",
    "register",
    "send_alerts",
    "send_outbox",
    "send_test_alert",
    "stored_message",
    "unannounced",
]

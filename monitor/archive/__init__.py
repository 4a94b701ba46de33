"""Pages kept as they came: WARC files of our own, WARC files of others, and the Wayback Machine's protocol.

`records` composes and reads single records (warcio), `store` appends them to files, `scan` finds records in a file
whatever state it is in, `reading` gives the pages of a file, `wayback` words requests to a public archive and reads
its answers. Rule kept: what a file holds is judged record by record, so that one broken record costs itself alone.
"""

from monitor.archive.reading import Broken, Found, WarcPage, is_warc, pages
from monitor.archive.records import KeptPage
from monitor.archive.store import Place, Store, cut

__all__ = ["Broken", "Found", "KeptPage", "Place", "Store", "WarcPage", "cut", "is_warc", "pages"]

"""Pages kept as they came: WARC files of our own, WARC files of others, and the Wayback Machine's protocol.

`records` composes and reads single records (warcio), `store` appends them to files, `scan` finds records in a file
whatever state it is in, `reading` gives the pages of a file, `wayback` words requests to a public archive and reads
its answers. Rule kept: what a file holds is judged record by record, so that one broken record costs itself alone.

Nothing is imported here: warcio costs 40 ms that only those pay who archive.
"""

"""The docket carried out of the program: tables, feeds, references, calendars, timelines, reports, bundles of evidence.

Every module takes read models of `queries` and gives text or bytes; nothing here reads a database or writes a file.

Rules kept: nothing is said that the docket does not say ("not stated in the sources" stands where nothing is known); of
an article's text no more than a quote of 25 words goes out, but in a bundle of evidence, which is for its owner.
"""

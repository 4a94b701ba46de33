r"""Follow a long legal case through the news of two languages.

The flow, as a shell pipe::

    outlets.toml --poll--> feeds --parse--> entries --fetch--> pages --extract--> revisions \
        --classify--> mentions --fold--> docket --compose--> digest --mail--> a reader at seven

Where each part lives, upper layers first; a module imports only from below (import-linter holds it)::

    cli                     commands: the only code that prints
    daemon · demo · explore the heartbeat · the sample newsroom · the database in a browser
    app                     the composition root
    export                  the docket carried out: tables, feeds, calendars, reports, bundles of evidence
    pipeline · queries      the steps in order · what is read out of the database
    reading · source_status what a child process does to bytes · how feeds and outlets stand
    storage fetch parse sitemap listing extract archive mail notify workers config i18n     adapters, each alone with
                            its library
    rulings · alerts        what people decided, applied · what cannot wait for the digest: whether, when, which words
    docket · standing · conflicts · digest · schedule · outbox   pure: one development, its status, a difference, what
                            a reader is told, when something is due
    health                  what a feed is used to doing, what was missed, how its pages read
    origins · corrections   which articles are one telling, what an edit changed of a claim
    particulars             whose a figure is, whether a ruling is final, which step it was
    classify                text + lexicons + case -> mentions and figures
    lexicon · weights       rules as data · words that speak for a kind of development
    edits · entries         whether an edit says anything new · what every list of articles goes through
    language · urls · timestamps · clean · noarchive · markup · messages · liveblog
    model
    errors

Three kinds of data never mix: *observed* (append-only), *derived* (may be recomputed), *decided* (by people).
"""

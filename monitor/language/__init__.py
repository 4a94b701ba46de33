"""Finnish, English and Swedish text: words, sentences, paradigms, dates, figures, and which language it is.

Rule kept: pure functions over strings, offsets in code points of the raw text, no knowledge of any case.

    text ─sentences→ spans ─tokens→ words → looked up in paradigms (finnish, english, swedish)
"""

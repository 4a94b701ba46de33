"""Estimates the weights of `monitor.weights` from labelled sentences, and measures them.

    pip install -e '.[train]'
    python -m tests.weighing             estimates config/lexicons/*.weights anew from tests/data/sentences/*.jsonl
    python -m tests.weighing news        estimates what speaks for news (see `tests.weighing.news`)
    python -m tests.weighing add FILE…   takes labelled articles or sentences into tests/data/sentences, names masked

A sentence of the training text is ours, its names masked (ACCUSED, COMPANY, PERSON), so that it is a statement about
nobody. The method is logistic regression with an L2 penalty, one kind against the rest (scikit-learn, liblinear), over
the features of `monitor.weights`; weights below `estimate.LEAST` are left out.
"""

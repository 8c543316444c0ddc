"""How often each signal says something in schools without any cause, and how often it sees one that is there.

A measure is a function of seed and number of schools that gives `Line`s; `run` prints those of every measure.
"""

"""Invented schools without any cause worth acting on: what ordinary school life does by itself, for the tests of signals."""

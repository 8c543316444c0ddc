"""Keeping and forgetting: a workspace as one file and back, what is held of one pupil, and a pupil who is forgotten."""

"""Who signed in, in this run of a page."""


def person() -> str:
    """The id in `toegang.toml` of who signed in; empty for nobody."""
    return ""

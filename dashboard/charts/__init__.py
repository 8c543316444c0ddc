"""Charts: pure functions from a frame to an Altair chart, a module per page."""

from dashboard import theme  # noqa: F401  # registers the Dutch theme for every chart

"""Statistics that may be shown to a school; pure functions without data access, a module per method."""

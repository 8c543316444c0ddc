"""Parts of pages with widgets of their own: a module each, drawn by a page and named after what is done there."""

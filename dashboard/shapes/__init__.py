"""From query rows to what a page shows: Dutch column names, sentences, order. No data access, no widgets."""

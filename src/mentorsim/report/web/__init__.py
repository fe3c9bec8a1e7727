"""HTML of the report and of the local page: templates, tables, and charts in SVG whose text is text."""

"""One cohort week by week, for readers: events in sentences, still pictures, and a page that plays."""

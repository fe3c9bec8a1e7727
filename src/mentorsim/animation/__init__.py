"""One cohort week by week: whom a picture shows, what happens to them, and where they are drawn."""

"""The local page: change a program in a form, compare, look at groups, pair a roster, watch a cohort."""

"""From a file to stored, marked, indexed portions: one module a stage."""

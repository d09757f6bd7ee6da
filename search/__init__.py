"""Meaning to portions: the model, the vectors and postings of a scope, ranking and evidence."""

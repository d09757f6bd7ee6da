"""What one would put together instead: words by one engine, meaning by another, fused by reciprocal ranks (RRF).

Runs in ``.bench/venv`` on the rows that ``benchmarks/repositories.py`` leaves, and imports nothing of Concord. Answers
are the ten best rows: no grouping, no evidence, no entry in a register.
"""

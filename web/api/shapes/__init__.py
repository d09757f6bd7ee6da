"""The JSON of every body, one noun a file; each shape carries an example that is checked against it."""

"""The steps; each names what it makes, and none is edited once it has been released."""

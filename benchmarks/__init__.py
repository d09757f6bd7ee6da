"""Measurements on real documents: quality and speed, printed as the notes quote them."""

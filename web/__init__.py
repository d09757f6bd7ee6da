"""Delivery: REST, pages and commands; what a signed-in person can do, recorded before it is shown."""

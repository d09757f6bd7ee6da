"""The history of the tables, one file a step; ``Database.migrate`` walks it."""

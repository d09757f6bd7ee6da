"""The words of the registry: frozen values that know no database, and the tables that keep them."""

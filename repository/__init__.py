"""The heart: who may see what, what is kept and how it is sealed, and the record of every act."""

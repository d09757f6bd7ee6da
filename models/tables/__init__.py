"""The tables: one noun a file. Values never import them.

No module here may postpone the evaluation of annotations: SQLModel reads them when the class is made.
"""

from sqlmodel import SQLModel

# Constraints without a name could never be changed by a later migration.
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}

"""Every table of the register in one import: whoever needs the whole metadata takes it from here."""

from requests_db.store import tables_agency, tables_board, tables_cases, tables_conversations, tables_desk
from requests_db.store.base import Base

MODULES = (tables_agency, tables_board, tables_cases, tables_conversations, tables_desk)
METADATA = Base.metadata

__all__ = ["METADATA", "MODULES"]

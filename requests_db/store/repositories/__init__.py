"""Queries and row-level writes, by table group. Rows stay inside the unit of work that loaded them."""

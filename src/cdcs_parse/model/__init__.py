"""Nouns: frozen pydantic models without I/O or rendering."""

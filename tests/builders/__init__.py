"""Builders of documents that tests write for themselves."""

"""Builders of damaged and malicious files, each with the outcome it must have."""

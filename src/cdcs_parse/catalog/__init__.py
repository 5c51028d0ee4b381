"""The vocabulary as data: schema, strict loader, YAML files."""

from cdcs_parse.catalog.loader import Catalog, load_catalog

__all__ = ["Catalog", "load_catalog"]

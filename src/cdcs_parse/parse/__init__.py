"""A Document becomes the parts of a Report: these modules know the domain and no files."""

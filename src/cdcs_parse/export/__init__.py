"""Facts for people and programs: console tables, frames, notebook views."""

"""IVIg dosing and scheduling, with a citation for every number."""

__version__ = "0.1.0"

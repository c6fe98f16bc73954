"""Technopolitics."""
from technopolitics.datasets import Passport, UnknownTable, about, load, tables

__version__ = "0.1.0"

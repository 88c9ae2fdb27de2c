"""The version of the program, and so of the records that ship with it."""

VERSION = "0.2.0"

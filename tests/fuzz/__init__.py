"""Odd input from a machine's imagination against the real server, a door a module."""

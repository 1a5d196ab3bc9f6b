"""Exports: a chart in, bytes out. The same chart the screen shows."""

"""Signals: what is unusual in a territory, each with its test, its caution and its chart.

Nothing is called good or bad: a signal says where a figure stands among those of the same level.
"""

from observatory.signals.finding import ORDER, Finding, signals_of, signals_of_level
from observatory.signals.signal import KIND_LABELS, Signal, SignalKind

__all__ = ["KIND_LABELS", "ORDER", "Finding", "Signal", "SignalKind", "signals_of", "signals_of_level"]

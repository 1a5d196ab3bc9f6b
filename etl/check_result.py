"""What a check says: what was expected, what was measured, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckResult:
    """One line of the quality report, in French. `severity` is `blocking` or `warning`."""

    check_id: str
    label: str
    subject: str
    expected: str
    measured: str
    passed: bool
    severity: str

    @property
    def sentence(self) -> str:
        """The check in one sentence, for the terminal."""
        return f"{self.label} ({self.subject}) : attendu {self.expected}, mesuré {self.measured}"


def blocking(check_id: str, label: str, subject: str, expected: str, measured: str, *, passed: bool) -> CheckResult:
    """A check whose failure stops the build."""
    return CheckResult(check_id, label, subject, expected, measured, passed, "blocking")


def warning(check_id: str, label: str, subject: str, expected: str, measured: str, *, passed: bool) -> CheckResult:
    """A check whose failure is shown, and does not stop the build."""
    return CheckResult(check_id, label, subject, expected, measured, passed, "warning")


def french(value: float) -> str:
    """A whole number with narrow no-break spaces: `5 441 002`."""
    return f"{value:,.0f}".replace(",", "\u202f")

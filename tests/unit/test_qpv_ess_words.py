"""The sentence that counts the structures of the ESS in priority neighbourhoods."""

from __future__ import annotations

import pytest

from observatory.ui.qpv_ess import structures_sentence

N = "\u202f"
NAMES = ("structures", "placed", "in_qpv", "employers", "employers_placed", "near")


INSIDE = "dans un quartier prioritaire, soit"
NEAR = "dans un quartier ou à moins de 300 m."


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        # 2 of 8 placed are inside (25 %); 3 of the 4 employers placed are inside or close (75 %).
        (
            (10, 8, 2, 5, 4, 3),
            (
                f"10 structures actives chargées, dont 8 placées{N}; 2 sont {INSIDE} 25,0{N}% des structures placées. "
                f"Employeuses placées{N}: 4, dont 75,0{N}% {NEAR}"
            ),
        ),
        (
            (1, 1, 0, 0, 0, 0),
            f"1 structure active chargée, dont 1 placée{N}; aucune n’est {INSIDE} 0,0{N}% des structures placées.",
        ),
        (
            (2, 1, 1, 1, 1, 1),
            (
                f"2 structures actives chargées, dont 1 placée{N}; 1 est {INSIDE} 100,0{N}% des structures placées. "
                f"Employeuses placées{N}: 1, dont 100,0{N}% {NEAR}"
            ),
        ),
        (
            (1, 0, 0, 0, 0, 0),
            f"1 structure active chargée{N}; aucune n’est placée par rapport aux quartiers prioritaires.",
        ),
    ],
)
def test_the_counts_are_said_with_their_agreements(counts: tuple[int, ...], sentence: str) -> None:
    assert structures_sentence(dict(zip(NAMES, counts, strict=True))) == sentence

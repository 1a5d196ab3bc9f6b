"""Many residents of priority neighbourhoods, and few Fonjep posts or cited initiatives beside.

Many: the share of residents in a QPV is in the top quarter of those of its level that have some. Few: the posts per
10,000 residents of QPV, or the initiatives cited, are in the bottom quarter of the same territories.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from observatory import formatting as fr
from observatory import narrative
from observatory.model import Indicator, Level
from observatory.signals.far import caution, too_few
from observatory.signals.level_data import LevelData
from observatory.signals.signal import THIN, Search, Signal, SignalKind, share_text
from observatory.signals.statistics import Spread, joint_share, spread
from observatory.standing import Standing

SHARE = "part_population_qpv"
BESIDE = ("postes_fonjep_pour_10000_habitants_qpv", "nombre_initiatives_citees")
_FEW_CITED = "Peu cité dans les documents lus ne veut pas dire peu d’initiatives\u202f: ce sont des exemples. "


@dataclass(frozen=True)
class Pair:
    """What is set side by side: the share in QPV and the measure beside it, with their periods and spreads."""

    share: Indicator
    beside: Indicator
    periods: tuple[str, str]
    shares: pd.Series
    amounts: pd.Series
    of_shares: Spread
    of_amounts: Spread

    def many_and_few(self, code: str) -> bool:
        """Tell whether a territory is in the top quarter of the shares and the bottom quarter of the measure."""
        return bool(self.shares[code] >= self.of_shares.q3 and self.amounts[code] <= self.of_amounts.q1)


@lru_cache(maxsize=64)
def pair(level: LevelData, name: str) -> Pair | str | None:
    """Both measures over the territories that have both; a sentence when they cannot be tested; None when not there."""
    known = {indicator.indicator_id: indicator for indicator in level.indicators}
    if SHARE not in known or name not in known:
        return None
    (share_period, shares), (period, amounts) = level.last(known[SHARE]), level.last(known[name])
    both = pd.DataFrame({"share": shares[shares > 0], "amount": amounts}).dropna()
    of_shares, of_amounts = spread(both["share"]), spread(both["amount"])
    if of_shares is None or of_amounts is None:
        which = known[SHARE] if of_shares is None else known[name]
        return too_few(which, level.level, len(both))
    if of_amounts.median == of_amounts.q1:
        who = fr.LEVEL_PLURAL[level.level]
        return (
            f"Quartiers prioritaires et «{THIN}{known[name].label}{THIN}»{THIN}: pas de test, au moins la moitié des "
            f"{who} sont à {narrative.amount(known[name], of_amounts.q1)}."
        )
    return Pair(known[SHARE], known[name], (share_period, period), both["share"], both["amount"], of_shares, of_amounts)


def quarters(level: LevelData, own: Standing) -> Search:
    """The signals of a territory where QPV residents are many and posts or cited initiatives few."""
    search = Search()
    for name in BESIDE:
        found = pair(level, name)
        if found is None:
            continue
        if isinstance(found, str):
            search.silences.append(found)
        elif own.place.code not in found.shares.index:
            search.silences.append(
                f"Quartiers prioritaires et «{THIN}{found.beside.label}{THIN}»{THIN}: il n’y a pas les deux valeurs "
                f"{narrative.in_place(own.place)}, ou aucun habitant n’y vit en quartier prioritaire."
            )
        else:
            search.tested += 1
            if found.many_and_few(own.place.code):
                search.signals.append(_signal(level.level, own, found))
    return search


def _signal(level: Level, own: Standing, found: Pair) -> Signal:
    code, who = own.place.code, fr.LEVEL_PLURAL[level]
    share, amount = float(found.shares[code]), float(found.amounts[code])
    rarity = joint_share(found.shares, found.amounts, (share, amount))
    few = found.beside.phrase
    sentence = (
        f"{narrative.sentence_start(own.place)}, {fr.value_text(share, found.share)} de la population vit en quartier "
        f"prioritaire ({found.periods[0]}), plus que dans les trois quarts des {who} concernés, et {few} y est de "
        f"{narrative.amount(found.beside, amount)} ({found.periods[1]}), parmi le quart le plus bas."
    )
    if level in fr.FEMININE_LEVELS:
        sentence = sentence.replace(f"{who} concernés", f"{who} concernées")
    q3, q1 = fr.value_text(found.of_shares.q3, found.share), fr.value_text(found.of_amounts.q1, found.beside)
    test = (
        f"{fr.number(found.of_shares.count)} {who} ont les deux valeurs{THIN}; troisième quartile de la part en "
        f"quartier prioritaire{THIN}: {q3}{THIN}; premier quartile de l’autre mesure{THIN}: {q1}. "
        f"{share_text(rarity)} des {who} ont à la fois au moins cette part et au plus cette valeur."
    )
    cited = _FEW_CITED if found.beside.indicator_id == BESIDE[1] else ""
    return Signal(
        SignalKind.QUARTERS,
        own.place,
        found.beside.indicator_id,
        sentence,
        test,
        f"{cited}Les deux mesures n’ont pas la même année. {caution(found.beside)}",
        rarity,
        "signal-quartiers",
        {"indicateur": found.beside.indicator_id, "annee": found.periods[1], "territoire": own.place.key},
    )

"""Articles and prepositions of French places, written out by hand for every région and département."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from observatory.database import Database
from observatory.formatting import of_noun
from observatory.model import Level, Territory
from observatory.narrative import in_place, of_place, ordinal, the_place

REGIONS = """
01 | la Guadeloupe | de Guadeloupe | en Guadeloupe
02 | la Martinique | de Martinique | en Martinique
03 | la Guyane | de Guyane | en Guyane
04 | La Réunion | de La Réunion | à La Réunion
06 | Mayotte | de Mayotte | à Mayotte
11 | l’Île-de-France | d’Île-de-France | en Île-de-France
24 | le Centre-Val de Loire | du Centre-Val de Loire | dans le Centre-Val de Loire
27 | la Bourgogne-Franche-Comté | de Bourgogne-Franche-Comté | en Bourgogne-Franche-Comté
28 | la Normandie | de Normandie | en Normandie
32 | les Hauts-de-France | des Hauts-de-France | dans les Hauts-de-France
44 | le Grand Est | du Grand Est | dans le Grand Est
52 | les Pays de la Loire | des Pays de la Loire | dans les Pays de la Loire
53 | la Bretagne | de Bretagne | en Bretagne
75 | la Nouvelle-Aquitaine | de Nouvelle-Aquitaine | en Nouvelle-Aquitaine
76 | l’Occitanie | d’Occitanie | en Occitanie
84 | l’Auvergne-Rhône-Alpes | d’Auvergne-Rhône-Alpes | en Auvergne-Rhône-Alpes
93 | la Provence-Alpes-Côte d’Azur | de Provence-Alpes-Côte d’Azur | en Provence-Alpes-Côte d’Azur
94 | la Corse | de Corse | en Corse
"""

DEPARTEMENTS = """
01 | l’Ain | de l’Ain | dans l’Ain
02 | l’Aisne | de l’Aisne | dans l’Aisne
03 | l’Allier | de l’Allier | dans l’Allier
04 | les Alpes-de-Haute-Provence | des Alpes-de-Haute-Provence | dans les Alpes-de-Haute-Provence
05 | les Hautes-Alpes | des Hautes-Alpes | dans les Hautes-Alpes
06 | les Alpes-Maritimes | des Alpes-Maritimes | dans les Alpes-Maritimes
07 | l’Ardèche | de l’Ardèche | en Ardèche
08 | les Ardennes | des Ardennes | dans les Ardennes
09 | l’Ariège | de l’Ariège | dans l’Ariège
10 | l’Aube | de l’Aube | dans l’Aube
11 | l’Aude | de l’Aude | dans l’Aude
12 | l’Aveyron | de l’Aveyron | dans l’Aveyron
13 | les Bouches-du-Rhône | des Bouches-du-Rhône | dans les Bouches-du-Rhône
14 | le Calvados | du Calvados | dans le Calvados
15 | le Cantal | du Cantal | dans le Cantal
16 | la Charente | de la Charente | en Charente
17 | la Charente-Maritime | de la Charente-Maritime | en Charente-Maritime
18 | le Cher | du Cher | dans le Cher
19 | la Corrèze | de la Corrèze | en Corrèze
21 | la Côte-d’Or | de la Côte-d’Or | en Côte-d’Or
22 | les Côtes-d’Armor | des Côtes-d’Armor | dans les Côtes-d’Armor
23 | la Creuse | de la Creuse | en Creuse
24 | la Dordogne | de la Dordogne | en Dordogne
25 | le Doubs | du Doubs | dans le Doubs
26 | la Drôme | de la Drôme | dans la Drôme
27 | l’Eure | de l’Eure | dans l’Eure
28 | l’Eure-et-Loir | de l’Eure-et-Loir | en Eure-et-Loir
29 | le Finistère | du Finistère | dans le Finistère
2A | la Corse-du-Sud | de la Corse-du-Sud | en Corse-du-Sud
2B | la Haute-Corse | de la Haute-Corse | en Haute-Corse
30 | le Gard | du Gard | dans le Gard
31 | la Haute-Garonne | de la Haute-Garonne | en Haute-Garonne
32 | le Gers | du Gers | dans le Gers
33 | la Gironde | de la Gironde | en Gironde
34 | l’Hérault | de l’Hérault | dans l’Hérault
35 | l’Ille-et-Vilaine | de l’Ille-et-Vilaine | en Ille-et-Vilaine
36 | l’Indre | de l’Indre | dans l’Indre
37 | l’Indre-et-Loire | de l’Indre-et-Loire | en Indre-et-Loire
38 | l’Isère | de l’Isère | en Isère
39 | le Jura | du Jura | dans le Jura
40 | les Landes | des Landes | dans les Landes
41 | le Loir-et-Cher | du Loir-et-Cher | dans le Loir-et-Cher
42 | la Loire | de la Loire | dans la Loire
43 | la Haute-Loire | de la Haute-Loire | en Haute-Loire
44 | la Loire-Atlantique | de la Loire-Atlantique | en Loire-Atlantique
45 | le Loiret | du Loiret | dans le Loiret
46 | le Lot | du Lot | dans le Lot
47 | le Lot-et-Garonne | du Lot-et-Garonne | dans le Lot-et-Garonne
48 | la Lozère | de la Lozère | en Lozère
49 | le Maine-et-Loire | du Maine-et-Loire | dans le Maine-et-Loire
50 | la Manche | de la Manche | dans la Manche
51 | la Marne | de la Marne | dans la Marne
52 | la Haute-Marne | de la Haute-Marne | en Haute-Marne
53 | la Mayenne | de la Mayenne | en Mayenne
54 | la Meurthe-et-Moselle | de la Meurthe-et-Moselle | en Meurthe-et-Moselle
55 | la Meuse | de la Meuse | dans la Meuse
56 | le Morbihan | du Morbihan | dans le Morbihan
57 | la Moselle | de la Moselle | en Moselle
58 | la Nièvre | de la Nièvre | dans la Nièvre
59 | le Nord | du Nord | dans le Nord
60 | l’Oise | de l’Oise | dans l’Oise
61 | l’Orne | de l’Orne | dans l’Orne
62 | le Pas-de-Calais | du Pas-de-Calais | dans le Pas-de-Calais
63 | le Puy-de-Dôme | du Puy-de-Dôme | dans le Puy-de-Dôme
64 | les Pyrénées-Atlantiques | des Pyrénées-Atlantiques | dans les Pyrénées-Atlantiques
65 | les Hautes-Pyrénées | des Hautes-Pyrénées | dans les Hautes-Pyrénées
66 | les Pyrénées-Orientales | des Pyrénées-Orientales | dans les Pyrénées-Orientales
67 | le Bas-Rhin | du Bas-Rhin | dans le Bas-Rhin
68 | le Haut-Rhin | du Haut-Rhin | dans le Haut-Rhin
69 | le Rhône | du Rhône | dans le Rhône
70 | la Haute-Saône | de la Haute-Saône | en Haute-Saône
71 | la Saône-et-Loire | de la Saône-et-Loire | en Saône-et-Loire
72 | la Sarthe | de la Sarthe | dans la Sarthe
73 | la Savoie | de la Savoie | en Savoie
74 | la Haute-Savoie | de la Haute-Savoie | en Haute-Savoie
75 | Paris | de Paris | à Paris
76 | la Seine-Maritime | de la Seine-Maritime | en Seine-Maritime
77 | la Seine-et-Marne | de la Seine-et-Marne | en Seine-et-Marne
78 | les Yvelines | des Yvelines | dans les Yvelines
79 | les Deux-Sèvres | des Deux-Sèvres | dans les Deux-Sèvres
80 | la Somme | de la Somme | dans la Somme
81 | le Tarn | du Tarn | dans le Tarn
82 | le Tarn-et-Garonne | du Tarn-et-Garonne | dans le Tarn-et-Garonne
83 | le Var | du Var | dans le Var
84 | le Vaucluse | du Vaucluse | dans le Vaucluse
85 | la Vendée | de la Vendée | en Vendée
86 | la Vienne | de la Vienne | dans la Vienne
87 | la Haute-Vienne | de la Haute-Vienne | en Haute-Vienne
88 | les Vosges | des Vosges | dans les Vosges
89 | l’Yonne | de l’Yonne | dans l’Yonne
90 | le Territoire de Belfort | du Territoire de Belfort | dans le Territoire de Belfort
91 | l’Essonne | de l’Essonne | dans l’Essonne
92 | les Hauts-de-Seine | des Hauts-de-Seine | dans les Hauts-de-Seine
93 | la Seine-Saint-Denis | de la Seine-Saint-Denis | en Seine-Saint-Denis
94 | le Val-de-Marne | du Val-de-Marne | dans le Val-de-Marne
95 | le Val-d’Oise | du Val-d’Oise | dans le Val-d’Oise
971 | la Guadeloupe | de la Guadeloupe | en Guadeloupe
972 | la Martinique | de la Martinique | en Martinique
973 | la Guyane | de la Guyane | en Guyane
974 | La Réunion | de La Réunion | à La Réunion
976 | Mayotte | de Mayotte | à Mayotte
"""

OTHERS = """
france-FR | la France | de la France | en France
commune-76351 | Le Havre | du Havre | au Havre
commune-93045 | Les Lilas | des Lilas | aux Lilas
commune-17300 | La Rochelle | de La Rochelle | à La Rochelle
commune-94038 | L’Haÿ-les-Roses | de L’Haÿ-les-Roses | à L’Haÿ-les-Roses
commune-83069 | Hyères | d’Hyères | à Hyères
commune-14333 | Honfleur | de Honfleur | à Honfleur
commune-45234 | Orléans | d’Orléans | à Orléans
commune-03321 | Yzeure | d’Yzeure | à Yzeure
commune-57757 | Yutz | de Yutz | à Yutz
commune-91691 | Yerres | d’Yerres | à Yerres
commune-91228 | Évry-Courcouronnes | d’Évry-Courcouronnes | à Évry-Courcouronnes
commune-42218 | Saint-Étienne | de Saint-Étienne | à Saint-Étienne
epci-244500468 | Orléans Métropole | d’Orléans Métropole | à Orléans Métropole
epci-243500139 | Rennes Métropole | de Rennes Métropole | à Rennes Métropole
epci-200040715 | Grenoble-Alpes-Métropole | de Grenoble-Alpes-Métropole | à Grenoble-Alpes-Métropole
ept-200057867 | Plaine Commune | de Plaine Commune | à Plaine Commune
ept-200057875 | Est Ensemble | d’Est Ensemble | à Est Ensemble
"""

WITH_ARTICLE = """
epci-246700488 | l’Eurométropole de Strasbourg
epci-200046977 | la Métropole de Lyon
epci-200054781 | la Métropole du Grand Paris
epci-200084952 | la CU Le Havre Seine Métropole
epci-200067106 | la CA du Pays Basque
epci-247100589 | la CA Le Grand Chalon
"""

Find = Callable[[str], Territory]


def lines(table: str) -> list[list[str]]:
    return [line.split(" | ") for line in table.strip().splitlines()]


def test_the_tables_hold_every_region_and_departement(observatory: Database) -> None:
    for level, table in ((Level.REGION, REGIONS), (Level.DEPARTEMENT, DEPARTEMENTS)):
        codes = observatory.rows("SELECT code FROM territory WHERE level = ? ORDER BY code", [level])
        assert [code for (code,) in codes] == sorted(code for code, *_ in lines(table))


@pytest.mark.parametrize(("code", "subject", "of", "where"), lines(REGIONS))
def test_a_region(place: Find, code: str, subject: str, of: str, where: str) -> None:
    found = place(f"region-{code}")

    assert (the_place(found), of_place(found), in_place(found)) == (subject, of, where)


@pytest.mark.parametrize(("code", "subject", "of", "where"), lines(DEPARTEMENTS))
def test_a_departement(place: Find, code: str, subject: str, of: str, where: str) -> None:
    found = place(f"departement-{code}")

    assert (the_place(found), of_place(found), in_place(found)) == (subject, of, where)


@pytest.mark.parametrize(("key", "subject", "of", "where"), lines(OTHERS))
def test_communes_and_groupings_without_article(place: Find, key: str, subject: str, of: str, where: str) -> None:
    found = place(key)

    assert (the_place(found), of_place(found), in_place(found)) == (subject, of, where)


@pytest.mark.parametrize(("key", "subject"), lines(WITH_ARTICLE))
def test_groupings_named_by_a_common_noun_take_its_article(place: Find, key: str, subject: str) -> None:
    found = place(key)

    assert (the_place(found), of_place(found), in_place(found)) == (subject, f"de {subject}", f"dans {subject}")


@pytest.mark.parametrize(
    ("rank", "feminine", "expected"), [(1, True, "1ʳᵉ"), (1, False, "1ᵉʳ"), (2, True, "2ᵉ"), (21, False, "21ᵉ")]
)
def test_an_ordinal_agrees_with_its_noun(rank: int, *, feminine: bool, expected: str) -> None:
    assert ordinal(rank, feminine=feminine) == expected


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("habitants", "d’habitants"),
        ("établissements", "d’établissements"),
        ("postes", "de postes"),
        ("initiatives", "d’initiatives"),
        ("SCIC", "de SCIC"),
    ],
)
def test_a_unit_after_de_is_elided(noun: str, said: str) -> None:
    assert of_noun(noun) == said

"""Names are mended in their typography only."""

import pytest

from etl.geography.names import display_name


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("CC Faucigny - Glières", "CC Faucigny-Glières"),
        ("CA de Lens - Liévin", "CA de Lens-Liévin"),
        ("CC de l'Ile-Rousse - Balagne", "CC de l’Ile-Rousse – Balagne"),
        ("CA Paris - Vallée de la Marne", "CA Paris – Vallée de la Marne"),
        ("CC de Domme- Villefranche du Périgord", "CC de Domme-Villefranche du Périgord"),
        ('CA "Saintes - Grandes Rives - L\'Agglo"', "CA Saintes – Grandes Rives – L’Agglo"),
        ("CA ECLA  (Espace Communautaire)", "CA ECLA (Espace Communautaire)"),
        ("CC Coeur de Loire", "CC Cœur de Loire"),
        ("CC de Pont-Audemer / Val de Risle", "CC de Pont-Audemer / Val de Risle"),
        ("Saint-Étienne", "Saint-Étienne"),
    ],
)
def test_typography_is_mended_and_words_are_kept(published: str, shown: str) -> None:
    assert display_name(published) == shown

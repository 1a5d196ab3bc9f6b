"""The house style: read from a file, checked, said; ours when the file has a fault."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image
from pypdf import PdfReader

from observatory import colors, house_style, palette
from observatory.__main__ import main
from observatory.house_style import HouseStyle, reading_of, sequence_of
from observatory.house_style_file import LARGEST_LOGO_BYTES
from observatory.ui.house import head_of

ROOT = Path(__file__).parents[2]
SIMPLE_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h30v10z" fill="#1f4e9e"/></svg>'


def charter(folder: Path, text: str) -> Path:
    path = folder / "charte.toml"
    path.write_text(text, encoding="utf-8")
    return path


def png(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#1f4e9e").save(buffer, "PNG")
    return buffer.getvalue()


def test_the_example_is_a_good_file() -> None:
    reading = reading_of(ROOT / "docs/charte-exemple.toml")

    assert reading.problem == ""
    assert reading.style.name == "Observatoire de l’ESS en Bretagne"
    assert reading.style.accent == "#1f4e9e"
    assert not reading.style.is_default
    assert any("contraste 7,7 sur fond clair" in remark for remark in reading.remarks)


def test_a_name_alone_keeps_our_colours(tmp_path: Path) -> None:
    style = reading_of(charter(tmp_path, 'nom = "CRESS"')).style

    assert (style.name, style.short_name) == ("CRESS", "CRESS")
    assert (style.accent, style.sequence, style.link) == (
        HouseStyle().accent,
        HouseStyle().sequence,
        HouseStyle().link,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nom = ", "n’est pas du TOML lisible"),
        ('contact = "x"', "clé «\u202fnom\u202f»\u202f: elle est obligatoire"),
        ('nom = ""', "un texte d’une ligne"),
        ("nom = 3", "un texte d’une ligne"),
        (f'nom = "{"x" * 81}"', "80 caractères au plus"),
        ('nom = "x"\ncouleur = "#000000"', "elle n’est pas connue. Clés connues"),
        ('nom = "x"\nadresse = "exemple.fr"', "une adresse complète est attendue"),
        ('nom = "x"\nadresse = "javascript:alert(1)"', "une adresse complète est attendue"),
        ('nom = "x"\ncontact = "jeanne.martin@exemple.fr"', "une adresse générique est attendue"),
        ('nom = "x"\n[couleurs]\naccent = "bleu"', "six chiffres hexadécimaux est attendue (#2f7d77), pas 'bleu'"),
        ('nom = "x"\n[couleurs]\nrose = "#ff0000"', "clé «\u202fcouleurs.rose\u202f»"),
        ('nom = "x"\ncouleurs = "#ff0000"', "une table de couleurs est attendue"),
        (
            'nom = "x"\n[couleurs]\naccent = "#f7d54a"',
            "n’a qu’un contraste de 1,4 sur fond clair\u202f; il en faut 3,0",
        ),
        ('nom = "x"\n[couleurs]\ntexte = "#7d8590"', "il en faut 4,5"),
        ('nom = "x"\n[couleurs]\nmarque = "#2f7d70"', "trop proches\u202f: personne ne distingue le territoire choisi"),
        ('nom = "x"\n[couleurs]\naccent = "#7f7f00"\nmarque = "#c04000"', "atteinte de"),
        ('nom = "x"\nlogo = "absent.png"', "le fichier est introuvable"),
        ('nom = "x"\nlogo = "charte.toml"', "seuls les fichiers .png et .svg"),
    ],
)
def test_a_fault_is_said_and_our_style_is_used(tmp_path: Path, text: str, said: str) -> None:
    reading = reading_of(charter(tmp_path, text))

    assert said in reading.problem
    assert reading.style == HouseStyle()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    reading = reading_of(tmp_path / "absente.toml")

    assert "La charte absente.toml est introuvable" in reading.problem
    assert str(tmp_path) not in reading.problem
    assert reading.style == HouseStyle()


def test_a_colour_too_light_comes_with_one_that_is_seen(tmp_path: Path) -> None:
    problem = reading_of(charter(tmp_path, 'nom = "x"\n[couleurs]\naccent = "#f7d54a"')).problem

    proposed = re.findall("#[0-9a-f]{6}", problem)[-1]
    assert colors.contrast(proposed, house_style.LIGHT) >= 3
    assert (
        reading_of(charter(tmp_path, f'nom = "x"\n[couleurs]\naccent = "{proposed}"\nmarque = "#8f2fa8"')).problem == ""
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.png", b"GIF89a" + b"0" * 40, "ce n’est pas une image PNG lisible"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "ce n’est pas une image PNG lisible"),
        ("a.png", b"0" * (LARGEST_LOGO_BYTES + 1), "500 ko au plus"),
        ("a.svg", b"<svg", "ce n’est pas un SVG lisible"),
        ("a.svg", b"<html/>", "html"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "ne dit pas ses dimensions"),
        ("a.svg", SIMPLE_SVG.replace("<path", "<script>alert(1)</script><path").encode(), "script"),
        ("a.svg", SIMPLE_SVG.replace("<path", '<path onclick="alert(1)"').encode(), "onclick"),
        ("a.svg", SIMPLE_SVG.replace("<path", '<use href="https://exemple.fr/x.svg#a"/><path').encode(), "href"),
        ("a.svg", SIMPLE_SVG.replace("<path", "<foreignObject/><path").encode(), "foreignObject"),
        ("a.svg", SIMPLE_SVG.replace("<path", "<style>@import 'x'</style><path").encode(), "feuille de style"),
        ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SIMPLE_SVG.encode(), "entités"),
    ],
)
def test_a_logo_that_is_not_a_plain_drawing_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)

    problem = reading_of(charter(tmp_path, f'nom = "x"\nlogo = "{name}"')).problem

    assert problem.startswith(f"Le logo {name} ne peut pas servir")
    assert said in problem


def test_a_huge_logo_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 5_000, 5_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(bomb)

    assert "5000 × 5000 pixels" in reading_of(charter(tmp_path, 'nom = "x"\nlogo = "a.png"')).problem


def test_logos_know_their_proportions(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(40, 20))
    (tmp_path / "b.svg").write_text(SIMPLE_SVG)

    for name, kind, ratio in (("a.png", "png", 2.0), ("b.svg", "svg", 3.0)):
        logo = reading_of(charter(tmp_path, f'nom = "x"\nlogo = "{name}"')).style.logo
        assert logo is not None
        assert (logo.kind, logo.ratio) == (kind, ratio)


def test_contrast_and_lightness_are_those_published() -> None:
    assert colors.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colors.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colors.lab("#ffffff")[0] == pytest.approx(100, abs=0.01)
    assert colors.lab("#ff0000") == pytest.approx((53.2, 80.1, 67.2), abs=0.3)


def test_a_protanope_sees_red_and_green_closer() -> None:
    assert colors.difference("#d62728", "#2ca02c", "deutéranopie") < 0.5 * colors.difference("#d62728", "#2ca02c")


@pytest.mark.parametrize("accent", ["#2f7d77", "#c8102e", "#1f4e9e", "#6b2d8b", "#8a6d00", "#444444"])
def test_five_classes_of_one_hue_go_from_light_to_dark(accent: str) -> None:
    classes = sequence_of(accent)

    lightness = [colors.lab(shade)[0] for shade in classes]
    assert len(classes) == 5
    assert lightness == sorted(lightness, reverse=True)
    for one, other in pairwise(classes):
        assert house_style.gap_between(one, other) >= 10
    for shade in classes:
        assert house_style.gap_between(shade, house_style.NOT_AVAILABLE) >= 5
        assert house_style.gap_between(shade, house_style.NOT_APPLICABLE) >= 5


def test_a_class_too_near_to_a_missing_value_is_said() -> None:
    style = HouseStyle(accent="#009640", sequence=("#e6dcc9", *sequence_of("#009640")[1:]))

    assert any(remark.startswith("Attention") for remark in house_style.remarks(style))


def test_the_palette_is_that_of_the_style() -> None:
    style = house_style.current()

    assert (style.accent, style.mark, style.reference) == (palette.ACCENT, palette.MARK, palette.REFERENCE)
    assert style.sequence == palette.SEQUENCE
    assert palette.veiled("#2f7d77", 0.25) == "rgba(47,125,119,.25)"


def test_the_browser_draws_the_same_dark_variants() -> None:
    script = (ROOT / "observatory/ui/assets/drawing.js").read_text(encoding="utf-8")
    table = dict(re.findall(r'"(#[0-9a-f]{6})": "(#[0-9a-f]{6})"', script))

    assert table == palette.DARK


def test_a_page_in_our_style_adds_nothing_and_in_another_its_colours() -> None:
    style = reading_of(ROOT / "docs/charte-exemple.toml").style

    assert head_of(HouseStyle()) == ""
    assert f"--obs-accent:{style.link}" in head_of(style)
    assert colors.contrast(style.link, house_style.LIGHT) >= 4.5
    assert colors.contrast(style.link_on_dark, house_style.DARK) >= 4.5


def test_the_command_says_what_a_file_is_worth() -> None:
    done = CliRunner().invoke(main, ["charte", str(ROOT / "docs/charte-exemple.toml")])

    assert done.exit_code == 0
    assert "Observatoire de l’ESS en Bretagne" in done.output
    assert "Accent\u202f: #1f4e9e" in done.output


def test_the_command_says_a_fault_and_fails(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["charte", str(charter(tmp_path, "nom = 3"))])

    assert done.exit_code == 1
    assert "un texte d’une ligne" in done.output


SCRIPT = """
import datetime as dt
import sys
from pathlib import Path
from observatory.charts import CHARTS
from observatory.database import open_read_only
from observatory.exports.dossier_pdf import dossier_pdf
from observatory.exports.leaf import Leaf, Provenance
from observatory.exports.render import picture
from observatory.exports.render.sheet import chart_sheet
base = open_read_only(Path(sys.argv[1]))
chart = CHARTS["classement"](base, {"territoire": "region-53"})
for form in ("svg", "png", "pdf"):
    Path(sys.argv[2], f"a.{form}").write_bytes(picture(chart, width_px=960, height_px=640, form=form))
Path(sys.argv[2], "page.pdf").write_bytes(chart_sheet(chart))
leaf, told = Leaf(chart, "http://observatoire.test/"), Provenance(dt.date(2026, 11, 22), base.version)
Path(sys.argv[2], "dossier.pdf").write_bytes(dossier_pdf(base, [leaf], told, "Bretagne"))
"""


@pytest.mark.parametrize("logo", ["logo.svg", "logo.png"])
def test_a_style_is_worn_by_every_picture(tmp_path: Path, database: Path, logo: str) -> None:
    (tmp_path / "logo.svg").write_text(SIMPLE_SVG)
    (tmp_path / "logo.png").write_bytes(png(60, 20))
    path = charter(tmp_path, f'nom = "CRESS d’essai"\nlogo = "{logo}"\n[couleurs]\naccent = "#1f4e9e"')
    environment = {**os.environ, "OBSERVATOIRE_CHARTE": str(path)}

    subprocess.run([sys.executable, "-c", SCRIPT, str(database), str(tmp_path)], check=True, env=environment, cwd=ROOT)

    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "fill: #1f4e9e" in svg
    assert '<image id="logo"' in svg
    assert "#2f7d77" not in svg
    with Image.open(tmp_path / "a.png") as image:
        shades = {shade for _, shade in image.convert("RGB").getcolors(maxcolors=256) or []}
        corner = image.convert("RGB").crop((660, 36, 912, 116)).getcolors(maxcolors=256) or []
    assert (0x1F, 0x4E, 0x9E) in shades
    assert any(shade[2] > shade[0] + 80 for _, shade in corner)  # the logo is blue, top right
    for name in ("a.pdf", "page.pdf"):
        content = (tmp_path / name).read_bytes()
        assert "CRESS d’essai".encode("utf-16-be") in content or b"CRESS" in content
    dossier = PdfReader(tmp_path / "dossier.pdf")
    assert "Logo\u202f: CRESS d’essai" in alternatives(dossier.trailer["/Root"]["/StructTreeRoot"])
    assert len(dossier.pages[0].images) == (1 if logo.endswith("png") else 0)  # an SVG stays a drawing


def alternatives(node: Any) -> set[str]:
    """The alternative texts of a tagged PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return {text for child in node for text in alternatives(child)}
    if not isinstance(node, dict):
        return set()
    own = {str(node["/Alt"])} if "/Alt" in node else set()
    return own | alternatives(node.get("/K"))


def test_the_browser_is_told_the_shape_of_the_logo_and_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(png(60, 20))
    style = reading_of(charter(tmp_path, 'nom = "CRESS"\nlogo = "logo.png"')).style

    assert "window.observatoireLogo={ratio:3.0000}" in head_of(style)
    assert "observatoireLogo" not in head_of(reading_of(charter(tmp_path, 'nom = "CRESS"')).style)

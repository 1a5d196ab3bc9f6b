"""The shell asks at once for the chunks that a page needs and for what they import, never for one that is missing."""

from __future__ import annotations

from pathlib import Path

import streamlit

from observatory.ui.first_chunks import chunk_links, with_imports


def write_chunks(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.AbC-1.js").write_text(text, encoding="utf-8")


def test_imports_of_imports_are_followed_once(tmp_path: Path) -> None:
    write_chunks(
        tmp_path,
        Html='import{a}from"./deep.AbC-1.js";import"./side.AbC-1.js";',
        deep='import{b}from"./deeper.AbC-1.js";',
        deeper='import{c}from"./deep.AbC-1.js";const late=()=>import("./later.AbC-1.js");',
        side="",
        later="",
        Other="",
    )
    assert with_imports(tmp_path, ("Html",)) == [f"{name}.AbC-1.js" for name in ("Html", "deep", "side", "deeper")]


def test_a_missing_chunk_is_not_asked(tmp_path: Path) -> None:
    write_chunks(tmp_path, Html='import{a}from"./gone.AbC-1.js";')
    assert with_imports(tmp_path, ("Html", "Never")) == ["Html.AbC-1.js"]


def test_a_chunk_of_the_shell_itself_is_not_asked_twice(tmp_path: Path) -> None:
    chunks = tmp_path / "static" / "js"
    chunks.mkdir(parents=True)
    write_chunks(chunks, Html='import{a}from"./index.AbC-1.js";import{b}from"./own.AbC-1.js";', index="", own="")
    (tmp_path / "index.html").write_text('<script src="./static/js/index.AbC-1.js"></script>', encoding="utf-8")
    links = chunk_links(tmp_path)
    assert links.count("<link") == 2
    assert "./static/js/Html.AbC-1.js" in links
    assert "./static/js/own.AbC-1.js" in links


def test_streamlit_as_installed_has_every_chunk_of_a_first_page() -> None:
    links = chunk_links(Path(streamlit.__file__).parent / "static")
    for needed in ("Html.", "BidiComponent.", "Selectbox.", "ButtonGroup.", "useMenuTrigger."):
        assert f"/{needed}" in links

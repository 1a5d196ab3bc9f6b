"""From the producers' files to one DuckDB file that describes itself."""

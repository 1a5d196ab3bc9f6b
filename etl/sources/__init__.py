"""One module per source: `SOURCE`, `load` (files to staging) and `publish` (staging to the database)."""

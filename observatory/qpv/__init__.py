"""« Is this address in a priority neighbourhood? » for one point or a whole file, without Streamlit.

`table_file` reads, `columns` recognises, `coordinates` and `geocoder` place, `checking` answers, `result_file` writes.
Everything stays in memory: nothing of a reader's file is written to disk.
"""

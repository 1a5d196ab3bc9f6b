"""Comparing territories: who is like whom, where one stands in its level, two measures together, a territory made up.

No Streamlit and no figure here: territories and values in, numbers and reasons out.
"""

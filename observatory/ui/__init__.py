"""The only package that imports Streamlit: the server's addresses, shared choices and components."""

"""The read side of the observatory: asks the database, then says and draws what it holds."""

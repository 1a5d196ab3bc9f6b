"""One module per indicator or small family: `INDICATORS`, each with its SQL and its golden values."""

"""The Urssaf files of the ESS: read, placed in today's territories, then summed to the figures that indicators use."""

"""What Baton knows and where it is kept. Imports nothing else of ours."""

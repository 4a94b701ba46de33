"""Gates: whole runs against hostile surroundings; each is shown to fail on mistakes planted for it."""

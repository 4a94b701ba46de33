"""What every test shares: hypothesis without deadlines, because these machines are shared and noisy."""

from hypothesis import settings

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

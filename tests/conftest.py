"""What every test shares: hypothesis without deadlines, because these machines are shared and noisy."""

import signal

from hypothesis import settings

settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

# A run started in the background of a shell ignores Ctrl-C, and so would every command the tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

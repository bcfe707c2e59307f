"""Operating figures of the house: how often, how long, how many. None of them comes from the statute."""

from datetime import timedelta

# Units of work that met a conflict.
UNIT_ATTEMPTS = 12
FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0

# Sign-in of staff.
FAILURES_BEFORE_LOCK = 5
LOCK_FOR = timedelta(minutes=15)
SESSION_IDLE = timedelta(minutes=60)
SESSION_LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # how exactly the last use of a session is kept
SHORTEST_PASSWORD = 10  # characters
LONGEST_PASSWORD = 200  # characters
LINK_CODE_FOR = timedelta(minutes=10)
LINK_CODE_LENGTH = 8
LINK_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that can be misread
CODE_STEP_SECONDS = 30  # of time-based one-time codes
RECOVERY_CODES = 10  # given at once; each stands in for the app one time
RECOVERY_GROUPS = (5, 5)  # characters, a hyphen between: 30 ** 10, about 49 bits
AGENT_LENGTH = 200  # characters kept of a browser's name

# Delivery.
DELIVERY_LEASE = timedelta(seconds=120)
DELIVERY_BATCH = 20
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=30)
RETRY_GROWTH = 2
LONGEST_DOUBLING = 30  # keeps the growing interval a number
GIVE_UP_AFTER = timedelta(days=3)
ERROR_LENGTH = 200  # characters

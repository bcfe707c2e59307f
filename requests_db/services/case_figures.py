"""Operating figures of the case services: lengths, counts, times. None of them comes from the statute."""

from datetime import timedelta

# The access code of a case.
CODE_LENGTH = 8
CODE_GROUP = 4  # written ABCD-EFGH
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that can be misread
WRONG_CODES = 10  # per conversation within WRONG_CODES_WITHIN
WRONG_CODES_WITHIN = timedelta(hours=1)

# The blind index and near-duplicates.
SEARCHED_LENGTH = 160  # characters of what is asked for that can be searched
SIMILAR_CANDIDATES = 50  # newest cases of one person that are compared
SIMILAR_WITHIN = timedelta(days=366)  # after the end of a case it is still shown beside a near one
SIMILAR_SHARE = 0.6  # share of common two-character pieces from which two requests are called similar

LONGEST_ABSENCE_DAYS = 366  # with a stand-in

# Lists.
SUBJECT_LENGTH = 60  # characters of a subject in a list
DUE_SOON_DAYS = 3  # working days within which a date counts as near
DUE_WITHIN = (1, 3, 5)  # working days by which lists are narrowed
PAGE_SIZE = 25
HELD_SIZE = 100  # of a page of what one person holds: it is handed over as a whole
COUNTED_TO = 1_000  # a list is counted no further
COMMON_PIECE = 20_000  # cases from which a piece of a subject is too common to gather them
FOLLOWED_CASES = 50
MOST_FILTERS = 30  # one person keeps
LONGEST_FILTER_NAME = 20  # characters
LONGEST_LIST = 1000
CHANGES_SHOWN = 50  # of one setting, in its history
TASKS_SHOWN = 100

# Lengths of what is typed.
LONGEST_TEXT = 10_000
LONGEST_SHORT_TEXT = 500
LONGEST_SHORT_NAME = 200  # of a file kept for the office
LONGEST_REF = 60
LONGEST_FIGURE = 20  # characters of a figure entered for the annual report

# Reminders and recomputation.
REMINDER_BATCH = 100
RECALCULATION_BATCH = 500  # cases counted anew in one unit of work
LET_IN_SECONDS = 0.12  # between two of them: longer than a waiting writer of an embedded database sleeps between tries
IMPORT_BATCH = 500
LISTED_CHANGES = 500  # differences a task lists

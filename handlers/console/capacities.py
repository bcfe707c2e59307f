"""The groups of roles that open the same doors of the console."""

from requests_db.statute.workflow import Role

ADMINISTRATION = frozenset({Role.ADMINISTRATOR})
HANDLERS = frozenset({Role.HANDLER})
HEADS = frozenset({Role.HEAD})
REGISTRY = frozenset({Role.REGISTRAR})
SHARING = frozenset({Role.REGISTRAR, Role.HEAD})  # gives cases to units and people
STATIONERS = frozenset({Role.HEAD, Role.ADMINISTRATOR})  # of the paper letters are printed on
OVERSIGHT = frozenset({Role.SUPERVISOR, Role.HEAD})  # reads where fees go
SUPERVISION = frozenset({Role.SUPERVISOR, Role.HEAD, Role.REGISTRAR})
ANSWERING = frozenset({Role.REGISTRAR, Role.HANDLER, Role.HEAD})
CASEWORK = frozenset({Role.REGISTRAR, Role.HANDLER, Role.REVIEWER, Role.HEAD, Role.SUPERVISOR})
WRITERS = CASEWORK - {Role.SUPERVISOR}  # of letters
UPKEEP = SUPERVISION | ADMINISTRATION  # looks after what the machine cannot settle
AUTHORS = CASEWORK - {Role.SUPERVISOR} | ADMINISTRATION
REVIEWERS = frozenset({Role.REVIEWER, Role.HEAD, Role.ADMINISTRATOR})

"""The single place for rules of law: pure values and functions, standard library only.

Where to look:

- time: `deadlines` (front door), `limits`, `events`, `history`, `reply_period`, `reckoning`, `reasoning`, `timeline`
- days: `calendar`, `calendar_notice`, `calendar_years`, `notices`, `festivals`, `foresight`
- procedure: `workflow` (front door), `workflow_terms`, `workflow_labels`, `workflow_handling`, `workflow_decision`
- decisions: `outcomes`, `remedies`, `fees`, `identity`
- reports: `report_format`, `report_tables`
- sources: `articles` (every provision with its citation), `refusals`

No module knows what day it is, reads a file, or imports from another package of ours.
"""

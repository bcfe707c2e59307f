"""The draft of the report's prose with the register's figures filled in; a person reads and completes it.

Figures are taken from the tables, never counted again: where prose and table disagree, the table is right.
"""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from handlers.papers.remedy_words import letter_citation
from handlers.papers.report_paper import Prose
from requests_db.statute.report_format import (
    COLUMN_LABELS,
    OTHERS,
    REFUSED,
    TABLE_FOUR_COLUMNS,
    TABLE_THREE_ROWS,
    TOTAL,
    UNABLE,
    UNPROCESSED,
    ApplicantKind,
)

_GROUPS = {"refused": REFUSED, "unable": UNABLE, "unprocessed": UNPROCESSED, "others": OTHERS}

Table = Mapping[str, Sequence[int]]


class _Citations(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return letter_citation(key)


class ReportWords:
    """The sentences of the draft, filled with one year's figures.

    Args:
        agency: the agency's name.
        year: the report year.
        t3: table three, row key to seven numbers.
        t4: table four, part to five numbers.
    """

    def __init__(self, agency: str, year: int, t3: Table, t4: Table) -> None:
        source = files("handlers.wording").joinpath("letters").joinpath("report.toml")
        self._texts: dict[str, Any] = tomllib.loads(source.read_text("utf-8"))
        self._facts: dict[str, Any] = {"agency": agency, "year": year, "cite": _Citations()}
        self._facts |= _figures_of_three(t3) | _figures_of_four(t4)

    def title(self) -> str:
        """Return the report's title."""
        return str(self._texts["title"]).format_map(self._facts)

    def sample(self) -> Prose:
        """Return the warning that the agency is the sample one."""
        return Prose(text=self._texts["sample"], is_warning=True)

    def fault(self, text: str) -> Prose:
        """Return the warning that an identity does not hold."""
        return Prose(text=self._texts["fault"].format(fault=text), is_warning=True)

    def draft(self, section: str, *names: str, **facts: object) -> tuple[Prose, ...]:
        """Return sentences of a section, marked as a draft.

        Args:
            section: the section in report.toml.
            names: which of its sentences, in order; all where none is named.
            facts: figures the tables do not hold.
        """
        chosen = self._texts[section]
        mark = self._texts["draft_mark"]
        return tuple(
            Prose(text=mark + chosen[name].format_map(self._facts | facts), is_draft=True) for name in names or chosen
        )


def _figures_of_three(table: Table) -> dict[str, int]:
    total = list(COLUMN_LABELS).index(TOTAL)
    facts = {row.key: table[row.key][total] for row in TABLE_THREE_ROWS}
    for name, group in _GROUPS.items():
        facts[name] = sum(facts[row.key] for row in TABLE_THREE_ROWS if row.group == group)
    natural = table["new"][list(COLUMN_LABELS).index(ApplicantKind.NATURAL)]
    return facts | {"natural": natural, "organisations": facts["new"] - natural}


def _figures_of_four(table: Table) -> dict[str, int]:
    facts = {
        f"{part}_{column}": cells[position]
        for part, cells in table.items()
        for position, column in enumerate(TABLE_FOUR_COLUMNS)
    }
    return facts | {"suit_total": facts[f"direct_{TOTAL}"] + facts[f"after_{TOTAL}"]}

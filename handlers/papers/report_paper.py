"""The annual report as a paper: headings, paragraphs and grids with merged cells, before any file format."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a grid, possibly merged over several rows and columns (单元格)."""

    row: int  # from 0
    column: int  # from 0
    text: str | int | Decimal
    rows: int = 1
    columns: int = 1
    is_head: bool = False
    counts: tuple[str, str] | None = None  # row key and column key of the figure, where the cell is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table with merged cells (表格)."""

    name: str  # short, e.g. 表三: the sheet's name
    caption: str
    cells: tuple[Cell, ...]
    label_columns: int = 1  # how many columns at the left carry labels

    @property
    def height(self) -> int:
        """How many rows the grid has."""
        return max(cell.row + cell.rows for cell in self.cells)

    @property
    def width(self) -> int:
        """How many columns the grid has."""
        return max(cell.column + cell.columns for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """A paragraph; a draft is to be read and changed by a person before it is published."""

    text: str
    is_draft: bool = False
    is_warning: bool = False


Block: TypeAlias = Grid | Prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the six sections (章节)."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPaper:
    """The whole report, ready for a file format."""

    title: str
    sections: tuple[Section, ...]

    def grids(self) -> tuple[Grid, ...]:
        """Return the tables in order."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Grid))

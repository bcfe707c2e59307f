"""What reading files yields: entries, and faults that name file and line."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something in a file that could not be read, in a sentence that says what to do (问题)."""

    file: str
    line: int | None  # from 1; None when the whole file is meant
    message: str

    def __str__(self) -> str:
        """Return the fault as staff read it."""
        where = self.file if self.line is None else f"{self.file} 第{self.line}行"
        return f"{where}：{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """Everything that could be read, and everything that could not."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()


class UnreadableFileError(Exception):
    """A file cannot be read at all; the text is the fault's Chinese sentence."""


def merged(results: Iterable[ReadResult]) -> ReadResult:
    """Return several results as one.

    Of two entries with one key the first stays and the second becomes a fault, so that nothing is replaced unseen.
    """
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for result in results:
        faults.extend(result.faults)
        for entry in result.entries:
            first = entries.setdefault(entry.key, entry)
            if first is not entry:
                message = (
                    f"与 {first.origin} 中的“{first.title}”标识相同（{entry.key}），未导入；请改用不同的标识或网址。"
                )
                faults.append(Fault(file=entry.origin, line=None, message=message))
    return ReadResult(entries=tuple(entries.values()), faults=tuple(faults))

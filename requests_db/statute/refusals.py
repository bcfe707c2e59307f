"""Why a list of events is refused: the rule it breaks, in words a person can act on."""

from requests_db.statute.articles import cite


class ImpossibleHistory(Exception):
    """The events contradict a rule of law (不可能的经过)."""

    def __init__(self, code: str, message: str, article: str = "") -> None:
        super().__init__(message)
        self.code = code  # stable English word
        self.message = message  # Chinese sentence
        self.article = cite(article)  # Chinese citation of the rule that forbids it; empty where none is printed

    def as_json(self) -> dict[str, dict[str, str]]:
        """Return the error object of the `clock` command."""
        return {"error": {"code": self.code, "message": self.message, "article": self.article}}


class UnreadableHistory(ImpossibleHistory):
    """The list cannot be read at all: a key is missing, unknown or of the wrong form (无法读取)."""

"""What the knowledge base refuses, and why. Knows no database and no channel."""


class KnowledgeError(Exception):
    """The knowledge base refused; the text is a Chinese sentence fit to be shown to staff."""


class EntryNotFoundError(KnowledgeError):
    """There is no entry with this number (条目不存在)."""


class EntryConflict(KnowledgeError):  # noqa: N818 - the name the desk and its forms agreed on
    """Somebody else changed the entry since it was read (版本冲突)."""


class OwnVersionError(KnowledgeError):
    """Whoever wrote a version may not be the one who publishes it (四眼原则)."""


class StageRefusedError(KnowledgeError):
    """The step is not open to an entry at this stage (当前阶段不允许)."""

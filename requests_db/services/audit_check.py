"""Walk every chain and say which lines do not follow: what `audit verify` prints (台账核验).

Checked: each register line and each line of every case's history, that the two name each other, that sealed parts
and files still are what history says, and that a case's columns are what its history makes of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from requests_db.services.cached_columns import altered_columns
from requests_db.services.chain_hashes import (
    event_hash,
    facts_digest,
    form_digests,
    private_digest,
    register_hash,
)
from requests_db.statute.workflow import OPEN_STATES, Action
from requests_db.store.repositories import chains
from requests_db.store.secrets import SealBroken
from requests_db.store.tables_cases import CaseEventRow, CaseRow, FileRow, RegisterEntryRow
from requests_db.store.unit_of_work import UnitOfWork

HASH_BYTES = 32
CASE_EVENT, ERASURE = "case_event", "erasure"
APPLICANT_DIGEST = "applicant_digest"
FIRST = bytes(HASH_BYTES)
WORDS = {
    "seq": "第 {seq} 条的序号不连续",
    "prev": "第 {seq} 条没有接上前一条",
    "hash": "第 {seq} 条的内容被改动",
    "facts": "第 {seq} 条的事实被改动",
    "private": "第 {seq} 条的密封内容被改动",
    "sealed": "第 {seq} 条的密封内容无法打开",
    "emptied": "第 {seq} 条的密封内容不见了，台账没有删除记录",
    "missing": "第 {seq} 条经过在台账中没有登记",
    "other": "第 {seq} 条经过与台账登记的不同",
    "lost": "台账登记的第 {seq} 条经过不见了",
    "head": "台账最后一条与链尾不符",
    "empty": "没有任何经过",
    "state": "办理状态与经过不符",
    "due": "届满日与经过不符",
    "open": "是否办结与经过不符",
    "restricted": "是否限制查阅与经过不符",
    "step": "有一条经过不是现行办理流程里的步骤，承办单位、经办人、日期等无法按经过核对",
    "unit_id": "承办单位与经过不符",
    "holder_id": "经办人与经过不符",
    "outcome": "答复类型与经过不符",
    "received_on": "收到日期与经过不符",
    "answered_on": "答复日期与经过不符",
    "closed_on": "办结日期与经过不符",
    "wanted_digest": "申请内容被改动",
    "applicant_digest": "申请人信息被改动",
    "file": "附件 {file} 的内容被改动",
    "file_lost": "附件 {file} 不见了",
    "file_emptied": "附件 {file} 的内容不见了，台账没有删除记录",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as history says."""

    subject: str  # register, case:<id> or a case number
    problem: str  # Chinese sentence


async def verify(unit: UnitOfWork) -> tuple[Fault, ...]:
    """Check the whole register; none found means that no row of it was altered, added or taken away unnoticed."""
    faults: list[Fault] = []
    book = await _check_register(unit, faults)
    async for batch in chains.case_batches(unit.session):
        await _check_cases(unit, batch, book, faults)
    for case_id, seq in sorted(book.lines):
        faults.append(_fault(f"case:{case_id}", "lost", seq=seq))
    return tuple(faults)


@dataclass(slots=True)
class _Book:
    """What the register says of cases: the digest of each line of each history, and what was lawfully erased."""

    lines: dict[tuple[int, int], bytes] = field(default_factory=dict)
    erased: dict[int, str] = field(default_factory=dict)  # digest of the emptied form
    erased_lines: set[tuple[int, int]] = field(default_factory=set)
    erased_files: set[str] = field(default_factory=set)

    def note(self, row: RegisterEntryRow) -> None:
        """Take over what a line says that is as it was written; an altered one may say anything."""
        if row.kind == CASE_EVENT:
            self.lines[_case_of(row), int(row.facts["seq"])] = row.digest
        elif row.kind == ERASURE:
            case_id = _case_of(row)
            self.erased[case_id] = str(row.facts[APPLICANT_DIGEST])
            self.erased_lines.update((case_id, int(seq)) for seq in row.facts["events"])
            self.erased_files.update(row.facts["files"])


async def _check_register(unit: UnitOfWork, faults: list[Fault]) -> _Book:
    book = _Book()
    seq, before = 0, FIRST
    async for row in chains.register_entries(unit.session):
        is_whole = register_hash(unit.digester, row) == row.hash
        faults.extend(_register_faults(unit, row, seq + 1, before, is_whole=is_whole))
        seq, before = row.seq, row.hash
        if is_whole:
            book.note(row)
    head = await chains.register_head(unit.session)
    if (head.seq, head.hash) != (seq, before):
        faults.append(_fault("register", "head"))
    return book


def _case_of(row: RegisterEntryRow) -> int:
    return int(row.subject.partition(":")[-1])


def _register_faults(
    unit: UnitOfWork, row: RegisterEntryRow, seq: int, before: bytes, *, is_whole: bool
) -> Iterator[Fault]:
    if row.seq != seq:
        yield _fault("register", "seq", seq=row.seq)
    if row.prev_hash != before:
        yield _fault("register", "prev", seq=row.seq)
    if not is_whole:
        yield _fault("register", "hash", seq=row.seq)
    if row.kind != CASE_EVENT and facts_digest(unit.digester, row.facts) != row.digest:
        yield _fault("register", "facts", seq=row.seq)


async def _check_cases(unit: UnitOfWork, batch: Sequence[CaseRow], book: _Book, faults: list[Fault]) -> None:
    histories = await chains.events_of_many(unit.session, [case.id for case in batch])
    kept: dict[int, list[FileRow]] = {case.id: [] for case in batch}
    for file in await chains.files_with_content(unit.session, [case.id for case in batch]):
        kept[file.case_id or 0].append(file)
    for case in batch:
        history = histories[case.id]
        whole = [row for row in history if event_hash(unit.digester, row) == row.hash]
        broken = list(_history_faults(unit, case, history, whole, book))
        faults.extend(broken)
        if history and not broken:  # columns are compared with what is known to be as it was written
            faults.extend(_fault(case.ref, name) for name in altered_columns(case, history))
        faults.extend(_column_faults(unit, case, history, whole, erased=book.erased.get(case.id)))
        faults.extend(_file_faults(unit, case, whole, kept[case.id], book))


def _history_faults(
    unit: UnitOfWork, case: CaseRow, history: Sequence[CaseEventRow], whole: Sequence[CaseEventRow], book: _Book
) -> Iterator[Fault]:
    before = FIRST
    for seq, row in enumerate(history, start=1):
        if row.seq != seq:
            yield _fault(case.ref, "seq", seq=row.seq)
        if row.prev_hash != before:
            yield _fault(case.ref, "prev", seq=row.seq)
        if row not in whole:
            yield _fault(case.ref, "hash", seq=row.seq)
        yield from _private_faults(unit, case, row, book)
        digest = book.lines.pop((case.id, row.seq), None)
        if digest != row.hash:
            yield _fault(case.ref, "missing" if digest is None else "other", seq=row.seq)
        before = row.hash


def _private_faults(unit: UnitOfWork, case: CaseRow, row: CaseEventRow, book: _Book) -> Iterator[Fault]:
    if row.private_sealed is None:
        if row.private_digest is not None and (case.id, row.seq) not in book.erased_lines:
            yield _fault(case.ref, "emptied", seq=row.seq)
        return
    try:
        private = unit.cipher.open(row.private_sealed)
    except SealBroken:
        yield _fault(case.ref, "sealed", seq=row.seq)
        return
    if private_digest(unit.digester, private) != row.private_digest:
        yield _fault(case.ref, "private", seq=row.seq)


def _column_faults(
    unit: UnitOfWork,
    case: CaseRow,
    history: Sequence[CaseEventRow],
    whole: Sequence[CaseEventRow],
    *,
    erased: str | None,
) -> Iterator[Fault]:
    if not history:
        yield _fault(case.ref, "empty")
        return
    last = history[-1]
    if case.state != last.state_after:
        yield _fault(case.ref, "state")
    if case.due_on != last.due_after:
        yield _fault(case.ref, "due")
    if case.is_open != (last.state_after in set(OPEN_STATES)):
        yield _fault(case.ref, "open")
    if case.is_restricted != _is_restricted(history):
        yield _fault(case.ref, "restricted")
    expected = {key: value for row in whole for key, value in row.facts.items() if key.endswith("_digest")}
    try:
        found = form_digests(
            unit.digester, unit.cipher.open(case.wanted_sealed), unit.cipher.open(case.applicant_sealed)
        )
    except SealBroken:
        found = {}
    if erased is not None:
        expected[APPLICANT_DIGEST] = erased
    for key, value in expected.items():
        if found.get(key) != value:
            yield _fault(case.ref, key)


def _is_restricted(history: Sequence[CaseEventRow]) -> bool:
    told = [row.action for row in history if row.action in (Action.RESTRICT, Action.UNRESTRICT)]
    return bool(told) and told[-1] == Action.RESTRICT


def _file_faults(
    unit: UnitOfWork, case: CaseRow, whole: Sequence[CaseEventRow], kept: Sequence[FileRow], book: _Book
) -> Iterator[Fault]:
    by_token = {file.token: file for file in kept}
    recorded = {item["file"]: item["digest"] for row in whole for item in row.facts.get("files", ())}
    for token, digest in recorded.items():
        if token not in by_token:
            yield _fault(case.ref, "file_lost", file=token)
        elif by_token[token].content_hash.hex() != digest or not _is_whole(unit, by_token[token]):
            yield _fault(case.ref, "file", file=token)
    for token, file in by_token.items():
        if file.content_sealed is None and token not in book.erased_files:
            yield _fault(case.ref, "file_emptied", file=token)
        if token not in recorded and not _is_whole(unit, file):
            yield _fault(case.ref, "file", file=token)


def _is_whole(unit: UnitOfWork, file: FileRow) -> bool:
    if file.content_sealed is None:
        return True  # lawfully erased: the digest stays
    try:
        return unit.digester.of("file", unit.cipher.open_bytes(file.content_sealed)) == file.content_hash
    except SealBroken:
        return False


def _fault(subject: str, problem: str, **facts: object) -> Fault:
    return Fault(subject=subject, problem=WORDS[problem].format(**facts))

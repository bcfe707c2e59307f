"""Retrieval and whole answers beside bm25s, tantivy, SQLite FTS5 and rapidfuzz: same texts, same questions, one run.

    python benchmarks/answers.py [--folder BENCH] [--sizes 1000,10000,100000] [--questions 300] [--json FILE]

Without a folder the texts are generated: passages assembled from clauses of civic procedure, every one different, and
for every question one passage that was written for it. With a folder (kb.jsonl, queries.jsonl, qrels.tsv) its texts
are used and, up to each size, repeated with words exchanged, so that the right passage has many near neighbours.
Prints a table per size: quality (mrr@10, hit@1), build, p50, p99. Every engine gets the same pre-cut 1- and 2-grams.
"""

import argparse
import gc
import json
import os
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.answers import Answerer, AskContext
from knowledge.entries import Entry, IndexedEntry, Passage
from knowledge.index import KnowledgeIndex
from knowledge.text import normalise

Search = Callable[[str], list[int]]
RANKED = 10
BRUTE_FORCE_LIMIT = 10_000  # passages up to which rapidfuzz and FTS5 are asked every question
FEW = 20  # questions they are asked beyond
CITIES = "甲乙丙丁戊己庚辛壬癸"  # of one province, a tenth of the entries each
ASKED_OF_ONE = 40  # questions asked of one city


def words(listed: str) -> list[str]:
    """Return the words of a list written with blanks between them."""
    return listed.split()


SUBJECTS = words(
    """
    养老 医疗 工伤 失业 生育 住房 教育 就业 创业 户籍 婚姻 收养 殡葬 交通 车辆 驾驶 环境
    排污 噪声 绿化 供水 供热 燃气 物业 垃圾 消防 食品 药品 价格 广告 商标 专利 档案 统计
    测绘 土地 林地 草原 渔业 种子 农机 水利 防洪 气象 地震 体育 文物 旅游 出版 宗教 慈善
    社团 彩票 残疾 老年 儿童 妇女 退役 救助 临时 助学 租赁 拆迁 征收 登记 抵押
    """
)
OBJECTS = words(
    """
    补贴 证明 许可 备案 年检 登记 变更 注销 转移 接续 申报 认定 评定 公示 复核 抽查 检验
    听证 缴费 退费 减免 奖励 扶持 资助 报销 结算 查询 预约 换发 补办
    """
)
PLACES = [f"示例{a}{b}" for a in "东南西北中上下新旧大" for b in ("市", "县", "区", "镇", "街道", "乡")]
BODIES = words(
    """
    政务服务中心 业务窗口 主管部门 经办机构 社区工作站 受理大厅 审批处 监督科 服务热线 办事大厅
    """
)
ACTIONS = words(
    """
    提交申请表 出示身份证件 填写承诺书 缴存保证金 接受现场核查 领取受理回执 补齐缺少的材料 签订协议
    办理公证 上传电子照片 等候短信通知 核对登记信息
    """
)
CONDITIONS = words(
    """
    连续居住满{n}年 年龄在{n}周岁以上 缴费满{n}个月 家庭人均收入低于{n}元
    面积不超过{n}平方米 注册满{n}年 近{n}年没有违法记录 人数不少于{n}人
    """
)
TAILS = words(
    """
    逾期不再受理。 特殊情况可以延长。 结果在网站公布。 不收取任何费用。 由本人或者委托人办理。
    具体以当年通知为准。 对结果有异议可以申请复核。
    """
)
ASKING = (
    "{p}{s}{o}要满足什么条件",
    "在{p}怎么办理{s}{o}",
    "{p}的{s}{o}需要几天",
    "请问{s}{o}去{p}哪里办",
    "{p}{s}{o}由谁受理",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Texts by number, and questions with the numbers of the right texts."""

    texts: list[str]
    questions: list[tuple[str, frozenset[int]]]


def generated(size: int, questions: int, seed: int = 7) -> Load:
    """Make `size` passages; every (place, subject, object) occurs a few times with other particulars."""
    rnd = random.Random(seed)
    texts, about = [], []
    for _ in range(size):
        place, subject, thing = rnd.choice(PLACES), rnd.choice(SUBJECTS), rnd.choice(OBJECTS)
        about.append((place, subject, thing))
        texts.append(_passage(rnd, place, subject, thing))
    asked = []
    for number in rnd.sample(range(size), min(questions, size)):
        place, subject, thing = about[number]
        right = frozenset(n for n, triple in enumerate(about) if triple == about[number])
        asked.append((rnd.choice(ASKING).format(p=place, s=subject, o=thing), right))
    return Load(texts=texts, questions=asked)


def _passage(rnd: random.Random, place: str, subject: str, thing: str) -> str:
    parts = [f"关于{place}{subject}{thing}事项的说明。"]
    for _ in range(rnd.randint(3, 7)):
        who = rnd.choice(("申请人", "单位", "家庭", "企业"))
        condition = rnd.choice(CONDITIONS).format(n=rnd.randint(2, 300))
        days = f"在{rnd.randint(1, 60)}个工作日内办结。"
        parts.append(f"{who}{condition}的，{rnd.choice(ACTIONS)}，由{rnd.choice(BODIES)}{days}")
    other = f"同时涉及{rnd.choice(SUBJECTS)}{rnd.choice(OBJECTS)}的，一并{rnd.choice(ACTIONS)}。"
    return "".join([*parts, other, rnd.choice(TAILS)])


def from_folder(folder: Path, size: int, questions: int, seed: int = 7) -> Load:
    """Take a bench folder; grow it to `size` by copies with one clause in three exchanged."""
    rnd = random.Random(seed)
    rows = [json.loads(line) for line in (folder / "kb.jsonl").read_text(encoding="utf-8").splitlines()]
    texts = [str(row["text"]) for row in rows][:size]
    numbers = {str(row["id"]): number for number, row in enumerate(rows[:size])}
    right: dict[str, set[int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, entry, *_ = line.split("\t")
        if entry in numbers:
            right.setdefault(question, set()).add(numbers[entry])
    asked = [
        (str(row["text"]), frozenset(right[str(row["id"])]))
        for row in map(json.loads, (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines())
        if str(row["id"]) in right
    ]
    clauses = [clause for text in texts for clause in text.split("，") if 4 < len(clause) < 60]
    originals = len(texts)
    while len(texts) < size:
        copy = texts[rnd.randrange(originals)][:400].split("，")
        texts.append("，".join(rnd.choice(clauses) if rnd.random() < 0.67 else clause for clause in copy))
    rnd.shuffle(asked)
    return Load(texts=texts, questions=asked[:questions])


def cut(text: str) -> list[str]:
    """Return 1- and 2-grams as the peers get them."""
    normal = normalise(text)
    pairs = [normal[i : i + 2] for i in range(len(normal) - 1)]
    return [char for char in normal if char.isalnum()] + [pair for pair in pairs if pair.isalnum()]


def ours(load: Load) -> tuple[Search, KnowledgeIndex]:
    """Our retrieval."""
    index = KnowledgeIndex.build(
        IndexedEntry(
            entry_id=number, entry=Entry(key=str(number), title="", passages=(Passage(position=0, text=text),))
        )
        for number, text in enumerate(load.texts)
    )
    return lambda question: [int(found.entry_id) for found in index.search(question, RANKED)], index


def bm25s_engine(load: Load) -> Search:
    """bm25s over the same grams."""
    import bm25s

    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(gram, len(vocabulary)) for gram in cut(text)] for text in load.texts]
    engine = bm25s.BM25(k1=1.2, b=0.75)
    engine.index((ids, vocabulary), show_progress=False)

    def search(question: str) -> list[int]:
        known = [gram for gram in cut(question) if gram in vocabulary]
        if not known:
            return []
        found, _ = engine.retrieve([known], k=min(RANKED, len(load.texts)), show_progress=False)
        return [int(number) for number in found[0]]

    return search


def tantivy_engine(load: Load) -> Search:
    """tantivy over the same grams, split at blanks."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", stored=True)
    builder.add_text_field("grams", tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for number, text in enumerate(load.texts):
        writer.add_document(tantivy.Document(number=number, grams=" ".join(cut(text))))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(question: str) -> list[int]:
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "grams", gram)) for gram in cut(question)]
        found = searcher.search(tantivy.Query.boolean_query(terms), RANKED)
        return [int(searcher.doc(address)["number"][0]) for _, address in found.hits]

    return search


def fts5_engine(load: Load) -> Search:
    """SQLite FTS5 over the same grams, split at blanks."""
    database = sqlite3.connect(":memory:")
    database.execute("create virtual table texts using fts5(grams, tokenize='unicode61')")
    database.executemany(
        "insert into texts(rowid, grams) values (?, ?)",
        ((number + 1, " ".join(cut(text))) for number, text in enumerate(load.texts)),
    )

    def search(question: str) -> list[int]:
        terms = " OR ".join(f'"{gram}"' for gram in dict.fromkeys(cut(question)))
        rows = database.execute("select rowid from texts where texts match ? order by bm25(texts) limit 10", (terms,))
        return [int(row[0]) - 1 for row in rows]

    return search


def rapidfuzz_engine(load: Load) -> Search:
    """rapidfuzz partial_ratio over everything."""
    from rapidfuzz import fuzz, process

    return lambda question: [
        int(number) for _, _, number in process.extract(question, load.texts, scorer=fuzz.partial_ratio, limit=RANKED)
    ]


def measure(search: Search, questions: list[tuple[str, frozenset[int]]]) -> dict[str, float]:
    """Ask every question once, after one to warm up."""
    search(questions[0][0])
    spent, reciprocal, first = [], 0.0, 0
    for question, right in questions:
        started = time.perf_counter()
        found = search(question)
        spent.append((time.perf_counter() - started) * 1000)
        rank = next((place for place, number in enumerate(found, start=1) if number in right), 0)
        reciprocal += 1 / rank if rank else 0
        first += rank == 1
    count = len(questions)
    return {
        "mrr@10": round(reciprocal / count, 3),
        "hit@1": round(first / count, 3),
        "p50_ms": round(float(np.quantile(spent, 0.5)), 2),
        "p99_ms": round(float(np.quantile(spent, 0.99)), 2),
    }


def resident_mb() -> float:
    """Return the resident memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def our_rows(load: Load) -> list[dict[str, object]]:
    """Our retrieval, the whole answer, the stored index, and one publication."""
    started = time.perf_counter()
    search, index = ours(load)
    built = round(time.perf_counter() - started, 2)
    rows: list[dict[str, object]] = [
        {"engine": "ours: retrieval", "build_s": built, **measure(search, load.questions), "rss_mb": resident_mb()}
    ]
    answerer, context = Answerer(index), AskContext(today=date(2026, 1, 5))
    rows.append({"engine": "ours: whole answer", **measure(_answering(answerer, context), load.questions)})
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder))
        started = time.perf_counter()
        stored = KnowledgeIndex.load(Path(folder))
        loaded = round(time.perf_counter() - started, 3)
        searched = measure(lambda question: [int(f.entry_id) for f in stored.search(question, RANKED)], load.questions)
        rows.append({"engine": "ours: stored index", "load_s": loaded, **searched})
        fresh = Entry(
            key="new", title="示例新政策", passages=(Passage(position=0, text="示例新政策自发布之日起施行。"),)
        )
        started = time.perf_counter()
        stored.replace(IndexedEntry(entry_id=-1, entry=fresh))
        shown = stored.search("示例新政策何时施行", 1)[0].entry_id == -1
        spent = round((time.perf_counter() - started) * 1000, 1)
        rows.append({"engine": "ours: publish one", "searchable_ms": spent, "found": shown})
    return [*rows, of_one_place(load)]


def of_one_place(load: Load) -> dict[str, object]:
    """Our answers narrowed to one city, where nine entries in ten hold in others; every question asked once."""
    index = KnowledgeIndex.build(
        IndexedEntry(
            entry_id=number,
            entry=Entry(
                key=str(number),
                title=text.split("。")[0],
                passages=(Passage(position=0, text=text),),
                region=f"示例省示例{CITIES[number % len(CITIES)]}市",
            ),
        )
        for number, text in enumerate(load.texts)
    )
    answerer, context = Answerer(index), AskContext(today=date(2026, 1, 5), region=f"示例省示例{CITIES[0]}市示例区")
    answerer.judge("预热", context)
    spent = []
    for question, _ in load.questions[:ASKED_OF_ONE]:
        started = time.process_time()
        answerer.judge(question, context)
        spent.append((time.process_time() - started) * 1000)
    p50, p99 = (round(float(np.quantile(spent, share)), 2) for share in (0.5, 0.99))
    return {"engine": "ours: of one place", "processor p50_ms": p50, "processor p99_ms": p99}


def _answering(answerer: Answerer, context: AskContext) -> Search:
    return lambda question: [int(hit.entry_id) for hit in answerer.ask(question, context).hits]


def peer_rows(load: Load) -> list[dict[str, object]]:
    """Every peer on the same load; slow ones get fewer questions, and say so."""
    rows: list[dict[str, object]] = []
    for name, make, slow in (
        ("bm25s", bm25s_engine, False),
        ("tantivy", tantivy_engine, False),
        ("FTS5", fts5_engine, True),
        ("rapidfuzz", rapidfuzz_engine, True),
    ):
        started = time.perf_counter()
        search = make(load)
        built = round(time.perf_counter() - started, 2)
        few = slow and len(load.texts) > BRUTE_FORCE_LIMIT
        asked = load.questions[:FEW] if few else load.questions
        rows.append({"engine": name, "build_s": built, **measure(search, asked), "questions": len(asked)})
        del search
        gc.collect()
    return rows


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--questions", type=int, default=300)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    report: dict[str, list[dict[str, object]]] = {}
    for size in map(int, options.sizes.split(",")):
        made = (
            from_folder(options.folder, size, options.questions)
            if options.folder
            else generated(size, options.questions)
        )
        rows = our_rows(made) + ([] if options.no_peers else peer_rows(made))
        report[str(size)] = rows
        print(f"\n{size} passages, mean {np.mean([len(t) for t in made.texts]):.0f} characters")
        for row in rows:
            print("  " + "  ".join(f"{name} {value}" for name, value in row.items()), flush=True)
    print(f"\npeak resident {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (all engines together)")
    if options.json:
        options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

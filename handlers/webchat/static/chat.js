// The chat page: sends what a person types, shows what is said to them, and forgets nothing on reload.
// Text is only ever put into the page as text, never as markup.
import { forget, memory, noteArrived, noteUnsent, refresh, remember, unsent } from "./memory.js";

const log = document.getElementById("log");
const pane = document.querySelector("main");
const form = document.getElementById("say");
const box = document.getElementById("text");
const filePick = document.getElementById("file");
const trouble = document.getElementById("trouble");
const busy = document.getElementById("busy");

const HOPELESS = [400, 409, 413, 422]; // answers that sending once more would not change
const POLL_SECONDS = 3;
const HIDDEN_POLL_SECONDS = 20;

let shown = 0; // number of the last reply on the page
let openChoices = null;
let lastMine = null; // what was said last: an answer is read from there on
let inFlight = Promise.resolve();
let underWay = 0; // messages of this tab whose replies have not come
let delivered = 0; // messages this tab has begun to deliver: a transcript asked for before one of them is stale
const waiting = new Map(); // message id → what goes out again once the network is back

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

class Fault extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(path, options = {}) {
  const headers = { ...(options.headers || {}) };
  if (memory.token) headers.Authorization = `Bearer ${memory.token}`;
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new Fault(0, "网络不通，内容已保留，网络恢复后会自动发送。");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Fault(answer.status, body.error ? body.error.message : "服务暂时不可用，请稍后再试。");
  return body;
}

async function session() {
  refresh();
  if (memory.token) return false;
  const made = await call("/api/chat/sessions", { method: "POST" });
  remember({ token: made.token, conversation: made.conversation });
  return true;
}

async function startAfresh() {
  forget();
  shown = 0;
  lastMine = null;
  log.replaceChildren();
  await session();
}

function say(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

function messageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function showMine(text, state) {
  const item = element("li", "mine");
  item.append(element("span", "visually-hidden", "我说："), element("div", "bubble", text));
  const mark = element("div", "state", state);
  if (state) item.append(mark);
  log.append(item);
  lastMine = item;
  scroll();
  return mark;
}

function showReply(reply) {
  if (reply.id && reply.id <= shown) return;
  shown = Math.max(shown, reply.id || 0);
  const item = element("li", reply.status);
  item.append(element("span", "visually-hidden", "服务台回复："));
  const bubble = element("div", "bubble");
  bubble.append(element("div", "text", reply.text));
  if (reply.citations.length) bubble.append(sources(reply.citations));
  if (reply.attachments.length) bubble.append(files(reply.attachments));
  item.append(bubble);
  if (reply.choices.length) item.append(choices(reply));
  log.append(item);
  scroll();
}

function sources(citations) {
  const list = element("ul", "sources");
  for (const source of citations) {
    const line = element("li");
    line.append("出处：");
    if (/^https?:\/\//.test(source.url)) {
      const link = element("a", "", `《${source.title}》`);
      link.href = source.url;
      link.rel = "noopener noreferrer";
      link.target = "_blank";
      line.append(link);
    } else {
      line.append(`《${source.title}》`);
    }
    const facts = [source.document_number, source.issuer, source.published_on].filter(Boolean);
    if (facts.length) line.append(`（${facts.join("，")}）`);
    const words = { expired: "已失效", withdrawn: "已撤下", upcoming: "尚未施行" }[source.validity];
    if (words) line.append(" ", element("span", "expired", words));
    list.append(line);
  }
  return list;
}

function files(attachments) {
  const list = element("ul", "files");
  for (const file of attachments) {
    const line = element("li");
    const link = element("a", "", `${file.name}（${Math.max(1, Math.round(file.size / 1024))} KB）`);
    link.href = file.url;
    link.addEventListener("click", (press) => download(press, file));
    line.append(link);
    list.append(line);
  }
  return list;
}

async function download(press, file) {
  press.preventDefault();
  try {
    const answer = await fetch(file.url, { headers: { Authorization: `Bearer ${memory.token}` } });
    if (!answer.ok) throw new Error();
    const address = URL.createObjectURL(await answer.blob());
    const link = element("a");
    link.href = address;
    link.download = file.name;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  } catch {
    say("文件暂时无法下载，请稍后再试。");
  }
}

function choices(reply) {
  if (openChoices) openChoices.remove();
  const row = element("div", "choices");
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", "可选回答");
  for (const choice of reply.choices) {
    const button = element("button", "", choice.label);
    button.type = "button";
    button.addEventListener("click", () => send({ choice: choice.choice }, choice.label));
    row.append(button);
  }
  openChoices = row;
  return row;
}

function scroll() {
  const end = pane.scrollHeight - pane.clientHeight;
  const start = lastMine ? lastMine.offsetTop - log.offsetTop : end;
  pane.scrollTop = Math.min(end, start);
}

// After the room or the letters changed: the newest words from their beginning, or the end where all of them fit.
function showNewest() {
  const end = pane.scrollHeight - pane.clientHeight;
  const newest = log.lastElementChild;
  pane.scrollTop = newest ? Math.min(end, newest.offsetTop - log.offsetTop) : end;
}

function send(content, label) {
  const message = { message_id: messageId(), ...content };
  const mark = showMine(label, "发送中…");
  noteUnsent(message, label);
  return inTurn(() => deliver(message, mark));
}

function inTurn(work) {
  inFlight = inFlight.then(work, work);
  return inFlight;
}

// What a reload or a dead network left behind goes out again under its first id: the desk takes it once at most.
function sendLeftovers() {
  for (const { message, label } of unsent()) {
    const mark = showMine(label, "发送中…");
    inTurn(() => deliver(message, mark));
  }
}

async function deliver(message, mark) {
  say("");
  busy.textContent = "正在查找…";
  underWay += 1;
  delivered += 1;
  try {
    await session();
    const body = await call("/api/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    noteArrived(message);
    const isKnown = body.replies.length > 0 && body.replies.every((reply) => reply.id <= shown);
    if (isKnown) mark.closest("li")?.remove(); // the transcript shows it already
    else mark.remove();
    body.replies.forEach(showReply);
    return true;
  } catch (fault) {
    await notDelivered(fault, message, mark);
    return false;
  } finally {
    underWay -= 1;
    busy.textContent = "";
  }
}

async function notDelivered(fault, message, mark) {
  mark.className = "state failed";
  mark.textContent = "未发送：";
  say(fault.message);
  if (fault.status === 401) return startAfresh();
  if (HOPELESS.includes(fault.status)) {
    noteArrived(message);
    if (message.text) box.value = message.text;
    return undefined;
  }
  const again = () => resend(message, mark);
  if (fault.status === 0) waiting.set(message.message_id, again);
  const button = element("button", "", "重新发送");
  button.type = "button";
  button.addEventListener("click", again);
  mark.append(button);
  showNewest(); // the sentence below has taken some of the room
  return undefined;
}

function resend(message, mark) {
  waiting.delete(message.message_id);
  mark.className = "state";
  mark.textContent = "发送中…";
  return inTurn(() => deliver(message, mark));
}

function resendWaiting() {
  for (const again of [...waiting.values()]) again();
}

async function sendFile(file) {
  const mark = showMine(`附件：${file.name}`, "上传中…");
  try {
    await session();
    const parcel = new FormData();
    parcel.append("file", file, file.name);
    const stored = await call("/api/chat/files", { method: "POST", body: parcel });
    const message = { message_id: messageId(), text: "", files: [stored.file] };
    noteUnsent(message, `附件：${file.name}`);
    await deliver(message, mark);
  } catch (fault) {
    mark.className = "state failed";
    mark.textContent = "未上传";
    say(fault.message);
  }
}

async function poll() {
  try {
    if (memory.token && !underWay) {
      const before = delivered;
      const body = await call(`/api/chat/transcript?after=${shown}`);
      if (before === delivered) showLines(body.lines);
      resendWaiting();
    }
  } catch (fault) {
    if (fault.status === 401) await startAfresh().catch(() => {});
  }
  setTimeout(poll, (document.hidden ? HIDDEN_POLL_SECONDS : POLL_SECONDS) * 1000);
}

function greet() {
  return deliver({ message_id: messageId(), text: "/start" }, element("div"));
}

function showLines(lines) {
  for (const line of lines) {
    if (line.reply) showReply(line.reply);
    else showMine(line.mine);
  }
}

async function restore() {
  if (await session()) return greet();
  const body = await call("/api/chat/transcript");
  if (!body.lines.length && !unsent().length) return greet(); // left before the first words came
  showLines(body.lines);
  lastMine = null;
  scroll();
  sendLeftovers();
  return undefined;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) {
    say("请先输入内容，再按“发送”。");
    box.focus();
    return;
  }
  box.value = "";
  remember({ draft: "" });
  send({ text }, text);
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
window.addEventListener("online", resendWaiting);
box.addEventListener("input", () => remember({ draft: box.value }));

filePick.addEventListener("change", () => {
  const [file] = filePick.files;
  filePick.value = "";
  if (file) sendFile(file);
});

const larger = document.getElementById("larger");
function applySize() {
  document.documentElement.classList.toggle("large", Boolean(memory.large));
  larger.setAttribute("aria-pressed", String(Boolean(memory.large)));
}
larger.addEventListener("click", () => {
  remember({ large: !memory.large });
  applySize();
  showNewest();
});

applySize();
box.value = memory.draft || "";
restore()
  .catch((fault) => (fault.status === 401 ? startAfresh().then(greet) : say(fault.message)))
  .finally(() => setTimeout(poll, POLL_SECONDS * 1000));

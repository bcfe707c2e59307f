// What this browser remembers of the conversation: its token, the draft, and what was said but may not have arrived.

const MEMORY = "gongkai.chat";
const UNSENT = "gongkai.unsent"; // messages whose arrival is not known, oldest first

export let memory = {};
refresh();

function recall() {
  try {
    return JSON.parse(localStorage.getItem(MEMORY)) || {};
  } catch {
    return memory; // storage is barred: this tab alone remembers
  }
}

// Another tab may have begun a conversation meanwhile.
export function refresh() {
  memory = recall();
}

export function forget() {
  memory = {};
  try {
    localStorage.removeItem(MEMORY);
    localStorage.removeItem(UNSENT);
  } catch { /* nothing was kept */ }
}

export function remember(change) {
  memory = { ...recall(), ...change };
  try {
    localStorage.setItem(MEMORY, JSON.stringify(memory));
  } catch { /* this tab still works */ }
}

export function unsent() {
  try {
    const kept = JSON.parse(localStorage.getItem(UNSENT)) || [];
    return kept.filter((one) => !one.conversation || one.conversation === memory.conversation);
  } catch {
    return [];
  }
}

function keepUnsent(messages) {
  try {
    if (messages.length) localStorage.setItem(UNSENT, JSON.stringify(messages));
    else localStorage.removeItem(UNSENT);
  } catch { /* this tab still holds them */ }
}

export function noteUnsent(message, label) {
  const others = unsent().filter((one) => one.message.message_id !== message.message_id);
  keepUnsent([...others, { message, label, conversation: memory.conversation }]);
}

export function noteArrived(message) {
  keepUnsent(unsent().filter((one) => one.message.message_id !== message.message_id));
}

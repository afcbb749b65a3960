"use strict";
// Everything works without this script. It keeps open pages up to date, keeps what was typed until
// it is committed, completes words, moves cards, and listens to keys.

const $ = (what, where = document) => where.querySelector(what);
const $$ = (what, where = document) => [...where.querySelectorAll(what)];
document.documentElement.classList.add("js");

function say(text) {  // a line that still stands is said anew, not twice
  for (const old of $$("#live > p")) if (old.textContent === text) old.remove();
  const line = document.createElement("p");
  line.textContent = text;
  $("#live")?.append(line);
  setTimeout(() => line.remove(), 6000);
}

// -- what was typed is kept until it is committed ---------------------------------------------

const kept = (form) => `tix:${form.dataset.keep}`;
const typed = (form) => [...form.elements].filter(
  (e) => e.name && !["hidden", "file", "submit", "button", "password"].includes(e.type) && !e.hidden);

function isDirty(e) {
  if (e.type === "checkbox" || e.type === "radio") return e.checked !== e.defaultChecked;
  if (e.options) return [...e.options].some((o) => o.selected !== o.defaultSelected) &&
    [...e.options].some((o) => o.defaultSelected || o.selected && o.index > 0);
  return e.value !== undefined && e.value !== e.defaultValue;
}
const dirty = (form) => typed(form).filter(isDirty);

function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value);
  } catch { /* no room, or not allowed */ }
}

function keep(form) {
  const isWords = (e) => "bulk" in form.dataset ? e.matches("textarea") : e.type !== "checkbox";
  const words = dirty(form).filter(isWords).map((e) => [e.name, e.value]), { once } = form.elements;
  if (once && words.length) words.push(["once", once.value]);  // sent again, it is the same form
  store(kept(form), words.length ? JSON.stringify(words) : null);
}

function restore(form) {
  let words = null;
  try { words = JSON.parse(localStorage.getItem(kept(form))); } catch { return; }
  if (!words) return;
  let changed = false;
  for (const [name, value] of words) {
    const e = form.elements[name];
    if (e && "value" in e && e.value !== value) { e.value = value; changed = true; }
  }
  if (!changed) return;
  form.closest("details")?.setAttribute("open", "");
  const note = document.createElement("p");
  note.className = "note";
  note.textContent = "What you typed earlier is here again. ";
  const drop = document.createElement("button");
  drop.type = "button";
  drop.textContent = "Discard it";
  drop.onclick = () => { form.reset(); store(kept(form), null); note.remove(); };
  note.append(drop);
  form.prepend(note);
}

function keepForms() {
  $$("form[data-keep]").forEach(restore);
  document.addEventListener("input", ({ target }) => { if (target.form?.dataset.keep) keep(target.form); });
  document.addEventListener("submit", ({ target: form }) => {
    if (!form.dataset.keep) return;
    keep(form);
    if (form.elements.keep) return;
    const name = document.createElement("input");
    name.type = "hidden";
    name.name = "keep";
    name.value = form.dataset.keep;
    form.append(name);
  });
}

function forgetSaved() {  // the server names in a cookie what it has committed
  const saved = document.cookie.match(/(?:^|; )tix-saved=([^;]*)/);
  if (!saved) return;
  store(`tix:${decodeURIComponent(saved[1])}`, null);
  document.cookie = "tix-saved=; Max-Age=0; Path=/; SameSite=Lax";
}

// -- what changes elsewhere shows here ----------------------------------------------------------

let waiting = null, missed = false;

function concerns(change) {
  const part = $("[data-live]");
  if (!part) return false;
  const ticket = part.dataset.ticket;
  if (!ticket) return true;
  return change.tickets.includes(ticket) || change.others.some((o) => o !== "commits");
}

function heard(change) {
  if (!concerns(change)) return;
  if (document.hidden) { missed = true; return; }
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 120);
}

function inUse(part) {
  const at = document.activeElement;
  return $$("form", part).concat(part.closest("form") ? [part.closest("form")] : [])
    .some((form) => form.matches("[data-keep]") && (dirty(form).length || form.contains(at)));
}

function folds(part) {  // what can be unfolded in it, each by its name and its number among those of that name
  const count = {};
  return $$("details", part).map((e) => {
    const name = e.querySelector("summary")?.textContent.trim() ?? "";
    count[name] = (count[name] ?? 0) + 1;
    return [`${name} ${count[name]}`, e];
  });
}

function unfoldAlike(part, other) {
  const open = folds(part).filter(([, e]) => e.open).map(([name]) => name);
  for (const [name, e] of folds(other)) if (open.includes(name)) e.setAttribute("open", "");
}

let turn = 0, moves = 0;  // an answer that a later one overtook, or that a move did, is an old one

async function refresh() {
  missed = false;
  const mine = ++turn;
  let answer;
  try {
    answer = await fetch(location.href.split("#")[0], { headers: { accept: "text/html" } });
  } catch { return; }
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== turn || moves) return;
  let changed = false, skipped = false;
  for (const part of $$("[data-part]")) {
    const other = $(`[data-part="${part.dataset.part}"]`, fresh);
    if (!other) continue;
    unfoldAlike(part, other);
    if (part.innerHTML === other.innerHTML) continue;
    if (inUse(part)) { skipped = true; continue; }
    const checked = $$("input[type=checkbox]:checked", part).map((e) => e.value);
    const at = document.activeElement, place = part.contains(at) ? at.closest("[data-ticket]")?.dataset.ticket : null;
    const row = $(".is-at", part)?.dataset.ticket;
    part.replaceChildren(...other.childNodes);
    for (const e of $$("input[type=checkbox][name=id]", part)) e.checked = checked.includes(e.value);
    if (row) $(`[data-ticket="${row}"]`, part)?.classList.add("is-at");
    if (place) ($(`[data-ticket="${place}"]`, part)?.querySelector("a, [tabindex]"))?.focus();
    changed = true;
  }
  if (skipped) say("This was changed elsewhere. What you are typing stays, and is joined when you save.");
  else if (changed && $("[data-live=ticket]")) say("Changed just now.");
  if (changed) ready();
}

async function isSignedOut() {
  try { return (await fetch("/complete?q=")).status === 401; } catch { return false; }
}

let signedOut = null;  // the line that says so

function sayOut(isOut) {
  if (!isOut) { signedOut?.remove(); signedOut = null; }
  if (!isOut || signedOut) return;
  signedOut = document.createElement("p");
  const link = document.createElement("a");
  link.href = "/login";
  link.textContent = "Sign in again";
  signedOut.append("You are signed out: this page shows nothing new. What you type here is kept. ", link);
  $("#live")?.append(signedOut);
}

function follow() {
  if (!document.body.hasAttribute("data-staff") || !$("header.top")) return;
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("tix") : null;
  let again = () => {};  // somebody has signed in, in another tab
  if (tabs) tabs.onmessage = ({ data }) => {
    if (!("isOut" in data)) return heard(data);
    const was = signedOut;
    sayOut(data.isOut);
    if (was && !data.isOut) again();
  };
  tabs?.postMessage({ isOut: false });
  let lost = false;
  const listen = () => new Promise((end) => {
    const source = new EventSource("/events");
    source.onmessage = (message) => {
      const change = JSON.parse(message.data);
      tabs?.postMessage(change);
      heard(change);
    };
    source.onopen = () => {
      if (lost) { const all = { tickets: [], others: ["tickets"] }; tabs?.postMessage(all); heard(all); }
      lost = false;
    };
    source.onerror = async () => {
      lost = true;
      if (source.readyState !== EventSource.CLOSED) return;
      if (await isSignedOut()) { sayOut(true); tabs?.postMessage({ isOut: true }); end(); } else setTimeout(end, 3000);
    };
    addEventListener("pagehide", () => { source.close(); end(); });
  });
  if (navigator.locks && tabs) {  // one tab listens for all
    let isThere = false;  // listening, or waiting to
    const lead = () => {
      if (isThere || signedOut) return;
      isThere = true;
      navigator.locks.request("tix-events", () => signedOut ? null : listen()).then(() => {
        isThere = false;
        if (!document.hidden) lead();
      });
    };
    again = lead;
    lead();
    document.addEventListener("visibilitychange", () => { if (!document.hidden) lead(); });
    addEventListener("pageshow", (event) => { if (event.persisted) lead(); });
  } else {  // without a secure connection: only the tab that is seen
    let source = null;
    const look = () => {
      if (document.hidden) { source?.close(); source = null; lost = true; } else if (!source) {
        source = new EventSource("/events");
        source.onmessage = (message) => heard(JSON.parse(message.data));
        source.onopen = () => { if (lost) heard({ tickets: [], others: ["tickets"] }); lost = false; };
        source.onerror = async () => { if (source?.readyState === EventSource.CLOSED && await isSignedOut()) sayOut(true); };
      }
    };
    document.addEventListener("visibilitychange", look);
    look();
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && missed) refresh(); });
}

// -- words are completed ------------------------------------------------------------------------

function completing(input) {
  const kind = input.dataset.complete, list = document.createElement("ul");
  let asked = 0, at = -1, found = [];
  list.className = "choices";
  list.id = `${input.id}-choices`;
  list.setAttribute("role", "listbox");
  list.hidden = true;
  document.body.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  const many = /^(assignees|watchers|assets|.*labels)$/.test(input.name);
  const start = () => {
    const before = input.value.slice(0, input.selectionStart);
    return kind === "query" ? before.search(/\S*$/) : many ? before.search(/[^,]*$/) : 0;
  };
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (word) => {
    const from = start(), rest = input.value.slice(input.selectionStart);
    const blank = many && from ? " " : "";
    const end = kind === "query" && !/[:@(]$/.test(word) && !rest ? " " : "";
    input.value = input.value.slice(0, from) + blank + word + end + rest;
    const place = input.value.length - rest.length;
    input.setSelectionRange(place, place);
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (kind === "query" && /:$/.test(word)) ask(); else close();
  };
  const mark = (place) => {
    at = place;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const typed = () => input.value.slice(start(), input.selectionStart).trimStart();
  async function ask() {
    const mine = ++asked, word = typed();
    if (!word) return close();
    let answer, choices;
    try {
      answer = await fetch(`/complete?kind=${encodeURIComponent(kind)}&q=${encodeURIComponent(word)}`);
      if (!answer.ok || mine !== asked) return;
      choices = await answer.json();
    } catch { return; }
    if (mine !== asked || document.activeElement !== input) return;
    show(choices, word);
  }
  function show(choices, word) {
    found = choices;
    if (!found.length || found.length === 1 && found[0].word === word) return close();
    list.replaceChildren(...found.map((each, n) => {
      const item = document.createElement("li"), about = document.createElement("small");
      item.id = `${list.id}-${n}`;
      item.setAttribute("role", "option");
      item.append(document.createTextNode(each.word));
      about.textContent = each.about;
      item.append(about);
      item.onpointerdown = (event) => { event.preventDefault(); take(each.word); };
      return item;
    }));
    const box = input.getBoundingClientRect();
    list.style.left = `${box.left + scrollX}px`;
    list.style.top = `${box.bottom + scrollY + 2}px`;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(-1);
  }
  let soon = null;
  input.addEventListener("input", (event) => {
    if (!event.isTrusted) return;
    const word = typed().toLowerCase();  // until the answer is here: no choice that is none any more
    if (!list.hidden) show(found.filter((each) => each.word.toLowerCase().includes(word)), word);
    clearTimeout(soon);
    soon = setTimeout(ask, 80);
  });
  input.addEventListener("blur", () => { asked++; close(); });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark((at + step + found.length + (at < 0 && step < 0 ? 1 : 0)) % found.length);
    } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0) {
      take(found[at].word);
    } else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

// -- the board ------------------------------------------------------------------------------------

let moving = Promise.resolve();  // one move after the other

function moveCard(card, lane) {
  const form = $("form", card), status = lane.dataset.status;
  if (!form || card.closest("[data-status]") === lane) return;
  form.elements.status.value = status;
  $("ul", lane).prepend(card);
  const body = new URLSearchParams(new FormData(form));
  form.elements["was.status"].value = status;
  moves += 1;
  moving = moving.then(() => fetch(form.action, { method: "POST", body, redirect: "manual" }).finally(() => { moves -= 1; }).then((answer) => {
    if (answer.type === "opaqueredirect" || answer.ok) {
      say(`Moved to ${status}.`);
      return refresh().then(() => $(`.card[data-ticket="${card.dataset.ticket}"] a`)?.focus());
    }
    return answer.text().then((text) => {
      const page = new DOMParser().parseFromString(text, "text/html");
      say(($(".problem", page) || $("h1", page))?.textContent || "It couldn't be moved.");
      return refresh();
    });
  }).catch(() => { say("It couldn't be moved: the server can't be reached."); refresh(); }));
}

function board() {
  for (const card of $$(".card[data-ticket]")) {
    card.draggable = true;
    card.ondragstart = (event) => {
      event.dataTransfer.setData("text/plain", card.dataset.ticket);
      event.dataTransfer.effectAllowed = "move";
      card.classList.add("is-held");
    };
    card.ondragend = () => card.classList.remove("is-held");
    card.onkeydown = (event) => {
      const lanes = $$(".lane"), here = lanes.indexOf(card.closest(".lane"));
      const step = { ArrowRight: 1, ArrowLeft: -1, "]": 1, "[": -1 }[event.key];
      if (!step) return;
      const isMove = event.shiftKey || event.key === "]" || event.key === "[";
      const lane = lanes[here + step];
      if (!lane) return;
      event.preventDefault();
      if (isMove) moveCard(card, lane); else $(".card a", lane)?.focus();
    };
  }
  for (const lane of $$(".lane")) {
    lane.ondragover = (event) => { event.preventDefault(); lane.classList.add("is-over"); };
    lane.ondragleave = (event) => { if (!lane.contains(event.relatedTarget)) lane.classList.remove("is-over"); };
    lane.ondrop = (event) => {
      event.preventDefault();
      lane.classList.remove("is-over");
      const card = $(`.card[data-ticket="${CSS.escape(event.dataTransfer.getData("text/plain"))}"]`);
      if (card) moveCard(card, lane);
    };
  }
}

// -- keys -------------------------------------------------------------------------------------------

const KEYS = [
  ["/", "search"], ["?", "this help"], ["n", "a new ticket"],
  ["g l", "list"], ["g b", "board"], ["g i", "inbox"], ["g c", "customers"], ["g k", "articles"], ["g r", "reports"],
  ["g h", "the beginning"], ["q", "the query"],
  ["j k", "down and up in a list or board"], ["Enter", "open it"], ["x", "select it"],
  ["c", "comment"], ["s p a", "status, priority, assignees"], ["e", "edit title and text"],
  ["Shift+← →", "move a card"], ["Esc", "leave a field"],
];
const GO = { l: "/list", b: "/board", i: "/inbox", k: "/kb", r: "/reports", c: "/customers", h: "/" };
let before = "";

function help() {
  let box = $("dialog.keys");
  if (!box) {
    box = document.createElement("dialog");
    box.className = "keys";
    box.setAttribute("aria-label", "Keys");
    const list = document.createElement("dl");
    for (const [keys, what] of KEYS) {
      const term = document.createElement("dt"), about = document.createElement("dd");
      for (const key of keys.split(" ")) { const k = document.createElement("kbd"); k.textContent = key; term.append(k, " "); }
      about.textContent = what;
      list.append(term, about);
    }
    const close = document.createElement("button");
    close.textContent = "Close";
    close.onclick = () => box.close();
    box.append(list, close);
    document.body.append(box);
  }
  box.showModal();
}

function walk(step) {
  const rows = $$("tr[data-ticket], .card[data-ticket], .hits > li");
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.classList.contains("is-at") || row.contains(document.activeElement));
  const next = rows[Math.max(0, Math.min(rows.length - 1, here + step))];
  rows.forEach((row) => row.classList.toggle("is-at", row === next));
  ($(".c-title a", next) || $("a", next))?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function focusOn(what) {
  const field = $(what);
  if (!field) return false;
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.scrollIntoView({ block: "nearest" });
  return true;
}

function onKey(event) {
  const at = document.activeElement;
  const isTyping = at?.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at?.form) at.form.requestSubmit();
    return;
  }
  if (event.key === "Escape") { if (isTyping) at.blur(); return; }
  if (isTyping || $("dialog[open]")) return;
  const key = event.key, then = before;
  before = key === "g" ? "g" : "";
  let done = true;
  if (then === "g" && GO[key]) location.href = GO[key];
  else if (key === "/") done = focusOn("[data-search]");
  else if (key === "?") help();
  else if (key === "n") location.href = "/new";
  else if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (key === "c") done = focusOn("#comment");
  else if (key === "s") done = focusOn("#f-status");
  else if (key === "p") done = focusOn("#f-priority");
  else if (key === "a") done = focusOn("#f-assignees");
  else if (key === "e") done = focusOn("#title");
  else if (key === "q") done = focusOn("#q");
  else if (key === "x") {
    const box = $(".is-at input[name=id]") || at?.closest("tr")?.querySelector("input[name=id]");
    if (box) box.checked = !box.checked; else done = false;
  } else done = false;
  if (done) event.preventDefault();
}

// -- a signature -----------------------------------------------------------------------------------

function signing(canvas) {
  const pen = canvas.getContext("2d"), target = $(canvas.dataset.into), form = canvas.closest("form");
  const size = () => { canvas.width = canvas.clientWidth; canvas.height = canvas.clientHeight; };
  let down = false, drawn = false;
  size();
  const place = (event) => [event.offsetX * canvas.width / canvas.clientWidth, event.offsetY * canvas.height / canvas.clientHeight];
  canvas.onpointerdown = (event) => {
    down = true; drawn = true;
    canvas.setPointerCapture(event.pointerId);
    pen.lineWidth = 2.2; pen.lineCap = pen.lineJoin = "round"; pen.strokeStyle = "#111";
    pen.beginPath(); pen.moveTo(...place(event));
  };
  canvas.onpointermove = (event) => { if (down) { pen.lineTo(...place(event)); pen.stroke(); } };
  canvas.onpointerup = () => { down = false; };
  $("[data-clear]", form)?.addEventListener("click", () => { drawn = false; size(); });
  form.addEventListener("submit", () => { target.value = drawn ? canvas.toDataURL("image/png") : ""; });
}

// ------------------------------------------------------------------------------------------------

function ready() {
  for (const input of $$("input[data-complete]:not([role])")) completing(input);
  board();
}
forgetSaved();
keepForms();
ready();
follow();
$$("canvas[data-into]").forEach(signing);
document.addEventListener("keydown", onKey);

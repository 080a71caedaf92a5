// The chat widget of the magnesium and cramps assistant: one script tag opens it on any page.
// The server puts the words in, see assistant/channels/widget_files.py.
(() => {
  "use strict";
  const script = document.currentScript; // later it is null
  const NAME = "magnesium-chat";
  if (customElements.get(NAME)) return; // the tag stands twice in the page

  const words = {/* the words */};
  const options = script.dataset;
  const region = options.region ?? "";
  const PATIENCE = 20000; // milliseconds
  const DAY = 86400000;
  const MAX_MESSAGES = 100;
  const MAX_CHARACTERS = 1001; // one more than the server takes: it answers what is too long
  const fullScreen = matchMedia("(max-width: 480px)");

  const STYLE = `
:host { all: initial !important; display: block !important; direction: ltr !important; unicode-bidi: isolate !important;
  --accent: #0b5cad; --on-accent: #fff; --paper: #fff; --ground: #f3f6f9; --ink: #1c2733; --soft: #536170; --line: #cdd6df;
  --tint: #e9f1fa; --link: #0b5cad; --alarm: #b3261e; --on-alarm: #fff; --alarm-tint: #fdf0ee; --shadow: #0f1f3333 }
@media (prefers-color-scheme: dark) { :host { --paper: #17202a; --ground: #10171f; --ink: #e8edf2; --soft: #a5b3c1; --line: #3a4856;
  --tint: #1f2f40; --link: #8cc4ff; --alarm: #ff9b92; --on-alarm: #2c0704; --alarm-tint: #35191a; --shadow: #000a } }
@media print { :host { display: none !important } }
* { box-sizing: border-box; margin: 0 }
[hidden] { display: none !important }
#all { font: 400 max(16px, 1em)/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink); overflow-wrap: break-word }
button, textarea { font: inherit; color: inherit; border: 1px solid transparent; cursor: pointer }
button { min-width: 44px; min-height: 44px; display: inline-flex; align-items: center; justify-content: center; background: none; border-radius: 22px }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
svg { width: 24px; height: 24px; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.sr-only { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
#launcher, #panel { position: fixed; z-index: 2147483000; bottom: 20px; right: 20px; box-shadow: 0 8px 32px var(--shadow) }
.left #launcher, .left #panel { right: auto; left: 20px }
#launcher { width: 60px; height: 60px; border-radius: 30px }
#launcher svg { width: 28px; height: 28px }
#launcher, #bar, #send, .from-you { background: var(--accent); color: var(--on-accent) }
#panel { display: flex; flex-direction: column; width: min(25em, 100vw - 40px); height: min(42em, 100vh - 40px); overflow: auto;
  background: var(--ground); border: 1px solid var(--line); border-radius: 18px }
#panel > * { flex: none }
@keyframes rise { from { opacity: 0 } }
#bar { display: flex; align-items: center; padding: 6px 8px 6px 18px; gap: 2px }
#bar :focus-visible { outline-color: currentColor; outline-offset: -4px }
h2 { flex: 1; min-width: 0; font-size: 1.06em; font-weight: 600; line-height: 1.3 }
[role=note] { padding: 7px 18px; font-size: .8em; line-height: 1.4; color: var(--soft); background: var(--paper); border-bottom: 1px solid var(--line) }
#log { position: relative; flex: 1 0 0; min-height: 40px; overflow-y: auto; overscroll-behavior: contain; padding: 16px; display: flex; flex-direction: column; gap: 12px }
#log:focus-visible { outline-offset: -3px }
#log > * { max-width: 100%; padding: 10px 14px; border: 1px solid transparent; border-radius: 18px }
#log > .from-you { align-self: end; max-width: 85%; border-end-end-radius: 5px; white-space: pre-wrap }
.greeting, .from-us { align-self: start; background: var(--paper); border-color: var(--line) !important; border-end-start-radius: 5px !important }
.from-us p + p, .table, ul, h3 { margin-top: .5em }
ul { padding-inline-start: 1.2em }
li + li { margin-top: .25em }
h3 { font-size: 1em; font-weight: 600 }
h3 + p { margin-top: .1em !important }
.note { padding-inline-start: 10px; border-inline-start: 3px solid var(--link); font-weight: 600 }
.source, .disclaimer { font-size: .8em; line-height: 1.4; color: var(--soft); white-space: pre-line }
.source { margin-top: .8em !important }
.disclaimer { padding-top: .6em; border-top: 1px solid var(--line) }
a { color: var(--link); font-weight: 600; padding: 6px 2px; text-underline-offset: 2px; white-space: nowrap }
.table { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px }
table { border-collapse: collapse; width: 100%; font-size: .8em; line-height: 1.35 }
th, td { padding: 7px 6px 7px 9px; text-align: start; vertical-align: top }
th { font-weight: 600; overflow-wrap: normal }
td { overflow-wrap: anywhere }
thead { background: var(--tint) }
tbody tr { border-top: 1px solid var(--line) }
.choices { display: flex; flex-direction: column; gap: 8px }
#log .choices { margin: .9em 0 .2em }
.choices + .disclaimer { margin-top: .9em }
#log > :not(:last-child) .choices { display: none }
.choices span { font-size: .85em; color: var(--soft) }
.choices button { width: 100%; padding: 8px 16px; line-height: 1.3; text-align: start; justify-content: start; background: var(--tint); border-color: var(--link); color: var(--link); font-weight: 500 }
.choices button:hover { background: var(--link); color: var(--paper) }
.urgent { border: 2px solid var(--alarm) !important; border-inline-start-width: 8px !important; background: var(--alarm-tint) }
.urgent .note { border-color: var(--alarm) }
.urgent h3 { display: flex; align-items: center; gap: 8px; margin: 0; font-size: 1.2em; font-weight: 700; color: var(--alarm) }
.urgent a { display: inline-block; min-height: 44px; padding: 9px 14px; margin: 3px 1px; border-radius: 22px; background: var(--alarm); color: var(--on-alarm); text-decoration: none; border: 1px solid transparent }
[role=status] { padding: 0 20px; font-size: .85em; color: var(--soft) }
[role=status]:not(:empty) { padding-bottom: 8px }
[role=status]:not(:empty)::after { content: " ..." }
@keyframes wait { 50% { opacity: .2 } }
[role=alert]:not(:empty) { margin: 0 16px 12px; padding: 10px 14px; border: 1px solid var(--alarm); border-radius: 12px; background: var(--alarm-tint); font-size: .9em }
[role=alert] button { margin-top: 6px; padding: 0 18px; border-color: currentColor; font-weight: 600 }
form { display: flex; align-items: end; gap: 8px; padding: 10px 12px; background: var(--paper); border-top: 1px solid var(--line) }
textarea { flex: 1; min-width: 0; height: 46px; max-height: 130px; padding: 10px 14px; line-height: 1.5; resize: none; cursor: text; background: var(--ground); border-color: var(--soft); border-radius: 22px }
textarea:focus-visible { outline-width: 2px; outline-offset: -1px }
::placeholder { color: var(--soft); opacity: 1 }
#send { padding: 0 18px; min-height: 46px; font-weight: 600 }
[aria-disabled=true] { opacity: .6; cursor: default }
@media (max-width: 480px) {
  #all #panel { inset: 0 0 auto; width: 100%; height: 100vh; height: var(--seen, 100dvh); border: 0; border-radius: 0 }
  #bar, [role=note] { padding-inline-start: 14px }
}
@media (max-height: 420px) { #bar { padding-block: 0 } [role=note] { padding-block: 3px; font-size: .72em; line-height: 1.3 } form { padding-block: 5px } #log { padding-block: 8px } }
@media (prefers-reduced-motion: no-preference) { #panel { animation: rise .18s } [role=status]::after { animation: wait 1s infinite } }
@media (forced-colors: active) { #launcher, #panel, #log > *, #send, .choices button { border: 2px solid } }`;

  const ICONS = {
    chat: "M21 11.5a8.4 8.4 0 0 1-9 8.4 9 9 0 0 1-3.9-.9L3 21l1.9-5.1A8.4 8.4 0 1 1 21 11.5zM8 11.5h.01M12 11.5h.01M16 11.5h.01",
    new: "M4 4v6h6M4.5 15a8 8 0 1 0 .6-7L4 10",
    close: "M6 6l12 12M18 6L6 18",
    alarm: "M12 3L2 20h20zM12 10v4M12 17h.01",
  };

  /** Return a new element. Children are elements or strings; a string is never read as markup. */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  const icon = (name) => {
    const [svg, path] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  };

  const segments = (line) =>
    line.map((part) => (part.tel ? make("a", { href: `tel:${part.tel.replace(/[^+\d]/g, "")}` }, part.text) : part));

  /** Return lines as paragraphs, those with a dash as lists, and "1. Question" as headings. */
  const blocks = (lines, kind = "") => {
    const made = [];
    for (const line of lines) {
      const parts = segments(line);
      const start = String(line[0]);
      if (start.startsWith("- ")) {
        parts[0] = start.slice(2);
        if (made.at(-1)?.localName !== "ul") made.push(make("ul"));
        made.at(-1).append(make("li", {}, ...parts));
      } else made.push(make(/^\d+\. /.test(start) ? "h3" : "p", { class: kind }, ...parts));
    }
    return made;
  };

  const tableOf = ({ columns, rows }) => {
    const cells = (row, scope) => row.map((text, at) => (at && scope === "row" ? make("td", {}, text) : make("th", { scope }, text)));
    return make("div", { class: "table", role: "region", "aria-label": words.table, tabindex: 0 },
      make("table", {},
        make("thead", {}, make("tr", {}, ...cells(columns, "col"))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells(row, "row"))))));
  };

  class MagnesiumChat extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      this.lang = options.lang ?? words.lang;
      this.dir = "ltr"; // the words are, even if those of the page are not
      if (options.color) this.style.setProperty("--accent", options.color);
      if (options.textColor) this.style.setProperty("--on-accent", options.textColor);
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet(); // a <style> would need a place in the page's security policy
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.build(root);
      this.popover = "manual"; // above all else, and free of what the page does to its body
      this.showPopover?.();
      this.restore();
      fullScreen.addEventListener("change", () => this.isolate());
      visualViewport.addEventListener("resize", () => { // a phone's keyboard came or went
        if (visualViewport.scale < 1.1) this.style.setProperty("--seen", `${visualViewport.height}px`);
      });
    }

    build(root) {
      const button = (id, name, ...children) => make("button", { id, type: "button", "aria-label": name, title: name }, ...children);
      const title = make("h2", { id: "title" }, options.title ?? words.title);
      const renew = button("new", words.new, icon("new"));
      const close = button("close", words.close, icon("close"));
      this.launcher = button("launcher", words.open, icon("chat"));
      this.log = make("div", { id: "log", role: "log", "aria-live": "polite", "aria-label": words.log, tabindex: 0 });
      this.status = make("div", { role: "status" });
      this.error = make("div", { role: "alert" });
      this.input = make("textarea", { id: "question", rows: 1, placeholder: words.hint, autocomplete: "off", enterkeyhint: "send" });
      this.sender = make("button", { id: "send" }, words.send);
      const form = make("form", {}, make("label", { for: "question", class: "sr-only" }, words.question), this.input, this.sender);
      this.panel = make("div", { id: "panel", role: "dialog", "aria-labelledby": "title", hidden: "" },
        make("div", { id: "bar" }, title, renew, close),
        make("div", { role: "note" }, words.disclaimer), this.log, this.status, this.error, form);
      const side = options.position ?? (getComputedStyle(document.documentElement).direction === "rtl" ? "left" : "right");
      root.append(make("div", { id: "all", class: side }, this.launcher, this.panel));
      this.launcher.setAttribute("aria-controls", "panel");

      this.launcher.addEventListener("click", () => this.toggle(this.panel.hidden));
      close.addEventListener("click", () => this.toggle(false));
      renew.addEventListener("click", () => { this.forget(); this.input.focus(); });
      form.addEventListener("submit", (event) => { event.preventDefault(); this.sendTyped(); });
      this.input.addEventListener("input", () => this.fit());
      for (const kind of ["keydown", "keypress", "keyup"]) {
        root.addEventListener(kind, (event) => { event.stopPropagation(); }); // the page may have shortcuts
      }
      root.addEventListener("keydown", (event) => {
        if (event.isComposing || event.keyCode === 229) return; // a sign is being composed
        if (event.key === "Escape" && !this.panel.hidden) this.toggle(false);
        if (event.key === "Enter" && !event.shiftKey && event.target === this.input) { event.preventDefault(); this.sendTyped(); }
      });
    }

    /** Open or close the panel. */
    toggle(open, focus = true) {
      this.panel.hidden = !open;
      this.launcher.setAttribute("aria-expanded", open);
      this.launcher.hidden = open;
      this.isolate();
      if (focus) (open ? this.input : this.launcher).focus();
      if (open) this.showLast();
      if (open) this.session().catch(() => {}); // the first question need not wait for it; if it fails, that one asks again
      this.state.open = open;
      this.keep();
    }

    /** Over the full screen, take the rest of the page out of reach. */
    isolate() {
      const modal = fullScreen.matches && !this.panel.hidden;
      this.panel.setAttribute("aria-modal", modal);
      for (const other of this.silenced ?? []) other.inert = false;
      this.silenced = modal ? [...document.body.children].filter((other) => other !== this && !other.inert) : [];
      for (const other of this.silenced) other.inert = true;
    }

    /** Take up the talk of this tab, if it is not a day old. */
    restore() {
      let state;
      try {
        state = JSON.parse(sessionStorage.getItem(NAME));
        if (!(Date.now() - state.since < DAY)) throw state;
        this.begin(state);
      } catch {
        this.begin({ since: Date.now(), messages: [] });
      }
      this.toggle(this.state.open ?? ("open" in options && !fullScreen.matches), false);
    }

    begin(state) {
      this.state = state;
      this.asked = null;
      this.input.value = "";
      this.wait(false);
      this.error.replaceChildren();
      const { body, suggestions, suggest_label } = words.greeting;
      const greeting = make("div", { class: "greeting" }, ...(options.greeting ? [make("p", {}, options.greeting)] : blocks(body)));
      this.log.replaceChildren(greeting, ...state.messages.map((message) => this.bubble(message)));
      greeting.append(this.choices(suggestions, suggest_label));
      const last = state.messages.at(-1);
      if (last?.payload) this.fail(last.payload); // the page was left before the answer came
    }

    /** Drop the talk and start a new one. */
    forget() {
      this.begin({ since: Date.now(), messages: [], open: true });
      this.keep();
    }

    keep() {
      this.state.messages = this.state.messages.slice(-MAX_MESSAGES);
      try { sessionStorage.setItem(NAME, JSON.stringify(this.state)); } catch { /* the browser keeps nothing */ }
    }

    bubble(message) {
      const who = (text) => make("span", { class: "sr-only" }, text, " ");
      if (message.payload) return make("div", { class: "from-you" }, who(words.you), message.title);
      const urgent = { emergency: words.emergency, urgent: words.urgent }[message.tier];
      const parts = [who(words.us)];
      if (urgent) parts.push(make("h3", {}, icon("alarm"), urgent));
      parts.push(...blocks(message.body));
      if (message.table) parts.push(tableOf(message.table));
      parts.push(...blocks(message.notes, "note"));
      if (message.source) parts.push(make("p", { class: "source" }, message.source));
      if (message.suggestions.length) parts.push(this.choices(message.suggestions, message.suggest_label));
      parts.push(make("p", { class: "disclaimer" }, message.disclaimer));
      return make("div", { class: urgent ? "from-us urgent" : "from-us" }, ...parts);
    }

    choices(suggestions, label) {
      const buttons = suggestions.map(({ title, payload }) => {
        const button = make("button", { type: "button" }, title);
        button.addEventListener("click", () => { if (this.send(payload, title)) this.log.focus(); });
        return button;
      });
      return make("div", { class: "choices", role: "group", "aria-label": label }, make("span", { "aria-hidden": "true" }, label), ...buttons);
    }

    /** Add messages below the others. */
    add(...messages) {
      const bubbles = messages.map((message) => this.bubble(message)); // throws before anything is shown or kept
      this.log.append(...bubbles);
      this.state.messages.push(...messages);
      this.keep();
      this.showLast();
    }

    /** Scroll to the last question, so that a long answer is read from its start. */
    showLast() {
      const last = [...this.log.querySelectorAll(".from-you")].at(-1);
      this.log.scrollTop = last ? last.offsetTop - 12 : 0;
    }

    fit() {
      this.input.style.height = "";
      this.input.style.height = `${this.input.scrollHeight + 2}px`;
    }

    sendTyped() {
      const text = [...this.input.value.trim()].slice(0, MAX_CHARACTERS).join("");
      if (!text || !this.send(text, text)) return;
      this.input.value = "";
      this.fit();
    }

    /** Show what a person says and send it. Return false while the answer to something else is awaited. */
    send(payload, title) {
      if (this.asked) return false;
      this.add({ payload, title });
      this.ask(payload);
      return true;
    }

    async ask(payload) {
      const asked = (this.asked = {}); // "New conversation" makes it another
      this.error.replaceChildren();
      this.wait(true);
      try {
        const replies = await this.replies(payload);
        if (!replies.length) throw new Error("no reply");
        if (this.asked === asked) this.add(...replies);
      } catch {
        if (this.asked === asked) this.fail(payload);
      }
      if (this.asked !== asked) return;
      this.asked = null;
      this.wait(false);
    }

    /** Return the session of the talk, which the server issues. */
    async session() {
      const { state } = this;
      if (state.session) return state.session;
      if (this.issued?.state !== state) this.issued = { state, answer: this.post("session", {}) };
      try {
        return (state.session = (await this.issued.answer).session);
      } finally {
        this.issued = null;
      }
    }

    /** Return the server's replies, with a new session if there is none or its day is over. */
    async replies(message, again = true) {
      const { state } = this;
      const body = await this.post("message", { session: await this.session(), message, ...(region && { region }) });
      if (body) return body.replies;
      delete state.session;
      if (again) return this.replies(message, false);
      throw new Error("no session");
    }

    /** Return the server's answer, or null if it does not know the session. */
    async post(address, body) {
      const answer = await fetch(new URL(address, script.src), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        credentials: "omit",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === 401) return null;
      if (!answer.ok && answer.status !== 413) throw new Error(answer.status); // 413 says what is too long
      return answer.json();
    }

    wait(on) {
      clearTimeout(this.timer);
      this.sender.setAttribute("aria-disabled", on);
      if (on) this.timer = setTimeout(() => this.status.replaceChildren(words.typing), 300); // most answers are quicker
      else this.status.replaceChildren();
    }

    fail(payload) {
      const again = make("button", { type: "button" }, words.retry);
      again.addEventListener("click", () => { this.input.focus(); this.ask(payload); });
      this.error.replaceChildren(...blocks(words.errors[region] ?? words.errors[""]), again);
    }
  }

  customElements.define(NAME, MagnesiumChat);
  const show = () => document.body.append(document.createElement(NAME));
  if (document.body) show();
  else addEventListener("DOMContentLoaded", show);
})();

// <segment-builder>: a tree put together by mouse or keyboard, with what it says and how many it holds.
"use strict";

const PAUSE = 250; // milliseconds without a key before the server is asked
const MOST_UNDO = 100;

class SegmentBuilder extends HTMLElement {
  connectedCallback() {
    this.words = JSON.parse(this.dataset.words);
    this.known = JSON.parse(this.dataset.known);
    this.root = SegmentTree.open(this.dataset.tree ? JSON.parse(this.dataset.tree) : null);
    this.past = [];
    this.future = [];
    this.kept = this.snapshot();
    this.tab = "build";
    this.frame();
    this.draw();
    this.look();
  }

  // -- the frame: made once

  frame() {
    const { el } = SegmentFields;
    const { words } = this;
    const text = (id, label, value) => el("div", { class: "field" }, el("label", { for: id }, label), el("input", { id, type: "text", value, autocomplete: "off", maxlength: 200 }));
    this.tree = el("div", { class: "b-tree", id: "b-tree" });
    this.textArea = el("textarea", { id: "b-text", rows: 8, spellcheck: "false", "aria-describedby": "b-text-help" });
    this.textArea.addEventListener("input", () => this.later());
    this.textPart = el("div", { class: "field", id: "b-text-part", hidden: true }, el("label", { for: "b-text" }, words.text), el("p", { class: "note", id: "b-text-help" }, words.text_help), this.textArea);
    this.tabs = ["build", "text"].map((name) => el("button", { type: "button", "aria-pressed": String(name === "build"), onclick: () => this.show(name) }, words[`tab_${name}`]));
    this.undoButton = el("button", { type: "button", class: "quiet", onclick: () => this.undo() }, words.undo);
    this.redoButton = el("button", { type: "button", class: "quiet", onclick: () => this.redo() }, words.redo);
    this.said = el("p", { class: "b-sentence" });
    this.about = el("p", { class: "b-about" }, words.first_condition);
    this.exact = el("p", { class: "b-exact", role: "status" });
    this.people = el("ul", { class: "b-people" });
    this.fault = el("p", { class: "fault", role: "alert", hidden: true });
    this.news = el("p", { class: "unseen", role: "status" });
    this.saveButton = el("button", { type: "submit", class: "button" }, words.save);
    const cancel = el("a", { class: "button button-plain", href: this.dataset.id ? `/segments/${this.dataset.id}` : "/segments" }, words.cancel);
    const form = el("form", { class: "b-whole", novalidate: true, onsubmit: (event) => { event.preventDefault(); this.save(); } },
      el("div", { class: "b-main card" },
        el("div", { class: "b-names" }, text("b-name", words.name, this.dataset.name), text("b-description", words.description, this.dataset.description)),
        el("div", { class: "b-bar" }, el("div", { class: "switch", role: "group", "aria-label": words.tabs }, this.tabs), el("div", { class: "actions" }, this.undoButton, this.redoButton)),
        this.tree, this.textPart),
      el("aside", { class: "b-side card", "aria-label": words.says },
        el("h2", {}, words.says), this.said, el("h3", {}, words.about), this.about, this.exact, el("h3", { class: "b-some", hidden: true }, words.some), this.people, this.fault,
        el("div", { class: "actions" }, this.saveButton, cancel)), this.news, this.lists());
    this.some = form.querySelector(".b-some");
    this.append(form);
    form.addEventListener("keydown", (event) => this.key(event));
  }

  lists() {
    const { el } = SegmentFields;
    const properties = [...new Set(Object.values(this.known.properties).flat())];
    const all = { events: this.known.events, categories: this.known.categories, brands: this.known.brands, traits: this.known.traits, properties };
    return Object.entries(all).map(([name, values]) => el("datalist", { id: `list-${name}` }, values.map((value) => el("option", { value }))));
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input, textarea")) return;
    event.preventDefault();
    if (event.shiftKey) this.redo();
    else this.undo();
  }

  // -- the tree: drawn anew whenever its shape changes

  draw(focus = document.activeElement?.id) {
    this.tree.replaceChildren(this.drawn(this.root));
    this.undoButton.disabled = !this.past.length;
    this.redoButton.disabled = !this.future.length;
    if (focus) document.getElementById(focus)?.focus();
    this.mark();
  }

  drawn(node) {
    return SegmentTree.isGroup(node) ? this.group(node) : this.condition(node);
  }

  group(node) {
    const { el } = SegmentFields;
    const { words } = this;
    const how = el("select", { id: `n${node.id}-how`, "aria-label": words.people_who }, Object.entries(words.hows).map(([value, said]) => el("option", { value }, said)));
    how.value = node.how;
    how.addEventListener("change", () => { node.how = how.value; this.changed(); });
    const list = el("ol", { class: "b-parts" }, node.parts.map((part) => el("li", {}, this.drawn(part))));
    const made = el("section", { class: "b-node b-group", "data-node": node.id, "aria-label": words.group },
      el("div", { class: "b-head" }, this.handle(node), node === this.root ? el("span", { class: "b-lead" }, words.people_who) : null, how, this.movers(node)),
      this.slot(node), list,
      node.parts.length ? null : el("p", { class: "nothing b-empty" }, words.empty),
      el("div", { class: "b-adds" }, ...this.adder(node), el("button", { type: "button", class: "quiet", id: `n${node.id}-group`, onclick: () => this.add(node, SegmentTree.group("any")) }, words.add_group)));
    this.droppable(made, node);
    return made;
  }

  // chosen first and added by a press: arrow keys run through a closed list one by one
  adder(node) {
    const { el } = SegmentFields;
    const { words } = this;
    const chosen = el("select", { id: `n${node.id}-add`, class: "b-add", "aria-label": words.add_choose }, SegmentFields.kinds.map((kind) => el("option", { value: kind }, words.kinds[kind])));
    const add = () => this.add(node, SegmentTree.condition(SegmentFields.fresh(chosen.value, this.known)));
    return [chosen, el("button", { type: "button", class: "button button-plain", id: `n${node.id}-adds`, onclick: add }, words.add)];
  }

  condition(node) {
    const { el } = SegmentFields;
    const { words } = this;
    const not = el("select", { id: `n${node.id}-not`, "aria-label": words.must }, el("option", { value: "" }, words.holds), el("option", { value: "not" }, words.holds_not));
    not.value = node.not ? "not" : "";
    not.addEventListener("change", () => { node.not = Boolean(not.value); this.changed(); });
    const at = { words, known: this.known, changed: () => this.changed(), redraw: (then) => this.redraw(node, then) };
    const made = el("section", { class: "b-node b-condition", "data-node": node.id, "aria-label": words.kinds[SegmentFields.kindOf(node.data)] },
      el("div", { class: "b-head" }, this.handle(node), el("strong", {}, words.kinds[SegmentFields.kindOf(node.data)]), not, this.movers(node)),
      this.slot(node), el("div", { class: "b-fields" }, SegmentFields.fields(node, at)));
    this.droppable(made, node);
    return made;
  }

  redraw(node, then) {
    this.draw();
    const here = this.tree.querySelector(`[data-node="${node.id}"]`);
    const next = then && [...here.querySelectorAll(then)].at(-1);
    if (next) next.focus();
    else if (document.activeElement === document.body) here.querySelector(".b-add-filter, .b-fields :is(input, select)")?.focus();
  }

  slot(node) {
    return SegmentFields.el("p", { class: "fault b-fault", id: `n${node.id}-fault`, hidden: true });
  }

  handle(node) {
    if (node === this.root) return null;
    const made = SegmentFields.el("span", { class: "b-handle", draggable: "true", title: this.words.drag, "aria-hidden": "true" }, "⠿");
    made.addEventListener("dragstart", (event) => {
      this.dragged = node.id;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", String(node.id));
      event.dataTransfer.setDragImage(made.closest(".b-node"), 10, 10);
    });
    made.addEventListener("dragend", () => { this.dragged = null; this.unmark(); });
    return made;
  }

  movers(node) {
    const { el } = SegmentFields;
    const { words } = this;
    if (node === this.root) return null;
    const possible = SegmentTree.moves(this.root, node.id);
    const signs = { up: "↑", down: "↓", in: "→", out: "←" };
    const buttons = Object.entries(signs).map(([name, sign]) => el("button", {
      type: "button", class: "b-move", id: `n${node.id}-${name}`, "aria-label": words[name], title: words[name], disabled: !possible[name],
      onclick: () => { possible[name](); this.changed(); this.draw(`n${node.id}-${name}`); this.keepFocus(node); this.tell(words.moved); },
    }, sign));
    const remove = el("button", { type: "button", class: "b-move b-remove", id: `n${node.id}-remove`, "aria-label": words.remove, title: words.remove, onclick: () => this.discard(node) }, "×");
    return el("span", { class: "b-movers" }, buttons, remove);
  }

  // a button that can go no further is off: the focus stays with the condition
  keepFocus(node) {
    if (document.activeElement !== document.body) return;
    this.tree.querySelector(`[data-node="${node.id}"] .b-move:not(:disabled)`)?.focus();
  }

  // -- dragging

  droppable(element, node) {
    element.addEventListener("dragover", (event) => {
      const to = this.dragged && this.target(event, element, node);
      if (!to) return;
      event.preventDefault();
      event.stopPropagation();
      this.unmark();
      element.classList.add(to.side);
    });
    element.addEventListener("drop", (event) => {
      const to = this.dragged && this.target(event, element, node);
      if (!to) return;
      event.preventDefault();
      event.stopPropagation();
      if (SegmentTree.place(this.root, this.dragged, to.group, to.at)) this.changed();
      this.dragged = null;
      this.draw();
    });
  }

  target(event, element, node) {
    if (SegmentTree.find(SegmentTree.find(this.root, this.dragged).node, node.id)) return null;
    const box = element.getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    if (SegmentTree.isGroup(node) && (node === this.root || (part > 0.2 && part < 0.8))) return { group: node.id, at: node.parts.length, side: "b-drop-in" };
    const { parent } = SegmentTree.find(this.root, node.id);
    const at = parent.parts.indexOf(node);
    return part < 0.5 ? { group: parent.id, at, side: "b-drop-above" } : { group: parent.id, at: at + 1, side: "b-drop-below" };
  }

  unmark() {
    for (const one of this.querySelectorAll(".b-drop-in, .b-drop-above, .b-drop-below")) one.classList.remove("b-drop-in", "b-drop-above", "b-drop-below");
  }

  // -- changes, and taking them back

  add(node, made) {
    node.parts.push(made);
    this.changed();
    this.draw(null);
    this.tree.querySelector(`[data-node="${made.id}"] .b-fields :is(input, select), [data-node="${made.id}"] .b-add`)?.focus();
  }

  discard(node) {
    const { parent } = SegmentTree.take(this.root, node.id);
    this.changed();
    this.draw(`n${parent.id}-add`);
    this.tell(this.words.removed);
  }

  snapshot() {
    return JSON.stringify(SegmentTree.written(this.root).tree);
  }

  changed() {
    const now = this.snapshot();
    if (now === this.kept) return;
    this.past = [...this.past, this.kept].slice(-MOST_UNDO);
    this.future = [];
    this.kept = now;
    this.undoButton.disabled = false;
    this.redoButton.disabled = true;
    this.later();
  }

  undo() { this.step(this.past, this.future); }

  redo() { this.step(this.future, this.past); }

  step(from, to) {
    if (!from.length) return;
    to.push(this.kept);
    this.kept = from.pop();
    this.root = SegmentTree.open(JSON.parse(this.kept));
    this.draw();
    this.later();
  }

  tell(words) {
    this.news.textContent = words;
  }

  // -- as text

  // what is shown the other way is asked for at once; what is wrong is put right before
  async show(tab) {
    if (tab === this.tab || !(await this.turned())) return;
    this.tab = tab;
    this.tabs.forEach((one, at) => one.setAttribute("aria-pressed", String((at === 1) === (tab === "text"))));
    this.tree.hidden = tab === "text";
    this.textPart.hidden = tab !== "text";
    if (tab === "text") this.textArea.value = this.text ?? "";
    else this.draw();
  }

  async turned() {
    if (this.tab === "build" && !this.root.parts.length) { this.text = ""; return true; }
    if (this.tab === "text" && !this.textArea.value.trim()) { this.root = SegmentTree.open(null); this.changed(); this.blank(); return true; }
    try {
      this.looked(await this.ask("/segments/look", this.present()));
    } catch {
      this.wrong({ path: "", message: this.words.unreachable });
    }
    return !this.problem;
  }

  // -- asking the server

  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.look(), PAUSE);
  }

  async ask(path, what, signal) {
    const sign = JSON.parse(document.body.getAttribute("hx-headers"));
    const headers = { ...sign, "Content-Type": "application/json" };
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(what), signal });
    if (answer.redirected) location.assign("/login");
    return answer.json();
  }

  present() {
    return this.tab === "text" ? { text: this.textArea.value } : { tree: SegmentTree.written(this.root).tree };
  }

  async look() {
    this.asking?.abort();
    if (this.tab === "build" && !this.root.parts.length) { this.blank(); return; }
    this.asking = new AbortController();
    const { signal } = this.asking;
    const what = this.present();
    this.classList.add("b-busy");
    this.exact.textContent = this.words.looking;
    try {
      const found = await this.ask("/segments/look", what, signal);
      this.looked(found);
      if (found.problem) return;
      const counted = await this.ask("/segments/count", what, signal);
      if (counted.said) this.exact.textContent = this.words.exactly.replace("{people}", counted.said);
      this.exact.dataset.count = counted.count ?? "";
      this.classList.remove("b-busy");
    } catch (error) {
      if (error.name !== "AbortError") this.wrong({ path: "$", message: this.words.unreachable });
    }
  }

  blank() {
    this.problem = null;
    this.mark();
    this.said.textContent = "";
    this.about.textContent = this.words.first_condition;
    this.exact.textContent = "";
    this.people.replaceChildren();
    this.some.hidden = true;
  }

  looked(found) {
    const { el } = SegmentFields;
    if (found.problem) { this.wrong(found.problem); return; }
    this.problem = null;
    this.mark();
    if (this.tab === "text") this.take(found.tree);
    this.text = found.text;
    this.said.textContent = found.sentence;
    this.about.textContent = found.about;
    this.some.hidden = false;
    this.people.replaceChildren(...found.people.map(([id, name]) => el("li", {}, el("a", { href: `/people/${encodeURIComponent(id)}` }, name))));
    if (!found.people.length) this.people.append(el("li", { class: "nothing" }, this.words.nobody));
  }

  take(tree) {
    this.root = SegmentTree.open(tree);
    const now = this.snapshot();
    if (now !== this.kept) this.past = [...this.past, this.kept].slice(-MOST_UNDO);
    this.kept = now;
  }

  wrong(problem) {
    this.problem = problem;
    this.exact.textContent = "";
    this.exact.dataset.count = "";
    this.about.textContent = this.words.put_right;
    this.people.replaceChildren();
    this.some.hidden = true;
    this.classList.remove("b-busy");
    this.mark();
  }

  // what is wrong stands at its condition, and beside where it has none
  mark() {
    for (const one of this.querySelectorAll(".b-fault")) one.hidden = true;
    for (const one of this.querySelectorAll(".b-wrong")) one.classList.remove("b-wrong");
    this.fault.hidden = true;
    if (!this.problem) return;
    const { places } = SegmentTree.written(this.root);
    const id = this.tab === "build" && this.problem.path.startsWith("$") ? SegmentTree.nearest(places, this.problem.path) : null;
    const slot = id && document.getElementById(`n${id}-fault`);
    const line = slot ?? this.fault;
    line.textContent = this.problem.message;
    line.hidden = false;
    slot?.closest(".b-node").classList.add("b-wrong");
  }

  async save() {
    this.saveButton.disabled = true;
    this.saveButton.textContent = this.words.saving;
    const value = (id) => document.getElementById(id).value;
    try {
      const said = await this.ask("/segments/save", { ...this.present(), id: this.dataset.id, name: value("b-name"), description: value("b-description") });
      if (said.address) { location.assign(said.address); return; }
      this.wrong(said);
      if (said.path === "name") document.getElementById("b-name").focus();
    } catch {
      this.wrong({ path: "", message: this.words.unreachable });
    }
    this.saveButton.disabled = false;
    this.saveButton.textContent = this.words.save;
  }
}

customElements.define("segment-builder", SegmentBuilder);

// The fields of each kind of condition. They change the condition's own data; the tree is sent whole.
"use strict";

const SegmentFields = (() => {
  const WEEK = { type: "rolling", length: 7, unit: "days" };
  const ONCE = { op: "at_least", value: 1 };
  const NEW = {
    event: () => ({ type: "event", name: "Product Viewed", where: [], window: { ...WEEK }, count: { ...ONCE } }),
    orders: () => ({ type: "measure_orders", measure: "count", compare: { ...ONCE }, where: [], window: { type: "rolling", length: 30, unit: "days" } }),
    spent: () => ({ type: "measure_orders", measure: "sum", compare: { op: "at_least", value: 100 }, where: [], window: { type: "ever" } }),
    sequence: () => ({ type: "sequence", steps: [{ name: "Product Viewed", where: [] }, { name: "Product Added", where: [] }], within: 1, unit: "days", window: { ...WEEK } }),
    measure: () => ({ type: "measure_events", measure: "days_since_last", name: "*", compare: { op: "at_most", value: 7 }, where: [], window: { type: "ever" } }),
    trait: () => ({ type: "trait", name: "", op: "is", value: "" }),
    date: () => ({ type: "date", name: "birthday", first: 0, last: 7, yearly: true }),
    consent: () => ({ type: "consent", channel: "email", purpose: "marketing", granted: true }),
    cart: () => ({ type: "cart", where: [], window: { type: "ever" }, count: { ...ONCE } }),
    segment: (known) => ({ type: "segment", id: known.segments[0]?.[0] ?? "" }),
    sample: () => ({ type: "sample", percent: 10, salt: "" }),
    predicted: () => ({ type: "predicted", name: "", compare: { op: "at_least", value: 0.5 } }),
    arm: () => ({ type: "arm", experiment: "", variation: "" }),
  };
  const ORDERS = ["more_than", "at_least", "less_than", "at_most"];
  const GOODS = ["product.category", "product.brand", "product.title", "product.id"];
  const FIELDS = {
    cart: [...GOODS, "product.quantity"],
    measure_orders: [...GOODS, "product.price", "product.quantity"],
    other: [...GOODS, "product.price", "product.quantity", "property.", "device", "country", "region", "city"],
  };
  const SUMMED = ["sum", "average", "min", "max"];

  function kindOf(data) {
    if (data.type === "measure_orders") return data.measure === "count" ? "orders" : "spent";
    return data.type === "measure_events" ? "measure" : data.type;
  }

  function el(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else if (name === "value") made.value = value;
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value != null) made.setAttribute(name, value);
    }
    made.append(...children.flat().filter((one) => one != null));
    return made;
  }

  // one set of tools for the fields of one condition; ids let the focus survive a redrawing
  function tools(node, at) {
    let number = 0;
    const id = (name) => `n${node.id}-${name}-${(number += 1)}`;
    const labelled = (label, control, kind) => el("label", { class: `b-field b-${kind}` }, el("span", {}, label), control);

    function type(label, value, set, options = {}) {
      const isNumber = options.kind === "number";
      const input = el("input", { id: id("in"), type: options.kind ?? "text", step: isNumber ? "any" : null, list: options.list, autocomplete: "off", value: value ?? "" });
      input.addEventListener("input", () => {
        set(isNumber ? (input.value === "" ? null : Number(input.value)) : input.value);
        at.changed();
      });
      return labelled(label, input, options.kind ?? "text");
    }

    function choose(label, options, value, set, again = false) {
      const made = el("select", { id: id("choose") }, options.map(([key, said]) => el("option", { value: key }, said)));
      made.value = value;
      made.addEventListener("change", () => {
        set(made.value);
        at.changed();
        if (again) at.redraw();
      });
      return labelled(label, made, label === at.words.unit ? "units" : "select");
    }

    function tick(label, value, set) {
      const box = el("input", { id: id("tick"), type: "checkbox" });
      box.checked = value;
      box.addEventListener("change", () => { set(box.checked); at.changed(); });
      return el("label", { class: "choice b-tick" }, box, label);
    }

    function press(label, act, title = label, then = "") {
      return el("button", { id: id("press"), type: "button", class: `quiet b-small ${title === at.words.add_filter ? "b-add-filter" : ""}`, "aria-label": title, onclick: () => { act(); at.changed(); at.redraw(then); } }, label);
    }
    return { type, choose, tick, press };
  }

  const pairs = (words) => Object.entries(words);

  function compare(held, { words, known }, make, label = words.number) {
    const op = make.choose(words.count, pairs(words.comparators), held.op, (value) => { held.op = value; });
    if (typeof held.value === "object" && held.value) {
      const names = [...known.learned.map(([name]) => [name, name]), ["", words.own_number]];
      return [op, make.choose(words.learned, names, held.value.learned, (value) => { held.value = value ? { learned: value } : 1; }, true)];
    }
    return [op, make.type(label, held.value, (value) => { held.value = value; }, { kind: "number" })];
  }

  function times(held, at, make, said) {
    return el("div", { class: "b-row" }, ...compare(held, at, make), el("span", { class: "b-unit" }, said));
  }

  const STARTS = {
    ever: () => ({ type: "ever" }),
    rolling: () => ({ ...WEEK }),
    gap: () => ({ ...WEEK, gap: 1 }),
    calendar: () => ({ type: "calendar", count: 1, unit: "months" }),
    since: () => ({ type: "since", at: new Date().toISOString().slice(0, 10) }),
    between: () => ({ type: "between", start: new Date(Date.now() - 6048e5).toISOString().slice(0, 10), end: new Date().toISOString().slice(0, 10) }),
  };

  function moment(label, value, set, make) {
    return make.type(label, value, set, { kind: /^(\d{4}-\d\d-\d\d)?$/.test(value) ? "date" : "text" });
  }

  function windowed(data, { words }, make) {
    data.window ??= { type: "ever" };
    const held = data.window;
    const row = el("div", { class: "b-row" }, make.choose(words.window, pairs(words.windows), held.gap ? "gap" : held.type, (value) => { data.window = STARTS[value](); }, true));
    if (held.type === "rolling") {
      held.unit ??= "days";
      row.append(
        make.type(words.length, held.length, (value) => { held.length = value; }, { kind: "number" }),
        make.choose(words.unit, pairs(words.units), held.unit, (value) => { held.unit = value; }),
        held.gap ? make.type(words.gap, held.gap, (value) => { held.gap = value ?? 0; }, { kind: "number" }) : "",
      );
    } else if (held.type === "calendar") {
      row.append(
        make.type(words.calendar_count, held.count, (value) => { held.count = value; }, { kind: "number" }),
        make.choose(words.unit, pairs(words.calendar_units), held.unit, (value) => { held.unit = value; }),
      );
    } else if (held.type === "since") {
      row.append(moment(words.at, held.at, (value) => { held.at = value; }, make));
    } else if (held.type === "between") {
      row.append(moment(words.start, held.start, (value) => { held.start = value; }, make), moment(words.end, held.end, (value) => { held.end = value; }, make));
    }
    return row;
  }

  // what was a number or yes/no stays one while it reads like one
  function typed(text, before, number) {
    if (number || typeof before === "number") return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    if (typeof before === "boolean" && (text === "true" || text === "false")) return text === "true";
    return text;
  }

  function values(held, { words }, make, list, number) {
    if (held.op === "exists") return [];
    const many = Array.isArray(held.value);
    const all = many ? held.value : [held.value ?? ""];
    const made = all.map((value, at) => make.type(at ? words.value_or : words.value, String(value), (text) => {
      const now = typed(text, all[at], number || ORDERS.includes(held.op));
      all[at] = now;
      held.value = many ? all : now;
    }, { list }));
    if (held.op === "is") made.push(make.press(words.add_value, () => { held.value = [...all, ""]; }, words.add_value, ".b-filter input"));
    return made;
  }

  const LISTS = { "product.category": "list-categories", "product.brand": "list-brands" };

  function compared(held, { words }, make, negatable) {
    const ops = pairs(words.ops).filter(([op]) => negatable || !op.startsWith("!"));
    return make.choose(words.how, ops, `${held.negate ? "!" : ""}${held.op ?? "is"}`, (chosen) => {
      if (negatable) held.negate = chosen.startsWith("!");
      held.op = chosen.replace("!", "");
      if (held.op === "exists") delete held.value;
      else if (Array.isArray(held.value) && held.op !== "is") [held.value] = held.value;
      if (ORDERS.includes(held.op)) held.value = Number(held.value) || 0;
      else if (held.op !== "exists") held.value ??= "";
    }, true);
  }

  function filter(data, one, position, at, make) {
    const { words } = at;
    one.op ??= "is";
    const own = one.field.startsWith("property.");
    const fields = (FIELDS[data.type] ?? FIELDS.other).map((name) => [name, words.fields[name]]);
    const row = el("div", { class: "b-row b-filter" }, make.choose(words.where, fields, own ? "property." : one.field, (value) => { one.field = value; }, true));
    if (own) row.append(make.type(words.property, one.field.slice(9), (value) => { one.field = `property.${value}`; }, { list: "list-properties" }));
    row.append(compared(one, at, make, true), ...values(one, at, make, LISTS[one.field], /price|quantity/.test(one.field)));
    row.append(make.press("×", () => { data.where.splice(position, 1); }, words.remove_filter));
    return row;
  }

  function filters(data, at, make, holder = data) {
    holder.where ??= [];
    const kind = { type: data.type, where: holder.where };
    return el("div", { class: "b-filters" },
      holder.where.map((one, position) => filter(kind, one, position, at, make)),
      make.press(at.words.add_filter, () => { holder.where.push({ field: "product.category", op: "is", value: "" }); }, at.words.add_filter, ".b-filter input"));
  }

  function named(data, at, make) {
    return make.type(at.words.event, data.name, (value) => { data.name = value; }, { list: "list-events" });
  }

  function steps(data, at, make) {
    const { words } = at;
    const made = data.steps.map((step, position) => el("li", { class: "b-step" },
      el("div", { class: "b-row" }, named(step, at, make), data.steps.length > 2 ? make.press("×", () => { data.steps.splice(position, 1); }, words.remove_step) : null),
      filters(data, at, make, step)));
    data.unit ??= "days";
    return [
      el("ol", { class: "b-steps" }, made),
      data.steps.length < 6 ? make.press(words.add_step, () => { data.steps.push({ name: "Order Completed", where: [] }); }, words.add_step, ".b-step > .b-row input") : null,
      el("div", { class: "b-row" }, make.type(words.within, data.within, (value) => { data.within = value; }, { kind: "number" }), make.choose(words.unit, pairs(words.units), data.unit, (value) => { data.unit = value; })),
    ];
  }

  function measured(data, at, make) {
    const { words } = at;
    const events = data.type === "measure_events";
    const row = el("div", { class: "b-row" }, make.choose(words.measure, pairs(words.measures), data.measure, (value) => {
      data.measure = value;
      if (!events) return;
      if (SUMMED.includes(value)) data.of ??= "";
      else delete data.of;
    }, true));
    if (events && SUMMED.includes(data.measure)) row.append(make.type(words.of, data.of, (value) => { data.of = value; }, { list: "list-properties" }));
    return [events ? named(data, at, make) : null, row, el("div", { class: "b-row" }, ...compare(data.compare, at, make))];
  }

  const plain = (data, key, label, make, options) => make.type(label, data[key], (value) => { data[key] = value; }, options);

  const EDIT = {
    event: (data, at, make) => [named(data, at, make), times(data.count ??= { ...ONCE }, at, make, at.words.times), windowed(data, at, make), filters(data, at, make)],
    orders: (data, at, make) => [times(data.compare, at, make, at.words.times), windowed(data, at, make), filters(data, at, make)],
    spent: (data, at, make) => [...measured(data, at, make), windowed(data, at, make), filters(data, at, make)],
    measure: (data, at, make) => [...measured(data, at, make), windowed(data, at, make), filters(data, at, make)],
    sequence: (data, at, make) => [...steps(data, at, make), windowed(data, at, make)],
    cart: (data, at, make) => [times(data.count ??= { ...ONCE }, at, make, at.words.products), windowed(data, at, make), filters(data, at, make)],
    trait: (data, at, make) => [el("div", { class: "b-row" }, plain(data, "name", at.words.trait, make, { list: "list-traits" }), compared(data, at, make, false), ...values(data, at, make))],
    date: (data, at, make) => [plain(data, "name", at.words.date, make, { list: "list-traits" }), el("div", { class: "b-row" }, plain(data, "first", at.words.first, make, { kind: "number" }), plain(data, "last", at.words.last, make, { kind: "number" }), make.tick(at.words.yearly, Boolean(data.yearly), (value) => { data.yearly = value; }))],
    consent: (data, at, make) => [el("div", { class: "b-row" }, make.choose(at.words.answer, pairs(at.words.answers), String(data.granted ?? true), (value) => { data.granted = value === "true"; }), plain(data, "channel", at.words.channel, make), plain(data, "purpose", at.words.purpose, make))],
    segment: (data, at, make) => [at.known.segments.length ? make.choose(at.words.segment, at.known.segments, data.id, (value) => { data.id = value; }) : el("p", { class: "note" }, at.words.no_segments)],
    sample: (data, at, make) => [el("div", { class: "b-row" }, plain(data, "percent", at.words.percent, make, { kind: "number" }), plain(data, "salt", at.words.salt, make))],
    predicted: (data, at, make) => [plain(data, "name", at.words.predicted, make), el("div", { class: "b-row" }, ...compare(data.compare, at, make))],
    arm: (data, at, make) => [el("div", { class: "b-row" }, plain(data, "experiment", at.words.experiment, make), plain(data, "variation", at.words.variation, make))],
  };

  function fields(node, at) {
    const kind = kindOf(node.data);
    return EDIT[kind](node.data, at, tools(node, at));
  }

  return { el, kindOf, fields, fresh: (kind, known) => NEW[kind](known), kinds: Object.keys(NEW) };
})();

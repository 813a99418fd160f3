// The tree a builder edits: groups and conditions with ids, made from JSON and written back to it.
"use strict";

const SegmentTree = (() => {
  let last = 0;
  const group = (how = "all", parts = []) => ({ id: ++last, how, parts });
  const condition = (data, not = false) => ({ id: ++last, data, not });
  const isGroup = (node) => Boolean(node.parts);
  const opposite = { all: "notall", any: "none", none: "any", notall: "all" };

  function negated(node) {
    if (isGroup(node)) return { ...node, how: opposite[node.how] };
    return { ...node, not: !node.not };
  }

  function read(tree) {
    if (tree.type === "not") return negated(read(tree.of));
    if (tree.type === "all" || tree.type === "any") return group(tree.type, tree.of.map(read));
    return condition(structuredClone(tree));
  }

  // the outermost is always a group, so that there is a place to add to
  function open(tree) {
    if (!tree) return group();
    const node = read(tree);
    return isGroup(node) ? node : group("all", [node]);
  }

  // `places` learns which node stands at which path of the JSON, for problems told by path
  function write(node, path = "$", places = new Map()) {
    places.set(path, node.id);
    if (!isGroup(node)) {
      if (!node.not) return node.data;
      places.set(`${path}.of`, node.id);
      return { type: "not", of: node.data };
    }
    const turned = node.how === "none" || node.how === "notall";
    const inner = turned ? `${path}.of` : path;
    if (turned) places.set(inner, node.id);
    const of = node.parts.map((part, at) => write(part, `${inner}.of[${at}]`, places));
    const plain = { type: node.how === "all" || node.how === "notall" ? "all" : "any", of };
    return turned ? { type: "not", of: plain } : plain;
  }

  function written(root) {
    const places = new Map();
    return { tree: write(root, "$", places), places };
  }

  function find(node, id, parent = null) {
    if (node.id === id) return { node, parent };
    for (const part of node.parts ?? []) {
      const found = find(part, id, node);
      if (found) return found;
    }
    return null;
  }

  function holds(node, id) {
    return Boolean(find(node, id));
  }

  function take(root, id) {
    const { node, parent } = find(root, id);
    const at = parent.parts.indexOf(node);
    parent.parts.splice(at, 1);
    return { node, parent, at };
  }

  // put a node before the `at`-th part of a group; not into itself
  function place(root, id, groupId, at) {
    const { node, parent } = find(root, id);
    if (holds(node, groupId)) return false;
    const target = find(root, groupId).node;
    const from = parent.parts.indexOf(node);
    parent.parts.splice(from, 1);
    target.parts.splice(parent === target && from < at ? at - 1 : at, 0, node);
    return true;
  }

  function moves(root, id) {
    const { node, parent } = find(root, id);
    if (!parent) return {};
    const at = parent.parts.indexOf(node);
    const above = find(root, parent.id).parent;
    const into = [at - 1, at + 1].map((one) => parent.parts[one]).find((one) => one && isGroup(one));
    return {
      up: at > 0 ? () => place(root, id, parent.id, at - 1) : null,
      down: at < parent.parts.length - 1 ? () => place(root, id, parent.id, at + 2) : null,
      in: into ? () => place(root, id, into.id, into.parts.length) : null,
      out: above ? () => place(root, id, above.id, above.parts.indexOf(parent) + 1) : null,
    };
  }

  function nearest(places, path) {
    for (let at = path; at; at = at.replace(/(\.[^.[\]]+|\[\d+\])$/, "")) {
      if (places.has(at)) return places.get(at);
      if (!/(\.[^.[\]]+|\[\d+\])$/.test(at)) break;
    }
    return places.get("$");
  }

  return { group, condition, isGroup, open, written, find, take, place, moves, nearest };
})();

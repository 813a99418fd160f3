// Names and landmarks that a screen reader needs.
() => {
  const bad = [];
  const named = (e) => (e.getAttribute('aria-label') || e.labels?.length || e.textContent.trim()
    || e.getAttribute('aria-labelledby'));
  for (const e of document.querySelectorAll('input:not([type=hidden]), select, button, a[href]'))
    if (!named(e) && !e.hidden) bad.push(e.outerHTML.slice(0, 80));
  if (document.querySelectorAll('h1').length !== 1) bad.push('h1');
  if (document.querySelectorAll('main').length !== 1) bad.push('main');
  const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map((h) => Number(h.tagName[1]));
  levels.forEach((level, i) => { if (i && level > levels[i - 1] + 1) bad.push(`h${level} after h${levels[i - 1]}`); });
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  if (new Set(ids).size !== ids.length) bad.push('an id twice');
  return bad;
}

// Runs before the page's own scripts.
window.__broken = []; window.__shift = 0;
document.addEventListener('securitypolicyviolation', (e) =>
  window.__broken.push(e.violatedDirective + ' ' + e.blockedURI));
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.__shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});

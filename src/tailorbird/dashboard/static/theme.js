// Runs before the page is drawn, so that a chosen theme does not flash.
document.documentElement.classList.add("js");
try {
  const chosen = localStorage.getItem("tailorbird-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // storage is closed to us: follow the device
}

// @ts-check
/** Tells a screen reader about a change away from the focus. @param {string} text */
export function announce(text) {
  const region = /** @type {HTMLElement} */ (document.getElementById('announcer'));
  // The same text twice would not be read twice.
  region.textContent = '';
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

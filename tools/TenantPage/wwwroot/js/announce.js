/** Tells a screen reader what changed away from where it reads. */
export function announce(text) {
  const region = document.getElementById('announcer');
  // The same text twice would not be read twice.
  region.textContent = '';
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

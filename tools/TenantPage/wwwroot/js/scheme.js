// @ts-check
/** Light, dark or the system's scheme: kept in localStorage; the event `schemechange` tells those who draw on a canvas. */

export const schemes = ['auto', 'light', 'dark'];

const system = matchMedia('(prefers-color-scheme: dark)');
let chosen = read();
system.addEventListener('change', apply);

export const chosenScheme = () => chosen;

/** @param {string} scheme */
export function chooseScheme(scheme) {
  chosen = scheme;
  try {
    localStorage.setItem('scheme', scheme);
  } catch {
    // Without storage the choice holds until the page is left.
  }

  apply();
}

function read() {
  try {
    const stored = localStorage.getItem('scheme') ?? '';
    return schemes.includes(stored) ? stored : 'auto';
  } catch {
    return 'auto';
  }
}

function apply() {
  document.documentElement.dataset.scheme = chosen !== 'auto' ? chosen : system.matches ? 'dark' : 'light';
  document.dispatchEvent(new Event('schemechange'));
}

/** Light, dark or as the system says: kept in localStorage, told to whoever draws on a canvas by the event `schemechange`. */

export const schemes = ['auto', 'light', 'dark'];

const system = matchMedia('(prefers-color-scheme: dark)');
let chosen = read();
system.addEventListener('change', apply);

export const chosenScheme = () => chosen;

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
    const kept = localStorage.getItem('scheme');
    return schemes.includes(kept) ? kept : 'auto';
  } catch {
    return 'auto';
  }
}

function apply() {
  document.documentElement.dataset.scheme = chosen !== 'auto' ? chosen : system.matches ? 'dark' : 'light';
  document.dispatchEvent(new Event('schemechange'));
}

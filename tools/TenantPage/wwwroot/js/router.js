/** Where the page is (path, query, hash), and how it gets elsewhere without loading anew. */

const listeners = new Set();

/** The query's members that every page keeps. */
const kept = ['tenant'];

export function currentQuery() {
  return Object.fromEntries(new URLSearchParams(location.search));
}

/** A link to a path of this page: empty members are left out, the chosen tenant is kept unless `query` names one. */
export function href(path, query = {}, hash = '') {
  const current = currentQuery();
  const all = { ...Object.fromEntries(kept.filter(name => current[name]).map(name => [name, current[name]])), ...query };
  const members = Object.entries(all).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(members).toString();
  return path + (text && `?${text}`) + (hash && `#${hash}`);
}

export function navigate(url) {
  history.pushState(null, '', url);
  changed();
}

/** Changes members of the query in place: a filter is no step that the back button should have to undo. */
export function replaceQuery(members) {
  const hash = location.hash.slice(1);
  history.replaceState(null, '', href(location.pathname, { ...currentQuery(), ...members }, hash));
  changed();
}

export function replaceHash(hash) {
  history.replaceState(null, '', `${location.pathname}${location.search}#${hash}`);
}

export function onNavigation(listener) {
  listeners.add(listener);
}

function changed() {
  for (const listener of listeners) {
    listener();
  }
}

addEventListener('popstate', changed);

document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return;
  }

  const url = new URL(link.href);
  // A hash on this page, a file or /api is the browser's own business.
  const here = url.pathname === location.pathname && url.search === location.search && url.hash !== '';
  if (link.target || link.download || url.origin !== location.origin || here || /^\/api\/|\.[a-z]+$/.test(url.pathname)) {
    return;
  }

  event.preventDefault();
  navigate(url.pathname + url.search + url.hash);
});

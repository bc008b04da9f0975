// @ts-check
/** The page's address (path and query), and navigation without loading anew. */

/** @typedef {Record<string, string | null | undefined>} Query */

/** The members of the query that every page keeps. */
const kept = ['tenant'];

/** Paths that the server answers itself: the API, the way to a trace on the dashboard, and files. */
const ofTheServer = /^\/(api|trace)\/|\.[a-z]+$/;

/** @returns {Record<string, string>} */
export const currentQuery = () => Object.fromEntries(new URLSearchParams(location.search));

/**
 * A link to a path of this page: empty members are left out, the chosen tenant is kept unless `query` names one.
 * @param {string} path @param {Query} [query]
 */
export function href(path, query = {}) {
  const current = currentQuery();
  const all = { ...Object.fromEntries(kept.filter(name => current[name]).map(name => [name, current[name]])), ...query };
  const members = Object.entries(all).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(/** @type {[string, string][]} */ (members)).toString();
  return path + (text && `?${text}`);
}

/** Whether a link is followed within the page. @param {URL} url */
export const isOfThePage = url =>
  url.origin === location.origin && !ofTheServer.test(url.pathname) && !(url.hash && url.pathname === location.pathname);

/** @type {() => void} */
let changed = () => {};

/** Changes members of the query in place: the back button does not undo a filter. @param {Query} members */
export function replaceQuery(members) {
  history.replaceState(null, '', href(location.pathname, { ...currentQuery(), ...members }));
  changed();
}

/** @param {() => void} listener Called when the address has changed. */
export function onNavigation(listener) {
  changed = listener;
  addEventListener('popstate', listener);
  document.addEventListener('click', event => {
    const link = /** @type {Element} */ (event.target).closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) {
      return;
    }

    const url = new URL(link.href);
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.target || link.download || !isOfThePage(url)) {
      return;
    }

    event.preventDefault();
    history.pushState(null, '', url.pathname + url.search + url.hash);
    listener();
  });
}

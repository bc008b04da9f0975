// @ts-check
/** Which page belongs to which path. */
import { html } from '/lib/lit-html/lit-html.js';
import { isolationPage } from './pages/isolation.js';
import { overviewPage } from './pages/overview.js';
import { tryPage } from './pages/try.js';
import { href } from './router.js';

/**
 * @typedef {object} Shell What a page may ask of the shell around it.
 * @property {() => void} update Draws the page anew.
 * @property {AbortSignal} signal Aborted when the page is left.
 *
 * @typedef {object} Page
 * @property {string} title
 * @property {(query: Record<string, string>) => unknown} view
 * @property {(signal: AbortSignal) => Promise<void>} [load] Called again every two seconds.
 */

/** @type {{ path: string, name: string, open: (shell: Shell) => Page }[]} */
export const pages = [
  { path: '/', name: 'Overview', open: overviewPage },
  { path: '/isolation', name: 'Isolation', open: isolationPage },
  { path: '/try', name: 'Try it', open: tryPage },
];

/** @param {string} path @param {Shell} shell @returns {Page} */
export function openPage(path, shell) {
  return (
    pages.find(page => page.path === path)?.open(shell) ?? {
      title: 'Not found',
      view: () =>
        html`<h1 tabindex="-1">Not found</h1>
          <p>There is no page ${path}. Go to the <a href=${href('/')}>Overview</a>.</p>`,
    }
  );
}

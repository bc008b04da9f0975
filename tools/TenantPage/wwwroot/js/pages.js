/** Which page belongs to which path. */
import { html } from '/lib/lit-html/lit-html.js';
import { isolationPage } from './pages/isolation.js';
import { logsPage } from './pages/logs.js';
import { metricsPage } from './pages/metrics.js';
import { overviewPage } from './pages/overview.js';
import { tracePage } from './pages/trace.js';
import { tracesPage } from './pages/traces.js';
import { tryPage } from './pages/try.js';
import { href } from './router.js';

/** What the navigation offers, in its order. */
export const navigation = [
  { path: '/', name: 'Overview' },
  { path: '/traces', name: 'Traces' },
  { path: '/logs', name: 'Logs' },
  { path: '/metrics', name: 'Metrics' },
  { path: '/isolation', name: 'Isolation' },
  { path: '/try', name: 'Try it' },
];

const pages = [
  [/^\/$/, overviewPage],
  [/^\/traces$/, tracesPage],
  [/^\/traces\/([0-9A-Fa-f]{32})$/, tracePage],
  [/^\/logs$/, logsPage],
  [/^\/metrics$/, metricsPage],
  [/^\/isolation$/, isolationPage],
  [/^\/try$/, tryPage],
];

/**
 * Opens a page. A page is an object with `title()`, `view(query)`, and where it has them `load(query, signal)` (called again every
 * `refreshMs()` milliseconds), `changed(query)` and `close()`.
 */
export function findPage(path, shell) {
  for (const [pattern, page] of pages) {
    const match = pattern.exec(path);
    if (match) {
      return page(shell, ...match.slice(1));
    }
  }

  return {
    title: () => 'Not found',
    view: () =>
      html`<h1 tabindex="-1">Not found</h1>
        <p>There is no page ${path}. A trace's address is <code>/traces/</code> and 32 hexadecimal digits.</p>
        <p><a href=${href('/')}>Overview</a></p>`,
  };
}

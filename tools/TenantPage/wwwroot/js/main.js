// @ts-check
/** Starts the page: the header, the page of the path, and its refresh. */
import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { announce } from './announce.js';
import { isAbort, UnreachableError } from './api.js';
import { header } from './header.js';
import { problemBox } from './components/states.js';
import { currentQuery, onNavigation } from './router.js';
import { openPage } from './pages.js';
import { repeatWhileVisible } from './repeat-while-visible.js';
import { loadTenants } from './tenants.js';

const refreshMs = 2000;
const tenantsMs = 10_000; // a new tenant or a red mark is rare, and the Isolation page itself looks more often
const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @typedef {import('./pages.js').Page} Page */
/** @typedef {{ path: string, abort: AbortController, page: Page, refresh?: ReturnType<typeof repeatWhileVisible> }} Opened */

/** @type {Opened | undefined} */
let open;
/** @type {unknown} */
let problem;
let unreachable = false;

function draw() {
  render(header(), element('header'));
  if (open) {
    document.title = `${open.page.title} · demo-app tenants`;
    render(html`${problem ? problemBox(problem) : nothing}${open.page.view(currentQuery())}`, element('main'));
  }
}

/** @param {boolean} reachable */
function setReachable(reachable) {
  if (unreachable !== reachable) {
    return;
  }

  unreachable = !reachable;
  const banner = html`<p class="banner">
    <span class="mark" aria-hidden="true">!</span>
    <span
      ><strong>The tenant page's server at ${location.host} is unreachable.</strong> The figures below may be old. The page retries every
      ${refreshMs / 1000} seconds; if the server was stopped, start it again with <code>make run</code>.</span
    >
    <button type="button" @click=${() => open?.refresh?.now()}>Retry now</button>
  </p>`;
  render(unreachable ? banner : nothing, element('banner'));
  if (reachable) {
    announce("The tenant page's server answers again.");
  }
}

/** @param {Opened} opened */
async function load(opened) {
  try {
    await opened.page.load?.(opened.abort.signal);
    if (opened === open) {
      problem = undefined;
      setReachable(true);
    }
  } catch (error) {
    if (opened !== open || isAbort(error)) {
      return;
    }

    if (error instanceof UnreachableError) {
      setReachable(false);
    } else {
      problem = error;
      console.error(error);
    }
  }

  if (opened === open) {
    draw();
  }
}

function show() {
  const path = location.pathname;
  if (open?.path === path) {
    draw();
    return;
  }

  const first = !open;
  open?.refresh?.stop();
  open?.abort.abort();
  problem = undefined;
  const abort = new AbortController();
  /** @type {Opened} */
  const opened = { path, abort, page: openPage(path, { update: draw, signal: abort.signal }) };
  open = opened;
  draw();
  opened.refresh = repeatWhileVisible(() => load(opened), refreshMs);
  if (!first) {
    scrollTo(0, 0);
    // A screen reader reads a new page from its heading, as if it had been loaded.
    element('main').querySelector('h1')?.focus();
  }
}

onNavigation(show);
document.addEventListener('redraw', draw);
show();
repeatWhileVisible(async () => {
  try {
    if (await loadTenants()) {
      draw();
    }
  } catch {
    // The refresh of the page itself reports the error.
  }
}, tenantsMs);

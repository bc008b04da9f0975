/** Starts the page: the header, the page that the path names, and its refreshing. */
import { html, nothing, render } from '/lib/lit-html/lit-html.js';
import { announce } from './announce.js';
import { UnreachableError } from './api.js';
import { header } from './header.js';
import { problemBox } from './components/states.js';
import { currentQuery, onNavigation } from './router.js';
import { findPage } from './pages.js';
import { repeatWhileVisible } from './repeat-while-visible.js';
import { loadTenants } from './tenants.js';

const refreshMs = 2000;
const main = document.getElementById('main');

let open; // { path, page, stop, abort }
let problem;
let unreachable = false;

function draw() {
  render(header(), document.getElementById('header'));
  if (!open) {
    return;
  }

  document.title = `${open.page.title()} · demo-app telemetry`;
  render(html`${problem ? problemBox(problem) : nothing}${open.page.view(currentQuery())}`, main);
}

function setReachable(reachable) {
  if (unreachable !== reachable) {
    return;
  }

  unreachable = !reachable;
  render(
    unreachable
      ? html` <p class="banner">
          <span class="mark" aria-hidden="true">!</span>
          <span
            ><strong>The telemetry viewer at ${location.host} does not answer.</strong> What is shown may be old. It is asked again every
            ${refreshMs / 1000} seconds; if it was stopped, start it again with <code>make run</code>.</span
          >
          <button type="button" @click=${() => open?.refresh.now()}>Try now</button>
        </p>`
      : nothing,
    document.getElementById('banner'),
  );
  if (reachable) {
    announce('The telemetry viewer answers again.');
  }
}

async function load(opened) {
  try {
    await opened.page.load?.(currentQuery(), opened.abort.signal);
    if (opened === open) {
      problem = undefined;
      setReachable(true);
    }
  } catch (error) {
    if (opened !== open || error.name === 'AbortError') {
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
    open.page.changed?.(currentQuery());
    draw();
    open.refresh.now();
    return;
  }

  const first = !open;
  open?.refresh.stop();
  open?.abort.abort();
  open?.page.close?.();
  problem = undefined;
  const opened = { path, abort: new AbortController() };
  opened.page = findPage(path, { update: draw, reload: () => opened.refresh?.now(), signal: opened.abort.signal });
  open = opened;
  opened.refresh = repeatWhileVisible(
    () => load(opened),
    () => opened.page.refreshMs?.() ?? refreshMs,
  );
  draw();
  if (!first) {
    scrollTo(0, 0);
    // A new page is read from its heading, as if it had been loaded.
    main.querySelector('h1')?.focus();
  }
}

onNavigation(show);
show();
repeatWhileVisible(
  async () => {
    try {
      if (await loadTenants()) {
        draw();
      }
    } catch {
      // The page's own refreshing says what is wrong.
    }
  },
  () => refreshMs,
);

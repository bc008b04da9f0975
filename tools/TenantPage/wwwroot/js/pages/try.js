// @ts-check
/** Try it: sends a request and links to its trace; sets the faults of each service. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { getJson, isAbort, sendJson } from '../api.js';
import { traceLink, valueOf } from '../components/elements.js';
import { faultForm, loadFaults } from '../components/fault-form.js';
import { empty, loading, nextStep, problemBox, senders } from '../components/states.js';
import { duration, time } from '../format.js';
import { shared } from '../tenants.js';

/**
 * @typedef {import('../api-types.js').TryAnswer} TryAnswer
 * @typedef {{ state: 'sending' | 'waiting' | 'arrived' | 'late' | 'failed', tenant: string, sent: number, answer?: TryAnswer,
 *   forwarded?: boolean, error?: { message: string, title?: string, status?: number } }} Attempt
 */

const lookForMs = 30_000; // longer than sidecars and services take to export
const stored = 'attempt';

/** The last answer stays when the reader comes back, from another page or from the dashboard. @returns {Attempt | undefined} */
function restore() {
  try {
    return JSON.parse(sessionStorage.getItem(stored) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {Attempt} attempt */
function store(attempt) {
  try {
    sessionStorage.setItem(stored, JSON.stringify(attempt));
  } catch {
    // Without storage the answer is there until the page is left.
  }
}

/** @param {import('../pages.js').Shell} shell @returns {import('../pages.js').Page} */
export function tryPage(shell) {
  /** @type {string | undefined} */
  let tenant;
  let message = 'Hello from the tenant page';
  let attempt = restore();
  /** @type {Map<string, import('../components/fault-form.js').FaultState>} */
  const faults = new Map();

  /** @param {string | undefined} filter */
  const chosen = filter => (senders(filter).length ? filter : undefined) ?? tenant ?? senders()[0]?.tenant;

  /** @param {string} to */
  async function send(to) {
    /** @type {Attempt} */
    const own = { state: 'sending', tenant: to, sent: Date.now() };
    attempt = own;
    shell.update();
    try {
      own.answer = await sendJson('POST', 'try', { tenant: to, message }, shell.signal);
      own.state = 'waiting';
    } catch (error) {
      if (isAbort(error)) {
        return;
      }

      const { message: text, title, status } = /** @type {import('../api.js').ApiError} */ (error);
      Object.assign(own, { state: 'failed', error: { message: text, title, status } });
    }

    store(own);
    shell.update();
  }

  /** @param {AbortSignal} signal */
  async function lookForTrace(signal) {
    const own = attempt;
    if (own?.state === 'waiting') {
      /** @type {import('../api-types.js').TraceState} */
      const trace = await getJson(`traces/${own.answer?.traceId}`, signal);
      own.forwarded = trace.forwarded;
      own.state = trace.known ? 'arrived' : Date.now() - own.sent > lookForMs ? 'late' : 'waiting';
      store(own);
    }
  }

  /** Faults are read once, and again when they have expired: each reading is a request to the service. @param {AbortSignal} signal */
  async function loadAllFaults(signal) {
    const apps = shared.topology?.tenants.flatMap(({ services }) => services) ?? [];
    await Promise.all(
      apps.map(async ({ appId }) => {
        const state = faults.get(appId) ?? { shares: {} };
        const expires = state.answer?.faults?.expires_at;
        if (!faults.has(appId) || state.unread || (expires && Date.parse(expires) < Date.now())) {
          faults.set(appId, state);
          await loadFaults(appId, state, signal);
        }
      }),
    );
  }

  return {
    title: 'Try it',
    async load(signal) {
      shared.topology ??= await getJson('topology', signal);
      await Promise.all([loadAllFaults(signal), lookForTrace(signal)]);
    },
    view: query =>
      html`<h1 tabindex="-1">Try it</h1>
        ${shared.topology
          ? html`${senders().length ? sendForm(query.tenant) : empty('No Sender is known', nextStep())} ${faultSection(query.tenant)}`
          : loading()}`,
  };

  /** @param {string | undefined} filter */
  function sendForm(filter) {
    const busy = attempt?.state === 'sending';
    const to = chosen(filter);
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (!busy && to) {
        send(to);
      }
    };
    const choose = (/** @type {Event} */ event) => {
      tenant = valueOf(event);
      shell.update();
    };
    const type = (/** @type {Event} */ event) => {
      message = valueOf(event);
    };
    return html`<section class="panel" aria-labelledby="send-heading">
      <h2 id="send-heading">Send a request</h2>
      <form class="fields" @submit=${submit}>
        <label
          >Send to
          <select name="try-tenant" @change=${choose}>
            ${senders(filter && to === filter ? filter : undefined).map(
              sender => html`<option value=${sender.tenant} .selected=${sender.tenant === to}>${sender.tenant}</option>`,
            )}
          </select></label
        >
        <label class="wide"
          >Message
          <input name="message" required maxlength="1000" autocomplete="off" .value=${message} @input=${type} /></label
        >
        <button type="submit" class="primary" data-testid="try-send" aria-disabled=${String(busy)}>${busy ? 'Sending …' : 'Send'}</button>
      </form>
      <div role="status" class="attempt" data-testid="try-status">${attempt ? progress(attempt) : nothing}</div>
      ${attempt?.state === 'failed' ? problemBox(attempt.error) : nothing}
    </section>`;
  }

  /** @param {string | undefined} filter */
  function faultSection(filter) {
    const tenants = (shared.topology?.tenants ?? []).filter(({ name }) => !filter || name === filter);
    return tenants.length
      ? html`<section aria-labelledby="faults-heading">
          <h2 id="faults-heading">Faults</h2>
          <p>
            Injected errors and delays of one process, until they expire. An empty field keeps the value of the service's environment. A
            rate up to 1 is a share; above 1, or with a percent sign, it is a percentage: 0.3, 30 and 30 % are the same.
          </p>
          <div class="tenants">
            ${tenants.map(
              ({ name, services }) =>
                html`<section class="panel" aria-labelledby=${`faults-${name}`}>
                  <h3 id=${`faults-${name}`}>${name}</h3>
                  ${services.map(service => faultForm(service, name, faults.get(service.appId), shell))}
                </section>`,
            )}
          </div>
        </section>`
      : nothing;
  }
}

/** @param {Attempt} attempt */
function progress({ answer, state, tenant, sent, forwarded }) {
  if (!answer) {
    return state === 'sending' ? html`<p>Sending POST /send to the Sender of ${tenant} …</p>` : nothing;
  }

  return html`<p>
      The Sender of ${tenant} answered <strong>${answer.status}</strong> in ${duration(answer.durationMs)}, at ${time(sent)}.
      ${state === 'waiting'
        ? 'Its trace is not here yet: services and sidecars export their spans in batches, every few seconds.'
        : state === 'late'
          ? `Its trace did not arrive within ${lookForMs / 1000} seconds: is the service running, and does it export to this page?`
          : ''}
    </p>
    <p data-testid="try-trace">
      ${traceLink(answer.traceId, { forwarded, text: html`Trace <span class="mono">${answer.traceId}</span>` })}
      ${shared.dashboardUrl ? nothing : html`<small class="muted">There is no dashboard to open it on.</small>`}
    </p>
    ${answer.body ? html`<pre tabindex="0" role="group" aria-label="The answer"><code>${answer.body}</code></pre>` : nothing}`;
}

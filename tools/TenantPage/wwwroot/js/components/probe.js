// @ts-check
/** The forged request: a form that sends a request for another tenant in three ways, and shows each answer. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { announce } from '../announce.js';
import { getJson, isAbort, sendJson } from '../api.js';
import { shared } from '../tenants.js';
import { badge, traceLink, valueOf } from './elements.js';
import { problemBox, senders } from './states.js';
import { table } from './table.js';

/** @typedef {import('../api-types.js').ProbeAttempt & { forwarded?: boolean }} Attempt */

const ways = { body: 'tenant_id in the body', header: 'tenant headers', baggage: 'tenant.id in the baggage' };

/** @param {import('../pages.js').Shell} shell */
export function probe(shell) {
  let busy = false;
  /** @type {string | undefined} */
  let target;
  /** @type {{ tenant: string, claim: string, attempts: Attempt[] } | undefined} */
  let result;
  /** @type {unknown} */
  let problem;

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    if (busy) {
      return;
    }

    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const [tenant, claim] = [String(form.get('probe-tenant')), String(form.get('probe-claim'))];
    busy = true;
    problem = undefined;
    shell.update();
    try {
      const { attempts } = /** @type {import('../api-types.js').Probe} */ (
        await sendJson('POST', 'isolation/probe', { tenant, claim }, shell.signal)
      );
      result = { tenant, claim, attempts: await Promise.all(attempts.map(withTrace)) };
      const crossed = attempts.filter(attempt => attempt.verdict === 'CROSSED').length;
      announce(crossed ? `${crossed} of ${attempts.length} forged requests crossed` : 'No forged request crossed');
    } catch (error) {
      if (isAbort(error)) {
        return;
      }

      problem = error;
    } finally {
      busy = false;
    }

    shell.update();
  }

  /** @param {Attempt} attempt */
  async function withTrace(attempt) {
    if (attempt.traceId) {
      const state = await getJson(`traces/${attempt.traceId}`, shell.signal).catch(() => undefined);
      attempt.forwarded = state?.forwarded !== false || !state.known;
    }

    return attempt;
  }

  /** @param {string | undefined} tenant The tenant chosen in the header. */
  return function view(tenant) {
    const targets = senders(tenant).map(sender => sender.tenant);
    const to = target && targets.includes(target) ? target : targets[0];
    const claims = [...shared.names.filter(name => name !== to && name !== 'unknown'), 'another-tenant'];
    const choose = (/** @type {Event} */ event) => {
      target = valueOf(event);
      shell.update();
    };
    return html`<section class="panel" aria-labelledby="probe-heading">
      <h2 id="probe-heading">Forged request</h2>
      <p>
        Sends a request to the Sender of one tenant that claims to be from another one: in the body, in headers and in the baggage. The
        Sender must refuse the body with 403. Headers and baggage must not change the tenant of the request.
      </p>
      ${targets.length
        ? html`<form class="fields" @submit=${send}>
            <label
              >Send to
              <select name="probe-tenant" @change=${choose}>
                ${targets.map(name => html`<option .selected=${name === to}>${name}</option>`)}
              </select></label
            >
            <label
              >Claim to be
              <select name="probe-claim">${claims.map(name => html`<option>${name}</option>`)}</select></label
            >
            <button type="submit" class="primary" aria-disabled=${String(busy)}>
              ${busy ? 'Sending …' : 'Send the forged request'}
            </button>
          </form>`
        : html`<p class="muted">No Sender is known; <code>make run</code> starts the services with a page that knows them.</p>`}
      ${problem ? problemBox(problem) : nothing} ${result ? answers(result) : nothing}
    </section>`;
  };
}

/** @param {{ tenant: string, claim: string, attempts: Attempt[] }} result */
const answers = ({ tenant, claim, attempts }) =>
  table({
    label: 'Answers',
    caption: `Answers of ${tenant} to requests that claim to be of ${claim}`,
    rows: attempts,
    columns: [
      { head: 'Claim in', header: true, cell: attempt => ways[attempt.way] ?? attempt.way },
      { head: 'Verdict', cell: attempt => badge(attempt.verdict === 'CROSSED' ? 'error' : 'ok', attempt.verdict) },
      { head: 'Status', figure: true, cell: attempt => attempt.status ?? 'no answer' },
      { head: 'Answer', className: 'sentence', cell: ({ detail, answer }) => html`${detail} <code>${answer ?? ''}</code>` },
      { head: 'Trace', cell: attempt => traceLink(attempt.traceId, attempt) },
    ],
  });

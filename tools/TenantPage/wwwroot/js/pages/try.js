/** Try it: sends a request and opens its trace; switches the faults of each service. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { ApiError, getJson, sendJson } from '../api.js';
import { faultForm, loadFaults } from '../components/fault-form.js';
import { problemBox, empty, loading } from '../components/states.js';
import { traceLink } from '../components/elements.js';
import { copyButton } from '../components/copy-button.js';
import { duration, plural } from '../format.js';
import { href, navigate } from '../router.js';

const askFaultsMs = 15_000; // each question is a request of the service's own, and so in its telemetry
const lookEveryMs = 500;
const lookForMs = 30_000; // longer than a sidecar and a collector take to export; then the reader decides

export function tryPage(shell) {
  let topology;
  let tenant;
  let message = 'Hello from the telemetry page';
  let attempt; // { state: sending|waiting|failed|late, said, answer, error }
  const faults = new Map();
  let asked; // when the services were last asked for their faults

  const senders = () => topology.tenants.filter(candidate => candidate.services.some(service => service.sends));
  const chosen = query => tenant ?? senders().find(candidate => candidate.name === query.tenant)?.name ?? senders()[0]?.name;

  async function send(query) {
    const own = (attempt = { state: 'sending', tenant: chosen(query) });
    shell.update();
    try {
      own.answer = await sendJson('POST', 'try', { tenant: own.tenant, message }, shell.signal);
      own.state = 'waiting';
      await waitForTrace(own);
    } catch (error) {
      if (error.name === 'AbortError') {
        return;
      }

      Object.assign(own, { state: 'failed', error });
    }

    shell.update();
  }

  async function waitForTrace(own) {
    const until = performance.now() + lookForMs;
    while (performance.now() < until && own === attempt) {
      try {
        const trace = await getJson(`traces/${own.answer.traceId}`, {}, shell.signal);
        own.trace = trace;
        if (trace.complete) {
          navigate(href(`/traces/${own.answer.traceId}`, { tenant: '' }));
          return;
        }
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) {
          throw error;
        }
      }

      shell.update();
      await new Promise(resolve => setTimeout(resolve, lookEveryMs));
    }

    own.state = 'late';
  }

  return {
    title: () => 'Try it',
    async load(query, signal) {
      topology = await getJson('topology', {}, signal);
      const ended = [...faults.values()].some(
        ({ answer }) => answer?.faults?.expires_at && new Date(answer.faults.expires_at) < Date.now(),
      );
      if (ended || asked === undefined || performance.now() - asked > askFaultsMs) {
        asked = performance.now();
        await loadFaults(topology, faults, signal);
      }
    },
    view: query =>
      html`<h1 tabindex="-1">Try it</h1>
        ${
          topology
            ? html` ${
                senders().length
                  ? sendForm(query)
                  : empty(
                      'No Sender is known',
                      html`<p>
                        ${
                          topology.runFile
                            ? `${topology.runFile} has no service that takes POST /send.`
                            : 'There is no run file here, so it is not known where the services are.'
                        }
                        Start the page from the folder of demo-app with <code>make run</code>.
                      </p>`,
                    )
              }
              ${faultSection(query)}`
            : loading()
        }`,
  };

  function sendForm(query) {
    const busy = attempt && ['sending', 'waiting'].includes(attempt.state);
    return html`<section class="panel" aria-labelledby="send-heading">
      <h2 id="send-heading">Send a request</h2>
      <form
        class="filters"
        @submit=${event => {
          event.preventDefault();
          if (!busy) {
            send(query);
          }
        }}
      >
        <label
          >Tenant
          <select
            name="try-tenant"
            @change=${event => {
              tenant = event.target.value;
              shell.update();
            }}
          >
            ${senders().map(({ name }) => html`<option value=${name} .selected=${name === chosen(query)}>${name}</option>`)}
          </select></label
        >
        <label class="wide"
          >Message
          <input
            name="message"
            required
            maxlength="1000"
            autocomplete="off"
            .value=${message}
            @input=${event => {
              message = event.target.value;
            }}
        /></label>
        <button type="submit" class="primary" data-testid="try-send" aria-disabled=${String(!!busy)}>
          ${busy ? 'Waiting …' : 'Send and open its trace'}
        </button>
      </form>
      <div role="status" class="attempt" data-testid="try-status">${attempt ? progress(attempt) : nothing}</div>
      ${attempt?.state === 'failed' ? problemBox(attempt.error) : nothing}
    </section>`;
  }

  function faultSection(query) {
    const shown = topology.tenants.filter(candidate => !query.tenant || candidate.name === query.tenant);
    return html`<section aria-labelledby="faults-heading">
      <h2 id="faults-heading">Faults</h2>
      <p>Errors and delays on purpose, in one process each, until they expire. What is left empty is as the service's environment says.</p>
      <div class="tenants">
        ${shown.map(
          ({ name, services }) =>
            html`<section class="panel" aria-labelledby=${`faults-${name}`}>
              <h3 id=${`faults-${name}`}>${name}</h3>
              ${services.map(service => faultForm(service, name, faults, shell))}
            </section>`,
        )}
      </div>
      ${shown.length === 0 ? html`<p class="muted">No service is known here.</p>` : nothing}
    </section>`;
  }
}

function progress(attempt) {
  const { answer, state, tenant, trace } = attempt;
  if (state === 'sending') {
    return html`<p>Sending POST /send to the Sender of ${tenant} …</p>`;
  }

  if (!answer) {
    return nothing;
  }

  return html`<p>
      The Sender answered <strong>${answer.status}</strong> in ${duration(answer.durationMs)}.
      ${
        state === 'waiting'
          ? trace
            ? `${plural(trace.spanCount, 'span')} of its trace ${trace.spanCount === 1 ? 'is' : 'are'} here; waiting for the spans that are missing …`
            : 'Waiting for its trace: services and sidecars send their spans in batches, every few seconds …'
          : state === 'late'
            ? `Its trace is not complete after ${lookForMs / 1000} seconds. ` +
              'The spans of a service that is not running, or sends its telemetry elsewhere, never come.'
            : ''
      }
    </p>
    <p class="actions">
      ${traceLink(answer.traceId, undefined, `Open trace ${answer.traceId}`)} ${copyButton('Copy trace ID', () => answer.traceId)}
    </p>
    ${answer.body ? html`<pre tabindex="0" role="group" aria-label="The answer"><code>${answer.body}</code></pre>` : nothing}`;
}

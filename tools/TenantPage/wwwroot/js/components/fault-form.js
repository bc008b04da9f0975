/** The fault switches of one service: what is in force, and a form that changes it or takes it back (docs/faults.md). */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { announce } from '../announce.js';
import { getJson, sendJson } from '../api.js';
import { serviceName } from './elements.js';
import { problemBox } from './states.js';
import { duration, percent, time } from '../format.js';

const fields = [
  { member: 'error_rate', label: 'Error rate', range: '0 to 1', max: 1, step: 'any', say: percent },
  { member: 'latency_ms', label: 'Latency, ms', range: '0 to 60000', max: 60_000, step: 1, say: duration },
  { member: 'database_failure_rate', label: 'Database failure rate', range: '0 to 1', max: 1, step: 'any', say: percent },
  { member: 'database_latency_ms', label: 'Database latency, ms', range: '0 to 60000', max: 60_000, step: 1, say: duration },
];
const defaultSeconds = 300;

/** Asks every service; one that is not there says so in its own place. */
export async function loadFaults(topology, faults, signal) {
  await Promise.all(
    topology.tenants
      .flatMap(({ services }) => services)
      .map(async ({ appId }) => {
        const state = faults.get(appId) ?? {};
        faults.set(appId, state);
        try {
          state.answer = await getJson(`faults/${encodeURIComponent(appId)}`, {}, signal);
          state.unread = undefined;
        } catch (error) {
          if (error.name === 'AbortError') {
            throw error;
          }

          state.unread = error;
        }
      }),
  );
}

export function faultForm(service, tenant, faults, shell) {
  const state = faults.get(service.appId);
  const id = `fault-${service.appId}`;

  async function change(what, said) {
    try {
      state.answer = await what();
      state.problem = undefined;
      announce(`${said} ${service.service} of ${tenant}`);
    } catch (error) {
      state.problem = error;
    }

    shell.update();
  }

  const path = `faults/${encodeURIComponent(service.appId)}`;
  const submit = event => {
    event.preventDefault();
    const body = {};
    for (const [name, value] of new FormData(event.target)) {
      if (value !== '') {
        body[name] = Number(value);
      }
    }

    change(() => sendJson('PUT', path, body), 'Faults are in force in');
  };

  const now = state?.answer?.faults;
  return html`<section class="fault" aria-labelledby=${id}>
    <h4 id=${id}>${serviceName(service.service)} <span class="muted mono">${service.appId}</span></h4>
    ${
      state?.unread
        ? problemBox(state.unread)
        : !state?.answer
          ? html`<p class="muted">Asking …</p>`
          : !state.answer.available
            ? off(state.answer.detail)
            : html` <p data-testid="fault-state">${inForce(now)}</p>
                <form class="filters" data-testid="fault-form" aria-label=${`Faults of ${service.service}, ${tenant}`} @submit=${submit}>
                  ${fields
                    .filter(field => now[field.member] !== undefined)
                    .map(
                      field =>
                        html`<label
                          >${field.label} <small>${field.range}</small>
                          <input
                            type="number"
                            name=${field.member}
                            min="0"
                            max=${field.max}
                            step=${field.step}
                            inputmode="decimal"
                            placeholder=${now.source === 'api' ? nothing : now[field.member]}
                            .value=${now.source === 'api' ? String(now[field.member]) : ''}
                        /></label>`,
                    )}
                  <label
                    >For, seconds <small>1 to 86400</small
                    ><input
                      type="number"
                      name="expires_in_seconds"
                      min="1"
                      max="86400"
                      step="1"
                      inputmode="numeric"
                      value=${defaultSeconds}
                      required
                  /></label>
                  <button type="submit" class="primary">${now.source === 'api' ? 'Change' : 'Switch on'}</button>
                  <button
                    type="button"
                    aria-disabled=${String(now.source !== 'api')}
                    @click=${() => {
                      if (now.source === 'api') {
                        change(() => sendJson('DELETE', path), 'Faults are taken back from');
                      }
                    }}
                  >
                    Switch off
                  </button>
                </form>
                ${state.problem ? problemBox(state.problem) : nothing}`
    }
  </section>`;
}

const off = detail =>
  html`<p>
      <span class="badge neutral"><span aria-hidden="true">– </span>not available</span> ${detail}
    </p>
    <p class="hint">Where the faults API is off, start the services with it on: <code>FAULTS_API=true make run</code>.</p>`;

function untilWhen(expires) {
  if (!expires) {
    return '';
  }

  const left = Math.max(0, Math.round((new Date(expires) - Date.now()) / 1000) * 1000);
  return `, until ${time(new Date(expires))} (${duration(left)} left)`;
}

function inForce(faults) {
  const active = fields
    .filter(({ member }) => faults[member] > 0)
    .map(({ member, label, say }) => `${label.replace(', ms', '').toLowerCase()} ${say(faults[member])}`);
  return html`${
      active.length
        ? html`<span class="badge warning"><span aria-hidden="true">▲ </span>in force</span> ${active.join(', ')}`
        : html`<span class="badge ok"><span aria-hidden="true">✓ </span>no fault</span>`
    }
    <span class="muted"
      >${faults.source === 'api' ? `set here or by the API${untilWhen(faults.expires_at)}` : 'as the environment says'}</span
    >`;
}

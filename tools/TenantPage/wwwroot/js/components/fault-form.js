// @ts-check
/** The faults of one service: what is in force, and a form that sets or removes them (docs/faults.md). */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { announce } from '../announce.js';
import { getJson, isAbort, sendJson } from '../api.js';
import { duration, parseShare, percent, time } from '../format.js';
import { badge } from './elements.js';
import { serviceName } from './service.js';
import { problemBox } from './states.js';

/**
 * @typedef {import('../pages.js').Shell} Shell
 * @typedef {import('../api-types.js').App} App
 * @typedef {import('../api-types.js').Faults} Faults
 * @typedef {import('../api-types.js').FaultsAnswer} FaultsAnswer
 * @typedef {{ answer?: FaultsAnswer, unread?: unknown, problem?: unknown, shares: Record<string, string> }} FaultState
 * @typedef {'error_rate' | 'latency_ms' | 'database_failure_rate' | 'database_latency_ms'} Member
 */

/** @type {{ member: Member, label: string, share?: boolean }[]} */
const fields = [
  { member: 'error_rate', label: 'Error rate', share: true },
  { member: 'latency_ms', label: 'Latency' },
  { member: 'database_failure_rate', label: 'Database failure rate', share: true },
  { member: 'database_latency_ms', label: 'Database latency' },
];
const defaultSeconds = 300;

/** @param {string} appId */
const path = appId => `faults/${encodeURIComponent(appId)}`;

/**
 * Reads the faults of one service into `state`; a service that does not answer reports that in its own place.
 * @param {string} appId @param {FaultState} state @param {AbortSignal} signal
 */
export async function loadFaults(appId, state, signal) {
  try {
    state.answer = await getJson(path(appId), signal);
    state.unread = undefined;
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }

    state.unread = error;
  }
}

/** @param {App} service @param {string} tenant @param {FaultState | undefined} state @param {Shell} shell */
export function faultForm(service, tenant, state, shell) {
  const id = `fault-${service.appId}`;
  return html`<section class="fault" aria-labelledby=${id}>
    <h4 id=${id}>${serviceName(service.service, tenant)} <span class="muted mono">${service.appId}</span></h4>
    ${state?.unread
      ? problemBox(state.unread)
      : !state?.answer
        ? html`<p class="muted">Loading …</p>`
        : state.answer.faults
          ? form(service, tenant, state, state.answer.faults, shell)
          : html`<p>${badge('neutral', 'not available')} ${state.answer.detail}</p>
              <p class="hint">If the faults API is off, start the services with <code>FAULTS_API=true make run</code>.</p>`}
  </section>`;
}

/** @param {App} service @param {string} tenant @param {FaultState} state @param {Faults} now @param {Shell} shell */
function form(service, tenant, state, now, shell) {
  const isSet = now.source === 'api';

  /** @param {Promise<any>} answer @param {string} said */
  async function change(answer, said) {
    try {
      state.answer = await answer;
      state.problem = undefined;
      state.shares = {};
      announce(`${said} ${service.service} of ${tenant}`);
    } catch (error) {
      state.problem = error;
    }

    shell.update();
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    /** @type {Record<string, number>} */
    const body = {};
    for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (event.target))) {
      if (value !== '') {
        body[name] = fields.some(field => field.share && field.member === name) ? parseShare(String(value)) : Number(value);
      }
    }

    change(sendJson('PUT', path(service.appId), body), 'Faults are in force in');
  }

  const remove = () => isSet && change(sendJson('DELETE', path(service.appId)), 'Faults were removed from');

  return html`<p data-testid="fault-state">${inForce(now)}</p>
    <form class="fields" data-testid="fault-form" aria-label=${`Faults of ${service.service}, ${tenant}`} @submit=${submit}>
      ${fields
        .filter(({ member }) => now[member] !== undefined)
        .map(({ member, label, share }) =>
          share
            ? shareField(member, label, isSet ? now[member] : undefined, state, shell)
            : numberField(member, `${label}, ms`, 0, 60_000, isSet ? String(now[member]) : ''),
        )}
      ${numberField('expires_in_seconds', 'Seconds in force', 1, 86_400, String(defaultSeconds), true)}
      <span>
        <button type="submit" class="primary">${isSet ? 'Change' : 'Switch on'}</button>
        <button type="button" aria-disabled=${String(!isSet)} @click=${remove}>Switch off</button>
      </span>
    </form>
    ${state.problem ? problemBox(state.problem) : nothing}`;
}

/**
 * A share, typed as a percentage or as a number up to 1; the field says how it was understood.
 * @param {Member} member @param {string} label @param {number | undefined} value @param {FaultState} state @param {Shell} shell
 */
function shareField(member, label, value, state, shell) {
  const text = state.shares[member] ?? '';
  const share = parseShare(text);
  const now = value ? `${Number((value * 100).toPrecision(12))} %` : '';
  /** @param {Event} event */
  const typed = event => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    state.shares[member] = input.value;
    input.setCustomValidity(input.value && Number.isNaN(parseShare(input.value)) ? 'Type 30, 30 % or 0.3; at most 100 %.' : '');
    shell.update();
  };
  return html`<label
    >${label}
    <input name=${member} inputmode="decimal" autocomplete="off" .value=${now} @input=${typed} />
    <small class="hint">${text === '' ? '30, 30 % or 0.3' : Number.isNaN(share) ? 'not a share' : `= ${percent(share)}`}</small></label
  >`;
}

/** @param {string} name @param {string} label @param {number} min @param {number} max @param {string} value @param {boolean} [required] */
const numberField = (name, label, min, max, value, required = false) =>
  html`<label
    >${label}
    <input type="number" name=${name} min=${min} max=${max} step="1" inputmode="numeric" .value=${value} ?required=${required} />
    <small class="hint">${min} to ${max}</small></label
  >`;

/** @param {Faults} faults */
function inForce(faults) {
  const active = fields
    .filter(({ member }) => faults[member])
    .map(({ member, label, share }) => `${label.toLowerCase()} ${(share ? percent : duration)(faults[member])}`);
  return html`${active.length ? html`${badge('warning', 'in force')} ${active.join(', ')}` : badge('ok', 'no fault')}
    <span class="muted">${faults.source === 'api' ? `set by the API${untilWhen(faults.expires_at)}` : 'from the environment'}</span>`;
}

/** @param {string | undefined} expires */
function untilWhen(expires) {
  const left = Math.max(0, Math.round((Date.parse(expires ?? '') - Date.now()) / 1000) * 1000);
  return expires ? `, until ${time(Date.parse(expires))} (${duration(left)} left)` : '';
}

// @ts-check
/** Isolation: what each tenant sent, what was rejected or refused, whom it called, and a probe that tries to cross the border. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { getJson } from '../api.js';
import { callMap, isCrossing } from '../components/call-map.js';
import { at, badge, traceLink } from '../components/elements.js';
import { probe } from '../components/probe.js';
import { empty, loading, nextStep } from '../components/states.js';
import { table } from '../components/table.js';
import { ago, count, plural } from '../format.js';
import { setTenants, shared } from '../tenants.js';

/**
 * @typedef {import('../api-types.js').Isolation} Isolation
 * @typedef {import('../api-types.js').IsolatedTenant} Tenant
 * @typedef {import('../api-types.js').SignalCounts} SignalCounts
 */

/** @type {[name: string, member: keyof SignalCounts][]} */
const signals = [['Spans', 'spans'], ['Metric points', 'points'], ['Log records', 'logs']];

/** @param {import('../pages.js').Shell} shell @returns {import('../pages.js').Page} */
export function isolationPage(shell) {
  /** @type {Isolation | undefined} */
  let data;
  const forgedRequest = probe(shell);
  return {
    title: 'Isolation',
    async load(signal) {
      data = /** @type {Isolation} */ (await getJson('isolation', signal));
      setTenants(data);
    },
    view: query =>
      html`<div class="heading-row">
          <h1 tabindex="-1">Isolation</h1>
          <a class="button" href="/api/isolation/report" download>Download the report (JSON)</a>
        </div>
        ${data ? content(data, query.tenant, () => forgedRequest(query.tenant)) : loading()}`,
  };
}

/** @param {Isolation} data @param {string | undefined} tenant @param {() => unknown} forgedRequest */
function content(data, tenant, forgedRequest) {
  const isShown = (/** @type {{ tenant: string, carried?: string }} */ record) =>
    !tenant || record.tenant === tenant || record.carried === tenant;
  const tenants = data.tenants.filter(row => !tenant || row.name === tenant || row.unknown);
  const unexpected = data.unexpected.filter(isShown);
  const rejections = data.refusals.filter(isShown);
  return html`<p class="verdict" role="status">
      ${verdict(tenants)}
      <span class="muted">${data.expected ? `Expected tenants: ${data.expected.join(', ')}.` : 'Any tenant is expected.'}</span>
    </p>
    ${tenants.some(row => row.requests > 0)
      ? nothing
      : empty(tenant ? `No telemetry of ${tenant} yet` : 'No telemetry yet', nextStep(tenant))}
    <div class="tenants">${repeat(tenants, row => row.name, tenantPanel)}</div>
    ${shared.topology ? forgedRequest() : nothing}
    <section aria-labelledby="unexpected-heading">
      <h2 id="unexpected-heading">Unexpected records</h2>
      ${unexpected.length
        ? unexpectedTable(unexpected)
        : html`<p class="muted">None. A record is unexpected if it names a tenant other than the one that sent it.</p>`}
    </section>
    <section aria-labelledby="rejections-heading">
      <h2 id="rejections-heading">Rejected telemetry</h2>
      ${rejections.length ? rejectionTable(rejections) : html`<p class="muted">None.</p>`}
    </section>`;
}

/** @param {Tenant[]} tenants */
function verdict(tenants) {
  const unexpected = tenants.reduce((sum, row) => sum + row.unexpected, 0);
  const crossings = tenants.flatMap(row => row.calls).filter(isCrossing);
  const strangers = tenants.filter(row => !row.expected && !row.unknown).map(row => row.name);
  const nameless = tenants.some(row => row.unknown && row.requests > 0);
  const problems = [
    unexpected ? `${plural(unexpected, 'record')} named an unexpected tenant` : '',
    crossings.length ? `${plural(crossings.length, 'service')} called another tenant` : '',
    strangers.length ? `telemetry of ${strangers.join(', ')}, which is not an expected tenant` : '',
    nameless ? 'telemetry without a tenant' : '',
  ].filter(Boolean);
  return problems.length
    ? badge('error', problems.join('; '))
    : badge('ok', 'No record, call or export crossed from one tenant to another');
}

/** @param {Tenant} row */
function tenantPanel(row) {
  const id = `isolation-${row.name}`;
  const red = row.unknown || !row.expected || row.unexpected > 0 || row.calls.some(isCrossing);
  return html`<section class=${red ? 'panel alarm' : 'panel'} aria-labelledby=${id}>
    <div class="heading-row">
      <h2 id=${id}>${row.unknown ? 'No tenant' : row.name}</h2>
      <span>
        ${row.unknown ? badge('error', 'telemetry without a tenant') : row.expected ? nothing : badge('error', 'not expected')}
        ${row.unexpected ? badge('error', `${count(row.unexpected)} unexpected`) : row.unknown ? nothing : badge('ok', 'none unexpected')}
      </span>
    </div>
    ${row.unknown
      ? html`<p>
          These records have no resource attribute <code>tenant.id</code>, and neither their app-id nor their trace belongs to a tenant.
          Set <code>tenant.id</code> (<code>TENANT_ID</code> for the services) at their source.
        </p>`
      : nothing}
    ${signalTable(row)}
    <p class="hint">${plural(row.requests, 'export')}, the last one ${ago(row.lastArrival)}.</p>
    ${row.unknown ? nothing : html`${refused(row)} ${calls(row)}`}
  </section>`;
}

/** @param {Tenant} row */
const signalTable = row =>
  table({
    label: `Signals of ${row.name}`,
    caption: 'Records by signal',
    rows: signals,
    columns: [
      { head: 'Signal', header: true, cell: ([name]) => name },
      { head: 'Received', figure: true, cell: ([, member]) => count(row.accepted[member]) },
      { head: 'Rejected', figure: true, cell: ([, member]) => loss(row.rejected[member]) },
      { head: 'Sampled out', figure: true, cell: ([, member]) => (member === 'spans' ? plural(row.sampledTraces, 'trace') : '') },
      { head: 'Dropped', figure: true, cell: ([, member]) => loss(row.dropped[member]) },
    ],
  });

/** @param {number} value */
const loss = value => html`<span class=${value ? 'bad' : ''}>${count(value)}</span>`;

/** @param {Tenant} row */
const refused = row =>
  html`<h3>Requests refused with 403</h3>
    ${row.refusedRequests.length
      ? table({
          label: `Refused requests of ${row.name}`,
          caption: 'Requests for another tenant, by who sent them',
          testId: 'refused-requests',
          rows: row.refusedRequests,
          columns: [
            { head: 'Asked by', header: true, cell: request => request.askedBy },
            { head: 'Refused by', cell: request => html`${request.service} <code>${request.path}</code>` },
            { head: 'Requests', value: request => request.count, as: count },
            { head: 'Last', className: 'when', cell: request => at(request.last), value: request => request.last },
          ],
        })
      : html`<p class="muted">None.</p>`}`;

/** @param {Tenant} row */
const calls = row =>
  html`<h3>Calls</h3>
    ${row.calls.length
      ? html`${callMap(row.name, row.calls)}
          <details>
            <summary>The same as a table</summary>
            ${table({
              label: `Calls of ${row.name}`,
              caption: `Calls of ${row.name}, from parent and child spans`,
              rows: row.calls,
              columns: [
                { head: 'From', header: true, cell: call => party(call.from, row.name) },
                { head: 'To', cell: call => party(call.to, row.name) },
                { head: 'Calls', value: call => call.count, as: count },
                { head: 'Errors', value: call => call.errors, as: count },
              ],
            })}
          </details>`
      : html`<p class="muted">None yet.</p>`}`;

/** @param {import('../api-types.js').Party} called @param {string} tenant */
const party = (called, tenant) => (called.tenant === tenant ? called.service : badge('error', `${called.service} of ${called.tenant}`));

/** @param {Isolation['unexpected']} records */
const unexpectedTable = records =>
  table({
    label: 'Unexpected records',
    caption: 'The last records that named another tenant, newest first',
    rows: records,
    columns: [
      { head: 'Time', className: 'when', cell: record => at(record.time), value: record => record.time },
      { head: 'Signal', cell: record => record.signal },
      { head: 'Counted for', value: record => record.tenant },
      { head: 'Named', header: true, cell: record => badge('error', record.carried), value: record => record.carried },
      { head: 'Where', cell: record => record.where },
      { head: 'Service', cell: record => record.service },
      { head: 'Times', value: record => record.count, as: count },
      { head: 'Trace', cell: record => traceLink(record.traceId) },
      { head: 'Detail', className: 'sentence', cell: record => record.detail },
    ],
  });

/** @param {Isolation['refusals']} rejections */
const rejectionTable = rejections =>
  table({
    label: 'Rejected telemetry',
    caption: 'The last exports that were rejected in whole or in part, newest first',
    rows: rejections,
    columns: [
      { head: 'Time', className: 'when', cell: rejection => at(rejection.time), value: rejection => rejection.time },
      { head: 'Signal', cell: rejection => rejection.signal },
      { head: 'Transport', cell: rejection => rejection.transport },
      { head: 'Tenant', cell: rejection => rejection.tenant || '(not known)', value: rejection => rejection.tenant },
      { head: 'Records', value: rejection => rejection.items, as: count },
      { head: 'Times', value: rejection => rejection.count, as: count },
      { head: 'Reason', className: 'sentence', cell: rejection => rejection.reason },
    ],
  });

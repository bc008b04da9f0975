// @ts-check
/** Overview: the services and sidecars of each tenant, their charts side by side, and the page's own receiver. */
import { html, nothing, svg } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { getJson } from '../api.js';
import { badge, figure, health, traceLink } from '../components/elements.js';
import { serviceName, styleOf } from '../components/service.js';
import { empty, loading, nextStep } from '../components/states.js';
import { table } from '../components/table.js';
import { dashOf } from '../components/trend-chart.js';
import { absent, ago, axisTime, bytes, count, duration, percent, perSecond, plural, zone } from '../format.js';
import { href } from '../router.js';

/**
 * @typedef {import('../api-types.js').Overview} Overview
 * @typedef {import('../api-types.js').OverviewRow} Row
 * @typedef {import('../components/trend-chart.js').Spec} ChartSpec
 * @typedef {{ traceId: string, time: number, forwarded: boolean, row: Row, status?: number | string, durationMs?: number }} Evidence
 * @typedef {{ name: string, values: (row: Row) => (number | null)[], now: (row: Row) => string, format: ChartSpec['format'],
 *   floor?: number }} Chart
 * @typedef {{ times: number[], first: number }} Span The buckets of the charts: their times, and the index of the first one.
 */

/** @template Row @typedef {import('../components/table.js').Column<Row>} Column */

const evidenceRows = 10;
const shortestChartMs = 120_000;

/** @returns {import('../pages.js').Page} */
export function overviewPage() {
  /** @type {Overview | undefined} */
  let data;
  return {
    title: 'Overview',
    async load(signal) {
      data = await getJson('overview', signal);
    },
    view: ({ tenant }) =>
      html`<h1 tabindex="-1">Overview</h1>
        ${data ? content(data, data.rows.filter(row => !tenant || row.tenant === tenant), tenant) : loading()}`,
  };
}

/** @param {Overview} data @param {Row[]} rows @param {string | undefined} tenant */
function content(data, rows, tenant) {
  const seen = rows.some(row => row.requests > 0);
  const span = chartSpan(data, rows);
  const tenants = [...new Set(rows.map(row => row.tenant))];
  return html`${seen ? nothing : empty(tenant ? `No requests of ${tenant} yet` : 'No requests yet', nextStep(tenant))} ${warnings(rows)}
    ${rows.length ? serviceTable(rows, span) : nothing} ${data.uncounted.map(uncounted)}
    ${seen
      ? html`${notes(rows)}
          <section aria-labelledby="charts-heading">
            <h2 id="charts-heading">The last ${Math.round((span.times.length * data.bucketSeconds) / 60)} minutes</h2>
            <p class="hint">Every tenant has the same scale. Times are in ${zone()}.</p>
            <div class="tenants">${repeat(tenants, name => name, name => tenantCharts(name, rows, span))}</div>
          </section>
          ${evidence(rows)}`
      : nothing}
    ${receiver(data)}`;
}

/** From the first request on, so that the first minutes are not a blot at the right edge. @param {Overview} data @param {Row[]} rows */
function chartSpan(data, rows) {
  const bucketMs = data.bucketSeconds * 1000;
  const length = Math.max(0, ...rows.map(row => row.rate.length));
  const firsts = rows.map(row => row.rate.findIndex(value => value > 0)).filter(index => index >= 0);
  const first = Math.max(0, Math.min(...firsts, length - shortestChartMs / bucketMs));
  return { first, times: Array.from({ length: length - first }, (_, i) => data.firstBucket + (first + i) * bucketMs) };
}

/** What needs attention, as sentences; the table has a sign for each. @param {Row[]} rows */
function warnings(rows) {
  const down = rows
    .filter(row => !row.sidecar)
    .flatMap(row => [
      { name: row.service, row, state: row.app },
      { name: `The sidecar of ${row.service}`, row, state: row.sidecarHealth },
    ])
    .filter(({ state }) => state?.state === 'down');
  const faulty = rows.filter(row => row.fault);
  return down.length || faulty.length
    ? html`<ul class="plain" aria-label="Attention">
        ${down.map(({ name, row, state }) => html`<li>${badge('error', 'down')} ${name} (${row.tenant}): ${state.detail}</li>`)}
        ${faulty.map(
          row =>
            html`<li data-testid="fault-mark">
              ${badge('warning', 'fault in force')} ${row.service} (${row.tenant}): ${row.fault}
              <a href=${href('/try')} aria-label=${`Change the fault of ${row.service}, ${row.tenant}`}>Change</a>
            </li>`,
        )}
      </ul>`
    : nothing;
}

/** @param {import('../api-types.js').Uncounted} of */
const uncounted = ({ tenant, requests, servicesCounted }) =>
  html`<p>${badge('warning', 'not counted')} ${plural(requests, 'request')} of ${tenant}: only ${servicesCounted} services have a row.</p>`;

/** @param {string} name */
const tenantName = name => html`<span class="name" title=${name}>${name}</span>`;

/** @param {Row} row */
const faultBadge = row => (row.fault ? badge('warning', 'fault', row.fault) : nothing);

/** @param {Row[]} rows @param {Span} span */
const serviceTable = (rows, span) =>
  table({
    label: 'Services',
    caption: 'Services by tenant: rates, errors and percentiles of the last minute; failed and refused requests of the last 15 minutes',
    rows,
    key: row => `${row.tenant}/${row.service}/${row.sidecar}`,
    testId: 'overview-table',
    columns: [
      { head: 'Tenant', value: row => row.tenant, cell: row => tenantName(row.tenant) },
      {
        head: 'Service',
        header: true,
        value: row => row.service,
        cell: row => html`${serviceName(row.service, row.tenant, row.sidecar)} ${faultBadge(row)}`,
      },
      { head: 'Requests/s', value: row => row.requestsPerSecond, as: perSecond },
      {
        head: 'Errors',
        figure: true,
        value: row => row.errorRate,
        cell: row => html`<span class=${row.errorRate ? 'bad' : ''}>${percent(row.errorRate)}</span>`,
      },
      { head: 'Failed', figure: true, value: row => row.errors15, cell: failedCell },
      { head: 'Refused', figure: true, value: row => row.refused, cell: refusedCell },
      { head: 'p50', value: row => row.p50Ms, as: duration },
      { head: 'p90', value: row => row.p90Ms, as: duration },
      { head: 'p99', figure: true, value: row => row.p99Ms, cell: slowCell },
      { head: 'Trend', className: 'spark', cell: row => trend(row, span) },
      { head: 'App', cell: row => health(row.sidecar ? undefined : row.app) },
      { head: 'Sidecar', cell: row => health(row.sidecar ? undefined : row.sidecarHealth) },
    ],
  });

/** @param {Row} row */
function failedCell(row) {
  const newest = row.failed.find(trace => trace.forwarded);
  const label = `${plural(row.errors15, 'failed request')} of ${row.service}, ${row.tenant}: the newest trace`;
  return row.errors15 && newest ? traceLink(newest.traceId, { text: count(row.errors15), label }) : count(row.errors15);
}

/** @param {Row} row */
function refusedCell(row) {
  const label = `${plural(row.refused, 'refused request')} of ${row.service}, ${row.tenant}`;
  return row.refused ? html`<a href=${href('/isolation')} aria-label=${label}>${count(row.refused)}</a>` : count(row.refused);
}

/** @param {Row} row */
function slowCell(row) {
  const slowest = row.slowest.find(trace => trace.forwarded);
  const text = duration(row.p99Ms);
  const label = `p99 ${text} of ${row.service}, ${row.tenant}: the slowest trace`;
  return slowest && row.p99Ms !== undefined ? traceLink(slowest.traceId, { text, label }) : text;
}

/** @param {Row} row @param {Span} span */
const trend = (row, span) => (row.requests ? html`<trend-chart .spec=${spark(row, span)}></trend-chart>` : absent);

/** @param {Row} row @param {Span} span @returns {ChartSpec} */
const spark = (row, { times, first }) => ({
  label:
    `Requests per second of ${row.service}, ${row.tenant}: now ${perSecond(row.requestsPerSecond)}, ` +
    `at most ${perSecond(Math.max(0, ...row.rate))} in 15 minutes, ${plural(row.requests, 'request')}`,
  times,
  lines: [{ name: row.service, values: row.rate.slice(first), colour: styleOf(row.service, row.tenant).colour, dash: 0 }],
  format: perSecond,
  height: 28,
  compact: true,
});

/** @param {Row[]} rows */
const notes = rows =>
  html`<p class="hint">
    Failed: requests that ended in an error. Refused: requests answered 403.
    ${rows.some(row => row.sidecar)
      ? html`<span aria-hidden="true">⇄</span> marks a sidecar, whose row counts its service invocations. To the Receiver's sidecar an
          invocation succeeds as soon as its app answers, even with an error: its row stays at 0 % while the Receiver fails. The Sender's
          sidecar counts the answer that it received.`
      : nothing}
  </p>`;

/** @type {Chart[]} */
const charts = [
  { name: 'Requests per second', values: row => row.rate, now: row => perSecond(row.requestsPerSecond), format: perSecond },
  { name: 'Error rate', values: row => row.errors, now: row => percent(row.errorRate), format: percent, floor: 0.05 },
  { name: 'Median duration (p50)', values: row => row.p50, now: row => duration(row.p50Ms), format: duration },
  { name: '99th percentile (p99)', values: row => row.p99, now: row => duration(row.p99Ms), format: duration },
];

/** @param {string} tenant @param {Row[]} rows @param {Span} span */
function tenantCharts(tenant, rows, { times, first }) {
  const own = rows.filter(row => row.tenant === tenant);
  const faulty = own.filter(row => row.fault);
  /** @param {Chart} chart @returns {ChartSpec} */
  const spec = ({ name, values, now, format, floor = 0 }) => ({
    label:
      `${name} of ${tenant}, last minute: ${own.map(row => `${row.service} ${now(row)}`).join(', ')}` +
      faulty.map(row => `. Fault in ${row.service}: ${row.fault}`).join(''),
    times,
    lines: own.map(row => ({ name: row.service, values: values(row).slice(first), ...styleOf(row.service, tenant) })),
    format,
    height: 130,
    max: Math.max(floor, ...rows.flatMap(row => values(row).slice(first).map(Number))),
    marks: faulty.flatMap(row => row.faultSince ?? []),
  });
  return html`<section class="panel" aria-labelledby=${`tenant-${tenant}`}>
    <h3 id=${`tenant-${tenant}`}>${tenant}</h3>
    <ul class="legend">${own.map(row => html`<li>${lineSample(row)} <span class="name">${row.service}</span> ${faultBadge(row)}</li>`)}</ul>
    <div class="charts">
      ${charts.map(
        chart =>
          html`<figure>
            <figcaption>${chart.name}${faulty.length ? html` <span class="fault-note">▲ fault</span>` : nothing}</figcaption>
            <trend-chart .spec=${spec(chart)}></trend-chart>
          </figure>`,
      )}
    </div>
  </section>`;
}

/** @param {Row} row */
function lineSample(row) {
  const { colour, dash } = styleOf(row.service, row.tenant);
  return html`<svg class="line-sample" viewBox="0 0 32 8" width="32" height="8" aria-hidden="true">
    ${svg`<path d="M0 4h32" stroke-dasharray=${dashOf(dash)} .style=${`stroke: var(--series-${colour})`}/>`}
  </svg>`;
}

/** @param {Row[]} rows */
function evidence(rows) {
  const services = rows.filter(row => !row.sidecar);
  const failed = services.flatMap(row => row.failed.map(trace => ({ ...trace, row })));
  const slowest = services.flatMap(row => row.slowest.map(trace => ({ ...trace, row })));
  failed.sort((a, b) => b.time - a.time);
  slowest.sort((a, b) => b.durationMs - a.durationMs);
  return html`<div class="tenants">
    ${traces('Failed requests', 'newest first', failed, { head: 'Status', value: trace => trace.status || 'error' })}
    ${traces('Slowest requests', 'slowest first', slowest, { head: 'Duration', value: trace => trace.durationMs, as: duration })}
  </div>`;
}

/** @param {string} label @param {string} order @param {Evidence[]} rows @param {Column<Evidence>} column */
const traces = (label, order, rows, column) =>
  rows.length
    ? table({
        label,
        caption: `${label} of the last 15 minutes, ${order}`,
        rows: rows.slice(0, evidenceRows),
        columns: [
          column,
          { head: 'Tenant', value: trace => trace.row.tenant, cell: trace => tenantName(trace.row.tenant) },
          { head: 'Service', header: true, cell: trace => serviceName(trace.row.service, trace.row.tenant) },
          { head: `Time, ${zone()}`, value: trace => trace.time, as: axisTime, figure: false },
          { head: 'Trace', cell: trace => traceLink(trace.traceId, trace) },
        ],
      })
    : nothing;

/** @param {Overview} overview */
function receiver({ collector, forward, now }) {
  const rejected = collector.refusedItems > 0 || collector.refusedRequests > 0;
  return html`<section aria-labelledby="receiver-heading">
    <h2 id="receiver-heading">Receiver of this page</h2>
    <p>
      ${collector.lastArrival
        ? html`${badge('ok', 'receiving')} The last telemetry arrived ${ago(collector.lastArrival, now)}.`
        : html`${badge('neutral', 'waiting')} No telemetry since the start.`}
      ${rejected ? html`${badge('error', 'rejected')} <a href=${href('/isolation')}>What was rejected, and why</a>` : nothing}
    </p>
    <dl class="figures">
      ${figure('Started', ago(collector.started, now))} ${figure('Received', signals(collector))}
      ${figure('Rejected records', count(collector.refusedItems))} ${figure('Rejected exports', count(collector.refusedRequests))}
      ${figure('Memory', bytes(collector.workingSetBytes), `${bytes(collector.managedBytes)} managed`)}
    </dl>
    ${forwarding(forward)}
  </section>`;
}

/** @param {import('../api-types.js').SignalCounts} counts */
const signals = ({ spans, points, logs }) => `${plural(spans, 'span')}, ${plural(points, 'point')}, ${plural(logs, 'log record')}`;

/** @param {import('../api-types.js').Forward} forward */
function forwarding({ state, address, detail, sent, dropped, sampledTraces, queuedBytes }) {
  const states = {
    off: html`${badge('neutral', 'off')} No dashboard receives this telemetry.`,
    ok: html`${badge('ok', 'forwarding')} Telemetry is forwarded to ${address}.`,
    failing: html`${badge('error', 'failing')} ${address} does not accept the telemetry${detail ? `: ${detail}` : '.'}`,
  };
  return html`<h3>Forwarding</h3>
    <p data-testid="forward-state">
      ${states[state]} ${dropped.spans + dropped.points + dropped.logs > 0 ? badge('error', 'telemetry was dropped') : nothing}
    </p>
    ${state === 'off'
      ? nothing
      : html`<dl class="figures">
          ${figure('Forwarded', signals(sent))} ${figure('Dropped', signals(dropped))}
          ${figure('Sampled out', plural(sampledTraces, 'trace'))} ${figure('Queued', bytes(queuedBytes))}
        </dl>`}`;
}

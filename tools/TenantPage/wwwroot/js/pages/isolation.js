/** Isolation: per tenant what came, what was refused, what is held, and whether a record ever named another tenant. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { getJson } from '../api.js';
import { errorMark, scrollRegion, traceLink } from '../components/elements.js';
import { empty, howToBegin, loading } from '../components/states.js';
import { ago, bytes, count, dateAndTime, iso, plural } from '../format.js';

const signals = [
  ['spans', 'spans'],
  ['points', 'points'],
  ['logs', 'logs'],
];
const kept = [
  ['spans', 'spans'],
  ['traces', 'traces'],
  ['series', 'series'],
  ['logs', 'logs'],
];

export function isolationPage() {
  let data;
  return {
    title: () => 'Isolation',
    async load(query, signal) {
      data = await getJson('isolation', {}, signal);
    },
    view: query =>
      html`<h1 tabindex="-1">Isolation</h1>
        ${data ? content(data, query.tenant) : loading()}`,
  };
}

function content(data, tenant) {
  const mine = record => !tenant || record.tenant === tenant || record.carried === tenant;
  const tenants = data.tenants.filter(row => !tenant || row.name === tenant);
  const unexpected = data.unexpected.filter(mine);
  const total = tenants.reduce((sum, row) => sum + row.unexpected, 0);
  const strangers = tenants.filter(row => !row.expected);
  return html` <p class="verdict" role="status">
      ${
        total > 0 || strangers.length > 0
          ? html`<span data-testid="unexpected-mark"
              >${errorMark(
                [
                  total > 0 ? plural(total, 'record carried', 'records carried') + ' an unexpected tenant' : '',
                  strangers.length > 0 ? `telemetry of ${strangers.map(row => row.name).join(', ')}, which no one expects` : '',
                ]
                  .filter(Boolean)
                  .join('; '),
              )}</span
            >`
          : html`<span class="badge ok"><span aria-hidden="true">✓ </span>no record ever carried an unexpected tenant</span>`
      } <span class="muted">${data.expected ? `Expected: ${data.expected.join(', ')}.` : 'Any tenant is expected.'}</span>
    </p>
    ${tenants.length === 0
      ? empty(tenant ? `Nothing came from ${tenant} yet` : 'No telemetry yet', howToBegin())
      : scrollRegion('Tenants', tenantTable(tenants))}
    <section aria-labelledby="unexpected-heading">
      <h2 id="unexpected-heading">Unexpected records</h2>
      ${unexpected.length
        ? scrollRegion('Unexpected records', unexpectedTable(unexpected))
        : html`<p class="muted">None. A record is unexpected where it names another tenant than that as whose it came.</p>`}
    </section>
    <section aria-labelledby="refusals-heading">
      <h2 id="refusals-heading">Refusals</h2>
      ${data.refusals.filter(mine).length
        ? scrollRegion('Refusals', refusalTable(data.refusals.filter(mine)))
        : html`<p class="muted">Nothing was refused.</p>`}
      ${data.slowReaders || data.skippedRecords
        ? html`<p>${plural(data.slowReaders, 'reader')} of the live tail fell behind: ${plural(data.skippedRecords, 'record was', 'records were')} skipped.</p>`
        : nothing}
    </section>
    <section aria-labelledby="limits-heading">
      <h2 id="limits-heading">Limits</h2>
      ${scrollRegion('Limits', limitTable(data.limits))}
    </section>`;
}

function tenantTable(tenants) {
  const figures = (row, member, columns) =>
    columns.map(
      ([name, word]) =>
        html`<td
          class="figure-column ${member === 'refused' && row[member][name] > 0 ? 'bad' : ''}"
          aria-label=${`${count(row[member][name])} ${word} ${member}`}
        >
          ${count(row[member][name])}
        </td>`,
    );
  const heads = columns => columns.map(([, word]) => html`<th scope="col" class="figure-column">${word}</th>`);
  return html`<table class="dense" data-testid="isolation-table">
    <caption>
      Tenants: what came, what was refused, what is held and what was evicted to make room
    </caption>
    <thead>
      <tr>
        <th scope="col" rowspan="2">Tenant</th>
        <th scope="col" rowspan="2">Unexpected</th>
        <th scope="colgroup" colspan="3">Accepted</th>
        <th scope="colgroup" colspan="3">Refused</th>
        <th scope="colgroup" colspan="4">Held</th>
        <th scope="colgroup" colspan="4">Evicted</th>
        <th scope="col" rowspan="2" class="figure-column">Memory held</th>
        <th scope="col" rowspan="2" class="figure-column">Requests</th>
        <th scope="col" rowspan="2">Last</th>
      </tr>
      <tr>
        ${heads(signals)}${heads(signals)}${heads(kept)}${heads(kept)}
      </tr>
    </thead>
    <tbody>
      ${tenants.map(
        row =>
          html`<tr data-testid="isolation-row">
            <th scope="row">${row.name}${row.expected ? nothing : html` ${errorMark('not expected')}`}</th>
            <td>
              ${row.unexpected > 0
                ? html`<span data-testid="unexpected-mark">${errorMark(`${count(row.unexpected)} unexpected`)}</span>`
                : html`<span class="badge ok"><span aria-hidden="true">✓ </span>none</span>`}
            </td>
            ${figures(row, 'accepted', signals)}${figures(row, 'refused', signals)}${figures(row, 'held', kept)}${figures(row, 'evicted', kept)}
            <td class="figure-column">${bytes(row.bytes)}</td>
            <td class="figure-column">${count(row.requests)}</td>
            <td class="when">${ago(row.lastArrival)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const at = ms => html`<time datetime=${iso(ms)}>${dateAndTime(ms)}</time>`;

const unexpectedTable = records =>
  html`<table>
    <caption>
      The last records that named another tenant, newest first
    </caption>
    <thead>
      <tr>
        <th scope="col">Time</th>
        <th scope="col">Signal</th>
        <th scope="col">Kept as</th>
        <th scope="col">Carried</th>
        <th scope="col">Where</th>
        <th scope="col">Service</th>
        <th scope="col">Trace</th>
        <th scope="col">Detail</th>
      </tr>
    </thead>
    <tbody>
      ${records.map(
        record =>
          html`<tr data-testid="unexpected-row">
            <td>${at(record.time)}</td>
            <td>${record.signal}</td>
            <td>${record.tenant}</td>
            <td class="bad">${errorMark(record.carried)}</td>
            <td>${record.where}</td>
            <td>${record.service}</td>
            <td>${record.traceId ? traceLink(record.traceId) : nothing}</td>
            <td class="sentence">${record.detail}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

const refusalTable = refusals =>
  html`<table>
    <caption>
      What was refused last, newest first
    </caption>
    <thead>
      <tr>
        <th scope="col">Time</th>
        <th scope="col">Signal</th>
        <th scope="col">Transport</th>
        <th scope="col">Tenant</th>
        <th scope="col" class="figure-column">Records</th>
        <th scope="col" class="figure-column">Times</th>
        <th scope="col">Reason</th>
      </tr>
    </thead>
    <tbody>
      ${refusals.map(
        refusal =>
          html`<tr data-testid="refusal-row">
            <td>${at(refusal.time)}</td>
            <td>${refusal.signal}</td>
            <td>${refusal.transport}</td>
            <td>${refusal.tenant || '(not known)'}</td>
            <td class="figure-column">${count(refusal.items)}</td>
            <td class="figure-column">${count(refusal.count)}</td>
            <td class="sentence">${refusal.reason}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;

const limits = [
  ['tenants', 'Tenants', count],
  ['spansPerTenant', 'Spans of a tenant', count],
  ['spanBytesPerTenant', "Memory of a tenant's spans", bytes],
  ['spansPerTrace', 'Spans of a trace', count],
  ['logsPerTenant', 'Log records of a tenant', count],
  ['logBytesPerTenant', "Memory of a tenant's log records", bytes],
  ['seriesPerTenant', 'Series of a tenant', count],
  ['pointsPerSeries', 'Points of a series', count],
  ['requestBytes', 'An export request', bytes],
];

const limitTable = values =>
  html`<table class="narrow">
    <caption>
      What is held at most; each tenant has its own, so that one cannot push another's telemetry out
    </caption>
    <thead>
      <tr>
        <th scope="col">Limit</th>
        <th scope="col" class="figure-column">At most</th>
      </tr>
    </thead>
    <tbody>
      ${limits
        .filter(([member]) => values[member] !== undefined)
        .map(
          ([member, name, say]) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="figure-column">${say(values[member])}</td>
            </tr>`,
        )}
    </tbody>
  </table>`;

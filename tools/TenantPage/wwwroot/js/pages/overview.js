/** Overview: a row per tenant and service, the tenants side by side, and how the receiving end is. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { getJson } from '../api.js';
import { colourOf, figure, health, scrollRegion, serviceName } from '../components/elements.js';
import { legend } from '../components/legend.js';
import { empty, howToBegin, loading } from '../components/states.js';
import '../components/trend-chart.js';
import { absent, ago, bytes, count, duration, percent, perSecond, plural } from '../format.js';
import { href } from '../router.js';

export function overviewPage() {
  let data;
  return {
    title: () => 'Overview',
    async load(query, signal) {
      data = await getJson('overview', { tenant: query.tenant }, signal);
    },
    view: query =>
      html`<h1 tabindex="-1">Overview</h1>
        ${data ? content(data, query.tenant ? data.rows.filter(row => row.tenant === query.tenant) : data.rows) : loading()}`,
  };
}

function content(data, rows) {
  const times = Array.from({ length: data.buckets }, (_, i) => data.firstBucket + i * data.bucketSeconds * 1000);
  const tenants = [...new Set(rows.map(row => row.tenant))];
  return html` ${
    rows.length === 0
      ? empty('No requests have been seen yet', howToBegin())
      : html` ${scrollRegion('Services', table(rows, times))}
          <section aria-labelledby="charts-heading">
            <h2 id="charts-heading">The last 15 minutes, tenant by tenant</h2>
            <p class="hint">The same scale for every tenant, so that heights compare.</p>
            <div class="tenants">
              ${repeat(
                tenants,
                name => name,
                name => tenantCharts(name, rows, times),
              )}
            </div>
          </section>`
  }
  ${collector(data)}`;
}

function table(rows, times) {
  return html`<table data-testid="overview-table">
    <caption>
      Services by tenant: the last minute, and requests per second over the last 15 minutes
    </caption>
    <thead>
      <tr>
        <th scope="col">Tenant</th>
        <th scope="col">Service</th>
        <th scope="col" class="figure-column">Requests/s</th>
        <th scope="col" class="figure-column">Errors</th>
        <th scope="col" class="figure-column">p50</th>
        <th scope="col" class="figure-column">p90</th>
        <th scope="col" class="figure-column">p99</th>
        <th scope="col">15 minutes</th>
        <th scope="col">App</th>
        <th scope="col">Sidecar</th>
        <th scope="col">Look</th>
      </tr>
    </thead>
    <tbody>
      ${repeat(
        rows,
        row => `${row.tenant}/${row.service}`,
        row =>
          html`<tr data-testid="overview-row">
            <td>${row.tenant}</td>
            <th scope="row">${serviceName(row.service, row.sidecar)}</th>
            <td class="figure-column">${perSecond(row.requestsPerSecond)}</td>
            <td class="figure-column ${row.errorRate > 0 ? 'bad' : ''}">
              ${row.errorRate > 0 ? html`<span aria-hidden="true">✕ </span>` : nothing}${percent(row.errorRate)}
            </td>
            <td class="figure-column">${duration(row.p50Ms)}</td>
            <td class="figure-column">${duration(row.p90Ms)}</td>
            <td class="figure-column">${duration(row.p99Ms)}</td>
            <td class="spark"><trend-chart .spec=${spark(row, times)}></trend-chart></td>
            <td>${row.sidecar ? absent : health(row.app)}</td>
            <td>${row.sidecar ? absent : health(row.sidecarHealth)}</td>
            <td>
              <a
                href=${href('/traces', { tenant: row.tenant, service: row.service })}
                aria-label=${`Traces of ${row.service}, ${row.tenant}`}
                >Traces</a
              >
              <a href=${href('/logs', { tenant: row.tenant, service: row.service })} aria-label=${`Logs of ${row.service}, ${row.tenant}`}
                >Logs</a
              >
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const spark = (row, times) => ({
  label: `Requests per second of ${row.service}, ${row.tenant}: now ${perSecond(row.requestsPerSecond)}, ` +
    `at most ${perSecond(Math.max(...row.rate))} in 15 minutes, ${plural(row.requests, 'request')}`,
  times,
  series: [{ name: row.service, values: row.rate, colour: colourOf(row.service) }],
  format: perSecond,
  height: 30,
  compact: true,
});

const charts = [
  {
    name: 'Requests per second',
    values: row => row.rate,
    now: row => perSecond(row.requestsPerSecond),
    format: perSecond,
  },
  { name: 'Share of errors', values: row => row.errors, now: row => percent(row.errorRate), format: percent, floor: 0.05 },
  { name: 'Median duration (p50)', values: row => row.p50, now: row => duration(row.p50Ms), format: duration },
  { name: 'Slowest hundredth (p99)', values: row => row.p99, now: row => duration(row.p99Ms), format: duration },
];

function tenantCharts(tenant, rows, times) {
  const own = rows.filter(row => row.tenant === tenant);
  const services = [...new Set(rows.map(row => row.service))].sort();
  const lines = own.map(row => ({ name: row.service, colour: colourOf(row.service), dash: services.indexOf(row.service) }));
  return html`<section class="panel" aria-labelledby=${`tenant-${tenant}`}>
    <h3 id=${`tenant-${tenant}`}>${tenant}</h3>
    ${legend(lines)}
    <div class="charts">
      ${charts.map(chart => {
          return html`<figure>
          <figcaption>${chart.name}</figcaption>
          <trend-chart
            .spec=${{
              label: `${chart.name} of ${tenant}, last minute: ${own.map(row => `${row.service} ${chart.now(row)}`).join(', ')}`,
              times,
              series: own.map((row, i) => ({ ...lines[i], values: chart.values(row) })),
              format: chart.format,
              height: 130,
              max: Math.max(chart.floor ?? 0, ...rows.flatMap(chart.values)),
            }}
          ></trend-chart>
        </figure>`;
      })}
    </div>
  </section>`;
}

function collector({ collector: c, now }) {
  const refused = c.refusedItems > 0 || c.refusedRequests > 0;
  return html`<section aria-labelledby="collector-heading">
    <h2 id="collector-heading">Collector of this page</h2>
    <p>
      ${
        c.lastArrival
          ? html`<span class="badge ok"><span aria-hidden="true">✓ </span>receiving</span> Telemetry came last ${ago(c.lastArrival, now)}.`
          : html`<span class="badge neutral"><span aria-hidden="true">? </span>nothing yet</span> No telemetry has come since the start.`
      }
      ${refused
        ? html`<span class="badge error"><span aria-hidden="true">✕ </span>refused</span> <a href=${href('/isolation')}>What was refused, and why</a>`
        : nothing}
    </p>
    <dl class="figures">
      ${figure('Started', ago(c.started, now))}
      ${figure('Spans', count(c.spans))}
      ${figure('Metric points', count(c.points))}
      ${figure('Log records', count(c.logs))}
      ${figure('Refused records', count(c.refusedItems))}${figure('Refused requests', count(c.refusedRequests))}
      ${figure('Memory', bytes(c.workingSetBytes), `${bytes(c.managedBytes)} managed`)}
    </dl>
  </section>`;
}

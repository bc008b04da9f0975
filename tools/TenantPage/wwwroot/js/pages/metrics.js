/** Metrics: the instruments, and the charts of the one that the URL's query names. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { ApiError, getJson } from '../api.js';
import { scrollRegion } from '../components/elements.js';
import { textFilter } from '../components/filters.js';
import { lineSample } from '../components/legend.js';
import { empty, howToBegin, loading } from '../components/states.js';
import '../components/trend-chart.js';
import { absent, axisWithUnit, count, perSecond, plural, preciseTime, withUnit } from '../format.js';
import { href, navigate } from '../router.js';

const percentiles = [
  ['p50', 'Median (p50)'],
  ['p90', 'p90'],
  ['p99', 'p99'],
];
const types = { sum: 'sum', gauge: 'gauge', histogram: 'histogram', exponentialHistogram: 'exponential histogram', summary: 'summary' };

export function metricsPage(shell) {
  let list;
  let data;
  let gone;
  let percentile = 'p99';

  const same = (a, b) => a && a.tenant === b.tenant && a.service === b.service && a.name === b.name;

  return {
    title: () => (data ? `${data.name} · Metrics` : 'Metrics'),
    async load(query, signal) {
      list = await getJson('metrics', { tenant: query.tenant }, signal);
      const wanted = choose(query);
      if (!wanted) {
        data = undefined;
        return;
      }

      try {
        data = await getJson('metrics/data', { tenant: wanted.tenant, service: wanted.service, name: wanted.name }, signal);
        gone = undefined;
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) {
          throw error;
        }

        data = undefined;
        gone = error.message;
      }
    },
    view(query) {
      return html`<h1 tabindex="-1">Metrics</h1>
        ${list ? content(query) : loading()}`;
    },
  };

  /** The instrument that the query names, of the tenant that was chosen; without one, what there is to see at once. */
  function choose(query) {
    const named = { tenant: query.of || query.tenant, service: query.service, name: query.name };
    if (query.name && named.tenant && (!query.tenant || query.tenant === named.tenant)) {
      return named;
    }

    return (
      list.instruments.find(instrument => query.name && instrument.name === query.name && instrument.service === query.service) ??
      list.instruments.find(instrument => instrument.name === 'http.server.request.duration') ??
      list.instruments.find(instrument => instrument.type === 'histogram') ??
      list.instruments[0]
    );
  }

  function content(query) {
    return html` <p class="hint">
        ${plural(list.instruments.length, 'instrument')}; ${count(list.seriesHeld)} series
        held${list.seriesLimit ? ` of at most ${count(list.seriesLimit)} for each tenant` : ''}${
          list.seriesRefused ? html`, <strong>${count(list.seriesRefused)} refused beyond the limit</strong>` : nothing
        }.
      </p>
      ${
        list.instruments.length === 0 && !data
          ? empty(
              'No metrics yet',
              html`<p>Services send their metrics every few seconds once they run.</p>
                ${howToBegin()}`,
            )
          : html` <div class="side-by-side">
              ${instruments(list.instruments, query, instrument => same(data, instrument))}
              ${data ? charts(data) : gone ? empty('This instrument is not here', html`<p>${gone}</p>`) : loading()}
            </div>`
      }`;
  }

  function instruments(all, query, isCurrent) {
    const text = (query.find ?? '').toLowerCase();
    const found = all.filter(instrument => `${instrument.name} ${instrument.service}`.toLowerCase().includes(text));
    const groups = [...new Set(found.map(instrument => `${instrument.tenant} · ${instrument.service}`))].sort();
    return html`<nav class="instruments panel" aria-label="Instruments">
      <form role="search" aria-label="Find an instrument" @submit=${event => event.preventDefault()}>
        ${textFilter('Find', 'find', query)}
      </form>
      ${groups.map(
        group =>
          html`<h2>${group}</h2>
            <ul>
              ${repeat(
                found.filter(instrument => `${instrument.tenant} · ${instrument.service}` === group),
                instrument => instrument.name,
                instrument =>
                  html`<li>
                    <a
                      href=${href('/metrics', { of: instrument.tenant, service: instrument.service, name: instrument.name, find: query.find })}
                      aria-current=${isCurrent(instrument) ? 'true' : nothing}
                      >${instrument.name}${instrument.exemplars
                        ? html` <span class="muted">◆<span class="visually-hidden">, with exemplars</span></span>`
                        : nothing}</a
                    >
                  </li>`,
              )}
            </ul>`,
      )}
      ${found.length === 0 ? html`<p>None has this text in its name.</p>` : nothing}
    </nav>`;
  }

  function charts(instrument) {
    const say = withUnit(instrument.unit);
    const distribution = instrument.series.some(series => series.p50);
    const rate = instrument.monotonic || distribution;
    const sayValues = distribution ? perSecond : rate ? value => (value === null || value === undefined ? absent : `${say(value)}/s`) : say;
    const lines = instrument.series.map((series, i) => ({
      ...series,
      id: i,
      colour: i % 7,
      dash: Math.floor(i / 7) + (i % 7),
      name: nameOf(series),
    }));
    const exemplars = lines
      .flatMap(line => (line.exemplars ?? []).map(exemplar => ({ ...exemplar, line })))
      .sort((a, b) => b.time - a.time);
    // An exemplar may be older than the first point of its line, which is a difference of two.
    const from = Math.min(...exemplars.map(exemplar => exemplar.time));
    const chosen = percentiles.find(([member]) => member === percentile);
    return html`<div class="instrument">
      <section class="panel" aria-labelledby="instrument-heading">
        <h2 id="instrument-heading" class="break">${instrument.name}</h2>
        <p class="muted">
          ${instrument.tenant} · ${instrument.service} ·
          ${types[instrument.type] ?? instrument.type}${instrument.unit ? ` in ${instrument.unit}` : ''}
        </p>
        ${instrument.description ? html`<p>${instrument.description}</p>` : nothing}
        ${
          distribution
            ? html` <label class="inline-choice"
                  >Percentile
                  <select
                    @change=${event => {
                      percentile = event.target.value;
                      shell.update();
                    }}
                  >
                    ${percentiles.map(([value, text]) => html`<option value=${value} .selected=${value === percentile}>${text}</option>`)}
                  </select></label
                >
                ${chart(
                  chosen[1],
                  lines,
                  series => series[percentile],
                  say,
                  exemplars.map(point => onChart(point, point.value)),
                  from,
                )}`
            : nothing
        }
        ${chart(
          distribution ? 'Observations per second' : rate ? 'Increase per second' : 'Value',
          lines,
          series => series.values,
          sayValues,
          distribution ? [] : exemplars.map(point => onChart(point, valueAt(point.line, point.time))),
          from,
        )}
      </section>
      ${table(lines, distribution, rate, say, sayValues, instrument.omitted)}
      ${exemplars.length
        ? exemplarList(exemplars, say)
        : instrument.type === 'gauge'
          ? nothing
          : html`<p class="hint">No exemplars: no measurement of the time shown was made within a sampled trace.</p>`}
    </div>`;
  }

  /** An exemplar on a chart; where the line is a rate, it lies on the line and not at its own value. */
  function onChart(exemplar, value) {
    return {
      time: exemplar.time,
      value,
      colour: exemplar.line.colour,
      held: exemplar.held,
      exemplar,
      text: `Exemplar ${exemplar.value}, trace ${exemplar.traceId.slice(0, 8)}${exemplar.held ? '' : ' (no longer held)'}`,
    };
  }

  function chart(name, lines, values, format, points, from) {
    const times = longest(lines);
    if (times.length === 0) {
      return html`<p class="muted">No points yet.</p>`;
    }

    return html`<figure>
      <figcaption>${name}${points.length ? html` <span class="muted">◆ exemplars open their trace</span>` : nothing}</figcaption>
      <trend-chart
        .spec=${{
          label: `${name} of ${data.name}, now: ${lines
            .slice(0, 6)
            .map(line => `${line.name} ${format(lastOf(values(line)))}`)
            .join('; ')}${lines.length > 6 ? `; and ${lines.length - 6} more, see the table` : ''}`,
          times,
          from: Math.min(times[0] ?? Infinity, from),
          series: lines.map(line => ({
            name: line.name,
            colour: line.colour,
            dash: line.dash,
            brief: briefName(line, lines),
            values: aligned(times, line.times, values(line)),
          })),
          axis: format === perSecond ? perSecond : axisWithUnit(data.unit),
          format,
          height: 200,
          points: points.filter(point => point.value !== undefined && point.value !== null && point.time <= times.at(-1)),
          choose: point => navigate(href(`/traces/${point.exemplar.traceId}`, {}, `span-${point.exemplar.spanId}`)),
        }}
      ></trend-chart>
    </figure>`;
  }
}

const nameOf = series =>
  series.attributes.length ? series.attributes.map(({ key, value }) => `${key}=${value}`).join(', ') : '(no attributes)';

/** Only what tells a series from the others. */
const briefName = (line, lines) =>
  nameOf({
    attributes:
      lines.length === 1
        ? line.attributes
        : line.attributes.filter(({ key, value }) => lines.some(other => other.attributes.find(a => a.key === key)?.value !== value)),
  });

const lastOf = values => values?.findLast(value => value !== null && value !== undefined);

/** The points in time of all series together: they are exported at once, but a new one starts later. */
const longest = lines => [...new Set(lines.flatMap(line => line.times))].sort((a, b) => a - b);

/** `values` at the points in time of all series; null where this one has none. */
function aligned(times, own, values) {
  const at = new Map(own.map((when, i) => [when, values?.[i] ?? null]));
  return times.map(when => at.get(when) ?? null);
}

function valueAt(line, when) {
  const after = line.times.findIndex(at => at >= when);
  return line.values[after < 0 ? line.values.length - 1 : after];
}

function table(lines, distribution, rate, say, sayCount, omitted) {
  return html`${scrollRegion(
    'Series',
    html`<table>
      <caption>
        Series, latest figures
      </caption>
      <thead>
        <tr>
          <th scope="col">Series</th>
          <th scope="col" class="figure-column">${distribution ? 'Observed' : rate ? 'Increase' : 'Value'}</th>
          ${distribution ? percentiles.map(([, text]) => html`<th scope="col" class="figure-column">${text}</th>`) : nothing}
        </tr>
      </thead>
      <tbody>
        ${repeat(
          lines,
          line => line.name,
          line =>
            html`<tr>
              <th scope="row"><span class="series-name">${lineSample(line.colour, line.dash)} ${line.name}</span></th>
              <td class="figure-column">${sayCount(lastOf(line.values))}</td>
              ${distribution ? percentiles.map(([member]) => html`<td class="figure-column">${say(lastOf(line[member]))}</td>`) : nothing}
            </tr>`,
        )}
      </tbody>
    </table>`,
  )}
  ${omitted ? html`<p class="hint">${plural(omitted, 'series', 'series')} more: those shown are the 20 that were active most recently.</p>` : nothing}`;
}

const exemplarList = (exemplars, say) =>
  scrollRegion(
    'Exemplars',
    html`<table>
      <caption>
        Exemplars: single measurements and the trace in which each was made
      </caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col" class="figure-column">Value</th>
          <th scope="col">Trace</th>
          <th scope="col">Series</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(
          exemplars.slice(0, 50),
          exemplar => `${exemplar.time}/${exemplar.spanId}/${exemplar.line.id}`,
          exemplar =>
            html`<tr>
              <td>${preciseTime(exemplar.time)}</td>
              <td class="figure-column">${say(exemplar.value)}</td>
              <td>
                ${
                  exemplar.held
                    ? html`<a
                        class="mono"
                        data-testid="exemplar-link"
                        href=${href(`/traces/${exemplar.traceId}`, {}, `span-${exemplar.spanId}`)}
                        aria-label=${`Trace ${exemplar.traceId.slice(0, 8)}, ${say(exemplar.value)} at ${preciseTime(exemplar.time)}`}
                        >${exemplar.traceId.slice(0, 8)}</a
                      >`
                    : html`<span class="mono">${exemplar.traceId.slice(0, 8)}</span> <span class="muted">no longer held</span>`
                }
              </td>
              <td>${exemplar.line.name}</td>
            </tr>`,
        )}
      </tbody>
    </table>`,
  );

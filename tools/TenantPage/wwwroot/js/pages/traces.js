/** Traces: the list, filtered by what the URL's query says. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { announce } from '../announce.js';
import { getJson } from '../api.js';
import { errorMark, scrollRegion, serviceName } from '../components/elements.js';
import { choiceFilter, filterForm, textFilter } from '../components/filters.js';
import { services } from '../components/services.js';
import { empty, howToBegin, loading } from '../components/states.js';
import { count, dateAndTime, duration, iso, plural, preciseTime } from '../format.js';
import { href, replaceQuery } from '../router.js';

const columns = ['Start', 'Trace', 'Tenant', 'Duration', 'Spans', 'Status', 'Services'];
const figures = ['Duration', 'Spans'];
const step = 100;
const filters = ['service', 'status', 'minDurationMs', 'text', 'last', 'from', 'to'];

export function tracesPage(shell) {
  let data;
  let known = [];
  let limit = step;
  let filtered = false; // by the reader, who is to hear what came of it
  return {
    title: () => 'Traces',
    async load(query, signal) {
      const { tenant, service, status, minDurationMs, text } = query;
      const from = query.last && query.last !== 'custom' ? Date.now() - query.last * 60_000 : query.from;
      const to = query.last === 'custom' ? query.to : undefined;
      [data, known] = await Promise.all([
        getJson('traces', { tenant, service, status, minDurationMs, text, from, to, limit }, signal),
        services(tenant, signal),
      ]);
      if (filtered) {
        filtered = false;
        announce(plural(data.matched, 'trace matches', 'traces match'));
      }
    },
    changed() {
      limit = step;
      filtered = true;
    },
    view: query =>
      html`<h1 tabindex="-1">Traces</h1>
        ${form(query, known)}
        ${
          data
            ? list(data, query, () => {
                limit += step;
                shell.reload();
              })
            : loading()
        }`,
  };
}

function form(query, known) {
  const names = query.service && !known.includes(query.service) ? [...known, query.service] : known;
  return filterForm(
    'Filter traces',
    html` ${textFilter('Text', 'text', query, { wide: true, placeholder: 'Name, attribute, trace ID' })}
    ${choiceFilter('Service', 'service', query, [['', 'All'], ...names.map(name => [name, name])])}
    ${choiceFilter('Status', 'status', query, [
      ['', 'All'],
      ['error', 'Error'],
      ['ok', 'Without error'],
    ])}
    ${textFilter('At least, in ms', 'minDurationMs', query, { type: 'number', min: 0, step: 'any' })}
    ${choiceFilter(
      'Time',
      'last',
      query,
      [
        ['', 'Any'],
        ['1', 'Last minute'],
        ['5', 'Last 5 minutes'],
        ['15', 'Last 15 minutes'],
        ['60', 'Last hour'],
        ['custom', 'From and to'],
      ],
      { from: '', to: '' },
    )}
    ${query.last === 'custom' ? html`${moment('From', 'from', query)}${moment('To', 'to', query)}` : nothing}
    ${
      filters.some(name => query[name])
        ? html`<button type="button" @click=${() => replaceQuery(Object.fromEntries(filters.map(name => [name, ''])))}>
            Clear filter
          </button>`
        : nothing
    }`,
  );
}

function moment(label, name, query) {
  return html`<label
    >${label}
    <input
      type="datetime-local"
      step="1"
      .value=${localTime(query[name])}
      @change=${event => replaceQuery({ [name]: event.target.value ? new Date(event.target.value).getTime() : '' })}
  /></label>`;
}

/** As a field of local time wants it; the query has Unix milliseconds, which mean the same to whoever the link is sent to. */
function localTime(ms) {
  if (!ms || Number.isNaN(Number(ms))) {
    return '';
  }

  const at = new Date(Number(ms));
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function list(data, query, more) {
  if (data.traces.length === 0) {
    return data.held === 0
      ? empty('No traces yet', howToBegin())
      : empty(
          'No trace matches',
          html`<p>
            ${plural(data.held, 'trace is', 'traces are')} held here, and none of them matches the filter. Clear the filter, or choose
            another tenant.
          </p>`,
        );
  }

  const longest = Math.max(...data.traces.map(trace => trace.durationMs), 1);
  return html` <p class="hint">
      ${count(data.traces.length)} of ${plural(data.matched, 'trace')}, newest first; ${count(data.held)} held, ${count(data.evicted)}
      evicted.
    </p>
    ${scrollRegion(
      'Traces',
      html`<table class="rows cards" role="table" data-testid="traces-table">
        <caption class="visually-hidden">
          Traces, newest first
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map(name => html`<th scope="col" role="columnheader" class=${figures.includes(name) ? 'figure-column' : ''}>${name}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${repeat(
            data.traces,
            trace => trace.traceId,
            trace => row(trace, longest),
          )}
        </tbody>
      </table>`,
    )}
    ${data.traces.length < data.matched ? html`<p><button type="button" @click=${more}>Show ${step} more</button></p>` : nothing}`;
}

function row(trace, longest) {
  return html`<tr role="row" data-testid="trace-row">
    <td role="cell"><time datetime=${iso(trace.start)} title=${dateAndTime(trace.start)}>${preciseTime(trace.start)}</time></td>
    <th scope="row" role="rowheader">
      <a href=${href(`/traces/${trace.traceId}`)}
        >${trace.name || '(no name)'} <span class="mono muted">${trace.traceId.slice(0, 8)}</span></a
      >
    </th>
    <td role="cell">${trace.tenant}${trace.unexpected ? html` ${errorMark('unexpected tenant')}` : nothing}</td>
    <td role="cell" class="figure-column">
      <span class="length" .style=${`--share: ${(trace.durationMs / longest).toFixed(4)}`}>${duration(trace.durationMs)}</span>
    </td>
    <td role="cell" class="figure-column">${count(trace.spanCount)}<span class="unit"> spans</span></td>
    <td role="cell">
      ${trace.errorCount > 0 ? errorMark(plural(trace.errorCount, 'error')) : html`<span class="badge ok"><span aria-hidden="true">✓ </span>no error</span>`}
      ${trace.complete ? nothing : html`<span class="badge neutral"><span aria-hidden="true">… </span>incomplete</span>`}
    </td>
    <td role="cell" class="wide">
      <ul class="inline">
        ${trace.services.map(service => html`<li>${serviceName(service.name, service.sidecar, true)} <span class="muted">${service.spans}</span></li>`)}
      </ul>
    </td>
  </tr>`;
}

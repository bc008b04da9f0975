/** Logs: what is held, then what comes, newest first; reading can be paused. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { apiUrl, getJson } from '../api.js';
import { announce } from '../announce.js';
import { attributeTable, scrollRegion, traceLink } from '../components/elements.js';
import { choiceFilter, filterForm, textFilter } from '../components/filters.js';
import { services } from '../components/services.js';
import { minimumLevels, severity } from '../components/severity.js';
import { empty, howToBegin, loading } from '../components/states.js';
import { count, dateAndTime, iso, plural, preciseTime } from '../format.js';
import { href, replaceQuery } from '../router.js';

const step = 200;
const mostShown = 1000; // rows; more would slow down what nobody scrolls through
const filters = ['service', 'minSeverity', 'text', 'traceId'];

export function logsPage(shell) {
  let records;
  let held = 0;
  let matched = 0;
  let evicted = 0;
  let known = [];
  let waiting = []; // came while paused
  let dropped = 0; // came while paused, and were too many to keep
  let skipped = 0;
  let gap = false; // the connection was lost for a while, so something may be missing
  let paused = false;
  let older = false; // the reader went back in time: what is shown is not cut at its old end
  let tail;
  let connection = 'connecting';
  let tailed;
  let drawing = false;
  let filtered = false; // by the reader, who is to hear what came of it
  const opened = new Set();

  const wanted = query => ({ tenant: query.tenant, service: query.service, minSeverity: query.minSeverity, text: query.text });
  const key = record => `${record.seq}/${record.time}`;

  function draw() {
    if (!drawing) {
      drawing = true;
      requestAnimationFrame(() => {
        drawing = false;
        shell.update();
      });
    }
  }

  function add(come) {
    const there = new Set(records.slice(0, mostShown).map(key));
    const fresh = come.filter(record => !there.has(key(record)));
    records = [...fresh.toReversed(), ...records];
    if (!older) {
      records.length = Math.min(records.length, mostShown);
    }

    matched += fresh.length;
    held += fresh.length;
  }

  function receive(come) {
    if (paused) {
      waiting.push(...come);
      if (waiting.length > mostShown) {
        dropped += waiting.length - mostShown;
        waiting = waiting.slice(-mostShown);
      }
    } else {
      add(come);
    }

    draw();
  }

  function stopTail() {
    tail?.close();
    tail = undefined;
    tailed = undefined;
  }

  function again() {
    tailed = undefined;
    shell.reload();
  }

  /** Listens first and asks then, so that nothing falls between the two; what both bring is there once. */
  async function start(query, signal) {
    const url = apiUrl('logs/tail', wanted(query));
    stopTail();
    tailed = JSON.stringify([wanted(query), query.traceId]);
    const early = [];
    let ready = false;
    connection = query.traceId ? 'held only' : 'connecting';
    if (!query.traceId) {
      const source = (tail = new EventSource(url));
      source.addEventListener('open', () => {
        if (connection === 'lost') {
          // What came in between is among what is held; who has paused gets it with the rest.
          gap = true;
          if (!paused) {
            again();
          }
        }

        connection = 'live';
        draw();
      });
      source.addEventListener('error', () => {
        connection = 'lost';
        draw();
      });
      source.addEventListener('records', event => {
        const come = JSON.parse(event.data);
        if (ready) {
          receive(come);
        } else {
          early.push(...come);
        }
      });
      source.addEventListener('skipped', event => {
        skipped += JSON.parse(event.data).count;
        draw();
      });
    }

    const answer = await getJson('logs', { ...wanted(query), traceId: query.traceId, limit: step }, signal);
    records = answer.records;
    ({ matched, held, evicted } = answer);
    waiting = [];
    dropped = 0;
    older = false;
    gap = false;
    ready = true;
    add(early);
    if (filtered) {
      filtered = false;
      announce(`${plural(matched, 'record matches', 'records match')}`);
    }

    known = await services(query.tenant, signal);
  }

  function pause() {
    paused = !paused;
    if (!paused && (gap || !tail)) {
      again();
    } else if (!paused) {
      add(waiting);
      waiting = [];
      dropped = 0;
    }

    announce(paused ? 'Paused' : 'Live');
    shell.update();
  }

  async function showOlder(query) {
    try {
      const answer = await getJson(
        'logs',
        { ...wanted(query), traceId: query.traceId, limit: step, before: records.at(-1).seq },
        shell.signal,
      );
      older = true;
      records = [...records, ...answer.records];
      shell.update();
      announce(plural(answer.records.length, 'older record'));
    } catch (error) {
      announce(error.message);
    }
  }

  // Hidden, nobody reads: the server need not keep up with it. Back again, the page begins anew with what is held.
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.hidden && !paused) {
        stopTail();
      }
    },
    { signal: shell.signal },
  );

  return {
    title: () => 'Logs',
    async load(query, signal) {
      if (tail?.readyState === EventSource.CLOSED && !paused) {
        // The browser gives up after an answer that is no stream; this page does not.
        stopTail();
      }

      if (connection === 'lost' && tail) {
        // Says by its failure that the server is gone.
        await getJson('topology', {}, signal);
      }

      if (tailed !== JSON.stringify([wanted(query), query.traceId])) {
        try {
          await start(query, signal);
        } catch (error) {
          stopTail();
          throw error;
        }
      }
    },
    changed() {
      filtered = true;
    },
    close: stopTail,
    view: query =>
      html`<h1 tabindex="-1">Logs</h1>
        ${form(query, known)}
        <p class="actions">
          <button
            type="button"
            class="primary"
            aria-pressed=${String(paused)}
            ?disabled=${!!query.traceId}
            @click=${pause}
            data-testid="pause"
          >
            ${paused ? '▶ Resume' : '❚❚ Pause'}
          </button>
          ${status(connection, paused)}
          <span class="muted"
            >${records ? html`${count(records.length)} shown of ${count(matched)} that match; ${count(held)} held, ${count(evicted)} evicted` : nothing}</span
          >
          ${paused && waiting.length + dropped > 0
            ? html`<strong data-testid="waiting">${plural(waiting.length + dropped, 'new record')} since the pause${
                dropped ? html`; the oldest ${count(dropped)} are not kept on this page` : nothing
              }</strong>`
            : nothing}
        </p>
        <div role="status">
          ${
            skipped
              ? html`<p class="notice" data-testid="skipped">
                  <span aria-hidden="true">▲ </span>${plural(skipped, 'record was', 'records were')} skipped: more came than this page could
                  take.
                  <button
                    type="button"
                    class="small"
                    @click=${() => {
                      skipped = 0;
                      again();
                    }}
                  >
                    Load what is held
                  </button>
                </p>`
              : nothing
          }
        </div>
        ${records ? list(query) : loading()}`,
  };

  function list(query) {
    if (records.length === 0) {
      return held === 0
        ? empty('No logs yet', howToBegin())
        : empty(
            'No record matches',
            html`<p>New ones appear here as they come. Clear the filter, or choose another tenant, for those that are held.</p>`,
          );
    }

    return html`${scrollRegion(
      'Log records',
      html`<table class="rows log-table cards" role="table">
        <caption class="visually-hidden">
          Log records, newest first
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            ${['Time', 'Level', 'Message', 'Service', 'Trace'].map(name => html`<th scope="col" role="columnheader">${name}</th>`)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${repeat(records, key, record => logRow(record, opened, shell))}
        </tbody>
      </table>`,
    )}
    ${records.length < matched && records.at(-1).seq > 1
      ? html`<p><button type="button" @click=${() => showOlder(query)}>Show ${step} older</button></p>`
      : nothing}`;
  }
}

function form(query, known) {
  const names = query.service && !known.includes(query.service) ? [...known, query.service] : known;
  return filterForm(
    'Filter logs',
    html` ${textFilter('Text', 'text', query, { wide: true, placeholder: 'Message or attribute' })}
    ${choiceFilter('Service', 'service', query, [['', 'All'], ...names.map(name => [name, name])])}
    ${choiceFilter('At least', 'minSeverity', query, [['', 'Any level'], ...minimumLevels])}
    ${query.traceId
      ? html`<p class="filter-note">Of trace ${traceLink(query.traceId)}
          <button type="button" class="small" @click=${() => replaceQuery({ traceId: '' })}>All traces</button></p>`
      : nothing}
    ${filters.some(name => query[name])
      ? html`<button type="button" @click=${() => replaceQuery(Object.fromEntries(filters.map(name => [name, ''])))}>Clear filter</button>`
      : nothing}`,
  );
}

function status(connection, paused) {
  const [icon, kind, text] = paused
    ? ['❚❚', 'neutral', 'paused']
    : {
        live: ['●', 'ok', 'live'],
        connecting: ['…', 'neutral', 'connecting'],
        lost: ['✕', 'error', 'connection lost, trying again'],
        'held only': ['■', 'neutral', 'one trace, not live'],
      }[connection];
  return html`<span class="badge ${kind}" role="status"><span aria-hidden="true">${icon} </span>${text}</span>`;
}

function logRow(record, opened, shell) {
  const id = `${record.seq}/${record.time}`;
  return html`<tr role="row" data-testid="log-row">
    <td role="cell"><time datetime=${iso(record.time)} title=${dateAndTime(record.time)}>${preciseTime(record.time)}</time></td>
    <td role="cell">${severity(record)}</td>
    <td role="cell" class="message">
      <details
        @toggle=${event => {
          opened[event.target.open ? 'add' : 'delete'](id);
          shell.update();
        }}
      >
        <summary>${record.body || '(no text)'}</summary>
        ${
          opened.has(id)
            ? html` <dl class="pairs">
                  <dt>Tenant</dt>
                  <dd>${record.tenant}</dd>
                  <dt>Event</dt>
                  <dd>${record.eventName || '(none)'}</dd>
                  <dt>Scope</dt>
                  <dd>${record.scope || '(none)'}</dd>
                </dl>
                ${attributeTable('Attributes', record.attributes)}${attributeTable('Resource', record.resource)}`
            : nothing
        }
      </details>
    </td>
    <td role="cell">${record.service} <span class="muted">${record.tenant}</span></td>
    <td role="cell">
      ${record.traceId
        ? traceLink(record.traceId, record.spanId, undefined, `Trace ${record.traceId.slice(0, 8)} of the record at ${preciseTime(record.time)}`)
        : nothing}
    </td>
  </tr>`;
}

/** One trace: the waterfall and the selected span; the URL's hash says which one that is. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { ApiError, getJson } from '../api.js';
import { copyButton } from '../components/copy-button.js';
import { errorMark, figure, serviceName } from '../components/elements.js';
import { logList, spanDetails } from '../components/span-details.js';
import { empty, loading } from '../components/states.js';
import { visibleRows, waterfall } from '../components/waterfall.js';
import { count, dateAndTime, duration, plural } from '../format.js';
import { href, replaceHash } from '../router.js';

const logsShownUpTo = 200; // spans; in a longer trace the log lines would only push the spans apart
const refreshMs = 2000;
const refreshCompleteMs = 10_000; // a span or a log record may still come late

export function tracePage(shell, id) {
  const traceId = id.toLowerCase();
  let trace;
  let missing;
  let withLogs;
  let active; // the key of the selected row: a span's ID, or with the number of a log record of it
  let opened = false; // on a narrow screen the details cover part of the waterfall, so they wait until they are asked for
  const folded = new Set();

  const fromHash = () => /^#span-([0-9a-f]{16})$/.exec(location.hash)?.[1];

  function reveal(focus) {
    const item = document.querySelector('[role=treeitem][tabindex="0"]');
    item?.scrollIntoView({ block: 'nearest' });
    if (focus) {
      item?.focus({ preventScroll: true });
    }
  }

  function select(row, focus = false) {
    active = row.key;
    replaceHash(`span-${row.span.spanId}`);
    opened ||= !focus;
    shell.update();
    reveal(focus);
  }

  function fold(spanId) {
    folded[folded.has(spanId) ? 'delete' : 'add'](spanId);
    const rows = visibleRows(trace, folded, withLogs);
    if (!rows.some(row => row.key === active)) {
      active = spanId;
    }

    shell.update();
  }

  /** The address names a span: it is selected, and whatever hides it is unfolded. */
  function followHash() {
    const spanId = fromHash();
    if (trace && spanId && active?.slice(0, 16) !== spanId && trace.spans.some(span => span.spanId === spanId)) {
      folded.clear();
      active = spanId;
      opened = true;
      shell.update();
      reveal(false);
    }
  }

  addEventListener('hashchange', followHash, { signal: shell.signal });

  return {
    title: () => (trace ? `${trace.name || 'Trace'} ${traceId.slice(0, 8)}` : `Trace ${traceId.slice(0, 8)}`),
    refreshMs: () => (trace?.complete ? refreshCompleteMs : refreshMs),
    async load(query, signal) {
      try {
        const first = !trace;
        trace = await getJson(`traces/${traceId}`, {}, signal);
        missing = undefined;
        withLogs ??= trace.spans.length <= logsShownUpTo;
        if (!trace.spans.some(span => span.spanId === active?.slice(0, 16))) {
          active = trace.spans[0]?.spanId;
        }

        if (first) {
          followHash();
        }
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) {
          throw error;
        }

        missing = error.message;
      }
    },
    view() {
      // One heading from the first moment on: it keeps the focus that it has after a navigation.
      return html`<p class="crumbs"><a href=${href('/traces')}>Traces</a></p>
        <h1 tabindex="-1">
          ${trace ? trace.name || '(no name)' : `Trace ${traceId.slice(0, 8)}`} <small class="muted">${trace?.service}</small>
        </h1>
        ${
          trace
            ? content()
            : missing
              ? empty(
                  'This trace is not here',
                  html`<p>${missing}</p>
                    <p>It may still come; this page looks again every 2 seconds. <a href=${href('/traces')}>All traces</a></p>`,
                )
              : loading()
        }`;
    },
  };

  function content() {
    const rows = visibleRows(trace, folded, withLogs);
    const span = trace.spans.find(candidate => candidate.spanId === active?.slice(0, 16));
    return html` ${summary(trace, traceId, missing)}
      <div class="trace-layout">
        <section aria-labelledby="waterfall-heading" class="waterfall-section">
          <div class="heading-row">
            <h2 id="waterfall-heading">Waterfall</h2>
            <label class="check"
              ><input
                type="checkbox"
                .checked=${withLogs}
                @change=${event => {
                  withLogs = event.target.checked;
                  active = active?.slice(0, 16);
                  shell.update();
                }}
              />
              Logs inline</label
            >
          </div>
          <ul class="legend">
            ${trace.services.map(
              service => html`<li>${serviceName(service.name, service.sidecar)} <span class="muted">${plural(service.spans, 'span')}</span></li>`,
            )}
            <li><span class="bar-sample sidecar" aria-hidden="true"></span> striped: a sidecar's</li>
          </ul>
          <p class="hint" id="waterfall-keys">
            Up and Down go through the spans, Left and Right fold, Enter goes to the details and Escape back.
          </p>
          ${waterfall(trace, {
            rows,
            folded,
            active,
            select,
            fold,
            open: () => {
              opened = true;
              shell.update();
              document.getElementById('span-heading')?.focus();
            },
          })}
        </section>
        ${
          span
            ? spanDetails(span, trace, opened, () => {
                opened = false;
                shell.update();
                reveal(true);
              })
            : nothing
        }
      </div>
      ${
        trace.logs.length
          ? html`<section>
              <h2>Logs of the trace that name none of its spans</h2>
              ${logList(trace.logs)}
            </section>`
          : nothing
      }`;
  }
}

function summary(trace, traceId, missing) {
  return html` <dl class="figures">
      ${figure('Tenant', trace.tenant)}${figure('Start', dateAndTime(trace.start))}${figure('Duration', duration(trace.durationMs))}
      ${figure('Spans', count(trace.spanCount))}${figure('Errors', trace.errorCount ? errorMark(count(trace.errorCount)) : '0')}
      ${figure('Trace ID', html`<span class="mono">${traceId}</span>`)}
    </dl>
    <p class="actions">
      ${copyButton('Copy link', () => location.href)} ${copyButton('Copy trace ID', () => traceId)}
      <a href=${href('/logs', { traceId })}>Logs of this trace</a>
      <a href=${`/api/traces/${traceId}`}>JSON</a>
      ${trace.complete ? nothing : html`<span class="badge neutral"><span aria-hidden="true">… </span>incomplete: spans may still come</span>`}
      ${trace.unexpected ? html`${errorMark('has a record of an unexpected tenant')} <a href=${href('/isolation')}>Isolation</a>` : nothing}
      ${missing ? html`<span class="badge neutral">no longer held: this is what was here last</span>` : nothing}
    </p>`;
}

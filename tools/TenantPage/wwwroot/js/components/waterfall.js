/**
 * The spans of a trace over time, as a tree: the arrow keys go through it, Left and Right fold it. Thousands of rows have to appear at
 * once, so a row has few elements, and what a span says in detail is rendered for the selected one only.
 */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { duration, preciseTime } from '../format.js';
import { colourOf } from './elements.js';
import { severity } from './severity.js';

const maxIndent = 12; // levels; deeper ones are told by aria-level and the number in front

/** What of the tree is there to see: folded spans hide those below them; with `withLogs`, each span's logs come right after it. */
export function visibleRows(trace, folded, withLogs) {
  const rows = [];
  let hiddenBelow = Infinity;
  trace.spans.forEach((span, i) => {
    if (span.depth > hiddenBelow) {
      return;
    }

    hiddenBelow = Infinity;
    const parent = trace.spans[i + 1]?.depth > span.depth || (withLogs && span.logs.length > 0);
    rows.push({ key: span.spanId, span, parent });
    if (folded.has(span.spanId)) {
      hiddenBelow = span.depth;
    } else if (withLogs) {
      span.logs.forEach(log => rows.push({ key: `${span.spanId}/${log.seq}`, span, log }));
    }
  });
  return rows;
}

export function waterfall(trace, { rows, folded, active, select, fold, open }) {
  const end = Math.max(trace.durationMs, ...trace.spans.map(span => span.offsetMs + span.durationMs), 0.001);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  return html` <div class="waterfall-head" aria-hidden="true">
      <span>Span</span><span class="span-duration">Duration</span
      ><span class="ticks">${ticks.map(tick => html`<span>${duration(tick * end)}</span>`)}</span>
    </div>
    <div
      class="waterfall"
      role="tree"
      aria-label="Spans"
      aria-describedby="waterfall-keys"
      data-testid="waterfall"
      @click=${event => {
        const item = event.target.closest('[role=treeitem]');
        if (item) {
          const row = rows[Number(item.dataset.index)];
          if (event.target.closest('.fold')) {
            fold(row.span.spanId);
          } else {
            select(row);
          }
        }
      }}
      @keydown=${event => keydown(event, { rows, folded, active, select, fold, open })}
    >
      ${repeat(
        rows,
        row => row.key,
        (row, i) => (row.log ? logRow(row, i, active, end, trace) : spanRow(row, i, folded, active, end)),
      )}
    </div>`;
}

const failure = html`<span class="failed"><span aria-hidden="true">✕</span><span class="visually-hidden">error </span></span>`;

function spanRow({ key, span, parent }, i, folded, active, end) {
  const failed = span.status === 'error';
  return html`<div
    role="treeitem"
    id=${`span-${span.spanId}`}
    class="span-row"
    data-testid="span-row"
    data-index=${i}
    aria-level=${span.depth + 1}
    aria-selected=${key === active ? 'true' : 'false'}
    tabindex=${key === active ? '0' : '-1'}
    aria-expanded=${parent ? String(!folded.has(span.spanId)) : nothing}
    title=${`${span.name} · ${span.service}`}
  >
    <span class="span-name" .style=${`--depth: ${Math.min(span.depth, maxIndent)}`}
      ><span class="fold" aria-hidden="true">${parent ? (folded.has(span.spanId) ? '▸' : '▾') : ''}</span>${failed ? failure : nothing}<span
        class="span-title"
        >${span.name}</span
      >
      <span class="span-service" .style=${`--swatch: var(--series-${colourOf(span.service)})`}
        >${span.sidecar ? `⇄ sidecar ${span.service}` : span.service}</span
      ></span
    >
    <span class="span-duration">${duration(span.durationMs)}</span>
    <span class="track"
      ><span
        class=${`bar${span.sidecar ? ' sidecar' : ''}${failed ? ' failed' : ''}`}
        .style=${place(span.offsetMs, span.durationMs, end, span.service)}
      ></span
    ></span>
  </div>`;
}

function logRow({ key, span, log }, i, active, end, trace) {
  const offset = log.time - trace.start;
  return html`<div
    role="treeitem"
    class="span-row log"
    data-testid="span-log-row"
    data-index=${i}
    aria-level=${span.depth + 2}
    aria-selected=${key === active ? 'true' : 'false'}
    tabindex=${key === active ? '0' : '-1'}
    title=${log.body}
  >
    <span class="span-name" .style=${`--depth: ${Math.min(span.depth + 1, maxIndent)}`}
      ><span class="fold" aria-hidden="true"></span>${severity(log)} <span class="span-title">${log.body}</span></span
    >
    <span class="span-duration">${duration(offset)}</span>
    <span class="track"
      ><span
        class="log-mark"
        title=${preciseTime(log.time)}
        .style=${place(Math.max(0, Math.min(end, offset)), 0, end, span.service)}
      ></span
    ></span>
  </div>`;
}

const place = (offset, length, end, service) =>
  `--from: ${(offset / end).toFixed(5)}; --share: ${(length / end).toFixed(5)}; --swatch: var(--series-${colourOf(service)})`;

function keydown(event, { rows, folded, active, select, fold, open }) {
  const at = rows.findIndex(row => row.key === active);
  const row = rows[at];
  if (!row || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }

  const to = index => select(rows[Math.max(0, Math.min(rows.length - 1, index))], true);
  const depth = candidate => candidate.span.depth + (candidate.log ? 1 : 0);
  switch (event.key) {
    case 'ArrowDown':
      to(at + 1);
      break;
    case 'ArrowUp':
      to(at - 1);
      break;
    case 'PageDown':
      to(at + 15);
      break;
    case 'PageUp':
      to(at - 15);
      break;
    case 'Home':
      to(0);
      break;
    case 'End':
      to(rows.length - 1);
      break;
    case 'ArrowRight':
      if (row.parent && folded.has(row.span.spanId)) {
        fold(row.span.spanId);
      } else if (row.parent) {
        to(at + 1);
      }

      break;
    case 'ArrowLeft':
      if (row.parent && !folded.has(row.span.spanId)) {
        fold(row.span.spanId);
      } else {
        const parent = rows.findLastIndex((candidate, i) => i < at && depth(candidate) < depth(row));
        if (parent >= 0) {
          to(parent);
        }
      }

      break;
    case 'Enter':
    case ' ':
      open();
      break;
    default:
      return;
  }

  event.preventDefault();
}

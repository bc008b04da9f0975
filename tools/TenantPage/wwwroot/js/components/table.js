// @ts-check
/** One table for all lists: sorted by any column, and below 760 pixels a card for each row. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { repeat } from '/lib/lit-html/directives/repeat.js';
import { scrollRegion } from './elements.js';

/** @typedef {number | string | null | undefined} Value */
/**
 * @template Row
 * @typedef {object} Column
 * @property {string} head
 * @property {(row: Row) => Value} [value] What the column is sorted by, and what it shows unless there is a `cell`.
 * @property {(value: any) => string} [as] The format of a figure.
 * @property {(row: Row) => unknown} [cell]
 * @property {boolean} [figure] Aligned to the right, and sorted from the largest first; every column that has a format is one.
 * @property {boolean} [header] The cell that names the row.
 * @property {string} [className]
 */

/** What the reader sorted by, for each table as long as the page is open. @type {Map<string, { head: string, descending: boolean }>} */
const sorted = new Map();

/** @param {string} label @param {string} head @param {boolean} descending At first; the second time it is the other way round. */
function sortBy(label, head, descending) {
  const now = sorted.get(label);
  sorted.set(label, { head, descending: now?.head === head ? !now.descending : descending });
  document.dispatchEvent(new Event('redraw'));
}

/** @param {Value} a @param {Value} b */
const compare = (a, b) =>
  typeof a === 'string' && typeof b === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : Number(a ?? -Infinity) - Number(b ?? -Infinity) || 0;

/**
 * @template Row
 * @param {{ label: string, caption: string, columns: Column<Row>[], rows: Row[], key?: (row: Row) => string,
 *   testId?: string }} spec Rows without a `key` are drawn anew when they move.
 */
export function table({ label, caption, columns, rows, key, testId }) {
  const order = sorted.get(label);
  const by = columns.find(column => column.head === order?.head)?.value;
  const shown = by ? rows.toSorted((a, b) => compare(by(a), by(b)) * (order?.descending ? -1 : 1)) : rows;

  /** @param {Column<Row>} column */
  function head({ head: text, value, figure, as }) {
    const direction = by && text === order?.head ? (order.descending ? 'descending' : 'ascending') : undefined;
    const sign = direction ? html`<span aria-hidden="true">${direction === 'descending' ? ' ▾' : ' ▴'}</span>` : nothing;
    const button = html`<button type="button" class="sort" @click=${() => sortBy(label, text, !!(figure || as))}>${text}${sign}</button>`;
    return html`<th scope="col" role="columnheader" class=${figure || as ? 'right' : ''} aria-sort=${direction ?? nothing}>
      ${value ? button : text}
    </th>`;
  }

  /** @param {Column<Row>} column @param {Row} row */
  function cell({ head: text, value, as = String, cell: content, figure = as !== String, header, className = '' }, row) {
    const shownValue = content ? content(row) : as(value?.(row) ?? (figure ? undefined : ''));
    const classes = figure ? `right ${className}` : className;
    return header
      ? html`<th scope="row" role="rowheader" class=${classes} data-head=${text}>${shownValue}</th>`
      : html`<td role="cell" class=${classes} data-head=${text}>${shownValue}</td>`;
  }

  // With roles, because a table whose rows are cards is not a table to a browser.
  return scrollRegion(
    label,
    html`<table class="cards" role="table" data-testid=${testId ?? nothing}>
      <caption>${caption}</caption>
      <thead role="rowgroup">
        <tr role="row">${columns.map(head)}</tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(shown, (row, index) => key?.(row) ?? index, row => html`<tr role="row">${columns.map(column => cell(column, row))}</tr>`)}
      </tbody>
    </table>`,
  );
}

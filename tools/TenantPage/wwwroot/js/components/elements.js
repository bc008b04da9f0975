// @ts-check
/** Small elements that several pages have. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { absent, dateAndTime, iso } from '../format.js';
import { shared } from '../tenants.js';

const icons = { ok: '✓', error: '✕', warning: '▲', neutral: '–' };

/**
 * A word with its sign, so that colour alone says nothing.
 * @param {keyof typeof icons} kind @param {string} text @param {string} [title]
 */
export const badge = (kind, text, title) =>
  html`<span class="badge ${kind}" title=${title ?? nothing}><span aria-hidden="true">${icons[kind]} </span>${text}</span>`;

/** @param {import('../api-types.js').HealthState | undefined} check */
export function health(check) {
  if (!check || check.state === 'unknown') {
    return absent;
  }

  return badge(check.state === 'up' ? 'ok' : 'error', check.state, check.detail);
}

/** The value of the field that an event comes from. @param {Event} event */
export const valueOf = event => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;

/** @param {number | undefined} ms */
export const at = ms => html`<time datetime=${iso(ms)}>${dateAndTime(ms)}</time>`;

/**
 * A wide table in a region of its own, so that the page itself never scrolls sideways; the keyboard can scroll it.
 * @param {string} label @param {unknown} content
 */
export const scrollRegion = (label, content) =>
  html`<div class="scroll" role="region" aria-label=${`${label} table`} tabindex="0">${content}</div>`;

/**
 * A link to a trace on the dashboard; without one if the dashboard does not have the trace.
 * @param {string | undefined} traceId @param {{ forwarded?: boolean, text?: unknown, label?: string }} [options]
 */
export function traceLink(traceId, { forwarded = true, text, label } = {}) {
  if (!traceId) {
    return text ?? nothing;
  }

  const short = traceId.slice(0, 8);
  const shown = text ?? html`<span class="mono">${short}</span>`;
  if (!shared.dashboardUrl) {
    return shown;
  }

  return forwarded
    ? html`<a href=${`/trace/${traceId}`} aria-label=${label ?? (text ? nothing : `Trace ${short} on the dashboard`)}>${shown}</a>`
    : html`${shown} <small class="muted" title="The dashboard does not have this trace">sampled out</small>`;
}

/** @param {string} name @param {unknown} value @param {unknown} [note] */
export const figure = (name, value, note) =>
  html`<div class="figure">
    <dt>${name}</dt>
    <dd>${value}${note ? html` <small>${note}</small>` : nothing}</dd>
  </div>`;

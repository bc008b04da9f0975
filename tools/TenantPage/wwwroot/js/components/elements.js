/** Small pieces that several pages have. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { absent } from '../format.js';
import { href } from '../router.js';

/** A wide table in a region of its own, so that the page itself never scrolls sideways; the keyboard can scroll it. */
export const scrollRegion = (label, content) =>
  html`<div class="scroll" role="region" aria-label=${`${label} table`} tabindex="0">${content}</div>`;

/** An Okabe-Ito colour of its own for each name, in the order in which the names came. */
const colours = new Map();
export function colourOf(name) {
  if (!colours.has(name)) {
    colours.set(name, colours.size % 7);
  }

  return colours.get(name);
}

const sidecarTag = html` <span class="tag sidecar"><span aria-hidden="true">⇄ </span>sidecar</span>`;
const sidecarSign = html`<span title="sidecar"><span aria-hidden="true">⇄ </span><span class="visually-hidden">sidecar </span></span>`;

/** A service with its colour; a sidecar is told by a word, or where there is `brief` room only, by a sign. */
export function serviceName(name, sidecar, brief = false) {
  return html`<span class="service"
    ><span class="swatch" .style=${`--swatch: var(--series-${colourOf(name)})`}></span
    >${sidecar && brief ? sidecarSign : nothing}${name || '(no service.name)'}${sidecar && !brief ? sidecarTag : nothing}</span
  >`;
}

const states = { up: ['✓', 'ok'], down: ['✕', 'error'], unknown: ['?', 'neutral'] };

export function health(check) {
  if (!check) {
    return absent;
  }

  const [icon, kind] = states[check.state] ?? states.unknown;
  return html`<span class="badge ${kind}"><span aria-hidden="true">${icon} </span>${check.state}</span>${
      check.state !== 'up' && check.detail ? html`<small class="why muted">${check.detail}</small>` : nothing
    }`;
}

export const errorMark = text => html`<span class="badge error"><span aria-hidden="true">✕ </span>${text}</span>`;

export const traceLink = (traceId, spanId, text, label) =>
  html`<a class="mono" href=${href(`/traces/${traceId}`, {}, spanId ? `span-${spanId}` : '')} aria-label=${label ?? nothing}
    >${text ?? traceId.slice(0, 8)}</a
  >`;

export function attributeTable(caption, attributes, hideCaption = false) {
  return attributes?.length
    ? html`<table class="attributes">
        <caption class=${hideCaption ? 'visually-hidden' : ''}>
          ${caption}
        </caption>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          ${attributes.map(
            ({ key, value }) =>
              html`<tr>
                <th scope="row">${key}</th>
                <td>${value}</td>
              </tr>`,
          )}
        </tbody>
      </table>`
    : nothing;
}

/** One figure of a row of figures. */
export const figure = (name, value, note) =>
  html`<div class="figure">
    <dt>${name}</dt>
    <dd>${value}${note ? html` <small>${note}</small>` : nothing}</dd>
  </div>`;

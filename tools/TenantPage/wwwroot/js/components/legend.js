/** Names the lines of a chart: by colour and by dash. */
import { html, svg } from '/lib/lit-html/lit-html.js';
import { dashOf } from './trend-chart.js';

export const lineSample = (colour, dash = 0) =>
  html`<svg class="line-sample" viewBox="0 0 32 8" width="32" height="8" aria-hidden="true">
    ${svg`<path d="M0 4h32" stroke-dasharray=${dashOf(dash).join(' ') || 'none'} .style=${`stroke: var(--series-${colour})`}/>`}
  </svg>`;

export const legend = lines =>
  html`<ul class="legend">
    ${lines.map(line => html`<li>${lineSample(line.colour, line.dash)} ${line.name}</li>`)}
  </ul>`;

/** The levels of a log record: OpenTelemetry's severity numbers, as the words of .NET. */
import { html } from '/lib/lit-html/lit-html.js';

const levels = [
  { from: 21, word: 'Critical', kind: 'fatal', icon: '✕✕' },
  { from: 17, word: 'Error', kind: 'error', icon: '✕' },
  { from: 13, word: 'Warning', kind: 'warning', icon: '▲' },
  { from: 9, word: 'Information', kind: 'information', icon: '●' },
  { from: 5, word: 'Debug', kind: 'debug', icon: '○' },
  { from: 1, word: 'Trace', kind: 'debug', icon: '·' },
];

export const minimumLevels = levels.toReversed().map(level => [String(level.from), level.word]);

export function severity({ severity: number, severityText }) {
  const level = levels.find(candidate => number >= candidate.from) ?? { word: 'No level', kind: 'debug', icon: '?' };
  return html`<span class="badge level-${level.kind}"><span aria-hidden="true">${level.icon} </span>${severityText || level.word}</span>`;
}

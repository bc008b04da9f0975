// @ts-check
/** The calls of one tenant as a map: a node for each service, an edge for each pair; an edge to another tenant is red. */
import { html, nothing, svg } from '/lib/lit-html/lit-html.js';
import { count, plural } from '../format.js';
import { styleOf } from './service.js';

/**
 * @typedef {import('../api-types.js').Call} Call
 * @typedef {import('../api-types.js').Party} Party
 * @typedef {{ party: Party, layer: number, x: number, y: number, state: 'new' | 'open' | 'done' }} Node
 * @typedef {{ from: Node, to: Node, call: Call, back: boolean }} Edge
 */

const size = { width: 190, height: 34, gapX: 16, gapY: 44, side: 120 };

/** @param {Party} party */
const keyOf = party => `${party.tenant}/${party.service}`;

/** @param {Call} call */
export const isCrossing = call => call.from.tenant !== call.to.tenant;

/** Places every node one layer below the lowest of its callers; a call back up does not count. @param {Call[]} calls */
export function layout(calls) {
  /** @type {Map<string, Node>} */
  const nodes = new Map();
  const nodeOf = (/** @type {Party} */ party) => {
    const key = keyOf(party);
    const node = nodes.get(key) ?? { party, layer: 0, x: 0, y: 0, state: /** @type {const} */ ('new') };
    nodes.set(key, node);
    return node;
  };
  /** @type {Edge[]} */
  const edges = calls.map(call => ({ from: nodeOf(call.from), to: nodeOf(call.to), call, back: false }));

  /** @param {Node} node */
  function visit(node) {
    node.state = 'open';
    for (const edge of edges.filter(({ from }) => from === node)) {
      edge.back = edge.to.state === 'open'; // as is a call of itself
      if (edge.to.state === 'new') {
        visit(edge.to);
      }
    }

    node.state = 'done';
  }

  const all = [...nodes.values()];
  const roots = all.filter(node => edges.every(({ from, to }) => to !== node || from === node));
  [...roots, ...all].forEach(node => node.state === 'new' && visit(node));
  all.forEach(() =>
    edges.filter(({ back }) => !back).forEach(({ from, to }) => {
      to.layer = Math.max(to.layer, from.layer + 1);
    }),
  );
  const layers = [...new Set(all.map(({ layer }) => layer))].sort((a, b) => a - b).map(layer => all.filter(node => node.layer === layer));
  const width = Math.max(1, ...layers.map(row => row.length)) * (size.width + size.gapX);
  layers.forEach((row, y) =>
    row.forEach((node, x) => {
      node.x = (width / row.length) * (x + 0.5);
      node.y = y * (size.height + size.gapY) + size.height / 2 + 1;
    }),
  );
  const hasSide = edges.some(isSide);
  return { nodes: all, edges, width: width + (hasSide ? size.side : 0), height: layers.length * (size.height + size.gapY) - size.gapY + 2 };
}

/** Whether an edge goes around the nodes: up, along, or past a layer. @param {Edge} edge */
const isSide = ({ from, to }) => to.layer - from.layer !== 1;

/** @param {string} tenant @param {Call[]} calls */
export function callMap(tenant, calls) {
  const { nodes, edges, width, height } = layout(calls);
  const crossings = calls.filter(isCrossing).length;
  const label =
    `Calls of ${tenant}: ${calls.map(call => `${call.from.service} to ${call.to.service} ${count(call.count)}`).join(', ')}. ` +
    (crossings ? `${plural(crossings, 'service')} called another tenant.` : 'No call to another tenant.');
  return html`<svg class="call-map" role="img" aria-label=${label} viewBox="0 0 ${width} ${height}" .style=${`max-width: ${width}px`}>
    ${edges.map(edge => edgePath(edge, edges.filter(isSide).indexOf(edge)))}
    ${nodes.map(
      ({ party, x, y }) =>
        svg`<g class=${party.tenant === tenant ? 'node' : 'node foreign'}>
          <rect x=${x - size.width / 2} y=${y - size.height / 2} width=${size.width} height=${size.height} rx="6"
            .style=${`stroke: var(--series-${styleOf(party.service, party.tenant).colour})`}/>
          <text x=${x} y=${y + (party.tenant === tenant ? 5 : -1)}>${shorten(party.service)}</text>
          ${party.tenant === tenant ? nothing : svg`<text x=${x} y=${y + 13}>of ${shorten(party.tenant)}</text>`}
        </g>`,
    )}
  </svg>`;
}

/** @param {string} name */
const shorten = name => (name.length > 27 ? `${name.slice(0, 12)}…${name.slice(-14)}` : name);

/** @param {Edge} edge @param {number} side Its place among the edges that go around the nodes, or -1. */
function edgePath({ from, to, call }, side) {
  const text = `${isCrossing(call) ? '✕ ' : ''}${count(call.count)}${call.errors ? `, ${plural(call.errors, 'error')}` : ''}`;
  const kind = isCrossing(call) ? 'edge crossing' : call.errors ? 'edge failing' : 'edge';
  const [x1, x2] = side < 0 ? [from.x, to.x] : [from.x + size.width / 2, to.x + size.width / 2];
  const [y1, y2] = side < 0 ? [from.y + size.height / 2, to.y - size.height / 2] : [from.y + 6, to.y + 6];
  const [bendX, bendY] = side < 0 ? [(x1 + x2) / 2, (y1 + y2) / 2] : [Math.max(x1, x2) + 40 + side * 12, (y1 + y2) / 2];
  // Near the end of the edge, where edges from one node are apart.
  const [labelX, labelY] = side < 0 ? [x1 + (x2 - x1) * 0.65 + 8, bendY + 6] : [(Math.max(x1, x2) + bendX) / 2 + 6, bendY + 4 + side * 14];
  return svg`<g class=${kind}>
    <path d="M${x1} ${y1} Q${bendX} ${bendY} ${x2} ${y2}"/>
    <path class="head" d=${side < 0 ? `M${x2} ${y2} l-5 -8 h10 z` : `M${x2} ${y2} l8 -5 v10 z`}/>
    <text x=${labelX} y=${labelY}>${text}</text>
  </g>`;
}

// @ts-check
/**
 * <trend-chart>: lines over time. The canvas is an image whose name is `label`; the page has the same figures in a table.
 *
 * @typedef {{ name: string, values: (number | null)[], colour: number, dash: number }} Line
 * @typedef {object} Spec
 * @property {string} label What the figures say now.
 * @property {number[]} times Milliseconds.
 * @property {Line[]} lines
 * @property {(value: number | null | undefined) => string} format
 * @property {number} height
 * @property {number} [max]
 * @property {boolean} [compact] Lines alone, without axes.
 * @property {number[]} [marks] Times that a vertical line marks.
 */
import uPlot from '/lib/uplot/uPlot.esm.js';
import { axisTime, time } from '../format.js';

const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [14, 4], [1, 5]];
const sparse = 30; // so few values are shown as points too, since a dash may be longer than the line between two of them

class TrendChart extends HTMLElement {
  /** @type {Spec | undefined} */
  #spec;
  /** @type {uPlot | undefined} */
  #plot;
  #shape = '';
  #sizes = new ResizeObserver(() => this.#resize());
  #recolour = () => {
    this.#destroy();
    this.#draw();
  };

  /** @param {Spec} spec */
  set spec(spec) {
    this.#spec = spec;
    if (this.isConnected) {
      this.#draw();
    }
  }

  /** The times that are marked, for tests. */
  get marks() {
    return this.#spec?.marks ?? [];
  }

  connectedCallback() {
    this.#sizes.observe(this);
    document.addEventListener('schemechange', this.#recolour);
    this.#draw();
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
    document.removeEventListener('schemechange', this.#recolour);
    this.#destroy();
  }

  #destroy() {
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #resize() {
    const width = this.clientWidth;
    if (this.#plot && this.#spec && width > 0 && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: this.#spec.height });
    } else if (!this.#plot) {
      this.#draw();
    }
  }

  #draw() {
    const spec = this.#spec;
    if (!spec || this.clientWidth === 0) {
      return;
    }

    const shape = JSON.stringify([spec.height, spec.compact, spec.lines.map(line => [line.name, line.colour, line.dash])]);
    if (shape !== this.#shape) {
      this.#destroy();
      this.#shape = shape;
    }

    const data = /** @type {uPlot.AlignedData} */ ([spec.times.map(at => at / 1000), ...spec.lines.map(line => line.values)]);
    if (this.#plot) {
      this.#plot.setData(data);
    } else {
      this.#plot = new uPlot(this.#options(spec), data, this);
    }

    const { canvas } = this.#plot.ctx;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', spec.label);
  }

  /** @param {Spec} spec @returns {uPlot.Options} */
  #options(spec) {
    const style = getComputedStyle(this);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const grid = { stroke: colour('--grid'), width: 1 };
    const axis = { stroke: colour('--muted'), font: '11px system-ui, sans-serif', grid, ticks: { show: false } };
    const clock = (/** @type {number} */ at, /** @type {number} */ step) => axisTime(at * 1000).slice(0, step < 60 ? 8 : 5);
    return {
      width: this.clientWidth,
      height: spec.height,
      padding: spec.compact ? [2, 0, 2, 0] : [8, 20, 0, 0],
      legend: { show: false },
      cursor: { show: !spec.compact, drag: { x: false, y: false }, points: { size: 6 }, y: false, sync: { key: 'time' } },
      scales: { x: { time: true }, y: { range: (_, low, high) => this.#range(low, high) } },
      axes: spec.compact
        ? [{ show: false }, { show: false }]
        : [
            { ...axis, size: 24, space: 60, values: (_, splits) => splits.map(at => clock(at, splits[1] - splits[0])) },
            { ...axis, size: 62, space: 28, values: (_, splits) => splits.map(value => this.#spec?.format(value) ?? '') },
          ],
      series: [
        {},
        ...spec.lines.map(line => ({
          stroke: colour(`--series-${line.colour}`),
          fill: spec.compact ? `${colour(`--series-${line.colour}`)}22` : undefined,
          width: 1.5,
          dash: dashes[line.dash],
          points: { show: !spec.compact, size: 5, fill: colour(`--series-${line.colour}`), filter: spec.compact ? null : shownAsPoints },
        })),
      ],
      hooks: { draw: [plot => this.#drawMarks(plot, colour('--warning'))], setCursor: [plot => this.#showTip(plot)] },
    };
  }

  /** @param {number | null} low @param {number | null} high @returns {[number, number]} */
  #range(low, high) {
    const max = this.#spec?.max ?? high ?? 0;
    const min = Math.min(0, low ?? 0);
    return [min, max > min ? max * 1.1 : min + 1];
  }

  /** @param {uPlot} plot @param {string} colour */
  #drawMarks(plot, colour) {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 * devicePixelRatio;
    for (const mark of this.marks) {
      const x = Math.max(bbox.left, plot.valToPos(mark / 1000, 'x', true));
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }

    ctx.restore();
  }

  /** @param {uPlot} plot Shows the values under the pointer; charts that only follow the cursor of another one show none. */
  #showTip(plot) {
    const spec = this.#spec;
    let tip = this.querySelector('.chart-tip');
    const { left = -1, idx } = plot.cursor;
    if (!spec || spec.compact || left < 0 || idx === null || idx === undefined || !this.matches(':hover')) {
      tip?.remove();
      return;
    }

    if (!tip) {
      tip = document.createElement('div');
      tip.className = 'chart-tip';
      tip.setAttribute('aria-hidden', 'true');
      plot.over.append(tip);
    }

    const lines = spec.lines.map((line, i) => `${line.name}: ${spec.format(plot.data[i + 1][idx])}`);
    tip.textContent = [time(plot.data[0][idx] * 1000), ...lines].join('\n');
    tip.classList.toggle('left', left > plot.over.clientWidth / 2);
    /** @type {HTMLElement} */ (tip).style.setProperty('--x', `${left}px`);
  }
}

/**
 * The values without a neighbour, which a line alone would not show; all of them if they are few.
 * @param {uPlot} plot @param {number} series
 */
function shownAsPoints(plot, series) {
  const values = plot.data[series];
  const exists = (/** @type {number} */ i) => values[i] !== null && values[i] !== undefined;
  const existing = Array.from(values.keys()).filter(exists);
  return existing.length <= sparse ? existing : existing.filter(i => !exists(i - 1) && !exists(i + 1));
}

customElements.define('trend-chart', TrendChart);

/** The dash of a line for a legend, as SVG writes it. @param {number} dash */
export const dashOf = dash => dashes[dash].join(' ') || 'none';

/**
 * <trend-chart>: lines over time. Its property `spec` is
 * { label: what the figures say now, times: [ms], from: ms where it begins earlier, format(value), axis(value), height, max, compact,
 *   series: [{ name, brief, values, colour, dash }],
 *   points: [{ time, value, colour, held, text }], choose(point) }.
 * The canvas is an image whose name is `label`; whoever uses the chart has the same figures in a table.
 */
import uPlot from '/lib/uplot/uPlot.esm.js';
import { time } from '../format.js';

const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 5], [14, 4], [1, 5]];
const sparse = 30; // values; so few are shown as points too, since a dash may be longer than the line between two of them
const reach = 14; // CSS pixels around an exemplar in which a click means it

/** The dash pattern that tells series `index` from the others without its colour. */
export const dashOf = index => dashes[index % dashes.length];

class TrendChart extends HTMLElement {
  #spec;
  #plot;
  #shape;
  #sizes = new ResizeObserver(() => this.#resize());
  #recolour = () => this.#rebuild();

  set spec(spec) {
    this.#spec = spec;
    if (this.isConnected) {
      this.#draw();
    }
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

  #rebuild() {
    this.#destroy();
    this.#draw();
  }

  #resize() {
    const width = this.clientWidth;
    if (this.#plot && width > 0 && width !== this.#plot.width) {
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

    const shape = JSON.stringify([spec.height, spec.compact, spec.series.map(line => [line.name, line.colour, line.dash])]);
    if (shape !== this.#shape) {
      this.#destroy();
      this.#shape = shape;
    }

    const data = [spec.times.map(at => at / 1000), ...spec.series.map(line => line.values)];
    if (this.#plot) {
      this.#plot.setData(data);
    } else {
      this.#plot = new uPlot(this.#options(), data, this);
      this.#plot.over.addEventListener('click', event => this.#choose(event));
    }

    const canvas = this.#plot.ctx.canvas;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', spec.label);
  }

  #options() {
    const spec = this.#spec;
    const style = getComputedStyle(this);
    const colour = name => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--muted'),
      font: '11px system-ui, sans-serif',
      grid: { stroke: colour('--grid'), width: 1 },
      ticks: { show: false },
    };
    return {
      width: this.clientWidth,
      height: spec.height,
      padding: spec.compact ? [2, 0, 2, 0] : [8, 20, 0, 0],
      legend: { show: false },
      cursor: { show: !spec.compact, drag: { x: false, y: false }, points: { size: 6 }, y: false, sync: { key: 'time' } },
      scales: {
        x: { time: true, range: () => [(this.#spec.from ?? this.#spec.times[0]) / 1000, this.#spec.times.at(-1) / 1000] },
        y: { range: (plot, low, high) => this.#range(low, high) },
      },
      axes: spec.compact
        ? [{ show: false }, { show: false }]
        : [
            {
              ...axis,
              size: 24,
              space: 60,
              values: (plot, splits) => splits.map(at => time(at * 1000).slice(0, splits[1] - splits[0] < 60 ? 8 : 5)),
            },
            { ...axis, size: 62, space: 28, values: (plot, splits) => splits.map(value => (this.#spec.axis ?? this.#spec.format)(value)) },
          ],
      series: [
        {},
        ...spec.series.map(line => ({
          stroke: colour(`--series-${line.colour}`),
          fill: spec.compact ? `${colour(`--series-${line.colour}`)}22` : undefined,
          width: 1.5,
          dash: dashOf(line.dash ?? 0),
          points: { show: !spec.compact, size: 5, fill: colour(`--series-${line.colour}`), filter: shownAsPoints },
        })),
      ],
      hooks: { draw: [plot => this.#drawPoints(plot, colour)], setCursor: [plot => this.#tell(plot)] },
    };
  }

  #range(low, high) {
    const max = this.#spec.max ?? Math.max(high ?? 0, ...(this.#spec.points ?? []).map(point => point.value));
    const min = Math.min(0, low ?? 0);
    return [min, max > min ? max * 1.1 : min + 1];
  }

  #drawPoints(plot, colour) {
    const { ctx } = plot;
    ctx.save();
    for (const point of this.#spec.points ?? []) {
      const [x, y] = [plot.valToPos(point.time / 1000, 'x', true), plot.valToPos(point.value, 'y', true)];
      const size = 5 * devicePixelRatio;
      // A diamond: no shape that a line's own points have.
      ctx.beginPath();
      ctx.moveTo(x, y - size);
      ctx.lineTo(x + size, y);
      ctx.lineTo(x, y + size);
      ctx.lineTo(x - size, y);
      ctx.closePath();
      ctx.fillStyle = colour(point.held ? `--series-${point.colour}` : '--surface');
      ctx.strokeStyle = colour(point.held ? '--text' : `--series-${point.colour}`);
      ctx.lineWidth = devicePixelRatio;
      ctx.fill();
      ctx.stroke();
    }

    ctx.restore();
  }

  #nearest(left, top) {
    const plot = this.#plot;
    let best;
    let distance = reach;
    for (const point of this.#spec.points ?? []) {
      const d = Math.hypot(plot.valToPos(point.time / 1000, 'x') - left, plot.valToPos(point.value, 'y') - top);
      if (d <= distance) {
        [best, distance] = [point, d];
      }
    }

    return best;
  }

  #choose(event) {
    const box = this.#plot.over.getBoundingClientRect();
    const point = this.#nearest(event.clientX - box.left, event.clientY - box.top);
    if (point) {
      this.#spec.choose(point);
    }
  }

  /** The values under the pointer; charts that only follow another one's cursor say nothing. */
  #tell(plot) {
    if (this.#spec.compact) {
      return;
    }

    let tip = this.querySelector('.chart-tip');
    const { left, top, idx } = plot.cursor;
    const point = left >= 0 && this.matches(':hover') ? this.#nearest(left, top) : undefined;
    plot.over.classList.toggle('on-exemplar', !!point);
    if (left < 0 || idx === null || idx === undefined || !this.matches(':hover')) {
      tip?.remove();
      return;
    }

    if (!tip) {
      tip = document.createElement('div');
      tip.className = 'chart-tip';
      tip.setAttribute('aria-hidden', 'true');
      plot.over.append(tip);
    }

    const lines = point
      ? [point.text]
      : this.#spec.series.map((line, i) => `${line.brief ?? line.name}: ${this.#spec.format(plot.data[i + 1][idx])}`);
    tip.textContent = [time(point?.time ?? plot.data[0][idx] * 1000), ...lines].join('\n');
    tip.classList.toggle('left', left > plot.over.clientWidth / 2);
    tip.style.setProperty('--x', `${left}px`);
  }
}

/** The values with nothing on either side, of which a line would show nothing; all of them where they are few. */
function shownAsPoints(plot, series) {
  const values = plot.data[series];
  const isThere = i => values[i] !== null && values[i] !== undefined;
  const there = Array.from(values.keys()).filter(isThere);
  return there.length <= sparse ? there : there.filter(i => !isThere(i - 1) && !isThere(i + 1));
}

customElements.define('trend-chart', TrendChart);

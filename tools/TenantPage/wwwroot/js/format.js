/** Figures as text. Absent is an en dash everywhere. */

export const absent = '–';

const language = navigator.language;
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const clockWithFraction = new Intl.DateTimeFormat(language, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric' });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, notation: 'compact' });

const missing = value => value === undefined || value === null || Number.isNaN(value);

export const count = value => (missing(value) ? absent : whole.format(value));

export function number(value) {
  if (missing(value)) {
    return absent;
  }

  return Math.abs(value) >= 100_000 ? compact.format(value) : Math.abs(value) >= 100 ? whole.format(value) : threeDigits.format(value);
}

export const percent = share => (missing(share) ? absent : `${threeDigits.format(share * 100)} %`);

export const perSecond = value => (missing(value) ? absent : `${number(value)}/s`);

export function duration(ms) {
  if (missing(ms)) {
    return absent;
  }

  const size = Math.abs(ms);
  if (size === 0) {
    return '0 ms';
  }

  if (size < 1) {
    return `${threeDigits.format(ms * 1000)} µs`;
  }

  if (size < 1000) {
    return `${threeDigits.format(ms)} ms`;
  }

  if (size < 60_000) {
    return `${threeDigits.format(ms / 1000)} s`;
  }

  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export function bytes(value) {
  if (missing(value)) {
    return absent;
  }

  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.abs(value) || 1) / 10)));
  return `${threeDigits.format(value / 1024 ** power)} ${units[power]}`;
}

export const time = ms => (missing(ms) ? absent : clock.format(ms));

export const preciseTime = ms => (missing(ms) ? absent : clockWithFraction.format(ms));

export const dateAndTime = ms => (missing(ms) ? absent : `${day.format(ms)} ${clockWithFraction.format(ms)}`);

export const iso = ms => (missing(ms) ? '' : new Date(ms).toISOString());

export const ago = (ms, now = Date.now()) =>
  missing(ms) ? 'never' : now - ms < 1000 ? 'just now' : `${duration(Math.round((now - ms) / 1000) * 1000)} ago`;

export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/** The same for an axis, which has no room for the word of an annotation. */
export const axisWithUnit = unit => withUnit(['s', 'ms', 'By', '%'].includes(unit) ? unit : '');

/** How a figure with a UCUM unit (as OpenTelemetry writes it) is said. */
export function withUnit(unit) {
  switch (unit) {
    case 's':
      return value => (missing(value) ? absent : duration(value * 1000));
    case 'ms':
      return duration;
    case 'By':
      return bytes;
    case '%':
      return value => (missing(value) ? absent : `${number(value)} %`);
    default: {
      // An annotation such as {request} is a word for what is counted and no unit.
      const word = (unit ?? '').replace(/^\{(.*)\}$/, '$1');
      return value => (missing(value) ? absent : word && word !== '1' ? `${number(value)} ${word}` : number(value));
    }
  }
}

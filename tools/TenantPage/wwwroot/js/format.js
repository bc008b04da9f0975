// @ts-check
/**
 * Figures as text, in one format whatever the browser's language is. A missing value is an en dash.
 *
 * @typedef {number | null | undefined} Maybe
 */

export const absent = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const compact = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, notation: 'compact' });

/** @type {Intl.DateTimeFormatOptions} */
const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const timeOnly = new Intl.DateTimeFormat('en-GB', clock);
const zoned = new Intl.DateTimeFormat('en-GB', { ...clock, timeZoneName: 'short' });
const dated = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', ...clock, timeZoneName: 'short' });

/** @param {Maybe} value @returns {value is null | undefined} */
const missing = value => value === undefined || value === null || Number.isNaN(value);

/** @param {Maybe} value */
export const count = value => (missing(value) ? absent : whole.format(value));
/** @param {number} size */
const formatOf = size => (size >= 100_000 ? compact : size >= 100 ? whole : threeDigits);
/** @param {Maybe} value */
export const number = value => (missing(value) ? absent : formatOf(Math.abs(value)).format(value));
/** @param {Maybe} share */
export const percent = share => (missing(share) ? absent : `${threeDigits.format(share * 100)} %`);
/** @param {Maybe} value */
export const perSecond = value => (missing(value) ? absent : `${number(value)}/s`);

/** @param {Maybe} ms */
export function duration(ms) {
  if (missing(ms)) {
    return absent;
  }

  const size = Math.abs(ms);
  if (size < 1) {
    return size === 0 ? '0 ms' : `${threeDigits.format(ms * 1000)} µs`;
  }

  // 999.9 ms would be rounded to "1,000 ms".
  if (size < 999.5) {
    return `${threeDigits.format(ms)} ms`;
  }

  if (size < 59_950) {
    return `${threeDigits.format(ms / 1000)} s`;
  }

  const seconds = Math.round(ms / 1000);
  return seconds < 3600
    ? `${Math.floor(seconds / 60)} min ${seconds % 60} s`
    : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** @param {Maybe} value */
export function bytes(value) {
  if (missing(value)) {
    return absent;
  }

  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.abs(value) || 1) / 10)));
  return `${threeDigits.format(value / 1024 ** power)} ${units[power]}`;
}

/** @param {Maybe} ms A time without its zone, for an axis. */
export const axisTime = ms => (missing(ms) ? absent : timeOnly.format(ms));
/** @param {Maybe} ms */
export const time = ms => (missing(ms) ? absent : zoned.format(ms));
/** @param {Maybe} ms */
export const dateAndTime = ms => (missing(ms) ? absent : dated.format(ms));

/** The zone of all times on the page, such as "UTC" or "GMT+1". */
export const zone = () => zoned.formatToParts(Date.now()).find(part => part.type === 'timeZoneName')?.value ?? 'local time';
/** @param {Maybe} ms */
export const iso = ms => (missing(ms) ? '' : new Date(ms).toISOString());

/** @param {Maybe} ms @param {number} [now] */
export const ago = (ms, now = Date.now()) =>
  missing(ms) ? 'never' : now - ms < 1000 ? 'just now' : `${duration(Math.round((now - ms) / 1000) * 1000)} ago`;

/** @param {number} n @param {string} one @param {string} [many] */
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

/**
 * Reads a share that somebody typed: 30, 30 % and 0.3 are the same. Up to 1 a number is the share itself; above 1, or with a percent sign,
 * it is a percentage. NaN if it is neither.
 * @param {string} text
 */
export function parseShare(text) {
  const match = /^(\d+(?:[.,]\d*)?|[.,]\d+)\s*(%?)$/.exec(text.trim());
  if (!match) {
    return NaN;
  }

  const value = Number(match[1].replace(',', '.'));
  const share = match[2] || value > 1 ? value / 100 : value;
  return share <= 1 ? share : NaN;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';

process.env.TZ = 'Europe/Berlin';
const format = await import('../../../../tools/TenantPage/wwwroot/js/format.js');

test('a missing value is a dash in every format', () => {
  for (const name of ['count', 'number', 'percent', 'perSecond', 'duration', 'bytes', 'time', 'dateAndTime', 'axisTime']) {
    for (const value of [undefined, null, NaN]) {
      assert.equal(format[name](value), '–', `${name}(${value})`);
    }
  }
});

test('durations change their unit before they are rounded into the next one', () => {
  const cases = [
    [0, '0 ms'], [0.25, '250 µs'], [12.345, '12.3 ms'], [999.4, '999 ms'], [999.9, '1 s'], [1500, '1.5 s'], [59_990, '1 min 0 s'],
    [61_000, '1 min 1 s'], [3_660_000, '1 h 1 min'],
  ];
  for (const [ms, text] of cases) {
    assert.equal(format.duration(ms), text);
  }
});

test('numbers have one format', () => {
  assert.equal(format.count(1234567), '1,234,567');
  assert.equal(format.percent(0.05), '5 %');
  assert.equal(format.percent(1), '100 %');
  assert.equal(format.perSecond(1234.5), '1,235/s');
  assert.equal(format.perSecond(0.0667), '0.0667/s');
  assert.equal(format.bytes(1536), '1.5 KiB');
  assert.equal(format.plural(1, 'span'), '1 span');
  assert.equal(format.plural(1000, 'span'), '1,000 spans');
});

test('times have a zone, and lists a date', () => {
  const winter = Date.UTC(2026, 0, 2, 3, 4, 5);
  assert.match(format.time(winter), /^04:04:05 (CET|GMT\+1)$/);
  assert.match(format.dateAndTime(winter), /^2 Jan 2026, 04:04:05 (CET|GMT\+1)$/);
  assert.equal(format.axisTime(winter), '04:04:05');
  assert.equal(format.iso(winter), '2026-01-02T03:04:05.000Z');
});

test('ago', () => {
  assert.equal(format.ago(undefined), 'never');
  assert.equal(format.ago(1000, 1500), 'just now');
  assert.equal(format.ago(0, 90_000), '1 min 30 s ago');
});

test('a share is typed as a percentage or as a number up to 1', () => {
  for (const typed of ['30', '30 %', '30%', '0.3', '0,3', '.3', ' 30.0 % ']) {
    assert.equal(format.parseShare(typed), 0.3, typed);
  }

  assert.deepEqual(['0', '1', '1 %', '0.5 %', '100', '1.5'].map(format.parseShare), [0, 1, 0.01, 0.005, 1, 0.015]);
});

test('what is no share is not taken', () => {
  for (const typed of ['', '%', '-1', '101', '100.1 %', '1e1', '0x1', 'half', '3 0', '1..2', '30 % %', 'Infinity']) {
    assert.ok(Number.isNaN(format.parseShare(typed)), typed);
  }
});

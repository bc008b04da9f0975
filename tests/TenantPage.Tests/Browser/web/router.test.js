import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { currentQuery, href, isOfThePage, onNavigation, replaceQuery } from '../../../../tools/TenantPage/wwwroot/js/router.js';

/** @param {string} address */
function open(address) {
  globalThis.location = new URL(address, 'http://localhost:18888');
}

beforeEach(() => {
  globalThis.history = { replaceState: (state, title, url) => open(url) };
  globalThis.addEventListener = () => {};
  globalThis.document = { addEventListener: () => {} };
});

test('a link keeps the tenant, and leaves out what is empty', () => {
  open('/isolation?tenant=tenant%202&other=1');
  assert.equal(href('/'), '/?tenant=tenant+2');
  assert.equal(href('/try', { tenant: '' }), '/try');
  assert.equal(href('/try', { tenant: 'a', x: undefined, y: null }), '/try?tenant=a');
  open('/');
  assert.equal(href('/isolation'), '/isolation');
});

test('a filter changes the address in place and tells the page', () => {
  let changes = 0;
  onNavigation(() => changes++);
  open('/try');
  replaceQuery({ tenant: 'tenant1' });
  assert.deepEqual(currentQuery(), { tenant: 'tenant1' });
  assert.equal(globalThis.location.pathname, '/try');
  replaceQuery({ tenant: '' });
  assert.deepEqual(currentQuery(), {});
  assert.equal(changes, 2);
});

test('the page follows its own links, and leaves the rest to the browser', () => {
  open('/isolation');
  const follows = path => isOfThePage(new URL(path, globalThis.location.href));
  assert.deepEqual(['/', '/try?tenant=a', '/nothing-here'].map(follows), [true, true, true]);
  for (const path of ['/api/isolation/report', `/trace/${'a'.repeat(32)}`, '/icon.svg', '/isolation#main', 'http://localhost:18889/']) {
    assert.equal(follows(path), false, path);
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

const { isCrossing, layout } = await import('../../../../tools/TenantPage/wwwroot/js/components/call-map.js');
const { styleOf } = await import('../../../../tools/TenantPage/wwwroot/js/components/service.js');

const call = (from, to, [fromTenant, toTenant] = ['tenant1', 'tenant1']) =>
  ({ from: { tenant: fromTenant, service: from }, to: { tenant: toTenant, service: to }, count: 1, errors: 0 });

test('the style of a service comes from its role', () => {
  assert.deepEqual(styleOf('sender-service-tenant1', 'tenant1'), styleOf('sender-service-tenant2', 'tenant2'));
  assert.deepEqual(styleOf('sender-service', 'tenant1'), styleOf('sender-service-tenant1', 'tenant1'));
  const styles = ['sender-service', 'receiver-service', 'sender', 'receiver'].map(name => styleOf(name, '').colour);
  assert.equal(new Set(styles).size, 4);
  for (const name of ['locust', 'tenant-page', 'ü', '']) {
    assert.deepEqual(styleOf(name, 'tenant1'), styleOf(name, 'tenant1'));
    assert.ok(!styles.includes(styleOf(name, 'tenant1').colour), name);
  }
});

test('the map places a service below its callers, in whatever order the calls come', () => {
  const calls = [call('c', 'd'), call('b', 'c'), call('a', 'b'), call('a', 'c')];
  const { nodes, width, height } = layout(calls);
  const y = Object.fromEntries(nodes.map(node => [node.party.service, node.y]));
  assert.ok(y.a < y.b && y.b < y.c && y.c < y.d);
  assert.ok(nodes.every(node => node.x > 0 && node.x < width && node.y > 0 && node.y < height));
});

test('a cycle and a call of itself end', () => {
  const { nodes } = layout([call('a', 'b'), call('b', 'a'), call('a', 'a')]);
  assert.equal(nodes.length, 2);
});

test('a call crosses if its ends have different tenants', () => {
  assert.equal(isCrossing(call('a', 'b')), false);
  assert.equal(isCrossing(call('a', 'a', ['tenant1', 'tenant2'])), true);
});

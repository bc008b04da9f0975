import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';

const page = new URL('../../../../tools/TenantPage/', import.meta.url);
const all = await readdir(new URL('wwwroot/', page), { recursive: true });
const files = all.filter(file => /\.(js|css|html)$/.test(file) && !file.startsWith('lib/'));
const read = file => readFile(new URL(`wwwroot/${file}`, page), 'utf8');

test('every module is checked by the compiler', async () => {
  for (const file of files.filter(name => name.endsWith('.js'))) {
    assert.ok((await read(file)).startsWith('// @ts-check\n'), file);
  }
});

test('no line is longer than 140 characters', async () => {
  for (const file of files) {
    const long = (await read(file)).split('\n').findIndex(line => line.length > 140);
    assert.equal(long, -1, `${file}:${long + 1}`);
  }
});

test('the libraries that the build fetches are those that are checked', async () => {
  const { packages } = JSON.parse(await readFile(new URL('package-lock.json', import.meta.url), 'utf8'));
  const script = await readFile(new URL('fetch-libraries.sh', page), 'utf8');
  for (const name of ['lit-html', 'uplot']) {
    const { version, integrity } = packages[`node_modules/${name}`];
    const checksum = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
    assert.ok(script.includes(`fetch ${name} ${version} ${checksum}`), `${name} ${version} is not what fetch-libraries.sh fetches`);
  }
});

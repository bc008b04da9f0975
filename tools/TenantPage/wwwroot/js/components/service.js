// @ts-check
/** How a service looks: the same colour and dash on every page, from its role and not from the order of arrival. */
import { html, nothing } from '/lib/lit-html/lit-html.js';

const roles = ['sender-service', 'receiver-service', 'sender', 'receiver'];
const colours = 7;
const dashes = 7;

/** @param {string} service @param {string} tenant Its tenant; `sender-service-tenant1` and `sender-service` have the same role. */
export function styleOf(service, tenant) {
  const suffix = `-${tenant}`;
  const role = tenant && service.endsWith(suffix) ? service.slice(0, -suffix.length) : service;
  const known = roles.indexOf(role);
  if (known >= 0) {
    return { colour: known, dash: known };
  }

  // FNV-1a; the colours and dashes of the known roles stay theirs.
  let hash = 2166136261;
  for (const character of role) {
    hash = Math.imul(hash ^ /** @type {number} */ (character.codePointAt(0)), 16777619) >>> 0;
  }

  const free = [colours - roles.length, dashes - roles.length];
  return { colour: roles.length + (hash % free[0]), dash: roles.length + (Math.floor(hash / free[0]) % free[1]) };
}

/** @param {string} name @param {string} tenant @param {boolean} [sidecar] */
export const serviceName = (name, tenant, sidecar = false) =>
  html`<span class="service" title=${name}
    ><span class="swatch" .style=${`--swatch: var(--series-${styleOf(name, tenant).colour})`}></span>${name || '(no service.name)'}${sidecar
      ? html` <span class="tag" title="sidecar"><span aria-hidden="true">⇄</span><span class="visually-hidden">sidecar</span></span>`
      : nothing}</span
  >`;

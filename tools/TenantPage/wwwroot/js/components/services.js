/** The names of the services of a tenant (or of all), for a filter's choice. */
import { getJson } from '../api.js';

const keepMs = 10_000; // new services are rare, and their figures are more than their names
let last = {};

export async function services(tenant = '', signal) {
  if (last.tenant !== tenant || Date.now() - last.at > keepMs) {
    const [overview, topology] = await Promise.all([getJson('overview', { tenant }, signal), getJson('topology', {}, signal)]);
    const configured = topology.tenants.filter(t => !tenant || t.name === tenant).flatMap(t => t.services.map(service => service.service));
    last = { tenant, at: Date.now(), names: [...new Set([...configured, ...overview.rows.map(row => row.service)])].sort() };
  }

  return last.names;
}

// @ts-check
/** What the header and all pages need: the tenants, the apps, the red mark, and whether there is a dashboard. */
import { getJson } from './api.js';

/**
 * @typedef {import('./api-types.js').Topology} Topology
 * @type {{ names: string[], unexpected: number, topology: Topology | undefined, dashboardUrl: string | undefined }}
 */
export const shared = { names: [], unexpected: 0, topology: undefined, dashboardUrl: undefined };

/** Loads what an answer of /api/isolation says about all tenants. Returns true if something has changed.
 * @param {import('./api-types.js').Isolation} isolation
 */
export function setTenants(isolation) {
  const known = [...(shared.topology?.tenants ?? []), ...isolation.tenants].map(tenant => tenant.name);
  const names = [...new Set(known)].sort();
  const unexpected = isolation.tenants.reduce((sum, tenant) => sum + tenant.unexpected, 0);
  const changed = names.join() !== shared.names.join() || unexpected !== shared.unexpected;
  Object.assign(shared, { names, unexpected });
  return changed;
}

/** Returns true if something has changed. */
export async function loadTenants() {
  // Apps and dashboard are set at the start of the server.
  const first = !shared.topology;
  if (first) {
    const [topology, overview] = await Promise.all([getJson('topology'), getJson('overview')]);
    Object.assign(shared, { topology, dashboardUrl: overview.dashboardUrl });
  }

  return setTenants(await getJson('isolation')) || first;
}

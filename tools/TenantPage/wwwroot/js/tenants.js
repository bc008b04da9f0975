/** The tenants that there are: those of the run file and those whose telemetry came. */
import { getJson } from './api.js';

export const tenants = { names: [], unexpected: 0 };

/** True where something is different from before. */
export async function loadTenants() {
  const [topology, isolation] = await Promise.all([getJson('topology'), getJson('isolation')]);
  const names = [...new Set([...topology.tenants, ...isolation.tenants].map(tenant => tenant.name))].sort();
  const unexpected = isolation.tenants.reduce((sum, tenant) => sum + tenant.unexpected, 0);
  const changed = names.join() !== tenants.names.join() || unexpected !== tenants.unexpected;
  Object.assign(tenants, { names, unexpected });
  return changed;
}

// @ts-check
/** What is shown instead of data: loading, an error, and an empty page that says what to do next. */
import { html } from '/lib/lit-html/lit-html.js';
import { href } from '../router.js';
import { shared } from '../tenants.js';

export const loading = () => html`<p class="state" role="status">Loading …</p>`;

/** @param {any} error */
export const problemBox = error =>
  html`<div class="problem" role="alert">
    <strong><span aria-hidden="true">✕ </span>${error.title ?? 'Error'}${error.status ? ` (${error.status})` : ''}</strong>
    <p>${error.message}</p>
  </div>`;

/** @param {string} heading @param {unknown} content */
export const empty = (heading, content) =>
  html`<div class="state" data-testid="empty">
    <h2>${heading}</h2>
    ${content}
  </div>`;

/** The Sender of each tenant that has one. @param {string} [tenant] */
export const senders = tenant =>
  (shared.topology?.tenants ?? [])
    .filter(({ name }) => !tenant || name === tenant)
    .flatMap(({ name, services }) => services.filter(app => app.sends && app.url).map(app => ({ tenant: name, url: app.url })));

/** The next step, with the addresses of this run. @param {string} [tenant] */
export function nextStep(tenant) {
  const lines = senders(tenant).map(
    sender =>
      `curl -X POST ${sender.url}/send -H 'Content-Type: application/json' \\\n` +
      `  -d '{"request_id":"test-123","message":"Hello from ${sender.tenant}"}'`,
  );
  if (!shared.topology) {
    return loading();
  }

  const { grpc, http } = shared.topology.endpoints;
  return lines.length
    ? html`<p>Send a request with <a href=${href('/try')}>Try it</a>, or from a terminal:</p>
        <pre tabindex="0" role="group" aria-label="Commands"><code>${lines.join('\n')}</code></pre>`
    : html`<p>No Sender is known. <code>make run</code> starts the services with a page that knows them.</p>
        <p>
          Services that run by themselves send their telemetry by OTLP, with the resource attribute <code>tenant.id</code>, to
          <code>${grpc}</code> (gRPC) or <code>${http}</code> (HTTP).
        </p>`;
}

/** What is shown where there is nothing to show: waiting, nothing there, an error. */
import { html } from '/lib/lit-html/lit-html.js';

export const loading = () => html`<p class="state" role="status">Loading …</p>`;

export function problemBox(error) {
  return html`<div class="problem" role="alert">
    <strong><span aria-hidden="true">✕ </span>${error.title ?? 'Error'}${error.status ? ` (${error.status})` : ''}</strong>
    <p>${error.message}</p>
  </div>`;
}

export const empty = (heading, content) =>
  html`<div class="state" data-testid="empty">
    <h2>${heading}</h2>
    ${content}
  </div>`;

export const send = `curl -X POST http://localhost:8000/send -H 'Content-Type: application/json' \\
  -d '{"request_id":"test-123","message":"Hello from tenant1"}'`;

/** How telemetry gets here. */
export const howToBegin = () =>
  html` <p>Start demo-app so that it sends its telemetry here, then send a request:</p>
    <pre tabindex="0" role="group" aria-label="Commands"><code>make run
${send}</code></pre>
    <p>Or let <a href="/try">Try it</a> send one.</p>`;

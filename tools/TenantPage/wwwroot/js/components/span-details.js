/** Everything that one span says: attributes, events, links, logs, resource. */
import { html, nothing } from '/lib/lit-html/lit-html.js';
import { duration, preciseTime } from '../format.js';
import { attributeTable, errorMark, serviceName, traceLink } from './elements.js';
import { copyButton } from './copy-button.js';
import { severity } from './severity.js';

export function spanDetails(span, trace, opened, close) {
  const parent = trace.spans.find(candidate => candidate.spanId === span.parentSpanId);
  return html`<section
    class="details panel"
    aria-labelledby="span-heading"
    tabindex="0"
    data-testid="span-details"
    ?data-opened=${opened}
    @keydown=${event => {
      if (event.key === 'Escape') {
        close();
      }
    }}
  >
    <div class="heading-row">
      <h2 id="span-heading" tabindex="-1">${span.name}</h2>
      <button type="button" class="small close" @click=${close}>Close</button>
    </div>
    <p>
      ${serviceName(span.service, span.sidecar)}
      <span class="tag">${span.kind}</span>
      ${span.status === 'error'
        ? errorMark(span.statusMessage ? `error: ${span.statusMessage}` : 'error')
        : html`<span class="tag">status ${span.status}</span>`}
      ${span.tenant !== trace.tenant ? errorMark(`tenant ${span.tenant}`) : nothing}
    </p>
    <dl class="pairs">
      <dt>Duration</dt>
      <dd>${duration(span.durationMs)}</dd>
      <dt>Start</dt>
      <dd>${preciseTime(span.start)}, ${duration(span.offsetMs)} after the trace's</dd>
      <dt>Parent</dt>
      <dd>
        ${
          parent
            ? html`<a href=${`#span-${parent.spanId}`}>${parent.name}</a>`
            : span.parentSpanId
              ? html`<span class="mono">${span.parentSpanId}</span>, which is not held here`
              : 'none: this is the root'
        }
      </dd>
      <dt>Scope</dt>
      <dd>${span.scope || '(none)'}</dd>
      <dt>Span ID</dt>
      <dd>
        <span class="mono">${span.spanId}</span>
        ${copyButton('Copy link to span', () => `${location.origin}${location.pathname}${location.search}#span-${span.spanId}`)}
      </dd>
    </dl>
    ${span.attributes.length ? attributeTable('Attributes', span.attributes) : html`<p class="muted">No attributes.</p>`}
    ${
      span.events.length
        ? html`<h3>Events</h3>
            <ol class="plain">
              ${span.events.map(
                event =>
                  html`<li>
                    <p><strong>${event.name}</strong> <span class="muted">${duration(event.offsetMs)} after the trace's start</span></p>
                    ${attributeTable(`Attributes of the event ${event.name}`, event.attributes, true)}
                  </li>`,
              )}
            </ol>`
        : nothing
    }
    ${
      span.links.length
        ? html`<h3>Links</h3>
            <ul class="plain">
              ${span.links.map(
                link =>
                  html`<li>
                    <p>${traceLink(link.traceId, link.spanId, `Span ${link.spanId} of trace ${link.traceId.slice(0, 8)}`)}</p>
                    ${attributeTable(`Attributes of the link to ${link.spanId}`, link.attributes, true)}
                  </li>`,
              )}
            </ul>`
        : nothing
    }
    <h3>Logs</h3>
    ${span.logs.length ? logList(span.logs) : html`<p class="muted">No log record names this span.</p>`}
    ${
      span.resource.length
        ? html`<details>
            <summary>Resource</summary>
            ${attributeTable('Resource attributes', span.resource, true)}
          </details>`
        : nothing
    }
  </section>`;
}

export const logList = logs =>
  html`<ol class="plain logs">
    ${logs.map(
      log =>
        html`<li>
          <p><time>${preciseTime(log.time)}</time> ${severity(log)} ${log.body}</p>
          ${
            log.attributes.length
              ? html`<details>
                  <summary>Attributes <span class="visually-hidden">of the log record at ${preciseTime(log.time)}</span></summary>
                  ${attributeTable('Attributes of the log record', log.attributes, true)}
                </details>`
              : nothing
          }
        </li>`,
    )}
  </ol>`;

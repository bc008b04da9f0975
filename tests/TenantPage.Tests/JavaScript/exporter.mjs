// Sends a trace of two spans, a log record and a counter with OpenTelemetry's SDK for JavaScript. Where to, as whom and how (http/json)
// the SDK reads from its own variables, as it does in anybody's service.
import { NodeSDK, api } from '@opentelemetry/sdk-node';
import { logs } from '@opentelemetry/api-logs';

api.diag.setLogger(new api.DiagConsoleLogger(), api.DiagLogLevel.WARN);
const sdk = new NodeSDK();
sdk.start();

const tracer = api.trace.getTracer('javascript-test');
const counter = api.metrics.getMeter('javascript-test').createCounter('js.orders', { unit: '{order}' });
tracer.startActiveSpan('outer', { kind: api.SpanKind.SERVER }, outer => {
  tracer.startActiveSpan('inner', inner => {
    inner.setAttribute('answer', 42);
    inner.addEvent('half way', { at: 'noon' });
    inner.setStatus({ code: api.SpanStatusCode.ERROR, message: 'on purpose' });
    logs.getLogger('javascript-test').emit({ severityNumber: 13, severityText: 'WARN', body: 'from JavaScript' });
    counter.add(3, { kind: 'test' });
    inner.end();
  });
  console.log(`trace ${outer.spanContext().traceId}`);
  outer.end();
});
await sdk.shutdown();

// @ts-check
/**
 * The answers of the page's API. Times are milliseconds since 1970; a member without a value is left out.
 *
 * @typedef {{ spans: number, points: number, logs: number }} SignalCounts
 * @typedef {{ state: 'up' | 'down' | 'unknown', detail?: string }} HealthState
 *
 * A trace is not `forwarded` if it was sampled out or dropped, so that the dashboard does not have it.
 * @typedef {{ traceId: string, time: number, forwarded: boolean, durationMs: number }} SlowRequest
 * @typedef {{ traceId: string, time: number, forwarded: boolean, status: number }} FailedRequest A status of 0 is none.
 *
 * @typedef {{ tenant: string, service: string, sidecar: boolean, app: HealthState, sidecarHealth: HealthState }} RowIdentity
 * @typedef {object} RowFigures
 * @property {number} requests In the last 15 minutes, as are `errors15` and `refused`.
 * @property {number} requestsPerSecond In the last minute, as are `errorRate` and the percentiles.
 * @property {number} [errorRate]
 * @property {number} [p50Ms]
 * @property {number} [p90Ms]
 * @property {number} [p99Ms]
 * @property {number[]} rate One value for each complete bucket, as in the three that follow.
 * @property {(number | null)[]} errors
 * @property {(number | null)[]} p50
 * @property {(number | null)[]} p99
 * @property {number} errors15
 * @property {number} refused Requests answered 403.
 * @property {SlowRequest[]} slowest
 * @property {FailedRequest[]} failed
 * @property {string} [fault] The faults in force, as one sentence.
 * @property {number} [faultSince]
 * @typedef {RowIdentity & RowFigures} OverviewRow One service or sidecar of one tenant.
 *
 * What the page passes on to the dashboard.
 * @typedef {{ state: 'off' | 'ok' | 'failing', address?: string, sent: SignalCounts, dropped: SignalCounts, sampledTraces: number,
 *   queuedBytes: number, detail?: string }} Forward
 *
 * @typedef {SignalCounts & { started: number, lastArrival?: number, refusedItems: number, refusedRequests: number, managedBytes: number,
 *   workingSetBytes: number }} Collector The page's own OTLP receiver.
 * @typedef {{ tenant: string, requests: number, servicesCounted: number }} Uncounted Requests of more services than are counted.
 * @typedef {{ now: number, bucketSeconds: number, firstBucket: number, collector: Collector, rows: OverviewRow[], dashboardUrl?: string,
 *   forward: Forward, uncounted: Uncounted[] }} Overview
 *
 * @typedef {{ service: string, path: string, count: number, last: number, askedBy: string }} RefusedRequests Answered 403 by a tenant.
 * @typedef {{ tenant: string, service: string }} Party
 * @typedef {{ from: Party, to: Party, count: number, errors: number }} Call
 *
 * `requests` are exports, `unexpected` are records that named another tenant, `unknown` is telemetry without a tenant.
 * @typedef {{ name: string, expected: boolean, unknown: boolean, accepted: SignalCounts, rejected: SignalCounts, dropped: SignalCounts,
 *   sampledTraces: number, requests: number, lastArrival?: number, unexpected: number, refusedRequests: RefusedRequests[],
 *   calls: Call[] }} IsolatedTenant
 *
 * @typedef {{ time: number, signal: string, tenant: string, carried: string, where: string, service: string, traceId: string,
 *   detail: string, count: number }} UnexpectedRecord
 * @typedef {{ time: number, transport: string, signal: string, reason: string, items: number, tenant: string, count: number }} Rejection
 * @typedef {{ expected?: string[], tenants: IsolatedTenant[], unexpected: UnexpectedRecord[], refusals: Rejection[] }} Isolation
 *
 * @typedef {{ way: 'body' | 'header' | 'baggage', status?: number, answer?: string, traceId?: string,
 *   verdict: 'refused' | 'kept its tenant' | 'CROSSED', detail?: string }} ProbeAttempt
 * @typedef {{ attempts: ProbeAttempt[] }} Probe
 *
 * @typedef {{ appId: string, service: string, url?: string, sidecarUrl?: string, sends: boolean }} App
 * @typedef {{ name: string, services: App[] }} TenantApps
 * @typedef {{ endpoints: { grpc: string, http: string }, tenants: TenantApps[] }} Topology
 *
 * @typedef {{ error_rate: number, latency_ms: number, database_failure_rate?: number, database_latency_ms?: number,
 *   source: 'environment' | 'api', expires_at?: string }} Faults
 * @typedef {{ available: boolean, detail?: string, faults?: Faults }} FaultsAnswer
 *
 * @typedef {{ traceId: string, status: number, durationMs: number, body: string }} TryAnswer
 * @typedef {{ known: boolean, forwarded?: boolean, tenant?: string, time?: number }} TraceState
 */
export {};

namespace DemoApp.ServiceDefaults;

/// <summary>Every name of an attribute or a metric that this project sets itself.</summary>
public static class Names
{
    /// <summary>Resource: logical name of the service (semantic conventions, stable).</summary>
    public const string ServiceName = "service.name";

    /// <summary>Resource: version of the service (semantic conventions, stable).</summary>
    public const string ServiceVersion = "service.version";

    /// <summary>Resource: this one process (semantic conventions, stable).</summary>
    public const string ServiceInstanceId = "service.instance.id";

    /// <summary>Resource: what the services belong to together (semantic conventions, stable).</summary>
    public const string ServiceNamespace = "service.namespace";

    /// <summary>Resource: the environment that the service is deployed in (semantic conventions, stable).</summary>
    public const string DeploymentEnvironmentName = "deployment.environment.name";

    /// <summary>Resource: the tenant that the process works for; no convention has a name for it.</summary>
    public const string TenantId = "tenant.id";

    /// <summary>Span: the tenant of the request.</summary>
    public const string AppTenantId = "app.tenant.id";

    /// <summary>Span: true where the request named another tenant and was refused for it.</summary>
    public const string AppTenantIsRefused = "app.tenant.is_refused";

    /// <summary>Span: the request's id.</summary>
    public const string AppRequestId = "app.request.id";

    /// <summary>Span: kind of endpoint that answered, always <c>api</c>.</summary>
    public const string AppEndpointType = "app.endpoint.type";

    /// <summary>Span: the service that sent the request to the Receiver.</summary>
    public const string AppSenderService = "app.sender.service";

    /// <summary>Span: simulated latency in milliseconds.</summary>
    public const string AppLatencyMs = "app.latency.ms";

    /// <summary>Span: the status code that came back from the Receiver.</summary>
    public const string AppReceiverStatus = "app.receiver.response.status";

    /// <summary>Span: whether the processing worked.</summary>
    public const string AppProcessingSuccess = "app.processing.success";

    /// <summary>Span: how long the processing took, in seconds.</summary>
    public const string AppProcessingDuration = "app.processing.duration_seconds";

    /// <summary>Span: how many records the store returned.</summary>
    public const string AppDbRecords = "app.db.records.count";

    /// <summary>Span: the called service (semantic conventions; was <c>peer.service</c>).</summary>
    public const string ServicePeerName = "service.peer.name";

    /// <summary>Span: class of the error (semantic conventions, stable).</summary>
    public const string ErrorType = "error.type";

    /// <summary>Span: the database product (semantic conventions, stable).</summary>
    public const string DbSystemName = "db.system.name";

    /// <summary>Span: the database operation (semantic conventions, stable).</summary>
    public const string DbOperationName = "db.operation.name";

    /// <summary>Span: the collection that is read or written (semantic conventions, stable).</summary>
    public const string DbCollectionName = "db.collection.name";

    /// <summary>Span: the database within the system (semantic conventions, stable).</summary>
    public const string DbNamespace = "db.namespace";

    /// <summary>Span: the system of a remote call, here always grpc (semantic conventions, release candidate).</summary>
    public const string RpcSystemName = "rpc.system.name";

    /// <summary>Span: service and method that were called (semantic conventions, release candidate).</summary>
    public const string RpcMethod = "rpc.method";

    /// <summary>Span: the status that a call ended with, by its name (semantic conventions, release candidate).</summary>
    public const string RpcResponseStatusCode = "rpc.response.status_code";

    /// <summary>Metric: items of telemetry that never reached the collector, by signal.</summary>
    public const string AppTelemetryDropped = "app.telemetry.dropped";

    /// <summary>Metric: traces, metrics or logs.</summary>
    public const string AppTelemetrySignal = "app.telemetry.signal";

    /// <summary>Log: the name of the event (semantic conventions).</summary>
    public const string EventName = "event.name";

    /// <summary>Name of the ActivitySource and Meter of both services.</summary>
    public const string Instrumentation = "DemoApp";

    /// <summary>Metric: the HTTP method, or <c>_OTHER</c> (semantic conventions, stable).</summary>
    public const string HttpRequestMethod = "http.request.method";

    /// <summary>Metric: the status code of the answer (semantic conventions, stable).</summary>
    public const string HttpResponseStatusCode = "http.response.status_code";

    /// <summary>Metric: the route as a template, never a path (semantic conventions, stable).</summary>
    public const string HttpRoute = "http.route";

    /// <summary>Metric: http or https (semantic conventions, stable).</summary>
    public const string UrlScheme = "url.scheme";

    /// <summary>Metric: the version of HTTP (semantic conventions, stable).</summary>
    public const string NetworkProtocolVersion = "network.protocol.version";

    /// <summary>Metric: the host that is called (semantic conventions, stable).</summary>
    public const string ServerAddress = "server.address";

    /// <summary>Metric: the port that is called (semantic conventions, stable).</summary>
    public const string ServerPort = "server.port";

    /// <summary>Metric: how the processing of a request ended, one of a fixed few.</summary>
    public const string AppOutcome = "app.outcome";

    /// <summary>Span and metric: the kind of fault that was injected, one of <c>error</c>, <c>latency</c>, <c>database_error</c>, <c>database_latency</c>.</summary>
    public const string AppFault = "app.fault";

    /// <summary>Histogram: bytes read of a request's body (semantic conventions, development).</summary>
    public const string HttpServerRequestBodySize = "http.server.request.body.size";

    /// <summary>Histogram: bytes written of a response's body (semantic conventions, development).</summary>
    public const string HttpServerResponseBodySize = "http.server.response.body.size";

    /// <summary>Histogram: bytes of a body that is sent to another service (semantic conventions, development).</summary>
    public const string HttpClientRequestBodySize = "http.client.request.body.size";

    /// <summary>Histogram: bytes of a body that another service answers with (semantic conventions, development).</summary>
    public const string HttpClientResponseBodySize = "http.client.response.body.size";

    /// <summary>Histogram: how long one operation of the database takes, in seconds (semantic conventions, stable).</summary>
    public const string DbClientOperationDuration = "db.client.operation.duration";

    /// <summary>Counter: requests that the Receiver came to an end with, by <see cref="AppOutcome"/>.</summary>
    public const string AppRequestsProcessed = "app.requests.processed";

    /// <summary>Counter: faults injected on purpose, by <see cref="AppFault"/>.</summary>
    public const string AppFaultsInjected = "app.faults.injected";

    /// <summary>Counter: requests refused because they named another tenant; the other tenant's name is nowhere in it.</summary>
    public const string AppTenantRefused = "app.tenant.refused";
}

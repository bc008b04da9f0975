namespace DemoApp.ServiceDefaults;

/// <summary>Every attribute and span name that this project sets itself.</summary>
public static class Names
{
    /// <summary>Resource: logical name of the service (semantic conventions, stable).</summary>
    public const string ServiceName = "service.name";

    /// <summary>Resource: version of the service (semantic conventions, stable).</summary>
    public const string ServiceVersion = "service.version";

    /// <summary>Resource: this one process (semantic conventions, stable).</summary>
    public const string ServiceInstanceId = "service.instance.id";

    /// <summary>Resource: the tenant that the process works for; no convention has a name for it.</summary>
    public const string TenantId = "tenant.id";

    /// <summary>Span: the tenant of the request.</summary>
    public const string AppTenantId = "app.tenant.id";

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

    /// <summary>Name of the ActivitySource and Meter of both services.</summary>
    public const string Instrumentation = "DemoApp";
}

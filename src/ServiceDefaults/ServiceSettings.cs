namespace DemoApp.ServiceDefaults;

/// <summary>What both services are told by their environment, checked once at start.</summary>
public sealed record ServiceSettings
{
    /// <summary>The name in answers and telemetry, from <c>OTEL_SERVICE_NAME</c>.</summary>
    public required string ServiceName { get; init; }

    /// <summary>The one tenant that this process works for, from <c>TENANT_ID</c>.</summary>
    public required string TenantId { get; init; }

    /// <summary>How the sidecar is reached.</summary>
    public required DaprSettings Dapr { get; init; }

    /// <summary>What <c>dapr-api-token</c> a caller of the app must send, from <c>APP_API_TOKEN</c>; null asks for none.</summary>
    public string? AppApiToken { get; init; }

    /// <summary>True where console logs are lines for people instead of JSON, from <c>LOG_FORMAT=text</c>.</summary>
    public bool LogAsText { get; init; }

    /// <summary>
    /// True where an exception is an event of its span beside its log record, from <c>OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs/dup</c>.
    /// </summary>
    public bool ExceptionEvents { get; init; }

    /// <summary>How the process misbehaves on purpose.</summary>
    public required FaultSettings Faults { get; init; }

    /// <summary>True where <c>/faults</c> may change them, from <c>FAULTS_API</c>.</summary>
    public bool FaultsApi { get; init; }

    /// <summary>Where telemetry goes, and how.</summary>
    public required OtlpSettings Otlp { get; init; }

    /// <summary>The attributes of every span, metric and log record of this process.</summary>
    public required IReadOnlyDictionary<string, object> Resource { get; init; }

    /// <summary>Reads and checks everything that both services share.</summary>
    /// <exception cref="InvalidSettingException">A value is out of its range.</exception>
    public static ServiceSettings Read(SettingReader variables, string defaultServiceName)
    {
        var tenantId = variables.DnsLabel("TENANT_ID", "default");
        var resource = TelemetryResource.Read(variables, defaultServiceName, tenantId);

        var serviceName = (string)resource[Names.ServiceName];
        if (serviceName.Length > IncomingMessage.MaxNameLength)
        {
            // It is the sender of every message to the Receiver, which would refuse each of them.
            throw new InvalidSettingException(
                $"OTEL_SERVICE_NAME or service.name in OTEL_RESOURCE_ATTRIBUTES has {serviceName.Length} characters, but must have at most {IncomingMessage.MaxNameLength}");
        }

        return new ServiceSettings
        {
            ServiceName = serviceName,
            TenantId = tenantId,
            Dapr = DaprSettings.Read(variables),
            AppApiToken = variables.Token("APP_API_TOKEN"),
            LogAsText = variables.Choice("LOG_FORMAT", "json", "json", "text") == "text",
            ExceptionEvents = variables.Choice("OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN", "logs", "logs", "logs/dup") == "logs/dup",
            Faults = FaultSettings.Read(variables),
            FaultsApi = variables.Flag("FAULTS_API", false),
            Otlp = OtlpSettings.Read(variables),
            Resource = resource,
        };
    }
}

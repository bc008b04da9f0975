namespace DemoApp.ServiceDefaults;

/// <summary>Where each signal goes: one reading of the environment that OpenTelemetry and Serilog both follow.</summary>
/// <param name="Traces">How traces leave.</param>
/// <param name="Metrics">How metrics leave.</param>
/// <param name="Logs">How logs leave.</param>
/// <param name="SpanBatch">How spans wait, from <c>OTEL_BSP_*</c>.</param>
/// <param name="LogBatch">How log records wait, from <c>OTEL_BLRP_*</c>.</param>
/// <param name="MetricInterval">How often metrics leave, from <c>OTEL_METRIC_EXPORT_INTERVAL</c> in milliseconds.</param>
/// <param name="MetricTemporality">What sums count from, from <c>OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE</c>.</param>
/// <param name="Sampler">Which traces are kept, from <c>OTEL_TRACES_SAMPLER</c>.</param>
/// <param name="SamplerRate">The share that a sampler by ratio keeps, 0 to 1, from <c>OTEL_TRACES_SAMPLER_ARG</c>.</param>
public sealed record OtlpSettings(
    OtlpSignal Traces, OtlpSignal Metrics, OtlpSignal Logs, OtlpBatch SpanBatch, OtlpBatch LogBatch, TimeSpan MetricInterval, string MetricTemporality,
    string Sampler, double SamplerRate)
{
    private const string Gzip = "gzip";

    /// <summary>Sums since the start of the process.</summary>
    public const string Cumulative = "cumulative";

    /// <summary>Sums since the last export.</summary>
    public const string Delta = "delta";

    /// <summary>Sums since the last export where that takes less memory, else since the start.</summary>
    public const string LowMemory = "lowmemory";

    /// <summary>
    /// For each signal: its own variable, then the general one, then <c>NODE_IP</c> and <c>OTLP_PORT</c>, then localhost.
    /// </summary>
    /// <exception cref="InvalidSettingException">A value is not one of those allowed.</exception>
    public static OtlpSettings Read(SettingReader variables)
    {
        return new OtlpSettings(
            ReadSignal(variables, "TRACES"),
            ReadSignal(variables, "METRICS"),
            ReadSignal(variables, "LOGS"),
            OtlpBatch.Read(variables, "OTEL_BSP", defaultDelayMs: 5_000),
            OtlpBatch.Read(variables, "OTEL_BLRP", defaultDelayMs: 1_000),
            TimeSpan.FromMilliseconds(variables.WholeNumber("OTEL_METRIC_EXPORT_INTERVAL", 60_000, 100, 3_600_000)),
            variables.Choice("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", Cumulative, Cumulative, Delta, LowMemory),
            variables.Choice("OTEL_TRACES_SAMPLER", "parentbased_always_on", "always_on", "always_off", "traceidratio",
                "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"),
            variables.Rate("OTEL_TRACES_SAMPLER_ARG", 1));
    }

    private static OtlpSignal ReadSignal(SettingReader variables, string signal)
    {
        var protocol = variables.Choice($"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL",
            variables.Choice("OTEL_EXPORTER_OTLP_PROTOCOL", OtlpSignal.Grpc, OtlpSignal.Grpc, OtlpSignal.HttpProtobuf),
            OtlpSignal.Grpc, OtlpSignal.HttpProtobuf);
        var exporters = variables.Choices($"OTEL_{signal}_EXPORTER", "otlp", "otlp", "console", "none");
        var isDisabled = variables.Flag("OTEL_SDK_DISABLED", false);
        var timeoutMs = variables.WholeNumber($"OTEL_EXPORTER_OTLP_{signal}_TIMEOUT",
            variables.WholeNumber("OTEL_EXPORTER_OTLP_TIMEOUT", 10_000, 1, 600_000), 1, 600_000);
        var compression = variables.Choice($"OTEL_EXPORTER_OTLP_{signal}_COMPRESSION",
            variables.Choice("OTEL_EXPORTER_OTLP_COMPRESSION", "none", "none", Gzip), "none", Gzip);
        var headers = variables.Find($"OTEL_EXPORTER_OTLP_{signal}_HEADERS") is null
            ? "OTEL_EXPORTER_OTLP_HEADERS"
            : $"OTEL_EXPORTER_OTLP_{signal}_HEADERS";

        return new OtlpSignal(
            !isDisabled && exporters.Contains("otlp"),
            !isDisabled && exporters.Contains("console"),
            protocol,
            Endpoint(variables, signal, protocol),
            OtlpHeaders.Read(variables, headers),
            TimeSpan.FromMilliseconds(timeoutMs),
            compression == Gzip);
    }

    private static Uri Endpoint(SettingReader variables, string signal, string protocol)
    {
        // A signal's own endpoint is taken as it is; a general one is the base of the signals' paths (OTLP exporter specification).
        if (variables.HttpAddress($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { } own)
        {
            return own;
        }

        var address = variables.HttpAddress("OTEL_EXPORTER_OTLP_ENDPOINT") ?? NodeLocal(variables, protocol);
        return protocol == OtlpSignal.Grpc
            ? address
            : new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/v1/{signal.ToLowerInvariant()}");
    }

    private static Uri NodeLocal(SettingReader variables, string protocol)
    {
        var port = variables.WholeNumber("OTLP_PORT", protocol == OtlpSignal.Grpc ? 4317 : 4318, 1, 65535);
        var host = variables.Find("NODE_IP") ?? "localhost";
        return Uri.CheckHostName(host.Trim('[', ']')) switch
        {
            UriHostNameType.IPv6 => new Uri($"http://[{host.Trim('[', ']')}]:{port}"),
            UriHostNameType.Unknown => throw new InvalidSettingException($"NODE_IP is \"{host}\", but must be an IP address or a host name"),
            _ => new Uri($"http://{host}:{port}"),
        };
    }
}

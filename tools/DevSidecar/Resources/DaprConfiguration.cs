using System.Globalization;
using System.Text.RegularExpressions;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.Security;

namespace DemoApp.DevSidecar.Resources;

/// <summary>Where spans go.</summary>
internal sealed record OtlpTarget(string Address, bool Secure, string Protocol, string? Headers);

/// <summary>The parts of a Configuration that have an effect here. A null rate without a target means no tracing at all.</summary>
internal sealed partial record DaprConfiguration
{
    // The parts that Dapr knows and that have no effect here; somebody could rely on the first six.
    private static readonly string[] PartsToWarnOf = ["mtls", "secrets", "components", "api", "httpPipeline", "appHttpPipeline"];
    private static readonly string[] PartsWithoutEffect = ["metric", "metrics", "features", "logging", "workflow", "wasm"];

    private static readonly string[] NameResolutionSettings =
    [
        "connectionString", "updateInterval", "cleanupInterval", "timeout", "tableName", "metadataTableName", "busyTimeout", "disableWAL",
        "connectionMaxIdleTime",
    ];

    public double? SamplingRate { get; init; }

    public OtlpTarget? Otlp { get; init; }

    public string? Registry { get; init; }

    public AccessControlList? AccessControl { get; init; }

    public static DaprConfiguration Load(string? file, Func<string, string?> environment, ILogger log) =>
        FromEnvironment(file is null ? new DaprConfiguration() : Read(file, environment, log), environment);

    private static DaprConfiguration Read(string file, Func<string, string?> environment, ILogger log)
    {
        if (!File.Exists(file))
        {
            throw new StartException($"{file}: the Configuration file does not exist");
        }

        var documents = YamlNodeReader.ReadFile(
            file, text => Variable().Replace(text, match => environment(match.Groups[1].Value + match.Groups[2].Value) ?? ""));
        if (documents is not [var resource])
        {
            throw new StartException($"{file}: expected one Configuration, found {documents.Count} documents");
        }

        resource.Only("apiVersion", "kind", "metadata", "spec");
        if (resource.GetText("kind") is not "Configuration" and var kind)
        {
            throw new StartException($"{resource.Get("kind").Location}: expected kind Configuration, found \"{kind}\"");
        }

        if (resource.Find("spec") is not { } spec)
        {
            return new DaprConfiguration();
        }

        spec.Only(["tracing", "nameResolution", "accessControl", .. PartsToWarnOf, .. PartsWithoutEffect]);
        WarnOf(spec, PartsToWarnOf, log);
        var (rate, otlp) = ReadTracing(spec.Find("tracing"), log);
        return new DaprConfiguration
        {
            SamplingRate = rate,
            Otlp = otlp,
            Registry = ReadRegistry(spec.Find("nameResolution"), log),
            AccessControl = AccessControlList.Read(spec.Find("accessControl")),
        };
    }

    private static (double? Rate, OtlpTarget? Target) ReadTracing(YamlNodeReader? tracing, ILogger log)
    {
        if (tracing is null)
        {
            return (null, null);
        }

        tracing.Only("samplingRate", "stdout", "zipkin", "otel");
        WarnOf(tracing, ["zipkin"], log);
        double? rate = null;
        if (tracing.FindText("samplingRate") is { Length: > 0 } text)
        {
            // What Dapr cannot read as a number counts as its default.
            rate = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1
                ? number
                : 0.0001;
        }

        if (tracing.Find("otel")?.Only("endpointAddress", "isSecure", "protocol", "headers", "timeout") is not { } otel
            || otel.FindText("endpointAddress") is not { Length: > 0 } address)
        {
            return (rate, null);
        }

        var protocol = otel.FindText("protocol") ?? "";
        if (protocol is not ("grpc" or "http" or ""))
        {
            throw new StartException($"{otel.Get("protocol").Location}: protocol must be grpc or http, not \"{protocol}\"");
        }

        var headers = string.Join(',', otel.Items("headers").Select(header => header.Text()));
        var target = new OtlpTarget(address, otel.FindBoolean("isSecure") ?? true, protocol, headers.Length > 0 ? headers : null);
        return (rate ?? 0.0001, protocol.Length == 0 ? null : target);
    }

    private static string? ReadRegistry(YamlNodeReader? resolution, ILogger log)
    {
        var component = resolution?.Only("component", "version", "configuration").FindText("component") ?? "mdns";
        if (resolution is null || component == "mdns")
        {
            return null;
        }

        if (component != "sqlite")
        {
            throw new StartException(
                $"{resolution.Get("component").Location}: name resolution \"{component}\" is not supported here, only sqlite and mdns; " +
                "use the real Dapr for it");
        }

        var configuration = resolution.Get("configuration").Only(NameResolutionSettings);
        WarnOf(configuration, ["tableName", "metadataTableName"], log);
        var path = configuration.GetText("connectionString");
        path = path.StartsWith("file:", StringComparison.Ordinal) ? path["file:".Length..] : path;
        return Path.GetFullPath(path.Split('?')[0]);
    }

    private static void WarnOf(YamlNodeReader mapping, string[] keys, ILogger log)
    {
        foreach (var key in keys)
        {
            if (mapping.Find(key) is { } found)
            {
                log.ConfigurationWithoutEffect(found.Location, key);
            }
        }
    }

    // Only a Configuration without an endpoint takes one from the environment, and then samples everything unless it says otherwise.
    private static DaprConfiguration FromEnvironment(DaprConfiguration configuration, Func<string, string?> environment)
    {
        var endpoint = environment("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? environment("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (configuration.Otlp is not null || string.IsNullOrEmpty(endpoint))
        {
            return configuration;
        }

        var scheme = endpoint.IndexOf("://", StringComparison.Ordinal);
        var protocol = environment("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? environment("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "grpc";
        return configuration with
        {
            SamplingRate = configuration.SamplingRate ?? 1,
            Otlp = new OtlpTarget(
                scheme < 0 ? endpoint : endpoint[(scheme + 3)..],
                environment("OTEL_EXPORTER_OTLP_INSECURE") != "true",
                protocol.StartsWith("http", StringComparison.Ordinal) ? "http" : "grpc",
                environment("OTEL_EXPORTER_OTLP_HEADERS")),
        };
    }

    [GeneratedRegex(@"\$(?:\{(\w+)\}|(\w+))")]
    private static partial Regex Variable();
}

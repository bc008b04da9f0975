using System.Globalization;
using System.Text.RegularExpressions;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.Security;

namespace DemoApp.DevSidecar.Resources;

/// <summary>Where spans go.</summary>
internal sealed record OtlpTarget(string Address, bool Secure, string Protocol, string? Headers);

/// <summary>The parts of a Configuration that matter here. A null rate without a target means no tracing at all.</summary>
internal sealed partial record DaprConfiguration(double? SamplingRate, OtlpTarget? Otlp, string? Registry, AccessControlList? AccessControl)
{
    // Parts of a Configuration that Dapr knows and that change nothing here.
    private static readonly string[] PartsWithoutUse =
        ["metric", "metrics", "mtls", "features", "logging", "workflow", "secrets", "components", "api", "httpPipeline", "appHttpPipeline", "wasm"];

    // Of those, the ones that somebody could rely on; metrics and logging are not among them.
    private static readonly string[] PartsToWarnOf = ["mtls", "secrets", "components", "api", "httpPipeline", "appHttpPipeline"];

    public static DaprConfiguration Load(string? file, Func<string, string?> environment, ILogger log)
    {
        if (file is null) return FromEnvironment(new DaprConfiguration(null, null, null, null), environment);
        if (!File.Exists(file)) throw new StartException($"{file}: the Configuration file does not exist");
        var resources = YamlNodeReader.ReadFile(file, text => Variable().Replace(text, match => environment(match.Groups[1].Value + match.Groups[2].Value) ?? ""));
        if (resources is not [var resource]) throw new StartException($"{file}: expected one Configuration, found {resources.Count} documents");
        resource.Only("apiVersion", "kind", "metadata", "spec");
        if (resource.GetText("kind") != "Configuration") throw new StartException($"{resource.Get("kind").Location}: expected kind Configuration, found \"{resource.GetText("kind")}\"");
        if (resource.Find("spec") is not { } spec) return FromEnvironment(new DaprConfiguration(null, null, null, null), environment);

        spec.Only(["tracing", "nameResolution", "accessControl", .. PartsWithoutUse]);
        foreach (var part in PartsToWarnOf)
            if (spec.Find(part) is { } found) log.ConfigurationWithoutUse(found.Location, part);

        var (rate, otlp) = ReadTracing(spec.Find("tracing"), log);
        return FromEnvironment(
            new DaprConfiguration(rate, otlp, ReadRegistry(spec.Find("nameResolution"), log), AccessControlList.Read(spec.Find("accessControl"))),
            environment);
    }

    private static (double? Rate, OtlpTarget? Target) ReadTracing(YamlNodeReader? tracing, ILogger log)
    {
        if (tracing is null) return (null, null);
        tracing.Only("samplingRate", "stdout", "zipkin", "otel");
        if (tracing.Find("zipkin") is { } zipkin) log.ConfigurationWithoutUse(zipkin.Location, "zipkin");
        double? rate = null;
        // What Dapr cannot read as a number counts as its default.
        if (tracing.FindText("samplingRate") is { Length: > 0 } text)
            rate = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1 ? number : 0.0001;

        if (tracing.Find("otel") is not { } otel) return (rate, null);
        otel.Only("endpointAddress", "isSecure", "protocol", "headers", "timeout");
        if (otel.FindText("endpointAddress") is not { Length: > 0 } address) return (rate, null);
        var protocol = otel.FindText("protocol") ?? "";
        if (protocol is not ("grpc" or "http" or "")) throw new StartException($"{otel.Get("protocol").Location}: protocol must be grpc or http, not \"{protocol}\"");
        var headers = string.Join(',', otel.Items("headers").Select(header => header.Text()));
        return (rate ?? 0.0001, protocol.Length == 0 ? null : new OtlpTarget(address, otel.FindBoolean("isSecure") ?? true, protocol, headers.Length > 0 ? headers : null));
    }

    private static string? ReadRegistry(YamlNodeReader? resolution, ILogger log)
    {
        if (resolution is null) return null;
        resolution.Only("component", "version", "configuration");
        var component = resolution.FindText("component") ?? "mdns";
        if (component == "mdns") return null;
        if (component != "sqlite")
        {
            throw new StartException(
                $"{resolution.Get("component").Location}: name resolution \"{component}\" is not supported here, only sqlite and mdns are; use the real Dapr for it");
        }

        var configuration = resolution.Get("configuration").Only("connectionString", "updateInterval", "cleanupInterval", "timeout", "tableName", "metadataTableName", "busyTimeout", "disableWAL", "connectionMaxIdleTime");
        foreach (var (name, value) in configuration.Members())
            if (name is "tableName" or "metadataTableName") log.ConfigurationWithoutUse(value.Location, name);
        var path = configuration.GetText("connectionString");
        if (path.StartsWith("file:", StringComparison.Ordinal)) path = path["file:".Length..];
        var query = path.IndexOf('?', StringComparison.Ordinal);
        return Path.GetFullPath(query < 0 ? path : path[..query]);
    }

    // Only a Configuration without an endpoint of its own takes one from the environment, and then samples everything unless it says otherwise.
    private static DaprConfiguration FromEnvironment(DaprConfiguration configuration, Func<string, string?> environment)
    {
        if (configuration.Otlp is not null) return configuration;
        var endpoint = environment("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? environment("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (string.IsNullOrEmpty(endpoint)) return configuration;
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

using System.CommandLine;
using System.Globalization;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>The flags of daprd that this stand-in knows, in Go's style: one dash or two, a space or an equals sign.</summary>
internal static class SidecarCommand
{
    private static readonly Option<string> AppId = Flag<string>("app-id", "Name of the app, under which other apps invoke it.");
    private static readonly Option<int?> AppPort = Flag<int?>("app-port", "Port that the app listens on.");
    private static readonly Option<string> AppProtocol = Flag("app-protocol", "Protocol that the app speaks: http.", "http");
    private static readonly Option<string> AppChannelAddress = Flag("app-channel-address", "Address that the app listens on.", "127.0.0.1");
    private static readonly Option<int> HttpPort = Flag("dapr-http-port", "Port of the HTTP API; 0 takes a free one.", 3500);
    private static readonly Option<int> GrpcPort = Flag("dapr-grpc-port", "Port of the gRPC API; 0 takes a free one.", 50001);
    private static readonly Option<int> InternalGrpcPort = Flag("dapr-internal-grpc-port", "Port for other sidecars; 0 takes a free one.", 0);
    private static readonly Option<string> ListenAddresses = Flag("dapr-listen-addresses", "Comma-separated addresses of the APIs; loopback only unless given.", "");
    private static readonly Option<int> MetricsPort = Flag("metrics-port", "Port that answers /metrics, with nothing in it; 0 takes a free one.", 9090);
    private static readonly Option<string> ConfigFile = Flag("config", "File with the Configuration.", "");
    private static readonly Option<string[]> ResourcesPath = Flag<string[]>("resources-path", "Folder with components and resiliency files; may be repeated.");
    private static readonly Option<string> Placement = Flag("placement-host-address", "Accepted; this stand-in has no placement.", "");
    private static readonly Option<string> Scheduler = Flag("scheduler-host-address", "Accepted; this stand-in has no scheduler.", "");
    private static readonly Option<string> LogLevel = Flag("log-level", "debug, info, warn, error or fatal.", "info");
    private static readonly Option<string> MaxBodySize = Flag("max-body-size", "Largest request body, such as 4Mi.", "4Mi");
    private static readonly Option<bool> EnableHealthCheck = Flag("enable-app-health-check", "Ask the app whether it is well.", false);
    private static readonly Option<string> HealthCheckPath = Flag("app-health-check-path", "Path that is asked.", "/healthz");
    private static readonly Option<int> ProbeInterval = Flag("app-health-probe-interval", "Seconds between two probes.", 5);
    private static readonly Option<int> ProbeTimeout = Flag("app-health-probe-timeout", "Milliseconds that one probe may take.", 500);
    private static readonly Option<int> HealthThreshold = Flag("app-health-threshold", "Failed probes after which the app is unhealthy.", 3);
    private static readonly Option<bool> ApiLogging = Flag("enable-api-logging", "Log every call of the API.", false);
    private static readonly Option<int> GracefulShutdown = Flag("dapr-graceful-shutdown-seconds", "Seconds that a stop may take.", 5);

    private static readonly Option<string> AppMaxConcurrency = Flag("app-max-concurrency", "Accepted; without effect in this stand-in.", "");
    private static readonly Option<string> ReadBufferSize = Flag("read-buffer-size", "Accepted; without effect in this stand-in.", "");

    public static RootCommand Create(Func<SidecarOptions, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand($"A development stand-in for daprd {SidecarOptions.DaprVersion}. It is not Dapr.")
        {
            AppId, AppPort, AppProtocol, AppChannelAddress, HttpPort, GrpcPort, InternalGrpcPort, ListenAddresses, MetricsPort, ConfigFile,
            ResourcesPath, Placement, Scheduler, LogLevel, MaxBodySize, EnableHealthCheck, HealthCheckPath, ProbeInterval, ProbeTimeout,
            HealthThreshold, ApiLogging, GracefulShutdown, AppMaxConcurrency, ReadBufferSize,
        };
        command.SetAction((result, stop) => run(Bind(result, Environment.GetEnvironmentVariable), stop));
        return command;
    }

    /// <summary>Runs the command; what keeps it from starting is one line on standard error and an exit code other than 0.</summary>
    public static async Task<int> InvokeAsync(RootCommand command, string[] args)
    {
        var result = command.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
        {
            foreach (var error in result.Errors) await Console.Error.WriteLineAsync(error.Message);
            var supported = result.CommandResult.Command.Options.Select(option => option.Name).Order(StringComparer.Ordinal);
            await Console.Error.WriteLineAsync($"Supported flags: {string.Join(' ', supported)}");
            return 2;
        }

        try
        {
            return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (StartException e)
        {
            await Console.Error.WriteLineAsync($"fatal: {e.Message}");
            return 1;
        }
    }

    /// <summary>Turns flags and environment into options, at this one place.</summary>
    internal static SidecarOptions Bind(ParseResult result, Func<string, string?> environment)
    {
        var appId = result.GetValue(AppId);
        if (string.IsNullOrWhiteSpace(appId)) throw new StartException("app-id parameter cannot be empty: give --app-id");
        if (appId.Contains('.', StringComparison.Ordinal)) throw new StartException($"--app-id \"{appId}\" must not contain a dot, which separates an app id from its namespace");
        if (appId.AsSpan().ContainsAny('/', '\\', ' ')) throw new StartException($"--app-id \"{appId}\" must not contain a slash or a space");
        if (result.GetValue(AppProtocol) is not ("http" or "") and var protocol)
            throw new StartException($"--app-protocol {protocol} is not supported here, only http is; use the real Dapr for it");
        if (result.GetValue(AppPort) is < 0 or > 65535) throw new StartException("--app-port must be between 1 and 65535");
        foreach (var port in new[] { HttpPort, GrpcPort, InternalGrpcPort, MetricsPort })
            if (result.GetValue(port) is < 0 or > 65535) throw new StartException($"{port.Name} must be between 0 and 65535");

        return new SidecarOptions
        {
            AppId = appId,
            AppPort = result.GetValue(AppPort) is > 0 and var appPort ? appPort : null,
            AppChannelAddress = NotBlank(result.GetValue(AppChannelAddress)) ?? "127.0.0.1",
            HttpPort = result.GetValue(HttpPort),
            GrpcPort = result.GetValue(GrpcPort),
            InternalGrpcPort = result.GetValue(InternalGrpcPort),
            MetricsPort = result.GetValue(MetricsPort),
            ListenAddresses = (result.GetValue(ListenAddresses) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            ConfigFile = NotBlank(result.GetValue(ConfigFile)),
            ResourcesPaths = result.GetValue(ResourcesPath) ?? [],
            PlacementHostAddress = NotBlank(result.GetValue(Placement)),
            SchedulerHostAddress = NotBlank(result.GetValue(Scheduler)),
            FlagsWithoutEffect = [.. new[] { AppMaxConcurrency, ReadBufferSize }.Where(flag => NotBlank(result.GetValue(flag)) is not null).Select(flag => flag.Name)],
            LogLevel = result.GetValue(LogLevel) ?? "info",
            MaxBodySize = ParseQuantity(result.GetValue(MaxBodySize) ?? "4Mi"),
            HealthCheck = result.GetValue(EnableHealthCheck)
                ? new AppHealthCheck(
                    "/" + result.GetValue(HealthCheckPath)?.TrimStart('/'),
                    TimeSpan.FromSeconds(Positive(result, ProbeInterval)),
                    TimeSpan.FromMilliseconds(Positive(result, ProbeTimeout)),
                    Positive(result, HealthThreshold))
                : null,
            ApiLogging = result.GetValue(ApiLogging),
            GracefulShutdown = TimeSpan.FromSeconds(Math.Max(0, result.GetValue(GracefulShutdown))),
            Namespace = NotBlank(environment("NAMESPACE")) ?? "default",
            ApiToken = NotBlank(environment("DAPR_API_TOKEN")),
            AppToken = NotBlank(environment("APP_API_TOKEN")),
            HostAddress = NotBlank(environment("DAPR_HOST_IP")) ?? "127.0.0.1",
            // One per user, so that two users of a machine meet neither each other's apps nor each other's file rights.
            DefaultRegistry = NotBlank(environment("DEVSIDECAR_REGISTRY")) ?? Path.Combine(Path.GetTempPath(), $"devsidecar-{Environment.UserName}", "names"),
        };
    }

    /// <summary>Reads an amount of bytes as Kubernetes writes it: a number, alone or with a unit.</summary>
    internal static long ParseQuantity(string text)
    {
        ReadOnlySpan<(string Unit, long Factor)> units =
            [("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("", 1)];
        foreach (var (unit, factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= long.MaxValue / factor)
            {
                return number * factor;
            }
        }

        throw new StartException($"--max-body-size \"{text}\" is no amount of bytes, such as 4Mi or 65536");
    }

    private static int Positive(ParseResult result, Option<int> option) =>
        result.GetValue(option) is > 0 and var number ? number : throw new StartException($"{option.Name} must be greater than 0");

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Option<T> Flag<T>(string name, string description) => new("--" + name, "-" + name) { Description = description };

    private static Option<T> Flag<T>(string name, string description, T value) =>
        new("--" + name, "-" + name) { Description = description, DefaultValueFactory = _ => value };
}

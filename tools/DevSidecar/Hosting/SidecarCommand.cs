using System.CommandLine;
using System.Globalization;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>The flags of daprd that the development sidecar knows, in Go's style: one dash or two, a space or an equals sign.</summary>
internal static class SidecarCommand
{
    private static readonly Option<string> AppId = Flag("app-id", "Name of the app, under which other apps invoke it.", "");
    private static readonly Option<int> AppPort = Flag("app-port", "Port that the app listens on; 0 is none.", 0);
    private static readonly Option<string> AppProtocol = Flag("app-protocol", "Protocol of the app: http.", "http");
    private static readonly Option<string> AppChannelAddress = Flag("app-channel-address", "Address that the app listens on.", "127.0.0.1");
    private static readonly Option<int> HttpPort = Flag("dapr-http-port", "Port of the HTTP API; 0 takes a free one.", 3500);
    private static readonly Option<int> GrpcPort = Flag("dapr-grpc-port", "Port of the gRPC API; 0 takes a free one.", 50001);
    private static readonly Option<int> InternalPort = Flag("dapr-internal-grpc-port", "Port for other sidecars; 0 takes a free one.", 0);
    private static readonly Option<string> Addresses = Flag("dapr-listen-addresses", "Addresses of the APIs; loopback if none.", "");
    private static readonly Option<int> MetricsPort = Flag("metrics-port", "Port of an empty /metrics; 0 takes a free one.", 9090);
    private static readonly Option<string> ConfigFile = Flag("config", "File with the Configuration.", "");
    private static readonly Option<string[]> ResourcesPath =
        Flag<string[]>("resources-path", "Folder with components and resiliency files; may be repeated.", []);

    private static readonly Option<string> LogLevel = Flag("log-level", "debug, info, warn, error or fatal.", "info");
    private static readonly Option<string> MaxBodySize = Flag("max-body-size", "Largest request body, such as 4Mi.", "4Mi");
    private static readonly Option<bool> HealthCheck = Flag("enable-app-health-check", "Probe the health of the app.", false);
    private static readonly Option<string> HealthPath = Flag("app-health-check-path", "Path of the probe.", "/healthz");
    private static readonly Option<int> ProbeInterval = Flag("app-health-probe-interval", "Seconds between two probes.", 5);
    private static readonly Option<int> ProbeTimeout = Flag("app-health-probe-timeout", "Milliseconds that one probe may take.", 500);
    private static readonly Option<int> Threshold = Flag("app-health-threshold", "Failed probes until the app is unhealthy.", 3);
    private static readonly Option<bool> ApiLogging = Flag("enable-api-logging", "Log every call of the API.", false);
    private static readonly Option<int> GracefulSeconds = Flag("dapr-graceful-shutdown-seconds", "Seconds that a shutdown may take.", 5);
    private static readonly Option<string> BlockDuration =
        Flag("dapr-block-shutdown-duration", "How long a signal waits, at most, for the app to become unhealthy.", "0s");

    private static readonly IReadOnlyList<Option<string>> WithoutEffect =
    [
        .. new[]
        {
            "placement-host-address", "scheduler-host-address", "app-max-concurrency", "read-buffer-size", "log-as-json", "enable-metrics",
            "enable-profiling", "profile-port", "disable-builtin-k8s-secret-store",
        }.Select(name => new Option<string>("--" + name, "-" + name)
        {
            Description = "Accepted; has no effect here.", Arity = ArgumentArity.ZeroOrOne,
        }),
    ];

    /// <summary>Runs the command; what keeps it from starting is one line on standard error and exit code 1.</summary>
    public static async Task<int> RunAsync(string[] args, Func<SidecarOptions, Task<int>> run)
    {
        var command = Create();
        command.SetAction((result, _) => run(Bind(result, Environment.GetEnvironmentVariable)));
        try
        {
            return await Parse(command, args).InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (StartException e)
        {
            await Console.Error.WriteLineAsync($"fatal: {e.Message}");
            return 1;
        }
    }

    /// <summary>Turns a command line and its environment into options.</summary>
    internal static SidecarOptions Bind(string[] args, Func<string, string?> environment) => Bind(Parse(Create(), args), environment);

    /// <summary>Reads a number of bytes as Kubernetes writes it: a number, alone or with a unit.</summary>
    internal static int ParseQuantity(string text)
    {
        ReadOnlySpan<(string Unit, long Factor)> units =
            [("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("k", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("", 1)];
        foreach (var (unit, factor) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= int.MaxValue / factor)
            {
                return (int)(number * factor);
            }
        }

        throw new StartException($"--max-body-size \"{text}\" is not a number of bytes below 2 GiB, such as 4Mi or 65536");
    }

    private static RootCommand Create()
    {
        var command = new RootCommand($"A development sidecar in place of daprd {SidecarOptions.DaprVersion}. It is not Dapr.")
        {
            AppId, AppPort, AppProtocol, AppChannelAddress, HttpPort, GrpcPort, InternalPort, Addresses, MetricsPort, ConfigFile,
            ResourcesPath, LogLevel, MaxBodySize, HealthCheck, HealthPath, ProbeInterval, ProbeTimeout, Threshold, ApiLogging,
            GracefulSeconds, BlockDuration,
        };
        foreach (var flag in WithoutEffect)
        {
            command.Options.Add(flag);
        }

        return command;
    }

    private static ParseResult Parse(RootCommand command, string[] args)
    {
        var result = command.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (result.Errors.Count == 0)
        {
            return result;
        }

        var supported = command.Options.Select(option => option.Name).Order(StringComparer.Ordinal);
        throw new StartException($"{string.Join(' ', result.Errors)} Supported flags: {string.Join(' ', supported)}");
    }

    private static SidecarOptions Bind(ParseResult result, Func<string, string?> environment) => new()
    {
        AppId = ReadAppId(Text(result, AppId)),
        AppPort = Port(result, AppPort) is > 0 and var appPort ? appPort : null,
        AppChannelAddress = ReadAppAddress(result),
        HttpPort = Port(result, HttpPort),
        GrpcPort = Port(result, GrpcPort),
        InternalGrpcPort = Port(result, InternalPort),
        MetricsPort = Port(result, MetricsPort),
        ListenAddresses =
            (Text(result, Addresses) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        ConfigFile = Text(result, ConfigFile),
        ResourcesPaths = result.GetValue(ResourcesPath) ?? [],
        FlagsWithoutEffect = [.. WithoutEffect.Where(flag => IsGiven(result, flag)).Select(flag => flag.Name)],
        LogLevel = Text(result, LogLevel) ?? "info",
        MaxBodySize = ParseQuantity(Text(result, MaxBodySize) ?? "4Mi"),
        HealthCheck = result.GetValue(HealthCheck)
            ? new AppHealthCheck(
                "/" + Text(result, HealthPath)?.TrimStart('/'),
                TimeSpan.FromSeconds(Positive(result, ProbeInterval)),
                TimeSpan.FromMilliseconds(Positive(result, ProbeTimeout)),
                Positive(result, Threshold))
            : null,
        ApiLogging = result.GetValue(ApiLogging),
        GracefulShutdown = TimeSpan.FromSeconds(Math.Max(0, result.GetValue(GracefulSeconds))),
        BlockShutdown = GoDuration.TryParse(result.GetValue(BlockDuration) ?? "", out var block)
            ? block
            : throw new StartException($"{BlockDuration.Name} \"{result.GetValue(BlockDuration)}\" is not a duration such as 500ms or 30s"),
        Namespace = NotBlank(environment("NAMESPACE")) ?? "default",
        ApiToken = ReadToken("DAPR_API_TOKEN", environment),
        AppToken = ReadToken("APP_API_TOKEN", environment),
        HostAddress = NotBlank(environment("DAPR_HOST_IP")) ?? "127.0.0.1",
        Registry = NotBlank(environment("DEVSIDECAR_REGISTRY")),
    };

    private static string ReadAppId(string? appId)
    {
        if (appId is null)
        {
            throw new StartException("app-id parameter cannot be empty: give --app-id");
        }

        return appId.AsSpan().IndexOfAny("./\\ ") < 0
            ? appId
            : throw new StartException($"--app-id \"{appId}\" must not contain a dot, a slash or a space");
    }

    private static string ReadAppAddress(ParseResult result)
    {
        if (Text(result, AppProtocol) is not ("http" or null) and var protocol)
        {
            throw new StartException($"--app-protocol {protocol} is not supported here, only http is; use daprd for it");
        }

        var address = Text(result, AppChannelAddress) ?? "127.0.0.1";
        return Uri.CheckHostName(address.Trim('[', ']')) != UriHostNameType.Unknown
            ? address
            : throw new StartException($"{AppChannelAddress.Name} \"{address}\" is neither a host name nor an IP address");
    }

    // The services accept the same; daprd takes any token, and then no client can be right.
    private static string? ReadToken(string variable, Func<string, string?> environment) => environment(variable) switch
    {
        null or "" => null,
        var token when token != token.Trim() || token.Any(c => c is < ' ' or > '~') =>
            throw new StartException($"{variable} must be printable ASCII without white space at its ends"),
        var token => token,
    };

    private static bool IsGiven(ParseResult result, Option<string> flag) =>
        result.GetResult(flag) is { Implicit: false } given && (given.Tokens.Count == 0 || NotBlank(given.Tokens[0].Value) is not null);

    private static int Port(ParseResult result, Option<int> option) => result.GetValue(option) is >= 0 and <= 65535 and var port
        ? port
        : throw new StartException($"{option.Name} must be between 0 and 65535");

    private static int Positive(ParseResult result, Option<int> option) =>
        result.GetValue(option) is > 0 and var number ? number : throw new StartException($"{option.Name} must be greater than 0");

    private static string? Text(ParseResult result, Option<string> option) => NotBlank(result.GetValue(option));

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Option<T> Flag<T>(string name, string description, T value) =>
        new("--" + name, "-" + name) { Description = description, DefaultValueFactory = _ => value };
}

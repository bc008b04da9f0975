using System.Globalization;
using DemoApp.DevSidecar.RunFile.Parsing;
using DemoApp.DevSidecar.RunFile.Ports;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>The arguments a sidecar is started with: daprd's own, and only those that say something.</summary>
internal static class SidecarCommandLine
{
    public static IReadOnlyList<string> Of(RunFileApp app, AppPorts ports)
    {
        var arguments = new List<string>();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                arguments.AddRange([name, value]);
        }

        void AddNumber(string name, int? value)
        {
            if (value is > 0)
                Add(name, value.Value.ToString(CultureInfo.InvariantCulture));
        }

        void AddFlag(string name, Setting<bool>? flag)
        {
            if (flag is { Value: true })
                arguments.Add(name);
        }

        var settings = app.Settings;
        Add("--app-id", app.AppId);
        AddNumber("--app-port", ports.App);
        Add("--app-protocol", app.AppProtocol);
        Add("--app-channel-address", app.AppChannelAddress);
        AddNumber("--dapr-http-port", ports.Http);
        AddNumber("--dapr-grpc-port", ports.Grpc);
        AddNumber("--dapr-internal-grpc-port", ports.InternalGrpc);
        AddNumber("--metrics-port", ports.Metrics);
        Add("--dapr-listen-addresses", settings.ApiListenAddresses?.Value);
        Add("--config", app.ConfigFilePath);
        foreach (var path in app.ResourcesPaths)
            Add("--resources-path", path);
        Add("--log-level", settings.LogLevel?.Value);
        AddNumber("--app-max-concurrency", settings.AppMaxConcurrency?.Value);
        Add("--max-body-size", settings.MaxBodySize?.Value);
        Add("--read-buffer-size", settings.ReadBufferSize?.Value);
        AddFlag("--enable-app-health-check", settings.EnableAppHealthCheck);
        Add("--app-health-check-path", settings.AppHealthCheckPath?.Value);
        AddNumber("--app-health-probe-interval", settings.AppHealthProbeInterval?.Value);
        AddNumber("--app-health-probe-timeout", settings.AppHealthProbeTimeout?.Value);
        AddNumber("--app-health-threshold", settings.AppHealthThreshold?.Value);
        AddFlag("--enable-api-logging", settings.EnableApiLogging);
        // The CLI passes localhost for both when nothing is written. Here neither service is started, and a daprd that
        // waits for one never becomes healthy; so only an address that somebody wrote is passed on.
        Add("--placement-host-address", WithPort(settings.PlacementHostAddress?.Value, 50005));
        Add("--scheduler-host-address", WithPort(settings.SchedulerHostAddress?.Value, 50006));
        return arguments;
    }

    private static string? WithPort(string? address, int port) =>
        string.IsNullOrWhiteSpace(address) || address.Contains(':', StringComparison.Ordinal) ? address : $"{address}:{port}";
}

using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.DemoApp.Run;

/// <summary>What Dapr's injector makes of a pod's annotations: the sidecar's flags and variables.</summary>
internal static partial class SidecarCommandLine
{
    // Annotation and flag, as in the recorded output of the injector.
    private static readonly (string Annotation, string Flag)[] Flags =
    [
        ("app-id", "app-id"),
        ("app-protocol", "app-protocol"),
        ("block-shutdown-duration", "dapr-block-shutdown-duration"),
        ("log-level", "log-level"),
        ("max-body-size", "max-body-size"),
        ("placement-host-address", "placement-host-address"),
        ("scheduler-host-address", "scheduler-host-address"),
        ("app-health-check-path", "app-health-check-path"),
        ("app-health-probe-interval", "app-health-probe-interval"),
        ("app-health-probe-timeout", "app-health-probe-timeout"),
        ("app-health-threshold", "app-health-threshold"),
        ("graceful-shutdown-seconds", "dapr-graceful-shutdown-seconds"),
    ];

    /// <summary>The flags; ports are free ones of this machine.</summary>
    public static List<string> Arguments(RenderedPod pod, PodOverlay overlay, TenantNamespace tenant, int httpPort, int grpcPort)
    {
        var annotations = pod.Metadata.Annotations;
        List<string> arguments =
        [
            "--app-port", $"{overlay.Ports[int.Parse(annotations["dapr.io/app-port"], null)]}",
            "--dapr-http-port", $"{httpPort}",
            "--dapr-grpc-port", $"{grpcPort}",
            "--dapr-internal-grpc-port", $"{FreePort.Next()}",
            "--metrics-port", $"{FreePort.Next()}",
            "--dapr-listen-addresses", "127.0.0.1",
            "--resources-path", DaprFiles.Resources(tenant),
            "--config", DaprFiles.Configuration(tenant, annotations["dapr.io/config"]),
        ];
        foreach (var (annotation, flag) in Flags)
        {
            if (annotations.TryGetValue($"dapr.io/{annotation}", out var value))
            {
                arguments.AddRange([$"--{flag}", value.Trim()]);
            }
        }

        if (annotations["dapr.io/enable-app-health-check"] == "true")
        {
            arguments.Add("--enable-app-health-check");
        }

        if (Sidecar.IsRealDaprd && DaprFiles.SentryAddress is { } sentry)
        {
            arguments.AddRange(["--enable-mtls", "--sentry-address", sentry]);
        }

        return arguments;
    }

    /// <summary>The variables: namespace and pod, those of the annotation `dapr.io/env`, and the tokens of the named Secrets.</summary>
    public static Dictionary<string, string?> Environment(RenderedPod pod, PodOverlay overlay, TenantNamespace tenant)
    {
        var annotations = pod.Metadata.Annotations;
        var variables = new Dictionary<string, string?> { ["NAMESPACE"] = tenant.Name, ["POD_NAME"] = overlay.Name, ["DAPR_HOST_IP"] = "127.0.0.1" };
        foreach (var pair in Variable().Split(annotations["dapr.io/env"]))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            variables[pair[..equals]] = PodOverlay.Expand(pair[(equals + 1)..], variables);
        }

        foreach (var (annotation, variable) in new[] { ("dapr.io/api-token-secret", "DAPR_API_TOKEN"), ("dapr.io/app-token-secret", "APP_API_TOKEN") })
        {
            if (annotations.TryGetValue(annotation, out var secret))
            {
                variables[variable] = tenant.Secret(secret, "token");
            }
        }

        return variables;
    }

    // A comma begins another variable where a name without a dot follows it.
    [GeneratedRegex(@",(?=[A-Za-z_][A-Za-z0-9_]*=)")]
    private static partial Regex Variable();
}

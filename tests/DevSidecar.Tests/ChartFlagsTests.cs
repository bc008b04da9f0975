using System.Text.RegularExpressions;
using DemoApp.DevSidecar.Hosting;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests;

/// <summary>The flags that Dapr's injector makes of the chart's annotations.</summary>
public sealed partial class ChartFlagsTests
{
    // Read by the injector itself, or turned into ports, files and variables.
    private static readonly string[] NoFlags = ["enabled", "app-port", "config", "env", "api-token-secret", "app-token-secret"];

    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["block-shutdown-duration"] = "dapr-block-shutdown-duration", ["graceful-shutdown-seconds"] = "dapr-graceful-shutdown-seconds",
    };

    [Theory]
    [InlineData("default")]
    [InlineData("everything")]
    [InlineData("tenant1")]
    public void EveryFlagOfTheChart_IsAccepted(string example)
    {
        var rendered = File.ReadAllText(Path.Combine(Repository.Root, "charts/demo-app/examples", example, "rendered.yaml"));
        var flags = Annotation().Matches(rendered)
            .Select(match => (Name: match.Groups["name"].Value, Value: match.Groups["value"].Value.Trim('"', '\'')))
            .DistinctBy(annotation => annotation.Name)
            .Where(annotation => !NoFlags.Contains(annotation.Name) && !annotation.Name.StartsWith("sidecar-", StringComparison.Ordinal))
            .ToList();

        string[] arguments =
        [
            .. flags.SelectMany<(string Name, string Value), string>(flag => flag.Value == "true"
                ? [$"--{flag.Name}"]
                : [$"--{OtherNames.GetValueOrDefault(flag.Name, flag.Name)}", flag.Value]),
        ];
        var options = SidecarCommand.Bind(arguments, _ => null);

        Assert.Contains(flags, flag => flag.Name == "block-shutdown-duration");
        Assert.Equal(TimeSpan.FromSeconds(40), options.BlockShutdown);
        Assert.NotNull(options.HealthCheck);
        Assert.Contains("--log-as-json", options.FlagsWithoutEffect);
        Assert.DoesNotContain("--placement-host-address", options.FlagsWithoutEffect);
    }

    // What `dapr run` gives its daprd (cli, pkg/standalone/run.go).
    [Fact]
    public void EveryFlagOfTheCli_IsAccepted()
    {
        var options = SidecarCommand.Bind(
            [
                "--app-id", "a", "--app-port", "8000", "--dapr-http-port", "3500", "--dapr-grpc-port", "50001",
                "--dapr-internal-grpc-port", "50002",
                "--metrics-port", "9090", "--profile-port", "7777", "--app-protocol", "http", "--app-channel-address", "localhost",
                "--dapr-listen-addresses", "127.0.0.1", "--config", "c.yaml", "--resources-path", "x", "--resources-path", "y",
                "--log-level", "info",
                "--app-max-concurrency", "-1", "--max-body-size", "4Mi", "--read-buffer-size", "4Ki", "--enable-api-logging",
                "--enable-profiling",
                "--enable-app-health-check", "--app-health-check-path", "/healthz", "--app-health-probe-interval", "5",
                "--app-health-probe-timeout", "500", "--app-health-threshold", "3", "--placement-host-address", "",
                "--scheduler-host-address", " ",
            ],
            _ => null);
        Assert.Equal(["x", "y"], options.ResourcesPaths);
        Assert.Equal(8000, options.AppPort);
    }

    [Theory]
    [InlineData("30")]
    [InlineData("-1s")]
    [InlineData("soon")]
    public void BlockDurationThatIsNone_IsRefused(string text) => Assert.Contains(
        "--dapr-block-shutdown-duration",
        Assert.Throws<StartException>(() => SidecarCommand.Bind(["--app-id", "a", "--dapr-block-shutdown-duration", text],
            _ => null)).Message,
        StringComparison.Ordinal);

    [GeneratedRegex(@"^\s+dapr\.io/(?<name>[a-z0-9-]+): (?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex Annotation();
}

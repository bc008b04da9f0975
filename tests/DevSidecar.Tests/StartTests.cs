using System.Net;
using System.Net.Sockets;
using DemoApp.DevSidecar.Hosting;
using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests;

/// <summary>What keeps a sidecar from starting, and what only gets a warning. These are sentences of this tool, not of daprd.</summary>
public sealed class StartTests : IDisposable
{
    private readonly SidecarFiles _files = new();

    [Fact]
    public Task MalformedComponent_FailsWithFileAndLine() =>
        FailsAsync(
            "broken.yaml:", () => _files.Resource("broken", "kind: Component\nmetadata:\n  name: [a\nspec: {}\n"), "--resources-path",
            _files.Resources);

    [Theory]
    [InlineData("a: &a {<<: *a}\n")]
    [InlineData("x: &x {<<: *y}\ny: &y {<<: *x}\n")]
    [InlineData("kind: &k [*k]\n")]
    public Task RingOfMergeKeysOrAliases_FailsSoon(string yaml) =>
        FailsAsync("ring.yaml", () => _files.Resource("ring", yaml), "--resources-path", _files.Resources);

    [Fact]
    public Task DeepNesting_FailsSoon() =>
        FailsAsync("deep.yaml", () => _files.Resource("deep", "name: " + new string('[', 100_000)), "--resources-path", _files.Resources);

    [Fact]
    public Task MergeKeysThatMultiply_FailSoon() => FailsAsync(
        "many.yaml",
        () => _files.Resource("many", "l0: &l0 {a: 1}\n" + string.Concat(Enumerable.Range(1, 11).Select(level =>
            $"l{level}: &l{level} {{{string.Join(", ", Enumerable.Range(0, 9).Select(i => $"k{i}: *l{level - 1}"))}}}\n"))),
        "--resources-path",
        _files.Resources);

    [Fact]
    public Task ConfigurationWithoutEnd_FailsSoon() => FailsAsync("/dev/zero", () => { }, "--config", "/dev/zero");

    [Fact]
    public Task ConfigurationWithNul_Fails() => FailsAsync(
        "nul.yaml",
        () => File.WriteAllText(Path.Combine(_files.Folder, "nul.yaml"), "kind: Configuration\nspec: {nameResolution: \"a\\0b\"}\n"),
        "--config",
        Path.Combine(_files.Folder, "nul.yaml"));

    [Fact]
    public Task MissingConfiguration_FailsNamingTheFile() =>
        FailsAsync("no-such.yaml", () => { }, "--config", Path.Combine(_files.Folder, "no-such.yaml"));

    [Fact]
    public Task MissingResourcesPath_FailsNamingTheFolder() =>
        FailsAsync("no-such-folder", () => { }, "--resources-path", Path.Combine(_files.Folder, "no-such-folder"));

    [Fact]
    public Task DuplicateComponent_FailsWithBothPlaces() => FailsAsync(
        "\"twin\" is there twice",
        () =>
        {
            _files.Store("twin");
            File.Copy(Path.Combine(_files.Resources, "twin.yaml"), Path.Combine(_files.Resources, "twin2.yaml"));
        },
        "--resources-path",
        _files.Resources);

    [Fact]
    public Task OtherComponentType_FailsNamingTheRealDapr() => FailsAsync(
        "use the real Dapr",
        () => _files.Resource("redis",
            "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: redis\nspec:\n  type: state.redis\n  version: v1\n"),
        "--resources-path",
        _files.Resources);

    [Fact]
    public Task UnknownKind_FailsWithFileAndLine() => FailsAsync(
        "odd.yaml:2", () => _files.Resource("odd", "apiVersion: dapr.io/v1alpha1\nkind: Komponent\nmetadata:\n  name: odd\n"),
        "--resources-path", _files.Resources);

    [Fact]
    public Task UnknownConfigurationKey_FailsWithFileAndLine() =>
        FailsAsync("unknown key \"traicing\"", () => { }, "--config", _files.Configuration(spec: "  traicing:\n    samplingRate: \"1\"\n"));

    [Fact]
    public Task UnknownPolicyReference_FailsNamingIt() => FailsAsync(
        "no retry policy \"many\"",
        () => _files.Resource("r",
            "kind: Resiliency\nmetadata:\n  name: r\nspec:\n  policies: {}\n  targets:\n    apps:\n      a: { retry: many }\n"),
        "--resources-path",
        _files.Resources);

    [Fact]
    public Task UnknownFlag_FailsListingTheSupportedOnes() => FailsAsync("--dapr-http-port", () => { }, "--no-such-flag", "1");

    [Fact]
    public Task WrongMaxBodySize_FailsNamingIt() => FailsAsync("--max-body-size \"lots\"", () => { }, "--max-body-size", "lots");

    [Theory]
    [InlineData("DAPR_API_TOKEN", "tok\n")]
    [InlineData("DAPR_API_TOKEN", " ")]
    [InlineData("APP_API_TOKEN", "\ttok")]
    [InlineData("APP_API_TOKEN", "t\u0001k")]
    [InlineData("DAPR_API_TOKEN", "t\u00f6k")]
    public void TokenThatNoClientCanSend_IsRefused(string variable, string token) => Assert.Contains(
        variable,
        Assert.Throws<StartException>(() => SidecarCommand.Bind(["--app-id", "a"], name => name == variable ? token : null)).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task PortInUse_FailsNamingThePort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var sidecar = SidecarProcess.Launch("a", [], metricsPort: port);
        await sidecar.WaitForExitAsync();
        Assert.NotEqual(0, sidecar.ExitCode);
        Assert.Contains($"port {port}", sidecar.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KnownKindWithoutUse_StartsWithOneWarning()
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "a sentence of this tool");
        _files.Resource("sub", "apiVersion: dapr.io/v2alpha1\nkind: Subscription\nmetadata:\n  name: s\nspec: {}\n");
        await using var sidecar = await SidecarProcess.StartAsync(
            "a", ["--resources-path", _files.Resources, "--config", _files.Configuration()]);
        await Eventually.TrueAsync(
            () => sidecar.Output.Contains("kind Subscription has no effect here", StringComparison.Ordinal), "the warning");
        Assert.Single(sidecar.Output.Split('\n'), line => line.Contains("Subscription", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SubfolderOfResourcesPath_IsNotRead()
    {
        Directory.CreateDirectory(Path.Combine(_files.Resources, "sub"));
        await File.WriteAllTextAsync(Path.Combine(_files.Resources, "sub", "broken.yaml"), "[", TestContext.Current.CancellationToken);
        await using var sidecar = await SidecarProcess.StartAsync(
            "a", ["--resources-path", _files.Resources, "--config", _files.Configuration()]);
        Assert.Equal(HttpStatusCode.NoContent, await sidecar.StatusOfAsync("/v1.0/healthz"));
    }

    [Fact]
    public async Task GoStyleFlags_AreUnderstood()
    {
        _files.Configuration();
        await using var sidecar = await SidecarProcess.StartAsync(
            "a",
            [$"-config={_files.Configuration()}", "-log-level=warn", "--enable-api-logging", "--enable-app-health-check=true",
                "--placement-host-address", " ", "-max-body-size", "16"]);
        Assert.Equal(HttpStatusCode.NoContent, await sidecar.StatusOfAsync("/v1.0/healthz"));
        Assert.DoesNotContain("level=info", SidecarProcess.IsDaprd ? "" : sidecar.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _files.Dispose();

    private static async Task FailsAsync(string sentence, Action arrange, params string[] arguments)
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "a sentence of this tool");
        arrange();
        await using var sidecar = SidecarProcess.Launch("a", arguments);
        await sidecar.WaitForExitAsync();
        Assert.NotEqual(0, sidecar.ExitCode);
        await Eventually.TrueAsync(
            () => sidecar.Output.Contains(sentence, StringComparison.Ordinal), $"\"{sentence}\" in\n{sidecar.Output}",
            TimeSpan.FromSeconds(2));
        Assert.DoesNotContain("   at ", sidecar.Output, StringComparison.Ordinal);
    }
}

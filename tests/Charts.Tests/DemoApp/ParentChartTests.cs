namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>The chart as a dependency of another one.</summary>
[Trait("Speed", "slow")]
public sealed class ParentChartTests
{
    private const string Dependency = "dependencies: [{name: demo-app, version: 0.1.0, condition: demo-app.enabled}]";
    private const string Tagged = "dependencies: [{name: demo-app, version: 0.1.0, tags: [front]}]";
    private const string Alias = "dependencies: [{name: demo-app, version: 0.1.0, alias: Shop_Front, condition: Shop_Front.enabled}]";

    [Theory]
    // What other charts of the parent, and Helm itself, have in the values.
    [InlineData("", "global: {storageClass: fast, security: {allowInsecureImages: true}}")]
    [InlineData("", "demo-app: {enabled: true}")]
    [InlineData("", "demo-app: {enabled: false}")]
    [InlineData("", "demo-app: {tags: {front: true}}")]
    [InlineData("", "tags: {front: true}")]
    [InlineData(Dependency, "demo-app: {enabled: true}")]
    [InlineData(Tagged, "tags: {front: true}")]
    // A null takes a default away.
    [InlineData("", "global: {tenantId: null}")]
    [InlineData("", "global: {imageRegistry: null}")]
    [InlineData("", "global: {imagePullSecrets: null}")]
    [InlineData("", "global: {imagePullPolicy: null}")]
    [InlineData("", "global: {useNodeLocalEndpoint: null}")]
    [InlineData("", "global: {otlpPort: null}")]
    [InlineData("", "global: {otlpEndpoint: null}")]
    [InlineData("", "global: {envs: null}")]
    [InlineData("", "demo-app: {global: {tenantId: null, imageRegistry: null, imagePullSecrets: null, otlpEndpoint: null}}")]
    [InlineData("", "global: null")]
    public async Task Values_OfAParent_Render(string dependencies, string values)
    {
        var (exitCode, output) = await TemplateAsync(dependencies, values);

        Assert.True(exitCode == 0, output);
        var manifest = Manifest.Parse(output + "\n");
        Assert.Equal("default", manifest.Pod("sender").Env("TENANT_ID"));
        Assert.Equal(
            values.Contains("imageRegistry: null", StringComparison.Ordinal) ? "receiver:0.1.0" : "demo-app/receiver:0.1.0",
            manifest.Pod("receiver").Container.Image);
    }

    [Theory]
    [InlineData(Dependency, "demo-app: {enabled: false}")]
    [InlineData(Tagged, "tags: {front: false}")]
    public async Task Dependency_SwitchedOff_IsLeftOut(string dependencies, string values)
    {
        var (exitCode, output) = await TemplateAsync(dependencies, values);

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("kind:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("senders", "demo-app: {senders: {replicaCount: 2}}")]
    [InlineData("sender.replicas", "demo-app: {sender: {replicas: 2}}")]
    [InlineData("global.tenantID", "global: {tenantID: tenant1}")]
    [InlineData("global", "demo-app: {global: null}")]
    public async Task Typos_OfAParent_AreRefused(string key, string values)
    {
        var (exitCode, output) = await TemplateAsync("", values);

        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain("nil pointer", output, StringComparison.Ordinal);
        Assert.All(key.Split('.'), part => Assert.Matches($@"\b{part}\b", output));
    }

    [Fact]
    public async Task Globals_OfAParent_AreThoseOfTheRelease()
    {
        const string Globals = "global: {tenantId: tenant5, imageRegistry: registry.example.com/x, otlpEndpoint: \"http://a.b:4317\"}";

        var (_, output) = await TemplateAsync("", Globals);
        var sender = Manifest.Parse(output + "\n").Pod("sender");

        Assert.Equal(("tenant5", "registry.example.com/x/sender:0.1.0", "http://a.b:4317"),
            (sender.Env("TENANT_ID"), sender.Container.Image, sender.Env("OTEL_EXPORTER_OTLP_ENDPOINT")));
    }

    [Fact]
    public async Task Alias_WithCapitals_MakesNamesThatKubernetesTakes()
    {
        var (exitCode, output) = await TemplateAsync(Alias, "Shop_Front: {global: {tenantId: tenant6}}");

        Assert.True(exitCode == 0, output);
        var manifest = Manifest.Parse(output + "\n");
        Assert.Equal("tenant6", manifest.Pod("sender").Env("TENANT_ID"));
        Assert.All(manifest.Objects, item => Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", item.Metadata.Name));
        Assert.Equal(
            manifest.Pod("sender").Metadata.Annotations["dapr.io/config"], Assert.Single(manifest.Of<DaprConfiguration>()).Metadata.Name);
    }

    // Renders the parent by both versions of Helm, which must agree; returns what Helm 4 said.
    private static async Task<(int ExitCode, string Output)> TemplateAsync(string dependencies, string values)
    {
        using var copy = new ChartCopy("parent/charts/demo-app");
        var parent = Path.Combine(copy.Root, "parent");
        var cancellation = TestContext.Current.CancellationToken;
        var chart = $"apiVersion: v2\nname: parent\nversion: 0.1.0\n{dependencies}\n";
        await File.WriteAllTextAsync(Path.Combine(parent, "Chart.yaml"), chart, cancellation);
        await File.WriteAllTextAsync(Path.Combine(parent, "values.yaml"), values + "\n", cancellation);
        var four = await Helm.RunAsync(Helm.Four, "template", "p", parent, "--namespace", "demo");
        var three = await Helm.RunAsync(Helm.Three, "template", "p", parent, "--namespace", "demo");
        Assert.Equal(four.ExitCode == 0, three.ExitCode == 0);
        var lines = four.Output.Split('\n').Where(line => !line.StartsWith("level=INFO", StringComparison.Ordinal));
        return (four.ExitCode, string.Join('\n', lines));
    }
}

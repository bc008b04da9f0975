using System.Xml.Linq;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>How registry, repository, tag and digest become an image.</summary>
public sealed class ImageTests
{
    private static string Version { get; } =
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

    [Theory]
    // The page's three options.
    [InlineData("docker.io/myorg/sender:v1.0.0", "global.imageRegistry=docker.io/myorg", "sender.image.repository=sender", "sender.image.tag=v1.0.0")]
    [InlineData("ghcr.io/a/sender:v1", "global.imageRegistry=docker.io/other", "sender.image.repository=ghcr.io/a/sender", "sender.image.tag=v1")]
    [InlineData("myregistry.io/sender:v2", "global.imageRegistry=myregistry.io", "sender.image.tag=v2")]
    // What makes a first segment a registry.
    [InlineData("localhost/sender:v2", "sender.image.repository=localhost/sender", "sender.image.tag=v2")]
    [InlineData("registry:5000/sender:v2", "sender.image.repository=registry:5000/sender", "sender.image.tag=v2")]
    [InlineData("ghcr.io/myorg/team/sender:v2", "global.imageRegistry=ghcr.io/", "sender.image.repository=myorg/team/sender", "sender.image.tag=v2")]
    [InlineData("myorg/sender:v2", "global.imageRegistry=", "sender.image.repository=myorg/sender", "sender.image.tag=v2")]
    public async Task Image_FromRegistryRepositoryAndTag_IsPutTogether(string expected, params string[] settings) =>
        Assert.Equal(expected, (await Chart.RenderSetAsync(settings)).Pod("sender").Container.Image);

    [Fact]
    public async Task Image_WithoutATag_HasTheVersionOfTheServices() =>
        Assert.Equal($"demo-app/sender:{Version}", (await Chart.RenderSetAsync()).Pod("sender").Container.Image);

    [Fact]
    public async Task PullSecrets_OfReleaseAndImage_AreBothThere()
    {
        var manifest = await Chart.RenderSetAsync("global.imagePullSecrets={a,b}", "sender.image.pullSecrets={b,c}");

        Assert.Equal(["a", "b", "c"], manifest.Pod("sender").Spec.ImagePullSecrets.Select(secret => secret.Name));
        Assert.Equal(["a", "b"], manifest.Pod("receiver").Spec.ImagePullSecrets.Select(secret => secret.Name));
    }

    [Theory]
    // Unset, so that Kubernetes chooses: a node must not keep an old image of the tag latest.
    [InlineData(null, null)]
    [InlineData(null, null, "sender.image.tag=latest")]
    [InlineData(null, null, "global.imagePullPolicy=null")]
    [InlineData("IfNotPresent", "IfNotPresent", "global.imagePullPolicy=IfNotPresent")]
    [InlineData("Always", "Never", "global.imagePullPolicy=Never", "sender.image.pullPolicy=Always")]
    public async Task PullPolicy_IsWrittenWhereItIsGiven(string? sender, string? others, params string[] settings)
    {
        var manifest = await Chart.RenderSetAsync(["loadgen.enabled=true", .. settings]);

        Assert.All(manifest.Pods, pod => Assert.Equal(pod.Component == "sender" ? sender : others, pod.Container.ImagePullPolicy));
    }

    [Theory]
    // The page's users set the tags of the services only; all images are built together.
    [InlineData("v1.0.0", "sender.image.tag=v1.0.0", "receiver.image.tag=v1.0.0")]
    [InlineData("v2", "sender.image.tag=v1.0.0", "receiver.image.tag=v1.0.0", "loadgen.image.tag=v2")]
    [InlineData(null, "sender.image.tag=v1.0.0-fix", "receiver.image.tag=v1.0.0")]
    [InlineData(null, "sender.image.tag=v1.0.0")]
    [InlineData(null)]
    public async Task Tag_OfTheLoadGenerator_IsTheServicesWhereTheyShareOne(string? tag, params string[] settings)
    {
        var manifest = await Chart.RenderSetAsync(["loadgen.enabled=true", "loadgen.workers=1", .. settings]);

        string[] components = ["loadgen", "loadgen-worker", "test"];
        Assert.All(components, component => Assert.Equal($"demo-app/loadgen:{tag ?? Version}", manifest.Pod(component).Container.Image));
    }
}

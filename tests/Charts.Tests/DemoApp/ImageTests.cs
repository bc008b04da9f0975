using System.Xml.Linq;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>How registry, repository, tag and digest become an image.</summary>
public sealed class ImageTests
{
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
    public async Task Image_WithoutATag_HasTheVersionOfTheServices()
    {
        var version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

        Assert.Equal($"demo-app/sender:{version}", (await Chart.RenderSetAsync()).Pod("sender").Container.Image);
    }

    [Fact]
    public async Task PullSecrets_OfReleaseAndImage_AreBothThere()
    {
        var manifest = await Chart.RenderSetAsync("global.imagePullSecrets={a,b}", "sender.image.pullSecrets={b,c}", "sender.image.pullPolicy=Always");

        Assert.Equal(["a", "b", "c"], manifest.Pod("sender").Spec.ImagePullSecrets.Select(secret => secret.Name));
        Assert.Equal(["a", "b"], manifest.Pod("receiver").Spec.ImagePullSecrets.Select(secret => secret.Name));
        Assert.Equal(("Always", "IfNotPresent"), (manifest.Pod("sender").Container.ImagePullPolicy, manifest.Pod("receiver").Container.ImagePullPolicy));
    }
}

namespace DemoApp.Charts.Tests.DemoApp;

public sealed class StrictReadingTests
{
    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task Objects_OfEveryCase_HaveOnlyFieldsThatKubernetesAndDaprKnow(string name)
    {
        var text = await ChartCase.Named(name).RenderAsync(Helm.Four);
        var manifest = Manifest.Parse(text);

        Assert.Equal(text.Split('\n').Count(line => line.StartsWith("kind: ", StringComparison.Ordinal)), manifest.Objects.Count);
        Assert.All(manifest.Objects, item => Assert.Equal(ChartCase.Named(name).Namespace, item.Metadata.NamespaceProperty));
        Assert.Equal(manifest.Objects.Count, manifest.Objects.Select(item => (item.Kind, item.Metadata.Name)).Distinct().Count());
    }

    [Theory]
    [InlineData("          ports:", "          portz:")]
    [InlineData("  maxUnavailable: 1", "  maxUnavailble: 1")]
    [InlineData("      increasedCardinality: false", "      increasedCardinalty: false")]
    [InlineData("    timeouts:", "    timeout:")]
    [InlineData("    - name: keyPrefix", "    - nome: keyPrefix")]
    public async Task Objects_WithAMisspeltField_AreRefused(string field, string misspelt)
    {
        var text = await ChartCase.Named("default").RenderAsync(Helm.Four);
        Assert.Contains(field, text, StringComparison.Ordinal);

        Assert.ThrowsAny<YamlDotNet.Core.YamlException>(() => Manifest.Parse(text.Replace(field, misspelt, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Configuration_WhatDaprRequires_IsThere()
    {
        var configuration = Assert.Single((await ChartCase.Named("default").ReadAsync()).Of<DaprConfiguration>());

        Assert.NotNull(configuration.Spec.Tracing!.Otel!.EndpointAddress);
        Assert.DoesNotContain("://", configuration.Spec.Tracing.Otel.EndpointAddress, StringComparison.Ordinal);
        Assert.True(configuration.Spec.Tracing.Otel.Protocol is "grpc" or "http");
        // Unset means true, also for an http address.
        Assert.NotNull(configuration.Spec.Tracing.Otel.IsSecure);
        Assert.All(
            configuration.Spec.AccessControl!.Policies, policy => Assert.True(policy is { AppId: not null, Namespace: not null, TrustDomain: not null }));
    }
}

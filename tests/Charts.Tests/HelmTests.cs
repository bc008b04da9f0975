namespace DemoApp.Charts.Tests;

public sealed class HelmTests
{
    [Fact]
    public async Task Version_OfBoth_IsTheOneThatTheChartsAreMadeFor()
    {
        Assert.StartsWith("v4.1.", (await Helm.RunAsync(Helm.Four, "version", "--short")).Output, StringComparison.Ordinal);
        Assert.StartsWith("v3.17.", (await Helm.RunAsync(Helm.Three, "version", "--short")).Output, StringComparison.Ordinal);
    }
}

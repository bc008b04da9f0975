namespace DemoApp.Charts.Tests.DemoApp;

public sealed class GoldenTests
{
    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task Render_OfHelm4_IsTheOneInTheRepository(string name)
    {
        var chart = ChartCase.Named(name);
        await GeneratedFile.VerifyAsync(chart.GoldenFile, await chart.RenderAsync(Helm.Four));
    }

    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task Render_OfHelm3_IsTheSame(string name)
    {
        var chart = ChartCase.Named(name);
        await GeneratedFile.VerifyAsync(chart.GoldenFile, await chart.RenderAsync(Helm.Three));
    }

    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task Lint_UnderBoth_SaysNothingBad(string name)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await Helm.RunAsync(helm, ["lint", "--strict", Chart.Folder, .. ChartCase.Named(name).Arguments]);

            Assert.True(exitCode == 0, output);
            Assert.DoesNotContain("WARNING", output, StringComparison.Ordinal);
        }
    }
}

using System.Collections.Concurrent;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>A release of charts/demo-app that is rendered into the repository, at examples/NAME/rendered.yaml.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Release">The release's name.</param>
/// <param name="Namespace">Where it is installed.</param>
/// <param name="ValuesFile">What it is installed with, from the chart's folder; null is the defaults alone.</param>
public sealed record ChartCase(string Name, string Release, string Namespace, string? ValuesFile)
{
    // Many tests look at the same few renders.
    private static readonly ConcurrentDictionary<(string Helm, string Name), Lazy<Task<string>>> Rendered = new();

    /// <summary>Every case.</summary>
    public static IReadOnlyList<ChartCase> All { get; } =
    [
        new("default", "demo-app", "demo", null),
        new("tenant1", "demo-app-tenant1", "tenant1-demo", "values-tenant1.yaml"),
        new("tenant2", "demo-app-tenant2", "tenant2-demo", "values-tenant2.yaml"),
        new("no-dapr", "demo-app", "demo", "examples/no-dapr/values.yaml"),
        new("redis", "demo-app-tenant1", "tenant1-demo", "examples/redis/values.yaml"),
        new("job", "demo-app-tenant1", "tenant1-demo", "examples/job/values.yaml"),
        new("everything", "demo-app-tenant3", "tenant3-demo", "examples/everything/values.yaml"),
    ];

    /// <summary>The names of all cases, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Select(chart => chart.Name)];

    /// <summary>The file with the case's rendering.</summary>
    public string GoldenFile => $"{Chart.Folder}/examples/{Name}/rendered.yaml";

    /// <summary>The case of a name.</summary>
    public static ChartCase Named(string name) => All.Single(chart => chart.Name == name);

    /// <summary>Renders it.</summary>
    public Task<string> RenderAsync(string helm) =>
        Rendered.GetOrAdd((helm, Name), _ => new(() => Chart.RenderAsync(helm, Release, Namespace, Arguments))).Value;

    /// <summary>Renders it and reads what comes of it.</summary>
    public async Task<Manifest> ReadAsync() => Manifest.Parse(await RenderAsync(Helm.Four));

    /// <summary>How Helm is told its values file.</summary>
    public IEnumerable<string> Arguments => ValuesFile is null ? [] : ["-f", $"{Chart.Folder}/{ValuesFile}"];
}

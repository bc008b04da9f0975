namespace DemoApp.Charts.Tests.Collector;

/// <summary>Lists of tenants for tests.</summary>
internal static class Lists
{
    public const string TwoTenants = """
        tenants:
          - {name: tenant1, namespace: tenant1-demo, exporter: {endpoint: "http://one:4317"}}
          - {name: tenant2, namespace: tenant2-demo, exporter: {endpoint: "http://two:4317"}}
        """;

    /// <summary>A list of that many tenants, t0 in ns-0 and so on.</summary>
    public static string Of(int count) =>
        "tenants:\n" + string.Concat(Enumerable.Range(0, count).Select(
            i => $"  - {{name: t{i}, namespace: ns-{i}, exporter: {{endpoint: \"https://b{i}:4317\"}}}}\n"));
}

using DemoApp.TestSupport;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.DemoApp.Run;

/// <summary>
/// The rendered Component, Configuration and Resiliency as files for sidecars outside a cluster. Component and Resiliency are written as they
/// are; the Configuration gets what a cluster gives otherwise: name resolution, and an agent that is at the test's collector.
/// </summary>
internal static class DaprFiles
{
    /// <summary>
    /// Whether the sidecar judges by accessControl. The development sidecar believes the caller's name; a real daprd asks its certificate,
    /// and without mTLS a policy whose default is deny refuses every call, so that it is left out there.
    /// </summary>
    public static bool PolicyIsInForce => !Sidecar.IsRealDaprd || SentryAddress is not null;

    /// <summary>Where a real daprd gets its certificate; null is no mTLS.</summary>
    public static string? SentryAddress => Environment.GetEnvironmentVariable("SENTRY_ADDRESS") is { Length: > 0 } address ? address : null;

    public static string Resources(TenantNamespace tenant) => Path.Combine(tenant.Folder, "resources");

    public static string Configuration(TenantNamespace tenant, string name) => Path.Combine(tenant.Folder, $"{name}.yaml");

    public static void Write(Manifest manifest, TenantNamespace tenant)
    {
        Directory.CreateDirectory(Resources(tenant));
        foreach (var document in manifest.Text.Split("\n---\n").Where(text => text.Contains("apiVersion: dapr.io/v1alpha1", StringComparison.Ordinal)))
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(document));
            var resource = (YamlMappingNode)stream.Documents.Single().RootNode;
            var (kind, name) = ((string)resource["kind"]!, (string)resource["metadata"]["name"]!);
            if (kind != "Configuration")
            {
                File.WriteAllText(Path.Combine(Resources(tenant), $"{kind}-{name}.yaml"), document);
                continue;
            }

            var spec = (YamlMappingNode)resource["spec"];
            ((YamlMappingNode)spec["tracing"]["otel"]).Children["endpointAddress"] = tenant.Collector;
            spec.Add("nameResolution", new YamlMappingNode
            {
                { "component", "sqlite" },
                { "version", "v1" },
                { "configuration", new YamlMappingNode { { "connectionString", Path.Combine(tenant.Folder, "names.db") } } },
            });
            if (!PolicyIsInForce)
            {
                spec.Children.Remove("accessControl");
            }

            using var file = File.CreateText(Configuration(tenant, name));
            stream.Save(file, assignAnchors: false);
        }
    }
}

using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants;

/// <summary>One entry of the list.</summary>
/// <param name="Name">The value of <c>tenant.id</c>, a DNS label.</param>
/// <param name="Namespace">The Kubernetes namespace whose pods belong to the tenant.</param>
/// <param name="Endpoint">The address of the tenant's backend; null if the entry has none.</param>
/// <param name="Overrides">Values of charts/demo-app that differ for this tenant.</param>
public sealed record Tenant(string Name, string Namespace, string? Endpoint, YamlMappingNode Overrides);

using System.Reflection;
using OpenTelemetry.Resources;

namespace DemoApp.ServiceDefaults;

/// <summary>The one set of resource attributes, given to OpenTelemetry and to Serilog alike.</summary>
public static class TelemetryResource
{
    private const string DefaultServiceNamespace = "demo-app";

    // Set by the Helm chart from the downward API.
    private static readonly (string Attribute, string Variable)[] Kubernetes =
    [
        ("k8s.namespace.name", "K8S_NAMESPACE_NAME"),
        ("k8s.pod.name", "K8S_POD_NAME"),
        ("k8s.pod.uid", "K8S_POD_UID"),
        ("k8s.pod.ip", "K8S_POD_IP"),
        ("k8s.node.name", "K8S_NODE_NAME"),
        ("k8s.deployment.name", "K8S_DEPLOYMENT_NAME"),
        ("k8s.container.name", "K8S_CONTAINER_NAME"),
    ];

    /// <summary>
    /// Defaults and what the platform says (<c>K8S_*</c>), over which <c>OTEL_RESOURCE_ATTRIBUTES</c> wins, over which in turn <c>OTEL_SERVICE_NAME</c>, <c>OTEL_SERVICE_INSTANCE_ID</c> and the tenant win.
    /// </summary>
    /// <exception cref="InvalidSettingException">A pair without "=", or a bad percent-encoding.</exception>
    public static IReadOnlyDictionary<string, object> Read(SettingReader variables, string defaultServiceName, string tenantId)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [Names.ServiceName] = defaultServiceName,
            [Names.ServiceNamespace] = DefaultServiceNamespace,
            [Names.ServiceVersion] = Version(),
            [Names.ServiceInstanceId] = Guid.NewGuid().ToString(),
            // The conventions' own values are in lower case: production, staging, development.
            [Names.DeploymentEnvironmentName] = variables.Text("ASPNETCORE_ENVIRONMENT", "production").ToLowerInvariant(),
        };

        // Serilog's sink would name itself here, and one process would be two resources.
        foreach (var (name, value) in ResourceBuilder.CreateEmpty().AddTelemetrySdk().Build().Attributes)
        {
            attributes[name] = value;
        }

        foreach (var (attribute, variable) in Kubernetes)
        {
            if (variables.Find(variable) is { } value)
            {
                attributes[attribute] = value;
            }
        }

        foreach (var (name, value) in NamedValues.Read("OTEL_RESOURCE_ATTRIBUTES", variables.Find("OTEL_RESOURCE_ATTRIBUTES")))
        {
            attributes[name] = value;
        }

        if (variables.Find("OTEL_SERVICE_NAME") is { } serviceName)
        {
            attributes[Names.ServiceName] = serviceName;
        }

        if (variables.Find("OTEL_SERVICE_INSTANCE_ID") is { } instanceId)
        {
            attributes[Names.ServiceInstanceId] = instanceId;
        }

        // Last, because a process has one tenant and nothing else may claim another.
        attributes[Names.TenantId] = tenantId;
        return attributes;
    }

    private static string Version()
    {
        var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

        // The SDK appends the commit as build metadata; image tags have none.
        return version.Split('+')[0];
    }
}

using System.Reflection;

namespace DemoApp.ServiceDefaults;

/// <summary>The one set of resource attributes, given to OpenTelemetry and to Serilog alike.</summary>
public static class TelemetryResource
{
    /// <summary>
    /// <c>OTEL_RESOURCE_ATTRIBUTES</c>, over which <c>OTEL_SERVICE_NAME</c>, <c>OTEL_SERVICE_INSTANCE_ID</c> and the tenant win.
    /// </summary>
    /// <exception cref="InvalidSettingException">A pair without "=", or a bad percent-encoding.</exception>
    public static IReadOnlyDictionary<string, object> Read(SettingReader variables, string defaultServiceName, string tenantId)
    {
        var attributes = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [Names.ServiceName] = defaultServiceName,
            [Names.ServiceVersion] = Version(),
            [Names.ServiceInstanceId] = Guid.NewGuid().ToString(),
        };

        foreach (var (name, value) in Pairs(variables, "OTEL_RESOURCE_ATTRIBUTES"))
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

    /// <summary>Reads <c>name=value,name=value</c> with percent-encoded values, as OpenTelemetry writes lists in variables.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> Pairs(SettingReader variables, string variable)
    {
        foreach (var pair in (variables.Find(variable) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0
                ? new(pair[..equals].Trim(), Uri.UnescapeDataString(pair[(equals + 1)..].Trim()))
                : throw new InvalidSettingException($"{variable} has \"{pair}\", but must be a list such as name=value,other=value");
        }
    }

    private static string Version()
    {
        var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

        // The SDK appends the commit as build metadata; image tags have none.
        return version.Split('+')[0];
    }
}

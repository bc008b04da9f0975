namespace DemoApp.Tenants;

/// <summary>Finds tenants whose telemetry is sent to a viewer that is not installed.</summary>
public static class MissingViewers
{
    /// <summary>Their names.</summary>
    /// <param name="list">All tenants; each has a viewer, if any has.</param>
    /// <param name="agent">Where the collectors are; the viewers are there, too.</param>
    /// <param name="viewers">Whether viewers are installed.</param>
    public static IReadOnlyList<string> Find(TenantList list, AgentAddress agent, bool viewers)
    {
        var installed = viewers ? list.Tenants.Select(tenant => $"viewer-{tenant.Name}").ToHashSet() : [];
        return [.. list.Tenants.Where(tenant => IsMissing(tenant.Endpoint ?? "")).Select(tenant => tenant.Name)];

        bool IsMissing(string endpoint)
        {
            var host = endpoint.Split("://")[^1].Split('/', ':')[0].Split('.');
            var isViewer = host[0].StartsWith("viewer-", StringComparison.Ordinal) && (host.Length < 3 || host[2] == "svc");
            return isViewer && !(installed.Contains(host[0]) && (host.Length == 1 || host[1] == agent.Namespace));
        }
    }
}

namespace DemoApp.Tenants.RunFile;

/// <summary>The app-ids of one tenant: the template's with the tenant's name behind them, so that all tenants share one machine.</summary>
internal sealed class AppIds(IEnumerable<string> ofTemplate, string? tenant)
{
    private readonly HashSet<string> _ofTemplate = [.. ofTemplate];

    /// <summary>The tenant's app-id for one of the template; any other is somebody else's and stays, and so do all without a tenant.</summary>
    /// <remarks>Where an app is named with its namespace (<c>app.namespace</c>), that stays too.</remarks>
    public string Of(string id)
    {
        if (tenant is null)
        {
            return id;
        }

        if (_ofTemplate.Contains(id))
        {
            return $"{id}-{tenant}";
        }

        var dot = id.LastIndexOf('.');
        return dot > 0 && _ofTemplate.Contains(id[..dot]) ? $"{id[..dot]}-{tenant}{id[dot..]}" : id;
    }
}

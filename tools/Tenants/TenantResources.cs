using DemoApp.YamlFiles;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants;

/// <summary>Copies of Dapr's resources for one of several local tenants: where one names an app, the copy names the tenant's.</summary>
/// <param name="appIds">The app-ids of one tenant alone; the tenant's have its name behind them. All others stay.</param>
/// <param name="tenant">The tenant, or null to keep the names.</param>
/// <param name="collector">Where sidecars send their spans, as host:port.</param>
/// <param name="names">The file in which the sidecars of the run find each other.</param>
public sealed class TenantResources(IReadOnlyCollection<string> appIds, string? tenant, string collector, string names)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Copies the files of a folder; subfolders are ignored, as daprd does.</summary>
    /// <exception cref="YamlFileException">A file cannot be read or is not YAML.</exception>
    public void CopyFolder(string source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source).Where(file => Extensions.Contains(Path.GetExtension(file))))
        {
            CopyFile(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    /// <summary>Copies one file.</summary>
    /// <exception cref="YamlFileException">It cannot be read or is not YAML.</exception>
    public void CopyFile(string source, string target)
    {
        var documents = YamlFile.Read(source);
        foreach (var document in documents)
        {
            Rename(document);
            if (document.Text("kind") == "Configuration")
            {
                SetRun(document);
            }
        }

        YamlFile.Write(target, $"# A copy of {source}\n", documents);
    }

    /// <summary>The tenant's app-id for one of the list, also if it is followed by its namespace (<c>app.namespace</c>).</summary>
    public string AppId(string id)
    {
        var dot = id.LastIndexOf('.');
        return tenant is null ? id
            : appIds.Contains(id) ? $"{id}-{tenant}"
            : dot > 0 && appIds.Contains(id[..dot]) ? $"{id[..dot]}-{tenant}{id[dot..]}"
            : id;
    }

    // In scopes, a Resiliency's targets, access control (members appId) and the topics' scopes of a pub/sub component.
    private void Rename(YamlMappingNode resource)
    {
        foreach (var scope in resource.List("scopes").OfType<YamlScalarNode>())
        {
            scope.Value = AppId(scope.Value ?? "");
        }

        RenameMembers(resource);
        var apps = resource.Map("spec").Map("targets").Map("apps").Children;
        foreach (var (name, policy) in apps.ToList())
        {
            apps.Remove(name);
            apps.Add(AppId(name.ToString()), policy);
        }

        foreach (var item in resource.Map("spec").List("metadata").OfType<YamlMappingNode>())
        {
            if (item.Text("name") is "publishingScopes" or "subscriptionScopes" && item.Text("value") is { } scopes)
            {
                item.Set("value", string.Join(';', scopes.Split(';').Select(RenameTopics)));
            }
        }
    }

    // Written as app1=topic1,topic2
    private string RenameTopics(string scope)
    {
        var parts = scope.Split('=', 2);
        return string.Join('=', [AppId(parts[0].Trim()), .. parts[1..]]);
    }

    private void RenameMembers(YamlNode node)
    {
        foreach (var child in node is YamlMappingNode map ? map.Children.Values : node as IEnumerable<YamlNode> ?? [])
        {
            RenameMembers(child);
        }

        foreach (var key in (string[])["appId", "appID"])
        {
            if (node.Text(key) is { } id)
            {
                ((YamlMappingNode)node).Set(key, AppId(id));
            }
        }
    }

    private void SetRun(YamlMappingNode configuration)
    {
        var spec = configuration.Map("spec");
        Replace(spec.Map("tracing").Map("otel"), "endpointAddress", collector);
        Replace(spec.Map("nameResolution").Map("configuration"), "connectionString", names);
    }

    private static void Replace(YamlMappingNode map, string key, string value)
    {
        if (map.Text(key) is not null)
        {
            map.Set(key, value);
        }
    }
}

using DemoApp.DevSidecar.Diagnostics;

namespace DemoApp.DevSidecar.Resources;

/// <summary>The resources of one app.</summary>
internal sealed record LoadedResources(IReadOnlyList<Component> Components, IReadOnlyList<ResiliencySpec> Resiliencies);

/// <summary>Reads the YAML files of the resources paths, without subfolders, as daprd does.</summary>
internal static class ResourcesPath
{
    // Kinds of Dapr that nothing here would ever use.
    private static readonly string[] KindsWithoutEffect =
        ["Subscription", "HTTPEndpoint", "MCPServer", "Configuration", "WorkflowAccessPolicy"];

    public static LoadedResources Load(SidecarOptions options, ILogger log)
    {
        var components = new Dictionary<string, Component>(StringComparer.Ordinal);
        var resiliencies = new List<ResiliencySpec>();
        foreach (var resource in options.ResourcesPaths.SelectMany(Files).SelectMany(file => YamlNodeReader.ReadFile(file)))
        {
            resource.Only("apiVersion", "kind", "metadata", "spec", "scopes", "auth");
            var kind = resource.GetText("kind");
            if (KindsWithoutEffect.Contains(kind))
            {
                log.KindWithoutEffect(resource.Location, kind);
                continue;
            }

            if (kind is not ("Component" or "Resiliency"))
            {
                throw new StartException(
                    $"{resource.Get("kind").Location}: \"{kind}\" is not a kind of resource; " +
                    $"Dapr has Component, Resiliency, {string.Join(", ", KindsWithoutEffect)}");
            }

            var metadata = resource.Get("metadata").Only("name", "namespace", "labels", "annotations");
            var name = metadata.GetText("name");
            var scopes = resource.Items("scopes").Select(scope => scope.Text()).ToList();
            if ((metadata.FindText("namespace") is { Length: > 0 } home && home != options.Namespace)
                || (scopes.Count > 0 && !scopes.Contains(options.AppId)))
            {
                continue;
            }

            if (kind == "Resiliency")
            {
                resiliencies.Add(ResiliencySpec.Read(resource));
            }
            else if (!components.TryAdd(name, Component.Read(resource, name)))
            {
                throw new StartException(
                    $"{resource.Location}: component \"{name}\" is there twice; the first one is at {components[name].Location}");
            }
        }

        return new LoadedResources([.. components.Values], resiliencies);
    }

    private static IEnumerable<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new StartException($"resources path \"{folder}\" is not a folder");
        }

        return Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json")
            .Order(StringComparer.Ordinal);
    }
}

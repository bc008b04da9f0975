using DemoApp.DevSidecar.Diagnostics;

namespace DemoApp.DevSidecar.Resources;

/// <summary>What the resources paths hold for one app.</summary>
internal sealed record LoadedResources(IReadOnlyList<Component> Components, IReadOnlyList<ResiliencySpec> Resiliencies);

/// <summary>Reads the YAML files of the resources paths. Subfolders are left alone, as daprd leaves them.</summary>
internal static class ResourcesPath
{
    // Kinds that Dapr has and that nothing here would ever use.
    private static readonly string[] KindsWithoutUse = ["Subscription", "HTTPEndpoint", "MCPServer", "Configuration", "WorkflowAccessPolicy"];

    public static LoadedResources Load(SidecarOptions options, ILogger log)
    {
        var components = new Dictionary<string, Component>(StringComparer.Ordinal);
        var resiliencies = new List<ResiliencySpec>();
        foreach (var resource in options.ResourcesPaths.SelectMany(Files).SelectMany(file => YamlNodeReader.ReadFile(file)))
        {
            resource.Only("apiVersion", "kind", "metadata", "spec", "scopes", "auth");
            var kind = resource.GetText("kind");
            if (KindsWithoutUse.Contains(kind))
            {
                log.KindWithoutUse(resource.Location, kind);
                continue;
            }

            if (kind is not ("Component" or "Resiliency"))
                throw new StartException($"{resource.Get("kind").Location}: \"{kind}\" is no kind of resource; Dapr has Component, Resiliency, {string.Join(", ", KindsWithoutUse)}");

            var metadata = resource.Get("metadata").Only("name", "namespace", "labels", "annotations");
            var name = metadata.GetText("name");
            if (metadata.FindText("namespace") is { Length: > 0 } home && home != options.Namespace) continue;
            var scopes = resource.Items("scopes").Select(scope => scope.Text()).ToList();
            if (scopes.Count > 0 && !scopes.Contains(options.AppId)) continue;

            if (kind == "Resiliency")
            {
                resiliencies.Add(ResiliencySpec.Read(resource));
                continue;
            }

            if (components.TryGetValue(name, out var twin))
                throw new StartException($"{resource.Location}: component \"{name}\" is there twice; the first one is at {twin.Location}");
            components.Add(name, Component.Read(resource, name));
        }

        return new LoadedResources([.. components.Values], resiliencies);
    }

    private static IEnumerable<string> Files(string folder)
    {
        if (!Directory.Exists(folder)) throw new StartException($"resources path \"{folder}\" is no folder");
        return Directory.EnumerateFiles(folder)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json")
            .Order(StringComparer.Ordinal);
    }
}

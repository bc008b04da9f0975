namespace DemoApp.DevSidecar.Resources;

/// <summary>A Component of Dapr; here only state.in-memory.</summary>
internal sealed record Component(string Name, string Type, string Version, IReadOnlyDictionary<string, string> Metadata, string Location)
{
    private const string InMemoryState = "state.in-memory";

    public static Component Read(YamlNodeReader resource, string name)
    {
        var spec = resource.Get("spec").Only("type", "version", "ignoreErrors", "initTimeout", "metadata");
        var (type, version) = (spec.GetText("type"), spec.GetText("version"));
        if (type != InMemoryState)
        {
            throw new StartException(
                $"{spec.Get("type").Location}: component \"{name}\" is of type {type}, but the development sidecar has " +
                $"{InMemoryState} only; use the real Dapr (dapr run -f dapr.yaml) for it");
        }

        if (version != "v1")
        {
            throw new StartException($"{spec.Get("version").Location}: component \"{name}\": {type} has no version {version}, only v1");
        }

        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in spec.Items("metadata"))
        {
            item.Only("name", "value", "secretKeyRef", "envRef");
            if (item.Find("secretKeyRef") is { } secret)
            {
                throw new StartException($"{secret.Location}: the development sidecar has no secret store");
            }

            var key = item.GetText("name");
            if (key is not ("keyPrefix" or "actorStateStore"))
            {
                throw new StartException($"{item.Location}: {type} has no metadata \"{key}\"; it has keyPrefix");
            }

            var value = item.FindText("envRef") is { } variable ? Environment.GetEnvironmentVariable(variable) : item.FindText("value");
            metadata[key] = value ?? "";
        }

        return new Component(name, type, version, metadata, resource.Location);
    }
}

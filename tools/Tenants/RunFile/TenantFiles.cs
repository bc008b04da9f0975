using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants.RunFile;

/// <summary>Copies of resources and Configurations for one tenant, in a folder of its own.</summary>
internal sealed class TenantFiles(string folder, AppIds ids, string? collector)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    private readonly Dictionary<string, string> _copies = [];

    /// <summary>A folder (or one file) of resources; like Dapr it leaves subfolders alone.</summary>
    /// <exception cref="RunFileException">There is no such folder, or a file in it is no YAML.</exception>
    public string CopyResources(string source) => CopyOnce(source, target =>
    {
        Directory.CreateDirectory(target);
        foreach (var file in Files(source))
        {
            CopyFile(file, Path.Combine(target, Path.GetFileName(file)));
        }
    });

    /// <summary>A Configuration, with the collector in it that the run has.</summary>
    /// <exception cref="RunFileException">It cannot be read, or is no YAML.</exception>
    public string CopyConfiguration(string source) => CopyOnce(source, target => CopyFile(source, target));

    /// <summary>A Configuration that says nothing but where spans go, for an app that has none; null without a collector.</summary>
    public string? MakeConfiguration()
    {
        if (collector is null)
        {
            return null;
        }

        var configuration = new YamlMappingNode
        {
            { "apiVersion", "dapr.io/v1alpha1" },
            { "kind", "Configuration" },
            { "metadata", new YamlMappingNode { { "name", "local" } } },
        };
        SetCollector(configuration);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "configuration.yaml");
        YamlFile.Write(path, "", [configuration]);
        return path;
    }

    private static IEnumerable<string> Files(string source)
    {
        if (File.Exists(source))
        {
            return [source];
        }

        return Directory.Exists(source)
            ? Directory.EnumerateFiles(source).Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal)
            : throw new RunFileException($"The template's resources {source} are not there.");
    }

    private string CopyOnce(string source, Action<string> copy)
    {
        if (_copies.TryGetValue(source, out var target))
        {
            return target;
        }

        // Two folders of the template may have the same name.
        var name = Path.GetFileName(source);
        target = Path.Combine(folder, Path.Exists(Path.Combine(folder, name)) ? $"{_copies.Count + 1}-{name}" : name);
        Directory.CreateDirectory(folder);
        copy(target);
        return _copies[source] = target;
    }

    private void CopyFile(string source, string target)
    {
        var documents = YamlFile.Read(source);
        foreach (var document in documents)
        {
            DaprResource.Rename(document, ids);
            if (collector is not null && document.Text("kind") == "Configuration")
            {
                SetCollector(document);
            }
        }

        YamlFile.Write(target, $"# A copy of {source}\n", documents);
    }

    private void SetCollector(YamlMappingNode configuration)
    {
        var spec = configuration.Map("spec");
        var tracing = spec.Map("tracing");
        if (tracing.Text("samplingRate") is null)
        {
            tracing.Set("samplingRate", "1");
        }

        tracing.Set("otel", new YamlMappingNode { { "endpointAddress", collector! }, { "isSecure", "false" }, { "protocol", "grpc" } });
        spec.Set("tracing", tracing);
        configuration.Set("spec", spec);
    }
}

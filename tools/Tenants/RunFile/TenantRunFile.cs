using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants.RunFile;

/// <summary>Makes one run file for several tenants out of a run file for one: the same apps for each tenant, with names and ports of their own.</summary>
public sealed class TenantRunFile
{
    private const string Mark = "# Made by `Tenants run-file`";

    private readonly RunFileTemplate _template;
    private readonly TenantRunOptions _options;
    private readonly List<TenantApp> _apps = [];
    private readonly List<YamlMappingNode> _entries = [];

    private TenantRunFile(TenantRunOptions options)
    {
        _options = options;
        _template = RunFileTemplate.Read(options.Template);
    }

    /// <summary>Writes <c>dapr.yaml</c> and the tenants' resources into the folder of the options; returns the apps in it.</summary>
    /// <param name="tenants">Each with its place in the list, from 0, which says how far its ports move; none: the template's own apps stay.</param>
    /// <param name="options">What to make it from, and where to.</param>
    /// <exception cref="RunFileException">The template is no run file, two apps would have the same name or port, or the folder is somebody else's.</exception>
    public static IReadOnlyList<TenantApp> Write(IReadOnlyList<(Tenant Tenant, int Place)> tenants, TenantRunOptions options)
    {
        var file = new TenantRunFile(options);
        var output = Path.GetFullPath(options.Output);
        // Names and ports first: what is wrong with them is said before anything is written.
        List<(string? Tenant, int Place)> runs = tenants.Count == 0 ? [(null, 0)] : [.. tenants.Select(run => ((string?)run.Tenant.Name, run.Place))];
        foreach (var (tenant, place) in runs)
        {
            file.Add(tenant, place * options.PortStep);
        }

        file.Check();
        Clear(output);
        file.WriteFiles(runs.Select(run => run.Tenant), output);
        return file._apps;
    }

    private void Add(string? tenant, int distance)
    {
        var ids = IdsOf(tenant);
        var ports = new PortShift(_template.Apps, distance);
        foreach (var ofTemplate in _template.Apps)
        {
            var app = (YamlMappingNode)YamlFile.Copy(ofTemplate);
            app.Set("appID", ids.Of(app.Text("appID")!));
            app.Set("env", Variables(app, ids, tenant));
            ports.Apply(app);
            if (tenant is not null)
            {
                RunWithoutBuilding(app);
            }

            _entries.Add(app);
            _apps.Add(new(tenant ?? app.Map("env").Text("TENANT_ID"), app.Text("appID")!, app.Text("appPort")));
        }
    }

    private AppIds IdsOf(string? tenant) => new(_template.Apps.Select(app => app.Text("appID")!), tenant);

    // Each app has all of them: with a `common.env` beside it, an app without any ends Dapr's CLI.
    private YamlMappingNode Variables(YamlMappingNode app, AppIds ids, string? tenant)
    {
        var variables = (YamlMappingNode)YamlFile.Copy(_template.Common.Map("env"));
        foreach (var (name, value) in app.Map("env"))
        {
            variables.Set(name.ToString(), value);
        }

        if (tenant is not null)
        {
            variables.Set("TENANT_ID", tenant);
            // The Sender's own default, where nothing is said.
            var receiver = variables.Text("RECEIVER_APP_ID") ?? "receiver";
            if (ids.Of(receiver) != receiver)
            {
                variables.Set("RECEIVER_APP_ID", ids.Of(receiver));
            }
        }

        return variables;
    }

    // Two tenants' `dotnet run` of one project would build into the same files at the same time.
    private static void RunWithoutBuilding(YamlMappingNode app)
    {
        if (app.Member("command") is YamlSequenceNode { Children: [YamlScalarNode { Value: "dotnet" }, YamlScalarNode { Value: "run" }, ..] } command
            && !command.Children.Any(word => word.ToString() == "--no-build"))
        {
            command.Children.Insert(2, "--no-build");
        }
    }

    private void Check()
    {
        if (_apps.GroupBy(app => app.AppId).FirstOrDefault(same => same.Count() > 1) is { } twins)
        {
            throw new RunFileException($"Two apps would be called \"{twins.Key}\". Give the template's apps other names.");
        }

        var holders = new Dictionary<int, string>();
        foreach (var entry in _entries)
        {
            foreach (var (key, number) in PortShift.PortsOf(entry))
            {
                var holder = $"the {key} of {entry.Text("appID")}";
                if (number > ushort.MaxValue)
                {
                    throw new RunFileException($"Port {number}, {holder}, is above 65535: a tenant's place in the list times the step of {_options.PortStep} is too far. Choose a smaller step.");
                }

                if (!holders.TryAdd(number, holder))
                {
                    throw new RunFileException($"Port {number} would be {holders[number]} and {holder}. Choose another step than {_options.PortStep}.");
                }
            }
        }
    }

    private static void Clear(string output)
    {
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any())
        {
            var earlier = Path.Combine(output, "dapr.yaml");
            if (!File.Exists(earlier) || !File.ReadLines(earlier).First().StartsWith(Mark, StringComparison.Ordinal))
            {
                throw new RunFileException($"{output} has something in it that was not made here, and would be deleted. Name an empty folder.");
            }

            Directory.Delete(output, recursive: true);
        }

        Directory.CreateDirectory(output);
    }

    private void WriteFiles(IEnumerable<string?> tenants, string output)
    {
        var entries = _entries.GetEnumerator();
        foreach (var tenant in tenants)
        {
            var files = new TenantFiles(Path.Combine(output, tenant ?? "resources"), IdsOf(tenant), _options.Collector);
            foreach (var ofTemplate in _template.Apps)
            {
                entries.MoveNext();
                var app = entries.Current;
                app.Children.Remove("resourcesPath");
                app.Children.Remove("resourcesPaths");
                if (_template.ResourcesOf(ofTemplate) is { Count: > 0 } resources)
                {
                    app.Set("resourcesPaths", new YamlSequenceNode(resources.Select(path => YamlMembers.Quoted(files.CopyResources(path)))));
                }

                var configuration = _template.ConfigurationOf(ofTemplate) is { } source ? files.CopyConfiguration(source) : files.MakeConfiguration();
                if (configuration is not null)
                {
                    app.Set("configFilePath", configuration);
                }
            }
        }

        var comment = $"{Mark} from {_template.FullPath}; what is changed here is lost.\n# Tenants run what is built already: `make run` builds it first.\n";
        YamlFile.Write(Path.Combine(output, "dapr.yaml"), comment, [_template.With(_entries)]);
    }
}

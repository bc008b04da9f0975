using DemoApp.TenantPage.Hosting;
using DemoApp.YamlFiles;

namespace DemoApp.TenantPage.Topology;

/// <summary>Apps, tenants and ports of this machine, from the command line or from a run file; empty without either.</summary>
internal sealed class LocalTopology
{
    private LocalTopology(string? runFile, IReadOnlyList<LocalApp> apps)
    {
        RunFile = runFile;
        Apps = apps;
    }

    public string? RunFile { get; }
    public IReadOnlyList<LocalApp> Apps { get; }

    /// <summary>Who named the apps, as an error says it.</summary>
    public string Origin => RunFile ?? (Apps.Count > 0 ? "The command line (--app)" : "The command line");

    public string? TenantOf(string appId) => Apps.FirstOrDefault(app => app.AppId == appId)?.Tenant;

    public static LocalTopology Create(PageOptions options)
    {
        if (options.RunFile is not { } file)
        {
            return new LocalTopology(null, options.Apps);
        }

        if (options.Apps.Count > 0)
        {
            throw new StartException("--run-file and --app both name the apps: give one of them.");
        }

        try
        {
            return new LocalTopology(file, [.. Read(file)]);
        }
        catch (YamlFileException e)
        {
            throw new StartException(e.Message);
        }
    }

    private static IEnumerable<LocalApp> Read(string file) => DemoApp.YamlFiles.RunFile.Read(file).Apps.Select(app =>
        new LocalApp(app.AppId, app.Service, app.Tenant, LocalApp.Local(app.Port), LocalApp.Local(app.SidecarHttpPort)));
}

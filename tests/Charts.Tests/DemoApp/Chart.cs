using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>The chart under test.</summary>
internal static class Chart
{
    /// <summary>Where it is, from the repository's root.</summary>
    public const string Folder = "charts/demo-app";

    /// <summary>A file of the chart.</summary>
    public static Task<string> ReadFileAsync(string path) => File.ReadAllTextAsync(Path.Combine(Repository.Root, Folder, path));

    /// <summary>Renders a release as for the oldest Kubernetes that the chart is for, so that the output is one Helm's as another's.</summary>
    /// <exception cref="InvalidOperationException">Helm refused; the message is what it said.</exception>
    public static async Task<string> RenderAsync(string helm, string release, string @namespace, params IEnumerable<string> arguments)
    {
        var (exitCode, output) = await Helm.RunAsync(
            helm, ["template", release, Folder, "--namespace", @namespace, "--kube-version", "1.30.0", .. arguments]);
        return exitCode == 0 ? output + "\n" : throw new InvalidOperationException(output);
    }

    /// <summary>Renders a release with settings as `--set` has them.</summary>
    public static async Task<Manifest> RenderSetAsync(params IEnumerable<string> settings) => Manifest.Parse(
        await RenderAsync(Helm.Four, "demo-app", "demo", settings.SelectMany(setting => new[] { "--set", setting })));

    /// <summary>Renders a release with a values file of this content.</summary>
    public static async Task<Manifest> RenderFileAsync(string values, params IEnumerable<string> more) => Manifest.Parse(
        await WithFileAsync(values, file => RenderAsync(Helm.Four, "demo-app", "demo", ["-f", file, .. more])));

    /// <summary>Writes a values file for as long as <paramref name="use"/> needs it.</summary>
    public static async Task<T> WithFileAsync<T>(string values, Func<string, Task<T>> use)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, values);
            return await use(file);
        }
        finally
        {
            File.Delete(file);
        }
    }
}

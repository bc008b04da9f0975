using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>A copy of the chart in a temporary folder, for as long as a test changes it or makes it part of another chart.</summary>
internal sealed class ChartCopy : IDisposable
{
    /// <param name="path">Where to copy it, below <see cref="Root"/>.</param>
    public ChartCopy(string path)
    {
        Folder = Path.Combine(Root, path);
        var source = Path.Combine(Repository.Root, Chart.Folder);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>The temporary folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("chart-").FullName;

    /// <summary>The copy in it.</summary>
    public string Folder { get; }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Root, recursive: true);
}

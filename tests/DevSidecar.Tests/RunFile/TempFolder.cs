namespace DemoApp.DevSidecar.Tests.RunFile;

/// <summary>A folder of one test, removed at its end.</summary>
internal sealed class TempFolder : IDisposable
{
    // The real path: a child that asks for its working folder gets no symbolic links (macOS has one for /tmp).
    public string Path { get; } = Directory.CreateTempSubdirectory("runfile-").FullName;

    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public string Write(string name, string text)
    {
        var path = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
